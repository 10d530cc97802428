// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"
#include "core/clients/json_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// Bytes that take the place of a span.
struct Replacement {
    Span span;
    std::string bytes;
};

/// `text` with the replacements made; they must not overlap. Offsets are relative to `base`.
std::string replaced(std::string_view text, std::size_t base, std::vector<Replacement> replacements);

/// Fills in what the entry at `entry.value` declares: kind, command, names of the environment, warnings.
void describeEntry(const JsonText& text, const EntryShape& shape, EntryText& entry);

/// Names of the members of the entry's `env`; and whether it sets a working folder.
void describeSurroundings(const JsonText& text, const EntryShape& shape, EntryText& entry);

/// The member that the pointer's parts lead to, the last where keys repeat. `isRepeated`: one of them did.
std::optional<JsonMember> findByParts(const JsonText& text, const std::vector<std::string>& parts, bool* isRepeated = nullptr);

base::Result<std::string> routedEntry(
    const JsonText& text, const EntryText& entry, const EntryShape& shape, const Routing& routing);
base::Result<std::string> unroutedEntry(const JsonText& text, const EntryText& entry, const EntryShape& shape,
    const Routing& routing, bool dropsEmptyArguments);

} // namespace gatehouse::clients
