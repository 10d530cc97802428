// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_facts.h"

namespace gatehouse::trust {

std::string settingsText(const std::string& path, const FileProbe& probe)
{
    const auto real = probe.realPath(path);
    if (!real)
        return {};
    auto text = probe.head(*real, kMaxReadBytes);
    return text.size() < kMaxReadBytes ? text : std::string();
}

std::vector<std::string> upwards(std::string_view folder)
{
    std::vector<std::string> folders;
    while (folder.size() > 1 && folder.starts_with('/')) {
        folders.emplace_back(folder);
        folder = folder.substr(0, folder.rfind('/'));
    }
    folders.emplace_back("/");
    return folders;
}

} // namespace gatehouse::trust
