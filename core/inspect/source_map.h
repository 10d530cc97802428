// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
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
/// step, so nothing for text that was copied as it was, and as much for 64 bytes with escapes in them. Both
/// texts are below 4 GiB.
class SourceMap {
public:
    /// From `copy` on, byte for byte what stands at `source`. Calls come in ascending order of `copy`.
    void copied(std::size_t copy, std::size_t source)
    {
        if (m_steps.empty() || !m_steps.back().goesOn(copy, source))
            m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source), 0});
    }
    /// The same, but that some of the next bytes of the source are escapes of two, for which one stands in
    /// the copy: bit i where one begins at the i-th byte from `source`. Not bit 63.
    void unescaped(std::size_t copy, std::size_t source, std::uint64_t escapes)
    {
        m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source), escapes});
    }
    /// From `copy` to the next call, one piece that stands for all of `source` and has no parts.
    void replaced(std::size_t copy, Span source)
    {
        m_steps.push_back({static_cast<std::uint32_t>(copy), static_cast<std::uint32_t>(source.begin),
            kIsPiece | source.size()});
    }
    void clear() { m_steps.clear(); }
    /// Forgets what was said of the copy from `copy` on.
    void cut(std::size_t copy);

    /// What of the source a part of the copy stands for. `copy` is not empty and lies behind the first
    /// call's.
    Span sourceOf(Span copy) const;

private:
    static constexpr std::uint64_t kIsPiece = std::uint64_t{1} << 63;

    struct Step {
        std::uint32_t copy;
        std::uint32_t source;
        std::uint64_t escapes; // of a piece its size, and kIsPiece

        bool isPiece() const { return (escapes & kIsPiece) != 0; }
        /// True where `source` is what it says of `copy` already.
        bool goesOn(std::size_t at, std::size_t from) const
        {
            return !isPiece() && at >= copy && from == source + (at - copy) + escapesBefore(at - copy);
        }
        /// How many of its escapes begin before what the byte at `index` stands for.
        std::size_t escapesBefore(std::size_t index) const;
        Span sourceOf(std::size_t at) const;
    };
    const Step& stepAt(std::size_t copy) const;

    std::vector<Step> m_steps;
};

} // namespace gatehouse::inspect
