// SPDX-License-Identifier: Apache-2.0
#include "core/service/folder_watch.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/inotify.h>
#include <unistd.h>
#include <utility>

namespace gatehouse::service {
namespace {

constexpr unsigned kStructure = IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM;
constexpr unsigned kGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;
constexpr unsigned kEvents = kStructure | IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

} // namespace

base::Result<std::unique_ptr<FolderWatch>> FolderWatch::open()
{
    base::Descriptor events(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!events.isOpen())
        return base::errnoError(errno, "inotify");
    return std::unique_ptr<FolderWatch>(new FolderWatch(std::move(events)));
}

base::Result<std::unique_ptr<FolderWatch>> FolderWatch::open(const std::string& folder)
{
    auto watch = open();
    if (!watch)
        return watch;
    if (const auto added = (*watch)->add(folder); !added)
        return added.error();
    return watch;
}

FolderWatch::FolderWatch(base::Descriptor events)
    : m_events(std::move(events))
{
    auto* const readable = new QSocketNotifier(m_events.get(), QSocketNotifier::Read, this);
    connect(readable, &QSocketNotifier::activated, this, [this] { readEvents(); });
}

FolderWatch::~FolderWatch() = default;

base::Result<void> FolderWatch::add(const std::string& folder)
{
    return watch(folder, kEvents);
}

base::Result<void> FolderWatch::addWithOwners(const std::string& folder)
{
    return watch(folder, kEvents | IN_ATTRIB);
}

base::Result<void> FolderWatch::watch(const std::string& folder, unsigned events)
{
    if (m_watches.contains(folder))
        return {};
    const auto number = ::inotify_add_watch(m_events.get(), folder.c_str(), events | IN_ONLYDIR);
    if (number < 0)
        return base::errnoError(errno, folder);
    m_watches[folder] = number;
    m_folders[number].insert(folder);
    return {};
}

void FolderWatch::remove(const std::string& folder)
{
    const auto found = m_watches.find(folder);
    if (found == m_watches.end())
        return;
    const auto watch = found->second;
    m_watches.erase(found);
    auto& names = m_folders[watch];
    names.erase(folder);
    if (names.empty()) {
        m_folders.erase(watch);
        ::inotify_rm_watch(m_events.get(), watch);
    }
}

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
            const auto* const name = buffer.data() + at + sizeof event;
            if ((event.mask & IN_Q_OVERFLOW) != 0)
                Q_EMIT overflowed();
            else
                tell(event.wd, event.mask, event.len > 0 ? std::string(name) : std::string());
            at += sizeof event + event.len;
        }
    }
}

void FolderWatch::tell(int watch, unsigned mask, const std::string& name)
{
    const auto found = m_folders.find(watch);
    if (found == m_folders.end())
        return;                         // removed meanwhile
    const auto folders = found->second; // a copy: who is told may add and remove
    if ((mask & kGone) != 0) {
        for (const auto& folder : folders) {
            remove(folder);
            Q_EMIT folderGone(folder);
        }
    } else if (!name.empty() || (mask & IN_ATTRIB) != 0) {
        for (const auto& folder : folders)
            Q_EMIT changed(name, folder, (mask & kStructure) != 0);
    }
}

} // namespace gatehouse::service
