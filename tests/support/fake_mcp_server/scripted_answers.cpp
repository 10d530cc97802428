// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_mcp_server/scripted_answers.h"

#include <fstream>

namespace gatehouse::fake {

std::optional<std::string> scriptedAnswer(const std::string& file, const Request& request)
{
    if (file.empty())
        return std::nullopt;
    const auto& key = request.method == "tools/call" ? request.tool : request.method;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ' ')
            return line.substr(key.size() + 1);
    }
    return std::nullopt;
}

} // namespace gatehouse::fake
