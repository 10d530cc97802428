// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gatehouse::inspect {

/// The first bytes of a word as one number, with noughts behind a shorter one: most words are told apart by
/// it.
class WordStart {
public:
    static constexpr std::size_t kBytes = 8;

    constexpr WordStart() = default;
    constexpr explicit WordStart(std::string_view word)
    {
        for (std::size_t i = 0; i < std::min(word.size(), kBytes); ++i)
            m_bytes |= std::uint64_t{static_cast<unsigned char>(word[i])} << (8 * i);
    }
    /// `bytes`: eight, with noughts behind a shorter word.
    static WordStart ofPadded(const char* bytes)
    {
        static_assert(std::endian::native == std::endian::little, "words are compared as they are read");
        WordStart start;
        std::memcpy(&start.m_bytes, bytes, kBytes);
        return start;
    }
    /// Whether the first `count` bytes are the same.
    constexpr bool isAs(WordStart other, std::size_t count) const
    {
        const auto differing = m_bytes ^ other.m_bytes;
        return count >= kBytes ? differing == 0 : (differing & ((std::uint64_t{1} << (8 * count)) - 1)) == 0;
    }

private:
    std::uint64_t m_bytes = 0;
};

} // namespace gatehouse::inspect
