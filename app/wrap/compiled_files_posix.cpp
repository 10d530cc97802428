// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/compiled_files.h"

#include "core/base/chosen_files.h"
#include "core/base/hash.h"
#include "core/base/places.h"
#include "core/trust/source_names.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kMaxNames = 8192; // of one __pycache__
constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20;
constexpr std::size_t kRecordNameDigits = 32;
constexpr std::string_view kSource = ".py";

/// The folders that hold python's sources among what counts of the launch.
std::set<std::string> sourceFolders(const model::LaunchIdentity& identity)
{
    std::set<std::string> folders(identity.moduleFolders.begin(), identity.moduleFolders.end());
    const auto add = [&](const std::string& path) {
        if (path.ends_with(kSource))
            folders.insert(base::folderOf(path));
    };
    if (identity.script)
        add(identity.script->path);
    for (const auto& [role, file] : identity.files) {
        if (role != model::FileRole::Package) {
            add(file.path);
            continue;
        }
        if (!base::stampOf(file.path + "/__init__.py"))
            continue;
        const auto inner = base::chosenBelow(file.path, trust::sourceChoice());
        for (const auto& one : inner ? *inner : std::vector<base::TreeFile>())
            add(file.path + '/' + one.name);
    }
    return folders;
}

std::string numbersOf(const base::FileStamp& stamp)
{
    return std::to_string(stamp.device) + ' ' + std::to_string(stamp.inode) + ' ' +
        std::to_string(stamp.size) + ' ' + std::to_string(stamp.modifiedNs) + ' ' +
        std::to_string(stamp.changedNs);
}

/// True where nobody who runs as this user could have put it there.
bool isOfSystem(const std::string& path, int whyNotRemoved)
{
    struct stat status {};
    return whyNotRemoved == EROFS ||
        (base::accountId() != 0 && ::lstat(path.c_str(), &status) == 0 && status.st_uid == 0);
}

} // namespace

base::Result<void> CompiledFiles::clear(
    const model::LaunchIdentity& identity, const trust::PythonCaches& caches)
{
    m_caches.clear();
    m_known.clear();
    for (const auto& folder : sourceFolders(identity)) {
        if (caches.besideSources)
            m_caches.emplace_back(folder, folder + "/__pycache__");
        for (const auto& prefix : caches.prefixes)
            m_caches.emplace_back(folder, prefix + folder);
    }
    if (m_caches.empty())
        return {};
    const auto all = listed();
    if (!all)
        return all.error();
    const auto text = base::readFile(recordPath(), kMaxRecordBytes);
    for (const auto& [path, line] : *all) {
        if (text && text->find(line) != std::string::npos) {
            m_known.insert(line);
            continue;
        }
        if (::unlink(path.c_str()) == 0 || errno == ENOENT || isOfSystem(path, errno))
            continue;
        return base::Error{base::ErrorCode::IdentityChanged,
            path + " would run in place of its source, nobody knows who made it, and it cannot be removed"};
    }
    return {};
}

bool CompiledFiles::isStill() const
{
    if (m_known.empty())
        return true;
    const auto all = listed();
    return all &&
        static_cast<std::size_t>(std::count_if(all->begin(), all->end(),
            [this](const Compiled& one) { return m_known.contains(one.line); })) == m_known.size();
}

void CompiledFiles::record()
{
    if (m_caches.empty())
        return;
    const auto all = listed();
    if (!all)
        return; // then nothing is known at the next start
    std::string text;
    for (const auto& one : *all)
        text += one.line;
    const auto path = recordPath();
    const auto before = base::readFile(path, kMaxRecordBytes);
    if ((before && *before == text) || text.size() > kMaxRecordBytes || !base::makePrivateFolder(m_folder))
        return;
    if (!base::replaceFile(path, text, 0600))
        return; // likewise
}

base::Result<std::vector<CompiledFiles::Compiled>> CompiledFiles::listed() const
{
    std::vector<Compiled> found;
    for (const auto& [folder, cache] : m_caches) {
        const auto names = base::namesIn(cache, kMaxNames);
        if (!names && names.error().code == base::ErrorCode::NotFound)
            continue;
        if (!names)
            return names.error();
        for (const auto& name : *names) {
            if (!trust::isImported(name))
                continue;
            auto path = cache + '/' + name;
            const auto stamp = base::stampOf(path);
            const auto source =
                base::stampOf(folder + '/' + name.substr(0, name.find('.')) + std::string(kSource));
            // A compiled form on the record is one of this very source: of another python makes it anew.
            auto line = '\n' + path + ' ' + numbersOf(stamp ? *stamp : base::FileStamp{}) + ' ' +
                numbersOf(source ? *source : base::FileStamp{}) + '\n';
            found.push_back({std::move(path), std::move(line)});
        }
    }
    return found;
}

std::string CompiledFiles::recordPath() const
{
    base::Sha256Stream names;
    for (const auto& [folder, cache] : m_caches)
        names.update(cache + '\n');
    return m_folder + '/' + base::toHex(names.finish()).substr(0, kRecordNameDigits);
}

} // namespace gatehouse::wrap
