// SPDX-License-Identifier: Apache-2.0
#include "core/service/registry_changes.h"

#include "core/service/tool_table.h"
#include "core/store/catalog_store.h"
#include "core/store/tool_rule_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace gatehouse::service {
namespace {

using RuleKind = ToolRuleChange::Kind;
using model::ToolDecision;

/// What isAboutTheSame() compares.
using ItemKey =
    std::tuple<std::vector<std::string>, std::string, std::optional<model::EntryScope>, std::string>;

ItemKey keyOf(const RegistryItem& item)
{
    return {item.argv, item.client, item.scope, item.project};
}

/// Where a server stands, as a file may name it.
bool isMeant(const RegistryTools& tools, const model::LaunchIdentity& launch)
{
    if (tools.argv != launch.argv || (!tools.client.empty() && tools.client != launch.entry.client))
        return false;
    return tools.scope ? *tools.scope == launch.entry.scope
                       : launch.entry.scope != model::EntryScope::Project;
}

RegistryTools placeOf(const model::LaunchIdentity& launch)
{
    RegistryTools tools;
    tools.argv = launch.argv;
    tools.client = launch.entry.client;
    if (launch.entry.scope == model::EntryScope::Project)
        tools.scope = model::EntryScope::Project;
    return tools;
}

/// The rules of a table as they hold; an Allow that is weak by now travels as what it is worth.
std::vector<model::ToolRule> travelling(const ToolTable& table, base::UnixMilliseconds now)
{
    std::vector<model::ToolRule> rules;
    const auto add = [&](const std::optional<model::HeldToolRule>& held) {
        if (!held)
            return;
        auto rule = held->rule;
        rule.decision = heldDecision(table, *held, now);
        if (rule.decision != ToolDecision::Allow)
            rule = {rule.tool, rule.decision, {}, 0};
        if (rule.decision != ToolDecision::None)
            rules.push_back(std::move(rule));
    };
    add(table.others);
    for (const auto& row : table.rows)
        add(row.held);
    return rules;
}

/// Both hold somewhere: the stricter travels, and an Allow only where nobody says otherwise.
void merge(std::vector<model::ToolRule>& rules, const std::vector<model::ToolRule>& more)
{
    for (const auto& rule : more) {
        const auto known = std::ranges::find(rules, rule.tool, &model::ToolRule::tool);
        if (known == rules.end())
            rules.push_back(rule);
        else if (rule.decision > known->decision)
            *known = rule;
        else if (rule.decision == ToolDecision::Allow && known->definition != rule.definition)
            *known = {rule.tool, ToolDecision::Ask, {}, 0};
    }
}

/// Nothing where it changes nothing.
std::optional<RuleKind> kindOf(
    const ToolTable& table, const model::ToolRule& rule, base::UnixMilliseconds now)
{
    const auto others = table.others ? heldDecision(table, *table.others, now) : ToolDecision::None;
    const auto* const row = rule.tool.empty() ? nullptr : table.find(rule.tool);
    const auto standing = row != nullptr ? row->standing : others;
    switch (rule.decision) {
    case ToolDecision::None:
        return std::nullopt;
    case ToolDecision::Deny:
        // By a rule of its own: what is denied with all others must stay so when those are allowed again.
        return row != nullptr && row->held && row->held->rule.decision == ToolDecision::Deny ? std::nullopt
            : rule.tool.empty() && others == ToolDecision::Deny                              ? std::nullopt
                                                                : std::optional(RuleKind::Tightens);
    case ToolDecision::Ask:
        if (standing == ToolDecision::Deny)
            return RuleKind::StaysDenied;
        return standing == ToolDecision::Ask ? std::nullopt : std::optional(RuleKind::Tightens);
    case ToolDecision::Allow:
        break;
    }
    if (rule.expiresAt != 0 && rule.expiresAt <= now)
        return std::nullopt;
    if (standing == ToolDecision::Deny)
        return RuleKind::StaysDenied;
    if (rule.tool.empty())
        return others == ToolDecision::Allow ? std::nullopt : std::optional(RuleKind::Opens);
    if (row == nullptr || !row->isDefined)
        return RuleKind::NotSeen;
    if (row->definition != rule.definition)
        return RuleKind::OtherDefinition;
    const bool isSame =
        standing == ToolDecision::Allow && row->held && row->held->rule.expiresAt == rule.expiresAt;
    return isSame ? std::nullopt : std::optional(RuleKind::Opens);
}

ToolsChange changeOf(const RegistryTools& tools, const model::LaunchIdentity& launch, const ToolTable& table)
{
    ToolsChange change;
    change.argv = tools.argv;
    change.serverRef = table.serverRef;
    change.serverName = table.serverName;
    change.client = launch.entry.client;
    change.command = table.command;
    const auto now = base::SystemClock().now();
    for (const auto& rule : tools.rules) {
        if (const auto kind = kindOf(table, rule, now))
            change.rules.push_back({rule, *kind});
    }
    return change;
}

/// Every server that is known here and what it was last seen, or approved, to run: by command.
base::Result<std::multimap<std::vector<std::string>, std::pair<std::string, model::LaunchIdentity>>>
launchesHere(store::Database& database, const std::vector<model::RegistryDecision>& decisions)
{
    std::set<std::string> refs;
    const auto servers = store::CatalogStore(database).servers();
    if (!servers)
        return servers.error();
    for (const auto& server : *servers)
        refs.insert(server.ref);
    for (const auto& one : decisions) {
        if (one.identity && !one.identity->call && !one.identity->entryRef.empty())
            refs.insert(one.identity->entryRef);
    }
    std::multimap<std::vector<std::string>, std::pair<std::string, model::LaunchIdentity>> launches;
    for (const auto& ref : refs) {
        auto launch = launchOfServer(database, decisions, ref);
        if (!launch)
            return launch.error();
        if (*launch) {
            auto argv = (*launch)->argv;
            launches.emplace(std::move(argv), std::pair(ref, std::move(**launch)));
        }
    }
    return launches;
}

} // namespace

std::vector<RegistryItem> itemsOf(const std::vector<model::RegistryDecision>& decisions)
{
    std::vector<RegistryItem> items;
    std::map<ItemKey, std::size_t> places;
    for (const auto& one : decisions) {
        const bool isLasting = one.isDenied || one.choice == model::Choice::Always;
        if (!isLasting || one.clientProcess || (one.identity && one.identity->call))
            continue;
        RegistryItem item;
        item.argv = one.pattern.empty() && one.identity ? one.identity->argv : one.pattern;
        if (item.argv.empty())
            continue;
        const bool isOfProject = one.identity && one.identity->entry.scope == model::EntryScope::Project;
        item.client = one.client.empty() && one.pattern.empty() && one.identity ? one.identity->entry.client
                                                                                : one.client;
        item.scope = one.scope;
        if (!item.scope && isOfProject && one.pattern.empty())
            item.scope = model::EntryScope::Project;
        item.project = one.project;
        item.isDenied = one.isDenied;
        item.expiresAt = one.expiresAt;
        item.note = one.note;
        // The latest of several, and of both kinds the denial.
        const auto [known, isNew] = places.try_emplace(keyOf(item), items.size());
        if (isNew)
            items.push_back(std::move(item));
        else if (item.isDenied || !items[known->second].isDenied)
            items[known->second] = std::move(item);
    }
    return items;
}

std::vector<RegistryChange> changesOf(
    const std::vector<RegistryItem>& items, const std::vector<model::RegistryDecision>& held)
{
    const auto own = itemsOf(held);
    std::map<ItemKey, const RegistryItem*> places;
    for (const auto& item : own)
        places.emplace(keyOf(item), &item);
    std::vector<RegistryChange> changes;
    for (const auto& item : items) {
        const auto found = places.find(keyOf(item));
        const bool isKnown = found != places.end();
        const auto* const same = isKnown ? found->second : nullptr;
        if (isKnown && same->isDenied == item.isDenied && same->expiresAt == item.expiresAt)
            continue;
        changes.push_back({item, !item.isDenied && !(isKnown && same->isDenied),
            isKnown && same->isDenied != item.isDenied});
    }
    return changes;
}

base::Result<std::vector<RegistryTools>> toolsOf(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions)
{
    const auto all = store::ToolRuleStore(database).all();
    if (!all)
        return all.error();
    std::set<std::string> refs;
    for (const auto& one : *all)
        refs.insert(one.serverRef);
    std::vector<RegistryTools> tools;
    for (const auto& ref : refs) {
        const auto launch = launchOfServer(database, decisions, ref);
        if (!launch)
            return launch.error();
        if (!*launch || (*launch)->argv.empty())
            continue; // decided on before it ever ran: there is no command that it could travel by
        const auto table = readToolTable(database, places, decisions, ref);
        if (!table)
            return table.error();
        auto one = placeOf(**launch);
        const auto rules = travelling(*table, base::SystemClock().now());
        const auto known =
            std::ranges::find_if(tools, [&](const auto& other) { return other.isAboutTheSame(one); });
        merge(known == tools.end() ? one.rules : known->rules, rules);
        if (known == tools.end() && !one.rules.empty())
            tools.push_back(std::move(one));
    }
    return tools;
}

base::Result<std::vector<ToolsChange>> toolChangesOf(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::vector<RegistryTools>& tools)
{
    std::vector<ToolsChange> changes;
    if (tools.empty())
        return changes;
    const auto launches = launchesHere(database, decisions);
    if (!launches)
        return launches.error();
    for (const auto& one : tools) {
        const auto [from, to] = launches->equal_range(one.argv);
        bool isKnown = false;
        for (auto at = from; at != to; ++at) {
            const auto& [ref, launch] = at->second;
            if (!isMeant(one, launch))
                continue;
            isKnown = true;
            const auto table = readToolTable(database, places, decisions, ref);
            if (!table)
                return table.error();
            if (auto change = changeOf(one, launch, *table); !change.rules.empty())
                changes.push_back(std::move(change));
        }
        if (!isKnown && !one.rules.empty()) {
            ToolsChange unknown;
            unknown.argv = one.argv;
            unknown.client = one.client;
            for (const auto& rule : one.rules)
                unknown.rules.push_back({rule, RuleKind::NotSeen});
            changes.push_back(std::move(unknown));
        }
    }
    return changes;
}

} // namespace gatehouse::service
