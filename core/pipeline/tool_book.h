// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/model/tool_rule.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatehouse::pipeline {

/// How a tool's name reads, for comparing: compatibility forms, letters of other alphabets, case, separators
/// and what draws nothing make no difference.
std::string toolLook(std::string_view name);

/// What the user has decided about the tools of one server, joined with what the server defines them as now.
/// Deny and Ask hold for every name that reads alike: a server that renames a tool a little does not get
/// round them. Allow holds for exactly the name and the definition that it was given to; a tool that is
/// defined otherwise, or whose definition nobody has seen, asks. Bounded by what was decided and by kMaxSeen.
class ToolBook {
public:
    static constexpr std::size_t kMaxSeen = 8192;

    /// All that is decided by now, in the place of what was before; of several sets the strictest counts.
    /// True where another set of the tools that were seen is hidden now.
    bool decide(const std::vector<std::vector<model::ToolRule>>& sets);
    /// The server defines it so; `digest` is canonical.
    void saw(std::string_view name, const base::Sha256& digest);

    /// Allow and None let a call pass. Some tens of nanoseconds for a tool that was seen.
    model::ToolDecision standing(std::string_view name) const;
    bool isEmpty() const { return m_sets.empty(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    template <typename Value>
    using ByName = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

    struct Set {
        ByName<model::ToolRule> exact;     ///< by name
        ByName<model::ToolDecision> looks; ///< Ask and Deny alone
        model::ToolDecision others = model::ToolDecision::None;
    };
    struct Seen {
        base::Sha256 definition{};
        model::ToolDecision standing = model::ToolDecision::None;
    };

    static Set compile(const std::vector<model::ToolRule>& rules);
    model::ToolDecision decisionOn(std::string_view name, const base::Sha256* definition) const;

    std::vector<Set> m_sets; ///< none that says nothing
    ByName<Seen> m_seen;
};

} // namespace gatehouse::pipeline
