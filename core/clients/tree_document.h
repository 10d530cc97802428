// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"
#include "core/clients/json_entry.h"
#include "core/clients/tree_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// What TOML and YAML write differently.
class TreeSyntax {
public:
    virtual ~TreeSyntax() = default;
    /// The text as a string in quotes.
    virtual std::string quoted(std::string_view text) const = 0;
    virtual std::string key(std::string_view name) const = 0;
    /// A string's own bytes where they mean the same in the new place, else the text in quotes. `isFlow`:
    /// between brackets.
    virtual std::string moved(const TreeText& text, const TreeNode& node, bool isFlow) const = 0;
    /// What stands between a key and its value in brackets: " = ".
    virtual std::string_view assignment() const = 0;
    /// A new member with a list of words in front of `command`, in a map without brackets.
    virtual std::string memberBefore(const TreeText& text, const TreeNode& command, std::string_view name,
        const std::vector<std::string>& words) const = 0;
};

/// Which map of the entry holds the command, and under which keys.
struct TreeCommand {
    const TreeNode* map = nullptr;
    const TreeNode* command = nullptr;   ///< nullptr: there is none
    const TreeNode* arguments = nullptr; ///< the command itself where it is an array
    bool isNested = false;
    std::string argumentsKey;
};
TreeCommand commandIn(const TreeText& text, const TreeNode& node, const EntryShape& shape);

/// Fills in what the entry declares.
void describeTreeEntry(const TreeText& text, const TreeNode& node, const EntryShape& shape, EntryText& entry);

/// The bytes of the entry's value with the wrapper in its command's place, and taken out again: as Document
/// says.
base::Result<std::string> routedTreeEntry(const TreeText& text, const TreeSyntax& syntax,
    const TreeNode& node, const EntryText& entry, const EntryShape& shape, const Routing& routing);
base::Result<std::string> unroutedTreeEntry(const TreeText& text, const TreeSyntax& syntax,
    const TreeNode& node, const EntryText& entry, const EntryShape& shape, const Routing& routing,
    bool dropsEmptyArguments);

/// A document whose values are a tree with spans.
class TreeDocument final : public Document {
public:
    TreeDocument(TreeText text, const TreeSyntax& syntax)
        : m_text(std::move(text))
        , m_syntax(syntax)
    {
    }

    base::Result<std::vector<EntryText>> entries(
        const std::vector<ServerContainer>& containers, const EntryShape& shape) const override;
    std::vector<EntryText> findAll(const std::string& keyPath, const EntryShape& shape) const override;
    std::vector<std::string> keysAt(const std::vector<std::string>& path) const override;
    int lineAt(std::size_t offset) const override { return m_text.lineAt(offset); }
    base::Result<std::string> routed(
        const EntryText& entry, const EntryShape& shape, const Routing& routing) const override;
    base::Result<std::string> unrouted(const EntryText& entry, const EntryShape& shape,
        const Routing& routing, bool dropsEmptyArguments) const override;
    std::string untouchedPart(const EntryText& entry, const EntryShape& shape) const override;

private:
    /// A value on the way to an entry, with what holds for everything below it.
    struct Place {
        const TreeNode* node = nullptr;
        std::string pointer;
        std::string name;
        std::string obstacle;
        bool isRepeated = false;
        bool isShared = false; ///< the name, by elements of a list
    };
    std::vector<Place> steps(const Place& place, const std::string& part) const;
    std::optional<Place> walk(const std::vector<std::string>& parts) const;
    /// Nothing where the entry has no name, and so no path of its own.
    std::optional<Place> placeOf(const EntryText& entry) const;
    std::vector<Place> members(const Place& place, const std::string& nameKey) const;
    EntryText describe(const Place& place, const EntryShape& shape) const;
    void collect(const Place& place, const ServerContainer& container, std::size_t depth,
        const EntryShape& shape, std::vector<EntryText>& out) const;
    void append(std::string& out, const TreeNode& node) const;
    Place rootPlace() const;

    TreeText m_text;
    const TreeSyntax& m_syntax;
};

} // namespace gatehouse::clients
