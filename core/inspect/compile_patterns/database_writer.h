// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/compile_patterns/literal_builder.h"
#include "core/inspect/pattern_list.h"

#include <string>
#include <vector>

namespace gatehouse::inspect {

/// What is searched for in one scope.
struct CompiledPatterns {
    LiteralBuilder literals;
    std::vector<unsigned char> bytes; ///< of the database
    std::vector<SharedPattern> patterns;
    std::vector<SharedWord> words;
};

/// Writes pattern_database.cpp; `scratch` is large enough for all databases. False where it cannot.
bool writeDatabases(
    const char* path, const std::vector<CompiledPatterns>& scopes, const std::vector<unsigned char>& scratch);

} // namespace gatehouse::inspect
