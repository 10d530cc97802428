// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::jsonrpc {

/// Longer pointers are cut there; the byte span beside them is exact in any case.
inline constexpr std::size_t kMaxPointerBytes = 4096;

/// The JSON pointers (RFC 6901) of the tokens that start at `offsets`, which are in ascending order: of
/// values, or of keys, whose pointer is that of their member. In one pass over accepted text, for all of them
/// together: whoever looks for something need not keep track of where he is. Empty where no token starts at
/// an offset.
std::vector<std::string> pointersTo(std::string_view text, std::span<const std::size_t> offsets);

} // namespace gatehouse::jsonrpc
