// SPDX-License-Identifier: Apache-2.0
#include "core/service/catalog_service.h"

#include "core/service/healer.h"
#include "core/service/ledger.h"
#include "core/service/protector.h"
#include "core/service/registry_exchange.h"
#include "core/service/server_state.h"
#include "core/service/store_thread.h"
#include "core/service/work_pool.h"
#include "core/trust/duplicates.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <set>

namespace gatehouse::service {
namespace {

using model::ServerRow;
using model::ServerState;
constexpr std::chrono::milliseconds kLeastPause{150};
constexpr int kPauseFactor = 4;

using Standings = std::map<std::string, EntryStanding>;

/// What the books and the organisation say, looked at in one go.
struct Looked {
    base::Result<Standings> standings;
    OrganisationRegistry organisation;
};

StateFacts factsOf(const ServerRow& declared, const EntryStanding& standing, bool isDeclared)
{
    StateFacts facts;
    facts.isDeclared = isDeclared;
    facts.isGuarded =
        declared.state != ServerState::Unguarded && declared.state != ServerState::SeenNotGuarded;
    facts.canBeGuarded = declared.state != ServerState::SeenNotGuarded;
    facts.liveSessions = standing.liveSessions;
    facts.runningSessions = standing.runningSessions;
    facts.isWaiting = standing.isWaiting;
    facts.isApproved = standing.isApproved;
    facts.isDenied = standing.isDenied;
    facts.suspended = standing.suspended;
    return facts;
}

/// Rows say what healing asks about them; a server that its client dropped has a row for as long as that is
/// open.
void addMatters(QVector<ServerRow>& rows, const QVector<Matter>& matters)
{
    for (const auto& matter : matters) {
        const auto row = std::ranges::find(rows, matter.row.ref, &ServerRow::ref);
        if (matter.kind == Matter::Kind::Dropped) {
            if (row == rows.end())
                rows.push_back(matter.row);
            else if (row->state == ServerState::Gone)
                *row = matter.row;
        } else if (row != rows.end() && matter.kind == Matter::Kind::NewEntry &&
            row->state == ServerState::Unguarded) {
            row->stateReason = matter.row.stateReason;
        }
    }
}

/// What the organisation says comes to what the user has said; a user can only deny what it allows.
OrganisationWord takeOrganisation(
    StateFacts& facts, const ServerRow& row, const OrganisationRegistry& registry)
{
    const auto word = wordOn(registry, row.command, row.location, base::SystemClock().now());
    facts.isApproved = facts.isApproved || word == OrganisationWord::Allows;
    facts.isDenied = facts.isDenied || word == OrganisationWord::Forbids;
    return word;
}

ServerRow stood(
    ServerRow row, const EntryStanding& standing, StateFacts facts, const OrganisationRegistry& organisation)
{
    const auto word = takeOrganisation(facts, row, organisation);
    row.state = stateOf(facts);
    row.isByOrganisation =
        (row.state == ServerState::Approved && word == OrganisationWord::Allows && !standing.isApproved) ||
        (row.state == ServerState::Denied && word == OrganisationWord::Forbids && !standing.isDenied);
    row.liveSessions = standing.liveSessions;
    row.tools = standing.tools;
    row.lastSeen = standing.lastSeen;
    row.reputation = standing.reputation;
    row.isShadow =
        isShadow(row.state, standing.wasApproved || word == OrganisationWord::Allows, facts.isDenied);
    return row;
}

/// Which entries start what others start, too.
void addDuplicates(QVector<ServerRow>& rows, const Standings& standings)
{
    std::vector<trust::DeclaredLaunch> launches;
    for (const auto& row : std::as_const(rows)) {
        // One that its client leaves aside for another is no second one.
        const bool counts = row.state != ServerState::Gone && row.stateReason != "overridden";
        const auto standing = standings.find(row.ref);
        launches.push_back({counts ? row.command : std::vector<std::string>(),
            standing == standings.end() ? std::string() : standing->second.packageVersion,
            counts ? row.addressKey : std::string()});
    }
    const auto like = trust::likeLaunches(launches);
    for (qsizetype at = 0; at < rows.size(); ++at) {
        for (const auto& [other, isOtherVersion] : like[static_cast<std::size_t>(at)])
            rows[at].duplicates.push_back(
                {std::as_const(rows)[static_cast<qsizetype>(other)].ref, isOtherVersion});
        std::ranges::sort(rows[at].duplicates, {}, &model::Duplicate::ref);
    }
}

/// What sessions showed of a server that no file declares.
ServerRow undeclaredRow(
    const std::string& ref, const EntryStanding& standing, const OrganisationRegistry& organisation)
{
    ServerRow row;
    row.ref = ref;
    row.location = standing.location;
    row.clientTitle = standing.location.client;
    row.command = standing.argv;
    return stood(row, standing, factsOf(row, standing, false), organisation);
}

} // namespace

ServerRow withStanding(ServerRow row, const Standings& standings, const OrganisationRegistry& organisation)
{
    const auto found = standings.find(row.ref);
    const auto standing = found == standings.end() ? EntryStanding() : found->second;
    return stood(row, standing, factsOf(row, standing, true), organisation);
}

QVector<ServerRow> catalogRows(const QVector<ServerRow>& declared, const Standings& standings,
    const std::set<std::string>& runningUnguarded, const QVector<Matter>& matters,
    const OrganisationRegistry& organisation)
{
    QVector<ServerRow> rows;
    std::set<std::string> refs;
    std::map<std::string, std::string> titles;
    for (const auto& row : declared) {
        auto shown = withStanding(row, standings, organisation);
        if (runningUnguarded.contains(row.ref)) {
            const auto found = standings.find(row.ref);
            const auto standing = found == standings.end() ? EntryStanding() : found->second;
            auto facts = factsOf(row, standing, true);
            facts.runsUnguarded = true;
            shown = stood(row, standing, facts, organisation);
        }
        refs.insert(row.ref);
        titles.emplace(row.location.client, row.clientTitle);
        rows.push_back(std::move(shown));
    }
    for (const auto& [ref, standing] : standings) {
        const bool wasSeen = standing.lastSeen > 0 && !refs.contains(ref);
        if (!wasSeen)
            continue;
        auto row = undeclaredRow(ref, standing, organisation);
        if (const auto title = titles.find(row.location.client); title != titles.end())
            row.clientTitle = title->second;
        rows.push_back(std::move(row));
    }
    addMatters(rows, matters);
    addDuplicates(rows, standings);
    return rows;
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
    std::map<std::string, QVector<model::DefinitionRow>> tools;
    std::set<std::string> runningUnguarded;
    bool hasDiscovered = false;
    bool hasTools = false; ///< those of all servers were asked for once
    QTimer soon;
    QElapsedTimer reading;
    std::chrono::milliseconds pause = kLeastPause;
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
    m_state->soon.setSingleShot(true);
    connect(&m_state->soon, &QTimer::timeout, this, &CatalogService::refresh);
}

CatalogService::~CatalogService() = default;

void CatalogService::refreshSoon()
{
    // Not restarted: a client that never stops writing must not put it off for ever.
    if (!m_state->soon.isActive())
        m_state->soon.start(m_state->pause);
}

QVector<ServerRow> CatalogService::servers() const
{
    return m_state->shown;
}

QVector<model::DefinitionRow> CatalogService::tools(const std::string& serverRef) const
{
    const auto found = m_state->tools.find(serverRef);
    return found == m_state->tools.end() ? QVector<model::DefinitionRow>() : found->second;
}

void CatalogService::refresh()
{
    if (m_state->isReading) {
        m_state->isWanted = true;
        return;
    }
    m_state->isReading = true;
    m_state->isWanted = false;
    m_state->reading.start();
    m_state->pool.run(
        this, [protector = m_state->protector] { return protector->discover(); },
        [this](const base::Result<Discovery>& discovery) {
            m_state->isReading = false;
            m_state->pause =
                std::max(kLeastPause, kPauseFactor * std::chrono::milliseconds(m_state->reading.elapsed()));
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
    m_state->hasDiscovered = true;
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
        this,
        [](Ledger& ledger) {
            return Looked{ledger.standings(), organisationStanding(ledger).registry};
        },
        [this](const Looked& looked) {
            m_state->isAsking = false;
            if (looked.standings)
                take(*looked.standings, looked.organisation);
            else
                Q_EMIT failed(looked.standings.error());
            if (m_state->isAskedAgain)
                refreshStandings();
        });
}

void CatalogService::take(const Standings& standings, const OrganisationRegistry& organisation)
{
    if (!m_state->hasDiscovered)
        return; // everything would look gone
    const auto rows =
        catalogRows(m_state->declared, standings, m_state->runningUnguarded, m_state->matters, organisation);
    std::map<std::string, const ServerRow*> before;
    const auto shown = std::exchange(m_state->shown, rows);
    for (const auto& row : shown)
        before.emplace(row.ref, &row);
    std::set<std::string> refs;
    for (const auto& row : rows)
        refs.insert(row.ref);
    for (const auto& row : shown) {
        if (!refs.contains(row.ref)) {
            m_state->tools.erase(row.ref);
            Q_EMIT serverRemoved(row.ref);
        }
    }
    for (const auto& row : rows) {
        const auto known = before.find(row.ref);
        if (known == before.end() || *known->second != row)
            Q_EMIT serverUpserted(row);
    }
    if (!std::exchange(m_state->hasTools, true))
        refreshAllTools();
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
        [this, serverRef](const base::Result<std::vector<model::DefinitionRow>>& tools) {
            if (!tools) {
                Q_EMIT failed(tools.error());
                return;
            }
            m_state->tools[serverRef] = QVector<model::DefinitionRow>(tools->begin(), tools->end());
            Q_EMIT toolsChanged(serverRef);
        });
}

void CatalogService::refreshAllTools()
{
    m_state->store.run(
        this, [](Ledger& ledger) { return ledger.tools({}); },
        [this](const base::Result<std::vector<model::DefinitionRow>>& tools) {
            if (!tools) {
                Q_EMIT failed(tools.error());
                return;
            }
            for (auto from = tools->begin(); from != tools->end();) {
                const auto to = std::find_if(from, tools->end(),
                    [&from](const model::DefinitionRow& tool) { return tool.serverRef != from->serverRef; });
                const auto& ref = from->serverRef;
                m_state->tools[ref] = QVector<model::DefinitionRow>(from, to);
                Q_EMIT toolsChanged(ref);
                from = to;
            }
        });
}

void CatalogService::readRelations(
    const std::string& serverRef, QObject* context, Completion<ServerRelations> done)
{
    m_state->store.run(
        context, [serverRef](Ledger& ledger) { return ledger.relations(serverRef); }, std::move(done));
}

void CatalogService::readClientRelations(
    const std::string& client, QObject* context, Completion<ClientRelations> done)
{
    m_state->store.run(
        context, [client](Ledger& ledger) { return ledger.clientRelations(client); }, std::move(done));
}

void CatalogService::readHistory(const model::DefinitionRow& tool, QObject* context,
    Completion<std::vector<model::DefinitionVersion>> done)
{
    m_state->store.run(
        context, [tool](Ledger& ledger) { return ledger.versions(tool); }, std::move(done));
}

void CatalogService::exportAs(CatalogFormat format, QObject* context, Completion<std::string> done)
{
    m_state->store.run(
        context,
        [format, rows = m_state->shown](
            Ledger& ledger) { return exportCatalog(ledger.database(), rows, format); },
        std::move(done));
}

} // namespace gatehouse::service
