// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"
#include "core/mcp/text_walk.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

/// Texts that reach a model one behind the other, as the blocks of a result do: what one of them begins the
/// next may end. Takes them as they come, and keeps what stands near each joint: short texts as they are, of
/// long ones both ends. For one block it keeps nothing but where that stands. Memory: some 300 KB.
class TextChain {
public:
    static constexpr std::size_t kEdge = 512;      ///< bytes of a long text, as written, at each of its ends
    static constexpr std::size_t kTogether = 4096; ///< bytes that are looked at together, and the last text
    static constexpr std::size_t kKey = 4096;      ///< bytes of a private key that one end may have

    /// A text, or one of its ends.
    struct Piece {
        mcp::TextField field;
        Span place; ///< in the token, between its quotes; it cuts no character
    };

    /// True where a client may put others in front of the text and behind it.
    static bool isBlock(const mcp::TextField& field)
    {
        using mcp::Channel;
        constexpr std::string_view kKeyOfBlocks = "\"text\""; // no other of this role has so few letters
        if (field.role != mcp::TextRole::Text || field.key.size() != kKeyOfBlocks.size())
            return false;
        const bool isOfServer = field.channel == Channel::Result || field.channel == Channel::Resource ||
            field.channel == Channel::Prompt || field.channel == Channel::Sampling;
        return isOfServer && field.kind == mcp::TextField::Kind::String && field.token.size() > 2;
    }
    /// True where it stands with what came in one chain, or nothing came.
    bool mayAdd(const mcp::TextField& block) const { return !m_hasFirst || m_first.channel == block.channel; }

    /// True where pieces() have to be looked at, and goOn() called, before the next block comes.
    bool add(const mcp::TextField& block)
    {
        if (m_hasFirst)
            return addNext(block);
        m_first = block;
        m_hasFirst = true;
        return false;
    }
    /// Two at least, in the order of the message, if isOpen().
    std::span<const Piece> pieces() const { return m_pieces; }
    bool isEmpty() const { return !m_hasFirst; }
    /// There are joints that nobody has looked at.
    bool isOpen() const { return m_isOpen; }
    /// What stands near the next joint is kept.
    void goOn();
    /// What comes next stands in no chain with what came.
    void end();

private:
    bool addNext(const mcp::TextField& block);
    void addPiece(const mcp::TextField& field, Span place);

    mcp::TextField m_first; // the only one as long as there is no piece
    bool m_hasFirst = false;
    bool m_isOpen = false;
    std::vector<Piece> m_pieces;
    std::size_t m_bytes = 0; // of them
};

/// How clients put two blocks together: as they are, or a line each. The second says nothing else where a
/// blank stands at every joint already.
bool hasWordAtJoint(std::span<const TextChain::Piece> pieces);
/// True where the letters on both sides are as many as a token has, some of them digits, and none of both a
/// plain word.
bool mayBeTokenAtJoint(const TextChain::Piece& left, const TextChain::Piece& right);
/// "Done.": what may stand beside a token and be none of it.
bool isPlainWord(std::string_view text);

} // namespace gatehouse::inspect
