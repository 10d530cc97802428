// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace gatehouse::base {

/// `bytes` random bytes of the operating system as lower-case hexadecimal. Never fails: without randomness it
/// ends the program.
std::string randomHex(std::size_t bytes);

} // namespace gatehouse::base
