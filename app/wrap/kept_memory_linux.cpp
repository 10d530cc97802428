// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/large_buffers.h"

#include <atomic>
#include <malloc.h>

namespace gatehouse::wrap {
namespace {

constexpr int kMostKept = 96 << 20;    // more than a message of the largest size takes: it is all kept
constexpr int kMappedAlone = 32 << 20; // the most that mallopt(3) takes
constexpr std::size_t kAlwaysKept = std::size_t{1} << 20;

std::atomic<bool> g_hasUsedLargeBuffer = false; // the allocator knows no guard

} // namespace

void noteLargeBuffer()
{
    g_hasUsedLargeBuffer.store(true, std::memory_order_relaxed);
}

void keepFreedMemory()
{
    // Fixed: else they follow what was freed last.
    ::mallopt(M_MMAP_THRESHOLD, kMappedAlone);
    ::mallopt(M_TRIM_THRESHOLD, kMostKept);
}

void giveBackMemory()
{
    ::malloc_trim(kAlwaysKept);
}

bool hasUsedLargeBuffer()
{
    const bool hasUsed = g_hasUsedLargeBuffer.load(std::memory_order_relaxed);
    if (hasUsed) // asked in each turn, and nearly never so
        g_hasUsedLargeBuffer.store(false, std::memory_order_relaxed);
    return hasUsed;
}

} // namespace gatehouse::wrap
