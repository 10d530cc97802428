// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/source_map.h"

#include "core/inspect/byte_lanes.h"
#include "core/inspect/latin_letters.h"

#include <algorithm>
#include <bit>

namespace gatehouse::inspect {
namespace {

/// Bytes of the source that one of the copy stands for.
std::size_t sizeAt(std::string_view text, std::size_t place)
{
    const bool isTwo =
        place + 1 < text.size() && (text[place] == '\\' || isFoldedLatin(text[place], text[place + 1]));
    return isTwo ? 2 : 1;
}

/// How many of the next bytes stand for themselves; of a few, where more may.
std::size_t plainAt(std::string_view text, std::size_t place)
{
    if (text.size() < place + ByteLanes::kBytes)
        return 0;
    const ByteLanes bytes(text.data() + place);
    const auto stops = (bytes.is('\\') | bytes.is(kLatinLead)).bits();
    return static_cast<unsigned>(std::countr_zero(stops | 1U << ByteLanes::kBytes));
}

/// What the byte of the copy stands for that is `count` behind the one that stands for what is at `place`.
std::size_t behind(std::size_t place, std::size_t count, std::string_view text)
{
    while (count > 0) {
        const auto plain = std::min(plainAt(text, place), count);
        place += plain;
        count -= plain;
        if (count > 0 && plain < ByteLanes::kBytes) {
            place += sizeAt(text, place);
            --count;
        }
    }
    return place;
}

} // namespace

void SourceMap::cut(std::size_t copy)
{
    while (!m_steps.empty() && m_steps.back().copy >= copy)
        m_steps.pop_back();
    m_reached = {};
}

/// The first stands for what comes before it, too.
std::size_t SourceMap::stepAt(std::size_t copy) const
{
    const auto after = std::ranges::upper_bound(m_steps, copy, {}, &Step::copy);
    return after == m_steps.begin() ? 0 : static_cast<std::size_t>(after - m_steps.begin()) - 1;
}

Span SourceMap::sourceOfByte(std::size_t at, std::string_view source)
{
    const auto index = stepAt(at);
    const auto& step = m_steps[index];
    if (step.kind == Kind::Piece)
        return {step.source, std::size_t{step.source} + step.size};
    if (step.kind == Kind::Copied)
        return {step.source + (at - step.copy), step.source + (at - step.copy) + 1};
    if (m_reached.step != index || m_reached.copy > at)
        m_reached = {index, step.copy, step.source};
    m_reached.source = behind(m_reached.source, at - m_reached.copy, source);
    m_reached.copy = at;
    return {m_reached.source, m_reached.source + sizeAt(source, m_reached.source)};
}

Span SourceMap::sourceOf(Span copy, std::string_view source)
{
    if (m_steps.empty())
        return copy;
    const auto begin = sourceOfByte(copy.begin, source).begin;
    const auto reached = m_reached; // others may begin within this one
    const auto end = sourceOfByte(copy.end - 1, source).end;
    m_reached = reached;
    return {begin, end};
}

} // namespace gatehouse::inspect
