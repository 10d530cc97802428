// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace gatehouse::base {

using Sha256State = std::array<std::uint32_t, 8>;

/// Whether this processor has instructions for SHA-256. A journal line costs half with them, a large
/// program's hash a fifth.
bool hasSha256Instructions();

/// Folds blocks of 64 bytes into `state`. Only where hasSha256Instructions.
void foldSha256Blocks(Sha256State& state, const unsigned char* blocks, std::size_t count);

} // namespace gatehouse::base
