// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/byte_blocks.h"
#include "core/inspect/mark_places.h"
#include "core/inspect/text_block.h"

#include <cstddef>

namespace gatehouse::inspect {

/// Ways to read blocks that follow each other. All say the same; the fastest needs a processor that has it.
struct BlockReaders {
    /// `count` blocks, from block `first` of `blocks` on.
    void (*readBytes)(const char* text, std::size_t count, ByteBlocks& blocks, std::size_t first) = nullptr;
    /// findMarkPlaces()
    void (*findPlaces)(
        const ByteBlocks& blocks, std::size_t count, std::uint64_t& carry, MarkPlaces& places) = nullptr;
    /// `count` blocks, from block 1 on.
    void (*readText)(const char* text, std::size_t count, TextBlocks& blocks) = nullptr;
    /// findUnusual(): where the words are not 0 something may be encoded; what they say beyond that means
    /// nothing. Word n is of block n + 1; `count` blocks, and up to three more, whose words mean nothing.
    void (*findUnusual)(const TextBlocks& blocks, std::size_t count,
        std::array<std::uint64_t, TextBlocks::kTogether>& unusual) = nullptr;
};

/// On any processor.
BlockReaders plainBlockReaders();
/// 32 bytes at once; null where this processor (x86 with AVX2) cannot.
BlockReaders wideBlockReaders();
/// The fastest that there are here.
const BlockReaders& blockReaders();

} // namespace gatehouse::inspect
