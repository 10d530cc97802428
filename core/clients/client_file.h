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

/// Replaces the bytes of a client's file: a temporary file in the same folder with the old one's mode, owner
/// and extended attributes, fsync, rename, fsync of the folder. Right before the rename the file must still
/// have `stamp` and the bytes `before`, else Changed. After any failure, kill or power cut the path holds
/// either the old or the new bytes. The stamp of the new file; one that no file has where another program
/// wrote into it at once.
base::Result<base::FileStamp> replaceClientFile(
    const std::string& path, const base::FileStamp& stamp, std::string_view before, std::string_view after);

} // namespace gatehouse::clients
