// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

// Numbers and names as sentences about deviations say them.

inline std::string bytesText(std::uint64_t bytes)
{
    if (bytes < 1024)
        return std::to_string(bytes) + " bytes";
    if (bytes < (std::uint64_t{1} << 20))
        return std::to_string(bytes / 1024) + " KB";
    return std::to_string(bytes >> 20) + " MB";
}

inline std::string plural(std::uint64_t number, std::string_view word)
{
    return std::to_string(number) + " " + std::string(word) + (number == 1 ? "" : "s");
}

inline std::string listOf(const std::vector<std::string>& names)
{
    constexpr std::size_t kMostNamed = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > kMostNamed ? text + " and " + std::to_string(names.size() - kMostNamed) + " more"
                                     : text;
}

} // namespace gatehouse::trust
