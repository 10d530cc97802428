// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/intelligence/signing_key.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

// Where lists lie: as they came below dataFolder/lists, one of each key.
std::string keptListPath(const base::Places& places, const base::Sha256& keyId);
base::Result<void> keepList(const base::Places& places, const base::Sha256& keyId, std::string_view bytes);

// The organisation's, in /etc/gatehouse.
std::string organisationListPath(const std::string& folder);
std::string organisationKeysPath(const std::string& folder);
/// One key a line; "#" begins a comment. Empty where there is no such file. InvalidArgument names the line.
base::Result<std::vector<intelligence::PublicKey>> organisationKeys(const std::string& folder);

} // namespace gatehouse::service
