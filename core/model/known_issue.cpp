// SPDX-License-Identifier: Apache-2.0
#include "core/model/known_issue.h"

#include <algorithm>
#include <array>

namespace gatehouse::model {
namespace {

constexpr std::array<std::string_view, 5> kAdvisorySeverities{"unknown", "low", "medium", "high", "critical"};

} // namespace

std::string_view toText(AdvisorySeverity severity)
{
    return kAdvisorySeverities.at(static_cast<std::size_t>(severity));
}

bool fromText(std::string_view text, AdvisorySeverity& severity)
{
    const auto* const found = std::find(kAdvisorySeverities.begin(), kAdvisorySeverities.end(), text);
    if (found == kAdvisorySeverities.end())
        return false;
    severity = static_cast<AdvisorySeverity>(found - kAdvisorySeverities.begin());
    return true;
}

std::string_view toText(KnownIssue::Kind kind)
{
    switch (kind) {
    case KnownIssue::Kind::DeniedHash:
        return "denied-hash";
    case KnownIssue::Kind::Malicious:
        return "malicious";
    case KnownIssue::Kind::Vulnerability:
        return "vulnerability";
    case KnownIssue::Kind::Imitation:
        return "imitation";
    case KnownIssue::Kind::UnreadLock:
        break;
    }
    return "unread-lock";
}

std::vector<std::string> stoppingIds(const std::vector<KnownIssue>& issues)
{
    std::vector<std::string> ids;
    for (const auto& issue : issues) {
        if (issue.stops())
            ids.push_back(issue.id);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

} // namespace gatehouse::model
