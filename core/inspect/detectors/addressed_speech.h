// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <string_view>

namespace gatehouse::inspect {

/// How much a text sounds, around a name, as if it gave orders to the model that reads it.
struct AddressedSpeech {
    int points = 0;       ///< tenths of a sign
    bool isWeak = false;  ///< it may only speak about a model
    bool isGrave = false; ///< what is asked for may do harm
    Span place;           ///< of the name, and what it is told
};

/// `name`: a place where one of addressedNames() stands. Reads some 60 words. A name that is not spoken to
/// has no points.
AddressedSpeech speechAt(std::string_view text, Span name, bool isOfLetters);

} // namespace gatehouse::inspect
