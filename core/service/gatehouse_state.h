// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/service/approval_queue.h"
#include "core/service/bypass_watch.h"
#include "core/service/catalog_service.h"
#include "core/service/entry_decisions.h"
#include "core/service/gatehouse.h"
#include "core/service/healing_service.h"
#include "core/service/ipc_server.h"
#include "core/service/journal_watcher.h"
#include "core/service/ledger.h"
#include "core/service/organisation_watch.h"
#include "core/service/own_journal.h"
#include "core/service/peer_desk.h"
#include "core/service/peer_reader.h"
#include "core/service/protection_service.h"
#include "core/service/protector.h"
#include "core/service/registry_service.h"
#include "core/service/session_grants.h"
#include "core/service/snapshot_publisher.h"
#include "core/service/store_thread.h"
#include "core/service/timeline_service.h"
#include "core/service/tool_decisions.h"
#include "core/service/work_pool.h"

#include <chrono>
#include <future>
#include <memory>
#include <vector>

namespace gatehouse::service {

/// Built from the bottom to the top and taken down in the opposite order: what talks to wrappers goes first,
/// the books last.
class Gatehouse::State {
public:
    static constexpr std::chrono::milliseconds kGrantInterval{2000};
    static constexpr std::chrono::milliseconds kBypassInterval{5000};
    static constexpr int kMostPutOff = 5; ///< batches of journal lines

    State(GatehouseOptions given, std::shared_ptr<OwnJournal> own, std::unique_ptr<Ledger> ledger)
        : options(std::move(given))
        , journal(std::move(own))
        , processes(systemProcessTree())
        , protector(std::make_shared<const Protector>(ProtectorOptions{options.places, options.wrapperSource,
              options.program, journal, {}, [this] { return publishNow(); }}))
        , store(std::move(ledger))
        , publisher(store)
        , approvals(store)
        , entryDecisions(store)
        , toolDecisions(store)
        , registry(store)
        , catalog(store, protector)
        , timeline(store)
        , protection(protector)
        , healing(HealerOptions{options.places, options.wrapperSource, options.program, journal,
              [this] { return publishNow(); }, options.healing})
        , grants(store, *processes, kGrantInterval)
        , bypasses({wrapperPaths(options.places), journal,
                       [this] {
                           const auto rows = catalog.servers();
                           return std::vector<model::ServerRow>(rows.begin(), rows.end());
                       }},
              kBypassInterval)
        , organisation(base::folderOf(options.organisationPolicy))
    {
    }

    /// From a pool that ends before the store thread does. Waits: the caller's next step is to rely on it.
    base::Result<void> publishNow()
    {
        const auto promise = std::make_shared<std::promise<base::Result<std::uint64_t>>>();
        auto published = promise->get_future();
        store.run([promise](Ledger& ledger) { promise->set_value(ledger.publishSnapshot()); });
        const auto generation = published.get();
        return generation ? base::Result<void>() : generation.error();
    }

    base::Result<void> listen()
    {
        auto folder = JournalWatcher::watch(store, options.places.journalFolder);
        if (!folder)
            return folder.error();
        watcher = std::move(*folder);
        auto listening = IpcServer::listen(options.places.socket);
        if (!listening)
            return listening.error();
        server = std::move(*listening);
        desk = std::make_unique<PeerDesk>(PeerDeskParts{
            options.places, *server, store, *watcher, approvals, publisher, *processes, journal});
        return {};
    }

    GatehouseOptions options;
    std::shared_ptr<OwnJournal> journal;
    std::unique_ptr<ProcessTree> processes;
    std::shared_ptr<const Protector> protector;
    StoreThread store;
    SnapshotPublisher publisher;
    ApprovalQueue approvals;
    EntryDecisions entryDecisions;
    ToolDecisions toolDecisions;
    RegistryService registry;
    CatalogService catalog;
    TimelineService timeline;
    ProtectionService protection;
    HealingService healing;
    SessionGrants grants;
    BypassWatch bypasses;
    OrganisationWatch organisation;
    std::unique_ptr<JournalWatcher> watcher;
    std::unique_ptr<IpcServer> server;
    std::unique_ptr<PeerDesk> desk;
    bool areOrdersDue = false; ///< calls are in the books whose order was not looked at
    int ordersPutOff = 0;
    QVector<base::Error> problems;
    WorkPool errands; ///< last: it goes first, and waits for what is under way
};

} // namespace gatehouse::service
