// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/intelligence/ecosystem.h"

#include <compare>
#include <optional>
#include <string_view>

namespace gatehouse::intelligence {

// Numbers of any length are compared as numbers. A text that is no version of its ecosystem compares with
// nothing: what it is affected by cannot be told.

/// Semantic Versioning 2.0.0, 11: a pre-release comes before its release, build metadata does not count. As
/// npm reads them: a leading "v" or "=" is none of it, and missing parts are 0.
std::optional<std::weak_ordering> compareSemver(std::string_view left, std::string_view right);

/// PEP 440: epochs, releases of any length, pre-, post- and development releases, local versions.
std::optional<std::weak_ordering> comparePep440(std::string_view left, std::string_view right);

std::optional<std::weak_ordering> compareVersions(
    Ecosystem ecosystem, std::string_view left, std::string_view right);

} // namespace gatehouse::intelligence
