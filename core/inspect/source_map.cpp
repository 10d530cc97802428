// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/source_map.h"

#include "core/inspect/latin_letters.h"

#include <algorithm>

namespace gatehouse::inspect {

/// What the byte of the copy at `at` stands for.
Span SourceMap::Step::sourceOf(std::size_t at, std::string_view text) const
{
    if (kind == Kind::Piece)
        return {source, std::size_t{source} + size};
    if (kind == Kind::Copied)
        return {source + (at - copy), source + (at - copy) + 1};
    const auto sizeAt = [text](std::size_t place) {
        const bool isTwo =
            place + 1 < text.size() && (text[place] == '\\' || isFoldedLatin(text[place], text[place + 1]));
        return isTwo ? std::size_t{2} : std::size_t{1};
    };
    std::size_t place = source;
    for (auto left = at - copy; left > 0; --left)
        place += sizeAt(place);
    return {place, place + sizeAt(place)};
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

Span SourceMap::sourceOf(Span copy, std::string_view source) const
{
    if (m_steps.empty())
        return copy;
    return {stepAt(copy.begin).sourceOf(copy.begin, source).begin,
        stepAt(copy.end - 1).sourceOf(copy.end - 1, source).end};
}

} // namespace gatehouse::inspect
