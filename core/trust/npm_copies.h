// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_facts.h"

namespace gatehouse::trust {

/// Which copies of its package bunx or pnpm dlx has kept. Both ask the registry as well, and keep a copy for
/// a day: of a newer version nothing is relayed, and the next start asks.
void gatherBunx(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);
void gatherPnpmDlx(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

/// Which archives yarn's cache holds of the package, and what its settings load: it runs what it unpacks from
/// them into a new folder.
void gatherYarnDlx(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust
