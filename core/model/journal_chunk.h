// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/model/session_event.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::model {

/// Some whole lines of one journal, one after the other. What the journal's reader gives and the database
/// folds.
struct JournalChunk {
    std::vector<SessionEvent> events;
    std::vector<std::string> damagedLines; ///< reasons; a damaged line is no reason to stop reading
    std::uint64_t nextOffset = 0;          ///< where the next line begins
    base::Sha256 firstPrevious{}; ///< what the first line read says is the hash of the line before it
    base::Sha256 head{};          ///< hash of the last line read; zeros where none was
    std::string chainBreak;       ///< why the lines of this chunk do not follow one another; empty: they do
};

} // namespace gatehouse::model
