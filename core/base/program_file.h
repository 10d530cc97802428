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

/// The hash of an open file's bytes; Changed, naming `path`, where they were written to meanwhile: a hash of
/// bytes that were changing under it belongs to no stamp.
Result<Sha256> hashUnchanged(int descriptor, const FileStamp& stamp, const std::string& path);

} // namespace gatehouse::base
