// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/records.h"

#include <string>
#include <string_view>

namespace gatehouse::clients {

/// A record as JSON text (resources/schemas/protection-record.schema.json). Internal where a member is not
/// UTF-8.
base::Result<std::string> recordToJson(const Record& record);
/// RecordDamaged names what is missing or of a wrong type; unknown members are ignored.
base::Result<Record> recordFromJson(std::string_view text);

} // namespace gatehouse::clients
