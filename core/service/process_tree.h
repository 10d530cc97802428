// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::service {

/// How a process was started, as the operating system tells it.
struct ProcessLaunch {
    std::vector<std::string> argv;
    std::vector<std::pair<std::string, std::string>> environment;
    std::string workingFolder;
};

/// The processes of this machine as this user may see them. A seam: tests give a table, each system has one
/// implementation.
class ProcessTree {
public:
    virtual ~ProcessTree() = default;

    /// Nothing where no such process is, or it goes while it is looked at.
    virtual std::optional<model::ProcessInfo> process(int pid) const = 0;
    /// The parents of `pid`, nearest first, without itself and without the first process of the system.
    virtual std::vector<model::ProcessInfo> ancestors(int pid) const = 0;
    virtual std::optional<ProcessLaunch> launchOf(int pid) const = 0;
    /// True where the process's standard input is its controlling terminal.
    virtual bool hasTerminal(int pid) const = 0;
    /// Every process of this user that runs one of these programs.
    virtual std::vector<model::ProcessInfo> running(const std::vector<std::string>& executables) const = 0;

    /// The same process still runs: not merely one with its number.
    bool isAlive(const model::ProcessInfo& known) const;
};

/// The client that started a wrapper, out of the wrapper's ancestors: its parent, or the one behind the `sh
/// -c` that the client used. None for a wrapper that was orphaned: what adopts orphans is no client, and
/// everything of the user hangs below it.
std::optional<model::ProcessInfo> clientOf(const std::vector<model::ProcessInfo>& ancestors);

/// The running system's.
std::unique_ptr<ProcessTree> systemProcessTree();

} // namespace gatehouse::service
