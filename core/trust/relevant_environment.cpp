// SPDX-License-Identifier: Apache-2.0
#include "core/trust/relevant_environment.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace gatehouse::trust {
namespace {

// Sources: ld.so(8), dyld(1), node(1), python(1), perlrun(1), ruby(1), bash(1), the manuals of java, npm, uv,
// pip, deno, bun.
constexpr std::array<std::string_view, 76> kNames{"PATH", "NODE_OPTIONS", "NODE_PATH",
    "NODE_REPL_EXTERNAL_MODULE", "PERL5LIB", "PERL5OPT", "PERL5DB", "RUBYOPT", "RUBYLIB", "GEM_HOME",
    "GEM_PATH", "BUNDLE_GEMFILE", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH",
    "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "ZDOTDIR", "PHPRC", "PHP_INI_SCAN_DIR",
    "DOTNET_STARTUP_HOOKS", "DOTNET_ADDITIONAL_DEPS", "CORECLR_PROFILER_PATH", "DENO_DIR", "BUN_INSTALL",
    "GCONV_PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG",
    "DOCKER_DEFAULT_PLATFORM", "DOCKER_CONTENT_TRUST", "CONTAINER_HOST", "CONTAINER_CONNECTION",
    "CONTAINERS_CONF", "CONTAINERS_CONF_OVERRIDE", "CONTAINERS_STORAGE_CONF", "CONTAINERS_REGISTRIES_CONF",
    "STORAGE_DRIVER", "STORAGE_OPTS", "LUA_INIT", "GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND",
    "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND", "GIT_TEMPLATE_DIR", "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM", "GIT_CONFIG_PARAMETERS", "NODE_COMPILE_CACHE", "NODE_PRESERVE_SYMLINKS",
    "NODE_PRESERVE_SYMLINKS_MAIN", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "BUN_OPTIONS",
    "BUN_CONFIG_REGISTRY", "BUN_INSTALL_CACHE_DIR", "JSR_URL", "DENO_NO_PACKAGE_JSON",
    "COREPACK_NPM_REGISTRY", "COREPACK_ROOT", "JAVA_HOME", "DENO_CONDITIONS", "DENO_COMPAT", "DENO_CERT",
    "DENO_TLS_CA_STORE", "BUN_INSPECT_PRELOAD", "TSX_TSCONFIG_PATH", "JITI_ALIAS"};
constexpr std::array<std::string_view, 13> kPrefixes{"LD_", "DYLD_", "PYTHON", "UV_", "PIP_", "PIPX_",
    "BASH_FUNC_", "YARN_", "UVICORN_", "GUNICORN_", "HYPERCORN_", "FLASK_", "QUART_"};
// npm reads its settings from the environment in either case, and sets many harmless ones for its children:
// only these matter.
constexpr std::array<std::string_view, 14> kNpmSettings{"registry", "userconfig", "globalconfig", "prefix",
    "cache", "cache_dir", "node_options", "script_shell", "package", "call", "tag", "before", "git",
    "ignore_scripts"};
constexpr std::string_view kNpmPrefix = "npm_config_";
constexpr char kLowerCaseBit = 0x20;

bool equalIgnoringCase(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        const auto lower = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c | kLowerCaseBit) : c;
        };
        return lower(a) == lower(b);
    });
}

} // namespace

bool changesWhatRuns(std::string_view name)
{
    if (std::find(kNames.begin(), kNames.end(), name) != kNames.end())
        return true;
    if (std::any_of(
            kPrefixes.begin(), kPrefixes.end(), [&](auto prefix) { return name.starts_with(prefix); }))
        return true;
    if (name.size() <= kNpmPrefix.size() || !equalIgnoringCase(name.substr(0, kNpmPrefix.size()), kNpmPrefix))
        return false;
    std::string setting(name.substr(kNpmPrefix.size()));
    std::replace(setting.begin(), setting.end(), '-', '_'); // npm takes either
    constexpr std::string_view kScope = ":registry";        // npm_config_@scope:registry
    const auto ending = setting.size() > kScope.size() ? setting.substr(setting.size() - kScope.size()) : "";
    return equalIgnoringCase(ending, kScope) ||
        std::any_of(kNpmSettings.begin(), kNpmSettings.end(),
            [&](auto known) { return equalIgnoringCase(setting, known); });
}

std::vector<model::EnvironmentDigest> digestRelevant(
    const std::vector<std::pair<std::string, std::string>>& environment)
{
    std::map<std::string_view, base::Sha256> byName;
    for (const auto& [name, value] : environment) {
        if (changesWhatRuns(name))
            byName[name] = base::sha256(value);
    }
    std::vector<model::EnvironmentDigest> digests;
    digests.reserve(byName.size());
    for (const auto& [name, digest] : byName)
        digests.push_back({std::string(name), digest});
    return digests;
}

} // namespace gatehouse::trust
