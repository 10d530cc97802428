// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/protection.h"
#include "core/service/protection_service.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse::service {

class OwnJournal;

// What stands around every edit of a client's file, whoever asks for it.

/// Writes a "client-file-edit" line before each file is replaced. `what`: "protect", "unprotect",
/// "protect-again", "put-back".
clients::BeforeWrite journalling(const std::shared_ptr<OwnJournal>& journal, std::string what);

/// A client may start the wrapper the moment its file names it: the entry has to be in the snapshot by then,
/// or the card would show the launch alone and come a second time. Keeps a reference to `publish`.
clients::RecordsChanged publishing(const std::function<base::Result<void>()>& publish);

/// How the entries fared, then those that the plan refused.
std::vector<EntryResult> toResults(
    const std::vector<clients::EditOutcome>& outcomes, const clients::EditPlan& plan);

} // namespace gatehouse::service
