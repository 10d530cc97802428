// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/watched_places.h"
#include "core/model/rows.h"
#include "core/service/catalog_export.h"
#include "core/service/completion.h"

#include <QObject>
#include <QVector>

#include <map>
#include <memory>
#include <set>
#include <string>

namespace gatehouse::service {

class Protector;
class StoreThread;
struct Discovery;
struct EntryStanding;
struct Matter;
struct ClientRelations;
struct ServerRelations;

struct OrganisationRegistry;

/// A row as files declare it, with the state that the books and the organisation's registry give it.
model::ServerRow withStanding(model::ServerRow declared,
    const std::map<std::string, EntryStanding>& standings, const OrganisationRegistry& organisation);

/// The rows of all that is declared, and of what sessions have shown beside it, with their duplicates.
QVector<model::ServerRow> catalogRows(const QVector<model::ServerRow>& declared,
    const std::map<std::string, EntryStanding>& standings, const std::set<std::string>& runningUnguarded,
    const QVector<Matter>& matters, const OrganisationRegistry& organisation);

/// The servers that clients' files declare, and those that sessions have shown, with what is known of each.
/// Files are read in a pool, the registry and the sessions in the store thread; rows arrive by signal.
class CatalogService final : public QObject {
    Q_OBJECT
public:
    CatalogService(StoreThread& store, std::shared_ptr<const Protector> protector, QObject* parent = nullptr);
    ~CatalogService() override;

    /// As last read, ordered by client, file and place in the file.
    QVector<model::ServerRow> servers() const;
    /// The tools of one server as its last list showed them; empty until `toolsChanged` has named it once.
    QVector<model::DefinitionRow> tools(const std::string& serverRef) const;

    /// Reads clients' files and the database again; a call while one is under way makes one more follow.
    void refresh();
    /// A client's file may have changed: reads them all again soon. Some clients write without a pause: then
    /// a fifth of the time at most goes into reading.
    void refreshSoon();
    /// Reads the database again, not the files: after sessions, decisions or questions changed.
    void refreshStandings();
    void refreshTools(const std::string& serverRef);
    /// Who uses the server, what was found in its messages, and who its clients' sessions were.
    void readRelations(const std::string& serverRef, QObject* context, Completion<ServerRelations> done);
    /// What a client, by its id, used of any server, and its score.
    void readClientRelations(const std::string& client, QObject* context, Completion<ClientRelations> done);
    /// Every form that a definition had.
    void readHistory(const model::DefinitionRow& tool, QObject* context,
        Completion<std::vector<model::DefinitionVersion>> done);
    /// The whole catalog as a document; the rows as they are shown now.
    void exportAs(CatalogFormat format, QObject* context, Completion<std::string> done);
    /// The servers that run past the wrapper now; their rows show it until the next call.
    void setRunningUnguarded(const std::set<std::string>& refs);
    /// What healing asks: rows say so, and servers that a client dropped have a row.
    void setMatters(const QVector<Matter>& matters);

Q_SIGNALS:
    void serverUpserted(const gatehouse::model::ServerRow& row);
    void serverRemoved(const std::string& serverRef);
    void toolsChanged(const std::string& serverRef);
    void refreshed();
    /// The files that were found, and those that clients would read.
    void placesFound(const std::vector<gatehouse::clients::ClientPlace>& places);
    void failed(const gatehouse::base::Error& error);

private:
    class State;

    void take(const Discovery& discovery);
    void take(
        const std::map<std::string, EntryStanding>& standings, const OrganisationRegistry& organisation);
    void refreshAllTools();

    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service
