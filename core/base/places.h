// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>

namespace gatehouse::base {

/// Where Gatehouse keeps its things. Found from HOME alone: clients strip the environment (Codex passes HOME
/// and little else), so XDG_* do not move anything, and no program takes a place from its arguments.
struct Places {
    std::string home; ///< absolute, without a final slash
    std::string
        configFolder;       ///< ~/.config/gatehouse: policy and settings, written by the user and the desktop
    std::string dataFolder; ///< ~/.local/share/gatehouse
    std::string database;   ///< dataFolder/gatehouse.db
    std::string protectionFolder; ///< dataFolder/protection: one record for each protected entry
    std::string stateFolder;      ///< ~/.local/state/gatehouse
    std::string journalFolder;    ///< stateFolder/journal
    std::string snapshot;         ///< stateFolder/snapshot
    std::string socket;           ///< stateFolder/ctl.sock
    std::string installedWrapper; ///< ~/.local/lib/gatehouse/gatehouse-wrap: what clients' files name
};

/// The places below `home`, which must be absolute.
Result<Places> placesIn(std::string home);

/// The places of this process: HOME, or, where that is unset or empty, the account's home folder.
Result<Places> placesOfThisProcess();

/// The account's home folder from /etc/passwd; empty where the account has none there. Reads the file itself,
/// since a static program has no name service.
std::string accountHome();

/// The number of the account that this process runs as.
unsigned accountId();

} // namespace gatehouse::base
