// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/walk_block.h"
#include "core/inspect/source_map.h"

#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// Goes from word to word, in either direction: what wordBehind(), wordBefore() and anyWordBehind() say, some
/// times faster where several words of ASCII are read one after the other.
class WordWalk {
public:
    explicit WordWalk(std::string_view text)
        : m_text(text)
    {
    }
    std::optional<Span> behind(std::size_t at);
    std::optional<Span> before(std::size_t at);
    std::optional<Span> anyBehind(std::size_t at, std::size_t limit);
    /// Whether the word that was found last has an underscore; true where that is not known.
    bool mayHaveUnderscore() const { return m_mayHaveUnderscore; }

private:
    static constexpr std::size_t kNone = ~std::size_t{0} / 2; // far from any place

    bool isKnown(std::size_t at) const { return at - m_base < WalkBlock::kBytes; }
    void read(std::size_t base);
    std::optional<Span> wordFrom(std::size_t begin, std::uint32_t letters);

    std::string_view m_text;
    std::size_t m_base = kNone; // of the block in the text
    WalkBlock m_block = WalkBlock::none();
    bool m_mayHaveUnderscore = true;
};

} // namespace gatehouse::inspect
