// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decoders/text_bytes.h"

#include <algorithm>
#include <utility>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kBytesForOneBad = 16;
constexpr unsigned kMostBad = 6;         // text of two bytes a letter has as many zeros
constexpr std::size_t kOfTwoLetters = 8; // bytes in UTF-32
constexpr std::uint32_t kCleanHistory = 0xFF;

unsigned continuationsOf(unsigned char lead)
{
    return lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
}

} // namespace

bool TextBytes::isBad(unsigned char byte)
{
    const bool isContinuation = (byte & 0xC0U) == 0x80U;
    if (isContinuation && m_continuations > 0) {
        --m_continuations;
        return false;
    }
    const bool isCutShort = m_continuations > 0;
    const bool isLead = byte >= 0xC2 && byte <= 0xF4;
    m_continuations = isLead ? continuationsOf(byte) : 0;
    if (byte >= 0x80)
        return isCutShort || !isLead;
    const bool isControl = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f';
    return isCutShort || isControl || byte == 0x7F;
}

/// ASCII in UTF-32: of two letters, or a mark and one.
void TextBytes::lookForFour()
{
    constexpr std::size_t kFour = 4;
    const std::string_view bytes(m_bytes);
    const bool hasMark = bytes.starts_with(std::string_view("\xFF\xFE\0\0", kFour)) ||
        bytes.starts_with(std::string_view("\0\0\xFE\xFF", kFour));
    const auto letters = bytes.substr(hasMark ? kFour : 0);
    const auto first = letters.find_first_not_of('\0');
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if ((letters[i] != 0) != (i % kFour == first))
            return;
    }
    m_letterOfFour = first;
    m_history = 0;
    m_badInHistory = 0;
}

bool TextBytes::isBadOfFour(unsigned char byte) const
{
    const bool isLetter = (m_bytes.size() - 1) % 4 == *m_letterOfFour;
    return isLetter ? (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte >= 0x7F
                    : byte != 0;
}

bool TextBytes::add(char byte)
{
    constexpr auto kOldest = std::uint32_t{1} << (kLookBack - 1);
    m_bytes.push_back(byte);
    if (m_bytes.size() == kOfTwoLetters && (m_bytes[1] == 0 || m_bytes[2] == 0))
        lookForFour();
    m_badInHistory -= (m_history & kOldest) != 0 ? 1 : 0;
    // The mark in front of a text of two bytes a letter, which has no other bad ones to spare.
    const bool isMark = m_bytes.size() <= 2 && (byte == '\xFE' || byte == '\xFF');
    const auto value = static_cast<unsigned char>(byte);
    const bool bad = m_letterOfFour ? isBadOfFour(value) : isBad(value) && !isMark;
    m_history = (m_history << 1 | (bad ? 1U : 0U)) & (2 * kOldest - 1);
    m_badInHistory += bad ? 1 : 0;
    m_bad += bad ? 1 : 0;
    if ((m_history & kCleanHistory) == 0)
        m_cleanEnd = m_bytes.size();
    if (m_badInHistory <= kMostBad)
        return true;
    m_bytes.erase(m_cleanEnd);
    return false;
}

std::string TextBytes::take()
{
    const bool isWide = std::exchange(m_letterOfFour, std::nullopt).has_value();
    const auto zeros = static_cast<std::size_t>(std::ranges::count(m_bytes, '\0'));
    if (isWide || zeros * 5 >= m_bytes.size() * 2)
        std::erase(m_bytes, '\0');
    else if (m_bad * kBytesForOneBad > m_bytes.size() && m_cleanEnd < m_bytes.size())
        m_bytes.erase(m_cleanEnd); // what follows on a text, and is none, must not speak against all of it
    return std::exchange(m_bytes, {});
}

} // namespace gatehouse::inspect
