// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/classifier/model.h"
#include "core/inspect/window_selector.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::eval {

/// The buckets of a window's features: of all heads, and more of Head::Order.
struct Buckets {
    std::vector<std::uint32_t> words;
    std::vector<std::uint32_t> deeds;

    std::size_t countFor(inspect::Head head) const
    {
        return words.size() + (head == inspect::Head::Order ? deeds.size() : 0);
    }
    template <typename Take>
    void each(inspect::Head head, Take&& take) const
    {
        for (const auto bucket : words)
            take(bucket);
        if (head != inspect::Head::Order)
            return;
        for (const auto bucket : deeds)
            take(bucket);
    }
};

/// One item of a corpus as the model learns from it: its texts normalised as the Inspector does it, cut into
/// windows.
struct Example {
    std::string source;
    std::string kind;
    std::string label;
    std::string type;
    inspect::ScoreGroup group = inspect::ScoreGroup::Content;
    bool isAttack = false;
    std::vector<std::string> texts;
    std::vector<Buckets> windows;    ///< of all texts
    std::vector<std::string> chosen; ///< the windows that the Inspector shows to the model for their cues
    std::size_t messageBytes = 0;    ///< that holds the texts; 0 of own ones

    /// True where the model glances at the texts, to choose more.
    bool isGlancedAt() const
    {
        return group == inspect::ScoreGroup::Content && messageBytes > 0 &&
            messageBytes <= inspect::WindowSelector::kGlancedMessage;
    }

    bool isHardNegative() const { return label == "hard_negative"; }
    /// Of what thresholds are set by: what servers send, and documents about attacks. Sentences that were
    /// written to look like an attack are counted by themselves.
    bool isOrdinary() const { return !isAttack && (!isHardNegative() || kind == "doc"); }
};

Buckets bucketsOf(std::string_view window);
/// The windows of a text, as the Inspector cuts them.
std::vector<std::string_view> windowsOf(std::string_view text);

/// All attacks and what is none of a folder of corpora; kinds that are no matter of this model (secrets,
/// personal data, arguments) are left out. False where a file cannot be read.
bool readExamples(const std::string& folder, std::vector<Example>& examples);

/// Sources of own sentences start with it. They are learnt by every model and never measured.
inline constexpr const char* kOwnSource = "own-";

/// Adds the sentences of own_sentences.def.
void addOwnSentences(std::vector<Example>& examples);
/// Of texts that own_phrases.def makes: Head::Tone does not learn them.
inline constexpr const char* kMadeSource = "own-made-";
/// Adds what own_phrases.def makes.
void addOwnTexts(std::vector<Example>& examples);
/// Of texts that were written by hand for training: Head::Tone does not learn them.
inline constexpr const char* kWrittenSource = "own-written-";
/// Adds the pairs of a folder (written_texts.h). False where it cannot be read.
bool addWrittenTexts(const std::string& folder, std::vector<Example>& examples);

/// Why nothing may be learnt from a source; empty where it may.
std::string_view reasonNotToLearnFrom(std::string_view source);

} // namespace gatehouse::eval
