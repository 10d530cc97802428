// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// Where one text may differ from another.
struct ChangedRegion {
    Span old;
    Span now;
};

/// Whole lines, in the order of the texts: everything in front of, between and behind them is equal.
std::vector<ChangedRegion> changedLines(std::string_view before, std::string_view after);
/// The same where it is known what was replaced in `before`. Replacements that do not make `after` of it are
/// as good as none: what is shown must be true whatever the caller believes to have done.
std::vector<ChangedRegion> changedLines(
    std::string_view before, std::string_view after, const std::vector<Replacement>& made);

/// Behind the line of `at`.
std::size_t endOfLine(std::string_view text, std::size_t at);
std::size_t beginOfLine(std::string_view text, std::size_t at);

} // namespace gatehouse::clients
