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
        bool isEither = false;
        for (const char c : text.substr(m_letters)) {
            if (c == 'X' && !isEither)
                isEither = true;
            else if (c != '9' && !isSign(c))
                break;
            m_plainDigits += !isEither && c == '9' ? 1 : 0;
            m_mostPlainDigits += isSign(c) ? 0 : 1;
        }
        m_size = static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !isSign(c); }));
        m_hasSigns = text.find_first_of(kSigns) != std::string_view::npos;
        m_isOfDigits = std::ranges::all_of(text, [](char c) { return c == '9' || isSign(c); });
    }

    /// Of those between groups, which stand behind the first digits of every shape that has any.
    static constexpr bool isSign(char c) { return c == ' ' || c == '-' || c == '.' || c == '/'; }

    // What the beginning of a number tells without a look at the text: whether it may be one without signs
    // that begins with so many letters and digits and goes on with a letter, '-' or '+' or not, how many
    // letters one with signs has that touch the digits, and whether one with signs may have so many digits in
    // one of its groups, 0 where the number has no such group.
    constexpr bool mayBePlain(std::size_t letters, std::size_t digits, bool goesOn) const
    {
        const bool isAll = letters + digits == m_size;
        return letters == m_letters && (digits == m_plainDigits || digits == m_mostPlainDigits) &&
            (isAll || goesOn);
    }
    constexpr std::size_t lettersTouching() const { return m_hasSignBehindLetters ? 0 : m_letters; }
    constexpr bool mayHaveGroup(std::size_t group, std::size_t digits) const
    {
        auto rest = m_text.substr(m_letters + (m_hasSignBehindLetters ? 1 : 0));
        for (; group > 0; --group) {
            const auto end = std::min(rest.find_first_not_of('9'), rest.size());
            if (end == rest.size() || !isSign(rest[end]))
                return m_hasSigns; // it ends before, or has letters there
            rest.remove_prefix(end + 1);
        }
        const auto size = std::min(rest.find_first_not_of('9'), rest.size());
        const bool isOpen = size < rest.size() && !isSign(rest[size]);
        return m_hasSigns && (isOpen || size == digits);
    }

    struct Match {
        Span place;
        bool isGrouped = false;
        bool hasSpaces = false;
        std::size_t size = 0;
        std::array<char, 24> letters{}; ///< without signs, capitals
        std::string_view digits;        ///< in the text, where there is nothing else
        std::string_view id() const
        {
            return digits.empty() ? std::string_view(letters.data(), size) : digits;
        }
    };
    /// What stands around `digit`, the first of it, which begins a group of so many.
    std::optional<Match> match(std::string_view text, std::size_t digit, std::size_t digits) const;

private:
    static constexpr std::string_view kSigns = " -./";
    std::optional<Match> matchFrom(std::string_view text, std::size_t begin, bool withSigns) const;

    std::optional<Match> matchDigits(std::string_view text, std::size_t begin, std::size_t digits) const;

    std::string_view m_text;
    std::size_t m_size = 0;            // without signs
    std::size_t m_letters = 0;         // in front
    std::size_t m_digits = 0;          // behind them, up to a sign
    std::size_t m_plainDigits = 0;     // where there are no signs
    std::size_t m_mostPlainDigits = 0; // where what may be a letter is a digit too
    bool m_hasSignBehindLetters = false;
    bool m_hasSigns = false;
    bool m_isOfDigits = false; // and signs
};

} // namespace gatehouse::inspect
