// SPDX-License-Identifier: Apache-2.0
#include "core/trust/compiled_code.h"

#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <array>

namespace gatehouse::trust {
namespace {

// Tried with node 24.21, bun 1.4.5, deno 2.9.6, tsx and jiti: each ran what somebody else had put into its
// cache, and none did with these (decision record 0026). The last two are known by their documentation.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kVariables{{
    {"NODE_DISABLE_COMPILE_CACHE", "1"},        // node: NODE_COMPILE_CACHE, module.enableCompileCache()
    {"BUN_RUNTIME_TRANSPILER_CACHE_PATH", "0"}, // bun: install/cache/@t@
    {"DENO_EMIT_CACHE_MODE", "disable"},        // deno: gen
    {"TSX_DISABLE_CACHE", "1"},                 // tsx: /tmp/tsx-UID
    {"JITI_FS_CACHE", "false"},                 // jiti: node_modules/.cache/jiti, /tmp/jiti
    {"JITI_CACHE", "false"},                    // before its second version
    {"DISABLE_V8_COMPILE_CACHE", "1"},          // v8-compile-cache: /tmp/v8-compile-cache-UID
    {"BABEL_DISABLE_CACHE", "1"},               // @babel/register: node_modules/.cache
}};

// Deno has a word against V8's code cache (--no-code-cache) and no variable. V8 refuses code that was
// compiled under other flags; a file that is never written stands among them.
constexpr std::string_view kDenoFlags = "DENO_V8_FLAGS";
constexpr std::string_view kFlagOfNoConsequence = "--logfile=";

} // namespace

std::vector<std::pair<std::string, std::string>> variablesAgainstCompiledCode(
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view secret)
{
    std::vector<std::pair<std::string, std::string>> variables;
    for (const auto& [name, value] : kVariables)
        variables.emplace_back(name, value);
    auto flags = valueOf(environment, kDenoFlags).value_or("");
    if (!flags.empty())
        flags += ',';
    variables.emplace_back(kDenoFlags, flags + std::string(kFlagOfNoConsequence) + std::string(secret));
    return variables;
}

bool looksIntoCaches(
    std::string_view program, const std::vector<std::pair<std::string, std::string>>& environment)
{
    constexpr std::string_view kOfNode = "node nodejs npm npx pnpm yarn";
    const auto name = baseName(program);
    const auto isSet = [&](std::string_view variable) {
        const auto wanted = std::find_if(
            kVariables.begin(), kVariables.end(), [&](const auto& one) { return one.first == variable; });
        return valueOf(environment, variable).value_or("") == wanted->second;
    };
    if (name == "bun" || name == "bunx")
        return !isSet("BUN_RUNTIME_TRANSPILER_CACHE_PATH");
    if (name == "deno")
        return !isSet("DENO_EMIT_CACHE_MODE") ||
            valueOf(environment, kDenoFlags).value_or("").find(kFlagOfNoConsequence) == std::string::npos;
    return holdsWord(kOfNode, name) && !isSet("NODE_DISABLE_COMPILE_CACHE");
}

bool mayRunCompiledCode(const model::LaunchIdentity& identity)
{
    return identity.script || identity.package || !identity.files.empty() || !identity.unknown.empty() ||
        isInterpreter(baseName(identity.executable.path));
}

} // namespace gatehouse::trust
