// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/block_readers.h"

namespace gatehouse::inspect {
namespace {

template <typename Block>
void read(const char* text, std::size_t count, Block* blocks)
{
    for (std::size_t i = 0; i < count; ++i)
        blocks[i] = Block(text + i * Block::kBytes);
}

} // namespace

BlockReaders plainBlockReaders()
{
    return {read<ByteBlock>, read<TextBlock>};
}

const BlockReaders& blockReaders()
{
    static const auto kFastest =
        wideBlockReaders().readBytes != nullptr ? wideBlockReaders() : plainBlockReaders();
    return kFastest;
}

} // namespace gatehouse::inspect
