// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse::inspect {

/// One of the most frequent words of English, or of what is said to models; `word` in lower case.
bool isCommonWord(std::string_view word);

/// How many words of `text` are common; case does not matter. Linear.
std::size_t countCommonWords(std::string_view text);

} // namespace gatehouse::inspect
