// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_blocks.h"

namespace gatehouse::inspect {

/// Where in blocks marks may stand (marks.h), as far as bit masks can tell: word n is of block n + 1 of
/// ByteBlocks.
struct MarkPlaces {
    using Row = std::array<std::uint64_t, ByteBlocks::kTogether>;

    Row numbers;
    Row ats;
    Row colons;
    Row dashes;
    Row dots;
};

/// Bit i: what stands `n` (1 … 63) behind byte i, or before it.
inline std::uint64_t ahead(std::uint64_t bits, std::uint64_t next, unsigned n)
{
    return (bits >> n) | (next << (ByteBlocks::kBytes - n));
}

inline std::uint64_t behind(std::uint64_t bits, std::uint64_t previous, unsigned n)
{
    return (bits << n) | (previous >> (ByteBlocks::kBytes - n));
}

/// Of numbers: six digits that follow each other, or what may stand between them.
inline constexpr unsigned kFewestMarked = 6;
/// Between the colons of an address.
inline constexpr unsigned kFarthestColon = 5;

} // namespace gatehouse::inspect
