// SPDX-License-Identifier: Apache-2.0
#include "core/service/candidate_book.h"

#include "core/base/utf8.h"
#include "core/service/decision_lines.h"
#include "core/service/ledger.h"
#include "core/store/candidate_store.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse::service {
namespace {

constexpr std::size_t kInOneLine = 100;

/// For everybody who may start it, as approving a candidate says it.
bool isWide(const model::RegistryDecision& decision)
{
    return decision.client.empty() && !decision.scope && decision.project.empty() && !decision.clientProcess;
}

const std::vector<std::string>& commandOf(const model::RegistryDecision& decision)
{
    return decision.pattern.empty() && decision.identity ? decision.identity->argv : decision.pattern;
}

/// Decisions by command: thousands of each must not be compared with each other.
std::multimap<std::vector<std::string>, const model::RegistryDecision*> byCommand(
    const std::vector<model::RegistryDecision>& decisions)
{
    std::multimap<std::vector<std::string>, const model::RegistryDecision*> found;
    for (const auto& one : decisions) {
        if (!one.identity || !one.identity->call)
            found.emplace(commandOf(one), &one);
    }
    return found;
}

base::Result<CandidateStanding> findCandidate(Ledger& ledger, const std::string& id)
{
    const auto held = ledger.decisions();
    if (!held)
        return held.error();
    const auto all = readCandidates(ledger.database(), *held);
    if (!all)
        return all.error();
    const auto found = std::ranges::find(*all, id, [](const auto& one) { return one.candidate.id; });
    if (found == all->end())
        return base::Error{base::ErrorCode::NotFound, "there is no candidate " + base::printable(id)};
    return *found;
}

} // namespace

base::Result<std::vector<CandidateStanding>> readCandidates(
    store::Database& database, const std::vector<model::RegistryDecision>& decisions)
{
    auto open = store::CandidateStore(database).open();
    if (!open)
        return open.error();
    const auto decided = byCommand(decisions);
    std::vector<CandidateStanding> candidates;
    for (auto& one : *open) {
        CandidateStanding standing{std::move(one)};
        const auto [from, to] = decided.equal_range(standing.candidate.argv);
        for (auto at = from; at != to && standing.isUsable(); ++at) {
            const auto& decision = *at->second;
            standing.isDenied = standing.isDenied || decision.isDenied;
            standing.isApproved =
                standing.isApproved || (!decision.isDenied && !decision.pattern.empty() && isWide(decision));
        }
        candidates.push_back(std::move(standing));
    }
    return candidates;
}

base::Result<CandidateNews> newsOf(store::Database& database, const std::vector<model::Candidate>& candidates)
{
    store::CandidateStore store(database);
    const auto known = store.knownIds();
    const auto open = store.open();
    if (!known || !open)
        return known ? open.error() : known.error();
    CandidateNews news;
    for (const auto& one : candidates) {
        if (known->contains(one.id))
            ++news.known;
        else
            news.added.push_back(one);
    }
    if (open->size() + news.added.size() > store::CandidateStore::kMaxKept)
        return base::Error{base::ErrorCode::TooLarge,
            "the list names " + std::to_string(news.added.size()) + " servers that are new, " +
                std::to_string(open->size()) + " candidates are kept, and at most " +
                std::to_string(store::CandidateStore::kMaxKept) + " can be; dismiss some, or cut the list"};
    return news;
}

base::Result<CandidateNews> keepCandidates(Ledger& ledger, const std::vector<model::Candidate>& candidates)
{
    auto news = newsOf(ledger.database(), candidates);
    if (!news)
        return news;
    std::vector<model::SessionEvent> lines;
    for (std::size_t from = 0; from < news->added.size(); from += kInOneLine) {
        const auto count = std::min(kInOneLine, news->added.size() - from);
        const std::vector<model::Candidate> part(news->added.begin() + static_cast<std::ptrdiff_t>(from),
            news->added.begin() + static_cast<std::ptrdiff_t>(from + count));
        lines.push_back(ownLine("candidates", {}, store::candidatesToJson(part)));
    }
    if (const auto done = ledger.recordAll(std::move(lines)); !done)
        return done.error();
    return news;
}

base::Result<std::string> approveCandidate(Ledger& ledger, const std::string& id, model::AnsweredBy by)
{
    const auto found = findCandidate(ledger, id);
    if (!found)
        return found.error();
    const auto& candidate = found->candidate;
    if (!found->isUsable())
        return base::Error{base::ErrorCode::InvalidArgument,
            base::printable(candidate.name) + " cannot be approved from a list: " + candidate.why};
    if (found->isDenied)
        return base::Error{base::ErrorCode::InvalidArgument,
            "the command of " + base::printable(candidate.name) +
                " is denied here; take the denial back first"};
    if (found->isApproved) {
        const auto held = ledger.decisions();
        if (!held)
            return held.error();
        for (const auto& one : *held) {
            if (!one.isDenied && one.pattern == candidate.argv && isWide(one))
                return one.id;
        }
    }
    Answer answer;
    answer.choice = model::Choice::Always;
    answer.by = by;
    answer.note = "from a list: " + base::printable(candidate.name);
    const auto decision = ledger.decidePattern(candidate.argv, answer);
    return decision ? base::Result<std::string>(decision->id) : decision.error();
}

base::Result<void> dismissCandidates(
    Ledger& ledger, const std::vector<std::string>& ids, model::AnsweredBy by)
{
    const auto open = store::CandidateStore(ledger.database()).open();
    if (!open)
        return open.error();
    std::set<std::string> known;
    for (const auto& one : *open)
        known.insert(one.id);
    for (const auto& id : ids) {
        if (!known.contains(id))
            return base::Error{base::ErrorCode::NotFound, "there is no candidate " + base::printable(id)};
    }
    return ledger.record(
        ownLine("candidates-dismissed", std::string(model::toText(by)), store::dismissedToJson(ids)));
}

} // namespace gatehouse::service
