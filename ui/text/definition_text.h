// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"

#include <QString>

#include <string>

namespace gatehouse::text {

/// "tool", "prompt", "resource template", "instructions"
QString definitionKindText(model::DefinitionKind kind);

/// Kind and state in a few words: "tool", "tool, withheld until you decide" …
QString definitionText(const model::DefinitionRow& tool);

/// One sentence: what the state means.
QString definitionSentence(const model::DefinitionRow& tool);

/// Kinds of change as the catalog keeps them ("hint-flipped,text"), in words: "claims about its effects
/// changed, text changed".
QString changeText(const std::string& changes);

/// What a family of findings is called: "secrets" …
QString dataClassText(model::Family family);

} // namespace gatehouse::text
