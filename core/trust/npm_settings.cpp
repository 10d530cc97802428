// SPDX-License-Identifier: Apache-2.0
#include "core/trust/npm_settings.h"

#include "core/trust/command_search.h"
#include "core/trust/package_runner.h"
#include "core/trust/word_list.h"

#include <map>
#include <optional>

namespace gatehouse::trust {
namespace {

/// What decides where a package comes from, which node runs it, or what runs first.
constexpr std::string_view kRelevant =
    "registry cache prefix node-options script-shell globalconfig userconfig "
    "ignore-scripts node-path shell offline prefer-offline before omit "
    "git https-proxy proxy strict-ssl cafile";

using Lines = std::map<std::string, std::string>;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool isRelevant(std::string_view key)
{
    return holdsWord(kRelevant, key) || key.ends_with(":registry");
}

Lines relevantLines(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto line = trimmed(text.substr(0, text.find('\n')));
        text =
            text.find('\n') == std::string_view::npos ? std::string_view{} : text.substr(text.find('\n') + 1);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || line.front() == ';' || line.front() == '#')
            continue;
        const auto key = trimmed(line.substr(0, equals));
        if (isRelevant(key))
            lines[std::string(key)] = trimmed(line.substr(equals + 1));
    }
    return lines;
}

Lines readNpmrc(const std::string& path, const FileProbe& probe, LaunchFacts& facts)
{
    auto lines = relevantLines(settingsText(path, probe));
    if (lines.empty())
        return lines;
    base::Sha256Stream stream;
    for (const auto& [key, value] : lines)
        stream.update(key + '=' + value + '\n');
    facts.add(model::FileRole::Settings, {path, stream.finish(), {}});
    return lines;
}

std::string fromEnvironment(const LaunchRequest& command, const std::string& setting)
{
    for (const auto& name : {"npm_config_" + setting, "NPM_CONFIG_" + setting}) {
        for (const auto& [key, value] : command.environment) {
            const bool isIt = key.size() == name.size() &&
                std::equal(key.begin(), key.end(), name.begin(), [](char left, char right) {
                    const auto lower = [](char c) {
                        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
                    };
                    return lower(left) == lower(right);
                });
            if (isIt && !value.empty())
                return value;
        }
    }
    return {};
}

bool exists(const std::string& path, const FileProbe& probe)
{
    return probe.realPath(path).hasValue();
}

std::string nearestProject(const LaunchRequest& command, const FileProbe& probe)
{
    for (const auto& folder : upwards(command.workingFolder)) {
        const auto base = folder == "/" ? std::string() : folder;
        if (exists(base + "/package.json", probe) || exists(base + "/node_modules", probe))
            return folder;
    }
    return command.workingFolder;
}

/// npm expands ${NAME} and a leading ~.
std::string expanded(std::string value, const LaunchRequest& command)
{
    const auto home = valueOf(command.environment, "HOME").value_or("");
    if (value.starts_with("~/"))
        value = home + value.substr(1);
    for (auto at = value.find("${"); at != std::string::npos; at = value.find("${", at)) {
        const auto end = value.find('}', at);
        if (end == std::string::npos)
            break;
        const auto with = valueOf(command.environment, value.substr(at + 2, end - at - 2));
        if (!with)
            break;
        value.replace(at, end - at + 1, *with);
        at += with->size();
    }
    return value;
}

} // namespace

NpmSettings npmSettings(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    const auto home = valueOf(command.environment, "HOME").value_or("");
    NpmSettings settings;
    const auto prefix = optionValue(command.argv, "--prefix");
    settings.localPrefix =
        prefix.empty() ? nearestProject(command, probe) : absoluteBelow(command.workingFolder, prefix);
    auto userFile = optionValue(command.argv, "--userconfig");
    if (userFile.empty())
        userFile = fromEnvironment(command, "userconfig");
    const Lines user = readNpmrc(userFile.empty() ? home + "/.npmrc" : userFile, probe, facts);
    Lines project;
    // In the home itself both are one file.
    if (settings.localPrefix != home)
        project = readNpmrc(settings.localPrefix + "/.npmrc", probe, facts);
    const auto setting = [&](const std::string& name, std::string fallback) {
        auto value = optionValue(command.argv, "--" + name);
        if (value.empty())
            value = fromEnvironment(command, name);
        for (const Lines* const lines : std::initializer_list<const Lines*>{&project, &user}) {
            const auto found = lines->find(name);
            if (value.empty() && found != lines->end())
                value = found->second;
        }
        if (value.empty())
            return fallback;
        return absoluteBelow(command.workingFolder, expanded(std::move(value), command));
    };
    settings.cache = setting("cache", home + "/.npm");
    const auto programFolder = base::folderOf(program.executable.path);
    settings.globalPrefix = setting("prefix", base::folderOf(programFolder));
    return settings;
}

} // namespace gatehouse::trust
