// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace gatehouse::base {

/// What tells one state of a file from another without reading it. Hash caches and "changed meanwhile" checks
/// compare it.
struct FileStamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0; // mtime, nanoseconds since 1970
    std::int64_t changedNs = 0;  // ctime, nanoseconds since 1970

    bool operator==(const FileStamp&) const = default;
};

/// An owned file descriptor, closed when it goes.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int value)
        : m_value(value)
    {
    }
    Descriptor(Descriptor&& other) noexcept
        : m_value(other.release())
    {
    }
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    int get() const { return m_value; }
    bool isOpen() const { return m_value >= 0; }
    int release();
    void close();

private:
    int m_value = -1;
};

/// errno as an Error that names `what` (a path or a call).
Error errnoError(int errnoValue, std::string_view what);

Result<FileStamp> stampOf(const std::string& path); // follows links
Result<FileStamp> stampOf(int descriptor);

/// The folder that a path lies in, as the path says it: "." for a bare name.
std::string folderOf(const std::string& path);

/// The whole file; TooLarge where it has more than `limit` bytes. `stamp`, when given, is that of the bytes
/// read.
Result<std::string> readFile(const std::string& path, std::size_t limit, FileStamp* stamp = nullptr);

/// Replaces `path` as a whole: a temporary file in the same folder, mode `mode`, fsync, rename, fsync of the
/// folder. After any failure, kill or power cut the path holds either the old or the new bytes. Does not
/// follow a link at `path` itself.
Result<void> replaceFile(const std::string& path, std::string_view bytes, mode_t mode);

/// One of several files of a folder that are replaced together.
struct FileContent {
    std::string path;
    std::string bytes;
};

/// As replaceFile(), but the disk is waited for about once for all of them, which lie in one folder. After a
/// failure each is either the old or the new.
Result<void> replaceFiles(const std::vector<FileContent>& files, mode_t mode);

/// Makes `path` and its missing parents, those with mode 0700. An existing `path` must be a folder of this
/// user that others cannot write, else UnsafeOwner.
Result<void> makePrivateFolder(const std::string& path);

/// All of `bytes` to a blocking or non-blocking descriptor, waiting where it must.
Result<void> writeAll(int descriptor, std::string_view bytes);

} // namespace gatehouse::base
