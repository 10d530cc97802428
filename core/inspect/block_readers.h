// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_block.h"
#include "core/inspect/text_block.h"

#include <cstddef>

namespace gatehouse::inspect {

/// Ways to read blocks that follow each other. All say the same; the fastest needs a processor that has it.
struct BlockReaders {
    void (*readBytes)(const char* text, std::size_t count, ByteBlock* blocks) = nullptr;
    void (*readText)(const char* text, std::size_t count, TextBlock* blocks) = nullptr;
};

/// On any processor.
BlockReaders plainBlockReaders();
/// 32 bytes at once; null where this processor (x86 with AVX2) cannot.
BlockReaders wideBlockReaders();
/// The fastest that there are here.
const BlockReaders& blockReaders();

/// Blocks that are read together: enough that choosing the way costs nothing, few enough for the stack.
inline constexpr std::size_t kBlocksTogether = 16;

} // namespace gatehouse::inspect
