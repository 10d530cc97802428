// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/hash.h"

#include <string>

namespace gatehouse::base {

/// The path with every link resolved.
Result<std::string> realPathOf(const std::string& path);

/// A regular file, behind links too, that this process may execute.
bool isExecutableFile(const std::string& path);

/// Opens a regular file for reading. A FIFO or a terminal in its place does not hang us; it is refused.
Result<Descriptor> openRegularFile(const std::string& path);

/// The first `bytes` of an open file at most; its offset stays.
std::string headOf(int descriptor, std::size_t bytes);

/// The stamp of an open file, so old that its next change gives it another: of a file that was written to in
/// this very tick of the file system's clock (10 ms at most on Linux' own file systems) it waits for the next
/// one. Changed, naming `path`, where somebody goes on writing.
Result<FileStamp> settledStampOf(int descriptor, const std::string& path);

/// The hash of an open file's bytes; Changed, naming `path`, where they were written to meanwhile: a hash of
/// bytes that were changing under it belongs to no stamp.
Result<Sha256> hashUnchanged(int descriptor, const FileStamp& stamp, const std::string& path);

} // namespace gatehouse::base
