// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::jsonrpc {

/// What an escape stands for.
struct DecodedEscape {
    std::uint32_t codePoint = 0; ///< a surrogate where it stands without its other half
    std::size_t length = 0;      ///< bytes, both halves of a pair

    bool isLoneSurrogate() const { return codePoint >= 0xD800 && codePoint <= 0xDFFF; }
};

/// The escape whose backslash stands at `at`, pairs of surrogates joined. For strings that are JSON; of
/// others, what is no escape of JSON is the character behind the backslash, or the backslash where it is the
/// last.
DecodedEscape decodeEscape(std::string_view text, std::size_t at);

} // namespace gatehouse::jsonrpc
