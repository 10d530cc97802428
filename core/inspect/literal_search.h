// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/literal_table.h"
#include "core/inspect/source_map.h"

#include <string_view>
#include <vector>

namespace gatehouse::inspect {

struct LiteralHit {
    const Literal* literal;
    std::size_t begin;
};

/// Adds all literals whose gram begins in `block` of `text`, in the order of those grams. `block` begins at
/// an even place and has kLiteralBlock bytes at most. Linear: two bytes cost one look at a filter, and what
/// passes it is compared.
void findLiterals(
    const LiteralTable& table, std::string_view text, Span block, std::vector<LiteralHit>& hits);

inline constexpr std::size_t kLiteralBlock = 4096; ///< the most that is searched at once

} // namespace gatehouse::inspect
