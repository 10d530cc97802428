// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"
#include "core/inspect/text_chain.h"
#include "core/inspect/window_selector.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace gatehouse::inspect {

// Texts are searched together, some at a time: a search has a price of its own, and all of a large message
// would need much memory.
inline constexpr std::size_t kBatchBytes = std::size_t{128} << 10;

/// What Inspector does and keeps: texts are copied and searched in inspector.cpp, what is encoded in them is
/// revealed in inspector_reveal.cpp, what several blocks say together is looked at in inspector_chain.cpp.
class Inspector::State final : public mcp::TextSink, public MatchSink, public MarkSink, public FindingSink {
public:
    State(const DetectorSet& detectors, PatternScan scan)
        : m_detectors(detectors)
        , m_scan(std::move(scan))
    {
    }

    base::Result<Inspection> inspect(const jsonrpc::Message& message, mcp::Channel channel);
    void searchAlso(const Detector* more) { m_more = more; }
    void chooseWithoutGlance() { m_glances = false; }

    void text(const mcp::TextField& field) override;
    void match(std::size_t pattern, std::size_t end) override;
    void mark(Mark mark, std::size_t at) override;
    void found(std::size_t rule, Span place, Confidence confidence) override;
    void foundInSource(std::size_t rule, Span source, Confidence confidence) override;
    void cue(std::size_t end, std::uint32_t points) override;
    std::size_t reveal(Encoding encoding, Span place) override;

private:
    /// One text of the batch.
    struct Part {
        mcp::TextField field;
        Span copy;                  // in TextCopy::text
        std::size_t hiddenFrom = 0; // in TextCopy::hidden
        std::size_t hiddenTo = 0;
        Encoding encoding = Encoding::None;
        bool isOfChain = false; // of several blocks, the first of which is `field`
        unsigned depth = 0;
        std::size_t encodedBytes = 0;
        mutable std::optional<std::uint64_t> wordsOfKey = {}; // as Look says

        std::size_t begin() const { return copy.begin; }
    };
    /// One that was revealed in a part, and is not yet one itself.
    struct Revealed {
        std::size_t part;
        Span text; // in DecodedText::text
        Encoding encoding;
        std::size_t encodedBytes;
    };

    void addToChain(const mcp::TextField& block);
    void finishChain();
    void openChain();
    void copyChain(std::span<const TextChain::Piece> pieces, std::string_view between);
    void foundInChain(std::size_t rule, Span source, Confidence confidence);
    void dropKnown(std::vector<Found>& parts) const;
    void takeJoined();
    void add(const Found& found);
    void startRevealing();
    bool addBlob(const mcp::TextField& field, std::size_t offset);
    Part& open(const mcp::TextField& field);
    void close();
    void glanceAt(const Part& part);
    std::size_t decodeInto(std::size_t part, Encoding encoding, std::string_view run, std::size_t offset);
    void revealStyled();
    void takeRevealed();
    Span sourceOf(const Part& part, Span span);
    /// What more there may be is not looked for: a text that is made of findings would cost much time.
    bool isFull() const { return m_inspection.isCutShort && m_inspection.found.size() >= kMaxFound; }
    void searchBatch();
    void joinSame();
    void tellTexts();
    void tellText(const Detector& detector, const Look& look);
    void tellWords(const Look& look);
    std::size_t bytesOfBatch() const;
    void tellWindows();
    void tellWindows(std::span<const WindowSelector::Window> chosen);
    WindowSelector& selectorOf(const Part& part) { return part.isOfChain ? m_chainSelector : m_selector; }
    void tellHidden();
    /// The one that this byte of the copy is in; nullptr in front of all.
    const Part* partAt(std::size_t place);
    Look lookAt(const Part& part)
    {
        m_part = &part;
        return {std::string_view(m_copy.text).substr(part.copy.begin, part.copy.size()), part.field,
            part.encoding, part.depth, part.encodedBytes, &part.wordsOfKey};
    }

    const DetectorSet& m_detectors;
    const Detector* m_more = nullptr;
    PatternScan m_scan;
    std::string_view m_line;
    Scope m_scope = Scope::Content; // of all texts of the batch
    TextCopy m_copy;
    WindowSelector m_selector;
    WindowSelector m_chainSelector; // so that what stands at joints takes no room from what stands in a block
    std::vector<Span> m_windows;    // of one part
    bool m_glances = true;
    DecodedText m_decoded;      // its map leads into the copy
    std::vector<Part> m_parts;  // that are searched now: those of one depth
    std::size_t m_lastPart = 0; // that was looked for
    std::vector<Part> m_partsAround;
    std::vector<Revealed> m_revealed;
    std::array<std::size_t, kEncodings> m_revealedTo{}; // in the copy
    std::size_t m_searchedTo = 0;                       // in the copy
    std::size_t m_styledTo = 0;                         // in TextCopy::styled
    struct RevealBudget {
        std::size_t bytes = 0; ///< that may still be decoded
        std::size_t texts = 0; ///< that may still be revealed
    };
    RevealBudget m_budget;
    RevealBudget m_chainBudget; // what stands near joints is copied up to three times
    TextChain m_chain;
    bool m_hasJoints = false;              // of the message, some were looked at
    std::vector<mcp::TextField> m_chained; // blocks of the batch's chains
    /// What more than one block holds, a part in each; or, of a value that another block names, one.
    std::vector<std::vector<Found>> m_joined;
    std::size_t m_joinedParts = 0;
    Inspection m_inspection;
    std::optional<base::Error> m_failure;
    // What the detector that is being asked looks at.
    const Part* m_part = nullptr;
    const Detector* m_detector = nullptr;
    std::size_t m_foundEnd = 0; // in TextCopy::text
    std::size_t m_takenEnd = 0; // of the last number that a detector knew
};

} // namespace gatehouse::inspect
