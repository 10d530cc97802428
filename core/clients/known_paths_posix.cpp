// SPDX-License-Identifier: Apache-2.0
#include "core/clients/known_paths.h"

#include <unistd.h>

namespace gatehouse::clients {

PathContext pathContextOfThisProcess(std::string home)
{
    PathContext context;
    context.home = std::move(home);
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            context.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return context;
}

} // namespace gatehouse::clients
