// SPDX-License-Identifier: Apache-2.0
#include "core/clients/discovery.h"

#include "core/clients/dialect.h"
#include "core/clients/entry_state.h"
#include "core/clients/path_search.h"
#include "core/clients/private_override.h"

#include <algorithm>
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
    {
        m_bounds.foldersLeft = options.maxFolders;
        m_bounds.depth = options.depth;
        m_bounds.cancelled = options.cancelled;
    }

    DiscoveryResult run()
    {
        int done = 0;
        for (const auto& client : m_table) {
            for (const auto& location : client.locations)
                lookAtUserFiles(client, location);
            report(++done);
        }
        for (const auto& root : m_options.projectRoots) {
            walkFolders(root, m_bounds,
                [this](const std::string& folder, const std::vector<std::string>&) { m_projects.insert(folder); });
        }
        for (const auto& folder : m_projects) {
            if (isCancelled())
                break;
            lookAtProject(folder);
            report(++done);
        }
        judgeAllOverrides();
        m_result.isComplete = !m_bounds.isExceeded && !isCancelled();
        return std::move(m_result);
    }

private:
    bool isCancelled() const { return m_options.cancelled != nullptr && *m_options.cancelled; }

    void report(int done) const
    {
        if (m_options.progress)
            m_options.progress(done, static_cast<int>(m_table.size() + m_projects.size()));
    }

    void lookAtUserFiles(const Client& client, const ClientLocation& location)
    {
        for (const auto& pattern : pathsFor(location, m_options.paths.system)) {
            const auto path = expandPath(pattern, m_options.paths);
            if (!path) // a variable that only some machines set
                continue;
            for (const auto& file : findFiles(*path, m_bounds))
                lookAt(client, location, file);
        }
    }

    void lookAtProject(const std::string& folder)
    {
        if (folder.find('*') != std::string::npos) // it would be read as a pattern
            return;
        for (const auto& client : m_table) {
            for (const auto& location : client.locations) {
                for (const auto& pattern : location.projectPaths) {
                    for (const auto& file : findFiles(folder + "/" + pattern, m_bounds))
                        lookAt(client, location, file);
                }
            }
        }
    }

    void lookAt(const Client& client, const ClientLocation& location, const std::string& path)
    {
        if (isCancelled() || !m_seen.insert(client.id + '\0' + path).second)
            return;
        auto file = readClientFile(client, location, path, m_records);
        file.overridePlace = overridePlaceOf(client, location, path, m_options.paths);
        if (!location.projectList.empty() && !file.problem)
            addListedProjects(location, file.realPath);
        m_result.files.push_back(std::move(file));
    }

    void judgeAllOverrides()
    {
        for (auto& file : m_result.files) {
            if (!file.overridePlace)
                continue;
            const auto target = std::find_if(m_result.files.begin(), m_result.files.end(), [&](const DiscoveredFile& other) {
                return other.client == file.client && other.locationId == file.overridePlace->locationId
                    && other.realPath == file.overridePlace->realFile;
            });
            judgeOverrides(file, target == m_result.files.end() ? nullptr : &*target, m_records);
        }
    }

    void addListedProjects(const ClientLocation& location, const std::string& path)
    {
        const auto bytes = base::readFile(path, kMaxClientFileBytes);
        if (!bytes)
            return;
        const auto document = findDialect(location.format)->open(*bytes, location.tolerance);
        if (!document)
            return;
        for (auto& folder : (*document)->keysAt(location.projectList)) {
            if (folder.starts_with('/') && folder.find('\0') == std::string::npos && base::stampOf(folder))
                m_projects.insert(std::move(folder));
        }
    }

    const ClientTable& m_table;
    const Records& m_records;
    const DiscoveryOptions& m_options;
    SearchBounds m_bounds;
    std::set<std::string> m_seen;
    std::set<std::string> m_projects;
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
    entry.environmentNames = text.environmentNames;
    entry.setsWorkingFolder = text.setsWorkingFolder;
    entry.reason = text.reason;
    entry.warnings = text.warnings;
    return entry;
}

} // namespace

DiscoveryResult discover(const ClientTable& table, const Records& records, const DiscoveryOptions& options)
{
    return Discoverer(table, records, options).run();
}

DiscoveredFile readClientFile(const Client& client, const ClientLocation& location, const std::string& path,
    const Records& records)
{
    DiscoveredFile file{client.id, client.title, location.id, location.scope, path, path, {}, {}, {}, {}};
    const auto real = resolveLinks(path);
    if (!real) {
        file.problem = real.error();
        return file;
    }
    file.realPath = *real;
    const auto bytes = base::readFile(file.realPath, kMaxClientFileBytes, &file.stamp);
    if (!bytes) {
        file.problem = bytes.error();
        return file;
    }
    const auto document = findDialect(location.format)->open(*bytes, location.tolerance);
    auto entries = document ? (*document)->entries(location.containers, client.entry)
                            : base::Result<std::vector<EntryText>>(document.error());
    if (!entries) {
        file.problem = base::Error{entries.error().code, path + ": " + entries.error().detail};
        return file;
    }
    std::stable_sort(entries->begin(), entries->end(),
        [](const EntryText& a, const EntryText& b) { return a.keyOffset < b.keyOffset; });
    const FileState state(file.realPath, location);
    for (const auto& text : *entries) {
        auto entry = toDiscovered(text, client, file.realPath);
        if (const auto record = records.load(entry.ref); record && isOurs(text, *record)) {
            entry.isOurs = true;
            entry.command.erase(entry.command.begin(), entry.command.begin() + 2);
        }
        state.judge(entry);
        if (location.privateOverride)
            entry.valueHash = base::toHex(base::sha256(std::string_view(*bytes).substr(text.value.begin, text.value.size())));
        entry.line = (*document)->lineAt(text.keyOffset);
        if (location.containers.size() == 1 && location.containers.front().isSingle)
            entry.location.name = folderName(file.realPath);
        file.entries.push_back(std::move(entry));
    }
    return file;
}

} // namespace gatehouse::clients
