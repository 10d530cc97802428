// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/doctor/doctor_facts.h"
#include "core/trust/launch_resolver.h"

#include <optional>
#include <string>

namespace gatehouse::service {

/// Looks for the command as the client would and fills in commandFault, commandPath, interpreter and, where
/// nothing is found, `elsewhere`: the folders of tool_folders.def below `home`, and those of `loginPath`.
void lookForCommand(DoctorFacts& facts, const trust::FileProbe& files, const std::string& home,
    const std::optional<std::string>& loginPath);

} // namespace gatehouse::service
