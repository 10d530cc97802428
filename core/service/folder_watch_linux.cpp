// SPDX-License-Identifier: Apache-2.0
#include "core/service/folder_watch.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/inotify.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::uint32_t kEvents = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE;
constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

} // namespace

base::Result<std::unique_ptr<FolderWatch>> FolderWatch::open(const std::string& folder)
{
    base::Descriptor events(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!events.isOpen() || ::inotify_add_watch(events.get(), folder.c_str(), kEvents | IN_ONLYDIR) < 0)
        return base::errnoError(errno, folder);
    return std::unique_ptr<FolderWatch>(new FolderWatch(std::move(events)));
}

FolderWatch::FolderWatch(base::Descriptor events)
    : m_events(std::move(events))
{
    auto* const readable = new QSocketNotifier(m_events.get(), QSocketNotifier::Read, this);
    connect(readable, &QSocketNotifier::activated, this, [this] { readEvents(); });
}

FolderWatch::~FolderWatch() = default;

void FolderWatch::readEvents()
{
    std::array<char, kBufferBytes> buffer{};
    for (;;) {
        const auto got = ::read(m_events.get(), buffer.data(), buffer.size());
        if (got <= 0)
            return;
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            if ((event.mask & IN_Q_OVERFLOW) != 0)
                Q_EMIT overflowed();
            else if (event.len > 0)
                Q_EMIT changed(std::string(buffer.data() + at + sizeof event));
            at += sizeof event + event.len;
        }
    }
}

} // namespace gatehouse::service
