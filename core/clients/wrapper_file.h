// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>

namespace gatehouse::clients {

/// Whether a path is an executable regular file of this user or root that nobody else can write.
base::Result<void> isOwnProgram(const std::string& path);

/// True for an executable regular file of root that only root can write.
bool isRootsProgram(const std::string& path);

/// Whether two files hold the same bytes. Reads a piece at a time, and nothing where their sizes differ.
base::Result<bool> haveSameBytes(const std::string& left, const std::string& right);

} // namespace gatehouse::clients
