// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/word_index.h"
#include "core/inspect/literal_table.h"
#include "core/inspect/rule.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::inspect {

// What compile_patterns writes when the program is built: constants, so that a program that starts asks no
// detector for its patterns.

/// Who is told of a match.
struct PatternOwner {
    std::uint32_t told = 0;     ///< what Detector::onMatch() is told as its pattern
    std::uint16_t detector = 0; ///< index into DetectorSet::detectors()
    friend bool operator==(const PatternOwner&, const PatternOwner&) = default;
};

struct PatternDatabase {
    LiteralTable literals;
    const unsigned char* bytes; ///< hs_database_t as it lies in memory, aligned to 64 bytes
    std::size_t size;
    std::size_t patterns;
    const PatternOwner* owners;     ///< of all patterns, in their order
    const std::uint16_t* ownersEnd; ///< for each pattern where its owners end; those of the first begin at 0
};

extern const PatternDatabase kPatternDatabases[]; ///< one for each Scope, in its order

/// An hs_scratch_t that is large enough for all of them, to be cloned. To allocate one by the databases reads
/// and checks all their bytes, at every start of a program that they are part of.
extern const unsigned char kScratchImage[];

inline std::span<const PatternOwner> ownersOf(Scope scope, std::size_t pattern)
{
    const auto& database = kPatternDatabases[static_cast<std::size_t>(scope)];
    const std::size_t begin = pattern == 0 ? 0 : database.ownersEnd[pattern - 1];
    return {database.owners + begin, database.ownersEnd[pattern] - begin};
}

/// The words that texts of a scope are read for; ListedWord::list is their number.
struct WordTable {
    std::string_view letters; ///< of all words; empty where texts are not read
    WordsByHead words;
    const PatternOwner* owners;
    const std::uint16_t* ownersEnd; ///< as in PatternDatabase

    std::span<const PatternOwner> ownersOf(const ListedWord& word) const
    {
        const std::size_t begin = word.list == 0 ? 0 : ownersEnd[word.list - 1];
        return {owners + begin, ownersEnd[word.list] - begin};
    }
};

extern const WordTable kWordTables[]; ///< one for each Scope, in its order

} // namespace gatehouse::inspect
