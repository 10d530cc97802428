// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace gatehouse::base {

/// New content for a path, beside the file whose place it is to take: written, and on its way to the disk,
/// while the caller does something else. It is removed where it never takes the place. replaceFile() is all
/// of it in one call.
class NewFile {
public:
    /// Writes `bytes` into a temporary file in the folder of `path`, and does not wait for the disk.
    static Result<NewFile> write(const std::string& path, std::string_view bytes, mode_t mode);
    /// As write(), with the bytes of another file. They pass a piece at a time.
    static Result<NewFile> copy(const std::string& path, const std::string& source, mode_t mode);

    NewFile(NewFile&& other) noexcept;
    NewFile& operator=(NewFile&&) = delete;
    ~NewFile();

    /// Waits until the bytes are on the disk. What fails after it leaves the path as it is.
    Result<void> sync();
    /// Renames it to its path, which does not follow a link there. After sync(), and before syncFolderOf().
    Result<void> takePlace();

private:
    NewFile() = default;

    static Result<NewFile> create(const std::string& path, mode_t mode);
    Result<void> append(std::string_view bytes) const;

    std::string m_path;
    std::string m_temporary; // empty: there is none any more
    Descriptor m_file;
};

/// Tells the system to begin with writing what a file has been given, and waits for nothing: whoever syncs
/// it later waits for less. A hint that not every system takes.
void startSync(int descriptor);

/// Makes renames in the folder of `path` last. A folder that cannot be synced (some network file systems)
/// only weakens durability.
void syncFolderOf(const std::string& path);

/// sync(), takePlace() and syncFolderOf().
Result<void> finish(NewFile& file, const std::string& path);

} // namespace gatehouse::base
