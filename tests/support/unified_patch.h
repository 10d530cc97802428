// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace gatehouse::tests {

/// Applies a unified diff, as patch(1) would.
inline std::string patched(const std::string& before, const std::string& diff)
{
    std::vector<std::string> lines;
    std::istringstream in(before);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line + (in.eof() ? "" : "\n"));
    std::string out;
    std::size_t at = 0;
    std::istringstream changes(diff);
    std::string line;
    std::getline(changes, line);
    std::getline(changes, line);
    char last = ' ';
    while (std::getline(changes, line)) {
        if (line.starts_with("@@ -")) {
            auto begin = std::stoul(line.substr(4));
            const auto comma = line.find(',');
            const bool isEmpty = comma < line.find(" +") && line[comma + 1] == '0';
            begin = begin - (isEmpty ? 0 : 1);
            while (at < begin)
                out += lines[at++];
        } else if (line.starts_with("\\")) {
            if (last != '-')
                out.pop_back();
        } else {
            last = line[0];
            if (last != '+')
                ++at;
            if (last != '-')
                out += line.substr(1) + "\n";
        }
    }
    while (at < lines.size())
        out += lines[at++];
    return out;
}

} // namespace gatehouse::tests
