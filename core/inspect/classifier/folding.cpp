// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/folding.h"

#include "core/inspect/classifier/fold_block.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kIdeographBytes = 3;

constexpr unsigned byteOf(char c)
{
    return static_cast<unsigned char>(c);
}

/// Leading bytes of kana, ideographs and Hangul: scripts whose words no blank parts.
constexpr bool leadsIdeograph(char c)
{
    return byteOf(c) >= 0xE3 && byteOf(c) <= 0xED;
}

constexpr bool isBlank(char c)
{
    return byteOf(c) <= ' ';
}

/// Of a folded text.
constexpr bool isOfWord(char c)
{
    return (c >= 'a' && c <= 'z') || c == '0' || c == '_' || c == '\'' ||
        (byteOf(c) >= 0x80 && !leadsIdeograph(c));
}

/// Lower case of the two bytes, where they are a capital letter of Greek or Cyrillic.
void lowerLetter(char* bytes)
{
    const auto lead = byteOf(bytes[0]);
    const auto next = byteOf(bytes[1]);
    const auto set = [bytes](unsigned first, unsigned second) {
        bytes[0] = static_cast<char>(first);
        bytes[1] = static_cast<char>(second);
    };
    if (lead == 0xD0 && next >= 0x90 && next < 0xA0)
        set(0xD0, next + 0x20U);
    else if (lead == 0xD0 && next >= 0xA0 && next < 0xB0)
        set(0xD1, next - 0x20U);
    else if (lead == 0xD0 && next >= 0x80 && next < 0x90)
        set(0xD1, next + 0x10U);
    else if (lead == 0xCE && next >= 0x91 && next < 0xA0)
        set(0xCE, next + 0x20U);
    else if (lead == 0xCE && next >= 0xA0 && next < 0xAA)
        set(0xCF, next - 0x20U);
}

/// Puts the numbers of the bits that are set into `out`, each `more` larger.
std::uint16_t* putPlaces(std::uint64_t bits, std::size_t more, std::uint16_t* out)
{
    for (; bits != 0; bits &= bits - 1)
        *out++ = static_cast<std::uint16_t>(more + static_cast<std::size_t>(std::countr_zero(bits)));
    return out;
}

} // namespace

FoldedText::FoldedText(std::string_view text)
{
    text = text.substr(0, kMost);
    const auto blocks = (text.size() + kBlockBytes - 1) / kBlockBytes;
    // By blocks of a known size, which needs no call; blanks behind the end.
    for (std::size_t at = 0; at + kBlockBytes <= text.size(); at += kBlockBytes)
        std::memcpy(m_bytes.data() + at, text.data() + at, kBlockBytes);
    const auto rest = text.substr(text.size() / kBlockBytes * kBlockBytes);
    auto* const end = m_bytes.data() + (text.size() - rest.size());
    if (!rest.empty())
        std::memset(end, ' ', kBlockBytes);
    std::memset(m_bytes.data() + blocks * kBlockBytes, ' ', kBehind);
    std::copy(rest.begin(), rest.end(), end);
    Rarities rarities;
    m_wordCount = findWords(blocks, rarities);
    if (rarities.hasHigh && lowerLetters(blocks, rarities))
        findWordsAmongIdeographs(text.size());
    if (rarities.hasMoreDigits)
        joinDigits(blocks, rarities);
}

/// Folds all bytes, and takes a bit for each word's first and one for its last: a mark is both.
std::size_t FoldedText::findWords(std::size_t blocks, Rarities& rarities)
{
    auto* begins = m_begins.data();
    auto* ends = m_ends.data();
    std::uint64_t anyHigh = 0;
    std::uint64_t anyMoreDigits = 0;
    std::uint64_t wordBefore = 0; // whether the byte before is one of a word, as bit 0
    std::uint64_t digitBefore = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
        const auto block = foldBlock(m_bytes.data() + i * kBlockBytes);
        const auto marks = ~(block.words | block.blanks);
        const auto follows = block.words << 1 | wordBefore; // the byte before is one of a word
        begins = putPlaces((block.words & ~follows) | marks, i * kBlockBytes, begins);
        // An end is behind the last byte: of a word where one follows that is not of it. One that a block
        // cuts is ended by the next.
        if (wordBefore != 0 && (block.words & 1) == 0)
            *ends++ = static_cast<std::uint16_t>(i * kBlockBytes);
        const auto isLastInBlock = block.words & ~(block.words >> 1) & ~(std::uint64_t{1} << 63);
        ends = putPlaces(isLastInBlock | marks, i * kBlockBytes + 1, ends);
        wordBefore = block.words >> 63;
        rarities.high[i] = block.high;
        rarities.moreDigits[i] = block.digits & (block.digits << 1 | digitBefore);
        digitBefore = block.digits >> 63;
        anyHigh |= block.high;
        anyMoreDigits |= rarities.moreDigits[i];
    }
    if (wordBefore != 0)
        *ends++ = static_cast<std::uint16_t>(blocks * kBlockBytes);
    rarities.hasHigh = anyHigh != 0;
    rarities.hasMoreDigits = anyMoreDigits != 0;
    return static_cast<std::size_t>(begins - m_begins.data());
}

/// Returns whether there are ideographs.
bool FoldedText::lowerLetters(std::size_t blocks, const Rarities& rarities)
{
    bool hasIdeographs = false;
    std::size_t next = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
        for (auto bits = rarities.high[i]; bits != 0; bits &= bits - 1) {
            const auto at = i * kBlockBytes + static_cast<std::size_t>(std::countr_zero(bits));
            if (at < next)
                continue;
            hasIdeographs = hasIdeographs || leadsIdeograph(m_bytes[at]);
            if (byteOf(m_bytes[at]) >= 0xCE && byteOf(m_bytes[at]) <= 0xD0) {
                lowerLetter(m_bytes.data() + at);
                next = at + 2;
            }
        }
    }
    return hasIdeographs;
}

void FoldedText::findWordsAmongIdeographs(std::size_t size)
{
    m_wordCount = 0;
    for (std::size_t i = 0; i < size;) {
        auto end = i + 1;
        if (leadsIdeograph(m_bytes[i]))
            end = std::min(i + kIdeographBytes, size);
        else if (isOfWord(m_bytes[i]))
            while (end < size && isOfWord(m_bytes[end]))
                ++end;
        if (!isBlank(m_bytes[i])) {
            m_begins[m_wordCount] = static_cast<std::uint16_t>(i);
            m_ends[m_wordCount++] = static_cast<std::uint16_t>(end);
        }
        i = end;
    }
}

/// Leaves one digit of each run; words do not touch, so each is made shorter where it stands.
void FoldedText::joinDigits(std::size_t blocks, const Rarities& rarities)
{
    std::size_t word = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
        for (auto bits = rarities.moreDigits[i]; bits != 0; bits &= bits - 1) {
            const auto at = i * kBlockBytes + static_cast<std::size_t>(std::countr_zero(bits));
            if (at < next)
                continue;
            while (m_ends[word] <= at)
                ++word;
            next = m_ends[word];
            auto* const begin = m_bytes.data() + m_begins[word];
            auto* const end = std::unique(
                begin, m_bytes.data() + m_ends[word], [](char a, char b) { return a == '0' && b == '0'; });
            m_ends[word] = static_cast<std::uint16_t>(end - m_bytes.data());
        }
    }
}

} // namespace gatehouse::inspect
