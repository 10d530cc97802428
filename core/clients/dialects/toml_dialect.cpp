// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"
#include "core/clients/toml_scan.h"
#include "core/clients/transplant.h"
#include "core/clients/tree_document.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

class TomlSyntax final : public TreeSyntax {
public:
    std::string quoted(std::string_view text) const override { return encodeJsonString(text); }

    std::string key(std::string_view name) const override
    {
        const bool isBare = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '_' || c == '-';
        });
        return isBare ? std::string(name) : quoted(name);
    }

    std::string moved(const TreeText& text, const TreeNode& node, bool) const override
    {
        return std::string(text.raw(node.value));
    }

    std::string_view assignment() const override { return " = "; }

    std::string memberBefore(const TreeText& text, const TreeNode& command, std::string_view name,
        const std::vector<std::string>& words) const override
    {
        const auto line = text.lineBegin(command.key.begin);
        auto out = key(name) + std::string(text.raw({command.key.end, command.value.begin})) + "[";
        for (const auto& word : words)
            out += (&word == &words.front() ? "" : ", ") + word;
        return out + "]" + std::string(text.lineEnding(command.value.end)) +
            std::string(text.raw({line, command.key.begin}));
    }
};

/// TOML 1.0, as Codex and others read it: one duplicate key, and they do not start.
class TomlDialect final : public Dialect {
public:
    std::string_view id() const override { return "toml"; }

    base::Result<std::unique_ptr<Document>> open(std::string_view bytes, Tolerance tolerance) const override
    {
        const bool hasMark = hasByteOrderMark(bytes);
        if (hasMark && !tolerance.byteOrderMark)
            return treeError(bytes, 0, "a byte order mark, which this client does not take");
        if (const auto at = forbiddenByte(bytes))
            return treeError(bytes, *at, "this byte may not stand here");
        auto text = TomlScanner(bytes).readFile(hasMark ? kByteOrderMarkSize : 0);
        if (!text)
            return text.error();
        return std::unique_ptr<Document>(std::make_unique<TreeDocument>(std::move(*text), m_syntax));
    }

    std::optional<EntryText> readAlone(std::string_view value, const EntryShape& shape) const override
    {
        // A record keeps either an inline table or the lines below a table's header.
        TomlScanner scanner(value);
        const auto text = value.starts_with('{') ? scanner.readValue() : scanner.readFile(0);
        if (!text)
            return std::nullopt;
        EntryText entry;
        entry.value = text->root().value;
        describeTreeEntry(*text, text->root(), shape, entry);
        return entry;
    }

    base::Result<std::string> transplanted(
        std::string_view source, std::string_view target, const std::vector<std::string>& path) const override
    {
        const auto from = TomlScanner(source).readFile(beginOf(source));
        return from ? transplantedTables(*from, target, path) : from.error();
    }

private:
    static std::size_t beginOf(std::string_view bytes)
    {
        return hasByteOrderMark(bytes) ? kByteOrderMarkSize : 0;
    }

    TomlSyntax m_syntax;
};

} // namespace

std::unique_ptr<Dialect> makeTomlDialect();
std::unique_ptr<Dialect> makeTomlDialect()
{
    return std::make_unique<TomlDialect>();
}

} // namespace gatehouse::clients
