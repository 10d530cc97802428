// SPDX-License-Identifier: Apache-2.0
#include "core/base/lookalikes.h"

#include <algorithm>
#include <array>

namespace gatehouse::base {
namespace {

struct Lookalike {
    std::uint32_t codePoint;
    char letter;
};

constexpr auto kLookalikes = std::to_array<Lookalike>({
#define GATEHOUSE_LOOKALIKE(codePoint, letter) {codePoint, letter},
#include "core/base/lookalikes.def"
#undef GATEHOUSE_LOOKALIKE
});
static_assert(std::ranges::is_sorted(kLookalikes, {}, &Lookalike::codePoint));

} // namespace

char latinLookalike(std::uint32_t c)
{
    if (c < kLookalikes.front().codePoint || c > kLookalikes.back().codePoint)
        return 0;
    const auto found = std::ranges::lower_bound(kLookalikes, c, {}, &Lookalike::codePoint);
    return found != kLookalikes.end() && found->codePoint == c ? found->letter : '\0';
}

char asciiLookalike(std::uint32_t c)
{
    constexpr std::uint32_t kFullWidth = 0xFF01;
    constexpr std::uint32_t kFullWidthEnd = 0xFF5E;
    if (c >= kFullWidth && c <= kFullWidthEnd)
        return static_cast<char>(c - kFullWidth + '!');
    return latinLookalike(c);
}

} // namespace gatehouse::base
