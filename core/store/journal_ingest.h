// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/model/journal_chunk.h"
#include "core/store/database.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::store {

/// How journals are read: journal::listJournals and journal::readJournal, given by whoever may know both
/// folders.
struct JournalFiles {
    std::function<base::Result<std::vector<std::string>>(const std::string& folder)> list;
    std::function<base::Result<model::JournalChunk>(
        const std::string& path, std::uint64_t offset, std::size_t maxEvents)>
        read;
};

/// What was folded.
struct IngestReport {
    std::uint64_t events = 0; ///< new ones
    bool isMore = false;      ///< it stopped at the limit
    /// What a person should know: a journal that cannot be read, a broken chain, a line that claims what it
    /// may not.
    std::vector<std::string> notes;
};

/// How far a journal was folded and what is known of its chain.
struct JournalState {
    std::string name;
    std::uint64_t nextOffset = 0;
    base::Sha256 head{};
    std::optional<base::Sha256> sealedHead; ///< give it to journal::verifyJournal
    std::string chainBreak;                 ///< empty: none was seen
    std::uint64_t damagedLines = 0;

    bool operator==(const JournalState&) const = default;
};

/// Folds journals into the database. Offset, chain and events of a batch are written in one transaction, and
/// (journal, sequence) is unique: after a kill at any moment the next call loses nothing and doubles nothing.
class JournalIngest {
public:
    explicit JournalIngest(Database& database)
        : m_database(database)
    {
    }

    /// Every journal of the folder, oldest first, at most `maxEvents` lines in all. A journal that cannot be
    /// read is noted and does not hold up the others; only errors of the database end it.
    base::Result<IngestReport> ingestFolder(
        const std::string& folder, const JournalFiles& files, std::uint64_t maxEvents = UINT64_MAX);
    /// One journal, for the change of one file.
    base::Result<IngestReport> ingestJournal(
        const std::string& path, const JournalFiles& files, std::uint64_t maxEvents = UINT64_MAX);

    /// Folds lines that were read from `offset`. Nothing happens where that is not where the journal was
    /// left.
    base::Result<IngestReport> apply(
        const std::string& name, std::uint64_t offset, const model::JournalChunk& chunk);

    /// Nothing for a journal that was never folded.
    base::Result<std::optional<JournalState>> stateOf(const std::string& name);
    base::Result<std::vector<JournalState>> states();

private:
    base::Result<void> ingestInto(
        IngestReport& report, const std::string& path, const JournalFiles& files, std::uint64_t maxEvents);
    base::Result<void> noteBreak(const std::string& name, const std::string& reason);

    Database& m_database;
};

} // namespace gatehouse::store
