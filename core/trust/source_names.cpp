// SPDX-License-Identifier: Apache-2.0
#include "core/trust/source_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace gatehouse::trust {
namespace {

// Some dozens of files are usual. What is beyond these bounds is said, and the nearest alone is looked at.
constexpr std::size_t kMaxSources = 256;
constexpr std::uint64_t kMaxSourceBytes = std::uint64_t{32} << 20;
constexpr std::size_t kMaxFolders = 256;
constexpr std::size_t kMaxNames = 8192;

// Sorted, each: they are asked for every name in a folder.
constexpr std::array<std::string_view, 30> kEndings{{"bash", "cjs", "class", "cts", "dll", "dylib", "fish",
    "jar", "js", "jsx", "ksh", "lua", "mjs", "mts", "node", "php", "pl", "pm", "py", "pyc", "pyd", "pyw",
    "pyz", "rb", "sh", "so", "ts", "tsx", "wasm", "zsh"}};
/// They decide which file a name leads to, and how it is read.
constexpr std::array<std::string_view, 6> kDescriptions{
    {"deno.json", "deno.jsonc", "import_map.json", "jsconfig.json", "package.json", "tsconfig.json"}};
/// What others brought, what is made of sources, and what nothing runs.
constexpr std::array<std::string_view, 9> kLeftOut{
    {".git", ".hg", ".nox", ".svn", ".tox", "__pycache__", "dist-packages", "node_modules", "site-packages"}};
constexpr std::size_t kLongestEnding = 5; // dylib
constexpr std::string_view kEnvironmentMark = "pyvenv.cfg";

template <typename Words>
bool isAmong(const Words& sorted, std::string_view word)
{
    return std::binary_search(sorted.begin(), sorted.end(), word);
}

std::string_view endingOf(std::string_view name)
{
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

bool isSourceEnding(std::string_view ending)
{
    if (ending.empty() || ending.size() > kLongestEnding)
        return false;
    std::string lower(ending); // no allocation: it is short
    for (auto& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return isAmong(kEndings, lower);
}

/// `require('./tools')` takes a file of exactly that name before tools.js.
bool standsBefore(const std::vector<std::string>& names, std::string_view name)
{
    const auto start = std::string(name) + '.';
    for (auto at = std::lower_bound(names.begin(), names.end(), start);
         at != names.end() && at->starts_with(start); ++at) {
        const auto ending = std::string_view(*at).substr(start.size());
        if (isSourceEnding(ending) || ending == "json")
            return true;
    }
    return false;
}

bool isSource(const std::vector<std::string>& names, std::string_view name)
{
    return isSourceEnding(endingOf(name)) || isAmong(kDescriptions, name) || standsBefore(names, name);
}

bool isEntered(std::string_view name)
{
    return !isAmong(kLeftOut, name);
}

bool isOwn(const std::vector<std::string>& names)
{
    return !std::binary_search(names.begin(), names.end(), kEnvironmentMark);
}

} // namespace

base::TreeChoice sourceChoice()
{
    return {kMaxSources, kMaxSourceBytes, kMaxFolders, kMaxNames, false, &isSource, &isEntered, &isOwn};
}

bool isSourceName(std::string_view path)
{
    return sourceChoice().wants({}, path.substr(path.rfind('/') + 1));
}

} // namespace gatehouse::trust
