// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <string>
#include <vector>

namespace gatehouse::models {

/// Which decisions one answer of a person gave, however long each took: they are taken back together, and
/// with no other.
class AnsweredTogether {
public:
    using Cards = std::vector<std::string>;
    using Decisions = std::vector<model::RegistryDecision>;

    /// One answer goes to these cards.
    void answer(Cards cards);
    /// A card was decided; whoever did it. Gives the decisions of that answer that are there by now, oldest
    /// first.
    Decisions decided(const std::string& card, const model::RegistryDecision& decision);

private:
    struct Answer {
        Cards open; ///< that are not decided yet
        Decisions decisions;
    };
    std::vector<Answer> m_answers; // that are not whole yet, oldest first
};

} // namespace gatehouse::models
