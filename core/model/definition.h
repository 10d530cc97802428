// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::model {

/// What a server says once and a client takes for granted afterwards.
enum class DefinitionKind : std::uint8_t { Tool, Prompt, ResourceTemplate, Instructions };

inline constexpr std::size_t kDefinitionKinds = 4;

std::string_view toText(DefinitionKind kind); // "tool", "prompt", "resource-template", "instructions"
bool fromText(std::string_view text, DefinitionKind& kind);

} // namespace gatehouse::model
