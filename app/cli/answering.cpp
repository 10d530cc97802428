// SPDX-License-Identifier: Apache-2.0
#include "app/cli/answering.h"

#include "core/service/command_requests.h"

#include <algorithm>

namespace gatehouse::cli {

base::Result<std::string> answerCard(const Surroundings& surroundings, const std::string& id,
    model::Choice choice, const std::vector<std::string>& despite)
{
    auto books = service::Books::forWriting(ledgerOptions(surroundings));
    if (!books)
        return books.error();
    if (auto* const desktop = books->desktop())
        return desktop->request(ipc::AnswerCard{id, choice, despite}); // who asks is judged there
    const auto cards = books->pending();
    if (!cards)
        return cards.error();
    const bool isCard = std::ranges::find(*cards, id, &model::ApprovalCard::id) != cards->end();
    // To refuse is never dangerous; to grant, or to take a refusal back, is.
    if (!isCard || choice != model::Choice::Deny) {
        if (const auto allowed = checkApprover(surroundings, false); !allowed)
            return allowed.error();
    }
    const auto processes = service::systemProcessTree();
    if (!isCard && choice == model::Choice::Deny)
        return service::revokeNamed(*books->ledger(), id);
    return service::decideNamed(*books->ledger(), *processes, id, choice, despite);
}

ExitCode answerCards(const Surroundings& surroundings, Console& console, const std::vector<std::string>& ids,
    model::Choice choice, const std::string& done, const std::vector<std::string>& despite)
{
    if (ids.size() == 1)
        return report(
            console, answerCard(surroundings, ids.front(), choice, despite), done + safe(ids.front()));
    Json decisions = Json::array();
    for (const auto& id : ids) {
        const auto decision = answerCard(surroundings, id, choice, despite);
        if (!decision)
            return console.fail({decision.error().code, safe(id) + ": " + decision.error().detail});
        console.line(done + safe(id) + " (decision " + safe(*decision) + ").", Style::Good);
        decisions.push_back(safe(*decision));
    }
    console.answer({{"decisions", std::move(decisions)}});
    return ExitCode::Ok;
}

base::Result<std::string> answerPattern(const Surroundings& surroundings, const ipc::ApprovePattern& request)
{
    auto books = service::Books::forWriting(ledgerOptions(surroundings));
    if (!books)
        return books.error();
    if (auto* const desktop = books->desktop())
        return desktop->request(request);
    if (!request.isDenied) {
        if (const auto allowed = checkApprover(surroundings, false); !allowed)
            return allowed.error();
    }
    return service::decidePattern(*books->ledger(), request);
}

ExitCode report(Console& console, const base::Result<std::string>& decision, const std::string& what)
{
    if (!decision)
        return console.fail(decision.error());
    console.line(what + " (decision " + safe(*decision) + ").", Style::Good);
    console.answer({{"decision", safe(*decision)}});
    return ExitCode::Ok;
}

} // namespace gatehouse::cli
