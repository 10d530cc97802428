// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"

#include <QObject>
#include <QVector>

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::service {

class Ledger;
class StoreThread;

/// Why a card left the queue.
enum class CardRemoval {
    Decided,   ///< answered, here or on the command line
    Withdrawn, ///< nobody waits for it and nothing of it is kept: a probe that ended
    Superseded ///< the same entry now asks for another launch
};

/// How long `undo` takes a decision back.
inline constexpr int kUndoMilliseconds = 10000;

/// The questions that wait for the user: one card per entry and launch, however many processes wait for it.
/// Cards of live wrappers and cards kept from earlier sessions stand in one queue, oldest first; both survive
/// a crash of either side, because they are a fold over the journals. Lives in the thread of its owner; all
/// waiting is done by the store thread.
class ApprovalQueue final : public QObject {
    Q_OBJECT
public:
    explicit ApprovalQueue(StoreThread& store, QObject* parent = nullptr);
    ~ApprovalQueue() override;

    /// Oldest first. Those with `isProbe` or `waiting == 0` belong into the inbox only: no window is opened
    /// for them. A probe that is followed by nothing within three seconds becomes a card: `cardChanged` with
    /// `isProbe` false.
    QVector<model::ApprovalCard> cards() const;
    const model::ApprovalCard* find(const std::string& cardId) const;

    /// Answers a card. NotNow keeps it (no decision is recorded). Once and Session are bound to the clients
    /// that wait now; where none does they fail with InvalidArgument. The journal line is written first, then
    /// the registry, then the snapshot that the wrappers read; `decided` or `decisionFailed` says how it
    /// ended.
    void decide(const std::string& cardId, model::Choice choice, model::AnsweredBy by,
        const std::string& note = {}, base::UnixMilliseconds expiresAt = 0);
    /// Takes a decision back while `kUndoMilliseconds` have not passed; its card returns. `decisionFailed`
    /// with NotPending after that.
    void undo(const std::string& decisionId, model::AnsweredBy by);
    /// Ends an approval or a denial that holds, at any time: the launch is unknown again and asks at its next
    /// start.
    void revoke(const std::string& decisionId, model::AnsweredBy by);

    /// A live wrapper (`peer`: any number that stays the same for its connection) waits, or says more about
    /// what waits.
    void reportPending(quint64 peer, const model::ApprovalCard& card);
    /// It waits no more: it ended, or has been decided.
    void withdraw(quint64 peer, const std::string& cardId);
    void withdrawAll(quint64 peer);
    /// The cards that the journals hold, after they were folded. Has to follow every withdrawal: a card that
    /// nobody waits for stays until the journals have said whether it is to be kept.
    void setPersisted(const QVector<model::ApprovalCard>& cards);

    /// Where the entry stands in its file, for the cards that have it and those to come.
    void setEntryLine(const std::string& entryRef, int line);

Q_SIGNALS:
    void cardAdded(const gatehouse::model::ApprovalCard& card);
    void cardChanged(const gatehouse::model::ApprovalCard& card);
    void cardRemoved(const std::string& cardId, gatehouse::service::CardRemoval why);
    /// The answer holds: wrappers see it. `decision.id` is what `undo` takes.
    void decided(const std::string& cardId, const gatehouse::model::RegistryDecision& decision);
    void revoked(const std::string& decisionId);
    /// `id` is the card's, or the decision's for `undo` and `revoke`.
    void decisionFailed(const std::string& id, const gatehouse::base::Error& error);

private:
    class State;

    void supersede(const model::ApprovalCard& card);
    void endProbe(const std::string& cardId);
    void mergePersisted(const model::ApprovalCard& card);
    void finishDecision(
        const std::string& cardId, const base::Result<std::vector<model::RegistryDecision>>& decisions);
    void giveBack(const std::string& decisionId);

    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service
