// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"
#include "core/inspect/text_block.h"

#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// Goes once over a text, 64 bytes at a time, and reveals the runs in it that may be encoded and have no word
/// that could be searched for. Ordinary text costs some bit masks. Lives as long as the search.
class EncodedRuns {
public:
    static constexpr std::size_t kDiscordToken = 0; ///< the rule of whoever takes what is found

    EncodedRuns(std::string_view text, FindingSink& sink)
        : m_text(text)
        , m_sink(sink)
    {
    }
    void reveal();

private:
    void blocks(const TextBlocks& blocks, std::size_t count, std::size_t at);
    void block(const TextBlock& block, const char* bytes, std::size_t at);
    void marks(std::uint64_t marks, std::size_t at);
    void units(Encoding encoding, std::size_t at, std::size_t& until);
    void jsonString(std::size_t at);
    void longWord(std::size_t at);
    void shortLines(const TextBlock& block, std::size_t at);
    void base64(Span run);
    void base64OrToken(Span run);
    bool hexDigits(std::size_t at);
    void hexPairs(std::size_t at);
    void hexdump(std::size_t at);
    void numberLists(const TextBlock& block, std::size_t at);
    bool numberList(std::size_t at);
    void gap(std::size_t at);
    void spacedLetters(std::size_t at);
    void leetspeak(std::size_t at);
    bool isJson();

    std::string_view m_text;
    FindingSink& m_sink;
    std::uint64_t m_wordsBefore = 0; // letters and digits of the block before
    std::optional<bool> m_isJson;
    // Up to where each kind has been looked at.
    std::size_t m_percentTo = 0;
    std::size_t m_escapesTo = 0;
    std::size_t m_entitiesTo = 0;
    std::size_t m_jsonTo = 0;
    std::size_t m_base64To = 0;
    std::size_t m_base64SaysTo = 0; // what was revealed of it
    std::size_t m_hexTo = 0;
    std::size_t m_hexLinesTo = 0; // that follow on each other
    std::size_t m_dumpTo = 0;
    std::size_t m_listTo = 0;
    std::size_t m_gapTo = 0;
    std::size_t m_spacedTo = 0;
    std::size_t m_leetTo = 0;
};

} // namespace gatehouse::inspect
