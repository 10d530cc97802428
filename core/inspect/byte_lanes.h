// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#if defined(__SSE2__)
#include <emmintrin.h>
#else
#include <array>
#endif

namespace gatehouse::inspect {

/// Sixteen bytes that are looked at together. What a question gives has all bits of a byte set where it is
/// so.
class ByteLanes {
public:
    static constexpr std::size_t kBytes = 16;

    explicit ByteLanes(const char* at);
    static ByteLanes all(char c);
    void store(char* at) const;

    ByteLanes is(char c) const;
    /// One of `count` bytes from `first` on.
    ByteLanes isWithin(char first, int count) const;
    /// A control character, or not ASCII.
    ByteLanes isControlOrHigh() const;

    ByteLanes operator|(ByteLanes other) const;
    ByteLanes operator&(ByteLanes other) const;
    /// What is here and not in `other`.
    ByteLanes without(ByteLanes other) const;
    /// Capital letters as small ones; other bytes are others then, too.
    ByteLanes small() const { return *this | all(0x20); }

    /// The highest bit of each byte, the first byte's lowest: of bytes as they are, those that are not ASCII.
    unsigned bits() const;

private:
#if defined(__SSE2__)
    explicit ByteLanes(__m128i lanes)
        : m_lanes(lanes)
    {
    }
    __m128i m_lanes;
#else
    ByteLanes() = default;
    template <typename Make>
    static ByteLanes made(Make make)
    {
        ByteLanes lanes;
        for (std::size_t i = 0; i < kBytes; ++i)
            lanes.m_lanes[i] = static_cast<std::uint8_t>(make(i));
        return lanes;
    }
    std::array<std::uint8_t, kBytes> m_lanes;
#endif
};

/// What `kind` says of the bytes at `at`, a bit for each: of `Bytes` of them, a multiple of 16, 64 at most.
template <std::size_t Bytes, typename Kind>
std::uint64_t bitsOf(const char* at, Kind kind)
{
    static_assert(Bytes % ByteLanes::kBytes == 0 && Bytes <= 64);
    // Written out: a loop costs half as much again.
    return [&]<std::size_t... I>(std::index_sequence<I...>)
    {
        return (
            (std::uint64_t{kind(ByteLanes(at + ByteLanes::kBytes * I)).bits()} << (ByteLanes::kBytes * I)) |
            ...);
    }
    (std::make_index_sequence<Bytes / ByteLanes::kBytes>());
}

#if defined(__SSE2__)

inline ByteLanes::ByteLanes(const char* at)
    : m_lanes(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)))
{
}

inline ByteLanes ByteLanes::all(char c)
{
    return ByteLanes(_mm_set1_epi8(c));
}

inline void ByteLanes::store(char* at) const
{
    _mm_storeu_si128(reinterpret_cast<__m128i*>(at), m_lanes);
}

inline ByteLanes ByteLanes::is(char c) const
{
    return ByteLanes(_mm_cmpeq_epi8(m_lanes, _mm_set1_epi8(c)));
}

inline ByteLanes ByteLanes::isWithin(char first, int count) const
{
    // Bytes are compared as signed: moved so that the range becomes the lowest numbers, one comparison tells
    // of both its ends.
    const auto moved = _mm_add_epi8(m_lanes, _mm_set1_epi8(static_cast<char>(-128 - first)));
    return ByteLanes(_mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count))));
}

inline ByteLanes ByteLanes::isControlOrHigh() const
{
    return ByteLanes(_mm_cmplt_epi8(m_lanes, _mm_set1_epi8(' '))); // signed
}

inline ByteLanes ByteLanes::operator|(ByteLanes other) const
{
    return ByteLanes(_mm_or_si128(m_lanes, other.m_lanes));
}

inline ByteLanes ByteLanes::operator&(ByteLanes other) const
{
    return ByteLanes(_mm_and_si128(m_lanes, other.m_lanes));
}

inline ByteLanes ByteLanes::without(ByteLanes other) const
{
    return ByteLanes(_mm_andnot_si128(other.m_lanes, m_lanes));
}

inline unsigned ByteLanes::bits() const
{
    return static_cast<unsigned>(_mm_movemask_epi8(m_lanes));
}

#else

inline ByteLanes::ByteLanes(const char* at)
{
    std::memcpy(m_lanes.data(), at, kBytes);
}

inline ByteLanes ByteLanes::all(char c)
{
    return made([c](std::size_t) { return static_cast<unsigned char>(c); });
}

inline void ByteLanes::store(char* at) const
{
    std::memcpy(at, m_lanes.data(), kBytes);
}

inline ByteLanes ByteLanes::is(char c) const
{
    return made([&](std::size_t i) { return m_lanes[i] == static_cast<unsigned char>(c) ? 0xFF : 0; });
}

inline ByteLanes ByteLanes::isWithin(char first, int count) const
{
    return made([&](std::size_t i) {
        return static_cast<std::uint8_t>(m_lanes[i] - static_cast<unsigned char>(first)) < count ? 0xFF : 0;
    });
}

inline ByteLanes ByteLanes::isControlOrHigh() const
{
    return made([&](std::size_t i) { return m_lanes[i] < ' ' || m_lanes[i] >= 0x80 ? 0xFF : 0; });
}

inline ByteLanes ByteLanes::operator|(ByteLanes other) const
{
    return made([&](std::size_t i) { return m_lanes[i] | other.m_lanes[i]; });
}

inline ByteLanes ByteLanes::operator&(ByteLanes other) const
{
    return made([&](std::size_t i) { return m_lanes[i] & other.m_lanes[i]; });
}

inline ByteLanes ByteLanes::without(ByteLanes other) const
{
    return made([&](std::size_t i) { return m_lanes[i] & ~other.m_lanes[i]; });
}

inline unsigned ByteLanes::bits() const
{
    unsigned bits = 0;
    for (unsigned i = 0; i < kBytes; ++i)
        bits |= unsigned{m_lanes[i]} >> 7U << i;
    return bits;
}

#endif

} // namespace gatehouse::inspect
