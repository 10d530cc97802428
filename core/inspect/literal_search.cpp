// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/literal_search.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kWordBytes = sizeof(std::uint64_t);

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// `\b` of expressions: a letter on one side and none on the other.
bool isBoundary(std::string_view text, std::size_t at)
{
    const bool before = at > 0 && isWordByte(text[at - 1]);
    const bool behind = at < text.size() && isWordByte(text[at]);
    return before != behind;
}

bool hasTail(const ByteSet& set, std::string_view tail)
{
    return std::ranges::all_of(tail, [&set](char c) { return isIn(set, static_cast<unsigned char>(c)); });
}

bool isAt(const LiteralTable& table, const Literal& literal, std::string_view text, std::size_t begin)
{
    const std::size_t end = begin + literal.bytes;
    if (end + literal.tailBytes > text.size())
        return false;
    const auto* word = table.words + literal.word;
    for (auto at = begin; at < end; at += kWordBytes, ++word) {
        std::uint64_t there = 0;
        if (at + kWordBytes <= text.size())
            there = loadWord(text.data() + at);
        else
            std::memcpy(&there, text.data() + at, text.size() - at);
        if (((there ^ word->bytes) & word->mask) != 0)
            return false;
    }
    return hasTail(table.tails[literal.tail], text.substr(end, literal.tailBytes)) &&
        (!literal.startsWord || isBoundary(text, begin)) && (!literal.endsWord || isBoundary(text, end));
}

/// The block and what stands around its first and last gram, folded; zeros where there is no text.
class FoldedBlock {
public:
    FoldedBlock(std::string_view text, Span block)
    {
        const auto before = std::min(kFrameBefore, block.begin);
        const auto bytes = std::min(block.size() + kFrameBytes, text.size() - block.begin);
        std::memset(m_letters.data(), 0, kFrameBefore);
        std::memset(m_letters.data() + kFrameBefore + bytes, 0, kFolded + kFrameBytes);
        std::memcpy(
            m_letters.data() + kFrameBefore - before, text.data() + block.begin - before, before + bytes);
        for (std::size_t at = 0; at < bytes + kFrameBytes; at += kFolded)
            fold(m_letters.data() + at);
    }
    /// Around the gram that begins there in the block.
    const char* frameAt(std::size_t at) const { return m_letters.data() + at; }
    const char* gramAt(std::size_t at) const { return m_letters.data() + kFrameBefore + at; }

private:
    static constexpr std::size_t kFolded = 64; // bytes at once

    static void fold(char* at)
    {
        for (std::size_t i = 0; i < kFolded; i += kWordBytes) {
            const auto word = loadWord(at + i) | (std::uint64_t{kFold} << 32 | kFold);
            std::memcpy(at + i, &word, sizeof word);
        }
    }

    // Once more for what stands around it, and once for what the last fold takes along.
    alignas(64) std::array<char, kLiteralBlock + 2 * kFolded> m_letters; // NOLINT: written before it is read
};

/// Places in a block. They are written down without a branch, one behind the other, and those that are none
/// are written over: the processor would guess wrong each time.
class Places {
public:
    void add(std::size_t at, bool isOne)
    {
        m_places.data()[m_count] = static_cast<std::uint16_t>(at); // unchecked: once for every two bytes
        m_count += isOne ? 1U : 0U;
    }
    std::size_t count() const { return m_count; }
    std::size_t operator[](std::size_t i) const { return m_places.data()[i]; }
    void clear() { m_count = 0; }

private:
    std::array<std::uint16_t, kLiteralBlock / kStep + 1> m_places; // NOLINT: written before it is read
    std::size_t m_count = 0;
};

const LiteralGroup& groupAt(const LiteralTable& table, const FoldedBlock& block, std::size_t at)
{
    return table.groups[table.slots[slotOf(hashOf(loadGram(block.gramAt(at))))]];
}

} // namespace

void findLiterals(const LiteralTable& table, std::string_view text, Span block, std::vector<LiteralHit>& hits)
{
    const FoldedBlock folded(text, block);
    Places places;
    const auto test = [&places, &folded, filter = table.filter](std::size_t at) {
        const auto bit = filterBitOf(hashOf(loadGram(folded.gramAt(at))));
        places.add(at, (filter[bit >> 6U] >> (bit & 63U) & 1U) != 0);
    };
    std::size_t at = 0;
    for (; at + 4 * kStep <= block.size(); at += 4 * kStep) {
        test(at);
        test(at + kStep);
        test(at + 2 * kStep);
        test(at + 3 * kStep);
    }
    for (; at < block.size(); at += kStep)
        test(at);
    const auto passed = places.count();
    places.clear();
    for (std::size_t i = 0; i < passed; ++i) { // each is read before its place is written over
        const auto place = places[i];
        const auto& group = groupAt(table, folded, place);
        places.add(place, ((loadWord(folded.frameAt(place)) ^ group.frame) & group.mask) == 0);
    }
    for (std::size_t i = 0; i < places.count(); ++i) {
        const auto& group = groupAt(table, folded, places[i]);
        const auto* const first = table.literals + group.first;
        for (const auto* literal = first; literal != first + group.count; ++literal) {
            const auto begin = static_cast<std::ptrdiff_t>(block.begin + places[i]) - literal->gramAt;
            if (begin >= 0 && isAt(table, *literal, text, static_cast<std::size_t>(begin)))
                hits.push_back({literal, static_cast<std::size_t>(begin)});
        }
    }
}

} // namespace gatehouse::inspect
