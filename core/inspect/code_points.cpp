// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/code_points.h"

#include "core/base/lookalikes.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>

namespace gatehouse::inspect {
namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

template <std::size_t size>
bool isIn(const std::array<Range, size>& ranges, std::uint32_t c)
{
    return std::ranges::any_of(
        ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

const utf8proc_property_t& propertyOf(std::uint32_t c)
{
    return *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
}

bool isPictograph(std::uint32_t c)
{
    return c >= 0xA9 && propertyOf(c).boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool isIdeograph(std::uint32_t c)
{
    static constexpr std::array<Range, 4> kIdeographs{
        {{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x323AF}}};
    return isIn(kIdeographs, c);
}

/// Latin, Greek or Cyrillic.
bool isOfLatinKind(std::uint32_t c)
{
    return c < 0x0530 || (c >= 0x1E00 && c <= 0x1FFF);
}

} // namespace

bool isEmojiPart(std::uint32_t c)
{
    const bool isSkinTone = c >= 0x1F3FB && c <= 0x1F3FF;
    const bool isRegional = c >= 0x1F1E6 && c <= 0x1F1FF;
    return isSkinTone || isRegional || c == 0x20E3 || c == kEmojiPresentation || c == kCancelTag ||
        isPictograph(c);
}

bool hasVariants(std::uint32_t c)
{
    const bool isKeycap = (c >= '0' && c <= '9') || c == '#' || c == '*';
    const bool isSign = c >= 0x2190 && c <= 0x2BFF; // arrows, mathematics, technical, shapes
    const bool isHalfWidth = c >= 0x3000 && c <= 0x303F;
    return isKeycap || isSign || isHalfWidth || isIdeograph(c) || isPictograph(c) ||
        (c >= 0xFF00 && c <= 0xFF65) || (c >= 0x1000 && c <= 0x109F) || (c >= 0xA840 && c <= 0xA877) ||
        (c >= 0x1F1E6 && c <= 0x1FAFF);
}

bool usesJoiners(std::uint32_t c)
{
    static constexpr std::array<Range, 8> kScripts{{{0x0600, 0x08FF}, // Arabic, Syriac, Thaana, N'Ko …
        {0x0900, 0x0DFF},                                             // of India
        {0x0F00, 0x109F},                                             // Tibetan, Burmese
        {0x1780, 0x18AF},                                             // Khmer, Mongolian
        {0xA840, 0xABFF}, {0xFB50, 0xFEFC}, {0x11000, 0x114DF}, {0x10A00, 0x10BFF}}};
    return isIn(kScripts, c);
}

bool breaksAtZeroWidthSpace(std::uint32_t c)
{
    static constexpr std::array<Range, 6> kScripts{{{0x0E00, 0x0EFF}, {0x0F00, 0x109F}, {0x1780, 0x17FF},
        {0x1950, 0x1AAF}, {0x3000, 0x30FF}, {0x4E00, 0x9FFF}}};
    return isIn(kScripts, c);
}

bool isRightToLeft(std::uint32_t c)
{
    if (c < 0x0590)
        return false;
    const auto direction = propertyOf(c).bidi_class;
    return direction == UTF8PROC_BIDI_CLASS_R || direction == UTF8PROC_BIDI_CLASS_AL ||
        direction == UTF8PROC_BIDI_CLASS_AN;
}

bool isTag(std::uint32_t c)
{
    return c >= 0xE0000 && c <= kCancelTag;
}

bool isVariationSelector(std::uint32_t c)
{
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x180B && c <= 0x180D) ||
        c == 0x180F;
}

bool isDirectionMark(std::uint32_t c)
{
    return c == 0x200E || c == 0x200F || c == 0x061C;
}

bool isBidiControl(std::uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool isZeroWidth(std::uint32_t c)
{
    static constexpr std::array<Range, 10> kInvisible{{{0x00AD, 0x00AD}, // soft hyphen
        {0x034F, 0x034F}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180E, 0x180E}, {0x200B, 0x200D},
        {0x2060, 0x2064}, {0x206A, 0x206F}, {0x3164, 0x3164}, {0xFEFF, 0xFEFF}}};
    if (c < 0x2000)
        return c == 0x00AD || (c >= 0x034F && isIn(kInvisible, c));
    return isIn(kInvisible, c) || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) ||
        (c >= 0x1BCA0 && c <= 0x1BCA3) || (c >= 0x1D173 && c <= 0x1D17A);
}

bool isControl(std::uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c <= 0x9F);
}

bool isAccent(std::uint32_t c)
{
    static constexpr std::array<Range, 6> kMarks{{{0x0300, 0x036F}, {0x0483, 0x0489}, {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF}, {0x20D0, 0x20F0}, {0xFE20, 0xFE2F}}};
    return c >= 0x0300 && c != 0x034F && isIn(kMarks, c) && c != 0x20E3;
}

bool isAsciiLetter(std::uint32_t c)
{
    return (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z';
}

namespace {

std::size_t decompose(std::uint32_t c, std::span<std::uint32_t, kMaxFolded> out)
{
    out[0] = c;
    const auto type = propertyOf(c).decomp_type;
    if (propertyOf(c).decomp_seqindex == UINT16_MAX)
        return 1;
    std::array<utf8proc_int32_t, kMaxFolded> parts{};
    int lastBoundClass = 0;
    const auto wrote = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(),
        static_cast<utf8proc_ssize_t>(parts.size()),
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT), &lastBoundClass);
    if (wrote <= 0 || wrote > static_cast<utf8proc_ssize_t>(parts.size()))
        return 1;
    const auto base = static_cast<std::uint32_t>(parts[0]);
    const bool isCompatible = type != 0; // 0: canonical, a letter with its marks
    if (!isCompatible && !isOfLatinKind(base))
        return 1;
    std::size_t count = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(wrote); ++i) {
        const auto part = static_cast<std::uint32_t>(parts[i]);
        if (i == 0 || !isAccent(part))
            out[count++] = part;
    }
    return count;
}

bool isInvisible(std::uint32_t c)
{
    return isControl(c) || isZeroWidth(c) || isDirectionMark(c) || isBidiControl(c) || isTag(c) ||
        isVariationSelector(c);
}

} // namespace

SimpleForms::SimpleForms()
{
    std::array<std::uint32_t, kMaxFolded> parts{};
    for (std::uint32_t c = 0; c < kEndOfKept; ++c) {
        if (isInvisible(c) || isAccent(c))
            continue;
        const auto count = isPlainScript(c) ? std::size_t{1} : decompose(c, parts);
        const auto form = isPlainScript(c) ? c : parts[0];
        if (count == 1 && form < kIsLookalike)
            m_kept[c] = static_cast<std::uint16_t>(form | (base::latinLookalike(c) != 0 ? kIsLookalike : 0U));
    }
}

const SimpleForms& SimpleForms::get()
{
    static const SimpleForms kForms;
    return kForms;
}

SimpleForm SimpleForms::ofOthers(std::uint32_t c)
{
    const bool isItself = propertyOf(c).decomp_seqindex == UINT16_MAX && !isInvisible(c) && !isAccent(c) &&
        base::latinLookalike(c) == 0;
    return {isItself ? c : 0, false};
}

std::size_t fold(std::uint32_t c, std::span<std::uint32_t, kMaxFolded> out)
{
    out[0] = c;
    if (c < 0x80)
        return 1;
    const auto form = SimpleForms::get().of(c).codePoint;
    if (form == 0)
        return decompose(c, out);
    out[0] = form;
    return 1;
}

} // namespace gatehouse::inspect
