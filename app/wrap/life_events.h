// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wrap/keeper.h"
#include "app/wrap/launch_check.h"
#include "core/model/launch.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::wrap {

/// The entry's name, or the command's base name.
std::string serverName(const model::LaunchIdentity& identity);

// What the wrapper adds to the journal's life-cycle lines: JSON objects (…Details), or members to be added to
// one (…Members).
/// Who was started by whom, to run what, and how that stands.
std::string sessionStartDetails(
    const Standing& standing, const std::string& sessionId, const std::vector<model::ProcessInfo>& ancestry);
/// The whole identity and the card, so that it can be approved from the journal alone.
std::string pendingMembers(const Standing& standing);
/// The same of one call: the identity has it.
std::string callPendingDetails(
    const model::LaunchIdentity& identity, const std::string& cardId, const std::string& clientName);
std::string startMembers(const Standing& standing, int serverPid);
std::string decisionMembers(const Standing& standing);
/// What a pattern was found to mean: its decision and the identity that is to be pinned.
std::string learnedDetails(const Standing& standing);
std::string exitDetails(const ServerExit& exit);

/// `object` (a JSON object or empty) with `members` added at its end.
std::string withMembers(std::string_view object, std::string_view members);

} // namespace gatehouse::wrap
