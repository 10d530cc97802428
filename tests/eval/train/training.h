// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/eval/train/learner.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace gatehouse::eval {

/// Numbers that look random and are the same on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed)
    {
    }
    std::uint64_t next();
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(next() % limit); }

private:
    std::uint64_t m_state;
};

/// Sources are held out in this many parts, one after the other.
inline constexpr std::size_t kFoldCount = 5;

/// The part that a source belongs to. Sources of one maker (`cisco-docs`, `cisco-mcp-scanner`) are in one:
/// they share words that others do not have.
std::size_t foldOf(std::string_view source);

/// Learns from `examples` (by their numbers). Sources count by the root of their size, attacks as much as all
/// else. Of a text with many windows the one counts that looks most like an attack: an attack is somewhere in
/// it, and what is none is so everywhere. Attacks are shown again inside ordinary text, and that text without
/// them.
Weights train(inspect::Head head, const std::vector<Example>& all, std::vector<std::size_t> examples,
    std::uint64_t seed);

} // namespace gatehouse::eval
