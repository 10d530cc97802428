// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/doctor/doctor_facts.h"
#include "core/service/process_tree.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

/// The environment that a client gives its servers, as far as it can be known from outside.
struct ClientEnvironment {
    std::string source; ///< "client": of its running process; "session": what the desktop starts programs
                        ///< with; "terminal": this program's
    Environment variables;
};

/// A client that runs in this home tells best. Else: the session's for a client with windows, this process's
/// for one that is started in a terminal.
ClientEnvironment environmentOf(const std::string& clientId, const std::string& home,
    const std::function<bool(const model::ProcessInfo&)>& isOfClient, const ProcessTree& processes);

/// The clients (ids of the client table) whose servers get what the terminal has that they were started in.
const std::vector<std::string_view>& terminalClients();

/// What the session starts programs with (systemd --user; launchd). Empty where it does not say.
Environment sessionEnvironment();
/// `systemctl --user show-environment`, read.
Environment parseSessionEnvironment(const std::string& output);

/// PATH as the user's login shell sets it up, found by starting that shell for at most some seconds: only
/// where the user asks for it, since a shell's start-up files may do anything.
std::optional<std::string> loginShellPath();
/// What that shell printed, between our marks.
std::optional<std::string> parseLoginShellPath(const std::string& output);

Environment environmentOfThisProcess();

} // namespace gatehouse::service
