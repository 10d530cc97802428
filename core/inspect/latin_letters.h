// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace gatehouse::inspect {

/// The first of two bytes of the letters from U+00C0 to U+00FF, the most frequent ones beyond ASCII in
/// European text.
inline constexpr char kLatinLead = '\xC3';

/// What stands for those in copies, by the second byte's low six bits: the letter without its accents, as
/// SimpleForms says; 0 where it is the letter itself.
inline constexpr std::array<char, 64> kLatinForms{'A', 'A', 'A', 'A', 'A', 'A', 0, 'C', 'E', 'E', 'E', 'E',
    'I', 'I', 'I', 'I', 0, 'N', 'O', 'O', 'O', 'O', 'O', 0, 0, 'U', 'U', 'U', 'U', 'Y', 0, 0, 'a', 'a', 'a',
    'a', 'a', 'a', 0, 'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i', 0, 'n', 'o', 'o', 'o', 'o', 'o', 0, 0, 'u',
    'u', 'u', 'u', 'y', 0, 'y'};

/// True where the two bytes are such a letter for which one byte stands.
inline bool isFoldedLatin(char first, char second)
{
    const auto byte = static_cast<unsigned char>(second);
    return first == kLatinLead && byte >= 0x80 && byte < 0xC0 && kLatinForms[byte & 0x3F] != 0;
}

} // namespace gatehouse::inspect
