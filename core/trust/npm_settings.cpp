// SPDX-License-Identifier: Apache-2.0
#include "core/trust/npm_settings.h"

#include "core/trust/command_search.h"
#include "core/trust/package_runner.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>

namespace gatehouse::trust {
namespace {

/// What changes neither where a package comes from nor what runs. All other lines of a .npmrc count: npm
/// knows new ones with each version.
constexpr std::string_view kHarmless =
    "access also audit audit-level auth-type browser color commit-hooks depth diff diff-unified "
    "email expect-results expect-result-count fetch-retries fetch-retry-factor fetch-retry-maxtimeout "
    "fetch-retry-mintimeout fetch-timeout format-package-lock fund git-tag-version heading "
    "init-author-email init-author-name init-author-url init-license init-version json loglevel logs-max "
    "long maxsockets message otp package-lock parseable preid progress provenance save save-bundle save-dev "
    "save-exact save-optional save-peer save-prefix save-prod sbom-format searchlimit sign-git-commit "
    "sign-git-tag sso-poll-frequency tag-version-prefix timing umask unicode update-notifier usage username "
    "versions viewer _auth _authtoken _password always-auth";
constexpr std::string_view kNpmsRegistry = "https://registry.npmjs.org";

using Lines = std::map<std::string, std::string>;

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// A key that is written in quotes, or with a variable in it, is read by npm all the same, so that no
/// spelling makes one harmless but its own. Who the user is at a registry does not matter.
bool isRelevant(std::string_view key)
{
    return !key.starts_with("//") && !holdsWord(kHarmless, key);
}

std::string_view unquoted(std::string_view text)
{
    const bool isQuoted =
        text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
    return isQuoted ? text.substr(1, text.size() - 2) : text;
}

/// As npm's `ini` reads them: a carriage return ends a line as well, and a key alone is a switch.
Lines relevantLines(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find_first_of("\r\n");
        const auto line = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.empty() || line.front() == ';' || line.front() == '#')
            continue;
        const auto equals = line.find('=');
        auto key = unquoted(trimmed(line.substr(0, equals)));
        if (key.ends_with("[]"))
            key.remove_suffix(2);
        if (isRelevant(key))
            lines[std::string(key)] = equals == std::string_view::npos
                ? std::string("true")
                : std::string(unquoted(trimmed(line.substr(equals + 1))));
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

/// The setting that a variable is for, as npm reads it: in any letter case, '_' for '-'. Empty for others.
std::string settingOf(std::string_view variable)
{
    constexpr std::string_view kPrefix = "npm_config_";
    if (variable.size() <= kPrefix.size())
        return {};
    std::string name;
    for (const char c : variable)
        name.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    if (!name.starts_with(kPrefix))
        return {};
    name.erase(0, kPrefix.size());
    std::replace(name.begin() + 1, name.end(), '_', '-');
    return name;
}

std::string fromEnvironment(const LaunchRequest& command, const std::string& setting)
{
    for (const auto& [key, value] : command.environment) {
        if (!value.empty() && settingOf(key) == setting)
            return value;
    }
    return {};
}

bool isOtherRegistry(std::string_view address)
{
    while (address.ends_with('/'))
        address.remove_suffix(1);
    return address != kNpmsRegistry;
}

bool isRegistryKey(std::string_view key)
{
    return key == "registry" || key.ends_with(":registry");
}

bool namesOtherRegistry(const Lines& lines)
{
    return std::any_of(lines.begin(), lines.end(), [](const auto& line) {
        // A key with a variable or an escape in it may become any.
        return line.first.find_first_of("$\\") != std::string::npos ||
            (isRegistryKey(line.first) && isOtherRegistry(line.second));
    });
}

bool commandNamesOtherRegistry(const LaunchRequest& command)
{
    const auto option = optionValue(command.argv, "--registry");
    if (!option.empty() && isOtherRegistry(option))
        return true;
    const bool isScoped = std::any_of(command.argv.begin(), command.argv.end(), [](const std::string& word) {
        return word.starts_with("--@") && word.find(":registry") != std::string::npos;
    });
    return isScoped ||
        std::any_of(command.environment.begin(), command.environment.end(), [](const auto& variable) {
            return isRegistryKey(settingOf(variable.first)) && !variable.second.empty() &&
                isOtherRegistry(variable.second);
        });
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
    const auto fileOf = [&](const std::string& name, const std::string& fallback) {
        auto file = optionValue(command.argv, "--" + name);
        if (file.empty())
            file = fromEnvironment(command, name);
        return file.empty() ? fallback : absoluteBelow(command.workingFolder, expanded(file, command));
    };
    const Lines user = readNpmrc(fileOf("userconfig", home + "/.npmrc"), probe, facts);
    Lines project;
    // In the home itself both are one file.
    if (settings.localPrefix != home)
        project = readNpmrc(settings.localPrefix + "/.npmrc", probe, facts);
    Lines global;
    const auto setting = [&](const std::string& name, std::string fallback) {
        auto value = fromEnvironment(command, name);
        for (const Lines* const lines : std::initializer_list<const Lines*>{&project, &user, &global}) {
            const auto found = lines->find(name);
            if (value.empty() && found != lines->end())
                value = found->second;
        }
        return value.empty() ? std::move(fallback) : expanded(std::move(value), command);
    };
    const auto optionOr = [&](const std::string& name, const std::string& fallback) {
        auto value = optionValue(command.argv, "--" + name);
        return value.empty() ? setting(name, fallback) : value;
    };
    const auto folder = [&](const std::string& name, const std::string& fallback) {
        return absoluteBelow(command.workingFolder, optionOr(name, fallback));
    };
    settings.globalPrefix = folder("prefix", base::folderOf(base::folderOf(program.executable.path)));
    global = readNpmrc(fileOf("globalconfig", settings.globalPrefix + "/etc/npmrc"), probe, facts);
    settings.cache = folder("cache", home + "/.npm");
    settings.shell = optionOr("script-shell", "");
    settings.nodeOptions = optionOr("node-options", "");
    settings.hidesPackage = !setting("package", "").empty() || !setting("call", "").empty();
    if (namesOtherRegistry(project))
        facts.doubt(model::unknowns::kRegistryOfProject);
    if (namesOtherRegistry(user) || namesOtherRegistry(global) || commandNamesOtherRegistry(command))
        facts.doubt(model::unknowns::kRegistryOfUser);
    return settings;
}

void gatherNpmRegistries(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    const auto home = valueOf(command.environment, "HOME").value_or("");
    for (const auto& folder : upwards(command.workingFolder)) {
        const auto base = folder == "/" ? std::string() : folder;
        if (folder != home && namesOtherRegistry(readNpmrc(base + "/.npmrc", probe, facts)))
            facts.doubt(model::unknowns::kRegistryOfProject);
    }
    if (namesOtherRegistry(readNpmrc(home + "/.npmrc", probe, facts)) || commandNamesOtherRegistry(command))
        facts.doubt(model::unknowns::kRegistryOfUser);
}

} // namespace gatehouse::trust
