// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/folding.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace gatehouse::inspect {
namespace {

enum class ByteKind : std::uint8_t { Blank, Mark, Word, Ideograph };

struct ByteTables {
    std::array<char, 256> folded{};
    std::array<ByteKind, 256> kinds{};
};

constexpr ByteTables makeTables()
{
    ByteTables tables;
    for (int i = 0; i < 256; ++i) {
        const auto c = static_cast<unsigned char>(i);
        const bool isUpper = c >= 'A' && c <= 'Z';
        const bool isDigit = c >= '0' && c <= '9';
        const bool isLetter = isUpper || (c >= 'a' && c <= 'z') || c == '_' || c == '\'' || c >= 0x80;
        const auto at = static_cast<std::size_t>(i);
        tables.folded[at] = static_cast<char>(c <= ' ' ? ' ' : isDigit ? '0' : isUpper ? c + 32 : c);
        // Leading bytes of kana, ideographs and Hangul: scripts whose words no blank parts.
        tables.kinds[at] = c <= ' '  ? ByteKind::Blank
            : c >= 0xE3 && c <= 0xED ? ByteKind::Ideograph
            : isLetter || isDigit    ? ByteKind::Word
                                     : ByteKind::Mark;
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
    text = text.substr(0, kMost);
    m_bytes[0] = ' ';
    m_size = 1;
    for (const char c : text) {
        const char folded = kTables.folded[at(c)];
        m_bytes[m_size] = folded;
        const bool isOfRun = (folded == ' ' || folded == '0') && m_bytes[m_size - 1] == folded;
        m_size += isOfRun ? 0 : 1;
    }
    if (m_bytes[m_size - 1] != ' ')
        m_bytes[m_size++] = ' ';
    std::memset(m_bytes.data() + m_size, 0, 8);
    for (std::size_t i = 0; i + 1 < m_size; ++i) {
        if (at(m_bytes[i]) >= 0xCE && at(m_bytes[i]) <= 0xD0)
            lowerLetter(m_bytes.data() + i++);
    }
}

std::size_t FoldedText::wordSizeAt(std::size_t begin) const
{
    const auto kindAt = [this](std::size_t i) { return kTables.kinds[at(m_bytes[i])]; };
    switch (kindAt(begin)) {
    case ByteKind::Blank:
        return 0;
    case ByteKind::Mark:
        return 1;
    case ByteKind::Ideograph:
        return std::min(kIdeographBytes, m_size - begin);
    case ByteKind::Word:
        break;
    }
    auto end = begin + 1;
    while (end < m_size && kindAt(end) == ByteKind::Word)
        ++end;
    return end - begin;
}

} // namespace gatehouse::inspect
