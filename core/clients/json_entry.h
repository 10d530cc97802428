// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"
#include "core/clients/json_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// `text` with the replacements made; they must not overlap. Offsets are relative to `base`.
std::string replaced(std::string_view text, std::size_t base, std::vector<Replacement> replacements);

/// Fills in what the entry at `entry.value` declares: kind, command, names of the environment, warnings.
void describeEntry(const JsonText& text, const EntryShape& shape, EntryText& entry);

/// Which object of the entry holds the command, and under which keys.
struct CommandPlace {
    Span object;
    std::string commandKey;
    std::string argumentsKey; ///< empty: the command is an array
    bool isNested = false;
};
CommandPlace commandPlace(const JsonText& text, Span entry, const EntryShape& shape);

/// The string member `key` of an object; nothing where it is no object, or has none.
std::optional<std::string> memberText(const JsonText& text, Span object, std::string_view key);

/// Names of the members of the entry's `env`; and whether it sets a working folder.
void describeSurroundings(const JsonText& text, const EntryShape& shape, EntryText& entry);

/// The members that the pointer's parts may mean: several only where elements of a list have the same name.
std::vector<JsonMember> findAllByParts(
    const JsonText& text, const std::vector<std::string>& parts, bool* isRepeated = nullptr);

/// The member that the pointer's parts lead to, the last where keys repeat; elements of lists by name,
/// "name=files". `isRepeated`: one of them did.
std::optional<JsonMember> findByParts(
    const JsonText& text, const std::vector<std::string>& parts, bool* isRepeated = nullptr);

base::Result<std::string> routedEntry(
    const JsonText& text, const EntryText& entry, const EntryShape& shape, const Routing& routing);
/// Takes a member out, with one of the commas around it and the white space in front of it.
std::vector<Replacement> dropMember(const JsonText& text, Span object, const JsonMember& member);
base::Result<std::string> unroutedEntry(const JsonText& text, const EntryText& entry, const EntryShape& shape,
    const Routing& routing, bool dropsEmptyArguments);

} // namespace gatehouse::clients
