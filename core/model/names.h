// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace gatehouse::model {

/// The name of a value of an enumeration whose names stand in its order.
template <typename Enum, std::size_t N>
std::string_view textOf(const std::array<std::string_view, N>& texts, Enum value)
{
    return texts.at(static_cast<std::size_t>(value));
}

/// False where `text` is no name of one.
template <typename Enum, std::size_t N>
bool valueOf(const std::array<std::string_view, N>& texts, std::string_view text, Enum& value)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (texts[i] == text) {
            value = static_cast<Enum>(i);
            return true;
        }
    }
    return false;
}

} // namespace gatehouse::model
