// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/trust/launch_resolver.h"

#include <map>
#include <string>
#include <vector>

namespace gatehouse::wrap {

/// Answers the resolver from the disk. Keeps the files that it hashed open, the first of them, so that what
/// is executed is what was hashed, and believes a hash of before where device, inode, size, mtime and ctime
/// are the same (hashing node takes 0.2 s).
class DiskProbe final : public trust::FileProbe {
public:
    base::Result<std::string> realPath(const std::string& path) const override;
    bool isExecutable(const std::string& path) const override;
    base::Result<model::HashedFile> hash(const std::string& realPath) const override;
    std::string head(const std::string& realPath, std::size_t bytes) const override;
    base::Result<std::vector<std::string>> names(const std::string& folder, std::size_t limit) const override;
    base::Result<std::vector<base::TreeFile>> filesBelow(
        const std::string& folder, const base::TreeLimits& limits) const override;
    base::Result<std::vector<base::TreeFile>> chosenBelow(
        const std::string& folder, const base::TreeChoice& choice) const override;
    std::optional<base::Sha256> remembered(const base::FileStamp& stamp) const override;
    base::Result<std::string> exchange(const std::string& socket, const std::string& request) const override;
    unsigned userId() const override;

    /// A hash that was computed earlier.
    void remember(const model::HashedFile& known);
    /// The descriptor that `hash` read this file by; -1 where there is none.
    int descriptorOf(const std::string& realPath) const;
    /// Gives up the descriptors; hashes are kept.
    void forgetDescriptors();

private:
    mutable std::vector<model::HashedFile> m_known;
    mutable std::map<std::string, base::Descriptor> m_opened;
};

/// Keeps others from writing into a file between its check and its start. The guard is a read lease: who
/// opens the file for writing waits until it ends. Not every file system and owner allows one; then isHeld()
/// is false and the stamp has to be compared afterwards.
class WriteGuard {
public:
    explicit WriteGuard(int descriptor);
    ~WriteGuard();
    WriteGuard(const WriteGuard&) = delete;
    WriteGuard& operator=(const WriteGuard&) = delete;
    bool isHeld() const { return m_isHeld; }
    /// Not held, because somebody has the file open for writing.
    bool isBeingWritten() const { return m_isBeingWritten; }

private:
    int m_descriptor;
    bool m_isHeld = false;
    bool m_isBeingWritten = false;
};

} // namespace gatehouse::wrap
