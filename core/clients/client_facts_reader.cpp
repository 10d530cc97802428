// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_facts_reader.h"

#include "core/clients/dialect.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::clients {
namespace {

template <typename Value, std::size_t Count>
using Names = std::array<std::pair<std::string_view, Value>, Count>;

constexpr Names<Reload, 4> kReloads{{{"watched", Reload::Watched}, {"new-session", Reload::NewSession},
    {"restart", Reload::Restart}, {"by-hand", Reload::ByHand}}};

constexpr Names<Expansion, 10> kExpansions{{{"dollar", Expansion::Dollar}, {"braces", Expansion::Braces},
    {"braces-default", Expansion::BracesDefault}, {"env-colon", Expansion::EnvColon},
    {"brace-env", Expansion::BraceEnv}, {"brace-file", Expansion::BraceFile}, {"inputs", Expansion::Inputs},
    {"folders", Expansion::Folders}, {"templates", Expansion::Templates}, {"shell", Expansion::Shell}}};

constexpr Names<Timeouts::Unit, 2> kUnits{
    {{"milliseconds", Timeouts::Unit::Milliseconds}, {"seconds", Timeouts::Unit::Seconds}}};

constexpr Names<ProjectList::Holds, 3> kHolds{{{"keys", ProjectList::Holds::Keys},
    {"uris", ProjectList::Holds::Uris}, {"uri-keys", ProjectList::Holds::UriKeys}}};

constexpr Names<ClientProcesses::Certainty, 3> kCertainties{
    {{"observed", ClientProcesses::Certainty::Observed}, {"published", ClientProcesses::Certainty::Published},
        {"analogy", ClientProcesses::Certainty::Analogy}}};

/// What half of all programs run as. A client that is run by one of them is known by its script.
constexpr std::array<std::string_view, 20> kAnybodysNames{"node", "nodejs", "bun", "deno", "electron",
    "python", "python3", "java", "ruby", "perl", "php", "sh", "bash", "zsh", "npm", "npx", "uv", "uvx",
    "docker", "systemd"};
constexpr std::size_t kShortestPart = 6; // of a path, slashes included: "/q.app/" could stand, "/bin/" not

/// The value that `at` names; `what` says what was looked for where it is none.
template <typename Value, std::size_t Count>
Value named(TableReader& reader, Span at, const Names<Value, Count>& names, std::string_view what)
{
    const auto name = reader.text(at);
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == name; });
    if (found != names.end())
        return found->second;
    reader.refuse(at, "no such " + std::string(what) + ": " + name);
    return names.front().second;
}

bool isAnybodys(std::string_view name)
{
    if (name.find('/') != std::string_view::npos)
        return name.size() < kShortestPart;
    if (name.ends_with(".exe"))
        name.remove_suffix(4);
    return std::find(kAnybodysNames.begin(), kAnybodysNames.end(), name) != kAnybodysNames.end();
}

std::vector<std::string> readNames(TableReader& reader, Span at, std::string_view system)
{
    auto names = reader.texts(at, system, {});
    for (const auto& name : names) {
        if (name.empty())
            reader.refuse(at, "a process needs a name"); // an empty one would fit every process
        else if (isAnybodys(name))
            reader.refuse(at, "too many programs run as " + name);
    }
    return names;
}

} // namespace

ClientProcesses readProcesses(TableReader& reader, Span client)
{
    const auto at = reader.required(client, "processes");
    reader.allowOnly(at, {"linux", "macos", "windows", "hosts", "certainty", "none"});
    ClientProcesses processes;
    processes.linuxNames = readNames(reader, at, "linux");
    processes.macNames = readNames(reader, at, "macos");
    processes.windowsNames = readNames(reader, at, "windows");
    processes.hosts = reader.texts(at, "hosts", {});
    processes.none = reader.text(at, "none", {});
    const bool isKnown = processes.hasNames() || !processes.hosts.empty();
    if (isKnown == !processes.none.empty())
        reader.refuse(at, "there are either processes or a reason why none are known");
    const auto certainty = reader.member(at, "certainty");
    if (certainty.has_value() != processes.hasNames())
        reader.refuse(at, "names have a certainty, and nothing else has");
    if (certainty)
        processes.certainty = named(reader, *certainty, kCertainties, "certainty");
    return processes;
}

Reload readReload(TableReader& reader, Span client)
{
    const auto at = reader.member(client, "reload");
    return at ? named(reader, *at, kReloads, "way to reload") : Reload::Unknown;
}

std::optional<std::vector<Expansion>> readExpansions(TableReader& reader, Span client)
{
    const auto at = reader.member(client, "expands");
    if (!at)
        return std::nullopt;
    std::vector<Expansion> expansions;
    for (const auto element : reader.elements(*at))
        expansions.push_back(named(reader, element, kExpansions, "expansion"));
    return expansions;
}

Timeouts readTimeouts(TableReader& reader, Span client)
{
    Timeouts timeouts;
    const auto at = reader.member(client, "timeouts");
    if (!at)
        return timeouts;
    reader.allowOnly(*at, {"start", "list", "entryKey", "entryUnit", "listIgnoresEntry", "variable"});
    timeouts.startSeconds = reader.number(*at, "start");
    timeouts.listSeconds = reader.number(*at, "list");
    timeouts.entryKey = reader.text(*at, "entryKey", {});
    if (const auto unit = reader.member(*at, "entryUnit"))
        timeouts.entryUnit = named(reader, *unit, kUnits, "unit");
    timeouts.listIgnoresEntry = reader.flag(*at, "listIgnoresEntry");
    timeouts.variable = reader.text(*at, "variable", {});
    return timeouts;
}

std::vector<ProjectList> readProjectLists(TableReader& reader, Span client)
{
    std::vector<ProjectList> lists;
    const auto all = reader.member(client, "projectLists");
    if (!all)
        return lists;
    for (const auto at : reader.elements(*all)) {
        reader.allowOnly(at, {"paths", "format", "path", "holds"});
        ProjectList list;
        list.paths = readPaths(reader, at);
        if (list.paths.isEmpty())
            reader.refuse(at, "a list of projects needs paths");
        list.format = reader.text(at, "format", "json");
        if (findDialect(list.format) == nullptr)
            reader.refuse(at, "no such format: " + list.format);
        list.path = reader.texts(at, "path", {});
        list.holds = named(reader, reader.required(at, "holds"), kHolds, "content of a list of projects");
        if (list.holds == ProjectList::Holds::Uris && list.format != "json")
            reader.refuse(at, "URLs are read of JSON files only");
        lists.push_back(std::move(list));
    }
    return lists;
}

SystemPaths readPaths(TableReader& reader, Span object)
{
    SystemPaths paths;
    const auto at = reader.member(object, "paths");
    if (!at)
        return paths;
    reader.allowOnly(*at, {"linux", "macos", "windows"});
    paths.onLinux = reader.texts(*at, "linux", {});
    paths.onMac = reader.texts(*at, "macos", {});
    paths.onWindows = reader.texts(*at, "windows", {});
    return paths;
}

} // namespace gatehouse::clients
