// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector_set.h"
#include "core/inspect/pattern_database.h"

#include <string>
#include <vector>

namespace gatehouse::inspect {

/// What is searched for once, for all that want it.
struct SharedPattern {
    std::string expression;
    bool ignoresCase = false;
    std::vector<PatternOwner> owners;
};

/// All that is searched for in texts of this scope, in the order of detectors.def: the pattern database is
/// compiled of it. Runs while Gatehouse is built, and in tests.
std::vector<SharedPattern> patternsOf(const DetectorSet& detectors, Scope scope);

/// A word that is read for once, for all that want it.
struct SharedWord {
    std::string text;
    bool isPrefix = false;
    std::vector<PatternOwner> owners;
};

/// All that texts of this scope are read for.
std::vector<SharedWord> wordsOf(const DetectorSet& detectors, Scope scope);

} // namespace gatehouse::inspect
