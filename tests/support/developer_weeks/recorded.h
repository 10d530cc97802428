// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/developer_weeks/weeks.h"

namespace gatehouse::weeks {

/// What tests/data/behaviour/record.mjs recorded with a real server, without times; nothing where it cannot
/// be read.
std::vector<Call> recordedCalls(const std::string& file);

} // namespace gatehouse::weeks
