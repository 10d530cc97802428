// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/inspection.h"

#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

using model::Confidence;
using model::Family;
using model::Severity;
using model::toText;

/// Who a text is for, as far as detectors look at different things there.
enum class Scope : std::uint8_t {
    Definition, ///< of tools, prompts and resources; what a server says of itself
    Content,    ///< results, resources, prompts, errors and all else
    Question,   ///< a server's, to the client's model or the user
    ToServer,   ///< arguments and answers
    Count,
};

using Scopes = unsigned; ///< a bit for each
constexpr Scopes bitOf(Scope scope)
{
    return 1U << static_cast<unsigned>(scope);
}
inline constexpr Scopes kEverywhere = (1U << static_cast<unsigned>(Scope::Count)) - 1;

Scope scopeOf(model::Channel channel);
/// Where rules of a family can find anything.
Scopes scopesOf(Family family);

/// One thing that a detector can find.
struct Rule {
    std::string_view id; ///< stable, kebab-case, unique among all rules; journals and policies name it
    Family family = Family::Carrier;
    Severity severity = Severity::Note;
    std::string_view sentence; ///< what was found, for a developer: "A GitHub token"
};

} // namespace gatehouse::inspect
