// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::trust {

/// What a launch through npx, npm exec, pnpm dlx, yarn dlx, bunx, uvx, uv tool run, pipx run or docker/podman
/// run would fetch and run, as far as the arguments say. Nothing where argv[0] is none of them.
std::optional<model::PackageRun> packageRunOf(const std::vector<std::string>& argv);

} // namespace gatehouse::trust
