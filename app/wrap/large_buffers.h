// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::wrap {

/// Bytes from which on a buffer comes in large pages (large_buffers_linux.cpp).
inline constexpr std::size_t kLargeBuffer = std::size_t{4} << 20;
/// Bytes from which on one is a reason to give memory back afterwards.
inline constexpr std::size_t kNotedBuffer = std::size_t{1} << 20;

/// To be called first: what is freed is kept for the next message, since filling fresh pages is a tenth of
/// the time that 16 MB take. It is given back by giveBackMemory(), when no more of that kind have come.
void keepFreedMemory();
/// All that is free goes back to the system, but for a megabyte.
void giveBackMemory();
/// Whether a buffer of kNotedBuffer or more was asked for since the last call.
bool hasUsedLargeBuffer();
/// For the allocator.
void noteLargeBuffer();

} // namespace gatehouse::wrap
