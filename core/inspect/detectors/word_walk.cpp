// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/word_walk.h"

#include "core/inspect/detectors/phrase_words.h"

#include <algorithm>
#include <array>
#include <bit>

namespace gatehouse::inspect {
namespace {

unsigned firstOf(std::uint32_t bits)
{
    return static_cast<unsigned>(std::countr_zero(bits));
}

/// What stands between words and ends no sentence; not so for what is not ASCII, which has to be looked at.
constexpr auto kIsPlain = [] {
    std::array<bool, 256> table{};
    for (unsigned byte = 0; byte < 0x80; ++byte)
        table[byte] = std::string_view("\n.!?;\x1E").find(static_cast<char>(byte)) == std::string_view::npos;
    return table;
}();

bool isPlain(std::string_view gap)
{
    return std::ranges::all_of(gap, [](char c) { return kIsPlain[static_cast<unsigned char>(c)]; });
}

/// The bits below `count`, of 32 at most.
std::uint32_t lowest(std::uint32_t bits, std::size_t count)
{
    return count >= 32 ? bits : bits & ((std::uint32_t{1} << count) - 1);
}

} // namespace

void WordWalk::read(std::size_t base)
{
    m_base = base;
    if (m_text.size() - base >= WalkBlock::kBytes) {
        m_block = WalkBlock(m_text.data() + base);
        return;
    }
    std::array<char, WalkBlock::kBytes> tail{};
    std::ranges::copy(m_text.substr(base), tail.begin());
    m_block = WalkBlock(tail.data());
}

/// The word that begins there, if all of it is ASCII and in the block.
std::optional<Span> WordWalk::wordFrom(std::size_t begin, std::uint32_t letters)
{
    const auto size = firstOf(~letters);
    const auto end = begin + size - m_base;
    if (end >= WalkBlock::kBytes || (m_block.high >> end & 1U) != 0)
        return std::nullopt;
    m_mayHaveUnderscore = lowest(m_block.underscores >> (begin - m_base), size) != 0;
    return Span{begin, begin + size};
}

std::optional<Span> WordWalk::behind(std::size_t at)
{
    // With what is known of the text, then with what is read from here on.
    for (const bool isNew : {false, true}) {
        if (at >= m_text.size() || (isNew ? m_base == at : !isKnown(at)))
            continue;
        if (isNew)
            read(at);
        const auto skipped = at - m_base;
        const auto letters = m_block.letters >> skipped;
        const auto gap = firstOf(letters);
        if (!isPlain(m_text.substr(at, gap)))
            break;
        const auto word = letters != 0 ? wordFrom(at + gap, letters >> gap) : std::nullopt;
        if (word)
            return word;
    }
    m_mayHaveUnderscore = true;
    return wordBehind(m_text, at);
}

std::optional<Span> WordWalk::before(std::size_t at)
{
    m_mayHaveUnderscore = true;
    const auto base = at > WalkBlock::kBytes ? at - WalkBlock::kBytes : 0;
    for (const bool isNew : {false, true}) {
        if (at == 0 || (isNew ? m_base == base : !isKnown(at - 1)))
            continue;
        if (isNew)
            read(base);
        const auto letters = lowest(m_block.letters, at - m_base);
        const auto end = 32U - static_cast<unsigned>(std::countl_zero(letters));
        if (!isPlain(m_text.substr(m_base + end, at - m_base - end)))
            break;
        if (end == 0)
            continue;
        const auto begin = end - static_cast<unsigned>(std::countl_one(letters << (32U - end)));
        if (begin == 0 ? m_base == 0 : (m_block.high >> (begin - 1) & 1U) == 0)
            return Span{m_base + begin, m_base + end};
    }
    return wordBefore(m_text, at);
}

std::optional<Span> WordWalk::anyBehind(std::size_t at, std::size_t limit)
{
    limit = std::min(limit, m_text.size());
    while (at < limit) {
        if (!isKnown(at))
            read(at);
        const auto found = (m_block.letters | m_block.high) >> (at - m_base);
        if (found == 0) {
            at = m_base + WalkBlock::kBytes;
            continue;
        }
        at += firstOf(found);
        const bool isHigh = (m_block.high >> (at - m_base) & 1U) != 0;
        if (at >= limit || isHigh)
            break;
        if (const auto word = wordFrom(at, m_block.letters >> (at - m_base)))
            return word;
        if (m_base == at)
            break;
        read(at);
    }
    m_mayHaveUnderscore = true;
    return anyWordBehind(m_text, at, limit);
}

} // namespace gatehouse::inspect
