// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/entry_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

bool isNameByte(char c, bool isFirst)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (!isFirst && c >= '0' && c <= '9');
}

/// The name at the start of `text`; empty where none is.
std::string_view nameAt(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size() && isNameByte(text[end], end == 0))
        ++end;
    return text.substr(0, end);
}

/// A reference to a variable; no name where the text is none.
struct Reference {
    std::string_view name;
    std::size_t size = 0; ///< of the whole of it
    std::optional<std::string_view> fallback;
};

/// ${NAME:-default}
Reference referenceWithDefault(std::string_view text)
{
    constexpr std::string_view kOpening = "${";
    constexpr std::string_view kDefault = ":-";
    if (!text.starts_with(kOpening))
        return {};
    const auto name = nameAt(text.substr(kOpening.size()));
    const auto rest = text.substr(kOpening.size() + name.size());
    const auto end = rest.find('}');
    if (name.empty() || !rest.starts_with(kDefault) || end == std::string_view::npos)
        return {};
    return {
        name, kOpening.size() + name.size() + end + 1, rest.substr(kDefault.size(), end - kDefault.size())};
}

/// The one that `text` begins with, in a form that counts.
Reference reference(std::string_view text, const VariableForms& forms)
{
    const auto within = [&](std::string_view opening) -> Reference {
        if (!text.starts_with(opening))
            return {};
        const auto name = nameAt(text.substr(opening.size()));
        const bool isClosed = text.substr(opening.size() + name.size()).starts_with('}');
        return isClosed && !name.empty() ? Reference{name, opening.size() + name.size() + 1, {}}
                                         : Reference();
    };
    Reference found;
    if (forms.envColon)
        found = within("${env:");
    if (found.name.empty() && (forms.braces || forms.bracesDefault))
        found = within("${");
    if (found.name.empty() && forms.bracesDefault)
        found = referenceWithDefault(text);
    if (found.name.empty() && forms.braceEnv)
        found = within("{env:");
    if (found.name.empty() && forms.dollar && text.starts_with('$')) {
        const auto name = nameAt(text.substr(1));
        found = {name, name.size() + 1, {}};
    }
    return found;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text;
}

/// A value as JSON, TOML and YAML write texts.
std::optional<std::string> textAt(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('\'')) {
        const auto end = text.find('\'', 1);
        return end == std::string_view::npos ? std::nullopt
                                             : std::optional<std::string>(text.substr(1, end - 1));
    }
    if (text.starts_with('"')) {
        std::size_t end = 1;
        while (end < text.size() && text[end] != '"')
            end += text[end] == '\\' ? 2 : 1;
        if (end >= text.size())
            return std::nullopt;
        const auto value = nlohmann::json::parse(text.substr(0, end + 1), nullptr, false);
        return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
    }
    const auto plain = text.substr(0, text.find_first_of(",}]#\r\n"));
    if (plain.empty() || plain.front() == '{' || plain.front() == '[')
        return std::nullopt;
    return std::string(plain.substr(0, plain.find_last_not_of(" \t") + 1));
}

} // namespace

std::vector<std::string> variablesUsed(std::string_view entry, const VariableForms& forms)
{
    std::vector<std::string> names;
    for (std::size_t at = 0; at < entry.size(); ++at) {
        const auto found = reference(entry.substr(at), forms);
        const auto name = found.fallback ? std::string_view() : found.name;
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.emplace_back(name);
    }
    return names;
}

std::optional<std::string> textOf(std::string_view entry, std::string_view key)
{
    for (auto at = entry.find(key); at != std::string_view::npos; at = entry.find(key, at + 1)) {
        const char before = at == 0 ? '\n' : entry[at - 1];
        auto rest = entry.substr(at + key.size());
        const bool isQuoted = (before == '"' || before == '\'') && rest.starts_with(before);
        const bool isBare = before == ' ' || before == '\t' || before == '\n' || before == '{' ||
            before == ',' || before == '.';
        if (!isQuoted && !isBare)
            continue;
        rest = trimmed(rest.substr(isQuoted ? 1 : 0));
        if (rest.starts_with(':') || rest.starts_with('='))
            return textAt(rest.substr(1));
    }
    return std::nullopt;
}

std::string filledIn(std::string_view text, const VariableForms& forms,
    const std::vector<std::pair<std::string, std::string>>& environment)
{
    std::string filled;
    while (!text.empty()) {
        const auto found = reference(text, forms);
        if (found.name.empty()) {
            filled += text.front();
            text.remove_prefix(1);
            continue;
        }
        const auto value = std::find_if(environment.begin(), environment.end(),
            [&](const auto& variable) { return variable.first == found.name; });
        if (value != environment.end() && !(value->second.empty() && found.fallback))
            filled += value->second;
        else
            filled += found.fallback.value_or(std::string_view());
        text.remove_prefix(found.size);
    }
    return filled;
}

} // namespace gatehouse::service
