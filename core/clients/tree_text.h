// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/json_scan.h"
#include "core/clients/json_text.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// One value of a TOML or YAML file, and where it stands in it.
struct TreeNode {
    enum class Kind { String, Other, Map, List }; ///< Other: number, boolean, date, null, alias
    Kind kind = Kind::Other;
    Span key;   ///< the key's token; empty for elements of lists
    Span value; ///< bytes of the value; of a map without brackets from its first key to the end of its last
                ///< value
    std::size_t dash = 0;   ///< where the "-" of an element of a block list stands
    std::string name;       ///< the decoded key
    std::string text;       ///< the decoded string
    bool isFlow = false;    ///< a map or list between brackets
    bool isMovable = false; ///< the bytes of a string mean the same in another place of the file
    bool isElement = false; ///< of a list
    /// Why nothing in it can be edited, in words: "it has an anchor". Holds for all that is in the node, too.
    std::string obstacle;
    /// A map that is written in several places; what is in each of them may still be edited.
    bool isScattered = false;
    std::vector<std::size_t> children;
};

/// A checked text and its values. Node 0 is the root. A view of the bytes.
class TreeText {
public:
    TreeText(std::string_view bytes, std::vector<TreeNode> nodes)
        : m_bytes(bytes)
        , m_nodes(std::move(nodes))
    {
    }

    std::string_view bytes() const { return m_bytes; }
    std::string_view raw(Span span) const { return m_bytes.substr(span.begin, span.size()); }
    const TreeNode& node(std::size_t index) const { return m_nodes[index]; }
    const TreeNode& root() const { return m_nodes.front(); }

    bool isMap(const TreeNode& node) const { return node.kind == TreeNode::Kind::Map; }
    bool isList(const TreeNode& node) const { return node.kind == TreeNode::Kind::List; }
    bool isString(const TreeNode& node) const { return node.kind == TreeNode::Kind::String; }

    /// The last member of a map with this key; nullptr where there is none. `count`: how many there are.
    const TreeNode* find(const TreeNode& map, std::string_view key, int* count = nullptr) const;
    std::vector<const TreeNode*> children(const TreeNode& node) const;

    /// 1-based.
    int lineAt(std::size_t offset) const;
    std::size_t lineBegin(std::size_t at) const;
    /// "\r\n" or "\n", as the line at `at` or the one before it ends.
    std::string_view lineEnding(std::size_t at) const;
    /// The white space right before `at`.
    std::string_view spaceBefore(std::size_t at) const;
    /// Where the first thing that is neither white space nor a comment begins.
    std::size_t skipSpace(std::size_t at) const;
    bool isBlank(std::size_t begin, std::size_t end) const;

private:
    std::string_view m_bytes;
    std::vector<TreeNode> m_nodes;
};

/// "line 3 column 1: reason", as FileDoesNotParse.
base::Error treeError(std::string_view bytes, std::size_t at, std::string_view reason);
/// Where bytes stand that no such file may hold: invalid UTF-8, control characters, a carriage return without
/// a line feed.
std::optional<std::size_t> forbiddenByte(std::string_view bytes);

inline constexpr std::size_t kByteOrderMarkSize = 3;
inline bool hasByteOrderMark(std::string_view bytes)
{
    return bytes.substr(0, kByteOrderMarkSize) == "\xEF\xBB\xBF";
}

/// Deeper values are refused, so that recursion has a bound.
inline constexpr int kMaxTreeDepth = 100;

/// The code point that `digits` hexadecimal digits at `at` spell; nothing where they do not, or it is none.
std::optional<std::uint32_t> hexCodePoint(std::string_view text, std::size_t at, std::size_t digits);

} // namespace gatehouse::clients
