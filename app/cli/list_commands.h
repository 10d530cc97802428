// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/command.h"

namespace gatehouse::cli {

// What `gatehouse-cli intelligence` can do.
std::unique_ptr<Command> makeListImport();
std::unique_ptr<Command> makeListShow();
std::unique_ptr<Command> makeListCheck();
/// `trust`, and `distrust`.
std::unique_ptr<Command> makeListTrust(bool isTrusted);
// For whoever publishes lists; these touch nothing of Gatehouse's.
std::unique_ptr<Command> makeListKeygen();
std::unique_ptr<Command> makeListBuild();

} // namespace gatehouse::cli
