// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/trust/learned_behaviour.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::service {

class OwnJournal;

/// What was learned of one server, and in which file.
struct BehaviourEntry {
    std::string name; ///< of the file: the entry's ref, or its launch's digest
    trust::LearnedBehaviour learned;
    std::optional<base::Error> problem; ///< it cannot be read; its next session learns anew
};

/// All that was learned on this machine, in the order of their servers' names.
base::Result<std::vector<BehaviourEntry>> learnedBehaviours(const base::Places& places);
/// Of the entry with this ref; NotFound where nothing is known of it.
base::Result<BehaviourEntry> learnedBehaviour(const base::Places& places, const std::string& entryRef);
/// Forgets what was learned, for running sessions, too; journalled first. To forget makes Gatehouse silent
/// for some days, so a click that no hand has made is refused (ApproverRefused).
base::Result<void> forgetBehaviour(
    const base::Places& places, const BehaviourEntry& entry, model::AnsweredBy by, OwnJournal& journal);

} // namespace gatehouse::service
