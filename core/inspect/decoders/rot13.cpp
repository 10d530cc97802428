// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/common_words.h"
#include "core/inspect/decoders/decoders.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

char rotated(char c)
{
    const bool isFirstHalf = (c | 0x20) >= 'a' && (c | 0x20) <= 'm';
    const bool isSecondHalf = (c | 0x20) >= 'n' && (c | 0x20) <= 'z';
    return static_cast<char>(isFirstHalf ? c + 13 : isSecondHalf ? c - 13 : c);
}

} // namespace

/// Nothing where it is not English that comes out, or English already.
std::size_t decodeRot13Run(std::string_view run, std::size_t offset, DecodedText& out)
{
    constexpr std::size_t kFewestWords = 2;
    std::string text(run);
    std::ranges::transform(text, text.begin(), rotated);
    const auto words = countCommonWords(text);
    if (words >= kFewestWords && words > 2 * countCommonWords(run))
        out.copy(text, offset);
    return run.size();
}

} // namespace gatehouse::inspect
