// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"
#include "core/inspect/detectors/phrase.h"
#include "core/inspect/detectors/phrase_words.h"

#include <optional>
#include <vector>

namespace gatehouse::inspect {

/// Results, resources, prompts and the like: what a server brings from elsewhere.
bool isContentChannel(mcp::Channel channel);
/// What a server says about itself and what it offers.
bool isDefinitionChannel(mcp::Channel channel);

/// Finds phrases. Content is searched by Vectorscan for the rarest words of each phrase; definitions, which
/// are short and may say anything, are read word by word.
class PhraseDetector : public Detector {
public:
    explicit PhraseDetector(const PhraseTable& table)
        : m_table(table)
    {
    }
    const PhraseTable& table() const { return m_table; }
    void onMatch(const Look& look, std::size_t anchor, std::size_t end, FindingSink& sink) const override;
    /// The scope whose texts are read word by word; elsewhere only what is searched for is seen.
    virtual Scope readScope() const { return Scope::Definition; }
    void onWord(
        const Look& look, std::uint32_t phrase, const ReadWord& word, FindingSink& sink) const override;

private:
    void tell(std::size_t phrase, const Look& look, Span place, int rule, FindingSink& sink) const;

    PhraseTable m_table;
};

/// What a phrase is searched for; onMatch() is told it as one number.
struct PhraseAnchor {
    std::uint16_t phrase = 0;
    std::uint8_t element = 0; ///< the one that is searched for
    std::uint8_t size = 0;    ///< bytes of the text that is searched for, which is their beginning

    constexpr std::uint32_t packed() const
    {
        return phrase | static_cast<std::uint32_t>(element) << 16U | static_cast<std::uint32_t>(size) << 24U;
    }
    static constexpr PhraseAnchor of(std::uint32_t packed)
    {
        return {static_cast<std::uint16_t>(packed & 0xFFFFU),
            static_cast<std::uint8_t>(packed >> 16U & 0xFFU), static_cast<std::uint8_t>(packed >> 24U)};
    }
};

/// The patterns of the phrases' anchors.
std::vector<Pattern> patternsOf(const PhraseTable& table);

/// The words that phrases begin with, where definitions are read for them.
std::vector<SearchedWord> firstWordsOf(const PhraseTable& table);

/// The detector of the phrases in `rows`, a constexpr array of PhraseRow.
template <const auto& rows>
class DetectorOfPhrases : public PhraseDetector {
public:
    DetectorOfPhrases()
        : PhraseDetector(PhraseTableOf<rows>::table())
    {
    }
    std::span<const Pattern> patterns() const override
    {
        static const auto kPatterns = patternsOf(table());
        return kPatterns;
    }
    std::vector<SearchedWord> words(Scope scope) const override
    {
        return scope == readScope() ? firstWordsOf(table()) : std::vector<SearchedWord>();
    }
};

} // namespace gatehouse::inspect
