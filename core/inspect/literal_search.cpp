// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/literal_search.h"

#include "core/inspect/gram_filter.h"

#include <algorithm>
#include <span>

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

/// Where a block's grams are read, and what stands around the first and the last: the text itself, or at its
/// ends a copy with blanks where there is no text.
class BlockText {
public:
    BlockText(std::string_view text, Span block)
        : m_begin(text.data() + block.begin)
    {
        if (block.begin >= kFrameBefore && text.size() - block.end >= kFrameBytes)
            return;
        constexpr char kNothing = ' ';
        const auto before = std::min(kFrameBefore, block.begin);
        const auto bytes = std::min(block.size() + kFrameBytes, text.size() - block.begin);
        char* const begin = m_copy.data() + kFrameBefore;
        std::memset(m_copy.data(), kNothing, kFrameBefore);
        std::memcpy(begin - before, m_begin - before, before + bytes);
        std::memset(begin + bytes, kNothing, 2 * kFrameBytes);
        m_begin = begin;
    }
    BlockText(const BlockText&) = delete;
    BlockText& operator=(const BlockText&) = delete;

    const char* begin() const { return m_begin; }
    /// Around the gram that begins there in the block, folded.
    std::uint64_t frameAt(std::size_t place) const
    {
        return loadWord(m_begin + place - kFrameBefore) | (std::uint64_t{kFold} << 32 | kFold);
    }

private:
    const char* m_begin;
    std::array<char, kFrameBefore + kLiteralBlock + 3 * kFrameBytes>
        m_copy; // NOLINT: written where it is read
};

/// What is written down without a branch, one behind the other, and what is none is written over: the
/// processor would guess wrong each time.
template <typename Value, std::size_t Most>
class Gathered {
public:
    void add(Value value, bool isOne)
    {
        m_values.data()[m_count] = value; // unchecked: once for every two bytes
        m_count += isOne ? 1U : 0U;
    }
    const Value* begin() const { return m_values.data(); }
    const Value* end() const { return m_values.data() + m_count; }

private:
    std::array<Value, Most + 1> m_values; // NOLINT: written before it is read
    std::size_t m_count = 0;
};

constexpr std::size_t kMostPlaces = kLiteralBlock / kStep;

struct GroupAt {
    std::uint16_t group;
    std::uint16_t place; // in the block
};

using GroupsAt = Gathered<GroupAt, kMostPlaces * kMostChained>;

void addGroups(const LiteralTable& table, const BlockText& block, std::uint16_t place, GroupsAt& groups)
{
    const auto frame = block.frameAt(place);
    const auto* link = table.chains + table.slots[slotOf(hashOf(foldedGramAt(block.begin() + place)))];
    for (bool isLast = false; !isLast; ++link) {
        isLast = (*link & kLastOfChain) != 0;
        const auto index = static_cast<std::uint16_t>(*link & ~kLastOfChain);
        const auto& group = table.groups[index];
        groups.add({index, place}, ((frame ^ group.frame) & group.mask) == 0);
    }
}

} // namespace

void findLiterals(const LiteralTable& table, std::string_view text, Span block, std::vector<LiteralHit>& hits)
{
    const BlockText letters(text, block);
    static const auto kByEight = filterGramsByEight();
    static const auto kFilterGrams = kByEight != nullptr ? kByEight : filterGramsOneByOne;
    std::array<std::uint16_t, kMostPlaces + kPlacesBeyond> places; // NOLINT: written before it is read
    const auto count = kFilterGrams(table.filter, letters.begin(), block.size(), places.data());
    GroupsAt groups;
    for (const auto place : std::span(places).first(count))
        addGroups(table, letters, place, groups);
    for (const auto& [index, place] : groups) {
        const auto& group = table.groups[index];
        const auto* const first = table.literals + group.first;
        for (const auto* literal = first; literal != first + group.count; ++literal) {
            const auto begin = static_cast<std::ptrdiff_t>(block.begin + place) - literal->gramAt;
            if (begin >= 0 && isAt(table, *literal, text, static_cast<std::size_t>(begin)))
                hits.push_back({literal, static_cast<std::size_t>(begin)});
        }
    }
}

} // namespace gatehouse::inspect
