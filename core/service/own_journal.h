// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/journal/journal_writer.h"
#include "core/model/session_event.h"

#include <mutex>
#include <optional>
#include <string>

namespace gatehouse::service {

/// The journal that this program keeps of its own doings: decisions, refusals, edits of clients' files. The
/// file is made with the first line. A line is written before `record` returns: what it tells of must not
/// happen where that failed. Thread-safe.
class OwnJournal {
public:
    /// `program`: "desktop" or "cli"; said in the first line, so that nobody takes it for a guarded session.
    OwnJournal(std::string folder, std::string program);
    /// Writes the closing line.
    ~OwnJournal();

    /// Sets the time where the event has none.
    base::Result<void> record(model::SessionEvent event);
    /// The file that the last line went to; empty before the first.
    std::string path() const;

private:
    base::Result<void> open();

    std::string m_folder;
    std::string m_program;
    mutable std::mutex m_mutex;
    std::optional<journal::JournalWriter> m_writer;
    std::string m_path;
};

} // namespace gatehouse::service
