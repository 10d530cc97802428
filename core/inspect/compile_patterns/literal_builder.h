// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/compile_patterns/expression.h"
#include "core/inspect/literal_table.h"

#include <map>
#include <string>
#include <vector>

namespace gatehouse::inspect {

/// Makes what LiteralTable shows.
class LiteralBuilder {
public:
    /// What stands for pattern number `pattern`.
    void add(std::uint16_t pattern, const Requirement& requirement, bool ignoresCase);
    /// False where more grams have one hash than a chain may hold.
    bool finish();

    // Valid after finish().
    const std::vector<std::uint64_t>& filter() const { return m_filter; }
    const std::vector<std::uint16_t>& slots() const { return m_slots; }
    const std::vector<std::uint16_t>& chains() const { return m_chains; }
    const std::vector<LiteralGroup>& groups() const { return m_groups; }
    const std::vector<Literal>& literals() const { return m_literals; }
    const std::vector<LiteralWord>& words() const { return m_words; }
    const std::vector<ByteSet>& tails() const { return m_tails; }

private:
    std::uint32_t addWords(const std::string& text, bool ignoresCase);
    std::uint8_t addTail(const ByteChoice& bytes);
    void addGrams(Literal literal, const std::string& text, std::size_t parity, const ByteChoice& behind);

    LiteralGroup groupOf(const std::vector<std::size_t>& members);

    std::vector<Literal> m_added;
    std::vector<LiteralWord> m_frames;                          // of m_added
    std::map<std::uint32_t, std::vector<std::size_t>> m_ofGram; // indices into m_added
    std::vector<std::uint64_t> m_filter;
    std::vector<std::uint16_t> m_slots;
    std::vector<std::uint16_t> m_chains;
    std::vector<LiteralGroup> m_groups;
    std::vector<Literal> m_literals;
    std::vector<LiteralWord> m_words;
    std::vector<ByteSet> m_tails;
};

} // namespace gatehouse::inspect
