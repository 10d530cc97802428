// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/ipc/messages.h"
#include "core/service/list_shelf.h"

#include <string>

namespace gatehouse::service {

// What the command line asks about lists: the same code whether the desktop does it or, with none running,
// the command line itself.

/// The preview as a JSON object.
base::Result<std::string> importNamed(Ledger& ledger, const ipc::ImportList& request);
/// The fingerprint of the key.
base::Result<std::string> trustNamed(Ledger& ledger, const ipc::TrustListKey& request);

std::string previewToJson(const ListPreview& preview);

/// What is believed now, and what of it cannot be read.
struct ListStanding {
    std::vector<ListKey> keys;
    std::vector<intelligence::TableSource> lists;
    std::vector<base::Error> leftOut; ///< lists that are there and do not hold
};
base::Result<ListStanding> listStanding(
    store::Database& database, const base::Places& places, const std::string& organisationFolder);

/// What does not hold of it; that it cannot be read at all is one reason, too.
std::vector<base::Error> leftOutOf(const base::Result<ListStanding>& standing);

/// KnownMalicious names what stops the card and is not in `despite`.
base::Result<void> mayAllowDespite(const model::ApprovalCard& card, const std::vector<std::string>& despite);

} // namespace gatehouse::service
