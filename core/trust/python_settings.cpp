// SPDX-License-Identifier: Apache-2.0
// Follows uv (0.6 to 0.9) and pip (23 to 25): which settings they read, and in which order.
#include "core/trust/python_settings.h"

#include "core/trust/command_search.h"
#include "core/trust/package_runner.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::string_view kIndexOptions =
    "-i --index-url --index --default-index --extra-index-url -f --find-links";
constexpr std::array<std::string_view, 8> kIndexVariables{{"UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX",
    "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"}};
/// Of uv.toml, pyproject.toml and pip.conf.
constexpr std::array<std::string_view, 6> kIndexLines{
    {"index-url", "extra-index-url", "find-links", "default-index", "[[index]]", "[[tool.uv.index]]"}};

std::string settingOr(const LaunchRequest& command, std::string_view name, std::string fallback)
{
    auto value = valueOf(command.environment, name);
    return value && !value->empty() ? std::move(*value) : std::move(fallback);
}

std::string homeOfUser(const LaunchRequest& command)
{
    return valueOf(command.environment, "HOME").value_or("");
}

std::string_view withoutBlanks(std::string_view line)
{
    const auto first = line.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view() : line.substr(first);
}

/// What stands behind `key = ` above the first table of a TOML file, to the end of its line.
std::string_view tomlValue(std::string_view text, std::string_view key)
{
    while (!text.empty()) {
        auto line = withoutBlanks(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.size(), text.find('\n')));
        text.remove_prefix(text.empty() ? 0 : 1);
        if (line.starts_with('['))
            return {};
        if (!line.starts_with(key))
            continue;
        line = withoutBlanks(line.substr(key.size()));
        if (!line.starts_with('='))
            continue;
        return withoutBlanks(line.substr(1));
    }
    return {};
}

/// Empty where it is no text.
std::string tomlText(std::string_view text, std::string_view key)
{
    const auto value = tomlValue(text, key);
    if (value.empty() || (value.front() != '"' && value.front() != '\''))
        return {};
    return std::string(value.substr(1, value.find(value.front(), 1) - 1));
}

bool namesOtherIndex(const LaunchRequest& command)
{
    const auto isSet = [&](std::string_view name) {
        return !valueOf(command.environment, name).value_or("").empty();
    };
    if (std::any_of(kIndexVariables.begin(), kIndexVariables.end(), isSet))
        return true;
    for (std::size_t at = 1; at < command.argv.size() && command.argv[at] != "--"; ++at) {
        const std::string_view word = command.argv[at];
        const auto name = word.substr(0, word.find('='));
        if (holdsWord(kIndexOptions, name) ||
            ((name == "--pip-args" || word.find(' ') != std::string_view::npos) &&
                word.find("index") != std::string_view::npos))
            return true;
    }
    return false;
}

/// Adds it where it is there; gives its text.
std::string addSettingsFile(const std::string& path, const FileProbe& probe, LaunchFacts& facts)
{
    if (!facts.add(FileRole::Settings, path, probe))
        return {};
    auto text = settingsText(path, probe);
    if (namesPythonIndex(text))
        facts.doubt(unknowns::kRegistryOfUser);
    return text;
}

bool hasFlag(const LaunchRequest& command, std::string_view flags, std::string_view variable)
{
    const auto value = settingOr(command, variable, "");
    return (!value.empty() && value != "0" && value != "false") ||
        std::any_of(command.argv.begin(), command.argv.end(),
            [&](const std::string& word) { return holdsWord(flags, word); });
}

/// The first folder of a list of them that holds the file; empty where none does.
std::string firstOf(std::string_view list, std::string_view file, const FileProbe& probe)
{
    while (!list.empty()) {
        const auto folder = list.substr(0, list.find(':'));
        list.remove_prefix(std::min(list.size(), folder.size() + 1));
        auto path = std::string(folder) + std::string(file);
        if (!folder.empty() && probe.realPath(path))
            return path;
    }
    return {};
}

} // namespace

bool namesPythonIndex(std::string_view text)
{
    while (!text.empty()) {
        const auto line = withoutBlanks(text.substr(0, text.find('\n')));
        if (std::any_of(kIndexLines.begin(), kIndexLines.end(),
                [&](const std::string_view one) { return line.starts_with(one); }))
            return true;
        text.remove_prefix(std::min(text.size(), text.find('\n')));
        text.remove_prefix(text.empty() ? 0 : 1);
    }
    return false;
}

UvSettings uvSettings(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    UvSettings settings;
    const auto home = homeOfUser(command);
    std::string cache;
    if (!hasFlag(command, "--no-config", "UV_NO_CONFIG")) {
        auto named = optionValue(command.argv, "--config-file");
        if (named.empty())
            named = settingOr(command, "UV_CONFIG_FILE", "");
        std::vector<std::string> files;
        if (named.empty()) {
            files.push_back(settingOr(command, "XDG_CONFIG_HOME", home + "/.config") + "/uv/uv.toml");
            files.push_back(firstOf(settingOr(command, "XDG_CONFIG_DIRS", "/etc/xdg"), "/uv/uv.toml", probe));
            files.emplace_back("/etc/uv/uv.toml");
        } else {
            files.push_back(absoluteBelow(command.workingFolder, named));
        }
        for (const auto& file : files) {
            const auto text = file.empty() ? std::string() : addSettingsFile(file, probe, facts);
            if (cache.empty())
                cache = tomlText(text, "cache-dir");
            // uv takes the user's word for true or false before the system's; here either counts.
            settings.keepsNothing = settings.keepsNothing || tomlValue(text, "no-cache").starts_with("true");
        }
    }
    if (namesOtherIndex(command))
        facts.doubt(unknowns::kRegistryOfUser);
    const auto option = optionValue(command.argv, "--cache-dir");
    if (!option.empty())
        cache = option;
    else
        cache = settingOr(command, "UV_CACHE_DIR", cache);
    if (cache.empty())
        cache = settingOr(command, "XDG_CACHE_HOME", home + "/.cache") + "/uv";
    settings.cache = absoluteBelow(command.workingFolder, cache);
    settings.tools = absoluteBelow(command.workingFolder,
        settingOr(command, "UV_TOOL_DIR",
            settingOr(command, "XDG_DATA_HOME", home + "/.local/share") + "/uv/tools"));
    settings.keepsNothing =
        settings.keepsNothing || hasFlag(command, "-n --no-cache --no-cache-dir", "UV_NO_CACHE");
    return settings;
}

void gatherPipSettings(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    const auto home = homeOfUser(command);
    const auto named = settingOr(command, "PIP_CONFIG_FILE", "");
    if (named != "/dev/null") { // with it pip reads none
        std::vector<std::string> files{
            settingOr(command, "XDG_CONFIG_HOME", home + "/.config") + "/pip/pip.conf",
            home + "/.pip/pip.conf", "/etc/pip.conf",
            firstOf(settingOr(command, "XDG_CONFIG_DIRS", "/etc/xdg"), "/pip/pip.conf", probe)};
        if (!named.empty())
            files.push_back(absoluteBelow(command.workingFolder, named));
        for (const auto& file : files) {
            if (!file.empty())
                addSettingsFile(file, probe, facts);
        }
    }
    if (namesOtherIndex(command))
        facts.doubt(unknowns::kRegistryOfUser);
}

} // namespace gatehouse::trust
