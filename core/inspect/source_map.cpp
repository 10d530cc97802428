// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/source_map.h"

#include <algorithm>

namespace gatehouse::inspect {

void SourceMap::copied(std::size_t copy, std::size_t source)
{
    if (!m_steps.empty()) {
        const auto& last = m_steps.back();
        if (last.pieceBytes == 0 && source - last.source == copy - last.copy)
            return; // goes on as before
    }
    m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source), 0});
}

void SourceMap::replaced(std::size_t copy, Span source)
{
    m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source.begin),
        static_cast<std::uint32_t>(source.size())});
}

void SourceMap::cut(std::size_t copy)
{
    while (!m_steps.empty() && m_steps.back().copy >= copy)
        m_steps.pop_back();
}

const SourceMap::Step& SourceMap::stepAt(std::size_t copy) const
{
    const auto after = std::ranges::upper_bound(m_steps, copy, {}, &Step::copy);
    return after == m_steps.begin() ? m_steps.front() : *(after - 1);
}

Span SourceMap::sourceOf(Span copy) const
{
    if (m_steps.empty())
        return copy;
    const auto& first = stepAt(copy.begin);
    const auto& last = stepAt(copy.end - 1);
    const auto begin = first.pieceBytes != 0 ? first.source : first.source + (copy.begin - first.copy);
    const auto end =
        last.pieceBytes != 0 ? last.source + last.pieceBytes : last.source + (copy.end - last.copy);
    return {begin, end};
}

} // namespace gatehouse::inspect
