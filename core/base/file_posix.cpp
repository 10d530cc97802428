// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"

#include "core/base/file_copy.h"
#include "core/base/new_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace gatehouse::base {
namespace {

FileStamp toStamp(const struct stat& status)
{
    constexpr std::int64_t kNanoseconds = 1'000'000'000;
    return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
        static_cast<std::uint64_t>(status.st_size),
        status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec,
        status.st_ctim.tv_sec * kNanoseconds + status.st_ctim.tv_nsec};
}

} // namespace

std::string folderOf(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    if (this != &other) {
        close();
        m_value = other.release();
    }
    return *this;
}

Descriptor::~Descriptor()
{
    close();
}

int Descriptor::release()
{
    return std::exchange(m_value, -1);
}

void Descriptor::close()
{
    if (m_value >= 0)
        ::close(std::exchange(m_value, -1));
}

Error errnoError(int errnoValue, std::string_view what)
{
    auto code = ErrorCode::IoFailed;
    if (errnoValue == ENOENT || errnoValue == ENOTDIR)
        code = ErrorCode::NotFound;
    else if (errnoValue == EACCES || errnoValue == EPERM)
        code = ErrorCode::PermissionDenied;
    else if (errnoValue == ENOSPC || errnoValue == EDQUOT)
        code = ErrorCode::DiskFull;
    else if (errnoValue == EROFS)
        code = ErrorCode::ReadOnly;
    return {code, std::string(what) + ": " + std::strerror(errnoValue)};
}

Result<FileStamp> stampOf(const std::string& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return errnoError(errno, path);
    return toStamp(status);
}

Result<FileStamp> stampOf(int descriptor)
{
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return errnoError(errno, "fstat");
    return toStamp(status);
}

Result<std::string> readFile(const std::string& path, std::size_t limit, FileStamp* stamp)
{
    // O_NONBLOCK: a FIFO planted at the path must not hang us.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen())
        return errnoError(errno, path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return errnoError(errno, path);
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::IoFailed, path + ": not a regular file"};
    if (static_cast<std::uint64_t>(status.st_size) > limit)
        return Error{ErrorCode::TooLarge, path + ": more than " + std::to_string(limit) + " bytes"};
    std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
    std::size_t used = 0;
    for (;;) {
        if (used == bytes.size()) {
            if (used > limit)
                return Error{ErrorCode::TooLarge, path + ": more than " + std::to_string(limit) + " bytes"};
            bytes.resize(used * 2);
        }
        const auto got = ::read(file.get(), bytes.data() + used, bytes.size() - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errnoError(errno, path);
        if (got == 0)
            break;
        used += static_cast<std::size_t>(got);
    }
    bytes.resize(used);
    if (used > limit)
        return Error{ErrorCode::TooLarge, path + ": more than " + std::to_string(limit) + " bytes"};
    if (stamp != nullptr)
        *stamp = toStamp(status);
    return bytes;
}

Result<void> replaceFile(const std::string& path, std::string_view bytes, mode_t mode)
{
    auto file = NewFile::write(path, bytes, mode);
    return file ? finish(*file, path) : file.error();
}

static Result<NewFile> newFileOf(const FileContent& file, mode_t mode)
{
    return NewFile::write(file.path, file.bytes, mode);
}

static Result<NewFile> newFileOf(const FileCopy& file, mode_t mode)
{
    return NewFile::copy(file.path, file.source, mode);
}

template <typename File>
static Result<void> replaceSome(std::span<const File> files, mode_t mode)
{
    std::vector<NewFile> made;
    made.reserve(files.size());
    for (const auto& file : files) {
        auto one = newFileOf(file, mode);
        if (!one)
            return one.error();
        made.push_back(std::move(*one));
    }
    for (auto& one : made) {
        if (const auto synced = one.sync(); !synced)
            return synced;
    }
    for (auto& one : made) {
        if (const auto placed = one.takePlace(); !placed)
            return placed;
    }
    return {};
}

template <typename File>
static Result<void> replaceAll(const std::vector<File>& files, mode_t mode)
{
    constexpr std::size_t kOpenAtOnce = 64; // far below any limit of descriptors
    const std::span<const File> all(files);
    for (std::size_t done = 0; done < all.size(); done += kOpenAtOnce) {
        const auto count = std::min(kOpenAtOnce, all.size() - done);
        if (const auto replaced = replaceSome(all.subspan(done, count), mode); !replaced)
            return replaced;
    }
    if (!files.empty())
        syncFolderOf(files.front().path);
    return {};
}

Result<void> replaceFiles(const std::vector<FileContent>& files, mode_t mode)
{
    return replaceAll(files, mode);
}

Result<void> copyFiles(const std::vector<FileCopy>& files, mode_t mode)
{
    return replaceAll(files, mode);
}

Result<void> makePrivateFolder(const std::string& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno != ENOENT)
            return errnoError(errno, path);
        const auto parent = folderOf(path);
        if (parent != path && ::stat(parent.c_str(), &status) != 0) {
            if (const auto made = makePrivateFolder(parent); !made)
                return made;
        }
        if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
            return errnoError(errno, path);
        if (::stat(path.c_str(), &status) != 0)
            return errnoError(errno, path);
    }
    if (!S_ISDIR(status.st_mode))
        return Error{ErrorCode::IoFailed, path + ": not a folder"};
    if (status.st_uid != ::geteuid() || (status.st_mode & 022) != 0)
        return Error{
            ErrorCode::UnsafeOwner, path + ": must belong to this user and be writable by nobody else"};
    return {};
}

Result<void> writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto wrote = ::write(descriptor, bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            pollfd ready{descriptor, POLLOUT, 0};
            ::poll(&ready, 1, -1);
            continue;
        }
        if (wrote < 0)
            return errnoError(errno, "write");
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
}

} // namespace gatehouse::base
