// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_state.h"

#include <cerrno>
#include <cstdlib>
#include <memory>

namespace gatehouse::clients {

base::Result<std::string> resolveLinks(const std::string& path)
{
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    if (!real)
        return base::errnoError(errno, path);
    return std::string(real.get());
}

} // namespace gatehouse::clients
