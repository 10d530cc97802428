// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/id_shape.h"

#include "core/inspect/ascii.h"

namespace gatehouse::inspect {
namespace {

bool isOfShape(char shape, char c)
{
    switch (shape) {
    case '9':
        return ascii::isDigit(c);
    case 'A':
        return ascii::isLetter(c);
    case 'X':
        return ascii::isLetterOrDigit(c);
    default:
        return false;
    }
}

bool isCenturySign(char c)
{
    return ascii::isOneOf("-+ABCDEFUVWXY", c);
}

bool mayStandFor(char sign, char c)
{
    return c == sign || ((c == ' ' || c == '-') && sign != '/');
}

} // namespace

std::optional<IdShape::Match> IdShape::match(
    std::string_view text, std::size_t digit, std::size_t digits) const
{
    const auto before = m_letters + (m_hasSignBehindLetters ? 1 : 0);
    if (m_hasSigns && digits == m_digits && digit >= before) {
        if (const auto match = matchFrom(text, digit - before, true))
            return match;
    }
    if (m_isOfDigits)
        return matchDigits(text, digit, digits);
    return digit >= m_letters ? matchFrom(text, digit - m_letters, false) : std::nullopt;
}

std::optional<IdShape::Match> IdShape::matchDigits(
    std::string_view text, std::size_t begin, std::size_t digits) const
{
    if (digits != m_plainDigits)
        return std::nullopt;
    Match out;
    out.place = {begin, begin + digits};
    out.digits = text.substr(begin, digits);
    return out;
}

std::optional<IdShape::Match> IdShape::matchFrom(
    std::string_view text, std::size_t begin, bool withSigns) const
{
    Match out;
    out.place = {begin, begin};
    out.isGrouped = withSigns;
    std::array<char, kSigns.size()> signs{}; // what stands for each: the same throughout
    for (const char shape : m_text) {
        if (isSign(shape) && !withSigns)
            continue;
        if (out.place.end == text.size())
            return std::nullopt;
        const char c = text[out.place.end++];
        if (shape == '+') {
            if (!isCenturySign(c))
                return std::nullopt;
        } else if (isSign(shape)) {
            auto& known = signs[kSigns.find(shape)];
            if (!mayStandFor(shape, c) || (known != '\0' && known != c))
                return std::nullopt;
            known = c;
            out.hasSpaces = out.hasSpaces || c == ' ';
        } else if (isOfShape(shape, c)) {
            out.letters[out.size++] = ascii::toUpper(c);
        } else {
            return std::nullopt;
        }
    }
    return out;
}

} // namespace gatehouse::inspect
