// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// How a number of letters and digits is written: 9 a digit, A a letter, X either, + a sign of the century
/// (-, + or a letter). Other signs are those between groups, which may all be missing; a space or dash may
/// stand for each.
class IdShape {
public:
    constexpr explicit IdShape(std::string_view text)
        : m_text(text)
    {
        m_letters = std::min(text.find_first_not_of('A'), text.size());
        auto at = m_letters;
        if (m_letters > 0 && isSign(text[at])) {
            m_hasSignBehindLetters = true;
            ++at;
        }
        m_digits = std::min(text.find_first_not_of('9', at), text.size()) - at;
        for (const char c : text.substr(m_letters)) {
            m_isLastEither = c == 'X';
            if (c == '9')
                ++m_plainDigits;
            else if (!isSign(c))
                break;
        }
        m_hasSigns = text.find_first_of(kSigns) != std::string_view::npos;
    }

    /// Whether it may be what begins with so many letters and digits; cheap.
    constexpr bool mayBegin(std::size_t letters, std::size_t digits) const
    {
        const bool hasLetters = letters == m_letters || (letters == 0 && m_hasSignBehindLetters);
        const bool isPlain = m_isLastEither ? digits >= m_plainDigits : digits == m_plainDigits;
        return hasLetters && (digits == m_digits || isPlain);
    }

    struct Match {
        Span place;
        bool isGrouped = false;
        bool hasSpaces = false;
        std::size_t size = 0;
        std::array<char, 24> letters{}; ///< without signs, capitals
        std::string_view id() const { return {letters.data(), size}; }
    };
    /// What stands around `digit`, the first of it, which begins a group of so many.
    std::optional<Match> match(std::string_view text, std::size_t digit, std::size_t digits) const;

private:
    static constexpr std::string_view kSigns = " -./";
    static constexpr bool isSign(char c) { return c == ' ' || c == '-' || c == '.' || c == '/'; }
    std::optional<Match> matchFrom(std::string_view text, std::size_t begin, bool withSigns) const;

    std::string_view m_text;
    std::size_t m_letters = 0;     // in front
    std::size_t m_digits = 0;      // behind them, up to a sign
    std::size_t m_plainDigits = 0; // where there are no signs
    bool m_isLastEither = false;   // and a digit may follow those
    bool m_hasSignBehindLetters = false;
    bool m_hasSigns = false;
};

} // namespace gatehouse::inspect
