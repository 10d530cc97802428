// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/ecosystem.h"

#include <algorithm>
#include <array>

namespace gatehouse::intelligence {
namespace {

constexpr std::array<std::string_view, 6> kNpmRunners{"npx", "npm", "pnpm", "yarn", "bunx", "node"};
constexpr std::array<std::string_view, 4> kPythonRunners{"uvx", "uv", "pipx", "python"};

bool isOneOf(std::string_view word, const auto& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool isSeparator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

std::string pep503(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (!isSeparator(c))
            out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
        else if (out.empty() || out.back() != '-')
            out.push_back('-');
    }
    return out;
}

} // namespace

std::string_view toText(Ecosystem ecosystem)
{
    return ecosystem == Ecosystem::Npm ? "npm" : "PyPI";
}

std::optional<Ecosystem> ecosystemOf(std::string_view text)
{
    if (text == "npm")
        return Ecosystem::Npm;
    if (text == "PyPI")
        return Ecosystem::PyPi;
    return std::nullopt;
}

std::optional<Ecosystem> ecosystemOfRunner(std::string_view runner)
{
    if (isOneOf(runner, kNpmRunners))
        return Ecosystem::Npm;
    if (isOneOf(runner, kPythonRunners))
        return Ecosystem::PyPi;
    return std::nullopt;
}

std::string normalisedName(Ecosystem ecosystem, std::string_view name)
{
    if (ecosystem == Ecosystem::Npm)
        return std::string(name);
    return pep503(name.substr(0, name.find('[')));
}

} // namespace gatehouse::intelligence
