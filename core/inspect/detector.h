// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/decode.h"
#include "core/inspect/normalise.h"
#include "core/inspect/rule.h"
#include "core/inspect/sighting.h"
#include "core/mcp/text_walk.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

class WordWalk;

/// What all texts are searched for at once (Vectorscan). The cheapest words that a match cannot do without:
/// what they do not say the detector checks where they are found. Only the end of a match is told; where its
/// start matters the length is fixed.
struct Pattern {
    std::string expression; ///< as PCRE, over UTF-8 bytes; has a literal of three bytes at least
    bool ignoresCase = false;
    Scopes scopes = kEverywhere; ///< where it is searched for, at most: the detector's rules may say less
    std::optional<std::uint32_t> told = std::nullopt; ///< to onMatch(), in the place of the pattern's index
};

/// A pattern for each row of a table of what to look for.
template <typename Rows>
std::vector<Pattern> patternsOfRows(const Rows& rows, bool ignoresCase)
{
    std::vector<Pattern> patterns;
    patterns.reserve(std::size(rows));
    for (const auto& row : rows)
        patterns.push_back({std::string(row.expression), ignoresCase});
    return patterns;
}

/// What texts that may say anything are read for, word by word: it needs no literal, and may be frequent.
struct SearchedWord {
    std::string text; ///< as words are compared, see FoldedWord
    bool isPrefix = false;
    std::uint32_t told = 0; ///< to onWord()
};

/// One of them in a text, and who has read what stands around: it goes on faster than one that has not.
struct ReadWord {
    Span place;
    const WordWalk& walk;
};

/// One text as a detector sees it: normalised, and no further than it goes itself.
struct Look {
    std::string_view text;
    const mcp::TextField& field;
    /// How it stood in the text that it was found in, if it is one that was revealed there.
    Encoding encoding = Encoding::None;
    unsigned depth = 0;           ///< how many texts are around it; 0 for one of the message
    std::size_t encodedBytes = 0; ///< of the text around it that it was written with
    /// Of the text: what the first detector that asked about the words of its key found out, for the next.
    std::optional<std::uint64_t>* wordsOfKey = nullptr;
};

/// Takes what a detector finds in the text that it looks at.
class FindingSink {
public:
    virtual ~FindingSink() = default;
    /// `rule`: index into the detector's rules(). `place` in Look::text.
    virtual void found(std::size_t rule, Span place, Confidence confidence) = 0;
    /// `source` in the message's line: of what stands in no copy.
    virtual void foundInSource(std::size_t rule, Span source, Confidence confidence) = 0;
    /// For onMatch(): what stands around `end` may be worth a look that costs more. `points`: the bits of the
    /// cue's kind, as many as it says; a kind counts once in a window.
    virtual void cue(std::size_t end, std::uint32_t points) = 0;
    /// `place` in Look::text may say something else in this encoding: if it does, that is looked at as a text
    /// of its own. Returns where in Look::text what it says ends. For each encoding places come in ascending
    /// order; one that begins in what is revealed already is left out.
    virtual std::size_t reveal(Encoding encoding, Span place) = 0;
};

/// A text that a detector must find something in, or must not. Runs as a test.
struct Sample {
    std::string text;
    std::string_view rule; ///< what must be found, whatever else is; empty: nothing may be found
    mcp::Channel channel = mcp::Channel::Result;
    std::string_view key = "k"; ///< that it stands behind
};

/// Looks for one kind of thing. One file in detectors/ and one line in detectors.def. Holds no state and is
/// used by many threads at once; no input makes it slower than linear.
class Detector {
public:
    virtual ~Detector() = default;
    virtual std::string_view id() const = 0; ///< stable, kebab-case: policies switch it off by this name
    virtual std::span<const Rule> rules() const = 0;
    /// Asked for while Gatehouse is built (and tested): a program that starts makes none of them.
    virtual std::span<const Pattern> patterns() const { return {}; }
    /// The same for words of texts of this scope.
    virtual std::vector<SearchedWord> words(Scope) const { return {}; }
    virtual std::span<const Sample> samples() const = 0;

    /// One of patterns() matches up to before `end`. `pattern`: its index, or what it wants told. Matches
    /// come in the order of their ends.
    virtual void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const;
    /// One of words() stands in a text of its scope.
    virtual void onWord(const Look& look, std::uint32_t told, const ReadWord& word, FindingSink& sink) const;
    /// True where onText() is to be called for texts of this channel: a call for each text of a message
    /// costs.
    virtual bool readsTextsOf(mcp::Channel) const { return false; }
    /// Every text of those, before its matches: for what has no literal to search for. Has to be fast: some
    /// GB/s where there is nothing to find.
    virtual void onText(const Look& look, FindingSink& sink) const;
    /// True where onWindows() is to be called.
    virtual bool readsWindows() const { return false; }
    /// Gives the windows (windows.h) of a text that are worth onWindows() without any cue, in their order.
    /// Called for the texts of a message of WindowSelector::kGlancedMessage at most; has to be cheap.
    virtual void glance(std::string_view text, std::vector<Span>& worth) const;
    /// The windows of the text in which cues with enough points stand together, those that glance() has
    /// given, and short texts of a small message: 64 KiB of a message at most. May cost some ms for a MB.
    virtual void onWindows(const Look& look, std::span<const Span> windows, FindingSink& sink) const;
    /// The marks that onMark() is to be called for: all texts are gone over once for all detectors.
    virtual std::span<const Mark> marks() const { return {}; }
    /// Of Mark::Number, the kinds that it is to be called for.
    virtual NumberKinds numbers() const { return allBut({}); }
    /// One of marks(). True where it is what this detector looks for: those behind it in detectors.def are
    /// not asked then. `Sighting::at` in Look::text.
    virtual bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const;
    /// Something that normalising found hidden in the text.
    virtual void onHidden(const Look& look, const Hidden& hidden, FindingSink& sink) const;
};

} // namespace gatehouse::inspect
