// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"
#include "core/clients/transplant.h"
#include "core/clients/tree_document.h"
#include "core/clients/yaml_scan.h"

#include <algorithm>
#include <set>
#include <vector>

namespace gatehouse::clients {
namespace {

class YamlSyntax final : public TreeSyntax {
public:
    /// Quotes always: no version of YAML reads a string in quotes as something else.
    std::string quoted(std::string_view text) const override { return encodeJsonString(text); }

    std::string key(std::string_view name) const override
    {
        const auto isBare = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_'; };
        return !name.empty() && std::all_of(name.begin(), name.end(), isBare) ? std::string(name)
                                                                              : quoted(name);
    }

    std::string moved(const TreeText& text, const TreeNode& node, bool isFlow) const override
    {
        const auto raw = text.raw(node.value);
        const bool isQuoted = raw.starts_with('"') || raw.starts_with('\'');
        // What a plain scalar may hold depends on the brackets around it.
        const bool fits = isQuoted || !isFlow || raw.find_first_of(",[]{}:#?") == std::string_view::npos;
        return node.isMovable && fits ? std::string(raw) : quoted(node.text);
    }

    std::string_view assignment() const override { return ": "; }

    std::string memberBefore(const TreeText& text, const TreeNode& command, std::string_view name,
        const std::vector<std::string>& words) const override
    {
        const auto column = command.key.begin - text.lineBegin(command.key.begin);
        const auto newLine = std::string(text.lineEnding(command.value.end)) + std::string(column, ' ');
        auto out = key(name) + ":";
        for (const auto& word : words)
            out += newLine + "- " + word;
        return out + newLine;
    }
};

/// YAML as people write configuration in it; yaml_scan.h says what is left out.
class YamlDialect final : public Dialect {
public:
    std::string_view id() const override { return "yaml"; }

    base::Result<std::unique_ptr<Document>> open(std::string_view bytes, Tolerance tolerance) const override
    {
        const bool hasMark = hasByteOrderMark(bytes);
        if (hasMark && !tolerance.byteOrderMark)
            return treeError(bytes, 0, "a byte order mark, which this client does not take");
        if (const auto at = forbiddenByte(bytes))
            return treeError(bytes, *at, "this byte may not stand here");
        auto text = YamlScanner(bytes).read(hasMark ? kByteOrderMarkSize : 0);
        if (!text)
            return text.error();
        return std::unique_ptr<Document>(std::make_unique<TreeDocument>(std::move(*text), m_syntax));
    }

    std::optional<EntryText> readAlone(std::string_view value, const EntryShape& shape) const override
    {
        // The bytes begin with the first key: its column is that of the keys below it, if there are any.
        for (const auto column : columnsBelow(value)) {
            const auto bytes = std::string(column, ' ') + std::string(value);
            const auto text = YamlScanner(bytes).read(0);
            if (!text || !text->isMap(text->root()))
                continue;
            EntryText entry;
            entry.value = {0, value.size()};
            describeTreeEntry(*text, text->root(), shape, entry);
            return entry;
        }
        return std::nullopt;
    }

    base::Result<std::string> transplanted(
        std::string_view source, std::string_view target, const std::vector<std::string>& path) const override
    {
        const auto from = YamlScanner(source).read(beginOf(source));
        const auto into = YamlScanner(target).read(beginOf(target));
        if (!from || !into)
            return from ? into.error() : from.error();
        return transplantedLines(*from, *into, path);
    }

private:
    static std::size_t beginOf(std::string_view bytes)
    {
        return hasByteOrderMark(bytes) ? kByteOrderMarkSize : 0;
    }

    /// Where the keys may stand: the indentations of lines below the first one that hold more than a comment,
    /// ascending, and none at all. The least is right but where a value between brackets goes on further to
    /// the left.
    static std::vector<std::size_t> columnsBelow(std::string_view value)
    {
        constexpr std::size_t kMost = 16;
        std::set<std::size_t> columns;
        for (auto at = value.find('\n'); at != std::string_view::npos && !value.starts_with('{');
             at = value.find('\n', at + 1)) {
            const auto content = value.find_first_not_of(' ', at + 1);
            if (content != std::string_view::npos &&
                std::string_view("\r\n#").find(value[content]) == std::string_view::npos)
                columns.insert(content - at - 1);
        }
        std::vector<std::size_t> some(columns.begin(), columns.end());
        some.resize(std::min(some.size(), kMost));
        some.push_back(0);
        return some;
    }

    YamlSyntax m_syntax;
};

} // namespace

std::unique_ptr<Dialect> makeYamlDialect();
std::unique_ptr<Dialect> makeYamlDialect()
{
    return std::make_unique<YamlDialect>();
}

} // namespace gatehouse::clients
