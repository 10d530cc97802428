// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"

#include <string_view>

namespace gatehouse::inspect {

/// Words of a command that say enough by themselves.
struct CommandPhrase {
    std::size_t rule = 0;        ///< index into the detector's rules
    std::string_view expression; ///< as Pattern's, in any case
    Confidence confidence = Confidence::Medium;
};

/// Finds phrases in arguments: all of what is told is how sure each is, where the text may be run.
class CommandPhraseDetector : public Detector {
public:
    explicit CommandPhraseDetector(std::span<const CommandPhrase> phrases)
        : m_phrases(phrases)
    {
    }
    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override;

private:
    std::span<const CommandPhrase> m_phrases;
};

} // namespace gatehouse::inspect
