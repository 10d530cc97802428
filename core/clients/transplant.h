// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/tree_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

// Putting an entry of one text into another: Dialect::transplanted for formats whose entries have more than a
// value's bytes. EntryNotEditable where the entry is written in a way, or belongs into a place, that this
// does not know.

/// The tables of the entry at `path`, its own and those below it, behind everything that `target` holds.
base::Result<std::string> transplantedTables(
    const TreeText& source, std::string_view target, const std::vector<std::string>& path);

/// The lines of the entry at `path`, behind the last member of the same map in `target`; where that map is
/// not there, it comes as well, behind everything else.
base::Result<std::string> transplantedLines(
    const TreeText& source, const TreeText& target, const std::vector<std::string>& path);

} // namespace gatehouse::clients
