// SPDX-License-Identifier: Apache-2.0
#include "core/service/tool_table.h"

#include "core/policy/grant_clock.h"

#include "core/base/file.h"
#include "core/base/utf8.h"
#include "core/jsonrpc/value.h"
#include "core/store/definition_store.h"
#include "core/store/session_store.h"
#include "core/store/tool_rule_store.h"
#include "core/trust/canonical.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/pin_file.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gatehouse::service {
namespace {

using model::ToolDecision;

constexpr std::size_t kMaxShownDescription = 400;

/// Definitions of its tools that the user has allowed since they were first seen, the latest of each.
std::map<std::string, const model::RegistryDecision*> allowedDefinitions(
    const std::vector<model::RegistryDecision>& decisions, const std::string& serverRef)
{
    std::map<std::string, const model::RegistryDecision*> allowed;
    for (const auto& one : decisions) {
        const auto* const call = one.identity && one.identity->call ? &*one.identity->call : nullptr;
        const bool isMeant = call != nullptr && call->isDefinition() && !one.isDenied &&
            call->method == std::string(model::GuardedCall::kDefinitionOf) + "tool" &&
            one.identity->entryRef == serverRef;
        if (!isMeant)
            continue;
        auto& held = allowed[call->tool];
        if (held == nullptr || held->decidedAt <= one.decidedAt)
            held = &one;
    }
    return allowed;
}

std::string memberText(std::string_view canonical, std::string_view key)
{
    const jsonrpc::Value definition(canonical);
    const auto member = definition.isObject() ? definition.find(key) : std::nullopt;
    return member ? std::string(base::truncateUtf8(member->string().value_or(""), kMaxShownDescription))
                  : std::string();
}

/// Rows by name while they are put together.
using Rows = std::map<std::string, ToolTableRow>;

ToolTableRow& rowOf(Rows& rows, const std::string& name)
{
    auto& row = rows[name];
    row.name = name;
    return row;
}

void addPins(Rows& rows, const base::Places& places, const model::LaunchIdentity& launch)
{
    const auto path = places.stateFolder + "/pins/" +
        trust::pinFileName(trust::identityDigest(launch), model::DefinitionKind::Tool);
    const auto bytes = base::readFile(path, trust::kMaxPinFileBytes);
    const auto file = bytes ? trust::decodePins(*bytes) : base::Result<trust::PinFile>(bytes.error());
    if (!file)
        return; // never listed, or not readable: then nothing is known of what the tools say
    for (const auto& pin : file->pins) {
        auto& row = rowOf(rows, pin.name);
        row.definition = pin.digest;
        row.isDefined = true;
        // A text that is not what its digest says was written by somebody else.
        if (pin.text.empty() || trust::definitionDigest(pin.text) != pin.digest)
            continue;
        row.nature = trust::natureOf(pin.text);
        row.title = memberText(pin.text, "title");
        row.description = memberText(pin.text, "description");
    }
}

/// How much a decision lets through: the more, the less.
int strictnessOf(ToolDecision decision)
{
    switch (decision) {
    case ToolDecision::Deny:
        return 2;
    case ToolDecision::Ask:
        return 1;
    case ToolDecision::None:
    case ToolDecision::Allow:
        break;
    }
    return 0;
}

/// Case and separators make no other name. Sessions see through letters of other alphabets, too
/// (pipeline::ToolBook); here it is for showing what they do.
std::string plainLook(std::string_view name)
{
    std::string look;
    for (const char c : name) {
        if (c != '_' && c != '-' && c != '.' && c != ' ')
            look.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return look;
}

void addStandings(ToolTable& table, base::UnixMilliseconds now)
{
    const auto ofOthers = table.others ? heldDecision(table, *table.others, now) : ToolDecision::None;
    std::map<std::string, ToolDecision> looks;
    for (auto& row : table.rows) {
        auto decision = row.held ? heldDecision(table, *row.held, now) : ToolDecision::None;
        const bool isOtherwise = !row.isDefined || !row.held || row.held->rule.definition != row.definition;
        if (decision == ToolDecision::Allow && isOtherwise)
            decision = ToolDecision::Ask;
        row.standing = decision == ToolDecision::None ? ofOthers : decision;
        if (strictnessOf(decision) > 0) {
            auto& held = looks[plainLook(row.name)];
            held = std::max(held, decision);
        }
    }
    for (auto& row : table.rows) {
        if (const auto alike = looks.find(plainLook(row.name)); alike != looks.end())
            row.standing = std::max(row.standing, alike->second);
    }
}

ToolDecision others(const ToolTable& table)
{
    return table.others ? table.others->rule.decision : ToolDecision::None;
}

} // namespace

const ToolTableRow* ToolTable::find(std::string_view tool) const
{
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == tool; });
    return found == rows.end() ? nullptr : &*found;
}

base::Result<std::optional<model::LaunchIdentity>> launchOfServer(store::Database& database,
    const std::vector<model::RegistryDecision>& decisions, const std::string& serverRef)
{
    const model::RegistryDecision* newest = nullptr;
    for (const auto& one : decisions) {
        const bool isLaunch = !one.isDenied && one.identity && !one.identity->call;
        if (isLaunch && trust::serverRef(*one.identity) == serverRef &&
            (newest == nullptr || one.decidedAt >= newest->decidedAt))
            newest = &one;
    }
    return newest != nullptr ? newest->identity : store::SessionStore(database).lastLaunch(serverRef);
}

// Nothing is lost silently, see policy::heldToolRules().
model::ToolDecision heldDecision(
    const ToolTable& table, const model::HeldToolRule& held, base::UnixMilliseconds now)
{
    const bool isOver = held.isOver || (held.rule.expiresAt != 0 && held.rule.expiresAt <= now);
    const bool isWeak = isOver || held.command != table.command;
    if (held.rule.decision != ToolDecision::Allow || !isWeak)
        return held.rule.decision;
    return held.rule.tool.empty() ? ToolDecision::None : ToolDecision::Ask;
}

base::Result<ToolTable> readToolTable(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::string& serverRef)
{
    ToolTable table;
    table.serverRef = serverRef;
    Rows rows;
    const auto launch = launchOfServer(database, decisions, serverRef);
    if (!launch)
        return launch.error();
    if (*launch) {
        table.isKnown = true;
        table.serverName = (*launch)->entry.name;
        table.command = trust::commandDigest(**launch);
        addPins(rows, places, **launch);
    }
    for (const auto& [name, decision] : allowedDefinitions(decisions, serverRef)) {
        auto& row = rowOf(rows, name);
        // What it says now nobody has kept; what it was allowed as is known by its digest.
        row.definition = decision->identity->call->digest;
        row.isDefined = true;
        row.nature = {};
    }
    const auto listed = store::DefinitionStore(database).definitions(serverRef, base::SystemClock().now());
    if (!listed)
        return listed.error();
    for (const auto& tool : *listed) {
        if (tool.kind != model::DefinitionKind::Tool)
            continue;
        auto& row = rowOf(rows, tool.name);
        row.calls = tool.calls;
        row.lastSeen = tool.lastSeen;
    }
    auto held = store::ToolRuleStore(database).ofServer(serverRef);
    if (!held)
        return held.error();
    const auto now = base::SystemClock().now();
    const auto moments = policy::grantMomentsIn(policy::grantsFolder(places), now, base::bootMoment());
    for (auto& one : *held) {
        one.isOver = policy::isGrantOver(policy::toolGrantId(serverRef, one.command, one.rule.expiresAt),
            one.rule.expiresAt, now, moments);
        if (one.rule.tool.empty())
            table.others = one;
        else
            rowOf(rows, one.rule.tool).held = one;
    }
    for (auto& [name, row] : rows)
        table.rows.push_back(std::move(row));
    addStandings(table, now);
    return table;
}

std::vector<model::ToolRule> readOnlyAllow(const ToolTable& table)
{
    std::vector<model::ToolRule> rules;
    for (const auto& row : table.rows) {
        if (row.standing == ToolDecision::Deny)
            continue;
        const bool isAllowed = row.isDefined && row.nature.isReadOnly();
        rules.push_back({row.name, isAllowed ? ToolDecision::Allow : ToolDecision::Ask,
            isAllowed ? row.definition : base::Sha256(), 0});
    }
    if (others(table) != ToolDecision::Deny)
        rules.push_back({{}, ToolDecision::Ask, {}, 0});
    return rules;
}

base::Result<model::ToolRule> ruleFor(
    const ToolTable& table, const std::string& tool, ToolDecision decision, base::UnixMilliseconds expiresAt)
{
    if (tool.empty())
        return model::ToolRule{{}, decision, {}, decision == ToolDecision::Allow ? expiresAt : 0};
    const auto* const row = table.find(tool);
    // To deny what was never seen is a way to keep it from ever being used.
    if (row == nullptr && strictnessOf(decision) == 0)
        return base::Error{base::ErrorCode::NotFound, "no tool " + base::printable(tool) + " is known"};
    if (decision != ToolDecision::Allow)
        return model::ToolRule{tool, decision, {}, 0};
    if (!row->isDefined)
        return base::Error{base::ErrorCode::InvalidArgument,
            "nobody has seen how " + base::printable(tool) + " is defined; start the server once"};
    return model::ToolRule{tool, decision, row->definition, expiresAt};
}

bool isTightening(const ToolTable& table, const std::vector<model::ToolRule>& rules)
{
    return std::all_of(rules.begin(), rules.end(), [&](const model::ToolRule& rule) {
        const auto* const row = rule.tool.empty() ? nullptr : table.find(rule.tool);
        const auto now = row != nullptr ? row->standing : others(table);
        return strictnessOf(rule.decision) >= strictnessOf(now) && strictnessOf(rule.decision) > 0;
    });
}

} // namespace gatehouse::service
