// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/number_topics.h"

#include <cstddef>
#include <string_view>

namespace gatehouse::inspect {

/// What one word says: "Telefonnummer".
NumberTopics topicsOfWord(std::string_view word);

/// At most so many bytes are searched for words.
inline constexpr std::size_t kMostWordBytes = 48;

/// What the words of a short text say: letters up to where a capital follows a small one.
NumberTopics topicsIn(std::string_view text);

/// What the words say that stand in the last bytes before `end`, which are not begun within a word: those
/// behind the last long number, or before it where they say nothing.
NumberTopics topicsBefore(std::string_view text, std::size_t end);

} // namespace gatehouse::inspect
