// SPDX-License-Identifier: Apache-2.0
#include "core/model/approval.h"
#include "core/model/definition.h"
#include "core/model/entry.h"
#include "core/model/launch.h"
#include "core/model/names.h"
#include "core/model/reputation.h"
#include "core/model/rows.h"
#include "core/model/tool_rule.h"
#include "core/model/verdict.h"

#include <array>

namespace gatehouse::model {
namespace {

// The texts are stored in journals and records: they must stay as they are.
constexpr std::array<std::string_view, 2> kDirections{"to-server", "to-client"};
constexpr std::array<std::string_view, 5> kVerdicts{"pass", "flag", "redact", "ask", "block"};
constexpr std::array<std::string_view, 7> kActions{"pass", "flag", "redact", "hide", "ask", "block", "drop"};
constexpr std::array<std::string_view, 6> kScopes{"managed", "user", "project", "local", "profile", "plugin"};
constexpr std::array<std::string_view, 5> kChoices{"once", "session", "always", "deny", "not-now"};
constexpr std::array<std::string_view, 5> kAnsweredBy{
    "pointer", "keyboard", "accessibility", "synthetic", "command-line"};
constexpr std::array<std::string_view, 9> kFileRoles{
    "program", "script", "loaded", "module", "package", "lock", "settings", "shim", "source"};
constexpr std::array<std::string_view, kDefinitionKinds> kDefinitionKindTexts{
    "tool", "prompt", "resource-template", "instructions"};
constexpr std::array<std::string_view, 5> kDefinitionStates{
    "listed", "suspended", "denied", "gone", "never-listed"};
constexpr std::array<std::string_view, 9> kServerStates{"unguarded", "seen-not-guarded", "waiting",
    "approved", "running", "denied", "running-unguarded", "suspended", "gone"};

constexpr std::array<std::string_view, 4> kToolDecisions{"none", "allow", "ask", "deny"};

constexpr std::array kReputationReasons{
#define GATEHOUSE_REPUTATION_REASON(name, text) std::string_view(text),
#include "core/model/reputation_reasons.def"
#undef GATEHOUSE_REPUTATION_REASON
};

} // namespace

std::string_view toText(Direction direction)
{
    return textOf(kDirections, direction);
}
std::string_view toText(Verdict verdict)
{
    return textOf(kVerdicts, verdict);
}
std::string_view toText(Action action)
{
    return textOf(kActions, action);
}
std::string_view toText(EntryScope scope)
{
    return textOf(kScopes, scope);
}
std::string_view toText(Choice choice)
{
    return textOf(kChoices, choice);
}
std::string_view toText(AnsweredBy by)
{
    return textOf(kAnsweredBy, by);
}
std::string_view toText(FileRole role)
{
    return textOf(kFileRoles, role);
}
bool fromText(std::string_view text, FileRole& role)
{
    return valueOf(kFileRoles, text, role);
}
std::string_view toText(DefinitionState state)
{
    return textOf(kDefinitionStates, state);
}

std::string_view toText(ServerState state)
{
    return textOf(kServerStates, state);
}
std::string_view toText(DefinitionKind kind)
{
    return textOf(kDefinitionKindTexts, kind);
}
std::string_view toText(ReputationReason reason)
{
    return textOf(kReputationReasons, reason);
}
std::string_view toText(ToolDecision decision)
{
    return textOf(kToolDecisions, decision);
}
bool fromText(std::string_view text, ToolDecision& decision)
{
    return valueOf(kToolDecisions, text, decision);
}
bool fromText(std::string_view text, Direction& direction)
{
    return valueOf(kDirections, text, direction);
}
bool fromText(std::string_view text, Action& action)
{
    return valueOf(kActions, text, action);
}
bool fromText(std::string_view text, DefinitionKind& kind)
{
    return valueOf(kDefinitionKindTexts, text, kind);
}
bool fromText(std::string_view text, EntryScope& scope)
{
    return valueOf(kScopes, text, scope);
}
bool fromText(std::string_view text, Choice& choice)
{
    return valueOf(kChoices, text, choice);
}
bool fromText(std::string_view text, AnsweredBy& by)
{
    return valueOf(kAnsweredBy, text, by);
}

} // namespace gatehouse::model
