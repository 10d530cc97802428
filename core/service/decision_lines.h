// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"
#include "core/model/session_event.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::service {

/// How a launch is decided on.
struct Answer {
    model::Choice choice = model::Choice::NotNow;
    model::AnsweredBy by = model::AnsweredBy::CommandLine;
    std::string note = {};
    std::optional<model::ProcessInfo> clientProcess = {}; ///< what Once and Session are bound to
    std::string client = {};                              ///< patterns: empty for any client
    std::optional<model::EntryScope> scope = {};          ///< patterns: empty for any but Project
    std::string project = {};                             ///< patterns: the folder of the entries' files
    base::UnixMilliseconds expiresAt = 0;                 ///< 0: never
};

// What a program writes into its own journal before it is so. Ids and times are made here; nothing is
// written.

/// Any line of one's own, at this moment.
model::SessionEvent ownLine(std::string kind, std::string reason, std::string details);

/// A decision on the launch of a card: good against what the card said, and against nothing that was found
/// out since.
model::RegistryDecision decisionOn(const model::ApprovalCard& card, const Answer& answer);
/// One on a command, before it was ever asked for.
model::RegistryDecision decisionOnCommand(const std::vector<std::string>& argv, const Answer& answer);
model::SessionEvent lineOf(const model::RegistryDecision& decision);

model::SessionEvent revokedLine(
    const model::RegistryDecision& decision, model::AnsweredBy by, const std::string& why);
/// A card whose decision was taken back is asked again.
model::SessionEvent askedAgainLine(const model::ApprovalCard& card);

} // namespace gatehouse::service
