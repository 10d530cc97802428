// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// How often the rarest four bytes of `text` stand in a million bytes of code or English, by the pairs in
/// them; case does not matter.
double byteRate(std::string_view text);
/// Where in `text` they begin: at `first` or so many `step`s behind it. None where it ends before.
std::optional<std::size_t> rarestGram(std::string_view text, std::size_t first = 0, std::size_t step = 1);

} // namespace gatehouse::inspect
