// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// The difference of two texts as `diff -u` writes it (three lines of context), with `path` in both headers;
/// empty where they are equal. Lines end at LF only, so a CR stays visible to who looks for it.
std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view path);

/// The same where it is known what was replaced in `before`: lines are made only of what was, so that a few
/// changes in a large file cost little more than comparing its bytes. Replacements that do not make `after`
/// of it are as good as none.
std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view path,
    const std::vector<Replacement>& made);

} // namespace gatehouse::clients
