// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <algorithm>
#include <cstddef>

namespace gatehouse::inspect {

/// Windows of a text that the model judges: [0, 480), [240, 720) … What is shorter than half a window stands
/// whole in one of them.
inline constexpr std::size_t kWindowBytes = 480;
inline constexpr std::size_t kWindowStep = 240;

/// How many windows a text of `bytes` has: one at least, and none that another holds.
constexpr std::size_t windowCount(std::size_t bytes)
{
    return bytes <= kWindowBytes ? 1 : (bytes - kWindowBytes + kWindowStep - 1) / kWindowStep + 1;
}

constexpr Span windowAt(std::size_t number, std::size_t bytes)
{
    const auto begin = number * kWindowStep;
    return {begin, std::min(begin + kWindowBytes, bytes)};
}

} // namespace gatehouse::inspect
