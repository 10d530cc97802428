// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"
#include "core/clients/protection.h"

#include <string>
#include <vector>

namespace gatehouse::clients {

/// Reads what would be written as the client will, and refuses (Internal) unless it says what the file says
/// now, with nothing different but the command and the arguments of the edited entries. The last line of
/// defence: a file that its client cannot parse may be wiped by it. `before` and `oldEntries`: the file as it
/// is, read already.
base::Result<void> checkRouted(const FileEdit& edit, const Document& before,
    const std::vector<EntryText>& oldEntries, const std::vector<ServerContainer>& containers,
    const std::string& wrapper);

/// The same for a private copy that was put in: it says what `source` says, behind the wrapper.
base::Result<void> checkInserted(
    const FileEdit& edit, const EntryText& source, const EntryEdit& entry, const std::string& wrapper);

/// The same for undoing: `edit.after` parses, each entry that was put back stands in it with the bytes
/// planned, and none that was to be taken out.
base::Result<void> checkRestored(const FileEdit& edit);

} // namespace gatehouse::clients
