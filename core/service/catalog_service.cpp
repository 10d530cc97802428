// SPDX-License-Identifier: Apache-2.0
#include "core/service/catalog_service.h"

#include "core/service/healer.h"
#include "core/service/ledger.h"
#include "core/service/protector.h"
#include "core/service/store_thread.h"
#include "core/service/work_pool.h"

#include <algorithm>
#include <set>

namespace gatehouse::service {
namespace {

using model::ServerRow;
using model::ServerState;
using Standings = std::map<std::string, EntryStanding>;

/// An entry that is not behind the wrapper has no other state. A server that runs was approved: what else of
/// the entry waits stands in the inbox. Then comes what is worst for the user to overlook.
ServerState stateOf(const ServerRow& declared, const EntryStanding& standing)
{
    if (declared.state == ServerState::Unguarded || declared.state == ServerState::SeenNotGuarded)
        return declared.state;
    if (standing.runningSessions > 0)
        return ServerState::Running;
    if (standing.isWaiting)
        return ServerState::Waiting;
    if (standing.isDenied)
        return ServerState::Denied;
    if (standing.liveSessions > 0)
        return ServerState::Running;
    return standing.isApproved ? ServerState::Approved : ServerState::Waiting;
}

/// Rows say what healing asks about them; a server that its client dropped has a row for as long as that is
/// open.
void addMatters(QVector<ServerRow>& rows, const QVector<Matter>& matters)
{
    for (const auto& matter : matters) {
        const auto row = std::ranges::find(rows, matter.row.ref, &ServerRow::ref);
        if (row == rows.end() && matter.kind == Matter::Kind::Dropped)
            rows.push_back(matter.row);
        else if (row != rows.end() && matter.kind == Matter::Kind::NewEntry &&
            row->state == ServerState::Unguarded)
            row->stateReason = matter.row.stateReason;
    }
}

} // namespace

ServerRow withStanding(ServerRow row, const Standings& standings)
{
    const auto found = standings.find(row.ref);
    const auto standing = found == standings.end() ? EntryStanding() : found->second;
    row.state = stateOf(row, standing);
    row.liveSessions = standing.liveSessions;
    row.tools = standing.tools;
    row.lastSeen = standing.lastSeen;
    row.reputation = standing.reputation;
    return row;
}

class CatalogService::State {
public:
    State(StoreThread& thread, std::shared_ptr<const Protector> reader)
        : store(thread)
        , protector(std::move(reader))
    {
    }

    StoreThread& store;
    std::shared_ptr<const Protector> protector;
    QVector<ServerRow> declared; ///< as the files say
    QVector<ServerRow> shown;    ///< with what the books say
    QVector<Matter> matters;
    std::map<std::string, QVector<model::ToolRow>> tools;
    std::set<std::string> runningUnguarded;
    bool isReading = false;
    bool isWanted = false;
    bool isAsking = false;
    bool isAskedAgain = false;
    WorkPool pool; ///< last: it goes first
};

CatalogService::CatalogService(
    StoreThread& store, std::shared_ptr<const Protector> protector, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>(store, std::move(protector)))
{
}

CatalogService::~CatalogService() = default;

QVector<ServerRow> CatalogService::servers() const
{
    return m_state->shown;
}

QVector<model::ToolRow> CatalogService::tools(const std::string& serverRef) const
{
    const auto found = m_state->tools.find(serverRef);
    return found == m_state->tools.end() ? QVector<model::ToolRow>() : found->second;
}

void CatalogService::refresh()
{
    if (m_state->isReading) {
        m_state->isWanted = true;
        return;
    }
    m_state->isReading = true;
    m_state->isWanted = false;
    m_state->pool.run(
        this, [protector = m_state->protector] { return protector->discover(); },
        [this](const base::Result<Discovery>& discovery) {
            m_state->isReading = false;
            if (discovery)
                take(*discovery);
            else
                Q_EMIT failed(discovery.error());
            if (m_state->isWanted)
                refresh();
        });
}

void CatalogService::take(const Discovery& discovery)
{
    m_state->declared = discovery.servers;
    Q_EMIT placesFound(discovery.places);
    refreshStandings();
}

void CatalogService::refreshStandings()
{
    if (m_state->isAsking) {
        m_state->isAskedAgain = true;
        return;
    }
    m_state->isAsking = true;
    m_state->isAskedAgain = false;
    m_state->store.run(
        this, [](Ledger& ledger) { return ledger.standings(); },
        [this](const base::Result<Standings>& standings) {
            m_state->isAsking = false;
            if (standings)
                take(*standings);
            else
                Q_EMIT failed(standings.error());
            if (m_state->isAskedAgain)
                refreshStandings();
        });
}

void CatalogService::take(const Standings& standings)
{
    QVector<ServerRow> rows;
    for (const auto& row : std::as_const(m_state->declared)) {
        rows.push_back(withStanding(row, standings));
        if (m_state->runningUnguarded.contains(row.ref))
            rows.back().state = ServerState::RunningUnguarded;
    }
    addMatters(rows, m_state->matters);
    std::set<std::string> refs;
    for (const auto& row : std::as_const(rows))
        refs.insert(row.ref);
    const auto before = std::exchange(m_state->shown, rows);
    for (const auto& row : before) {
        if (!refs.contains(row.ref)) {
            m_state->tools.erase(row.ref);
            Q_EMIT serverRemoved(row.ref);
        }
    }
    for (const auto& row : std::as_const(rows)) {
        if (!before.contains(row))
            Q_EMIT serverUpserted(row);
        if (row.tools > 0 && !m_state->tools.contains(row.ref))
            refreshTools(row.ref);
    }
    Q_EMIT refreshed();
}

void CatalogService::setRunningUnguarded(const std::set<std::string>& refs)
{
    m_state->runningUnguarded = refs;
    refreshStandings();
}

void CatalogService::setMatters(const QVector<Matter>& matters)
{
    m_state->matters = matters;
    refreshStandings();
}

void CatalogService::refreshTools(const std::string& serverRef)
{
    m_state->store.run(
        this, [serverRef](Ledger& ledger) { return ledger.tools(serverRef); },
        [this, serverRef](const base::Result<std::vector<model::ToolRow>>& tools) {
            if (!tools) {
                Q_EMIT failed(tools.error());
                return;
            }
            m_state->tools[serverRef] = QVector<model::ToolRow>(tools->begin(), tools->end());
            Q_EMIT toolsChanged(serverRef);
        });
}

} // namespace gatehouse::service
