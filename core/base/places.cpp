// SPDX-License-Identifier: Apache-2.0
#include "core/base/places.h"

#include "core/base/file.h"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace gatehouse::base {
namespace {

constexpr std::size_t kPasswdLimit = std::size_t{4} << 20;

/// The n-th field of a line whose fields are parted by colons (passwd(5)).
std::string_view fieldOf(std::string_view line, int n)
{
    for (; n > 0; --n) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos)
            return {};
        line.remove_prefix(colon + 1);
    }
    return line.substr(0, line.find(':'));
}

} // namespace

Result<Places> placesIn(std::string home)
{
    while (home.size() > 1 && home.back() == '/')
        home.pop_back();
    if (home.empty() || home.front() != '/')
        return Error{ErrorCode::NotAHome, "HOME must be an absolute path"};
    Places places;
    places.configFolder = home + "/.config/gatehouse";
    places.dataFolder = home + "/.local/share/gatehouse";
    places.database = places.dataFolder + "/gatehouse.db";
    places.protectionFolder = places.dataFolder + "/protection";
    places.stateFolder = home + "/.local/state/gatehouse";
    places.journalFolder = places.stateFolder + "/journal";
    places.snapshot = places.stateFolder + "/snapshot";
    places.socket = places.stateFolder + "/ctl.sock";
    places.installedWrapper = home + "/.local/lib/gatehouse/gatehouse-wrap";
    places.home = std::move(home);
    return places;
}

Result<Places> placesOfThisProcess()
{
    const char* const home = std::getenv("HOME");
    return placesIn(home != nullptr && *home != '\0' ? std::string(home) : accountHome());
}

unsigned accountId()
{
    return ::getuid();
}

std::string accountHome()
{
    const auto passwd = readFile("/etc/passwd", kPasswdLimit);
    if (!passwd)
        return {};
    const auto uid = std::to_string(accountId());
    std::string_view rest = *passwd;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end);
        if (fieldOf(line, 2) == uid)
            return std::string(fieldOf(line, 5));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return {};
}

} // namespace gatehouse::base
