// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::inspect {

// What compile_patterns writes when the program is built.

struct PatternDatabase {
    const unsigned char* bytes; ///< hs_database_t as it lies in memory, aligned to 64 bytes
    std::size_t size;
    std::size_t patterns; ///< DetectorSet::standard().patterns(scope).size(), or the build is stale
};

extern const PatternDatabase kPatternDatabases[]; ///< one for each Scope, in its order

} // namespace gatehouse::inspect
