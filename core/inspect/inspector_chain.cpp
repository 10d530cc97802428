// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/inspector_state.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

/// How clients put blocks together: as they are, or a line each.
constexpr std::string_view kLine = "\n";

/// A value stands so near to the joint with the block that names it.
constexpr std::size_t kNear = 16;

Span insideOf(const mcp::TextField& field, std::string_view line)
{
    const auto begin = static_cast<std::size_t>(field.token.data() - line.data());
    return {begin + 1, begin + field.token.size() - 1};
}

bool overlap(Span left, Span right)
{
    return left.begin < right.end && right.begin < left.end;
}

} // namespace

void Inspector::State::addToChain(const mcp::TextField& block)
{
    if (!m_chain.mayAdd(block))
        finishChain();
    if (m_chain.add(block)) {
        openChain();
        m_chain.goOn();
    }
}

void Inspector::State::finishChain()
{
    if (m_chain.isOpen())
        openChain();
    m_chain.end();
}

/// What stands in the chain becomes texts of the batch. What looks like parts of a token is one by
/// itself, too: other blocks that touch them would hide where it begins or ends.
void Inspector::State::openChain()
{
    if (!m_hasJoints) {
        m_hasJoints = true;
        m_chainSelector.startMessage(m_line.size());
        m_joined.clear();
        m_joinedParts = 0;
    }
    const auto pieces = m_chain.pieces();
    copyChain(pieces, {});
    if (hasWordAtJoint(pieces))
        copyChain(pieces, kLine);
    for (std::size_t begin = 0; begin < pieces.size();) {
        auto end = begin + 1;
        while (end < pieces.size() && mayBeTokenAtJoint(pieces[end - 1], pieces[end]))
            ++end;
        if (end > begin + 1 && end - begin < pieces.size())
            copyChain(pieces.subspan(begin, end - begin), {});
        begin = end;
    }
}

void Inspector::State::copyChain(std::span<const TextChain::Piece> pieces, std::string_view between)
{
    const auto scope = scopeOf(pieces.front().field.channel);
    if (!m_parts.empty() && (scope != m_scope || m_copy.text.size() > kBatchBytes))
        searchBatch();
    m_scope = scope;
    open(pieces.front().field).isOfChain = true;
    for (const auto& [field, place] : pieces) {
        const auto at = static_cast<std::size_t>(field.token.data() - m_line.data()) + place.begin;
        if (!between.empty() && &field != &pieces.front().field) {
            m_copy.map.replaced(m_copy.text.size(), {at, at});
            m_copy.text += between;
        }
        // With a byte on both sides, in the place of quotes.
        normalise(field.token.substr(place.begin - 1, place.size() + 2), at - 1, m_copy);
        if (m_chained.empty() || m_chained.back().token.data() < field.token.data())
            m_chained.push_back(field);
    }
    close();
}

/// A finding becomes one for each block that it lies in. What lies in one alone was found there, if it is to
/// be found; but the block in front may give a value its name.
void Inspector::State::foundInChain(std::size_t rule, Span source, Confidence confidence)
{
    const auto& about = m_detector->rules()[rule];
    // Blocks that have nothing to do with each other often stand in one result: their numbers are no number
    // together, and of sentences only what is certain counts.
    const bool isSecret = about.family == Family::Secret;
    const bool mayBeChance =
        about.family == Family::Personal || (!isSecret && confidence != Confidence::High);
    if (mayBeChance || isFull() || m_joinedParts > kMaxFound)
        return;
    const auto* const line = m_line.data();
    auto block = std::upper_bound(m_chained.begin(), m_chained.end(), source.begin,
        [line](std::size_t place, const mcp::TextField& field) { return line + place < field.token.data(); });
    std::vector<Found> parts;
    for (block -= block == m_chained.begin() ? 0 : 1; block != m_chained.end(); ++block) {
        const auto inside = insideOf(*block, m_line);
        const Span place{std::max(inside.begin, source.begin), std::min(inside.end, source.end)};
        if (inside.begin >= source.end)
            break;
        if (place.begin < place.end)
            parts.push_back({m_detector, &about, confidence, place, *block});
    }
    if (parts.empty())
        return;
    const auto& first = parts.front();
    const bool isNamed =
        about.family == Family::Secret && first.source.begin <= insideOf(first.field, m_line).begin + kNear;
    if (parts.size() == 1 && !isNamed)
        return;
    dropKnown(parts); // most is, of blocks with a secret each
    if (parts.empty())
        return;
    m_joinedParts += parts.size();
    if (m_joinedParts > kMaxFound)
        m_inspection.isCutShort = true;
    else
        m_joined.push_back(std::move(parts));
}

/// What a block holds by itself was found there: nothing of another belongs to it, but what a secret goes on
/// with.
void Inspector::State::dropKnown(std::vector<Found>& parts) const
{
    const auto isKnown = [this](const Found& part) {
        return std::ranges::any_of(m_inspection.found, [&part](const Found& found) {
            return found.rule == part.rule && found.confidence >= part.confidence &&
                overlap(found.source, part.source);
        });
    };
    if (std::ranges::none_of(parts, isKnown))
        return;
    const bool isSecret = parts.front().rule->family == Family::Secret;
    std::erase_if(parts, [&](const Found& part) {
        const auto text = m_line.substr(part.source.begin, part.source.size());
        return !isSecret || isKnown(part) || isPlainWord(text);
    });
}

/// What is found in a block after all, by itself, is known by now.
void Inspector::State::takeJoined()
{
    std::vector<Found> more;
    for (auto& parts : m_joined) {
        dropKnown(parts);
        more.insert(more.end(), parts.begin(), parts.end());
    }
    for (const auto& found : more)
        add(found);
    if (!more.empty())
        joinSame();
}

} // namespace gatehouse::inspect
