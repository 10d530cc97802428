// SPDX-License-Identifier: Apache-2.0
#include "core/service/known_words.h"

namespace gatehouse::service {
namespace {

using Kind = model::KnownIssue::Kind;

std::string colonAnd(const std::string& summary)
{
    return summary.empty() ? std::string() : ": " + summary;
}

std::string sourceOf(const model::KnownIssue& issue)
{
    return " (" + issue.id + (issue.source.empty() ? "" : ", list: " + issue.source) + ").";
}

/// What it is said of: the launch itself, or what a lock says that it depends on.
std::string whatOf(const model::KnownIssue& issue)
{
    return issue.lock.empty() ? issue.subject
                              : "The dependency " + issue.subject + " (named in " + issue.lock + ')';
}

std::string maliciousSentence(const model::KnownIssue& issue)
{
    if (!issue.isCertain)
        return "Some versions of " + issue.subject +
            " were published to do harm, and which version will run is not known" + colonAnd(issue.summary) +
            sourceOf(issue);
    return whatOf(issue) + " was published to do harm" + colonAnd(issue.summary) + sourceOf(issue) +
        (issue.coversEverything ? " The list says so of every version." : "");
}

std::string vulnerabilitySentence(const model::KnownIssue& issue)
{
    auto sentence = whatOf(issue) + (issue.isCertain ? " has a known fault" : " may have a known fault");
    if (issue.severity != model::AdvisorySeverity::Unknown)
        sentence += ", severity " + std::string(toText(issue.severity));
    sentence += colonAnd(issue.summary) + sourceOf(issue);
    if (!issue.fixed.empty())
        sentence += " Fixed in " + issue.fixed + '.';
    if (issue.coversEverything)
        sentence += " The list says so of every version.";
    return sentence;
}

} // namespace

std::string knownSentence(const model::KnownIssue& issue)
{
    switch (issue.kind) {
    case Kind::DeniedHash:
        return issue.subject + " is denied" + colonAnd(issue.summary) + sourceOf(issue) +
            (issue.isFinal ? " Your organisation says so; it cannot be allowed here." : "");
    case Kind::Malicious:
        return maliciousSentence(issue);
    case Kind::Vulnerability:
        return vulnerabilitySentence(issue);
    case Kind::UnreadLock:
        return "What " + issue.subject + " names as dependencies could not be looked up (" + issue.id + ").";
    case Kind::Imitation:
        break;
    }
    return "The name of " + issue.subject + " looks like the well-known " + issue.id + ", " + issue.summary +
        ". Is it the one that you want?";
}

bool isKnownDanger(const model::KnownIssue& issue)
{
    if (issue.kind != Kind::Vulnerability)
        return issue.kind != Kind::UnreadLock;
    // Of hundreds of dependencies some always have one, and few of them can be reached.
    return issue.isCertain && issue.lock.empty() && issue.severity >= model::AdvisorySeverity::High;
}

std::vector<KnownRemark> knownRemarks(const std::vector<model::KnownIssue>& issues)
{
    constexpr std::size_t kMostFaults = 3; // of dependencies
    std::vector<KnownRemark> remarks;
    std::size_t faults = 0;
    for (const auto& issue : issues) {
        if (issue.kind == Kind::Vulnerability && !issue.lock.empty() && ++faults > kMostFaults)
            continue;
        remarks.push_back({knownSentence(issue), isKnownDanger(issue)});
    }
    if (faults > kMostFaults)
        remarks.push_back(
            {std::to_string(faults - kMostFaults) + " more known faults of dependencies.", false});
    return remarks;
}

} // namespace gatehouse::service
