// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/entry_diff.h"
#include "core/model/session_event.h"

#include <string>
#include <vector>

namespace gatehouse::service {

/// One "client-file-change" line. Every such line holds all that is known of the file after it, so that the
/// last one is enough.
struct FileChange {
    clients::FileView after;
    std::string hashBefore; ///< empty where the file was not known or could not be read
    std::vector<clients::EntryChange> changes;
    /// "first-seen", "by-gatehouse", "by-another", "unreadable", "missing", "left-unguarded", "fight",
    /// "resumed"
    std::string reason;
    std::string running; ///< title of the file's client where it ran when another's change was noticed
    int times = 1;       ///< changes that this line tells of: those that touched no entry are gathered
};

/// Names and digests only: no value of an entry's env stands in a journal.
model::SessionEvent toEvent(const FileChange& change);
/// What its details say of the file; BadMessage where they are none.
base::Result<clients::FileView> fileViewOf(const std::string& details);

} // namespace gatehouse::service
