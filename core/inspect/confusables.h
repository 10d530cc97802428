// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gatehouse::inspect {

/// The ASCII letter that `c`, a letter of another script, looks like in common fonts; 0: none. Compatibility
/// forms (Ａ, 𝐀) are not here: folding has turned them into their letters.
char latinLookalike(std::uint32_t c);

} // namespace gatehouse::inspect
