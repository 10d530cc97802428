// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/inspection.h"

#include <string_view>

namespace gatehouse::inspect {

using model::Confidence;
using model::Family;
using model::Severity;
using model::toText;

/// One thing that a detector can find.
struct Rule {
    std::string_view id; ///< stable, kebab-case, unique among all rules; journals and policies name it
    Family family = Family::Carrier;
    Severity severity = Severity::Note;
    std::string_view sentence; ///< what was found, for a developer: "A GitHub token"
};

} // namespace gatehouse::inspect
