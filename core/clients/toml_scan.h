// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/tree_text.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatehouse::clients {

/// Reads keys and values of TOML 1.0 and notes where they stand. What is wrong first stays as the reason;
/// every step after it does nothing, so that callers need not ask after each.
class TomlScanner {
public:
    explicit TomlScanner(std::string_view bytes)
        : m_bytes(bytes)
    {
        m_nodes.emplace_back();
        m_nodes.front().kind = TreeNode::Kind::Map;
    }

    /// Reads the whole text: tables, arrays of tables, keys with values.
    base::Result<TreeText> readFile(std::size_t begin);
    /// Reads one value and nothing else.
    base::Result<TreeText> readValue();

private:
    struct KeyPart {
        std::string name;
        Span span;
    };
    enum class Origin {
        Header,
        Path,
        Dotted,
        Value,
        Tables
    }; ///< what made a node, which decides who may add to it

    bool isGood() const { return m_reason.empty(); }
    void fail(std::size_t at, std::string_view reason);
    base::Error error() const { return treeError(m_bytes, m_errorAt, m_reason); }
    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_bytes.size() ? m_bytes[m_at + ahead] : '\0';
    }
    bool isAtEnd() const { return m_at >= m_bytes.size(); }
    bool takes(std::string_view token);
    void skipBlank(); ///< on the line
    void skipSpace(); ///< over lines and comments
    void endLine();   ///< nothing but a comment may follow
    Span spanFrom(std::size_t begin) const { return {begin, m_at}; }

    std::vector<KeyPart> readKey();
    void readHeader();
    void readMember(std::size_t table, int depth);
    std::size_t descend(std::size_t table, const KeyPart& part, Origin origin);
    std::size_t addNode(std::size_t parent, const KeyPart* part, Origin origin);
    std::size_t findChild(std::size_t parent, const std::string& name) const;
    void spread(std::size_t table, Span span);

    void value(std::size_t node, int depth);
    void array(std::size_t node, int depth);
    void inlineTable(std::size_t node, int depth);
    void bareValue();
    std::string basicString(bool isOverLines);
    std::string literalString(bool isOverLines);
    void escape(std::string& out, bool isOverLines);
    bool closes(char quote, bool isOverLines, std::string& out);

    std::string_view m_bytes;
    std::size_t m_at = 0;
    std::size_t m_table = 0; ///< that the last header named
    std::vector<TreeNode> m_nodes;
    std::vector<Origin> m_origins{Origin::Header};
    std::unordered_map<std::string, std::size_t> m_children; ///< by parent and name
    std::size_t m_errorAt = 0;
    std::string m_reason;
};

} // namespace gatehouse::clients
