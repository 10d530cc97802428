// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::policy {

// The snapshot on disk: a header, then tables of fixed-size numbers, then the rows they point at.
//   magic (8) · checksum (8, SipHash-2-4 over all that follows) · format (4) · tables (4) · generation (8)
//   one (offset 8, count 8) for each Table · then the tables and rows
// A row table holds (offset 8, size 8) for each row; an index table holds row numbers (4), sorted by the
// row's key.
inline constexpr std::string_view kSnapshotMagic = "GHSNAP\r\n";
inline constexpr std::uint32_t kSnapshotFormat = 7;
inline constexpr std::size_t kChecksumOffset = 8;
inline constexpr std::size_t kChecksummedFrom = 16;
inline constexpr std::size_t kHeaderBytes = 32;
inline constexpr std::size_t kTableBytes = 16;
inline constexpr std::size_t kRowBytes = 16;
inline constexpr std::size_t kMaxSnapshotBytes = std::size_t{256} << 20;

enum class Table : std::uint32_t {
    Fixed,             // one row: settings, the command-line program
    Sources,           // rows
    Entries,           // rows, sorted by ref
    Decisions,         // rows
    DecisionsByDigest, // index
    DecisionsByEntry,  // index, newest first within an entry
    Patterns,          // index of decisions that have one
    ToolRules,         // rows, sorted by the server's ref
    Count
};

} // namespace gatehouse::policy
