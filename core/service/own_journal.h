// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/journal/journal_writer.h"
#include "core/model/session_event.h"

#include <mutex>
#include <optional>
#include <string>

namespace gatehouse::service {

/// The journal that this program keeps of its own doings: decisions, refusals, edits of clients' files. The file is made with the
/// first line. A line is written before `record` returns: what it tells of must not happen where that failed. Thread-safe.
class OwnJournal {
public:
    /// `program`: "desktop" or "cli".
    OwnJournal(std::string folder, std::string program);

    /// Sets the time where the event has none.
    base::Result<void> record(model::SessionEvent event);
    /// Its path; empty before the first line.
    std::string path() const;

private:
    base::Result<void> open();

    std::string m_folder;
    std::string m_program;
    mutable std::mutex m_mutex;
    std::optional<journal::JournalWriter> m_writer;
};

} // namespace gatehouse::service
