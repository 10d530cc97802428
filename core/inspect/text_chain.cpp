// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/text_chain.h"

#include "core/inspect/ascii.h"
#include "core/jsonrpc/escapes.h"

#include <algorithm>
#include <string_view>

namespace gatehouse::inspect {
namespace {

/// The first place from `at` on at which a character of the token begins, or an escape.
std::size_t characterFrom(std::string_view token, std::size_t at)
{
    constexpr std::size_t kLongestEscape = 6;
    const auto near = token.substr(at - std::min(at, kLongestEscape), std::min(at, kLongestEscape));
    if (const auto backslash = near.rfind('\\'); backslash != std::string_view::npos) {
        // The first of some backslashes begins an escape: what stands before it is none.
        auto begin = at - near.size() + backslash;
        while (begin > 1 && token[begin - 1] == '\\')
            --begin;
        while (begin < at && token[begin] == '\\')
            begin += std::max<std::size_t>(jsonrpc::decodeEscape(token, begin).length, 1);
        at = std::max(at, begin);
    }
    while (at + 1 < token.size() && (static_cast<unsigned char>(token[at]) & 0xC0U) == 0x80U)
        ++at;
    return std::min(at, token.size() - 1);
}

bool isLong(const mcp::TextField& field)
{
    return field.token.size() - 2 > 2 * TextChain::kEdge;
}

Span insideOf(const mcp::TextField& field)
{
    return {1, field.token.size() - 1};
}

constexpr std::string_view kKeyBegins = "-----BEGIN ";
constexpr std::string_view kKeyEnds = "-----END ";

/// From the front, which is faster where there is none.
std::size_t lastOf(std::string_view text, std::string_view word)
{
    auto last = text.find(word);
    for (auto next = last; next != std::string_view::npos; next = text.find(word, next + 1))
        last = next;
    return last;
}

/// What stands at the front of a long text, and as far as a key goes on that was begun before it.
Span headOf(const mcp::TextField& field)
{
    if (!isLong(field))
        return insideOf(field);
    constexpr std::size_t kLastLine = 48;
    auto end = 1 + TextChain::kEdge;
    const auto front = field.token.substr(1, TextChain::kKey);
    const auto ends = front.find(kKeyEnds);
    if (ends != std::string_view::npos && ends < front.find(kKeyBegins))
        end = std::max(end, std::min(1 + ends + kLastLine, field.token.size() - 1));
    return {1, characterFrom(field.token, end)};
}

/// The same at its back, from where a key begins that it does not end.
Span tailOf(const mcp::TextField& field)
{
    if (!isLong(field))
        return insideOf(field);
    const auto end = field.token.size() - 1;
    auto begin = end - TextChain::kEdge;
    const auto first = end - std::min(end - 1, TextChain::kKey);
    const auto back = field.token.substr(first, end - first);
    const auto begins = lastOf(back, kKeyBegins);
    if (begins != std::string_view::npos && back.find(kKeyEnds, begins) == std::string_view::npos)
        begin = std::min(begin, first + begins);
    return {characterFrom(field.token, begin), end};
}

/// Of what stands in a token: blanks, and line ends as it has them.
bool beginsWithBlank(std::string_view text)
{
    return text[0] == ' ' || text.starts_with("\\n") || text.starts_with("\\r") || text.starts_with("\\t");
}

bool endsWithBlank(std::string_view text)
{
    const auto last = text.substr(text.size() - std::min(text.size(), std::size_t{2}));
    if (last.back() == ' ')
        return true;
    // An odd number of backslashes: others stand for themselves.
    const auto other = text.find_last_not_of('\\', text.size() - last.size());
    const auto backslashes = text.size() - 1 - (other == std::string_view::npos ? 0 : other + 1);
    return last.size() == 2 && beginsWithBlank(last) && backslashes % 2 == 1;
}

std::string_view textOf(const TextChain::Piece& piece)
{
    return piece.field.token.substr(piece.place.begin, piece.place.size());
}

} // namespace

bool TextChain::addNext(const mcp::TextField& block)
{
    if (m_pieces.empty())
        addPiece(m_first, tailOf(m_first));
    addPiece(block, headOf(block));
    m_isOpen = true;
    return isLong(block) || m_bytes >= kTogether;
}

void TextChain::addPiece(const mcp::TextField& field, Span place)
{
    m_pieces.push_back({field, place});
    m_bytes += place.size();
}

void TextChain::goOn()
{
    m_isOpen = false;
    if (isLong(m_pieces.back().field)) {
        m_first = m_pieces.back().field;
        m_pieces.clear();
        m_bytes = 0;
        return;
    }
    auto kept = m_pieces.size();
    std::size_t bytes = 0;
    while (kept > 0 && bytes < kEdge)
        bytes += m_pieces[--kept].place.size();
    m_pieces.erase(m_pieces.begin(), m_pieces.begin() + static_cast<std::ptrdiff_t>(kept));
    m_bytes = bytes;
}

void TextChain::end()
{
    m_hasFirst = false;
    m_isOpen = false;
    m_pieces.clear();
    m_bytes = 0;
}

bool hasWordAtJoint(std::span<const TextChain::Piece> pieces)
{
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        if (!endsWithBlank(textOf(pieces[i - 1])) && !beginsWithBlank(textOf(pieces[i])))
            return true;
    }
    return false;
}

bool mayBeTokenAtJoint(const TextChain::Piece& left, const TextChain::Piece& right)
{
    constexpr std::size_t kFewest = 16;
    constexpr std::size_t kMost = 32; // of each side
    const auto isBlankOrOther = [](char c) { return c <= ' '; };
    const auto before = textOf(left);
    const auto behind = textOf(right).substr(0, kMost);
    const auto last = before.substr(before.size() - std::min(before.size(), kMost));
    const auto begin = std::find_if(last.rbegin(), last.rend(), isBlankOrOther);
    const auto ending = last.substr(static_cast<std::size_t>(last.rend() - begin));
    const auto end = std::find_if(behind.begin(), behind.end(), isBlankOrOther);
    const auto beginning = behind.substr(0, static_cast<std::size_t>(end - behind.begin()));
    const auto hasDigit = [](std::string_view text) {
        return text.find_first_of("0123456789") != std::string_view::npos;
    };
    return ending.size() + beginning.size() >= kFewest && (hasDigit(ending) || hasDigit(beginning)) &&
        !isPlainWord(ending) && !isPlainWord(beginning);
}

bool isPlainWord(std::string_view text)
{
    const auto letters = text.substr(0, std::min(text.find_first_of(".,:;!?"), text.size()));
    const bool isStart = !letters.empty() && ascii::isLetter(letters[0]);
    return isStart && std::ranges::all_of(letters.substr(1), [](char c) { return c >= 'a' && c <= 'z'; });
}

} // namespace gatehouse::inspect
