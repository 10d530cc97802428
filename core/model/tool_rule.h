// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/model/approval.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::model {

/// What the user wants of calls of one tool. None: nothing was said, and calls pass as those of any approved
/// server do. Allow says that they need not ask even where the others do; Deny hides the tool, too.
enum class ToolDecision : std::uint8_t { None, Allow, Ask, Deny };

std::string_view toText(ToolDecision decision); // "none", "allow", "ask", "deny"
bool fromText(std::string_view text, ToolDecision& decision);

/// One decision on one tool of one server.
struct ToolRule {
    std::string tool; ///< exactly as the server calls it; empty: every tool that no other rule names
    ToolDecision decision = ToolDecision::None;
    base::Sha256 definition{};            ///< of Allow: the canonical digest of what was allowed
    base::UnixMilliseconds expiresAt = 0; ///< of Allow: from then on it asks; 0: never

    bool operator==(const ToolRule&) const = default;
};

/// Decisions on tools of one server that were made at once: a line of the journal, an answer of a table.
struct ToolsDecision {
    std::string id;         ///< random, hexadecimal
    std::string serverRef;  ///< of the server, as the catalog has it
    std::string serverName; ///< for people
    base::Sha256 command{}; ///< trust::commandDigest: what Allow is good for
    std::vector<ToolRule> rules;
    base::UnixMilliseconds decidedAt = 0;
    AnsweredBy answeredBy = AnsweredBy::CommandLine;
    std::string note;

    static constexpr std::size_t kMaxRules = 4096; ///< as many as definitions are pinned

    bool operator==(const ToolsDecision&) const = default;
};

/// The rule that holds, and who gave it when and how.
struct HeldToolRule {
    ToolRule rule;
    base::Sha256 command{};
    base::UnixMilliseconds decidedAt = 0;
    AnsweredBy answeredBy = AnsweredBy::CommandLine;
    std::string note;
    bool isOver = false; ///< its time is, whatever the clock says (policy::isGrantOver)

    bool operator==(const HeldToolRule&) const = default;
};

/// All rules of one server for one command: a row of the snapshot.
struct ServerToolRules {
    std::string serverRef;
    base::Sha256 command{};
    std::vector<ToolRule> rules;

    bool operator==(const ServerToolRules&) const = default;
};

} // namespace gatehouse::model
