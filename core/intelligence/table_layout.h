// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::intelligence {

// The file: magic (8) · format (4) · parts (4) · one (offset 8, count 8) for each part · parts and rows.
// An index is (key 8, offset 8, size 8) for each row, sorted by key; a list is the same with keys 0. A row is
// checksum (8, SipHash-2-4) · bytes.
inline constexpr std::string_view kTableMagic = "GHTABLE\n";
inline constexpr std::uint32_t kTableFormat = 1;
inline constexpr std::size_t kTableHeaderBytes = 16;
inline constexpr std::size_t kPartBytes = 16;
inline constexpr std::size_t kSlotBytes = 24;
inline constexpr std::size_t kRowChecksumBytes = 8;
inline constexpr std::size_t kMaxTableBytes = std::size_t{512} << 20;

enum class Part : std::uint32_t { Sources, Rules, Names, Advisories, Hashes, Count };

/// Of a row, and of what a row is found by. No secret: it tells damage and spreads keys.
std::uint64_t shortHash(std::string_view bytes);
std::uint64_t packageKey(std::uint8_t ecosystem, std::string_view package);

} // namespace gatehouse::intelligence
