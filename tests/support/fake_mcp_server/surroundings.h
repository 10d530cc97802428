// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gatehouse::fake {

/// Writes what this process was started with: arguments, environment, folder, umask, limits, signals,
/// descriptors.
void report(const std::string& file, int argc, char** argv);

/// Leaves a process behind that no ordinary signal of its group reaches.
void startDaemon(const std::string& file);

/// Leaves a child behind that holds every descriptor of ours.
void startHolder();

} // namespace gatehouse::fake
