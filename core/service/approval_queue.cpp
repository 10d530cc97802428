// SPDX-License-Identifier: Apache-2.0
#include "core/service/approval_queue.h"

#include "core/model/offered_choice.h"
#include "core/service/approval_queue_state.h"
#include "core/service/ledger.h"
#include "core/service/process_tree.h"
#include "core/service/store_thread.h"

#include <QTimer>

#include <algorithm>
#include <set>
#include <utility>

namespace gatehouse::service {
namespace {

using model::ApprovalCard;
using model::Choice;
using model::RegistryDecision;

constexpr std::chrono::milliseconds kProbeGrace{3000};

using Decisions = std::vector<RegistryDecision>;

/// In the store thread: journal, registry, snapshot.
base::Result<Decisions> decideAll(
    Ledger& ledger, const ApprovalCard& card, const std::vector<Answer>& answers)
{
    Decisions decisions;
    for (const auto& answer : answers) {
        auto decision = ledger.decide(card, answer);
        if (!decision)
            return decision.error();
        decisions.push_back(std::move(*decision));
    }
    if (const auto published = ledger.publishSnapshot(); !published)
        return published.error();
    return decisions;
}

base::Result<bool> revokeAll(
    Ledger& ledger, const std::vector<std::string>& ids, model::AnsweredBy by, const std::string& why)
{
    for (const auto& id : ids) {
        if (const auto revoked = ledger.revoke(id, by, why); !revoked)
            return revoked.error();
    }
    if (const auto published = ledger.publishSnapshot(); !published)
        return published.error();
    return true;
}

} // namespace

ApprovalQueue::ApprovalQueue(StoreThread& store, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>(store))
{
}

ApprovalQueue::~ApprovalQueue() = default;

QVector<ApprovalCard> ApprovalQueue::cards() const
{
    QVector<ApprovalCard> cards;
    for (const auto& item : m_state->items)
        cards.push_back(item.card);
    return cards;
}

const ApprovalCard* ApprovalQueue::find(const std::string& cardId) const
{
    const auto found = m_state->find(cardId);
    return found == m_state->items.end() ? nullptr : &found->card;
}

void ApprovalQueue::reportPending(quint64 peer, const ApprovalCard& card)
{
    if (m_state->wasAnswered(peer, card.id))
        return;
    // One wrapper is one launch: it waits under one card. It may wait for many calls of that.
    if (!card.identity.call) {
        for (const auto& id : m_state->launchCardsOf(peer)) {
            if (id != card.id)
                withdraw(peer, id);
        }
        supersede(card);
    }
    auto found = m_state->find(card.id);
    const bool isNew = found == m_state->items.end();
    if (isNew) {
        m_state->items.push_back({card, {}, false, false});
        found = std::prev(m_state->items.end());
    }
    const auto before = found->card;
    found->peers.insert_or_assign(peer, card);
    auto& merged = found->card;
    merged.waiting = static_cast<int>(found->peers.size());
    merged.entryLine = m_state->lineOf(merged);
    merged.lastAsked = std::max(merged.lastAsked, card.lastAsked);
    merged.isProbe = merged.isProbe && card.isProbe;
    if (!card.clientName.empty())
        merged.clientName = card.clientName;
    if (!card.ancestry.empty())
        merged.ancestry = card.ancestry;
    if (card.isProbe)
        QTimer::singleShot(kProbeGrace, this, [this, id = card.id] { endProbe(id); });
    const auto shown = merged; // a slot may change the queue
    if (isNew)
        Q_EMIT cardAdded(shown);
    else if (shown != before)
        Q_EMIT cardChanged(shown);
}

void ApprovalQueue::supersede(const ApprovalCard& card)
{
    if (card.identity.entryRef.empty())
        return;
    std::vector<std::string> gone;
    std::erase_if(m_state->items, [&](const State::Item& item) {
        const bool isOld = item.card.id != card.id && !item.card.identity.call && item.peers.empty() &&
            !item.isBeingDecided && item.card.identity.entryRef == card.identity.entryRef &&
            item.card.lastAsked <= card.lastAsked;
        if (isOld)
            gone.push_back(item.card.id);
        return isOld;
    });
    for (const auto& id : gone)
        Q_EMIT cardRemoved(id, CardRemoval::Superseded);
}

void ApprovalQueue::endProbe(const std::string& cardId)
{
    const auto found = m_state->find(cardId);
    if (found == m_state->items.end() || !found->card.isProbe)
        return;
    found->card.isProbe = false;
    const auto shown = found->card;
    Q_EMIT cardChanged(shown);
}

void ApprovalQueue::withdraw(quint64 peer, const std::string& cardId)
{
    for (auto& [decisionId, undoable] : m_state->undoable) {
        if (undoable.item.card.id == cardId)
            undoable.item.peers.erase(peer);
    }
    const auto found = m_state->find(cardId);
    if (found == m_state->items.end() || found->peers.erase(peer) == 0)
        return;
    found->card.waiting = static_cast<int>(found->peers.size());
    const auto shown = found->card;
    Q_EMIT cardChanged(shown);
}

void ApprovalQueue::withdrawAll(quint64 peer)
{
    for (auto& [decisionId, undoable] : m_state->undoable)
        undoable.item.peers.erase(peer);
    for (const auto& id : m_state->cardsOf(peer))
        withdraw(peer, id);
}

void ApprovalQueue::setPersisted(const QVector<ApprovalCard>& cards)
{
    std::set<std::string> kept;
    for (const auto& card : cards) {
        kept.insert(card.id);
        mergePersisted(card);
    }
    std::vector<std::string> gone;
    std::erase_if(m_state->items, [&](const State::Item& item) {
        const bool isGone = !kept.contains(item.card.id) && item.peers.empty() && !item.isBeingDecided;
        if (isGone)
            gone.push_back(item.card.id);
        return isGone;
    });
    for (const auto& id : gone)
        Q_EMIT cardRemoved(id, CardRemoval::Withdrawn);
}

void ApprovalQueue::mergePersisted(const ApprovalCard& card)
{
    const auto isAnswered = std::ranges::any_of(m_state->undoable,
        [&](const auto& entry) { return entry.second.item.card.id == card.id && !entry.second.isOver(); });
    const auto found = m_state->find(card.id);
    if (found == m_state->items.end()) {
        if (isAnswered)
            return; // read before the answer was written
        State::Item item{card, {}, true, false};
        item.card.waiting = 0;
        item.card.entryLine = m_state->lineOf(card);
        m_state->items.push_back(item);
        std::ranges::stable_sort(
            m_state->items, {}, [](const State::Item& one) { return one.card.firstAsked; });
        Q_EMIT cardAdded(item.card);
        return;
    }
    const auto before = found->card;
    auto& merged = found->card;
    found->isPersisted = true;
    if (card.firstAsked > 0)
        merged.firstAsked = std::min(merged.firstAsked, card.firstAsked);
    merged.lastAsked = std::max(merged.lastAsked, card.lastAsked);
    merged.approvedBefore = card.approvedBefore;
    merged.changes = card.changes;
    if (merged.clientName.empty())
        merged.clientName = card.clientName;
    merged.entryLine = m_state->lineOf(merged);
    const auto shown = merged;
    if (shown != before)
        Q_EMIT cardChanged(shown);
}

void ApprovalQueue::setEntryLine(const std::string& entryRef, int line)
{
    m_state->lines[entryRef] = line;
    std::vector<ApprovalCard> changed;
    for (auto& item : m_state->items) {
        if (item.card.identity.entryRef == entryRef && std::exchange(item.card.entryLine, line) != line)
            changed.push_back(item.card);
    }
    for (const auto& card : changed)
        Q_EMIT cardChanged(card);
}

void ApprovalQueue::decide(const std::string& cardId, Choice choice, model::AnsweredBy by,
    const std::string& note, base::UnixMilliseconds expiresAt)
{
    const auto found = m_state->find(cardId);
    if (found == m_state->items.end() || found->isBeingDecided) {
        Q_EMIT decisionFailed(cardId, {base::ErrorCode::NotPending, "card " + cardId});
        return;
    }
    if (choice == Choice::NotNow)
        return;
    if (!model::isOffered(found->card.identity, choice)) {
        Q_EMIT decisionFailed(
            cardId, {base::ErrorCode::InvalidArgument, "this question cannot be answered so"});
        return;
    }
    std::vector<Answer> answers;
    const bool isForClients =
        choice == Choice::Session || (choice == Choice::Once && !found->card.identity.call);
    if (isForClients) {
        for (const auto& client : found->waitingClients())
            answers.push_back({choice, by, note, client, {}, {}, {}, expiresAt});
    } else {
        answers.push_back({choice, by, note, {}, {}, {}, {}, expiresAt});
    }
    if (answers.empty()) {
        Q_EMIT decisionFailed(cardId,
            {base::ErrorCode::InvalidArgument, "no client waits for it, so there is none to allow it to"});
        return;
    }
    found->isBeingDecided = true;
    m_state->store.run(
        this, [card = found->card, answers](Ledger& ledger) { return decideAll(ledger, card, answers); },
        [this, cardId](const base::Result<Decisions>& decisions) { finishDecision(cardId, decisions); });
}

void ApprovalQueue::finishDecision(
    const std::string& cardId, const base::Result<std::vector<RegistryDecision>>& decisions)
{
    const auto found = m_state->find(cardId);
    if (!decisions) {
        if (found != m_state->items.end())
            found->isBeingDecided = false;
        Q_EMIT decisionFailed(cardId, decisions.error());
        return;
    }
    State::Undoable undoable;
    for (const auto& decision : *decisions)
        undoable.decisionIds.push_back(decision.id);
    if (found != m_state->items.end()) {
        undoable.item = std::move(*found);
        undoable.item.isBeingDecided = false;
        m_state->items.erase(found);
    }
    undoable.since.start();
    const auto first = decisions->front();
    m_state->undoable.insert_or_assign(first.id, std::move(undoable));
    Q_EMIT cardRemoved(cardId, CardRemoval::Decided);
    Q_EMIT decided(cardId, first);
}

void ApprovalQueue::undo(const std::string& decisionId, model::AnsweredBy by)
{
    const auto found = m_state->undoable.find(decisionId);
    if (found == m_state->undoable.end() || found->second.isOver()) {
        Q_EMIT decisionFailed(
            decisionId, {base::ErrorCode::NotPending, "too late to undo: revoke it instead"});
        return;
    }
    m_state->store.run(
        this,
        [ids = found->second.decisionIds, card = found->second.item.card, by](
            Ledger& ledger) -> base::Result<bool> {
            if (const auto asked = ledger.askAgain(card); !asked)
                return asked.error();
            return revokeAll(ledger, ids, by, "undone");
        },
        [this, decisionId](const base::Result<bool>& done) {
            if (!done) {
                Q_EMIT decisionFailed(decisionId, done.error());
                return;
            }
            giveBack(decisionId);
            Q_EMIT revoked(decisionId);
        });
}

/// The card returns with the wrappers that still wait; those that went meanwhile are not in it.
void ApprovalQueue::giveBack(const std::string& decisionId)
{
    auto node = m_state->undoable.extract(decisionId);
    if (node.empty())
        return;
    auto& item = node.mapped().item;
    if (item.card.id.empty() || m_state->find(item.card.id) != m_state->items.end())
        return;
    item.card.waiting = static_cast<int>(item.peers.size());
    m_state->items.push_back(item);
    std::ranges::stable_sort(m_state->items, {}, [](const State::Item& one) { return one.card.firstAsked; });
    Q_EMIT cardAdded(item.card);
}

void ApprovalQueue::revoke(const std::string& decisionId, model::AnsweredBy by)
{
    m_state->store.run(
        this, [decisionId, by](Ledger& ledger) { return revokeAll(ledger, {decisionId}, by, "revoked"); },
        [this, decisionId](const base::Result<bool>& done) {
            if (done)
                Q_EMIT revoked(decisionId);
            else
                Q_EMIT decisionFailed(decisionId, done.error());
        });
}

} // namespace gatehouse::service
