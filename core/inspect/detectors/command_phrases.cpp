// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/command_phrases.h"

#include "core/inspect/detectors/argument_text.h"

namespace gatehouse::inspect {

void CommandPhraseDetector::onMatch(
    const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const
{
    if (!isArgument(look))
        return;
    const auto& phrase = m_phrases[pattern];
    sink.found(phrase.rule, {commandStart(look.text, end - 1), end}, ifRun(look, phrase.confidence));
}

} // namespace gatehouse::inspect
