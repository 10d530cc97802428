// SPDX-License-Identifier: Apache-2.0
#include "core/clients/app_homes.h"

#include "core/clients/path_search.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

PathContext contextOf(const PathContext& user, const std::string& home, const std::string& configuration,
    const std::string& data)
{
    PathContext context;
    context.system = user.system;
    context.home = home;
    // The variables of the user's session do not reach into the application.
    context.environment = {{"XDG_CONFIG_HOME", configuration}, {"XDG_DATA_HOME", data}};
    return context;
}

/// snap/NAME/x1, snap/NAME/current: revisions are numbers, with an x before them where the user built it.
bool isRevision(std::string_view name)
{
    if (name == "current" || name == "common")
        return true;
    if (name.starts_with('x'))
        name.remove_prefix(1);
    return !name.empty() &&
        std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::vector<PathContext> appHomes(const PathContext& user)
{
    std::vector<PathContext> homes;
    if (user.system != System::Linux)
        return homes;
    for (const auto& app : listFolder(user.home + "/.var/app")) {
        const auto home = user.home + "/.var/app/" + app.name;
        if (app.isFolder)
            homes.push_back(contextOf(user, home, home + "/config", home + "/data"));
    }
    for (const auto& snap : listFolder(user.home + "/snap")) {
        if (!snap.isFolder)
            continue;
        for (const auto* const part : {"current", "common"}) {
            const auto home = user.home + "/snap/" + snap.name + "/" + part;
            homes.push_back(contextOf(user, home, home + "/.config", home + "/.local/share"));
        }
    }
    return homes;
}

bool isInAppHome(std::string_view realPath)
{
    constexpr std::string_view kSnap = "/snap/";
    if (realPath.find("/.var/app/") != std::string_view::npos)
        return true;
    for (auto at = realPath.find(kSnap); at != std::string_view::npos; at = realPath.find(kSnap, at + 1)) {
        const auto name = at + kSnap.size();
        const auto revision = realPath.find('/', name);
        if (revision == std::string_view::npos)
            return false;
        const auto end = realPath.find('/', revision + 1);
        if (end != std::string_view::npos && isRevision(realPath.substr(revision + 1, end - revision - 1)))
            return true;
    }
    return false;
}

} // namespace gatehouse::clients
