// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <compare>
#include <string_view>

namespace gatehouse::intelligence {

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

/// The digits that `text` begins with, taken from it.
constexpr std::string_view takeDigits(std::string_view& text)
{
    std::size_t count = 0;
    while (count < text.size() && isDigit(text[count]))
        ++count;
    const auto digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

/// Two whole numbers of any length, by their value; an empty one is 0.
constexpr std::weak_ordering compareDecimals(std::string_view left, std::string_view right)
{
    const auto trimmed = [](std::string_view number) {
        while (!number.empty() && number.front() == '0')
            number.remove_prefix(1);
        return number;
    };
    left = trimmed(left);
    right = trimmed(right);
    if (left.size() != right.size())
        return left.size() <=> right.size();
    return left.compare(right) <=> 0;
}

} // namespace gatehouse::intelligence
