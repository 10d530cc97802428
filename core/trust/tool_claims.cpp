// SPDX-License-Identifier: Apache-2.0
#include "core/trust/tool_claims.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace gatehouse::trust {
namespace {

/// What such a value would change or run.
constexpr auto kChanging = std::to_array<std::string_view>(
    {"download-and-run", "encoded-command", "reverse-shell", "deletes-everything", "overwrites-disk",
        "exhausts-machine", "opens-everything", "forces-push", "starts-itself", "disables-protection",
        "grants-power", "covers-tracks", "exploit-payload", "template-code", "command-in-value",
        "option-runs-program", "transport-runs-program", "sql-runs-program", "path-startup"});
/// What such a value would reach.
constexpr auto kReaching = std::to_array<std::string_view>({"download-and-run", "reverse-shell",
    "sends-files", "metadata-address", "hidden-address", "private-address", "local-scheme"});

bool isOneOf(std::string_view rule, const auto& rules)
{
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

} // namespace

ToolClaims claimsOf(std::string_view definition)
{
    const auto json = nlohmann::json::parse(definition, nullptr, false);
    if (!json.is_object())
        return {};
    const auto annotations = json.find("annotations");
    if (annotations == json.end() || !annotations->is_object())
        return {};
    const auto says = [&](const char* hint, bool value) {
        const auto found = annotations->find(hint);
        return found != annotations->end() && found->is_boolean() && found->get<bool>() == value;
    };
    return {says("readOnlyHint", true), says("openWorldHint", false)};
}

bool contradicts(const ToolClaims& claims, std::string_view rule)
{
    return (claims.readsOnly && isOneOf(rule, kChanging)) || (claims.staysInside && isOneOf(rule, kReaching));
}

} // namespace gatehouse::trust
