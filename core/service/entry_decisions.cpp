// SPDX-License-Identifier: Apache-2.0
#include "core/service/entry_decisions.h"

#include "core/base/utf8.h"
#include "core/service/approval_queue.h"
#include "core/service/ledger.h"
#include "core/service/store_thread.h"
#include "core/trust/launch_resolver.h"

#include <QElapsedTimer>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace gatehouse::service {

using Decisions = std::vector<model::RegistryDecision>;

/// What a change of one entry's decisions did, and can be taken back by.
struct EntryOutcome {
    EntryChange change;
    Decisions ended; ///< what held before
    Decisions made;  ///< denials that stand in their place
};

namespace {

model::ApprovalCard cardOf(const model::RegistryDecision& decision)
{
    model::ApprovalCard card;
    card.id = trust::cardId(*decision.identity);
    card.identity = *decision.identity;
    card.identityDigest = decision.identityDigest;
    return card;
}

base::Result<Decisions> heldFor(Ledger& ledger, const std::string& entryRef)
{
    auto held = ledger.decisions();
    if (!held)
        return held;
    std::erase_if(*held, [&](const model::RegistryDecision& one) {
        return !one.identity || one.identity->call || one.identity->entryRef != entryRef || entryRef.empty();
    });
    return held;
}

/// In the store thread. A denial is written before the approval that it replaces is ended: whatever fails,
/// nothing is open between.
base::Result<EntryOutcome> changeAll(
    Ledger& ledger, const std::string& entryRef, bool isDenying, model::AnsweredBy by)
{
    auto held = heldFor(ledger, entryRef);
    if (!held)
        return held.error();
    if (isDenying)
        std::erase_if(*held, [](const model::RegistryDecision& one) { return one.isDenied; });
    if (held->empty())
        return base::Error{
            base::ErrorCode::NotPending, "no decision holds for the entry " + base::printable(entryRef)};
    EntryOutcome outcome;
    outcome.change = {entryRef, held->front().identity->entry.name, isDenying, held->front().isDenied};
    for (const auto& one : *held) {
        const bool isDone = std::ranges::find(outcome.made, one.identityDigest,
                                &model::RegistryDecision::identityDigest) != outcome.made.end();
        if (isDenying && !isDone) {
            auto denial = ledger.decide(cardOf(one), {.choice = model::Choice::Deny, .by = by});
            if (!denial)
                return denial.error();
            outcome.made.push_back(std::move(*denial));
        }
        if (const auto ended = ledger.revoke(one.id, by, isDenying ? "denied" : "revoked"); !ended)
            return ended.error();
    }
    outcome.ended = std::move(*held);
    if (const auto published = ledger.publishSnapshot(); !published)
        return published.error();
    return outcome;
}

base::Result<bool> restoreAll(Ledger& ledger, const EntryOutcome& outcome, model::AnsweredBy by)
{
    for (const auto& one : outcome.ended) {
        // Of a pattern that was learned it is the learned launch that comes back: that is all that the user
        // saw it to be.
        const Answer answer{.choice = one.choice,
            .by = by,
            .note = one.note,
            .clientProcess = one.clientProcess,
            .expiresAt = one.expiresAt};
        if (const auto restored = ledger.decide(cardOf(one), answer); !restored)
            return restored.error();
    }
    for (const auto& denial : outcome.made) {
        if (const auto ended = ledger.revoke(denial.id, by, "undone"); !ended)
            return ended.error();
    }
    if (const auto published = ledger.publishSnapshot(); !published)
        return published.error();
    return true;
}

} // namespace

class EntryDecisions::State {
public:
    struct Undoable {
        EntryOutcome outcome;
        QElapsedTimer since;
    };

    explicit State(StoreThread& thread)
        : store(thread)
    {
    }

    StoreThread& store;
    std::map<std::string, Undoable> undoable;
    std::uint64_t lastChange = 0;
};

EntryDecisions::EntryDecisions(StoreThread& store, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>(store))
{
}

EntryDecisions::~EntryDecisions() = default;

void EntryDecisions::revoke(const std::string& entryRef, model::AnsweredBy by)
{
    change(entryRef, false, by);
}

void EntryDecisions::deny(const std::string& entryRef, model::AnsweredBy by)
{
    change(entryRef, true, by);
}

void EntryDecisions::change(const std::string& entryRef, bool isDenying, model::AnsweredBy by)
{
    m_state->store.run(
        this,
        [entryRef, isDenying, by](Ledger& ledger) { return changeAll(ledger, entryRef, isDenying, by); },
        [this, entryRef](base::Result<EntryOutcome> outcome) {
            if (!outcome) {
                Q_EMIT failed(entryRef, outcome.error());
                return;
            }
            std::erase_if(m_state->undoable,
                [](const auto& entry) { return entry.second.since.elapsed() > kUndoMilliseconds; });
            const auto id = "change-" + std::to_string(++m_state->lastChange);
            const auto what = outcome->change;
            auto& undoable = m_state->undoable[id];
            undoable.outcome = std::move(*outcome);
            undoable.since.start();
            Q_EMIT changed(id, what);
        });
}

void EntryDecisions::undo(const std::string& changeId, model::AnsweredBy by)
{
    auto found = m_state->undoable.extract(changeId);
    if (found.empty() || found.mapped().since.elapsed() > kUndoMilliseconds) {
        Q_EMIT failed(changeId, {base::ErrorCode::NotPending, "too late to undo"});
        return;
    }
    m_state->store.run(
        this,
        [outcome = std::move(found.mapped().outcome), by](
            Ledger& ledger) { return restoreAll(ledger, outcome, by); },
        [this, changeId](const base::Result<bool>& done) {
            if (done)
                Q_EMIT undone(changeId);
            else
                Q_EMIT failed(changeId, done.error());
        });
}

} // namespace gatehouse::service
