// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::inspect {

// What compile_patterns writes when the program is built.

extern const unsigned char kPatternDatabase[]; ///< hs_database_t as it lies in memory, aligned to 64 bytes
extern const std::size_t kPatternDatabaseBytes;
extern const std::size_t kPatternCount; ///< DetectorSet::standard().patterns().size(), or the build is stale

} // namespace gatehouse::inspect
