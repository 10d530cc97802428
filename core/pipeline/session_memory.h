// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"
#include "core/inspect/token_vault.h"
#include "core/model/launch.h"
#include "core/pipeline/class_detector.h"
#include "core/pipeline/name_likeness.h"
#include "core/pipeline/tool_book.h"
#include "core/policy/inspection_rules.h"
#include "core/trust/behaviour_watch.h"
#include "core/trust/pin_book.h"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::pipeline {

/// What the stages of one session remember from one message to the next, or work with. Bounded, whatever the
/// peers do. For one thread.
struct SessionMemory {
    /// `key`: random, for the tokens of redacted values. `origin`: the server's lasting name.
    SessionMemory(std::string server, std::string key, std::string_view origin);

    /// Holds from the next message on.
    void setPolicy(std::vector<policy::InspectionRules> inspection,
        const std::vector<policy::DataClass>& dataClasses, model::TrustLevel trustLevel);

    std::string server;                                  ///< the entry's name, as policies name it
    model::TrustLevel trust = model::TrustLevel::Normal; ///< in the server
    std::vector<policy::InspectionRules> rules;
    std::unique_ptr<const ClassDetector> classes; ///< what the user has named; null: nothing
    base::Result<inspect::Inspector> inspector;   ///< an error where this processor cannot run it
    inspect::TokenVault vault;
    model::LaunchIdentity launch; ///< of the server, for questions about its definitions
    trust::PinBook pins;          ///< what it was first seen to offer
    /// What of each kind is left out of lists because of what inspection found in it.
    std::array<std::set<std::string, std::less<>>, model::kDefinitionKinds> hidden;
    std::array<bool, model::kDefinitionKinds>
        beginsList{};                ///< the client has asked for a list from its start
    ToolBook tools;                  ///< what the user wants of its tools
    trust::BehaviourWatch behaviour; ///< what its calls usually are like
    /// What the client's other servers offer, asked for when this one's tools are first listed; may be empty.
    std::function<std::vector<OtherTool>()> otherTools;
    std::optional<OtherTools> otherNames;              ///< those, while the first listing comes
    std::set<std::string, std::less<>> restoringTools; ///< may get values back in the place of their tokens

    static constexpr std::size_t kMaxTools = 256;   ///< in a set of names
    static constexpr std::size_t kMaxHidden = 4096; ///< names of a kind
};

} // namespace gatehouse::pipeline
