// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/model/session_event.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::journal {

inline constexpr std::uint64_t kLineVersion = 1;
/// No line is longer: the writer caps what it is given, the reader calls a longer one damaged.
inline constexpr std::size_t kMaxLineBytes = std::size_t{128} << 20;

/// Appends the event as one line, without its newline. Members in the order of
/// resources/schemas/journal.schema.json, empty ones left out; texts that are too long are cut.
void appendLine(
    std::string& out, const model::SessionEvent& event, std::uint64_t sequence, const base::Sha256& previous);

/// A line and its place in the chain.
struct ParsedLine {
    model::SessionEvent event;
    base::Sha256 previous{};
};
base::Result<ParsedLine> parseLine(std::string_view line);

} // namespace gatehouse::journal
