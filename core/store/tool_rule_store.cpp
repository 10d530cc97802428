// SPDX-License-Identifier: Apache-2.0
#include "core/store/tool_rule_store.h"

#include <optional>

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlAddRule =
    "INSERT INTO tool_rule (server_ref, tool, decision, definition, command, expires_at, decided_at, "
    "decision_id, answered_by, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    " ON CONFLICT (server_ref, tool) DO UPDATE SET decision = ?3, definition = ?4, command = ?5, expires_at "
    "= "
    "?6, decided_at = ?7, decision_id = ?8, answered_by = ?9, note = ?10"
    " WHERE ?7 > decided_at OR (?7 = decided_at AND ?8 > decision_id)";
constexpr std::string_view kSqlRules =
    "SELECT server_ref, tool, decision, definition, command, expires_at, decided_at, answered_by, note"
    " FROM tool_rule WHERE ?1 = '' OR server_ref = ?1 ORDER BY server_ref, command, tool";
constexpr std::string_view kSqlLatestRule = "SELECT max(decided_at) FROM tool_rule WHERE server_ref = ?";

base::Error damagedRule()
{
    return {base::ErrorCode::DatabaseDamaged, "a decision on a tool is not understood"};
}

struct RuleRow {
    std::string serverRef;
    model::HeldToolRule held;
};

std::optional<RuleRow> ruleOf(const Query& row)
{
    RuleRow read;
    auto& held = read.held;
    read.serverRef = row.text(0);
    held.rule.tool = row.text(1);
    const auto definition = row.text(3).empty() ? base::Sha256() : base::sha256FromHex(row.text(3));
    const auto command = base::sha256FromHex(row.text(4));
    if (!model::fromText(row.text(2), held.rule.decision) || !definition || !command ||
        !model::fromText(row.text(7), held.answeredBy))
        return std::nullopt;
    held.rule.definition = *definition;
    held.command = *command;
    held.rule.expiresAt = row.number(5);
    held.decidedAt = row.number(6);
    held.note = row.text(8);
    return read;
}

} // namespace

base::Result<void> ToolRuleStore::add(const model::ToolsDecision& decision)
{
    for (const auto& rule : decision.rules) {
        const bool isAllow = rule.decision == model::ToolDecision::Allow;
        const auto done = m_database.query(kSqlAddRule)
                              .bind(decision.serverRef)
                              .bindBlob(rule.tool)
                              .bind(model::toText(rule.decision))
                              .bind(isAllow ? base::toHex(rule.definition) : std::string())
                              .bind(base::toHex(decision.command))
                              .bind(isAllow ? rule.expiresAt : 0)
                              .bind(decision.decidedAt)
                              .bind(decision.id)
                              .bind(model::toText(decision.answeredBy))
                              .bind(decision.note)
                              .run();
        if (!done)
            return done.error();
    }
    return {};
}

base::Result<std::vector<model::HeldToolRule>> ToolRuleStore::ofServer(const std::string& serverRef)
{
    std::vector<model::HeldToolRule> rules;
    if (serverRef.empty())
        return rules;
    auto rows = m_database.query(kSqlRules);
    rows.bind(serverRef);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return rules;
        auto rule = ruleOf(rows);
        if (!rule)
            return damagedRule();
        rules.push_back(std::move(rule->held));
    }
}

base::Result<std::vector<model::ServerToolRules>> ToolRuleStore::all()
{
    std::vector<model::ServerToolRules> all;
    auto rows = m_database.query(kSqlRules);
    rows.bind(std::string());
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return all;
        auto rule = ruleOf(rows);
        if (!rule)
            return damagedRule();
        auto& held = rule->held;
        if (held.rule.decision == model::ToolDecision::None)
            continue;
        if (all.empty() || all.back().serverRef != rule->serverRef || all.back().command != held.command)
            all.push_back({rule->serverRef, held.command, {}});
        all.back().rules.push_back(std::move(held.rule));
    }
}

base::Result<base::UnixMilliseconds> ToolRuleStore::latest(const std::string& serverRef)
{
    auto row = m_database.query(kSqlLatestRule);
    const auto more = row.bind(serverRef).next();
    if (!more)
        return more.error();
    return *more ? row.number(0) : 0;
}

} // namespace gatehouse::store
