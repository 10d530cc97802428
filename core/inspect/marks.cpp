// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/marks.h"

#include "core/inspect/ascii.h"
#include "core/inspect/block_readers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kMarkBlock = 64;
constexpr unsigned kFewestMarked = 6;

/// Bit i: what stands `n` (1 … 63) behind byte i, or before it.
std::uint64_t ahead(std::uint64_t bits, std::uint64_t next, unsigned n)
{
    return (bits >> n) | (next << (kMarkBlock - n));
}

std::uint64_t behind(std::uint64_t bits, std::uint64_t previous, unsigned n)
{
    return (bits << n) | (previous >> (kMarkBlock - n));
}

/// From byte i on, which may be 0.
std::uint64_t from(std::uint64_t bits, std::uint64_t next, unsigned i)
{
    return (bits >> i) | (next << 1 << (kMarkBlock - 1 - i));
}

/// std::popcount() is a call on the processors that Gatehouse is built for; few bits are counted faster.
template <int Count>
bool hasAtLeast(std::uint64_t bits)
{
    for (int i = 1; i < Count; ++i)
        bits &= bits - 1;
    return bits != 0;
}

bool isSmall(char c)
{
    return c >= 'a' && c <= 'z';
}

/// Three blocks of the text; marks of the middle one are told.
class MarkFinder {
public:
    MarkFinder(std::string_view text, MarkSink& sink)
        : m_text(text)
        , m_sink(sink)
    {
    }

    /// `begin`: of the block before it, whose marks are told.
    void step(const ByteBlock& next, std::size_t begin)
    {
        m_previous = m_block;
        m_block = m_next;
        m_next = next;
        m_begin = begin;
        numbers();
        if (m_block.signs != 0)
            signs();
        separators();
    }

private:
    void numbers();
    bool isNumber(unsigned i) const;
    bool isBehindLetters(unsigned i) const;
    void signs() const;
    void separators() const;
    bool isFirstDot(std::size_t at) const;
    void tell(Mark mark, unsigned i) const { m_sink.mark(mark, m_begin + i); }

    std::string_view m_text;
    MarkSink& m_sink;
    ByteBlock m_previous;
    ByteBlock m_block;
    ByteBlock m_next;
    std::size_t m_begin = 0;
    std::uint64_t m_carry = 0;
};

void MarkFinder::numbers()
{
    // Adding the first letter of a word to its letters carries to what follows them: to the word's first
    // digit where only letters stand before it. Letters that begin no word have nothing added.
    const auto words = m_block.words();
    const auto starts = words & ~behind(words, m_previous.words(), 1);
    const auto sum = m_block.letters + starts;
    const auto carried = sum + m_carry;
    m_carry = (sum < starts || carried < sum) ? 1 : 0;
    const auto firsts = carried & ~m_block.letters & m_block.digits;
    if (firsts == 0)
        return;
    // Most numbers are short: what stands in no number follows before there can be six digits.
    const auto run = m_block.digits | m_block.separators;
    const auto nextRun = m_next.digits | m_next.separators;
    const auto two = run & ahead(run, nextRun, 1);
    const auto nextTwo = nextRun & (nextRun >> 1);
    const auto isLong = two & ahead(two, nextTwo, 2) & ahead(two, nextTwo, 4);
    static_assert(kFewestMarked == 6);
    const auto afterLetters = behind(m_block.letters, m_previous.letters, 1);
    const auto hasSecond = ahead(m_block.digits, m_next.digits, 1);
    const auto likely = (afterLetters & hasSecond) | (~afterLetters & isLong);
    for (auto left = firsts & likely; left != 0; left &= left - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(left));
        if ((afterLetters >> i & 1) != 0 ? isBehindLetters(i) : isNumber(i))
            tell(Mark::Number, i);
    }
}

/// What has letters in front is a hash as a rule, or a name: not where they are capitals, two letters of
/// which one is no hexadecimal digit (an IBAN's country), or where there are four digits.
bool MarkFinder::isBehindLetters(unsigned i) const
{
    constexpr std::uint64_t kFour = 0xF;
    const auto at = m_begin + i;
    const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (isCapital(m_text[at - 1]) || (from(m_block.digits, m_next.digits, i) & kFour) == kFour)
        return true;
    const bool isTwo = at >= 2 && isSmall(m_text[at - 1]) && isSmall(m_text[at - 2]) &&
        (at == 2 || !ascii::isWordByte(m_text[at - 3]));
    return isTwo && (m_text[at - 1] > 'f' || m_text[at - 2] > 'f');
}

bool MarkFinder::isNumber(unsigned i) const
{
    constexpr std::uint64_t kWindow = (std::uint64_t{1} << 24) - 1;
    const auto digits = from(m_block.digits, m_next.digits, i);
    // As far as there are only digits and what may stand between them.
    const auto run = digits | from(m_block.separators, m_next.separators, i);
    return hasAtLeast<int{kFewestMarked}>(digits & kWindow & ((run ^ (run + 1)) >> 1));
}

void MarkFinder::signs() const
{
    constexpr unsigned kFarthest = 5;
    const auto words = m_block.words();
    auto between = m_block.signs & behind(words, m_previous.words(), 1) & ahead(words, m_next.words(), 1);
    for (; between != 0; between &= between - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(between));
        if (m_text[m_begin + i] == '@')
            tell(Mark::At, i);
    }
    // What a letter of no hexadecimal digit follows is in no address: "std::vector" is a name.
    const auto colons = m_block.signs & ~ahead(m_block.late, m_next.late, 1);
    const auto next = m_next.signs & ~(m_next.late >> 1);
    std::uint64_t followed = 0;
    for (unsigned n = 1; n <= kFarthest; ++n)
        followed |= ahead(colons, next, n);
    if ((colons & followed) == 0)
        return;
    const auto previous = m_previous.signs & ~ahead(m_previous.late, m_block.late, 1);
    std::uint64_t preceded = 0; // by one of the same row: "MAC: 01:23" begins behind the space
    auto joined = ~std::uint64_t{0};
    for (unsigned n = 1; n <= kFarthest; ++n) {
        preceded |= joined & behind(colons, previous, n);
        joined &= behind(words, m_previous.words(), n);
    }
    // What is joined that far is a name, longer than any group of an address.
    const auto name = joined;
    for (auto left = colons & followed & ~preceded & ~name; left != 0; left &= left - 1)
        tell(Mark::Colons, static_cast<unsigned>(std::countr_zero(left)));
}

void MarkFinder::separators() const
{
    const auto separators = m_block.separators;
    auto dashes = separators;
    for (unsigned n = 3; n <= 12; n += 3)
        dashes &= ahead(separators, m_next.separators, n);
    for (; dashes != 0; dashes &= dashes - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(dashes));
        const auto at = m_begin + i;
        if (m_text[at] == '-' && (at < 3 || m_text[at - 3] != '-'))
            tell(Mark::Dashes, i);
    }
    const auto inner =
        separators & behind(m_block.digits, m_previous.digits, 1) & ahead(m_block.digits, m_next.digits, 1);
    if (inner == 0)
        return;
    // Whether that of the next block is followed by a digit the detector sees.
    const auto nextInner = m_next.separators & behind(m_next.digits, m_block.digits, 1);
    for (auto left = inner; left != 0; left &= left - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(left));
        if (hasAtLeast<3>(from(inner, nextInner, i) & 0x1FF) && isFirstDot(m_begin + i))
            tell(Mark::Dots, i);
    }
}

bool MarkFinder::isFirstDot(std::size_t at) const
{
    if (m_text[at] != '.')
        return false;
    for (std::size_t n = 2; n <= 4 && n <= at; ++n) {
        if (m_text[at - n] == '.')
            return false;
    }
    return true;
}

} // namespace

void findMarks(std::string_view text, MarkSink& sink)
{
    MarkFinder finder(text, sink);
    std::size_t at = 0;
    // A block is told when the one behind it is known: the first step tells an empty one.
    std::array<ByteBlock, kBlocksTogether> blocks; // NOLINT: read into
    while (const auto count = std::min((text.size() - at) / kMarkBlock, kBlocksTogether)) {
        blockReaders().readBytes(text.data() + at, count, blocks.data());
        for (std::size_t i = 0; i < count; ++i, at += kMarkBlock)
            finder.step(blocks[i], at - kMarkBlock);
    }
    std::array<char, kMarkBlock> tail{};
    std::memcpy(tail.data(), text.data() + at, text.size() - at);
    finder.step(ByteBlock(tail.data()), at - kMarkBlock);
    finder.step({}, at);
}

} // namespace gatehouse::inspect
