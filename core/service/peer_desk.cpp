// SPDX-License-Identifier: Apache-2.0
#include "core/service/peer_desk.h"

#include "core/service/approval_queue.h"
#include "core/service/approver.h"
#include "core/service/command_requests.h"
#include "core/service/ipc_server.h"
#include "core/service/journal_watcher.h"
#include "core/service/ledger.h"
#include "core/service/list_requests.h"
#include "core/service/own_journal.h"
#include "core/service/snapshot_publisher.h"
#include "core/service/store_thread.h"
#include "core/trust/launch_resolver.h"

#include <QPointer>

#include <algorithm>

namespace gatehouse::service {
namespace {

constexpr std::string_view kWrapProgram = "wrap";

} // namespace

PeerDesk::PeerDesk(PeerDeskParts parts, QObject* parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_reader(m_parts.places, m_parts.processes)
{
    connect(&m_parts.server, &IpcServer::received, this, &PeerDesk::onMessage);
    connect(&m_parts.server, &IpcServer::disconnected, this, &PeerDesk::onDisconnected);
    connect(&m_parts.server, &IpcServer::refused, this,
        [this](int, const base::Error& why) { Q_EMIT refused(why); });
    connect(&m_parts.approvals, &ApprovalQueue::decided, this,
        [this](const std::string& cardId, const model::RegistryDecision& decision) {
            finishAsked(cardId, decision.id);
        });
    connect(&m_parts.approvals, &ApprovalQueue::decisionFailed, this,
        [this](const std::string& id, const base::Error& error) { finishAsked(id, error); });
}

PeerDesk::~PeerDesk() = default;

int PeerDesk::liveWrappers() const
{
    return static_cast<int>(
        std::ranges::count_if(m_peers, [](const auto& one) { return one.second.program == kWrapProgram; }));
}

void PeerDesk::onMessage(quint64 peer, const ipc::Message& message)
{
    if (const auto* const hello = std::get_if<ipc::Hello>(&message)) {
        greet(peer, *hello);
        return;
    }
    const bool isWrapper = m_peers[peer].program == kWrapProgram;
    if (const auto* const pending = std::get_if<ipc::LaunchPending>(&message);
        pending != nullptr && isWrapper)
        reportPending(peer, *pending);
    else if (std::holds_alternative<ipc::LaunchWithdrawn>(message) && isWrapper) {
        withdraw(peer, std::get<ipc::LaunchWithdrawn>(message));
    } else if (isWrapper) {
        Q_EMIT refused(
            {base::ErrorCode::PeerNotTrusted, "a wrapper sent what only a person's program may send"});
        m_parts.server.close(peer);
    } else if (const auto* const window = std::get_if<ipc::ShowWindow>(&message)) {
        Q_EMIT windowRequested(window->page);
        finish(peer, std::string());
    } else if (const auto* const answer = std::get_if<ipc::AnswerCard>(&message)) {
        answerCard(peer, *answer);
    } else if (const auto* const pattern = std::get_if<ipc::ApprovePattern>(&message)) {
        approvePattern(peer, *pattern);
    } else if (const auto* const tools = std::get_if<ipc::DecideTools>(&message)) {
        decideTools(peer, *tools);
    } else if (std::holds_alternative<ipc::RevokeAll>(message)) {
        revokeAll(peer);
    } else if (const auto* const list = std::get_if<ipc::ImportList>(&message)) {
        importList(peer, *list);
    } else if (const auto* const key = std::get_if<ipc::TrustListKey>(&message)) {
        trustListKey(peer, *key);
    } else if (const auto* const take = std::get_if<ipc::TakeImport>(&message)) {
        takeImport(peer, *take);
    } else if (const auto* const candidate = std::get_if<ipc::AnswerCandidate>(&message)) {
        answerCandidate(peer, *candidate);
    } else if (std::holds_alternative<ipc::Refresh>(message)) {
        Q_EMIT refreshRequested();
        m_parts.publisher.publish([this, peer](const base::Result<quint64>& generation) {
            finish(peer,
                generation ? base::Result<std::string>(std::to_string(*generation)) : generation.error());
        });
    } else {
        finish(peer, base::Error{base::ErrorCode::BadMessage, "that is no request"});
    }
}

void PeerDesk::withdraw(quint64 peer, const ipc::LaunchWithdrawn& withdrawn)
{
    const auto* const card = m_parts.approvals.find(withdrawn.cardId);
    // One wrapper is one launch: whatever it calls its card, it waits no more. Calls it has many of.
    if (card != nullptr && card->identity.call)
        m_parts.approvals.withdraw(peer, withdrawn.cardId);
    else
        m_parts.approvals.withdrawAll(peer);
    Q_EMIT wrapperGone();
}

void PeerDesk::greet(quint64 peer, const ipc::Hello& hello)
{
    m_peers[peer].program = hello.program;
    m_parts.server.send(
        peer, ipc::Welcome{ipc::kProtocolVersion, GATEHOUSE_VERSION, m_parts.publisher.generation()});
    if (hello.program == kWrapProgram)
        Q_EMIT liveWrappersChanged(liveWrappers());
}

void PeerDesk::reportPending(quint64 peer, const ipc::LaunchPending& pending)
{
    const int pid = m_parts.server.processOf(peer);
    // Hashing what would run takes a while.
    m_pool.run(
        this, [this, pid] { return m_reader.read(pid); },
        [this, peer, pending](const base::Result<model::ApprovalCard>& read) {
            if (!read) {
                Q_EMIT refused(read.error());
                return;
            }
            if (!m_peers.contains(peer))
                return; // gone meanwhile
            auto card = *read;
            card.clientName = pending.clientName;
            card.isProbe = pending.isProbe;
            if (pending.identity.isUnknown(model::unknowns::kPackageElsewhere) &&
                !pending.identity.isUnknown(model::unknowns::kPackageNotHere)) {
                // That its runner has fetched the package, and where nobody finds it, only the wrapper saw.
                card.identity = model::asUntraced(std::move(card.identity));
                card.identityDigest = trust::identityDigest(card.identity);
                card.id = trust::cardId(card.identity);
            }
            if (pending.identity.call) {
                // What it wants to call only the wrapper knows; who it is was read from the process itself.
                card.identity.call = pending.identity.call;
                card.identityDigest = trust::identityDigest(card.identity);
                card.id = trust::cardId(card.identity);
            }
            explain(peer, std::move(card));
        });
}

void PeerDesk::explain(quint64 peer, model::ApprovalCard card)
{
    m_parts.store.run(
        this, [card = std::move(card)](Ledger& ledger) { return ledger.explain(card); },
        [this, peer](const base::Result<std::optional<model::ApprovalCard>>& explained) {
            if (!explained)
                Q_EMIT refused(explained.error());
            else if (*explained && m_peers.contains(peer))
                m_parts.approvals.reportPending(peer, **explained);
        });
}

void PeerDesk::ifMayApprove(quint64 peer, std::function<void()> allowed)
{
    const int pid = m_parts.server.processOf(peer);
    m_pool.run(
        this,
        [this, pid]() -> base::Result<void> {
            const auto table = clients::loadBuiltinClientTable();
            if (!table)
                return table.error();
            const auto facts =
                gatherApproverFacts(m_parts.processes, pid, wrapperPaths(m_parts.places), *table, true);
            auto verdict = mayApprove(facts);
            if (!verdict) {
                if (const auto kept = recordRefusal(*m_parts.journal, facts, verdict.error()); !kept)
                    return kept;
            }
            return verdict;
        },
        [this, peer, allowed = std::move(allowed)](const base::Result<void>& verdict) {
            if (verdict)
                allowed();
            else
                finish(peer, verdict.error());
        });
}

void PeerDesk::answerCard(quint64 peer, const ipc::AnswerCard& request)
{
    // A desktop that has just begun has read few of the books, and a wrapper tells its card's id in the
    // moment when it writes it down.
    if (m_parts.approvals.find(request.cardId) == nullptr)
        catchUp([this, peer, request] { answerFound(peer, request); });
    else
        answerFound(peer, request);
}

void PeerDesk::catchUp(std::function<void()> then)
{
    m_parts.journals.foldAll([self = QPointer<PeerDesk>(this), then = std::move(then)] {
        if (!self)
            return;
        self->m_parts.store.run(
            self, [](Ledger& ledger) { return ledger.pending(); },
            [self, then](const base::Result<std::vector<model::ApprovalCard>>& cards) {
                if (cards)
                    self->m_parts.approvals.setPersisted(
                        QVector<model::ApprovalCard>(cards->begin(), cards->end()));
                then();
            });
    });
}

void PeerDesk::answerFound(quint64 peer, const ipc::AnswerCard& request)
{
    const bool isCard = m_parts.approvals.find(request.cardId) != nullptr;
    // To refuse is never dangerous; to grant, or to take a refusal back, is.
    if (isCard && request.choice == model::Choice::Deny)
        decideCard(peer, request);
    else
        ifMayApprove(peer, [this, peer, request, isCard] {
            if (isCard || request.choice != model::Choice::Deny)
                decideCard(peer, request);
            else
                revoke(peer, request.cardId);
        });
}

void PeerDesk::decideCard(quint64 peer, const ipc::AnswerCard& request)
{
    if (request.choice == model::Choice::NotNow) {
        finish(peer, std::string());
        return;
    }
    const auto* const card = m_parts.approvals.find(request.cardId);
    if (card != nullptr && request.choice != model::Choice::Deny) {
        if (const auto may = mayAllowDespite(*card, request.despite); !may) {
            finish(peer, may.error());
            return;
        }
    }
    const auto asking = m_peers.find(peer);
    if (asking == m_peers.end())
        return; // it did not wait for the answer
    asking->second.asks = request.cardId;
    m_parts.approvals.decide(
        request.cardId, request.choice, model::AnsweredBy::CommandLine, request.note, request.expiresAt);
}

void PeerDesk::importList(quint64 peer, const ipc::ImportList& request)
{
    m_parts.store.run(
        this, [request](Ledger& ledger) { return importNamed(ledger, request); },
        [this, peer, request](const base::Result<std::string>& imported) {
            finish(peer, imported);
            if (imported && !request.isTrial)
                Q_EMIT listsChanged();
        });
}

void PeerDesk::trustListKey(quint64 peer, const ipc::TrustListKey& request)
{
    ifMayApprove(peer, [this, peer, request] {
        m_parts.store.run(
            this, [request](Ledger& ledger) { return trustNamed(ledger, request); },
            [this, peer](const base::Result<std::string>& trusted) {
                finish(peer, trusted);
                if (trusted)
                    Q_EMIT listsChanged();
            });
    });
}

void PeerDesk::revoke(quint64 peer, const std::string& decisionId)
{
    runForRegistry(peer, [decisionId](Ledger& ledger) { return revokeNamed(ledger, decisionId); });
}

/// To end what is allowed is never dangerous.
void PeerDesk::revokeAll(quint64 peer)
{
    runForRegistry(
        peer, [](Ledger& ledger) { return service::revokeAll(ledger, model::AnsweredBy::CommandLine); });
}

void PeerDesk::approvePattern(quint64 peer, const ipc::ApprovePattern& request)
{
    ifMayApprove(peer, [this, peer, request] {
        runForRegistry(peer, [request](Ledger& ledger) { return decidePattern(ledger, request); });
    });
}

void PeerDesk::takeImport(quint64 peer, const ipc::TakeImport& request)
{
    ifMayApprove(peer, [this, peer, request] {
        runForRegistry(peer, [request](Ledger& ledger) { return takeNamedImport(ledger, request); });
    });
}

void PeerDesk::answerCandidate(quint64 peer, const ipc::AnswerCandidate& request)
{
    const auto answer = [this, peer, request] {
        runForRegistry(peer, [request](Ledger& ledger) { return answerNamedCandidate(ledger, request); });
    };
    // To look away is never dangerous.
    if (request.isDismissed)
        answer();
    else
        ifMayApprove(peer, answer);
}

void PeerDesk::runForRegistry(quint64 peer, std::function<base::Result<std::string>(Ledger&)> work)
{
    m_parts.store.run(this, std::move(work), [this, peer](const base::Result<std::string>& outcome) {
        finish(peer, outcome);
        if (outcome)
            Q_EMIT registryChanged();
    });
}

void PeerDesk::decideTools(quint64 peer, const ipc::DecideTools& request)
{
    const auto tell = [this, peer, ref = request.decision.serverRef](
                          const base::Result<std::string>& decided) {
        finish(peer, decided);
        if (decided)
            Q_EMIT toolsDecided(ref);
    };
    m_parts.store.run(
        this, [request](Ledger& ledger) { return tightenTools(ledger, request); },
        [this, peer, request, tell](const base::Result<std::optional<std::string>>& decided) {
            if (!decided)
                tell(decided.error());
            else if (*decided)
                tell(**decided);
            else
                ifMayApprove(peer, [this, request, tell] {
                    m_parts.store.run(
                        this, [request](Ledger& ledger) { return service::decideTools(ledger, request); },
                        tell);
                });
        });
}

void PeerDesk::finish(quint64 peer, const base::Result<std::string>& outcome)
{
    ipc::Done done;
    done.isOk = outcome.hasValue();
    done.errorName = outcome ? std::string() : std::string(base::errorName(outcome.error().code));
    done.text = outcome ? *outcome : outcome.error().detail;
    m_parts.server.send(peer, done);
}

void PeerDesk::finishAsked(const std::string& cardId, const base::Result<std::string>& outcome)
{
    std::vector<quint64> waiting; // a peer may go while it is told
    for (auto& [peer, state] : m_peers) {
        if (!cardId.empty() && state.asks == cardId)
            waiting.push_back(peer);
    }
    for (const auto peer : waiting) {
        m_peers[peer].asks.clear();
        finish(peer, outcome);
    }
}

void PeerDesk::onDisconnected(quint64 peer)
{
    const auto node = m_peers.extract(peer);
    if (node.empty() || node.mapped().program != kWrapProgram)
        return;
    m_parts.approvals.withdrawAll(peer);
    Q_EMIT wrapperGone();
    Q_EMIT liveWrappersChanged(liveWrappers());
}

} // namespace gatehouse::service
