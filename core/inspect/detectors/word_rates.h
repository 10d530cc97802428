// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/phrase_words.h"

namespace gatehouse::inspect {

/// How often texts have any of these words, about: occurrences in a million words of prose, documentation and
/// code. Without bound for what cannot be searched for: words of fewer than three letters, and the signs `@`
/// and
/// `_`.
unsigned rateOf(const WordSet& words);

} // namespace gatehouse::inspect
