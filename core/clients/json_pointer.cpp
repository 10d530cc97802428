// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"

#include <algorithm>

namespace gatehouse::clients {

std::string escapePointer(std::string_view key)
{
    std::string out;
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out.push_back(c);
    }
    return out;
}

std::optional<std::vector<std::string>> splitPointer(std::string_view pointer)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < pointer.size(); ++at) {
        if (pointer[at] == '/') {
            parts.emplace_back();
        } else if (parts.empty()) {
            return std::nullopt;
        } else if (pointer[at] != '~') {
            parts.back().push_back(pointer[at]);
        } else {
            ++at;
            if (at == pointer.size() || (pointer[at] != '0' && pointer[at] != '1'))
                return std::nullopt;
            parts.back().push_back(pointer[at] == '0' ? '~' : '/');
        }
    }
    return parts;
}

std::string elementPart(std::string_view nameKey, std::string_view name)
{
    return std::string(nameKey) + "=" + std::string(name);
}

std::string nameOfElement(std::string_view part)
{
    return std::string(part.substr(std::min(part.find('='), part.size() - 1) + 1));
}

} // namespace gatehouse::clients
