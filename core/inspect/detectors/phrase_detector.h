// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"
#include "core/inspect/detectors/phrase_context.h"
#include "core/inspect/detectors/phrase_words.h"

#include <vector>

namespace gatehouse::inspect {

/// Results, resources, prompts and the like: what a server brings from elsewhere.
bool isContentChannel(mcp::Channel channel);
/// What a server says about itself and what it offers.
bool isDefinitionChannel(mcp::Channel channel);

inline constexpr int kNoRule = -1;

/// One thing that is said, as words in their order: "ignore|disregard >2 previous|prior >1 instruction*".
/// `>2`: up to two other words stand before the next. What texts are searched for is the element whose words
/// are rarest; `!` marks what carries the sense. In it `+` stands for a blank; `@` is the first part of an
/// e-mail address, `_` a name of code such as send_mail. At the end `.` asks for the end of the sentence, `:`
/// for a colon.
struct PhraseRow {
    int inContent;    ///< the rule that it is in content, or kNoRule
    int inDefinition; ///< in definitions
    Claim claim;
    std::string_view words;
};

/// Finds phrases. Detectors that look for what is said derive from it and bring their rows.
class PhraseDetector : public Detector {
public:
    explicit PhraseDetector(std::span<const PhraseRow> rows);
    std::span<const Pattern> patterns() const override { return m_patterns; }
    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override;

private:
    struct Element {
        WordSet words;
        int gap = 0; // other words before it
    };
    struct Phrase {
        std::vector<Element> elements;
        std::size_t anchor = 0;
        char end = 0; // that follows: a dot or a colon, else anything
        const PhraseRow* row = nullptr;
    };
    /// A word of an anchor in one way to write it.
    struct Anchor {
        std::size_t bytes;
        bool isPrefix;
        std::vector<std::size_t> phrases;
    };

    static Phrase parse(const PhraseRow& row);
    static std::size_t rarest(const std::vector<Element>& elements);
    void addAnchor(std::string_view word, bool isPrefix, Scopes scopes, std::size_t phrase);
    static std::optional<Span> matchAt(const Phrase& phrase, std::string_view text, Span anchor);

    std::vector<Phrase> m_phrases;
    std::vector<Pattern> m_patterns;
    std::vector<Anchor> m_anchors; // one for each pattern
};

} // namespace gatehouse::inspect
