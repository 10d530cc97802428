// SPDX-License-Identifier: Apache-2.0
#include "core/service/command_requests.h"

#include "core/base/utf8.h"
#include "core/service/ledger.h"
#include "core/service/own_journal.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

base::Result<std::string> published(Ledger& ledger, std::string id)
{
    if (const auto done = ledger.publishSnapshot(); !done)
        return done.error();
    return id;
}

bool isNamed(const model::RegistryDecision& decision, const std::string& id)
{
    return decision.id == id || (decision.identity && trust::cardId(*decision.identity) == id);
}

/// The client that the card was read with, if it lives.
std::optional<model::ProcessInfo> liveClient(const model::ApprovalCard& card, const ProcessTree& processes)
{
    if (card.ancestry.empty() || !processes.isAlive(card.ancestry.front()))
        return std::nullopt;
    return card.ancestry.front();
}

} // namespace

base::Result<std::string> decideNamed(
    Ledger& ledger, const ProcessTree& processes, const std::string& cardId, model::Choice choice)
{
    const auto cards = ledger.pending();
    if (!cards)
        return cards.error();
    const auto card = std::ranges::find(*cards, cardId, &model::ApprovalCard::id);
    if (card == cards->end())
        return base::Error{base::ErrorCode::NotPending, "nothing waits under " + base::printable(cardId)};
    Answer answer;
    answer.choice = choice;
    if (choice == model::Choice::Once || choice == model::Choice::Session) {
        answer.clientProcess = liveClient(*card, processes);
        if (!answer.clientProcess)
            return base::Error{base::ErrorCode::InvalidArgument,
                "no client waits for " + base::printable(cardId) + ", so there is none to allow it to"};
    }
    const auto decision = ledger.decide(*card, answer);
    if (!decision)
        return decision.error();
    return published(ledger, decision->id);
}

base::Result<std::string> decidePattern(Ledger& ledger, const ipc::ApprovePattern& request)
{
    if (request.argv.empty() || request.argv.front().empty())
        return base::Error{base::ErrorCode::InvalidArgument, "there is no command to approve"};
    Answer answer;
    answer.choice = request.isDenied ? model::Choice::Deny : model::Choice::Always;
    answer.client = request.client;
    if (!request.scope.empty()) {
        model::EntryScope scope{};
        if (!model::fromText(request.scope, scope))
            return base::Error{base::ErrorCode::InvalidArgument, "no such scope: " + base::printable(request.scope)};
        answer.scope = scope;
    }
    const auto decision = ledger.decidePattern(request.argv, answer);
    if (!decision)
        return decision.error();
    return published(ledger, decision->id);
}

base::Result<std::string> revokeNamed(Ledger& ledger, const std::string& id)
{
    const auto decisions = ledger.decisions();
    if (!decisions)
        return decisions.error();
    std::string ended;
    for (const auto& decision : *decisions) {
        if (!isNamed(decision, id))
            continue;
        if (const auto done = ledger.revoke(decision.id, model::AnsweredBy::CommandLine, "revoked"); !done)
            return done.error();
        ended = decision.id;
    }
    if (ended.empty())
        return base::Error{
            base::ErrorCode::NotPending, "neither a question nor a decision has the id " + base::printable(id)};
    return published(ledger, ended);
}

base::Result<void> recordRefusal(OwnJournal& journal, const ApproverFacts& facts, const base::Error& why)
{
    model::SessionEvent event;
    event.kind = "approval-refused";
    event.action = model::Action::Block;
    event.reason = base::errorName(why.code);
    event.details = approverFactsToJson(facts);
    return journal.record(std::move(event));
}

} // namespace gatehouse::service
