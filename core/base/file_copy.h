// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace gatehouse::base {

/// A file that is to have the bytes of another one.
struct FileCopy {
    std::string path;
    std::string source;
};

/// As replaceFiles(), with the bytes of other files. They pass a piece at a time, so that a large one needs
/// no memory of its size, and the disk has begun when the last piece comes.
Result<void> copyFiles(const std::vector<FileCopy>& files, mode_t mode);

} // namespace gatehouse::base
