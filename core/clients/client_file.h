// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace gatehouse::clients {

/// Whether a client's file may be replaced at all. Its path must have its links resolved. UnsafeOwner:
/// somebody else could have written it; EntryNotEditable: it has a second name (a hard link) that replacing
/// would split off; ReadOnly: its owner said no.
base::Result<void> checkReplaceable(const std::string& path);

/// New bytes for a client's file, beside it in the same folder with its mode, owner and extended attributes.
/// They are on their way to the disk while the caller does something else, and are gone where finish() never
/// gave them the file's place. After any failure, kill or power cut the path holds either the old or the new
/// bytes.
class ClientFileReplacement {
public:
    /// Fails as checkReplaceable() does, and where the new bytes cannot be written.
    static base::Result<ClientFileReplacement> begin(const std::string& path, std::string_view after);

    ClientFileReplacement(ClientFileReplacement&& other) noexcept;
    ClientFileReplacement& operator=(ClientFileReplacement&&) = delete;
    ~ClientFileReplacement();

    /// fsync, rename, fsync of the folder. Right before the rename the file must still have `stamp` and the
    /// bytes `before`, else Changed. The stamp of the new file; one that no file has where another program
    /// wrote into it at once.
    base::Result<base::FileStamp> finish(const base::FileStamp& stamp, std::string_view before);

private:
    ClientFileReplacement() = default;

    base::Result<void> createBeside();
    base::Result<void> checkUnchanged(const base::FileStamp& stamp, std::string_view before) const;

    std::string m_path;
    base::Descriptor m_folder; ///< open, so that nobody can move it away under us
    std::string m_name;        ///< in it
    std::string m_temporary;   ///< in it; empty: there is none any more
    base::Descriptor m_file;   ///< the temporary one
};

/// begin() and finish() in one.
base::Result<base::FileStamp> replaceClientFile(
    const std::string& path, const base::FileStamp& stamp, std::string_view before, std::string_view after);

} // namespace gatehouse::clients
