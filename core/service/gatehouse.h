// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/clients/healing_policy.h"
#include "core/model/reputation.h"
#include "core/service/behaviour_books.h"
#include "core/service/completion.h"
#include "core/service/doctor/diagnosis.h"
#include "core/service/ledger.h"
#include "core/service/list_requests.h"

#include <QObject>
#include <QVector>

#include <memory>
#include <string>

namespace gatehouse::service {

class ApprovalQueue;
class CatalogService;
class EntryDecisions;
class HealingService;
class ProtectionService;
class RegistryService;
class TimelineService;
class ToolDecisions;

struct GatehouseOptions {
    base::Places places;
    std::string program = "desktop"; ///< names the journal of its own decisions: "desktop" or "cli"
    std::string
        commandLineProgram; ///< gatehouse-cli, which wrappers wake and rebuild the snapshot with; empty: none
    std::string desktopProgram; ///< where set, wrappers may start it in the session that this one runs in
    std::string wrapperSource;  ///< the gatehouse-wrap that lies beside this program; empty: none
    clients::HealingLimits healing = {};
    std::string organisationPolicy = kOrganisationPolicy; ///< its registry lies beside it
    uid_t organisationOwner = 0;                          ///< whose those files have to be
};

/// The running guard: one object that owns every service and has no global state, so that a test may have
/// two. It is the one writer of the database (StoreLock) for as long as it lives. The GUI thread is never
/// blocked by it after `open`: one store thread owns SQLite, a pool reads clients' files, and everything else
/// waits for descriptors.
class Gatehouse final : public QObject {
    Q_OBJECT
public:
    /// Makes the folders, takes the lock, opens the database (migrating it), folds what the journals hold,
    /// publishes the snapshot and listens. Locked: another desktop or command line is at work; UnsafeOwner,
    /// DatabaseNewer, DatabaseDamaged … say what else.
    static base::Result<std::unique_ptr<Gatehouse>> open(GatehouseOptions options);
    ~Gatehouse() override;

    const base::Places& places() const;
    ApprovalQueue& approvals();
    EntryDecisions& entryDecisions();
    ToolDecisions& toolDecisions();
    RegistryService& registry();
    CatalogService& catalog();
    TimelineService& timeline();
    ProtectionService& protection();
    HealingService& healing();

    /// What the doctor finds about one entry. Starts nothing; looks at files and processes in a pool.
    void diagnose(const std::string& serverRef, QObject* context, Completion<Diagnoses> done);

    /// The list in this file: what it would change (`isTrial`), or what it changed.
    void importList(const std::string& path, bool isTrial, QObject* context, Completion<ListPreview> done);
    /// The score of one tool; of one that the books do not know that of nothing.
    void toolReputation(const std::string& serverRef, const std::string& tool, QObject* context,
        Completion<model::Reputation> done);
    /// Lists that hold, and the keys that are believed.
    void lists(QObject* context, Completion<ListStanding> done);

    /// What was learned of the calls of one entry's server; NotFound where nothing was.
    void readBehaviour(const std::string& serverRef, QObject* context, Completion<BehaviourEntry> done);
    /// Has it forgotten; answers with what is known then: nothing.
    void forgetBehaviour(const std::string& serverRef, model::AnsweredBy by, QObject* context,
        Completion<BehaviourEntry> done);

    /// Wrappers that are connected now.
    int liveWrappers() const;
    /// What is wrong now (snapshot not writable, journal unreadable …); empty where all is well.
    QVector<base::Error> problems() const;
    void forgetProblems();

Q_SIGNALS:
    /// A second start or the command line asks for a window: "review", "catalog", "timeline", or empty for
    /// the last one.
    void windowRequested(const std::string& page);
    void problemsChanged();
    void liveWrappersChanged(int count);

private:
    class State;
    explicit Gatehouse(std::unique_ptr<State> state);
    void connectServices();
    void connectHealing();
    void followOrders();
    void reloadPending();
    void onListsChanged();
    void closeAbandoned();
    void addProblem(const base::Error& problem);
    std::unique_ptr<State> m_state;
};

/// Asks the desktop that runs already to show a window. NotConnected where none runs.
base::Result<void> askRunningDesktop(const base::Places& places, const std::string& page);

} // namespace gatehouse::service
