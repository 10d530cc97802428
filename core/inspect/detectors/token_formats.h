// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/token_text.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

enum class TokenCheck : std::uint8_t { Random, Crc32 };

/// Tokens that begin with a prefix, with as many letters of an alphabet behind it.
struct TokenFormat {
    std::string_view prefix;
    Alphabet alphabet;
    std::size_t fewest;
    std::size_t most;
    TokenCheck check;
};

/// The rows of provider_tokens.def, in their order.
inline constexpr auto kTokenFormats = std::to_array<TokenFormat>({
#define GATEHOUSE_TOKEN(id, prefix, alphabet, fewest, most, check, sentence)                                 \
    {prefix, Alphabet::alphabet, fewest, most, TokenCheck::check},
#include "core/inspect/detectors/provider_tokens.def"
#undef GATEHOUSE_TOKEN
});

/// True where these letters, which stand behind the prefix, look drawn by lot. `secret`: of the format's
/// alphabet.
bool looksDrawn(const TokenFormat& format, std::string_view secret);

} // namespace gatehouse::inspect
