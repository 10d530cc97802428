// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// What a tool seems to do, from its own words.
enum class ToolAbility : std::uint8_t {
    Changes, ///< something, somewhere
    Deletes, ///< or overwrites
    Runs,    ///< commands or code
    Sends,   ///< to others
    Reaches, ///< addresses that the call names
};

inline constexpr unsigned kToolAbilities = 5;

std::string_view toText(ToolAbility ability); // "changes" …

/// What can be told of a tool by looking at its definition. All of it is said by the server, which may lie:
/// what the server claims in its favour (`readOnlyHint`) counts only as long as nothing else that it says is
/// against it, and what it says against itself always does.
struct ToolNature {
    bool claimsReadOnly = false;        ///< readOnlyHint is true
    bool claimsDestructive = false;     ///< destructiveHint is true
    bool isKnown = false;               ///< the definition's text is there
    std::vector<ToolAbility> abilities; ///< each once, in the order of the enumeration
    std::vector<std::string> doubts; ///< why the claim to read only is not believed: words of the definition

    /// What "read-only ones allow" means: it says that it only reads, and nothing that it says is against
    /// that.
    bool isReadOnly() const { return isKnown && claimsReadOnly && doubts.empty(); }
    /// Worth a second look before it is allowed.
    bool isRisky() const;
    bool operator==(const ToolNature&) const = default;
};

/// `canonical`: of a tool, as pins keep it; an empty text, or what is no tool, is nothing known. Pure.
ToolNature natureOf(std::string_view canonical);

} // namespace gatehouse::trust
