// SPDX-License-Identifier: Apache-2.0
#include "core/store/journal_ingest.h"

#include "core/store/event_fold.h"

#include <algorithm>

namespace gatehouse::store {
namespace {

constexpr std::size_t kBatch =
    500; // lines in one transaction: the cost of a commit is shared, a writer waits a few ms

constexpr std::string_view kSqlMakeJournal =
    "INSERT INTO journal (name, head) VALUES (?, zeroblob(32)) ON CONFLICT (name) DO NOTHING";
constexpr std::string_view kSqlJournalId = "SELECT id FROM journal WHERE name = ?";
constexpr std::string_view kSqlState =
    "SELECT name, next_offset, head, sealed_head, chain_break, damaged_lines FROM journal WHERE name = ?";
constexpr std::string_view kSqlStates =
    "SELECT name, next_offset, head, sealed_head, chain_break, damaged_lines FROM journal ORDER BY name";
constexpr std::string_view kSqlAdvance =
    "UPDATE journal SET next_offset = ?2, head = ?3, sealed_head = ?4, damaged_lines = damaged_lines + ?5,"
    " chain_break = iif(chain_break = '', ?6, chain_break) WHERE id = ?1";
constexpr std::string_view kSqlBreak =
    "UPDATE journal SET chain_break = ?2 WHERE name = ?1 AND chain_break = ''";

std::string nameOf(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

std::string_view bytesOf(const base::Sha256& hash)
{
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

base::Sha256 hashOf(const std::string& bytes)
{
    base::Sha256 hash{};
    if (bytes.size() == hash.size())
        std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

JournalState stateOfRow(const Query& row)
{
    JournalState state;
    state.name = row.text(0);
    state.nextOffset = static_cast<std::uint64_t>(row.number(1));
    state.head = hashOf(row.text(2));
    if (!row.isNull(3))
        state.sealedHead = hashOf(row.text(3));
    state.chainBreak = row.text(4);
    state.damagedLines = static_cast<std::uint64_t>(row.number(5));
    return state;
}

/// Why the lines of the chunk do not follow what was folded before; empty: they do.
std::string breakOf(const JournalState& state, const model::JournalChunk& chunk)
{
    const bool beginsWithALine = !chunk.events.empty();
    if (chunk.chainBreak.empty() && beginsWithALine && chunk.firstPrevious != state.head)
        return "line with sequence " + std::to_string(chunk.events.front().sequence) +
            " does not follow the line that stood before it when it was folded";
    return chunk.chainBreak;
}

base::Result<std::int64_t> journalId(Database& database, const std::string& name)
{
    if (const auto made = database.query(kSqlMakeJournal).bind(name).run(); !made)
        return made.error();
    auto row = database.query(kSqlJournalId);
    const auto more = row.bind(name).next();
    if (!more)
        return more.error();
    return row.number(0);
}

base::Result<void> advance(
    Database& database, std::int64_t id, const model::JournalChunk& chunk, const std::string& chainBreak)
{
    const bool isSealed = !chunk.events.empty() && chunk.events.back().kind == "session-end";
    auto row = database.query(kSqlAdvance);
    row.bind(id).bind(chunk.nextOffset).bindBlob(bytesOf(chunk.head));
    if (isSealed)
        row.bindBlob(bytesOf(chunk.head));
    else
        row.bindNull();
    const auto done = row.bind(static_cast<std::uint64_t>(chunk.damagedLines.size())).bind(chainBreak).run();
    return done ? base::Result<void>() : done.error();
}

base::Result<void> foldEvents(
    EventFold& fold, const std::vector<model::SessionEvent>& events, IngestReport& report)
{
    if (events.empty())
        return {};
    if (const auto begun = fold.begin(events.front().at); !begun)
        return begun;
    for (const auto& event : events) {
        const auto isNew = fold.fold(event);
        if (!isNew)
            return isNew.error();
        report.events += *isNew ? 1 : 0;
    }
    return fold.end();
}

} // namespace

base::Result<IngestReport> JournalIngest::apply(
    const std::string& name, std::uint64_t offset, const model::JournalChunk& chunk)
{
    IngestReport report;
    if (chunk.nextOffset == offset)
        return report;
    auto transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    const auto id = journalId(m_database, name);
    if (!id)
        return id.error();
    const auto state = stateOf(name);
    if (!state)
        return state.error();
    if ((*state)->nextOffset != offset)
        return report;
    const auto chainBreak = breakOf(**state, chunk);
    EventFold fold(m_database, *id);
    if (const auto folded = foldEvents(fold, chunk.events, report); !folded)
        return folded.error();
    if (const auto advanced = advance(m_database, *id, chunk, chainBreak); !advanced)
        return advanced.error();
    if (const auto committed = transaction->commit(); !committed)
        return committed.error();
    for (const auto& damaged : chunk.damagedLines)
        report.notes.push_back(name + ": damaged line: " + damaged);
    if (!chainBreak.empty() && (*state)->chainBreak.empty())
        report.notes.push_back(name + ": " + chainBreak);
    for (const auto& note : fold.notes())
        report.notes.push_back(name + ": " + note);
    return report;
}

base::Result<void> JournalIngest::ingestInto(
    IngestReport& report, const std::string& path, const JournalFiles& files, std::uint64_t maxEvents)
{
    const auto name = nameOf(path);
    const auto state = stateOf(name);
    if (!state)
        return state.error();
    auto offset = *state ? (*state)->nextOffset : 0;
    for (std::uint64_t lines = 0;;) {
        if (lines >= maxEvents) {
            report.isMore = true;
            return {};
        }
        const auto batch = static_cast<std::size_t>(std::min<std::uint64_t>(kBatch, maxEvents - lines));
        const auto chunk = files.read(path, offset, batch);
        if (!chunk) {
            report.notes.push_back(name + ": " + chunk.error().detail);
            return chunk.error().code == base::ErrorCode::JournalBroken
                ? noteBreak(name, chunk.error().detail)
                : base::Result<void>();
        }
        const auto applied = apply(name, offset, *chunk);
        if (!applied)
            return applied.error();
        report.events += applied->events;
        report.notes.insert(report.notes.end(), applied->notes.begin(), applied->notes.end());
        const auto read = chunk->events.size() + chunk->damagedLines.size();
        lines += read;
        offset = chunk->nextOffset;
        if (read < batch)
            return {};
    }
}

base::Result<IngestReport> JournalIngest::ingestFolder(
    const std::string& folder, const JournalFiles& files, std::uint64_t maxEvents)
{
    const auto paths = files.list(folder);
    if (!paths)
        return paths.error();
    IngestReport report;
    for (const auto& path : *paths) {
        if (report.events >= maxEvents) {
            report.isMore = true;
            break;
        }
        if (const auto done = ingestInto(report, path, files, maxEvents - report.events); !done)
            return done.error();
    }
    return report;
}

base::Result<IngestReport> JournalIngest::ingestJournal(
    const std::string& path, const JournalFiles& files, std::uint64_t maxEvents)
{
    IngestReport report;
    if (const auto done = ingestInto(report, path, files, maxEvents); !done)
        return done.error();
    return report;
}

base::Result<void> JournalIngest::noteBreak(const std::string& name, const std::string& reason)
{
    const auto done = m_database.query(kSqlBreak).bind(name).bind(reason).run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::optional<JournalState>> JournalIngest::stateOf(const std::string& name)
{
    auto row = m_database.query(kSqlState);
    const auto more = row.bind(name).next();
    if (!more)
        return more.error();
    return *more ? std::optional(stateOfRow(row)) : std::nullopt;
}

base::Result<std::vector<JournalState>> JournalIngest::states()
{
    std::vector<JournalState> states;
    auto rows = m_database.query(kSqlStates);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return states;
        states.push_back(stateOfRow(rows));
    }
}

} // namespace gatehouse::store
