// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::inspect {

/// A text with digits and signs turned into the letters that they stand for where they stand in words.
struct PlainSpeech {
    std::string text;           ///< as long as before
    std::size_t mixedWords = 0; ///< words of letters with such digits or signs in them
    std::size_t newWords = 0;   ///< of them those that are common words now
};
/// Linear.
PlainSpeech withoutLeetspeak(std::string_view text);

} // namespace gatehouse::inspect
