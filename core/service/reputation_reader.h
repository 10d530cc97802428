// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/reputation.h"

#include <map>
#include <string>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

/// The reputation of every server that the books know anything of, by the ref of its entry. Computed anew
/// from what is stored, each time: there is no score that could be older than its evidence.
base::Result<std::map<std::string, model::Reputation>> readReputations(
    store::Database& database, base::UnixMilliseconds now);

} // namespace gatehouse::service
