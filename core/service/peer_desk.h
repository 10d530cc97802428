// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/ipc/messages.h"
#include "core/service/peer_reader.h"
#include "core/service/work_pool.h"

#include <QObject>

#include <map>
#include <memory>
#include <string>

namespace gatehouse::service {

class ApprovalQueue;
class IpcServer;
class JournalWatcher;
class Ledger;
class OwnJournal;
class SnapshotPublisher;
class StoreThread;
struct ApproverFacts;

struct PeerDeskParts {
    base::Places places;
    IpcServer& server;
    StoreThread& store;
    JournalWatcher& journals;
    ApprovalQueue& approvals;
    SnapshotPublisher& publisher;
    const ProcessTree& processes;
    std::shared_ptr<OwnJournal> journal;
};

/// Answers what comes over the local socket: wrappers report what waits, the command line asks for things. A
/// wrapper can never grant anything; who asks for a decision is looked at first, and a refusal is journalled.
class PeerDesk final : public QObject {
    Q_OBJECT
public:
    explicit PeerDesk(PeerDeskParts parts, QObject* parent = nullptr);
    ~PeerDesk() override;

    int liveWrappers() const;

Q_SIGNALS:
    void windowRequested(const std::string& page);
    /// Clients' files, records or policy changed behind our back.
    void refreshRequested();
    void liveWrappersChanged(int count);
    /// A wrapper waits no more; what the journals say of its card has to be read.
    /// Other lists are believed: what waits, and how far servers are trusted, may be otherwise.
    void listsChanged();
    void wrapperGone();
    /// The command line has decided on tools: what shows them is to be read again.
    void toolsDecided(const std::string& serverRef);
    /// The command line has decided on launches, tools or candidates.
    void registryChanged();
    void refused(const gatehouse::base::Error& why);

private:
    struct Peer {
        std::string program;
        std::string asks; ///< what the command line waits for: a card's id
    };

    void onMessage(quint64 peer, const ipc::Message& message);
    void withdraw(quint64 peer, const ipc::LaunchWithdrawn& withdrawn);
    void greet(quint64 peer, const ipc::Hello& hello);
    void reportPending(quint64 peer, const ipc::LaunchPending& pending);
    void explain(quint64 peer, model::ApprovalCard card);
    void answerCard(quint64 peer, const ipc::AnswerCard& request);
    void answerFound(quint64 peer, const ipc::AnswerCard& request);
    /// Runs `then` when the queue holds what stood in the journals until now.
    void catchUp(std::function<void()> then);
    void approvePattern(quint64 peer, const ipc::ApprovePattern& request);
    void decideTools(quint64 peer, const ipc::DecideTools& request);
    /// Runs `allowed` only if the peer's process may approve.
    void ifMayApprove(quint64 peer, std::function<void()> allowed);
    void decideCard(quint64 peer, const ipc::AnswerCard& request);
    void revokeAll(quint64 peer);
    void importList(quint64 peer, const ipc::ImportList& request);
    void trustListKey(quint64 peer, const ipc::TrustListKey& request);
    void takeImport(quint64 peer, const ipc::TakeImport& request);
    void answerCandidate(quint64 peer, const ipc::AnswerCandidate& request);
    /// Does it in the store thread and tells the peer; what shows the registry reads it again.
    void runForRegistry(quint64 peer, std::function<base::Result<std::string>(Ledger&)> work);
    void revoke(quint64 peer, const std::string& decisionId);
    void finish(quint64 peer, const base::Result<std::string>& outcome);
    void finishAsked(const std::string& cardId, const base::Result<std::string>& outcome);
    void onDisconnected(quint64 peer);

    PeerDeskParts m_parts;
    PeerReader m_reader; ///< used by the pool alone
    std::map<quint64, Peer> m_peers;
    WorkPool m_pool; ///< last: it goes first
};

} // namespace gatehouse::service
