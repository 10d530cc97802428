// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace gatehouse::inspect {

// Properties of single characters (Unicode 15), as far as they decide what of a text is visible and ordinary.

inline constexpr std::uint32_t kZeroWidthSpace = 0x200B;
inline constexpr std::uint32_t kZeroWidthNonJoiner = 0x200C;
inline constexpr std::uint32_t kZeroWidthJoiner = 0x200D;
inline constexpr std::uint32_t kEmojiPresentation = 0xFE0F; ///< variation selector 16
inline constexpr std::uint32_t kTextPresentation = 0xFE0E;  ///< variation selector 15
inline constexpr std::uint32_t kByteOrderMark = 0xFEFF;
inline constexpr std::uint32_t kBlackFlag = 0x1F3F4; ///< begins flags of subdivisions
inline constexpr std::uint32_t kCancelTag = 0xE007F;

/// Part of an emoji, or of a sequence that makes one: pictographs, skin tones, keycaps, regional indicators.
bool isEmojiPart(std::uint32_t c);
/// Variation selectors may stand behind it: pictographs, digits and the like (keycaps), ideographs,
/// mathematical signs.
bool hasVariants(std::uint32_t c);
/// A letter of a script whose letters are joined or kept apart by ZWJ and ZWNJ.
bool usesJoiners(std::uint32_t c);
/// A letter of a script that has no blanks between its words, and breaks lines at U+200B.
bool breaksAtZeroWidthSpace(std::uint32_t c);
bool isRightToLeft(std::uint32_t c);

bool isTag(std::uint32_t c);               ///< U+E0000 to U+E007F
bool isVariationSelector(std::uint32_t c); ///< U+FE00 to FE0F, U+E0100 to E01EF, and the Mongolian ones
bool isDirectionMark(std::uint32_t c);     ///< LRM, RLM, ALM: they only say which way a neighbour goes
bool isBidiControl(std::uint32_t c);       ///< embeddings, overrides and isolates
bool isZeroWidth(std::uint32_t c);         ///< everything else that draws nothing
bool isControl(std::uint32_t c);           ///< C0 and C1 but tab, line feed, carriage return
bool isAccent(std::uint32_t c);            ///< combining marks that scripts of the Latin kind have
bool isAsciiLetter(std::uint32_t c);

inline constexpr std::size_t kMaxFolded = 18; ///< characters of the longest compatibility form (U+FDFA)

/// What is searched in the place of `c`: its compatibility form, and a letter without its accents where it is
/// one of Latin, Greek or Cyrillic kind. Writes to `out`, which has room for kMaxFolded, and returns how
/// many; 1 and `c` itself for most.
std::size_t fold(std::uint32_t c, std::span<std::uint32_t, kMaxFolded> out);

/// A character that is visible and no accent, and becomes one character.
struct SimpleForm {
    std::uint32_t codePoint = 0; ///< as fold(); 0: it is no such character
    bool isLookalike = false;    ///< latinLookalike() knows it: the word that it stands in decides
};

/// What simple characters become. Made once; asked for each character of texts in other scripts.
class SimpleForms {
public:
    static const SimpleForms& get();

    /// Styled letters and rare lookalikes count as no simple characters.
    SimpleForm of(std::uint32_t c) const
    {
        if (c < kEndOfKept)
            return {m_kept[c] & ~std::uint32_t{kIsLookalike}, (m_kept[c] & kIsLookalike) != 0};
        return isPlainScript(c) ? SimpleForm{c, false} : ofOthers(c);
    }

    /// Scripts of which nothing is folded, and most of the world's text outside of Latin letters.
    static constexpr bool isPlainScript(std::uint32_t c)
    {
        return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x3041 && c <= 0x3096) ||
            (c >= 0x30A1 && c <= 0x30FA) || (c >= 0x0600 && c <= 0x06FF) || (c >= 0x0900 && c <= 0x0DFF);
    }

private:
    // The characters of one and two bytes are far too frequent to be taken apart each time.
    static constexpr std::uint32_t kEndOfKept = 0x0800;
    static constexpr std::uint16_t kIsLookalike = 0x8000;

    SimpleForms();
    static SimpleForm ofOthers(std::uint32_t c);

    std::array<std::uint16_t, kEndOfKept> m_kept{};
};

} // namespace gatehouse::inspect
