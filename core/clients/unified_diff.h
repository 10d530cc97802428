// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::clients {

/// The difference of two texts as `diff -u` writes it (three lines of context), with `path` in both headers;
/// empty where they are equal. Lines end at LF only, so a CR stays visible to who looks for it.
std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view path);

} // namespace gatehouse::clients
