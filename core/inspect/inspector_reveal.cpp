// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/base64_text.h"
#include "core/inspect/inspector_state.h"

#include <algorithm>
#include <utility>

namespace gatehouse::inspect {
namespace {

// Encoded texts in a message. More than any ordinary one has: what is beyond is told, not looked at. A page
// inside JSON inside a text, most of it hidden, is three times the message.
constexpr unsigned kMaxDepth = 4;
constexpr std::size_t kRevealedForOneByte = 5;
constexpr std::size_t kBytesForOneRevealed = 32;
constexpr std::size_t kAlwaysRevealed = std::size_t{64} << 10;
constexpr std::size_t kCopiesNearJoints = 4;

} // namespace

void Inspector::State::startRevealing()
{
    m_budget = {kAlwaysRevealed + kRevealedForOneByte * m_line.size(),
        (kAlwaysRevealed + m_line.size()) / kBytesForOneRevealed};
    m_chainBudget = {kCopiesNearJoints * m_budget.bytes, kCopiesNearJoints * m_budget.texts};
}

/// Base64 is searched for what it says, not for its letters: images have many, and any word may stand in
/// them. False where it is none.
bool Inspector::State::addBlob(const mcp::TextField& field, std::size_t offset)
{
    constexpr std::size_t kFewestLetters = 64;
    if (field.kind != mcp::TextField::Kind::String || field.token.size() < kFewestLetters + 2)
        return false;
    const auto inside = field.token.substr(1, field.token.size() - 2);
    const auto run = base64Run(inside, 0, 0);
    const auto padding = inside.substr(run.end);
    if (run.size() == 0 || padding.size() > 2 || padding.find_first_not_of('=') != std::string_view::npos)
        return false;
    // Text may stand behind anything: who shows it as text shows all of it.
    auto begin = findBase64Text(inside, run, true);
    if (!begin)
        return true;
    // One letter stands for all of it: what is decoded leads through the copy, as of other texts.
    open(field);
    const auto at = m_copy.text.size();
    m_copy.map.replaced(at, {offset + 1, offset + 1 + inside.size()});
    m_copy.text += '.';
    close();
    const auto part = m_parts.size() - 1;
    while (begin && !m_inspection.isCutShort) {
        const auto before = m_decoded.text.size();
        const auto taken = decodeInto(part, Encoding::Base64, inside.substr(*begin), at);
        m_decoded.map.cut(before);
        if (m_decoded.text.size() > before)
            m_decoded.map.replaced(before, {at, at + 1});
        const auto next = (*begin + std::max<std::size_t>(taken, 1) + 3) / 4 * 4;
        begin = findBase64Text(inside, {std::min(next, run.end), run.end}, true);
    }
    return true;
}

/// `run` stands at `offset` of the copy, in that part. Returns how much of it was read.
std::size_t Inspector::State::decodeInto(
    std::size_t part, Encoding encoding, std::string_view run, std::size_t offset)
{
    auto& budget = m_parts[part].isOfChain ? m_chainBudget : m_budget;
    if (budget.texts == 0 || run.size() > budget.bytes) {
        m_inspection.isCutShort = true;
        return run.size();
    }
    const auto before = m_decoded.text.size();
    const auto taken = decode(encoding, run, offset, m_decoded);
    if (const auto size = m_decoded.text.size() - before; size > 0) {
        budget.bytes -= size;
        --budget.texts;
        m_revealed.push_back({part, {before, m_decoded.text.size()}, encoding, taken});
    }
    return taken;
}

std::size_t Inspector::State::reveal(Encoding encoding, Span place)
{
    const auto begin = m_part->copy.begin + place.begin;
    auto& revealedTo = m_revealedTo[static_cast<std::size_t>(encoding)];
    if (m_part->depth == kMaxDepth || begin < revealedTo || place.size() == 0)
        return place.end;
    const auto run = std::string_view(m_copy.text).substr(begin, place.size());
    const auto part = static_cast<std::size_t>(m_part - m_parts.data());
    const auto taken = decodeInto(part, encoding, run, begin);
    revealedTo = begin + taken;
    return place.begin + taken;
}

void Inspector::State::revealStyled()
{
    for (; m_styledTo < m_copy.styled.size(); ++m_styledTo) {
        const auto span = m_copy.styled[m_styledTo];
        const auto after = std::ranges::upper_bound(m_parts, span.begin, {}, &Part::begin);
        m_part = &*(after - 1);
        reveal(Encoding::StyledLetters, {span.begin - m_part->begin(), span.end - m_part->begin()});
    }
}

/// What was revealed is searched next.
void Inspector::State::takeRevealed()
{
    m_searchedTo = m_copy.text.size();
    std::swap(m_parts, m_partsAround);
    m_parts.clear();
    for (const auto& revealed : m_revealed) {
        const auto& around = m_partsAround[revealed.part];
        auto& part = open(around.field);
        part.isOfChain = around.isOfChain;
        part.encoding = revealed.encoding;
        part.depth = around.depth + 1;
        part.encodedBytes = revealed.encodedBytes;
        normaliseText(std::string_view(m_decoded.text).substr(revealed.text.begin, revealed.text.size()),
            revealed.text.begin, m_copy);
        close();
    }
    m_revealed.clear();
}

/// The place in the line of what stands at `span` in the text that the part was copied from. What was decoded
/// has no escapes of the line's, so the copy's map asks for those of the line alone.
Span Inspector::State::sourceOf(const Part& part, Span span)
{
    for (auto depth = part.depth; depth > 0; --depth)
        span = m_copy.map.sourceOf(m_decoded.map.sourceOf(span, m_copy.text), m_line);
    return span;
}

} // namespace gatehouse::inspect
