// SPDX-License-Identifier: Apache-2.0
// macOS: there are no addresses to be kept; `open -g -b` of the bundle serves.
#include "app/wrap/desktop_waker.h"

#include "app/wrap/programs.h"
#include "core/base/file.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kAddressesLimit = std::size_t{16} << 10;
constexpr time_t kPauseSeconds = 30;
constexpr std::string_view kProgramKey = "desktop-program";
constexpr std::array<std::string_view, 5> kAddressKeys{
    "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XAUTHORITY"};

struct Session {
    std::string program;
    Environment environment;
};

bool isPrivate(const std::string& path)
{
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
        (status.st_mode & 077) == 0;
}

Session readSession(const base::Places& places)
{
    Session session{{}, ownEnvironment(places.home)};
    const auto path = places.stateFolder + "/session-addresses";
    const auto text = isPrivate(path) ? base::readFile(path, kAddressesLimit) : base::Error{};
    if (!text)
        return session;
    for (std::string_view rest = *text; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos)
            continue;
        const auto key = line.substr(0, equals);
        const auto value = line.substr(equals + 1);
        if (key == kProgramKey)
            session.program = value;
        else if (std::find(kAddressKeys.begin(), kAddressKeys.end(), key) != kAddressKeys.end())
            session.environment.emplace_back(key, value);
    }
    return session;
}

/// True for one wrapper in half a minute.
bool isOurTurn(const base::Places& places)
{
    const auto path = places.stateFolder + "/wake.lock";
    const base::Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    struct stat status {};
    if (!lock.isOpen() || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 || ::fstat(lock.get(), &status) != 0)
        return false;
    const auto age = ::time(nullptr) - status.st_mtim.tv_sec;
    // Empty: it has just been made. A time to come is a clock that was set back.
    if (status.st_size > 0 && age >= 0 && age < kPauseSeconds)
        return false;
    return ::pwrite(lock.get(), "1", 1, 0) == 1;
}

} // namespace

Wake wakeDesktop(const base::Places& places)
{
    const auto session = readSession(places);
    if (session.program.empty() || ::access(session.program.c_str(), X_OK) != 0)
        return Wake::Unknown;
    if (!isOurTurn(places))
        return Wake::Recently;
    return startDetached({session.program, "--background"}, session.environment) ? Wake::Started
                                                                                 : Wake::Unknown;
}

} // namespace gatehouse::wrap
