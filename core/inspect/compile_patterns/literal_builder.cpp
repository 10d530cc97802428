// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/literal_builder.h"

#include "core/inspect/compile_patterns/byte_rates.h"

#include <algorithm>
#include <set>

namespace gatehouse::inspect {
namespace {

ByteSet setOf(const ByteChoice& bytes)
{
    ByteSet set{};
    for (std::size_t byte = 0; byte < bytes.size(); ++byte)
        set[byte / 64] |= std::uint64_t{bytes.test(byte)} << (byte % 64);
    return set;
}

/// Bits of a byte that are compared: of a letter not that of its case.
std::uint8_t maskOf(char c, bool ignoresCase)
{
    return ignoresCase && c >= 'a' && c <= 'z' ? 0xDF : 0xFF;
}

/// The bytes of `text` in the frame around its gram, folded.
LiteralWord frameOf(const std::string& text, int gramAt)
{
    std::array<std::uint8_t, kFrameBytes> bytes{};
    std::array<std::uint8_t, kFrameBytes> masks{};
    for (std::size_t i = 0; i < kFrameBytes; ++i) {
        const auto at = gramAt - static_cast<int>(kFrameBefore) + static_cast<int>(i);
        if (at < 0 || at >= static_cast<int>(text.size()))
            continue;
        bytes[i] =
            static_cast<std::uint8_t>(static_cast<unsigned char>(text[static_cast<std::size_t>(at)]) | 0x20U);
        masks[i] = 0xFF;
    }
    LiteralWord frame{};
    std::memcpy(&frame.bytes, bytes.data(), bytes.size());
    std::memcpy(&frame.mask, masks.data(), masks.size());
    return frame;
}

} // namespace

void LiteralBuilder::add(std::uint16_t pattern, const Requirement& requirement, bool ignoresCase)
{
    m_filter.resize(kFilterWords);
    const auto tail = addTail(requirement.tail);
    for (const auto& one : requirement.texts) {
        Literal literal{};
        literal.word = addWords(one.text, ignoresCase);
        literal.pattern = pattern;
        literal.bytes = static_cast<std::uint8_t>(one.text.size());
        // One more, so that no match ends where what is searched around it ends.
        literal.around = requirement.isAll
            ? std::uint16_t{0}
            : static_cast<std::uint16_t>(requirement.widest - one.text.size() + 1);
        literal.tailBytes = static_cast<std::uint8_t>(requirement.tailBytes);
        literal.tail = tail;
        literal.startsWord = one.startsWord;
        literal.endsWord = one.endsWord;
        for (std::size_t parity = 0; parity < kStep; ++parity)
            addGrams(
                literal, one.text, parity, requirement.tailBytes > 0 ? requirement.tail : ByteChoice().set());
    }
}

std::uint32_t LiteralBuilder::addWords(const std::string& text, bool ignoresCase)
{
    const auto first = static_cast<std::uint32_t>(m_words.size());
    for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
        std::array<std::uint8_t, 8> bytes{};
        std::array<std::uint8_t, 8> masks{};
        for (std::size_t i = 0; i < bytes.size() && at + i < text.size(); ++i) {
            masks[i] = maskOf(text[at + i], ignoresCase);
            bytes[i] = static_cast<std::uint8_t>(text[at + i]);
        }
        LiteralWord word{};
        std::memcpy(&word.bytes, bytes.data(), bytes.size());
        std::memcpy(&word.mask, masks.data(), masks.size());
        m_words.push_back(word);
    }
    return first;
}

std::uint8_t LiteralBuilder::addTail(const ByteChoice& bytes)
{
    const auto set = setOf(bytes);
    const auto known = std::ranges::find(m_tails, set);
    const auto index = known - m_tails.begin();
    if (known == m_tails.end())
        m_tails.push_back(set);
    return static_cast<std::uint8_t>(index);
}

/// For where the text begins at places that are `parity` more than even. One that is too short for a gram
/// there has one for each byte that may stand behind it, or before it.
void LiteralBuilder::addGrams(
    Literal literal, const std::string& text, std::size_t parity, const ByteChoice& behind)
{
    const auto gram = rarestGram(text, parity, kStep);
    const auto last = text.size() - 3;
    std::vector<std::string> forms;
    if (gram) {
        literal.gramAt = static_cast<std::int8_t>(*gram);
        forms.push_back(text.substr(*gram, kGramBytes));
    } else {
        const bool isBehind = last % kStep == parity;
        literal.gramAt = isBehind ? static_cast<std::int8_t>(last) : std::int8_t{-1};
        for (std::size_t byte = 0; byte < behind.size(); ++byte) {
            if (isBehind && behind.test(byte))
                forms.push_back(text.substr(last) + static_cast<char>(byte));
            if (!isBehind)
                forms.push_back(static_cast<char>(byte) + text.substr(0, 3));
        }
    }
    m_added.push_back(literal);
    m_frames.push_back(frameOf(text, literal.gramAt));
    for (const auto& form : forms) {
        const auto folded = loadGram(form.data()) | kFold;
        const auto bit = filterBitOf(hashOf(folded));
        m_filter[bit / 64] |= std::uint64_t{1} << (bit % 64);
        auto& members = m_ofGram[folded];
        if (members.empty() || members.back() != m_added.size() - 1)
            members.push_back(m_added.size() - 1);
    }
}

LiteralGroup LiteralBuilder::groupOf(const std::vector<std::size_t>& members)
{
    LiteralGroup group{m_frames[members.front()].bytes, m_frames[members.front()].mask,
        static_cast<std::uint16_t>(m_literals.size()), static_cast<std::uint16_t>(members.size())};
    for (const auto index : members) {
        m_literals.push_back(m_added[index]);
        group.mask &= m_frames[index].mask & ~(m_frames[index].bytes ^ group.frame);
    }
    return group;
}

bool LiteralBuilder::finish()
{
    std::map<std::vector<std::size_t>, std::uint16_t> known; // grams of the same literals share a group
    std::map<std::size_t, std::set<std::uint16_t>> ofSlot;
    for (const auto& [gram, members] : m_ofGram) {
        const auto [entry, isNew] = known.emplace(members, static_cast<std::uint16_t>(m_groups.size()));
        if (isNew)
            m_groups.push_back(groupOf(members));
        ofSlot[slotOf(hashOf(gram))].insert(entry->second);
    }
    m_slots.assign(kSlots, 0);
    std::size_t longest = 0;
    for (const auto& [slot, groups] : ofSlot) {
        m_slots[slot] = static_cast<std::uint16_t>(m_chains.size());
        m_chains.insert(m_chains.end(), groups.begin(), groups.end());
        m_chains.back() |= kLastOfChain;
        longest = std::max(longest, groups.size());
    }
    return longest <= kMostChained && m_groups.size() < kLastOfChain && m_chains.size() <= kSlots;
}

} // namespace gatehouse::inspect
