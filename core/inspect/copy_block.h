// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// What of 64 bytes cannot be copied as it is: one bit a byte.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gatehouse::inspect {

struct CopyBlock {
    static constexpr std::size_t kBytes = 64;

    std::uint64_t backslashes = 0;
    std::uint64_t blanks = 0; ///< tab, line feed and carriage return
    std::uint64_t others = 0; ///< other control characters, DEL, and what is not ASCII

    explicit CopyBlock(const char* at);
    /// For every machine; the oracle of the others.
    static CopyBlock bytewise(const char* at);

private:
    CopyBlock() = default;
};

inline CopyBlock CopyBlock::bytewise(const char* at)
{
    CopyBlock block;
    for (unsigned i = 0; i < kBytes; ++i) {
        const auto byte = static_cast<unsigned char>(at[i]);
        const bool isBlank = byte == '\t' || byte == '\n' || byte == '\r';
        block.backslashes |= std::uint64_t{byte == '\\'} << i;
        block.blanks |= std::uint64_t{isBlank} << i;
        block.others |= std::uint64_t{!isBlank && (byte < 0x20 || byte >= 0x7F)} << i;
    }
    return block;
}

#if defined(__SSE2__)

inline CopyBlock::CopyBlock(const char* at)
{
    const auto bits = [](__m128i hits) {
        return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(hits))};
    };
    const auto all = [&](auto of) {
        return bits(of(0)) | bits(of(16)) << 16 | bits(of(32)) << 32 | bits(of(48)) << 48;
    };
    const auto bytesAt = [at](unsigned offset) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + offset));
    };
    backslashes = all([&](unsigned offset) { return _mm_cmpeq_epi8(bytesAt(offset), _mm_set1_epi8('\\')); });
    // Bytes are compared as signed: what is not ASCII is negative and so less than a space, too.
    others = all([&](unsigned offset) {
        const auto bytes = bytesAt(offset);
        return _mm_or_si128(
            _mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)));
    });
    if (others == 0)
        return; // as nearly always in a token, where line ends are escapes
    blanks = all([&](unsigned offset) {
        const auto is = [bytes = bytesAt(offset)](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
        return _mm_or_si128(_mm_or_si128(is('\t'), is('\n')), is('\r'));
    });
    others &= ~blanks;
}

#else

inline CopyBlock::CopyBlock(const char* at)
    : CopyBlock(bytewise(at))
{
}

#endif

} // namespace gatehouse::inspect
