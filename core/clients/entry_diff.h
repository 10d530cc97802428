// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/file_view.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// What became of one entry between two looks at its file.
enum class EntryFate {
    Added,
    Removed,
    Dropped,   ///< removed although it is protected
    Changed,   ///< its command, variables or anything else in it
    Unwrapped, ///< it was guarded, and its command is its own again
    Wrapped,
};

std::string_view toText(EntryFate fate); // "added" …

struct EntryChange {
    EntryFate what = EntryFate::Changed;
    EntryView entry; ///< as it is now; where it is gone, as it was

    bool operator==(const EntryChange&) const = default;
};

/// The refs of the records that are active.
using ActiveRefs = std::set<std::string, std::less<>>;

/// What changed, in the order of the file as it is, then what is gone. Empty where either of the two looks
/// could not read the file: a file that does not parse has dropped nothing.
std::vector<EntryChange> diffEntries(const FileView& before, const FileView& after, const ActiveRefs& active);

/// `after` with what only `before` knows: entries of a file that could not be read now, questions that are
/// still open, the stop after a fight. An entry that is new in it asks, unless we put it there (`isOwnWrite`)
/// or the user had it guarded before.
FileView carriedOn(const FileView& before, FileView after, const ActiveRefs& active, bool isOwnWrite);

} // namespace gatehouse::clients
