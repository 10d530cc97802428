// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"

#include <array>
#include <cassert>

namespace gatehouse::clients {

#define GATEHOUSE_DIALECT(name) std::unique_ptr<Dialect> make##name##Dialect();
#include "core/clients/dialects/dialects.def"
#undef GATEHOUSE_DIALECT

base::Result<Insertion> Document::inserted(
    const std::vector<std::string>&, const std::string&, const std::string&) const
{
    return base::Error{base::ErrorCode::EntryNotEditable, "entries cannot be added to a file of this format"};
}

base::Result<std::vector<Replacement>> Document::removed(const std::string&, int) const
{
    return base::Error{
        base::ErrorCode::EntryNotEditable, "entries cannot be taken out of a file of this format"};
}

std::string Document::indentOf(const EntryText&) const
{
    return {};
}

const Dialect* findDialect(std::string_view id)
{
    static const std::array kDialects{
#define GATEHOUSE_DIALECT(name) make##name##Dialect(),
#include "core/clients/dialects/dialects.def"
#undef GATEHOUSE_DIALECT
    };
    for (const auto& dialect : kDialects) {
        if (dialect->id() == id)
            return dialect.get();
    }
    return nullptr;
}

const Dialect& dialectOfFile(std::string_view path)
{
    std::string_view id = "json";
    if (path.ends_with(".toml"))
        id = "toml";
    else if (path.ends_with(".yaml") || path.ends_with(".yml"))
        id = "yaml";
    const auto* const dialect = findDialect(id);
    assert(dialect != nullptr); // dialects.def has all three
    return *dialect;
}

std::optional<EntryText> Document::find(const std::string& keyPath, const EntryShape& shape) const
{
    auto found = findAll(keyPath, shape);
    return found.empty() ? std::nullopt : std::optional(std::move(found.back()));
}

void refuseAmbiguousElement(EntryText& entry, bool isShared)
{
    if (!entry.reason.empty() || (!entry.name.empty() && !isShared))
        return;
    entry.reason = "not-editable";
    entry.detail = entry.name.empty() ? "it has no name" : "another server of the list has the same name";
}

} // namespace gatehouse::clients
