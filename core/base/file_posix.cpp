// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"

#include "core/base/file_copy.h"
#include "core/base/ids.h"

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

std::string folderOf(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

constexpr std::size_t kPiece = std::size_t{1} << 20;

/// New content beside the file whose place it is to take; removed where it does not.
class NewContent {
public:
    static Result<NewContent> write(const std::string& path, std::string_view bytes, mode_t mode)
    {
        auto content = create(path, mode);
        if (!content)
            return content;
        if (const auto written = content->append(bytes); !written)
            return written.error();
        content->startSync();
        return content;
    }

    static Result<NewContent> copy(const std::string& path, const std::string& source, mode_t mode)
    {
        const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        if (!from.isOpen())
            return errnoError(errno, source);
        auto content = create(path, mode);
        if (!content)
            return content;
        std::vector<char> piece(kPiece);
        for (;;) {
            const auto got = ::read(from.get(), piece.data(), piece.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return errnoError(errno, source);
            if (got == 0)
                return content;
            if (const auto written = content->append({piece.data(), static_cast<std::size_t>(got)}); !written)
                return written.error();
            content->startSync();
        }
    }

    NewContent(NewContent&& other) noexcept
        : m_path(std::move(other.m_path))
        , m_temporary(std::exchange(other.m_temporary, {}))
        , m_file(std::move(other.m_file))
    {
    }
    NewContent& operator=(NewContent&&) = delete;
    ~NewContent()
    {
        if (!m_temporary.empty())
            ::unlink(m_temporary.c_str());
    }

    Result<void> sync()
    {
        if (::fsync(m_file.get()) != 0)
            return errnoError(errno, m_temporary);
        m_file.close();
        return {};
    }

    Result<void> takePlace()
    {
        if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
            return errnoError(errno, m_path);
        m_temporary.clear();
        return {};
    }

private:
    NewContent() = default;

    static Result<NewContent> create(const std::string& path, mode_t mode)
    {
        NewContent content;
        content.m_path = path;
        const auto temporary = path + ".gatehouse-" + randomHex(6);
        content.m_file =
            Descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!content.m_file.isOpen())
            return errnoError(errno, temporary);
        content.m_temporary = temporary;
        // fchmod and not open's mode: the umask must not narrow what the caller asked for.
        if (::fchmod(content.m_file.get(), mode) != 0)
            return errnoError(errno, temporary);
        return content;
    }

    Result<void> append(std::string_view bytes) const
    {
        const auto written = writeAll(m_file.get(), bytes);
        return written
            ? written
            : Result<void>(Error{written.error().code, m_temporary + ": " + written.error().detail});
    }

    /// Does not wait: the system then needs to wait for the disk only once, and for less.
    void startSync() const
    {
#ifdef __linux__
        ::sync_file_range(m_file.get(), 0, 0, SYNC_FILE_RANGE_WRITE); // a hint: sync() is what counts
#endif
    }

    std::string m_path;
    std::string m_temporary; // empty: there is none any more
    Descriptor m_file;
};

} // namespace

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

/// The rename is done; a folder that cannot be synced (some network file systems) only weakens durability.
static void syncFolderOf(const std::string& path)
{
    const Descriptor opened(::open(folderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.isOpen())
        ::fsync(opened.get());
}

Result<void> replaceFile(const std::string& path, std::string_view bytes, mode_t mode)
{
    auto content = NewContent::write(path, bytes, mode);
    if (!content)
        return content.error();
    if (const auto synced = content->sync(); !synced)
        return synced;
    const auto placed = content->takePlace();
    if (placed)
        syncFolderOf(path);
    return placed;
}

static Result<NewContent> contentOf(const FileContent& file, mode_t mode)
{
    return NewContent::write(file.path, file.bytes, mode);
}

static Result<NewContent> contentOf(const FileCopy& file, mode_t mode)
{
    return NewContent::copy(file.path, file.source, mode);
}

template <typename File>
static Result<void> replaceSome(std::span<const File> files, mode_t mode)
{
    std::vector<NewContent> contents;
    contents.reserve(files.size());
    for (const auto& file : files) {
        auto content = contentOf(file, mode);
        if (!content)
            return content.error();
        contents.push_back(std::move(*content));
    }
    for (auto& content : contents) {
        if (const auto synced = content.sync(); !synced)
            return synced;
    }
    for (auto& content : contents) {
        if (const auto placed = content.takePlace(); !placed)
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
