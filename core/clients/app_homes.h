// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/known_paths.h"

#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// What paths of the table mean to programs that Flatpak and Snap run: each application has a HOME, or at
/// least a folder of configuration, of its own. Every client is looked for in all of them, since anybody may
/// package it.
std::vector<PathContext> appHomes(const PathContext& user);

/// True for a file in the home of an application that Flatpak or Snap shuts in. Such an application may be
/// unable to start a wrapper that lies outside, so its servers are shown and left as they are.
bool isInAppHome(std::string_view realPath);

} // namespace gatehouse::clients
