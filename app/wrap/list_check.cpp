// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/list_check.h"

#include "core/base/utf8.h"
#include "core/intelligence/assess.h"

#include <algorithm>

namespace gatehouse::wrap {

base::Result<std::vector<model::KnownIssue>> stoppingIssues(
    const policy::Snapshot& snapshot, const base::Places& places, const model::LaunchIdentity& identity)
{
    auto name = snapshot.knownTable();
    if (name.empty())
        return std::vector<model::KnownIssue>();
    auto table = intelligence::Table::open(intelligence::tablePath(places.stateFolder, name));
    if (!table) {
        // A newer snapshot has taken the place of this one, and its table with it.
        const auto newer = policy::Snapshot::open(places.snapshot);
        if (!newer)
            return newer.error();
        name = newer->knownTable();
        if (name.empty())
            return std::vector<model::KnownIssue>();
        table = intelligence::Table::open(intelligence::tablePath(places.stateFolder, name));
    }
    if (!table)
        return base::Error{base::ErrorCode::IntelligenceDamaged,
            "the imported lists cannot be read; run `gatehouse-cli snapshot` (" + table.error().detail + ')'};
    return intelligence::stoppingIssues(*table, identity);
}

void takeInto(policy::LaunchContext& context, const std::vector<model::KnownIssue>& issues)
{
    context.knownAgainst = model::stoppingIds(issues);
    context.isForbidden =
        std::any_of(issues.begin(), issues.end(), [](const model::KnownIssue& one) { return one.isFinal; });
}

bool isAgainst(const std::vector<model::KnownIssue>& issues, const std::vector<std::string>& despite)
{
    const auto ids = model::stoppingIds(issues);
    return !std::includes(despite.begin(), despite.end(), ids.begin(), ids.end()) ||
        std::any_of(issues.begin(), issues.end(), [](const model::KnownIssue& one) { return one.isFinal; });
}

void takeListRules(const std::vector<base::Places>& places, policy::Settings& settings)
{
    constexpr std::string_view kOfLists = "list-";
    const auto isOfList = [&](const policy::DataClass& one) { return one.name.starts_with(kOfLists); };
    auto& classes = settings.classes;
    std::erase_if(classes, isOfList);
    for (const auto& one : places) {
        const auto snapshot = policy::Snapshot::open(one.snapshot);
        if (!snapshot)
            continue;
        for (auto& rule : snapshot->settings().classes) {
            const bool isThere = std::any_of(classes.begin(), classes.end(),
                [&](const policy::DataClass& held) { return held.name == rule.name; });
            if (isOfList(rule) && !isThere)
                classes.push_back(std::move(rule));
        }
    }
}

std::string sentenceOf(const std::vector<model::KnownIssue>& issues)
{
    if (issues.empty())
        return {};
    const auto& first = issues.front();
    auto sentence = base::printable(first.subject) + " is known to do harm: " + first.id;
    if (!first.summary.empty())
        sentence += ", " + base::printable(first.summary);
    return sentence + " (list: " + base::printable(first.source) + ')';
}

} // namespace gatehouse::wrap
