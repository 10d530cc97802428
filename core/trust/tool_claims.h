// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gatehouse::trust {

/// What a tool says of its effects (MCP's annotations). Nobody has to believe it; it can be held against what
/// the tool is used for.
struct ToolClaims {
    bool readsOnly = false;   ///< readOnlyHint: true
    bool staysInside = false; ///< openWorldHint: false

    bool operator==(const ToolClaims&) const = default;
};

/// Of a definition's text (JSON). What is missing is not claimed.
ToolClaims claimsOf(std::string_view definition);

/// True where a call in which the rule found something does what the tool says that it does not do: a command
/// for one that only reads, an address for one that stays inside.
bool contradicts(const ToolClaims& claims, std::string_view rule);

} // namespace gatehouse::trust
