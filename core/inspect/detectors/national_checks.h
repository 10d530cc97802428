// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gatehouse::inspect::national {

// What the authorities of countries say about their numbers: check digits, dates, parts that are not given
// out. Each takes the number without signs, letters as capitals, in the shape that national_ids.def says.

#define GATEHOUSE_NATIONAL_ID(rule, country, shape, check, plain, grouped, named, sentence)                  \
    bool is##check(std::string_view id);
#include "core/inspect/detectors/national_ids.def"
#undef GATEHOUSE_NATIONAL_ID

} // namespace gatehouse::inspect::national
