// SPDX-License-Identifier: Apache-2.0
#include "core/store/event_fold.h"

#include "core/ipc/messages.h"
#include "core/store/client_file_store.h"
#include "core/store/details.h"
#include "core/store/tool_rule_store.h"

#include <map>
#include <string_view>
#include <utility>

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlMakeSession =
    "INSERT INTO session (id, started_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING";
constexpr std::string_view kSqlReadSession = "SELECT program, server_ref, server, client, identity_digest, "
                                             "card_id, ended_at, events, blocked FROM session"
                                             " WHERE id = ?";
constexpr std::string_view kSqlWriteSession = "UPDATE session SET program = ?2, server_ref = ?3, server = "
                                              "?4, client = ?5, identity_digest = ?6, card_id = ?7,"
                                              " ended_at = ?8, events = ?9, blocked = ?10 WHERE id = ?1";
constexpr std::string_view kSqlInsert = "INSERT INTO event (session_id, sequence, at, kind, direction, "
                                        "method, request_id, server, tool, action, reason,"
                                        " findings, bytes, microseconds, shape, excerpt, details)"
                                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
                                        "CONFLICT (session_id, sequence) DO NOTHING";

constexpr std::size_t kMaxNotes = 100;

} // namespace

EventFold::EventFold(Database& database, std::int64_t journalId)
    : m_database(database)
    , m_registry(database)
    , m_pending(database)
    , m_catalog(database)
    , m_definitions(database)
    , m_agents(database)
    , m_usage(database)
    , m_id(journalId)
{
}

base::Result<void> EventFold::begin(base::UnixMilliseconds firstAt)
{
    if (const auto made = m_database.query(kSqlMakeSession).bind(m_id).bind(firstAt).run(); !made)
        return made.error();
    auto row = m_database.query(kSqlReadSession);
    const auto more = row.bind(m_id).next();
    if (!more)
        return more.error();
    m_program = row.text(0);
    m_serverRef = row.text(1);
    m_server = row.text(2);
    m_client = row.text(3);
    m_identityDigest = row.text(4);
    m_cardId = row.text(5);
    m_endedAt = row.number(6);
    m_events = row.number(7);
    m_blocked = row.number(8);
    auto agent = m_agents.find(m_id);
    if (!agent)
        return agent.error();
    m_agent = std::move(*agent);
    return {};
}

base::Result<void> EventFold::end()
{
    if (const auto counted = writeCatalog(); !counted)
        return counted;
    const auto written = m_database.query(kSqlWriteSession)
                             .bind(m_id)
                             .bind(m_program)
                             .bind(m_serverRef)
                             .bind(m_server)
                             .bind(m_client)
                             .bind(m_identityDigest)
                             .bind(m_cardId)
                             .bind(m_endedAt)
                             .bind(m_events)
                             .bind(m_blocked)
                             .run();
    return written ? base::Result<void>() : written.error();
}

base::Result<bool> EventFold::insert(const model::SessionEvent& event)
{
    const auto inserted = m_database.query(kSqlInsert)
                              .bind(m_id)
                              .bind(event.sequence)
                              .bind(event.at)
                              .bind(event.kind)
                              .bind(event.direction ? model::toText(*event.direction) : std::string_view())
                              .bind(event.method)
                              .bind(event.id)
                              .bind(event.server)
                              .bind(event.tool)
                              .bind(model::toText(event.action))
                              .bind(event.reason)
                              .bind(findingsToJson(event.findings))
                              .bind(event.bytes)
                              .bind(event.microseconds)
                              .bind(event.shape)
                              .bind(event.excerpt)
                              .bind(event.details)
                              .run();
    if (!inserted)
        return inserted.error();
    return *inserted == 1;
}

base::Result<bool> EventFold::fold(const model::SessionEvent& event)
{
    const auto isNew = insert(event);
    if (!isNew || !*isNew)
        return isNew;
    ++m_events;
    if (event.action == model::Action::Block)
        ++m_blocked;
    if (m_server.empty() && !isDecider()) // theirs is about many servers: each event names its own
        m_server = event.server;
    // A line after the end: the session went on.
    m_endedAt = event.kind == "session-end" ? event.at : 0;
    if (const auto applied = apply(event); !applied)
        return applied.error();
    return true;
}

base::Result<void> EventFold::apply(const model::SessionEvent& event)
{
    if (event.kind == "message") {
        if (isOfAServer())
            m_usage.count(event, m_serverRef, m_agent.clientId, m_agent.name);
        return {};
    }
    using Apply = base::Result<void> (EventFold::*)(const model::SessionEvent&);
    static const std::map<std::string_view, Apply> kKinds{{"session-start", &EventFold::applyStart},
        {"pending", &EventFold::applyPending}, {"call-pending", &EventFold::applyPending},
        {"approved", &EventFold::applyAnswer}, {"denied", &EventFold::applyAnswer},
        {"decision", &EventFold::applyDecision}, {"revoked", &EventFold::applyRevoked},
        {"tools-decision", &EventFold::applyToolsDecision}, {"learned", &EventFold::applyLearned},
        {"client", &EventFold::applyClient}, {"definitions-listed", &EventFold::applyListed},
        {"tools-listed", &EventFold::applyListed}, {"definitions-pinned", &EventFold::applyVersions},
        {"definition-accepted", &EventFold::applyVersions},
        {"client-file-change", &EventFold::applyClientFile}, {"list-key", &EventFold::applyListKey},
        {"list-imported", &EventFold::applyList}, {"candidates", &EventFold::applyCandidates},
        {"candidates-dismissed", &EventFold::applyDismissal}};
    const auto found = kKinds.find(event.kind);
    return found == kKinds.end() ? base::Result<void>() : (this->*found->second)(event);
}

base::Result<void> EventFold::applyClient(const model::SessionEvent& event)
{
    auto said = clientDetails(event.details);
    if (said.name.empty())
        return {};
    m_client = said.name;
    m_agent.name = std::move(said.name);
    m_agent.version = std::move(said.version);
    m_agent.protocol = std::move(said.protocol);
    return {};
}

void EventFold::note(const model::SessionEvent& event, const std::string& what)
{
    if (m_notes.size() < kMaxNotes)
        m_notes.push_back(
            "line with sequence " + std::to_string(event.sequence) + ", " + event.kind + ": " + what);
}

base::Result<void> EventFold::applyStart(const model::SessionEvent& event)
{
    // Only the first line says whose journal this is: no later one can make a wrapper's journal another's.
    if (event.sequence != 0) {
        note(event, "is not the first line");
        return {};
    }
    const auto details = startDetails(event.details);
    m_program = details.program;
    m_identityDigest = details.identityDigest;
    if (!details.identity)
        return {};
    auto location = details.identity->entry;
    m_client = location.client;
    m_agent.clientId = location.client;
    m_agent.ancestry = details.ancestry;
    m_serverRef = serverRefOf(details.identity->entryRef, m_identityDigest);
    if (m_serverRef.empty())
        return {};
    if (location.name.empty())
        location.name = event.server;
    return m_catalog.sawServer(m_serverRef, location, event.at);
}

base::Result<void> EventFold::applyPending(const model::SessionEvent& event)
{
    auto details = pendingDetails(event.details);
    if (details.cardId.empty() || !details.identity) {
        note(event, "names no card or no launch");
        return {};
    }
    if (const auto done = applyAskedVersion(*details.identity, event.at); !done)
        return done;
    // A wrapper's session is one launch: the card that it asked under before waits no more. Desktop and
    // command line ask for many, and so does a session that asks about calls.
    const bool isCall = details.identity->call.has_value();
    const auto former = isCall ? std::string() : std::exchange(m_cardId, details.cardId);
    if (!isDecider() && !former.empty() && former != details.cardId) {
        if (const auto done = m_pending.resolve(former, event.at); !done)
            return done;
    }
    return m_pending.ask(
        {details.cardId, std::move(*details.identity), details.identityDigest, details.clientName,
            details.reason.empty() ? event.reason : details.reason, details.isProbe, event.at});
}

base::Result<void> EventFold::applyAnswer(const model::SessionEvent& event)
{
    const auto details = decisionReference(event.details);
    const auto& card = details.cardId.empty() ? m_cardId : details.cardId;
    return card.empty() ? base::Result<void>() : m_pending.resolve(card, event.at);
}

bool EventFold::isDecider() const
{
    return m_program == "desktop" || m_program == "cli";
}

bool EventFold::mayDecide(const model::SessionEvent& event)
{
    // A grant never comes from a wrapper, and no more from its journal.
    if (isDecider())
        return true;
    note(event, "this journal is of a program that decides nothing");
    return false;
}

base::Result<void> EventFold::applyDecision(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    const auto decision = ipc::decisionFromJson(event.details);
    if (!decision) {
        note(event, decision.error().detail);
        return {};
    }
    const auto added = m_registry.add(*decision);
    if (!added && added.error().code == base::ErrorCode::InvalidArgument) {
        note(event, added.error().detail);
        return {};
    }
    return added;
}

base::Result<void> EventFold::applyToolsDecision(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    const auto decision = ipc::toolsDecisionFromJson(event.details);
    if (!decision) {
        note(event, decision.error().detail);
        return {};
    }
    return ToolRuleStore(m_database).add(*decision);
}

base::Result<void> EventFold::applyRevoked(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    const auto details = decisionReference(event.details);
    if (details.decisionId.empty()) {
        note(event, "names no decision");
        return {};
    }
    const auto& why = details.why.empty() ? event.reason : details.why;
    return m_registry.revoke(details.decisionId, event.at, why.empty() ? "revoked" : why);
}

base::Result<void> EventFold::applyLearned(const model::SessionEvent& event)
{
    const auto details = decisionReference(event.details);
    if (details.decisionId.empty())
        return applyHandshake(event);
    if (details.identityDigest.empty() || !details.identity) {
        note(event, "names no launch");
        return {};
    }
    return m_registry.learn(details.decisionId, *details.identity, details.identityDigest, event.at);
}

base::Result<void> EventFold::applyHandshake(const model::SessionEvent& event)
{
    const auto details = handshakeDetails(event.details);
    if (m_serverRef.empty() || details.era.empty())
        return {};
    return m_catalog.sawHandshake({m_serverRef, event.at, details.protocolVersion, details.era,
        details.serverName, details.capabilities});
}

base::Result<void> EventFold::applyClientFile(const model::SessionEvent& event)
{
    if (!mayDecide(event))
        return {};
    const auto path = clientFile(event.details);
    if (path.empty()) {
        note(event, "names no file");
        return {};
    }
    return ClientFileStore(m_database).saw(path, event.at, event.details);
}

base::Result<void> EventFold::applyListed(const model::SessionEvent& event)
{
    if (!isOfAServer())
        return {};
    m_hasListed = true;
    if (event.kind == "tools-listed")
        return m_definitions.sawOldForm(m_serverRef, listedTools(event.details), event.at);
    const auto page = listedPage(event.details);
    return page.kind.empty() ? base::Result<void>() : m_definitions.saw(m_serverRef, page, event.at);
}

base::Result<void> EventFold::applyVersions(const model::SessionEvent& event)
{
    if (!isOfAServer())
        return {};
    m_hasListed = true;
    const auto versions = event.kind == "definitions-pinned"
        ? pinnedVersions(event.details)
        : std::vector<VersionRemark>{acceptedVersion(event.details)};
    for (const auto& version : versions) {
        if (version.kind.empty() || version.digest.empty())
            continue;
        if (const auto done = m_definitions.remark(m_serverRef, version, event.at); !done)
            return done;
    }
    return {};
}

/// What is asked about says how it differs from what was first seen.
base::Result<void> EventFold::applyAskedVersion(
    const model::LaunchIdentity& identity, base::UnixMilliseconds at)
{
    if (!isOfAServer() || !identity.call || !identity.call->isDefinition())
        return {};
    const auto& call = *identity.call;
    VersionRemark version{call.method.substr(model::GuardedCall::kDefinitionOf.size()),
        catalogName(call.tool), base::toHex(call.digest), {}, call.excerpt};
    model::DefinitionKind kind{};
    return model::fromText(version.kind, kind) ? m_definitions.remark(m_serverRef, version, at)
                                               : base::Result<void>();
}

base::Result<void> EventFold::writeCatalog()
{
    if (!isOfAServer())
        return {};
    if (const auto written = m_agents.write(m_id, m_agent); !written)
        return written;
    const auto named = m_usage.write(m_serverRef);
    if (!named)
        return named.error();
    if (!*named && !m_hasListed)
        return {};
    return m_definitions.prune(m_serverRef);
}

} // namespace gatehouse::store
