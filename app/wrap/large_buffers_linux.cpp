// SPDX-License-Identifier: Apache-2.0
// Memory of many megabytes comes in large pages. A message of 16 MB passes through some 50 MB of buffers, and
// a fault for each 4 KB of them takes a fifth of the whole time. Only where the system has them for who asks,
// as Linux has by default.
#include "app/wrap/large_buffers.h"

#include <cstdint>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace {

constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20;

void askForLargePages(void* memory, std::size_t size)
{
    const auto begin = reinterpret_cast<std::uintptr_t>(memory);
    const auto first = (begin + kLargePage - 1) & ~(kLargePage - 1);
    const auto last = (begin + size) & ~(kLargePage - 1);
    if (first < last)
        ::madvise(
            reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE); // a wish: small ones do as well
}

void* allocate(std::size_t size)
{
    for (;;) {
        if (void* const memory = std::malloc(size > 0 ? size : 1)) {
            if (size >= gatehouse::wrap::kNotedBuffer)
                gatehouse::wrap::noteLargeBuffer();
            if (size >= gatehouse::wrap::kLargeBuffer)
                askForLargePages(memory, size);
            return memory;
        }
        const auto handler = std::get_new_handler();
        if (handler == nullptr)
            throw std::bad_alloc();
        handler();
    }
}

} // namespace

// The array forms of the standard library call these.
void* operator new(std::size_t size)
{
    return allocate(size);
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
