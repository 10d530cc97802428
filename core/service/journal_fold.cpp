// SPDX-License-Identifier: Apache-2.0
#include "core/service/journal_fold.h"

#include "core/journal/journal_reader.h"
#include "core/store/journal_ingest.h"
#include "core/store/session_store.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::service {
namespace {

constexpr std::size_t kBatch = 500; // lines in one transaction
constexpr std::array<std::string_view, 5> kRegistryKinds{
    "decision", "tools-decision", "revoked", "learned", "session-end"};
constexpr std::array<std::string_view, 5> kPendingKinds{
    "pending", "approved", "denied", "decision", "session-end"};

template <typename List>
bool isOneOf(const List& list, std::string_view kind)
{
    return std::ranges::find(list, kind) != list.end();
}

/// What costs a server reputation; wrappers are to know of it while the session lasts.
bool isIncident(const model::SessionEvent& event)
{
    return event.direction == model::Direction::ToClient && !event.findings.empty() &&
        event.action != model::Action::Pass && event.action != model::Action::Flag;
}

/// What a chunk brought, before it is known whose it is.
struct News {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    bool hasEvents = false;
    bool hasTools = false;
};

void note(const model::JournalChunk& chunk, News& news, FoldReport& report)
{
    for (const auto& event : chunk.events) {
        if (!news.hasEvents)
            news.from = event.sequence;
        news.hasEvents = true;
        news.to = event.sequence;
        report.registryChanged =
            report.registryChanged || isOneOf(kRegistryKinds, event.kind) || isIncident(event);
        report.pendingChanged = report.pendingChanged || isOneOf(kPendingKinds, event.kind);
        news.hasTools = news.hasTools || event.kind == "definitions-listed" || event.kind == "tools-listed" ||
            event.method == "tools/call" || event.method == "prompts/get";
    }
}

base::Result<void> addSession(
    store::Database& database, const std::string& name, const News& news, FoldReport& report)
{
    auto query = database.query("SELECT id FROM journal WHERE name = ?");
    const auto hasRow = query.bind(name).next();
    if (!hasRow || !*hasRow)
        return hasRow ? base::Result<void>() : hasRow.error();
    const auto row = store::SessionStore(database).find(query.number(0));
    if (!row)
        return row.error();
    if (!*row) {
        report.own.push_back({query.number(0), news.from, news.to});
        return {};
    }
    report.sessions.push_back({**row, news.from, news.to});
    if (news.hasTools && !(*row)->serverRef.empty())
        report.toolsOf.push_back((*row)->serverRef);
    return {};
}

} // namespace

base::Result<void> foldJournal(
    store::Database& database, const std::string& path, std::size_t maxEvents, FoldReport& report)
{
    const auto name = path.substr(path.rfind('/') + 1);
    store::JournalIngest ingest(database);
    const auto state = ingest.stateOf(name);
    if (!state)
        return state.error();
    auto offset = *state ? (*state)->nextOffset : 0;
    News news;
    for (std::size_t lines = 0;;) {
        const auto chunk = journal::readJournal(path, offset, kBatch);
        if (!chunk) {
            report.problems.push_back({chunk.error().code, name + ": " + chunk.error().detail});
            break;
        }
        const auto applied = ingest.apply(name, offset, *chunk);
        if (!applied)
            return applied.error();
        for (const auto& text : applied->notes)
            report.problems.push_back({base::ErrorCode::JournalBroken, text});
        note(*chunk, news, report);
        const auto read = chunk->events.size() + chunk->damagedLines.size();
        offset = chunk->nextOffset;
        lines += read;
        if (read < kBatch)
            break;
        if (lines >= maxEvents) {
            report.hasMore = true;
            break;
        }
    }
    return news.hasEvents ? addSession(database, name, news, report) : base::Result<void>();
}

} // namespace gatehouse::service
