// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/gram_filter.h"

namespace gatehouse::inspect {

std::size_t filterGramsOneByOne(
    const std::uint64_t* filter, const char* letters, std::size_t bytes, std::uint16_t* places)
{
    std::size_t count = 0;
    // Written down without a branch, and what is none is written over: the processor would guess wrong each
    // time.
    const auto test = [&](std::size_t at) {
        const auto bit = filterBitOf(hashOf(foldedGramAt(letters + at)));
        places[count] = static_cast<std::uint16_t>(at);
        count += filter[bit >> 6U] >> (bit & 63U) & 1U;
    };
    std::size_t at = 0;
    for (; at + 4 * kStep <= bytes; at += 4 * kStep) {
        test(at);
        test(at + kStep);
        test(at + 2 * kStep);
        test(at + 3 * kStep);
    }
    for (; at < bytes; at += kStep)
        test(at);
    return count;
}

} // namespace gatehouse::inspect
