// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/model/session_event.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::journal {

/// Appends the decisions of one session to one file, `FOLDER/YYYYMMDDTHHMMSSZ-NAME.jsonl` (mode 0600, folder
/// 0700). Each line is one JSON object (resources/schemas/journal.schema.json) whose `prev` is the SHA-256 of
/// the line before it (without the newline; 64 zeros in the first), so that a changed, removed or swapped
/// line shows; `sha256sum` can follow it. The lines of one poll round go out with one write; no fsync (a
/// crash of the program loses nothing, a power cut may).
class JournalWriter {
public:
    /// `name` is the session's id. JournalNotWritable names the path and the reason.
    static base::Result<JournalWriter> create(
        const std::string& folder, std::string_view name, base::UnixMilliseconds now, std::uint64_t maxBytes);

    /// Formats the event as the next line and holds it. The sequence is the writer's.
    void append(const model::SessionEvent& event);
    /// Writes what is held. After a failure nothing may leave the session: a torn line is cut off again where
    /// possible. DiskFull or JournalNotWritable otherwise. What could not be written is still held: flush may
    /// be called again. JournalFull when the file has reached its limit: the lines were written, but the
    /// session must end.
    base::Result<void> flush();

    const std::string& path() const { return m_path; }
    std::uint64_t nextSequence() const { return m_sequence; }
    /// Hash of the last line written or held: the head of the chain.
    const base::Sha256& head() const { return m_head; }

private:
    JournalWriter() = default;
    base::Result<void> cutTornLine();
    base::Result<void> afterAllWasWritten();
    base::Result<void> afterFailure(std::size_t done, int failure);

    base::Descriptor m_file;
    std::string m_path;
    std::string m_held;
    base::Sha256 m_head{};
    std::uint64_t m_sequence = 0;
    std::uint64_t m_written = 0;
    std::uint64_t m_maxBytes = 0;
    std::uint64_t m_fileSizeLimit = 0;
    bool m_isTorn = false; // bytes of a half line stand behind m_written
};

} // namespace gatehouse::journal
