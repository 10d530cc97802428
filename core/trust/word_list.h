// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// The words of a table's cell, which single or several blanks part. They point into `list`.
inline std::vector<std::string_view> wordsOf(std::string_view list)
{
    std::vector<std::string_view> words;
    while (!list.empty()) {
        const auto blank = list.find(' ');
        if (blank != 0)
            words.push_back(list.substr(0, blank));
        list.remove_prefix(blank == std::string_view::npos ? list.size() : blank + 1);
    }
    return words;
}

inline bool holdsWord(std::string_view list, std::string_view word)
{
    for (const auto one : wordsOf(list)) {
        if (one == word)
            return true;
    }
    return false;
}

} // namespace gatehouse::trust
