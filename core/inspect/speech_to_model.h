// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gatehouse::inspect {

/// How clearly a text speaks to a model.
enum class Speech { None, Possible, Clear };

/// Whether some fifty words of `text` that stand together tell a model what to do: to drop its instructions,
/// to keep something from its user, to hand something out. English. It bears texts that speak about such
/// things badly: it is for texts that were hidden, where nobody explains anything. Linear.
Speech speechToModel(std::string_view text);

} // namespace gatehouse::inspect
