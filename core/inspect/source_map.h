// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

/// Bytes from `begin` to before `end`.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t size() const { return end - begin; }
    bool operator==(const Span&) const = default;
};

/// Leads from places of a copy back to the text that it was made from. Costs 16 bytes for each change of
/// step, and of a text with escapes for each kUnescapedTogether of its bytes; nothing for text that was
/// copied as it was. Both texts are below 4 GiB. Places that are asked for in ascending order cost one walk
/// over the text, others up to kUnescapedTogether of its bytes each.
class SourceMap {
public:
    /// Bytes of a source with escapes that one step stands for at most.
    static constexpr std::size_t kUnescapedTogether = 1024;

    /// From `copy` on, byte for byte what stands at `source`. Calls come in ascending order of `copy`.
    void copied(std::size_t copy, std::size_t source)
    {
        if (m_steps.empty() || !m_steps.back().goesOn(copy, source))
            add(copy, source, Kind::Copied, 0);
    }
    /// The same, but that the source may hold escapes of two bytes, for which one stands in the copy, and
    /// Latin letters for which one byte stands (latin_letters.h).
    void unescaped(std::size_t copy, std::size_t source) { add(copy, source, Kind::Unescaped, 0); }
    /// From `copy` to the next call, one piece that stands for all of `source` and has no parts.
    void replaced(std::size_t copy, Span source) { add(copy, source.begin, Kind::Piece, source.size()); }
    void clear()
    {
        m_steps.clear();
        m_reached = {};
    }
    /// Forgets what was said of the copy from `copy` on.
    void cut(std::size_t copy);

    /// What of the source a part of the copy stands for. `copy` is not empty and lies behind the first
    /// call's. `source`: the text that the map leads into.
    Span sourceOf(Span copy, std::string_view source);

private:
    enum class Kind : std::uint32_t { Copied, Unescaped, Piece };

    struct Step {
        std::uint32_t copy;
        std::uint32_t source;
        Kind kind;
        std::uint32_t size; // of a piece

        /// True where `from` is what it says of `at` already.
        bool goesOn(std::size_t at, std::size_t from) const
        {
            return kind == Kind::Copied && at >= copy && from == source + (at - copy);
        }
    };
    /// A place in a step with escapes, and what it stands for: where the next one is looked for from.
    struct Reached {
        std::size_t step = SIZE_MAX; // none
        std::size_t copy = 0;
        std::size_t source = 0;
    };
    void add(std::size_t copy, std::size_t source, Kind kind, std::size_t size)
    {
        m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source), kind,
            static_cast<std::uint32_t>(size)});
    }
    std::size_t stepAt(std::size_t copy) const;
    Span sourceOfByte(std::size_t at, std::string_view source);

    std::vector<Step> m_steps;
    Reached m_reached;
};

} // namespace gatehouse::inspect
