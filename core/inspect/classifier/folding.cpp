// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/folding.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace gatehouse::inspect {
namespace {

enum ByteKind : std::uint8_t { Blank = 0, Mark = 1, Word = 2 };
constexpr unsigned kSeenHigh = 1; // any byte above ASCII
constexpr unsigned kSeenIdeograph = 2;

struct ByteTables {
    std::array<char, 256> folded{};
    std::array<std::uint8_t, 256> kinds{};
    std::array<std::uint8_t, 256> seen{};
};

/// Leading bytes of kana, ideographs and Hangul: scripts whose words no blank parts.
constexpr bool leadsIdeograph(unsigned char c)
{
    return c >= 0xE3 && c <= 0xED;
}

constexpr ByteTables makeTables()
{
    ByteTables tables;
    for (std::size_t i = 0; i < 256; ++i) {
        const auto c = static_cast<unsigned char>(i);
        const bool isUpper = c >= 'A' && c <= 'Z';
        const bool isDigit = c >= '0' && c <= '9';
        const bool isLetter = isUpper || (c >= 'a' && c <= 'z') || c == '_' || c == '\'' || c >= 0x80;
        tables.folded[i] = static_cast<char>(c <= ' ' ? ' ' : isDigit ? '0' : isUpper ? c + 32 : c);
        tables.kinds[i] = c <= ' ' ? Blank : isLetter || isDigit ? Word : Mark;
        tables.seen[i] = static_cast<std::uint8_t>(
            (c >= 0x80 ? kSeenHigh : 0U) | (leadsIdeograph(c) ? kSeenIdeograph : 0U));
    }
    return tables;
}

constexpr ByteTables kTables = makeTables();
constexpr std::size_t kIdeographBytes = 3;

constexpr std::size_t at(char c)
{
    return static_cast<unsigned char>(c);
}

/// Lower case of the two bytes, where they are a capital letter of Greek or Cyrillic.
void lowerLetter(char* bytes)
{
    const auto lead = static_cast<unsigned char>(bytes[0]);
    const auto next = static_cast<unsigned char>(bytes[1]);
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

} // namespace

FoldedText::FoldedText(std::string_view text)
{
    fold(text.substr(0, kMost));
    if ((m_seen & kSeenHigh) != 0)
        lowerLetters();
    if ((m_seen & kSeenIdeograph) != 0)
        findWordsAmongIdeographs();
    else
        findWords();
}

void FoldedText::fold(std::string_view text)
{
    char last = ' ';
    std::size_t size = 1;
    unsigned seen = 0;
    m_bytes[0] = ' ';
    for (const char c : text) {
        const char folded = kTables.folded[at(c)];
        seen |= kTables.seen[at(c)];
        m_bytes[size] = folded;
        const bool isOfRun = ((folded == ' ') | (folded == '0')) & (folded == last);
        size += isOfRun ? 0U : 1U;
        last = folded;
    }
    m_bytes[size] = ' ';
    m_size = size + (last == ' ' ? 0U : 1U);
    m_seen = seen;
    std::memset(m_bytes.data() + m_size, 0, 8);
}

void FoldedText::lowerLetters()
{
    for (std::size_t i = 0; i + 1 < m_size; ++i) {
        if (at(m_bytes[i]) >= 0xCE && at(m_bytes[i]) <= 0xD0)
            lowerLetter(m_bytes.data() + i++);
    }
}

void FoldedText::findWords()
{
    std::size_t begins = 0;
    std::size_t ends = 0;
    unsigned last = Blank;
    for (std::size_t i = 0; i < m_size; ++i) { // the blank behind all ends the last word
        const unsigned kind = kTables.kinds[at(m_bytes[i])];
        m_begins[begins] = static_cast<std::uint16_t>(i);
        m_ends[ends] = static_cast<std::uint16_t>(i);
        begins += static_cast<unsigned>(kind == Mark) |
            (static_cast<unsigned>(kind == Word) & static_cast<unsigned>(last != Word));
        ends += static_cast<unsigned>(last == Mark) |
            (static_cast<unsigned>(last == Word) & static_cast<unsigned>(kind != Word));
        last = kind;
    }
    m_wordCount = ends;
}

void FoldedText::findWordsAmongIdeographs()
{
    const auto isOfWord = [this](std::size_t i) {
        return kTables.kinds[at(m_bytes[i])] == Word &&
            !leadsIdeograph(static_cast<unsigned char>(m_bytes[i]));
    };
    for (std::size_t i = 0; i < m_size;) {
        auto end = i + 1;
        if (leadsIdeograph(static_cast<unsigned char>(m_bytes[i])))
            end = std::min(i + kIdeographBytes, m_size - 1);
        else if (kTables.kinds[at(m_bytes[i])] == Word)
            while (isOfWord(end))
                ++end;
        if (kTables.kinds[at(m_bytes[i])] != Blank) {
            m_begins[m_wordCount] = static_cast<std::uint16_t>(i);
            m_ends[m_wordCount++] = static_cast<std::uint16_t>(end);
        }
        i = end;
    }
}

} // namespace gatehouse::inspect
