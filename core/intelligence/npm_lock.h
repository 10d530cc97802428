// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/intelligence/assess.h"

#include <string_view>
#include <vector>

namespace gatehouse::intelligence {

/// The packages of a package-lock.json, in its order, some perhaps twice; see packagesOfLock().
base::Result<std::vector<PackageSubject>> npmPackages(std::string_view text);

} // namespace gatehouse::intelligence
