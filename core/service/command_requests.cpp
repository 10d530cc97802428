// SPDX-License-Identifier: Apache-2.0
#include "core/service/command_requests.h"

#include "core/base/utf8.h"
#include "core/model/offered_choice.h"
#include "core/service/decision_lines.h"
#include "core/service/ledger.h"
#include "core/service/list_requests.h"
#include "core/service/own_journal.h"
#include "core/service/peer_reader.h"
#include "core/service/registry_exchange.h"
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

/// The clients whose wrappers wait with this launch now, each once, as the system shows them.
std::vector<model::ProcessInfo> waitingClients(
    const base::Places& places, const ProcessTree& processes, const std::string& cardId)
{
    std::vector<model::ProcessInfo> clients;
    const PeerReader reader(places, processes);
    for (const auto& wrapper : processes.running(wrapperPaths(places))) {
        const auto card = reader.read(wrapper.pid);
        if (!card || card->id != cardId || card->ancestry.empty())
            continue;
        const auto& client = card->ancestry.front();
        // The parent of a keeper is its wrapper, which is no client.
        const bool isKeeper = client.executable == wrapper.executable;
        if (!isKeeper && std::ranges::find(clients, client) == clients.end())
            clients.push_back(client);
    }
    return clients;
}

} // namespace

base::Result<std::string> decideNamed(
    Ledger& ledger, const ProcessTree& processes, const ipc::AnswerCard& request)
{
    const auto& cardId = request.cardId;
    auto choice = request.choice;
    const auto cards = ledger.pending();
    if (!cards)
        return cards.error();
    const auto card = std::ranges::find(*cards, cardId, &model::ApprovalCard::id);
    if (card == cards->end())
        return base::Error{base::ErrorCode::NotPending, "nothing waits under " + base::printable(cardId)};
    if (!model::isOffered(card->identity, choice))
        return base::Error{base::ErrorCode::InvalidArgument,
            "what a server defines is allowed for good or not at all; leave --once and --session out"};
    if (choice != model::Choice::Deny) {
        if (const auto may = mayAllowDespite(*card, request.despite); !may)
            return may.error();
    }
    std::vector<Answer> answers;
    // One call: what is said without more words is good for it alone.
    const bool isCall = card->identity.call.has_value();
    if (isCall && !card->identity.call->isDefinition() && choice == model::Choice::Always)
        choice = model::Choice::Once;
    const bool isForClients = choice == model::Choice::Session || (choice == model::Choice::Once && !isCall);
    if (isForClients) {
        for (const auto& client : waitingClients(ledger.places(), processes, cardId))
            answers.push_back({.choice = choice,
                .note = request.note,
                .clientProcess = client,
                .expiresAt = request.expiresAt});
    } else {
        answers.push_back({.choice = choice, .note = request.note, .expiresAt = request.expiresAt});
    }
    if (answers.empty())
        return base::Error{base::ErrorCode::InvalidArgument,
            "no client waits for " + base::printable(cardId) + ", so there is none to allow it to"};
    std::string id;
    for (const auto& answer : answers) {
        const auto decision = ledger.decide(*card, answer);
        if (!decision)
            return decision.error();
        id = decision->id;
    }
    return published(ledger, id);
}

base::Result<std::string> decidePattern(Ledger& ledger, const ipc::ApprovePattern& request)
{
    if (request.argv.empty() || request.argv.front().empty())
        return base::Error{base::ErrorCode::InvalidArgument, "there is no command to approve"};
    Answer answer;
    answer.choice = request.isDenied ? model::Choice::Deny : model::Choice::Always;
    answer.client = request.client;
    answer.project = request.project;
    answer.expiresAt = request.expiresAt;
    answer.note = request.note;
    if (!request.project.empty() && request.project.front() != '/')
        return base::Error{base::ErrorCode::InvalidArgument, "the project is a folder, from / on"};
    if (!request.scope.empty()) {
        model::EntryScope scope{};
        if (!model::fromText(request.scope, scope))
            return base::Error{
                base::ErrorCode::InvalidArgument, "no such scope: " + base::printable(request.scope)};
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
        return base::Error{base::ErrorCode::NotPending,
            "neither a question nor a decision has the id " + base::printable(id)};
    return published(ledger, ended);
}

base::Result<std::string> revokeAll(Ledger& ledger, model::AnsweredBy by)
{
    const auto decisions = ledger.decisions();
    if (!decisions)
        return decisions.error();
    std::vector<model::SessionEvent> lines;
    for (const auto& decision : *decisions) {
        if (!decision.isDenied)
            lines.push_back(revokedLine(decision, by, "revoked"));
    }
    const auto ended = lines.size();
    if (const auto done = ledger.recordAll(std::move(lines)); !done)
        return done.error();
    return published(ledger, std::to_string(ended));
}

base::Result<std::string> decideTools(Ledger& ledger, const ipc::DecideTools& request)
{
    auto decision = request.decision;
    decision.answeredBy = model::AnsweredBy::CommandLine;
    if (decision.rules.empty())
        return base::Error{base::ErrorCode::InvalidArgument, "there is no tool to decide on"};
    const auto made = ledger.decideTools(std::move(decision));
    return made ? published(ledger, made->id) : base::Result<std::string>(made.error());
}

base::Result<std::optional<std::string>> tightenTools(Ledger& ledger, const ipc::DecideTools& request)
{
    const auto table = ledger.toolTable(request.decision.serverRef);
    if (!table)
        return table.error();
    if (!isTightening(*table, request.decision.rules))
        return std::optional<std::string>();
    auto decided = decideTools(ledger, request);
    if (!decided)
        return decided.error();
    return std::optional(std::move(*decided));
}

base::Result<std::string> takeNamedImport(Ledger& ledger, const ipc::TakeImport& request)
{
    const auto taken = takeImport(ledger, request.path, request.digest, model::AnsweredBy::CommandLine);
    return taken ? base::Result<std::string>(std::to_string(*taken)) : taken.error();
}

base::Result<std::string> answerNamedCandidate(Ledger& ledger, const ipc::AnswerCandidate& request)
{
    constexpr auto kBy = model::AnsweredBy::CommandLine;
    if (request.isDismissed) {
        const auto dismissed = dismissCandidates(ledger, {request.id}, kBy);
        return dismissed ? base::Result<std::string>(request.id) : dismissed.error();
    }
    auto approved = approveCandidate(ledger, request.id, kBy);
    return approved ? published(ledger, std::move(*approved)) : approved;
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
