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
/// step, so nothing for text that was copied as it was. Both texts are below 4 GiB.
class SourceMap {
public:
    /// From `copy` on, byte for byte what stands at `source`. Calls come in ascending order of `copy`.
    void copied(std::size_t copy, std::size_t source);
    /// From `copy` to the next call, one piece that stands for all of `source` and has no parts.
    void replaced(std::size_t copy, Span source);
    /// One byte of the copy stands for all of `source`; from there on byte for byte.
    void escaped(std::size_t copy, Span source);
    void clear() { m_steps.clear(); }
    /// Forgets what was said of the copy from `copy` on.
    void cut(std::size_t copy);

    /// What of the source a part of the copy stands for. `copy` is not empty and lies behind the first
    /// call's.
    Span sourceOf(Span copy) const;

private:
    struct Step {
        std::uint32_t copy;
        std::uint32_t source;
        std::uint32_t pieceBytes; // of the source; 0: byte for byte
        bool isOneByte;           // the piece is of one byte of the copy, and byte for byte follows

        std::size_t beginOf(std::size_t at) const;
        std::size_t endOf(std::size_t last) const;
    };
    const Step& stepAt(std::size_t copy) const;

    std::vector<Step> m_steps;
};

} // namespace gatehouse::inspect
