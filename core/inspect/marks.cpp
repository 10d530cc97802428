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

/// From byte i on, which may be 0.
std::uint64_t from(std::uint64_t bits, std::uint64_t next, unsigned i)
{
    return (bits >> i) | (next << 1 << (ByteBlocks::kBytes - 1 - i));
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

/// Looks closer at the places where masks say that a mark may be.
class MarkFinder {
public:
    MarkFinder(std::string_view text, MarkSink& sink)
        : m_text(text)
        , m_sink(sink)
    {
    }
    void run();

private:
    std::size_t read(std::size_t first);
    void tell(std::size_t count);
    void numbers(std::uint64_t places) const;
    bool isNumber(unsigned i) const;
    bool isBehindLetters(unsigned i) const;
    void ats(std::uint64_t places) const;
    void colons(std::uint64_t places) const;
    void dashes(std::uint64_t places) const;
    void dots(std::uint64_t places) const;
    bool isFirstDot(std::size_t at) const;
    std::uint64_t words(std::size_t n) const { return m_blocks.digits[n] | m_blocks.letters[n]; }
    void tell(Mark mark, unsigned i) const { m_sink.mark(mark, m_begin + i); }

    std::string_view m_text;
    MarkSink& m_sink;
    ByteBlocks m_blocks;     // NOLINT: read into
    std::size_t m_read = 0;  // of the text
    std::size_t m_n = 0;     // the block whose marks are told
    std::size_t m_begin = 0; // of that block
    std::uint64_t m_carry = 0;
};

/// Fills m_blocks from block `first` on with what is left of the text. Returns how many hold some of it.
std::size_t MarkFinder::read(std::size_t first)
{
    constexpr auto kBytes = ByteBlocks::kBytes;
    const auto readers = blockReaders();
    const auto room = ByteBlocks::kRoom - first;
    const auto whole = std::min((m_text.size() - m_read) / kBytes, room);
    readers.readBytes(m_text.data() + m_read, whole, m_blocks, first);
    m_read += whole * kBytes;
    if (whole == room)
        return whole;
    const auto left = m_text.size() - m_read;
    if (left > 0) {
        std::array<char, kBytes> tail{};
        std::memcpy(tail.data(), m_text.data() + m_read, left);
        m_blocks.read(first + whole, tail.data());
        m_read = m_text.size();
    }
    const auto count = whole + (left > 0 ? 1 : 0);
    const auto end = std::min(first + count + ByteBlocks::kMostAtOnce, ByteBlocks::kRoom);
    for (auto n = first + count; n < end; ++n)
        m_blocks.clear(n); // what is behind the last is looked at, too
    return count;
}

void MarkFinder::run()
{
    constexpr auto kTogether = ByteBlocks::kTogether;
    m_blocks.clear(0);
    // Blocks are told when the one behind them is known.
    auto known = read(1);
    while (known > kTogether) {
        tell(kTogether);
        m_blocks.copy(kTogether, 0);
        m_blocks.copy(kTogether + 1, 1);
        known = 1 + read(2);
    }
    tell(known);
}

/// Of the blocks 1 to `count`.
void MarkFinder::tell(std::size_t count)
{
    MarkPlaces places; // NOLINT: written below
    blockReaders().findPlaces(m_blocks, count, m_carry, places);
    for (std::size_t i = 0; i < count; ++i, m_begin += ByteBlocks::kBytes) {
        if ((places.numbers[i] | places.ats[i] | places.colons[i] | places.dashes[i] | places.dots[i]) == 0)
            continue;
        m_n = i + 1;
        numbers(places.numbers[i]);
        ats(places.ats[i]);
        colons(places.colons[i]);
        dashes(places.dashes[i]);
        dots(places.dots[i]);
    }
}

void MarkFinder::numbers(std::uint64_t places) const
{
    for (; places != 0; places &= places - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(places));
        const bool isAfterLetter =
            (behind(m_blocks.letters[m_n], m_blocks.letters[m_n - 1], 1) >> i & 1) != 0;
        if (isAfterLetter ? isBehindLetters(i) : isNumber(i))
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
    if (isCapital(m_text[at - 1]) ||
        (from(m_blocks.digits[m_n], m_blocks.digits[m_n + 1], i) & kFour) == kFour)
        return true;
    const bool isTwo = at >= 2 && isSmall(m_text[at - 1]) && isSmall(m_text[at - 2]) &&
        (at == 2 || !ascii::isWordByte(m_text[at - 3]));
    return isTwo && (m_text[at - 1] > 'f' || m_text[at - 2] > 'f');
}

bool MarkFinder::isNumber(unsigned i) const
{
    constexpr std::uint64_t kWindow = (std::uint64_t{1} << 24) - 1;
    const auto digits = from(m_blocks.digits[m_n], m_blocks.digits[m_n + 1], i);
    // As far as there are only digits and what may stand between them.
    const auto run = digits | from(m_blocks.separators[m_n], m_blocks.separators[m_n + 1], i);
    return hasAtLeast<int{kFewestMarked}>(digits & kWindow & ((run ^ (run + 1)) >> 1));
}

void MarkFinder::ats(std::uint64_t places) const
{
    for (; places != 0; places &= places - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(places));
        if (m_text[m_begin + i] == '@')
            tell(Mark::At, i);
    }
}

void MarkFinder::colons(std::uint64_t places) const
{
    if (places == 0)
        return;
    const auto& late = m_blocks.late;
    const auto colons = m_blocks.signs[m_n] & ~ahead(late[m_n], late[m_n + 1], 1);
    const auto previous = m_blocks.signs[m_n - 1] & ~ahead(late[m_n - 1], late[m_n], 1);
    std::uint64_t preceded = 0; // by one of the same row: "MAC: 01:23" begins behind the space
    auto joined = ~std::uint64_t{0};
    for (unsigned far = 1; far <= kFarthestColon; ++far) {
        preceded |= joined & behind(colons, previous, far);
        joined &= behind(words(m_n), words(m_n - 1), far);
    }
    // What is joined that far is a name, longer than any group of an address.
    const auto name = joined;
    for (auto left = places & ~preceded & ~name; left != 0; left &= left - 1)
        tell(Mark::Colons, static_cast<unsigned>(std::countr_zero(left)));
}

void MarkFinder::dashes(std::uint64_t places) const
{
    for (; places != 0; places &= places - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(places));
        const auto at = m_begin + i;
        if (m_text[at] == '-' && (at < 3 || m_text[at - 3] != '-'))
            tell(Mark::Dashes, i);
    }
}

void MarkFinder::dots(std::uint64_t places) const
{
    if (places == 0)
        return;
    constexpr std::uint64_t kNine = 0x1FF;
    const auto& digits = m_blocks.digits;
    const auto inner = m_blocks.separators[m_n] & behind(digits[m_n], digits[m_n - 1], 1) &
        ahead(digits[m_n], digits[m_n + 1], 1);
    // Whether that of the next block is followed by a digit the detector sees.
    const auto next = m_blocks.separators[m_n + 1] & behind(digits[m_n + 1], digits[m_n], 1);
    for (; places != 0; places &= places - 1) {
        const auto i = static_cast<unsigned>(std::countr_zero(places));
        if (hasAtLeast<3>(from(inner, next, i) & kNine) && isFirstDot(m_begin + i))
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
    MarkFinder(text, sink).run();
}

} // namespace gatehouse::inspect
