// SPDX-License-Identifier: Apache-2.0
#pragma once

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

} // namespace gatehouse::inspect
