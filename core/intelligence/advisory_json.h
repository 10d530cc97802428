// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/intelligence/advisory.h"
#include "core/ipc/strict_json.h"

#include <string>
#include <vector>

namespace gatehouse::intelligence {

inline constexpr std::size_t kMaxIdBytes = 128;
inline constexpr std::size_t kMaxNameBytes = 256;
inline constexpr std::size_t kMaxSummaryBytes = 300;
inline constexpr std::size_t kMaxVersions = 10'000; ///< of one package in one advisory, events included
inline constexpr std::size_t kMaxAliases = 16;

/// Reads one OSV document (schema 1.x): an element for each npm or PyPI package that it is about. Empty where
/// it is about none, or withdrawn. Members that this program does not know are left out, since OSV gets new
/// ones; those that it knows must be of the right type, or AdvisoryInvalid says which is not.
base::Result<std::vector<Advisory>> advisoriesFromOsv(const ipc::Json& document);

/// One OSV document with just what matters of these, which are one document's.
ipc::Json osvOf(const std::vector<Advisory>& advisories);

} // namespace gatehouse::intelligence
