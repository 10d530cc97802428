// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/common.h"

namespace gatehouse::cli {

// What approve and deny do with an id or a command: through the desktop where one runs, else by their own
// hand. The answer is the decision's id.
base::Result<std::string> answerCard(const Surroundings& surroundings, const std::string& id,
    model::Choice choice, const std::vector<std::string>& despite = {});
/// The same for several ids, one after the other, and says what became of each; the first that fails ends it.
/// `done` and the id make the sentence.
ExitCode answerCards(const Surroundings& surroundings, Console& console, const std::vector<std::string>& ids,
    model::Choice choice, const std::string& done, const std::vector<std::string>& despite = {});
base::Result<std::string> answerPattern(const Surroundings& surroundings, const ipc::ApprovePattern& request);
/// Says what became of it.
ExitCode report(Console& console, const base::Result<std::string>& decision, const std::string& what);

} // namespace gatehouse::cli
