// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace gatehouse::wrap {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// This process's environment as pairs, in its order. Words without '=' are left out.
Environment environmentOfThisProcess();

/// The environment for Gatehouse's own programs: HOME and what text needs. The client chose the rest
/// (LD_PRELOAD …), and it may only reach the server.
Environment ownEnvironment(const std::string& home);

/// Runs one of our programs with its output going nowhere; true if it exits with 0 within the time. It is
/// killed otherwise.
bool runProgram(const std::vector<std::string>& argv, const Environment& environment, int milliseconds);

/// Starts a program that is to live on by itself: its own session, no descriptor of ours, not below any
/// keeper. True if it could be started.
bool startDetached(const std::vector<std::string>& argv, const Environment& environment);

} // namespace gatehouse::wrap
