// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/block_readers.h"

#include <cstring>

namespace gatehouse::inspect {
namespace {

namespace plain {
constexpr std::size_t kBlocksAtOnce = 2;
#define GATEHOUSE_WAY [[gnu::always_inline]] inline
#include "core/inspect/find_places.def"
} // namespace plain

void readBytesPlainly(const char* text, std::size_t count, ByteBlocks& blocks, std::size_t first)
{
    for (std::size_t i = 0; i < count; ++i)
        blocks.read(first + i, text + i * ByteBlocks::kBytes);
}

void findPlacesPlainly(const ByteBlocks& blocks, std::size_t count, std::uint64_t& carry, MarkPlaces& places)
{
    plain::findMarkPlaces(blocks, count, carry, places);
}

void readTextPlainly(const char* text, std::size_t count, TextBlocks& blocks)
{
    for (std::size_t i = 0; i < count; ++i)
        blocks.set(i + 1, TextBlock(text + i * TextBlock::kBytes));
}

void findUnusualPlainly(
    const TextBlocks& blocks, std::size_t count, std::array<std::uint64_t, TextBlocks::kTogether>& unusual)
{
    plain::findUnusual(blocks, count, unusual);
}

} // namespace

BlockReaders plainBlockReaders()
{
    return {readBytesPlainly, findPlacesPlainly, readTextPlainly, findUnusualPlainly};
}

const BlockReaders& blockReaders()
{
    static const auto kFastest =
        wideBlockReaders().readBytes != nullptr ? wideBlockReaders() : plainBlockReaders();
    return kFastest;
}

} // namespace gatehouse::inspect
