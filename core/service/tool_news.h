// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/store/database.h"

#include <string>
#include <vector>

namespace gatehouse::service {

/// What an approved server was first seen to offer, of whose tools nobody has decided anything yet: a line
/// for the inbox. Leaving it as usual is a decision, too, and ends it.
struct ToolNews {
    std::string serverRef;
    std::string serverName;
    std::string client;
    int tools = 0;
    int readOnly = 0;               ///< by their own words, and nothing that they say is against it
    int risky = 0;                  ///< worth a second look
    std::vector<std::string> names; ///< of those, the first few

    bool operator==(const ToolNews&) const = default;
};

/// By the server's name; of more than kMaxToolNews the first.
inline constexpr std::size_t kMaxToolNews = 50;
base::Result<std::vector<ToolNews>> readToolNews(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions);

} // namespace gatehouse::service
