// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/list_requests.h"

#include <QString>

#include <utility>
#include <vector>

namespace gatehouse::text {

using ListFacts = std::vector<std::pair<QString, QString>>; ///< captions and values

/// What a list is and holds.
ListFacts listFacts(const service::ListPreview& preview);
ListFacts listFacts(const intelligence::TableSource& list);

/// "Taken: “Title”, number 7. 1 server was stopped."
QString listOutcome(const service::ListPreview& preview);

} // namespace gatehouse::text
