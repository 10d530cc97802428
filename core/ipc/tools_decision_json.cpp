// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/json_members.h"
#include "core/ipc/messages.h"
#include "core/ipc/values_json.h"

#include <set>

namespace gatehouse::ipc {
namespace {

constexpr std::uint64_t kToolsDecisionVersion = 1;
constexpr std::size_t kMaxToolNameBytes = 2048; // longer names are cut with their digest, see trust::pinName
constexpr std::size_t kMaxToolsNoteBytes = 4096;

Json toJson(const model::ToolRule& rule)
{
    Json value{{"tool", bytesToJson(rule.tool)}, {"decision", model::toText(rule.decision)}};
    if (rule.decision == model::ToolDecision::Allow) {
        value["definition"] = base::toHex(rule.definition);
        value["expiresAt"] = rule.expiresAt;
    }
    return value;
}

base::Result<void> read(const Json& value, model::ToolRule& rule)
{
    JsonMembers members(value, "tool rule");
    rule.tool = members.bytes("tool");
    if (rule.tool.size() > kMaxToolNameBytes)
        members.fail("tool", "is too long");
    if (!model::fromText(members.text("decision", kMaxNameBytes), rule.decision))
        members.fail("decision", "is not known");
    if (rule.decision == model::ToolDecision::Allow) {
        rule.definition = members.hash("definition");
        rule.expiresAt = members.signedNumber("expiresAt");
    }
    return members.finish();
}

} // namespace

Json toJson(const model::ToolsDecision& decision)
{
    Json tools = Json::array();
    for (const auto& rule : decision.rules)
        tools.push_back(toJson(rule));
    return {{"v", kToolsDecisionVersion}, {"id", decision.id}, {"server", bytesToJson(decision.serverRef)},
        {"name", bytesToJson(decision.serverName)}, {"command", base::toHex(decision.command)},
        {"tools", std::move(tools)}, {"decidedAt", decision.decidedAt},
        {"answeredBy", model::toText(decision.answeredBy)}, {"note", decision.note}};
}

base::Result<void> read(const Json& value, model::ToolsDecision& decision)
{
    JsonMembers members(value, "decision on tools");
    if (members.unsignedNumber("v") != kToolsDecisionVersion)
        members.fail("v", "is a version that this program does not know");
    decision.id = members.text("id", kMaxNameBytes);
    decision.serverRef = members.bytes("server");
    decision.serverName = members.bytes("name");
    decision.command = members.hash("command");
    decision.decidedAt = members.signedNumber("decidedAt");
    if (!model::fromText(members.text("answeredBy", kMaxNameBytes), decision.answeredBy))
        members.fail("answeredBy", "is not known");
    decision.note = members.text("note", kMaxToolsNoteBytes);
    std::set<std::string, std::less<>> names;
    members.list("tools", model::ToolsDecision::kMaxRules, [&](const Json& one) -> base::Result<void> {
        model::ToolRule rule;
        if (const auto done = read(one, rule); !done)
            return done;
        if (!names.insert(rule.tool).second)
            return base::Error{base::ErrorCode::BadMessage, "a tool stands twice in one decision"};
        decision.rules.push_back(std::move(rule));
        return {};
    });
    if (decision.serverRef.empty())
        members.fail("server", "is empty");
    return members.finish();
}

std::string toolsDecisionToJson(const model::ToolsDecision& decision)
{
    return toText(toJson(decision));
}

base::Result<model::ToolsDecision> toolsDecisionFromJson(std::string_view json)
{
    const auto value = parseStrict(json);
    if (!value)
        return value.error();
    model::ToolsDecision decision;
    if (const auto done = read(*value, decision); !done)
        return done.error();
    return decision;
}

} // namespace gatehouse::ipc
