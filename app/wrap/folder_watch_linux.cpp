// SPDX-License-Identifier: Apache-2.0
// macOS: kqueue's EVFILT_VNODE on the folder says that something changed, which take() would report as "*".
#include "app/wrap/folder_watch.h"

#include <array>
#include <climits>
#include <cstring>
#include <sys/inotify.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr unsigned kAppears = IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE;
constexpr std::size_t kBuffer = 16 * (sizeof(inotify_event) + NAME_MAX + 1);

} // namespace

FolderWatch::FolderWatch()
    : m_watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{
}

bool FolderWatch::add(const std::string& folder)
{
    return ::inotify_add_watch(m_watch.get(), folder.c_str(), kAppears | IN_ONLYDIR) >= 0;
}

bool FolderWatch::addWithOwners(const std::string& folder)
{
    return ::inotify_add_watch(m_watch.get(), folder.c_str(),
               kAppears | IN_DELETE | IN_MOVED_FROM | IN_ATTRIB | IN_ONLYDIR) >= 0;
}

std::vector<std::string> FolderWatch::take()
{
    std::vector<std::string> names;
    alignas(inotify_event) std::array<char, kBuffer> buffer;
    for (;;) {
        const auto got = ::read(m_watch.get(), buffer.data(), buffer.size());
        if (got <= 0)
            return names;
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            if ((event.mask & IN_Q_OVERFLOW) != 0)
                names.emplace_back("*");
            else if (event.len > 0)
                names.emplace_back(buffer.data() + at + sizeof event); // padded with NULs
            else if ((event.mask & (IN_ATTRIB | IN_ISDIR)) != 0 && event.len == 0)
                names.emplace_back(".");
            at += sizeof event + event.len;
        }
    }
}

} // namespace gatehouse::wrap
