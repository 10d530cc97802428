// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::inspect {

/// Decodes base64 (RFC 4648, both alphabets, padding or none); nothing where a letter is of neither, or one
/// is left over.
std::optional<std::string> decodeBase64(std::string_view text);

} // namespace gatehouse::inspect
