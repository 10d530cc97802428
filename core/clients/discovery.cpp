// SPDX-License-Identifier: Apache-2.0
#include "core/clients/discovery.h"

#include "core/clients/app_homes.h"
#include "core/clients/entry_state.h"
#include "core/clients/folder_walk.h"
#include "core/clients/listed_projects.h"
#include "core/clients/private_override.h"
#include "core/clients/project_finder.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse::clients {
namespace {

/// One look at the machine.
class Discoverer {
public:
    Discoverer(const ClientTable& table, const Records& records, const DiscoveryOptions& options)
        : m_table(table)
        , m_records(records)
        , m_options(options)
        , m_finder(table, options.paths.system)
    {
        m_bounds.foldersLeft = options.maxFolders;
        m_bounds.depth = options.depth;
        m_bounds.cancelled = options.cancelled;
    }

    DiscoveryResult run()
    {
        auto homes = appHomes(m_options.paths);
        homes.insert(homes.begin(), m_options.paths);
        for (const auto& client : m_table) {
            for (const auto& home : homes)
                lookAtHome(client, home);
            report();
        }
        for (const auto& root : m_options.projectRoots)
            walk(root);
        if (m_options.walksHome)
            walk(m_options.paths.home);
        for (const auto& [folder, patterns] : m_projects) {
            if (isCancelled())
                break;
            lookAtProject(folder, patterns);
            report();
        }
        judgeAllOverrides();
        m_result.projects = m_projects.size();
        m_result.isComplete = !m_bounds.isExceeded && !isCancelled();
        return std::move(m_result);
    }

private:
    bool isCancelled() const { return m_options.cancelled != nullptr && *m_options.cancelled; }

    void report()
    {
        ++m_done;
        const auto total = static_cast<int>(m_table.size() + m_walked + m_projects.size());
        if (m_options.progress)
            m_options.progress(m_done, std::max(m_done, total));
    }

    void leaveOut(const std::string& folder, LeftOut::Why why) { m_result.leftOut.push_back({folder, why}); }

    void lookAtHome(const Client& client, const PathContext& home)
    {
        for (const auto& location : client.locations) {
            for (const auto& file : filesOf(location.paths, home))
                lookAt(client, location, file);
        }
        for (const auto& list : client.projectLists) {
            for (const auto& file : filesOf(list.paths, home))
                addProjects(list, file);
        }
    }

    std::vector<std::string> filesOf(const SystemPaths& paths, const PathContext& home)
    {
        std::vector<std::string> files;
        for (const auto& pattern : pathsFor(paths, home.system)) {
            const auto path = expandPath(pattern, home);
            if (!path) // a variable that only some machines set
                continue;
            auto found = findFiles(*path, m_bounds);
            files.insert(files.end(), found.begin(), found.end());
        }
        return files;
    }

    void walk(const std::string& root)
    {
        using Why = LeftOut::Why;
        auto bounds = m_bounds;
        const auto real = resolveLinks(root);
        const bool isNetwork = real && m_options.mounts.isNetwork(*real);
        if (isNetwork)
            bounds.deadline = std::chrono::steady_clock::now() + m_options.networkTime;
        const FolderVisitor visitor{[this](const std::string& folder, const std::vector<std::string>& names) {
                                        ++m_walked;
                                        addProject(folder, names);
                                        report();
                                    },
            [this](const std::string& folder) { leaveOut(folder, Why::OtherFileSystem); }};
        walkFolders(root, m_options.mounts, bounds, visitor);
        m_bounds.foldersLeft = bounds.foldersLeft;
        if (!bounds.isExceeded)
            return;
        m_bounds.isExceeded = true;
        if (!isCancelled())
            leaveOut(root, bounds.foldersLeft == 0 ? Why::Count : Why::Time);
    }

    void addProject(const std::string& folder, const std::vector<std::string>& names)
    {
        auto patterns = m_finder.patternsFor(names);
        if (!patterns.empty() || std::binary_search(names.begin(), names.end(), ".git"))
            m_projects.emplace(folder, std::move(patterns));
    }

    /// A folder that a client lists. It may be anywhere, also where looking would wait for a machine that is
    /// off.
    void addListed(const std::string& folder)
    {
        if (m_projects.contains(folder) || !m_listed.insert(folder).second)
            return;
        if (m_options.mounts.isNetwork(folder) && !m_options.mounts.isNetwork(m_options.paths.home))
            return leaveOut(folder, LeftOut::Why::Network);
        if (!base::stampOf(folder))
            return;
        std::vector<std::string> names;
        for (auto& entry : listFolder(folder))
            names.push_back(std::move(entry.name));
        m_projects.emplace(folder, m_finder.patternsFor(names));
    }

    void addProjects(const ProjectList& list, const std::string& path)
    {
        const auto bytes = base::readFile(path, kMaxClientFileBytes);
        if (!bytes)
            return;
        for (const auto& folder : listedProjects(list, *bytes))
            addListed(folder);
    }

    void lookAtProject(const std::string& folder, const std::vector<ProjectPattern>& patterns)
    {
        for (const auto& pattern : patterns) {
            for (const auto& file : findFilesIn(folder == "/" ? "" : folder, *pattern.pattern, m_bounds))
                lookAt(*pattern.client, *pattern.location, file);
        }
    }

    void lookAt(const Client& client, const ClientLocation& location, const std::string& path)
    {
        if (isCancelled() || !m_seen.insert(client.id + '\0' + path).second)
            return;
        auto opened = openClientFile(client, location, path, m_records, m_options.texts);
        auto& file = opened.file;
        file.overridePlace = overridePlaceOf(client, location, path, m_options.paths);
        if (!location.projectList.empty() && opened.document) {
            for (const auto& folder : listedProjects(*opened.document, location.projectList))
                addListed(folder);
        }
        if (isNews(location, file))
            m_result.files.push_back(std::move(file));
    }

    void judgeAllOverrides()
    {
        for (auto& file : m_result.files) {
            if (!file.overridePlace)
                continue;
            const auto target =
                std::find_if(m_result.files.begin(), m_result.files.end(), [&](const DiscoveredFile& other) {
                    return other.client == file.client &&
                        other.locationId == file.overridePlace->locationId &&
                        other.realPath == file.overridePlace->realFile;
                });
            judgeOverrides(file, target == m_result.files.end() ? nullptr : &*target, m_records);
        }
    }

    /// Several clients read some files, and two paths may lead to one: an entry belongs to the first client
    /// that reads it.
    bool isNews(const ClientLocation& location, DiscoveredFile& file)
    {
        if (!file.entries.empty()) {
            std::erase_if(file.entries, [&](const DiscoveredEntry& entry) {
                return !m_known.insert(file.realPath + '\0' + entry.location.keyPath).second;
            });
            return !file.entries.empty();
        }
        // What plug-ins bring is worth a line only where it holds a server.
        if (location.scope == model::EntryScope::Plugin)
            return false;
        return m_known.insert((file.problem ? std::string("?") : file.client) + '\0' + file.realPath).second;
    }

    const ClientTable& m_table;
    const Records& m_records;
    const DiscoveryOptions& m_options;
    ProjectFinder m_finder;
    SearchBounds m_bounds;
    std::set<std::string> m_seen;
    std::set<std::string> m_known; // entries by file and place; files without any by client and file
    std::set<std::string> m_listed;
    std::map<std::string, std::vector<ProjectPattern>> m_projects;
    std::size_t m_walked = 0;
    int m_done = 0;
    DiscoveryResult m_result;
};

DiscoveredEntry toDiscovered(const EntryText& text, const Client& client, const std::string& realPath)
{
    DiscoveredEntry entry;
    entry.location = {client.id, text.scope, realPath, text.keyPath, text.name};
    entry.ref = model::entryRef(entry.location);
    entry.kind = text.kind == EntryText::Kind::Stdio ? EntryKind::Stdio
        : text.kind == EntryText::Kind::Remote       ? EntryKind::Remote
                                                     : EntryKind::Unknown;
    entry.command = text.command;
    entry.address = text.address;
    entry.environmentNames = text.environmentNames;
    entry.setsWorkingFolder = text.setsWorkingFolder;
    entry.reason = text.reason;
    entry.warnings = text.warnings;
    return entry;
}

/// In the order of the file.
void judgeEntries(
    OpenedFile& opened, const Client& client, const ClientLocation& location, const Records& records)
{
    auto& file = opened.file;
    std::vector<const EntryText*> texts;
    for (const auto& text : opened.entries)
        texts.push_back(&text);
    std::ranges::stable_sort(texts, {}, &EntryText::keyOffset);
    const FileState state(file.realPath, location);
    for (const auto* const text : texts) {
        auto entry = toDiscovered(*text, client, file.realPath);
        if (const auto record = records.load(entry.ref); record && isOurs(*text, *record)) {
            entry.isOurs = true;
            entry.command.erase(entry.command.begin(), entry.command.begin() + 2);
        }
        state.judge(entry);
        const auto value = std::string_view(opened.text).substr(text->value.begin, text->value.size());
        entry.valueHash = base::toHex(base::sha256(value));
        entry.line = opened.document->lineAt(text->keyOffset);
        if (location.containers.size() == 1 && location.containers.front().isSingle)
            entry.location.name = folderName(file.realPath);
        file.entries.push_back(std::move(entry));
    }
}

/// The one row of a file that nobody but its client can read.
DiscoveredEntry unreadableContents(
    const Client& client, const ClientLocation& location, const std::string& realPath)
{
    DiscoveredEntry entry;
    entry.location = {client.id, location.scope, realPath, {}, location.label};
    entry.ref = model::entryRef(entry.location);
    entry.reason = location.notGuarded;
    return entry;
}

} // namespace

DiscoveryResult discover(const ClientTable& table, const Records& records, const DiscoveryOptions& options)
{
    return Discoverer(table, records, options).run();
}

DiscoveredFile readClientFile(
    const Client& client, const ClientLocation& location, const std::string& path, const Records& records)
{
    return openClientFile(client, location, path, records).file;
}

OpenedFile openClientFile(const Client& client, const ClientLocation& location, const std::string& path,
    const Records& records, KnownTexts* texts)
{
    OpenedFile opened;
    auto& file = opened.file;
    file = {client.id, client.title, location.id, location.scope, path, path, {}, {}, {}, {}};
    const auto real = resolveLinks(path);
    if (!real) {
        file.problem = real.error();
        return opened;
    }
    file.realPath = *real;
    if (location.format == kOpaqueFormat) {
        file.entries.push_back(unreadableContents(client, location, file.realPath));
        return opened;
    }
    const auto text = readFileText(file.realPath, file.stamp, texts);
    if (!text) {
        file.problem = text.error();
        return opened;
    }
    const auto document = text->open(location.format, location.tolerance);
    auto entries = document ? (*document)->entries(location.containers, location.entry)
                            : base::Result<std::vector<EntryText>>(document.error());
    if (!entries) {
        file.problem = base::Error{entries.error().code, path + ": " + entries.error().detail};
        return opened;
    }
    opened.text = *text;
    opened.document = *document;
    opened.entries = std::move(*entries);
    judgeEntries(opened, client, location, records);
    return opened;
}

} // namespace gatehouse::clients
