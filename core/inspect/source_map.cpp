// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/source_map.h"

#include <algorithm>
#include <bit>

namespace gatehouse::inspect {

std::size_t SourceMap::Step::escapesBefore(std::size_t index) const
{
    std::size_t count = 0;
    for (auto left = escapes; left != 0; left &= left - 1) {
        if (static_cast<std::size_t>(std::countr_zero(left)) >= index + count)
            break;
        ++count;
    }
    return count;
}

/// What the byte of the copy at `at` stands for.
Span SourceMap::Step::sourceOf(std::size_t at) const
{
    if (isPiece())
        return {source, source + static_cast<std::size_t>(escapes & ~kIsPiece)};
    const auto index = at - copy;
    const auto place = index + escapesBefore(index);
    const bool isEscape = place < 63 && (escapes >> place & 1) != 0;
    return {source + place, source + place + (isEscape ? 2 : 1)};
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
    return {stepAt(copy.begin).sourceOf(copy.begin).begin, stepAt(copy.end - 1).sourceOf(copy.end - 1).end};
}

} // namespace gatehouse::inspect
