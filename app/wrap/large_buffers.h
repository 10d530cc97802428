// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::wrap {

/// Bytes from which on a buffer is mapped by itself: it comes in large pages (large_buffers_linux.cpp), and
/// goes back to the system as soon as it is free.
inline constexpr std::size_t kLargeBuffer = std::size_t{4} << 20;

} // namespace gatehouse::wrap
