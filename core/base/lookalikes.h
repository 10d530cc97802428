// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gatehouse::base {

/// The ASCII letter that `c`, a letter of another script, looks like in common fonts; 0: none. Compatibility
/// forms (Ａ, 𝐀) are not here: folding turns them into their letters.
char latinLookalike(std::uint32_t c);

/// The same for whoever does not fold: full-width forms of ASCII are their characters, too.
char asciiLookalike(std::uint32_t c);

} // namespace gatehouse::base
