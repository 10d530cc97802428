// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace gatehouse::test {

/// How long hostile texts are. What is not linear needs minutes for a megabyte; under a sanitizer everything
/// is some twenty times slower, and the memory that is looked at is the same in a sixteenth.
/// Of tens of thousands of pairs every seventeenth is tried there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int kHostileBytes = 1 << 16;
inline constexpr std::size_t kEveryNth = 17;
#else
inline constexpr int kHostileBytes = 1 << 20;
inline constexpr std::size_t kEveryNth = 1;
#endif

} // namespace gatehouse::test
