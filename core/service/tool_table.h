// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/model/rows.h"
#include "core/model/tool_rule.h"
#include "core/store/database.h"
#include "core/trust/tool_nature.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::service {

/// One tool of a server: what it seems to do and what the user wants of it.
struct ToolTableRow {
    std::string name;
    std::string title;       ///< a claim; may be empty
    std::string description; ///< likewise; its start
    trust::ToolNature nature;
    base::Sha256 definition{};               ///< what an Allow is given to; only where `isDefined`
    bool isDefined = false;                  ///< it was seen, so that it can be allowed
    std::optional<model::HeldToolRule> held; ///< what was decided; nothing: never anything
    /// What calls of it do now: an Allow that has run out, or was given to another definition or command,
    /// asks.
    model::ToolDecision standing = model::ToolDecision::None;
    std::uint64_t calls = 0;
    base::UnixMilliseconds lastSeen = 0; ///< 0: only decided on, never listed

    bool operator==(const ToolTableRow&) const = default;
};

/// All tools of one server, as its approved launch was seen to define them, those that were decided on and
/// those that sessions listed.
struct ToolTable {
    std::string serverRef;
    std::string serverName;
    base::Sha256 command{};                         ///< of the launch that it was approved as, or ran as last
    bool isKnown = false;                           ///< there is one
    std::vector<ToolTableRow> rows;                 ///< by name
    std::optional<model::HeldToolRule> others = {}; ///< what holds for all that no rule names

    const ToolTableRow* find(std::string_view tool) const;
    bool operator==(const ToolTable&) const = default;
};

/// `decisions`: those that hold, see trustedDecisions(). Reads the pins of the launch that was approved last.
base::Result<ToolTable> readToolTable(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::string& serverRef);

/// The launch of this server that was approved last; else the one that ran last, which a pattern let start.
base::Result<std::optional<model::LaunchIdentity>> launchOfServer(store::Database& database,
    const std::vector<model::RegistryDecision>& decisions, const std::string& serverRef);

/// What a rule of this table does at this moment: an Allow that has run out, or was given to another command,
/// asks.
model::ToolDecision heldDecision(
    const ToolTable& table, const model::HeldToolRule& held, base::UnixMilliseconds now);

/// What one click says of all tools: those that read only, by their own words and with nothing against it,
/// are allowed, and the others ask, tools to come included. A tool that is denied stays so.
std::vector<model::ToolRule> readOnlyAllow(const ToolTable& table);

/// The rule that gives `tool` this decision. NotFound where it is not known, and InvalidArgument for an Allow
/// of what was never seen: there is nothing that it could be given to.
base::Result<model::ToolRule> ruleFor(const ToolTable& table, const std::string& tool,
    model::ToolDecision decision, base::UnixMilliseconds expiresAt);

/// True where each rule lets through less than what holds now, or the same.
bool isTightening(const ToolTable& table, const std::vector<model::ToolRule>& rules);

} // namespace gatehouse::service
