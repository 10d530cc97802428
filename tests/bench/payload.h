// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::bench {

/// What tool results look like to a scanner: never a repeated character, always the same for the same
/// arguments.
enum class PayloadKind { Code, Json, Prose };

/// False where `text` names no kind.
bool payloadKindFrom(std::string_view text, PayloadKind& kind);

/// The inside of a JSON string literal (escapes included) of `bytes` bytes.
std::string makePayload(PayloadKind kind, std::size_t bytes, std::uint32_t seed);

} // namespace gatehouse::bench
