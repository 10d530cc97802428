// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::inspect {

/// `value` as an SQL parser sees it: comments inside are spaces, `+` of forms too, runs of spaces one space,
/// curly quotes straight. Small letters stay small.
std::string sqlWords(std::string_view value);

/// True where it is SQL from its beginning, as a parameter for SQL holds it.
bool isSqlStatement(std::string_view sql);

/// How many signs there are that `sql` is meant to be put into other SQL: conditions that are always true,
/// another statement, a union, delays and errors, a comment that cuts the rest off.
int sqlSigns(std::string_view sql);

} // namespace gatehouse::inspect
