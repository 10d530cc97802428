// SPDX-License-Identifier: Apache-2.0
#include "core/store/store_lock.h"

#include "core/base/utf8.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace gatehouse::store {
namespace {

std::string holderOf(int file)
{
    char text[128];
    const auto got = ::pread(file, text, sizeof text, 0);
    if (got <= 0)
        return "another program";
    return base::printable(std::string_view(text, static_cast<std::size_t>(got)));
}

} // namespace

StoreLock::StoreLock(base::Descriptor file)
    : m_file(std::move(file))
{
}

base::Result<StoreLock> StoreLock::take(const std::string& path, const std::string& program)
{
    if (const auto folder = base::makePrivateFolder(path.substr(0, path.rfind('/'))); !folder)
        return folder.error();
    base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        return base::errnoError(errno, path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return base::errnoError(errno, path);
        return base::Error{base::ErrorCode::Locked, path + ": is held by " + holderOf(file.get())};
    }
    // For people only; that it cannot be written (a full disk) takes nothing from the lock.
    const auto holder = program + ", process " + std::to_string(::getpid());
    if (::ftruncate(file.get(), 0) == 0)
        static_cast<void>(base::writeAll(file.get(), holder));
    return StoreLock(std::move(file));
}

} // namespace gatehouse::store
