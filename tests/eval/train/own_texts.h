// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::eval {

/// A text that was put together from own_phrases.def and own_phrases_world.def.
struct OwnText {
    std::string language;
    bool isAttack = false;
    bool isDefinition = false; ///< of a tool; else what a tool brings
    std::string text;
};

/// Some thousands of texts in all languages of the tables: attacks, and harmless ones in much the same words.
/// The same ones each time.
std::vector<OwnText> ownTexts();

} // namespace gatehouse::eval
