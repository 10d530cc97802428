// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/model/journal_chunk.h"
#include "core/model/session_event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::journal {

/// One line as an event. JournalBroken, with the reason, for a line that does not parse or lacks a member.
base::Result<model::SessionEvent> parseJournalLine(std::string_view line);

using model::JournalChunk;
/// Reads complete lines from an offset on; a writer may be appending meanwhile. The half line at the end is
/// left for later. JournalBroken where the file is shorter than `offset`; IoFailed where it is no regular
/// file.
base::Result<JournalChunk> readJournal(const std::string& path, std::uint64_t offset, std::size_t maxEvents);

/// What following the chain of one journal found.
struct JournalReport {
    std::string path;
    std::uint64_t lines = 0;
    base::Sha256 head{}; ///< hash of the last whole line
    std::optional<std::uint64_t>
        brokenAtLine; ///< 1-based: the first line whose `prev`, sequence or JSON is wrong
    std::string reason;
    bool endsTorn = false; ///< bytes after the last newline: the program was killed while it wrote
};
/// With `expectedHead` (from the database, for a sealed journal) a missing tail shows too.
base::Result<JournalReport> verifyJournal(
    const std::string& path, const std::optional<base::Sha256>& expectedHead);

/// The journals of a folder (paths), oldest first by their names. A folder that does not exist holds none.
base::Result<std::vector<std::string>> listJournals(const std::string& folder);

} // namespace gatehouse::journal
