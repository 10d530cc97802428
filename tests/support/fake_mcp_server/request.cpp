// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_mcp_server/request.h"

#include <charconv>

namespace gatehouse::fake {
namespace {

/// What stands behind `"key":` up to a comma or a closing brace, without quotes.
std::string_view valueOf(std::string_view line, std::string_view key)
{
    const auto at = line.find('"' + std::string(key) + "\":");
    if (at == std::string_view::npos)
        return {};
    auto value = line.substr(at + key.size() + 3);
    if (value.starts_with('"'))
        return value.substr(1, value.find('"', 1) - 1);
    return value.substr(0, value.find_first_of(",}"));
}

} // namespace

Request readRequest(std::string_view line)
{
    Request request;
    // The id is copied with its quotes: an answer has to repeat it as it was.
    const auto at = line.find("\"id\":");
    if (at != std::string_view::npos) {
        const auto rest = line.substr(at + 5);
        request.id = rest.starts_with('"') ? rest.substr(0, rest.find('"', 1) + 1)
                                           : rest.substr(0, rest.find_first_of(",}"));
    }
    request.method = valueOf(line, "method");
    request.tool = valueOf(line, "name");
    const auto number = valueOf(line, "n");
    std::from_chars(number.data(), number.data() + number.size(), request.number);
    return request;
}

} // namespace gatehouse::fake
