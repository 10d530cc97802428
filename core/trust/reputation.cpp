// SPDX-License-Identifier: Apache-2.0
#include "core/trust/reputation.h"

#include <algorithm>
#include <array>
#include <bit>

namespace gatehouse::trust {
namespace {

using model::Family;
using model::ReputationPart;
using model::ReputationReason;

constexpr int kHighest = 100;
constexpr int kLowBelow = 35;
constexpr int kHighFrom = 75;
constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

/// What findings of a family cost: for one message that was acted on, and at most. What a server says of its
/// tools, and asks, is its own doing; what it brings from elsewhere (pages, mails, files) may be others', so
/// it costs little.
struct IncidentCost {
    Family family;
    int forOne;
    int atMost;
};
constexpr auto kIncidentCosts = std::to_array<IncidentCost>({{Family::Poisoning, 20, 50},
    {Family::Elicitation, 15, 40}, {Family::Sampling, 15, 40}, {Family::Protocol, 5, 20},
    {Family::Terminal, 3, 12}, {Family::Carrier, 2, 12}, {Family::Injection, 2, 12}, {Family::Secret, 1, 5}});

/// Two points for each doubling: 1, 2, 4, 8, 16 give 2, 4, 6, 8, 10.
int growing(std::uint64_t number)
{
    constexpr int kMost = 10;
    return std::min(kMost, 2 * static_cast<int>(std::bit_width(number)));
}

ReputationPart originOf(const model::LaunchIdentity& identity)
{
    ReputationPart part;
    if (!identity.package) {
        part.reason = ReputationReason::KnownProgram;
        part.points = 10;
    } else if (identity.package->name.empty()) {
        part.reason = ReputationReason::HiddenPackage;
        part.points = -15;
    } else if (identity.package->isPinned) {
        part.reason = ReputationReason::PinnedPackage;
        part.points = 10;
    } else {
        part.reason = ReputationReason::UnpinnedPackage;
        part.points = -10;
    }
    return part;
}

constexpr std::size_t kMostNames = 8;

struct SeverityCost {
    model::AdvisorySeverity severity;
    int points;
};
constexpr auto kSeverityCosts = std::to_array<SeverityCost>({{model::AdvisorySeverity::Critical, 20},
    {model::AdvisorySeverity::High, 12}, {model::AdvisorySeverity::Medium, 5},
    {model::AdvisorySeverity::Low, 2}, {model::AdvisorySeverity::Unknown, 5}});

int costOf(const model::KnownIssue& issue)
{
    const auto* const found = std::ranges::find(kSeverityCosts, issue.severity, &SeverityCost::severity);
    const int points = found == kSeverityCosts.end() ? 0 : found->points;
    return issue.isCertain ? points : points / 2; // which version runs is not known
}

void addName(ReputationPart& part, const std::string& name)
{
    ++part.count;
    if (part.names.size() < kMostNames)
        part.names.push_back(name);
}

/// What is known to do harm is worth nothing, whatever else it has earned.
void addKnown(const std::vector<model::KnownIssue>& known, std::vector<ReputationPart>& parts)
{
    constexpr int kMostForFaults = 40;
    constexpr int kMostForDependencies = 10; // of hundreds some always have one, and few can be reached
    ReputationPart malicious{ReputationReason::Malicious, -100};
    ReputationPart faults{ReputationReason::Vulnerabilities};
    ReputationPart dependencies{ReputationReason::Dependencies};
    for (const auto& issue : known) {
        if (issue.stops()) {
            addName(malicious, issue.id);
        } else if (issue.kind == model::KnownIssue::Kind::Imitation) {
            parts.push_back({ReputationReason::Imitation, -25, 1, 0, 0, {}, {issue.id}});
        } else if (issue.kind == model::KnownIssue::Kind::UnreadLock) {
            continue; // that a lock is long is no fault
        } else if (!issue.lock.empty()) {
            addName(dependencies, issue.id);
            dependencies.points = std::max(-kMostForDependencies, dependencies.points - 1);
        } else {
            addName(faults, issue.id);
            faults.points = std::max(-kMostForFaults, faults.points - costOf(issue));
        }
    }
    if (malicious.count > 0)
        parts.insert(parts.begin(), malicious);
    if (faults.count > 0)
        parts.push_back(faults);
    if (dependencies.count > 0)
        parts.push_back(dependencies);
}

void addOverstepped(std::uint64_t tools, std::vector<ReputationPart>& parts)
{
    if (tools == 0)
        return;
    const auto counted = static_cast<int>(std::min<std::uint64_t>(tools, 3));
    parts.push_back({ReputationReason::Overstepped, -5 * counted, tools});
}

template <typename Evidence>
void addAge(const Evidence& evidence, base::UnixMilliseconds now, std::vector<ReputationPart>& parts)
{
    if (evidence.firstSeen <= 0 || now - evidence.firstSeen < kDayMs)
        return;
    const auto days = static_cast<std::uint64_t>((now - evidence.firstSeen) / kDayMs);
    parts.push_back({ReputationReason::Age, growing(days), days});
}

/// Days count, not calls: a server cannot earn trust in an hour.
template <typename Evidence>
void addUse(const Evidence& evidence, std::vector<ReputationPart>& parts)
{
    if (evidence.calls > 0)
        parts.push_back({ReputationReason::Use, growing(evidence.days), evidence.sessions, evidence.days,
            evidence.calls});
}

void addDecisions(const ServerEvidence& evidence, std::vector<ReputationPart>& parts)
{
    if (evidence.isDenied)
        parts.push_back({ReputationReason::Denied, -40});
    else if (evidence.isApproved)
        parts.push_back({ReputationReason::Approved, 15});
    if (evidence.revocations > 0)
        parts.push_back({ReputationReason::Revoked, -10, evidence.revocations});
}

/// A changed definition that waits may be a better word, so it costs little until somebody has looked.
template <typename Evidence>
void addChanges(const Evidence& evidence, std::vector<ReputationPart>& parts)
{
    const auto cost = [&parts](ReputationReason reason, std::uint64_t count, int forOne, int atMost) {
        if (count == 0)
            return;
        const auto counted = static_cast<int>(std::min(count, static_cast<std::uint64_t>(atMost)));
        parts.push_back({reason, -std::min(atMost, forOne * counted), count});
    };
    cost(ReputationReason::RefusedChanges, evidence.refusedChanges, 10, 30);
    cost(ReputationReason::OpenChanges, evidence.openChanges, 2, 6);
}

void addIncidents(const ServerEvidence& evidence, std::vector<ReputationPart>& parts)
{
    for (const auto& cost : kIncidentCosts) {
        const auto found = std::ranges::find(evidence.incidents, cost.family, &Incidents::family);
        if (found == evidence.incidents.end() || found->actedOn == 0)
            continue;
        const auto counted = std::min(found->actedOn, static_cast<std::uint64_t>(cost.atMost));
        const auto points = std::min(cost.atMost, cost.forOne * static_cast<int>(counted));
        parts.push_back({ReputationReason::Incidents, -points, found->actedOn, 0, 0, cost.family});
    }
}

model::TrustLevel levelOf(int score)
{
    if (score < kLowBelow)
        return model::TrustLevel::Low;
    return score < kHighFrom ? model::TrustLevel::Normal : model::TrustLevel::High;
}

void finish(model::Reputation& reputation)
{
    for (const auto& part : reputation.parts)
        reputation.score += part.points;
    reputation.score = std::clamp(reputation.score, 0, kHighest);
    reputation.level = levelOf(reputation.score);
}

} // namespace

model::Reputation reputationOf(const ToolEvidence& evidence, base::UnixMilliseconds now)
{
    model::Reputation reputation;
    auto& parts = reputation.parts;
    parts.push_back({ReputationReason::OfServer, (evidence.serverScore - model::kUnknownReputation) / 2,
        static_cast<std::uint64_t>(evidence.serverScore)});
    addAge(evidence, now, parts);
    addChanges(evidence, parts);
    if (evidence.oversteps > 0)
        parts.push_back({ReputationReason::Overstepped, -15, 1, 0, evidence.oversteps});
    finish(reputation);
    return reputation;
}

model::Reputation reputationOf(const ClientEvidence& evidence, base::UnixMilliseconds now)
{
    model::Reputation reputation;
    auto& parts = reputation.parts;
    if (!evidence.weakestName.empty())
        parts.push_back(
            {ReputationReason::WeakestServer, (evidence.weakestScore - model::kUnknownReputation) / 2,
                static_cast<std::uint64_t>(evidence.weakestScore), 0, 0, {}, {evidence.weakestName}});
    addAge(evidence, now, parts);
    addUse(evidence, parts);
    finish(reputation);
    return reputation;
}

model::Reputation reputationOf(const ServerEvidence& evidence, base::UnixMilliseconds now)
{
    model::Reputation reputation;
    auto& parts = reputation.parts;
    addKnown(evidence.known, parts);
    if (evidence.identity)
        parts.push_back(originOf(*evidence.identity));
    addAge(evidence, now, parts);
    addUse(evidence, parts);
    addDecisions(evidence, parts);
    addChanges(evidence, parts);
    addIncidents(evidence, parts);
    addOverstepped(evidence.overstepped, parts);
    finish(reputation);
    return reputation;
}

} // namespace gatehouse::trust
