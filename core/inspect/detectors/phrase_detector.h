// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"
#include "core/inspect/detectors/phrase_context.h"
#include "core/inspect/detectors/phrase_words.h"

#include <array>
#include <optional>
#include <vector>

namespace gatehouse::inspect {

/// Results, resources, prompts and the like: what a server brings from elsewhere.
bool isContentChannel(mcp::Channel channel);
/// What a server says about itself and what it offers.
bool isDefinitionChannel(mcp::Channel channel);

inline constexpr int kNoRule = -1;

/// One thing that is said, as words in their order: "ignore|disregard >2 previous|prior >1 instruction*".
/// `>2`: up to two other words stand before the next; `&`: none, and both are one search. The element marked
/// `!` is what content is searched for, else the one whose words are rarest: it must be rare in ordinary text
/// (decision 0009), so two words often. `@` is the first part of an e-mail address, `_` a name of code such
/// as send_mail. At the end
/// `.` asks for the end of the sentence, `:` for a colon.
struct PhraseRow {
    int inContent;    ///< the rule that it is in content, or kNoRule
    int inDefinition; ///< in definitions, and where else readsWordsOf() says
    Claim claim;
    std::string_view words;
};

/// Finds phrases. Detectors that look for what is said derive from it and bring their rows. Content is
/// searched by Vectorscan for the rarest words of each phrase; definitions, which are short and may say
/// anything, are read word by word.
class PhraseDetector : public Detector {
public:
    explicit PhraseDetector(std::span<const PhraseRow> rows);
    std::span<const Pattern> patterns() const override { return m_patterns; }
    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override;
    bool readsTexts() const override { return true; }
    void onText(const Look& look, FindingSink& sink) const override;

protected:
    virtual bool readsWordsOf(mcp::Channel channel) const { return isDefinitionChannel(channel); }

private:
    struct Element {
        WordSet words;
        int gap = 0; // other words before it
    };
    struct Phrase {
        std::vector<Element> elements;
        std::size_t anchor = 0;      // the element that is searched for
        std::size_t anchorWords = 1; // 2: together with the next
        char end = 0;                // that follows: a dot or a colon, else anything
        const PhraseRow* row = nullptr;
    };
    /// The beginning of what is searched for.
    struct Anchor {
        std::string text;
        std::vector<std::size_t> phrases;
    };
    /// A phrase, under the beginning of a word that it may begin with.
    struct FirstWord {
        std::string text;
        bool isPrefix;
        std::size_t phrase;
    };

    static Phrase parse(const PhraseRow& row);
    static std::size_t rarest(const std::vector<Element>& elements);
    static void addElements(Phrase& phrase, std::string_view word, int gap);
    void addAnchors(std::size_t phrase);
    void makePatterns();
    static std::optional<Span> anchorAt(const Phrase& phrase, std::string_view text, std::size_t begin);
    void addFirstWords(std::size_t phrase);
    static bool isOf(const Element& element, std::string_view text, Span word);
    /// `anchor` is where the elements from `first` to before `last` stand.
    static std::optional<Span> matchAt(
        const Phrase& phrase, std::string_view text, Span anchor, std::size_t first, std::size_t last);
    static void tell(const Phrase& phrase, const Look& look, Span place, int rule, FindingSink& sink);

    std::vector<Phrase> m_phrases;
    std::vector<Pattern> m_patterns;
    std::vector<Anchor> m_anchors;                        // one for each pattern
    std::array<std::vector<FirstWord>, 256> m_firstWords; // by their first byte
};

} // namespace gatehouse::inspect
