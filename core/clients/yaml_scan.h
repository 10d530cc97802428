// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/tree_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// Reads the YAML that people write in configuration files and notes where every value stands: one document
/// of block and flow maps and lists, plain, quoted and block scalars, comments. Anchors, aliases, tags and
/// merge keys are seen and become obstacles; what is rarer (keys with ?, directives, a second document, tabs
/// that indent) is refused by name. What is wrong first stays as the reason; every step after it does
/// nothing.
class YamlScanner {
public:
    explicit YamlScanner(std::string_view bytes)
        : m_bytes(bytes)
    {
        m_nodes.emplace_back();
    }

    /// `begin`: behind a byte order mark.
    base::Result<TreeText> read(std::size_t begin);

private:
    enum class Holder { Key, Dash }; ///< what stands in front of a value

    bool isGood() const { return m_reason.empty(); }
    void fail(std::size_t at, std::string_view reason);
    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_bytes.size() ? m_bytes[m_at + ahead] : '\0';
    }
    bool isAtEnd() const { return m_at >= m_bytes.size(); }
    bool takes(char c);
    bool isSpaceAt(std::size_t ahead) const;
    bool isLineEnd() const { return isAtEnd() || peek() == '\n' || peek() == '\r'; }
    bool isComment() const;
    bool isMarker() const; ///< --- or ... at the beginning of a line
    bool isDash() const { return peek() == '-' && isSpaceAt(1); }
    bool isOneOf(std::string_view bytes) const
    {
        return !isAtEnd() && bytes.find(peek()) != std::string_view::npos;
    }
    bool endsPlain(bool isFlow) const; ///< a plain scalar ends here, on its line
    bool startsPlain(bool isFlow) const;
    bool isKeyHere();
    std::size_t lineBegin() const;
    int column() const { return static_cast<int>(m_at - lineBegin()); }
    void skipBlank();
    void skipToContent();
    void endLine();
    void refuseTabs();

    std::size_t addNode(std::size_t parent, bool isElement);
    std::string properties();
    void readKey(std::size_t map, std::size_t child, bool isFlow);
    void blockValue(std::size_t node, int parentIndent, Holder holder, int depth);
    void content(std::size_t node, int parentIndent, bool mayBeMap, int depth);
    void blockMap(std::size_t node, int indent, int depth);
    void blockList(std::size_t node, int indent, int depth);
    void flowValue(std::size_t node, int depth);
    void flowMap(std::size_t node, int depth);
    void flowList(std::size_t node, int depth);

    void scalar(std::size_t node, int parentIndent, bool isFlow);
    std::string doubleQuoted(int parentIndent);
    std::string singleQuoted(int parentIndent);
    void escape(std::string& out, std::size_t& kept, int parentIndent);
    void fold(std::string& out, std::size_t kept, int parentIndent, bool isEscaped);
    std::string plain(int parentIndent, bool isFlow);
    bool continuesPlain(int parentIndent, bool isFlow, int& lines);
    void blockScalar(std::size_t node, int parentIndent);
    std::size_t blockIndent(int parentIndent) const;

    std::string_view m_bytes;
    std::size_t m_begin = 0;
    std::size_t m_at = 0;
    std::vector<TreeNode> m_nodes;
    std::size_t m_errorAt = 0;
    std::string m_reason;
};

/// What a plain scalar is by the core schema of YAML 1.2: a string, or null, a boolean, a number.
bool isPlainString(std::string_view text);

/// The text of a block scalar: its lines without their indentation, folded or not, and what its end is like.
std::string joinBlockLines(const std::vector<std::string>& lines, bool isFolded, char chomping);

} // namespace gatehouse::clients
