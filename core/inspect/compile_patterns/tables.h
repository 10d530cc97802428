// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/pattern_list.h"

#include <ostream>
#include <string>
#include <vector>

namespace gatehouse::inspect::compile_patterns {

// C++ source of what programs only read: whose each pattern is, and the words that texts are read for.

/// k<name>Owners and k<name>OwnersEnd.
void writeOwners(std::ostream& out, const std::string& name, const std::vector<SharedPattern>& patterns);
/// k<name>Table, and what it is made of.
void writeWords(std::ostream& out, const std::string& name, const std::vector<SharedWord>& words);

} // namespace gatehouse::inspect::compile_patterns
