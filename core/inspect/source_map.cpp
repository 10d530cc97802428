// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/source_map.h"

#include <algorithm>

namespace gatehouse::inspect {

void SourceMap::copied(std::size_t copy, std::size_t source)
{
    if (!m_steps.empty()) {
        const auto& last = m_steps.back();
        const bool isByteForByte = last.pieceBytes == 0 || (last.isOneByte && copy > last.copy);
        if (isByteForByte && source == last.beginOf(copy))
            return; // goes on as before
    }
    m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source), 0, false});
}

void SourceMap::replaced(std::size_t copy, Span source)
{
    m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source.begin),
        static_cast<std::uint32_t>(source.size()), false});
}

void SourceMap::escaped(std::size_t copy, Span source)
{
    m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source.begin),
        static_cast<std::uint32_t>(source.size()), true});
}

/// Where what the byte at `at` of the copy stands for begins.
std::size_t SourceMap::Step::beginOf(std::size_t at) const
{
    if (pieceBytes == 0)
        return source + (at - copy);
    return isOneByte && at > copy ? source + pieceBytes + (at - copy - 1) : source;
}

/// Where what the byte at `last` stands for ends.
std::size_t SourceMap::Step::endOf(std::size_t last) const
{
    if (pieceBytes == 0)
        return source + (last - copy) + 1;
    return isOneByte && last > copy ? source + pieceBytes + (last - copy) : source + pieceBytes;
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
    return {stepAt(copy.begin).beginOf(copy.begin), stepAt(copy.end - 1).endOf(copy.end - 1)};
}

} // namespace gatehouse::inspect
