// SPDX-License-Identifier: Apache-2.0
#include "core/trust/python_caches.h"

#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

constexpr std::string_view kVariable = "PYTHONPYCACHEPREFIX";
constexpr std::string_view kOption = "pycache_prefix="; // of -X; it goes before the variable

bool namesPython(std::string_view program)
{
    return baseName(program).starts_with("python");
}

/// What stands behind `name` in a word of the command, or in a line of a shell that is one word of it.
std::vector<std::string> valuesIn(const std::vector<std::string>& argv, std::string_view name)
{
    std::vector<std::string> values;
    for (const std::string_view word : argv) {
        for (auto at = word.find(name); at != std::string_view::npos; at = word.find(name, at + 1)) {
            auto value = word.substr(at + name.size());
            if (!value.empty() && (value.front() == '\'' || value.front() == '"'))
                value.remove_prefix(1);
            if (at > 0)
                value = value.substr(0, value.find_first_of(" '\";"));
            if (!value.empty())
                values.emplace_back(value);
        }
    }
    return values;
}

enum class Reads { Variable, Option, Nobody };

/// What a python that is started as it stands, by nothing in between, goes by. Nobody knows of options that
/// are written in other ways.
Reads readsOf(const std::vector<std::string>& argv)
{
    auto reads = Reads::Variable;
    for (std::size_t at = 1; at < argv.size(); ++at) {
        const std::string_view word = argv[at];
        if (!word.starts_with('-') || word == "-m" || word == "-c" || word == "-")
            break;
        if (word == "-X" || word == "-W") {
            ++at; // and its value
            if (word == "-X" && at < argv.size() && argv[at].starts_with(kOption))
                return Reads::Option;
        } else if (word.starts_with("-X") && word.substr(2).starts_with(kOption)) {
            return Reads::Option;
        } else if (word.find_first_of("EIX-", 1) != std::string_view::npos) {
            reads = Reads::Nobody;
        }
    }
    return reads;
}

} // namespace

PythonCaches pythonCaches(const LaunchRequest& request, const model::LaunchIdentity& identity)
{
    PythonCaches caches;
    const auto variable = valueOf(request.environment, kVariable).value_or("");
    auto named = valuesIn(request.argv, kOption);
    auto changed = valuesIn(request.argv, std::string(kVariable) + '=');
    named.insert(named.end(), changed.begin(), changed.end());
    if (!variable.empty())
        named.push_back(variable);
    for (const auto& one : named) {
        auto folder = absoluteBelow(request.workingFolder, one);
        while (folder.size() > 1 && folder.back() == '/')
            folder.pop_back();
        if (std::find(caches.prefixes.begin(), caches.prefixes.end(), folder) == caches.prefixes.end())
            caches.prefixes.push_back(std::move(folder));
    }
    if (!namesPython(request.argv.front()) || !namesPython(identity.executable.path))
        return caches;
    const auto reads = readsOf(request.argv);
    caches.besideSources = !(reads == Reads::Option || (reads == Reads::Variable && !variable.empty()));
    return caches;
}

bool isImported(std::string_view name)
{
    constexpr std::string_view kCompiled = ".pyc";
    constexpr std::string_view kOptimised = "opt-";
    if (!name.ends_with(kCompiled))
        return false;
    name.remove_suffix(kCompiled.size());
    const auto last = [&] { return name.substr(name.rfind('.') + 1); };
    if (last().starts_with(kOptimised))
        name.remove_suffix(std::min(name.size(), last().size() + 1));
    // "cpython-311", the name of an implementation; "…-pytest-7.4.0" ends in none.
    return last().empty() || last().front() < '0' || last().front() > '9';
}

} // namespace gatehouse::trust
