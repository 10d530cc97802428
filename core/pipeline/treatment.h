// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/passage.h"

namespace gatehouse::pipeline {

/// The rule under which tokens of redacted values are found.
inline constexpr std::string_view kTokenRule = "redaction-token";

/// The closest that can be done where the text stands: what identifies something cannot be changed, what is
/// no list element cannot be left out of a list.
model::Treatment possibleTreatment(
    model::Treatment wanted, const inspect::Found& found, model::Direction direction);

/// What was found, as a sentence: the rule's, or how a call deviates from what is usual.
std::string sentenceOf(const Passage& passage, const inspect::Found& found);

/// True where what was found may come from an attack for certain, so that nothing may be learned from it.
bool isSuspicious(const inspect::Found& found, model::Direction direction);

/// How sure each finding is once all are known: two detectors that take the same tool, block or text for an
/// attack, each by other signs, are as sure together as one that is certain.
std::vector<model::Confidence> jointConfidences(const std::vector<inspect::Found>& found);

/// What the bytes of a part of a string token say.
std::string decodedPart(std::string_view line, inspect::Span span);

} // namespace gatehouse::pipeline
