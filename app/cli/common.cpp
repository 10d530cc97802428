// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/base/file.h"
#include "core/service/command_requests.h"
#include "core/service/own_journal.h"
#include "core/service/peer_reader.h"
#include "core/trust/command_chain.h"
#include "ui/text/qt_convert.h"
#include "ui/text/reputation_text.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace gatehouse::cli {
namespace {

/// One journal for all that this run does.
std::shared_ptr<service::OwnJournal> ownJournal(const Surroundings& surroundings)
{
    return surroundings.journal;
}

} // namespace

service::LedgerOptions ledgerOptions(const Surroundings& surroundings)
{
    service::LedgerOptions options;
    options.places = surroundings.places;
    options.program = "cli";
    options.commandLineProgram = surroundings.program;
    options.journal = ownJournal(surroundings);
    options.texts = surroundings.texts;
    return options;
}

Announcer::Announcer(const Surroundings& surroundings)
    : m_options(ledgerOptions(surroundings))
{
}

base::Result<void> Announcer::announce()
{
    if (m_books) {
        if (const auto folded = m_books->foldAgain(); !folded)
            return folded;
        return m_books->publish();
    }
    auto books = service::Books::forWriting(m_options);
    if (!books)
        return books.error();
    const auto published = books->publish();
    // A desktop may come and go: it is looked for each time.
    if (books->desktop() == nullptr)
        m_books = std::move(*books);
    return published;
}

service::Protector protectorFor(
    const Surroundings& surroundings, std::vector<std::string> projects, std::shared_ptr<Announcer> announcer)
{
    if (!announcer)
        announcer = std::make_shared<Announcer>(surroundings);
    return service::Protector({surroundings.places, siblingProgram(surroundings, "gatehouse-wrap", "wrap"),
        "cli", ownJournal(surroundings), std::move(projects), [announcer] { return announcer->announce(); },
        surroundings.texts});
}

std::string siblingProgram(
    const Surroundings& surroundings, const std::string& name, const std::string& buildFolder)
{
    const std::filesystem::path folder = std::filesystem::path(surroundings.program).parent_path();
    for (const auto& candidate :
        {folder / name, folder / "../lib/gatehouse" / name, folder / ".." / buildFolder / name}) {
        std::error_code failure;
        const auto real = std::filesystem::canonical(candidate, failure);
        if (!failure && ::access(real.c_str(), X_OK) == 0)
            return real.string();
    }
    return {};
}

base::Result<void> checkApprover(const Surroundings& surroundings, bool isDesktopRunning)
{
    const auto table = clients::loadBuiltinClientTable();
    if (!table)
        return table.error();
    const auto processes = service::systemProcessTree();
    const auto facts = service::gatherApproverFacts(
        *processes, ::getpid(), service::wrapperPaths(surroundings.places), *table, isDesktopRunning);
    auto verdict = service::mayApprove(facts);
    if (verdict)
        return verdict;
    const auto kept = service::recordRefusal(*ownJournal(surroundings), facts, verdict.error());
    return kept ? verdict : kept;
}

base::Result<void> makeKnown(const Surroundings& surroundings)
{
    return Announcer(surroundings).announce();
}

base::Result<std::vector<std::string>> refsOf(
    const service::Discovery& discovery, const std::vector<std::string>& words, const std::string& client)
{
    std::set<std::string> refs;
    std::set<std::string> met;
    for (const auto& row : discovery.servers) {
        if (!client.empty() && row.location.client != client)
            continue;
        for (const auto& word : words) {
            if (word == row.ref || word == row.location.name) {
                refs.insert(row.ref);
                met.insert(word);
            }
        }
        if (words.empty())
            refs.insert(row.ref);
    }
    for (const auto& word : words) {
        if (!met.contains(word))
            return base::Error{base::ErrorCode::EntryNotFound, "no client declares a server " + safe(word)};
    }
    return std::vector<std::string>(refs.begin(), refs.end());
}

std::optional<base::UnixMilliseconds> spanOf(std::string_view text)
{
    constexpr base::UnixMilliseconds kSecond = 1000;
    constexpr base::UnixMilliseconds kLongest = 10LL * 365 * 24 * 3600; // in seconds
    base::UnixMilliseconds count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc() || read.ptr + 1 != text.data() + text.size() || count <= 0)
        return std::nullopt;
    const base::UnixMilliseconds seconds = *read.ptr == 's' ? 1
        : *read.ptr == 'm'                                  ? 60
        : *read.ptr == 'h'                                  ? 3600
        : *read.ptr == 'd'                                  ? 24 * 3600
                                                            : 0;
    if (seconds == 0 || count > kLongest / seconds)
        return std::nullopt;
    return count * seconds * kSecond;
}

base::Result<base::UnixMilliseconds> endOf(const std::string& span)
{
    if (span.empty())
        return base::UnixMilliseconds{0};
    const auto length = spanOf(span);
    if (!length)
        return base::Error{base::ErrorCode::InvalidArgument, "--for takes a time such as 30m, 8h or 7d"};
    return base::SystemClock().now() + *length;
}

Json toJson(const model::KnownIssue& issue)
{
    return {{"kind", toText(issue.kind)}, {"id", safe(issue.id)}, {"summary", safe(issue.summary)},
        {"subject", safe(issue.subject)}, {"severity", toText(issue.severity)}, {"fixed", safe(issue.fixed)},
        {"list", safe(issue.source)}, {"lock", safe(issue.lock)}, {"isCertain", issue.isCertain},
        {"coversEverything", issue.coversEverything}, {"stops", issue.stops()}};
}

Json toJson(const std::vector<std::string>& words)
{
    Json list = Json::array();
    for (const auto& word : words)
        list.push_back(safe(word));
    return list;
}

Json toJson(const model::EntryLocation& location)
{
    return {{"client", safe(location.client)}, {"scope", model::toText(location.scope)},
        {"file", safe(location.file)}, {"keyPath", safe(location.keyPath)}, {"name", safe(location.name)}};
}

Json toJson(const model::ServerRow& row)
{
    return {{"ref", row.ref}, {"name", safe(row.location.name)}, {"client", safe(row.location.client)},
        {"clientTitle", safe(row.clientTitle)}, {"entry", toJson(row.location)}, {"line", row.line},
        {"state", model::toText(row.state)}, {"guarded", row.isGuarded}, {"reason", row.stateReason},
        {"byOrganisation", row.isByOrganisation}, {"argv", toJson(row.command)},
        {"chain", safe(trust::chainText(trust::chainOf(row.command)))}, {"liveSessions", row.liveSessions},
        {"tools", row.tools}, {"lastSeen", row.lastSeen},
        {"reputation", row.reputation ? toJson(*row.reputation) : Json()}};
}

Json toJson(const model::Reputation& reputation)
{
    Json parts = Json::array();
    for (const auto& part : reputation.parts) {
        parts.push_back({{"reason", model::toText(part.reason)}, {"points", part.points},
            {"count", part.count}, {"text", text::toUtf8(text::reputationText(part))}});
        if (!part.names.empty())
            parts.back()["names"] = toJson(part.names);
        if (part.reason == model::ReputationReason::Incidents)
            parts.back()["family"] = model::toText(part.family);
    }
    return {
        {"score", reputation.score}, {"trust", model::toText(reputation.level)}, {"parts", std::move(parts)}};
}

Json toJson(const model::ApprovalCard& card)
{
    Json changes = Json::array();
    for (const auto& change : card.changes)
        changes.push_back(
            {{"field", change.field}, {"before", safe(change.before)}, {"after", safe(change.after)}});
    const auto& identity = card.identity;
    const auto& name = identity.entry.name.empty() ? identity.commandAsGiven : identity.entry.name;
    Json json{{"id", card.id}, {"server", safe(name)}, {"client", safe(identity.entry.client)},
        {"clientName", safe(card.clientName)}, {"argv", toJson(identity.argv)},
        {"executable", safe(identity.executable.path)}, {"sha256", base::toHex(identity.executable.hash)}};
    json["entry"] = identity.entryRef.empty() ? Json() : toJson(identity.entry);
    json["environmentNames"] = toJson(identity.environmentNames);
    if (identity.package)
        json["package"] = {{"runner", safe(identity.package->runner)}, {"name", safe(identity.package->name)},
            {"version", safe(identity.package->version)}, {"found", safe(identity.package->found)},
            {"origin", identity.package->origin}};
    json["unknown"] = toJson(identity.unknown);
    json["firstAsked"] = card.firstAsked;
    json["lastAsked"] = card.lastAsked;
    json["isProbe"] = card.isProbe;
    json["changes"] = std::move(changes);
    if (!card.known.empty()) {
        json["known"] = Json::array();
        for (const auto& issue : card.known)
            json["known"].push_back(toJson(issue));
    }
    if (identity.call) {
        const auto& call = *identity.call;
        json["call"] = {{"method", safe(call.method)}, {"tool", safe(call.tool)},
            {"restoresValues", call.restoresValues}, {"reasons", toJson(call.reasons)},
            {"excerpt", safeLines(call.excerpt)}, {"isDefinition", call.isDefinition()}};
    }
    return json;
}

} // namespace gatehouse::cli
