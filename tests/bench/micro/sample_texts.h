// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace gatehouse::bench {

/// Kinds of text that benchmarks go over.
enum class TextKind : std::uint8_t {
    Code,    ///< Gatehouse's own
    Json,    ///< rows as a server's database or ticket system answers them, full of ids
    Prose,   ///< Gatehouse's documents
    Scripts, ///< sentences in other scripts than Latin
    Persons, ///< rows with phones, e-mail and IP addresses, nearly all marks
    Count,
};

const char* nameOf(TextKind kind);

inline constexpr std::size_t kTextBytes = std::size_t{1} << 20;

/// kTextBytes of it.
const std::string& sampleText(TextKind kind);

} // namespace gatehouse::bench
