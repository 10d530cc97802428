// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gatehouse::inspect {

/// True where `text` begins with a token of provider_tokens.def.
bool isProviderToken(std::string_view text);

} // namespace gatehouse::inspect
