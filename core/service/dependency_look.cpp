// SPDX-License-Identifier: Apache-2.0
#include "core/service/dependency_look.h"

#include "core/base/file.h"
#include "core/intelligence/assess.h"
#include "core/intelligence/lock_file.h"
#include "core/store/database.h"
#include "core/trust/command_search.h"
#include "core/trust/package_runner.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>

namespace gatehouse::service {
namespace {

using model::KnownIssue;

constexpr int kNodeLevels = 6;   // node looks for modules in each folder further up
constexpr int kPythonLevels = 2; // a project's scripts lie in it, or in a folder of it
constexpr std::size_t kMaxInstalled = 4096;
/// A long lock that never stops changing costs a twentieth of the time at most.
constexpr std::chrono::milliseconds kLittle{20};
constexpr int kPauseFactor = 20;
constexpr std::string_view kRecord = ".dist-info/RECORD";
constexpr std::array<std::string_view, 6> kNodeLocks{"package-lock.json", "npm-shrinkwrap.json",
    "node_modules/.package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"};
constexpr std::array<std::string_view, 3> kPythonLocks{"uv.lock", "poetry.lock", "requirements.txt"};

/// Collects what is there, each once.
class Locks {
public:
    void add(const std::string& path)
    {
        if (m_paths.size() <= kMaxLocks && std::ranges::find(m_paths, path) == m_paths.end() &&
            base::stampOf(path))
            m_paths.push_back(path);
    }
    void addIn(const std::string& folder, const auto& names)
    {
        for (const auto name : names)
            add((folder == "/" ? std::string() : folder) + '/' + std::string(name));
    }
    /// Those of the folder that a file lies in, and of some above it.
    void addAround(const std::string& file)
    {
        auto folder = base::folderOf(file);
        for (int level = 0; level < kNodeLevels && folder.starts_with('/'); ++level) {
            addIn(folder, kNodeLocks);
            if (level < kPythonLevels)
                addIn(folder, kPythonLocks);
            if (folder == "/")
                return;
            folder = base::folderOf(folder);
        }
    }
    std::vector<std::string> take() { return std::move(m_paths); }

private:
    std::vector<std::string> m_paths;
};

void addFile(const model::LaunchFile& one, Locks& locks)
{
    const auto& path = one.file.path;
    switch (one.role) {
    case model::FileRole::Lock:
        if (path.ends_with(kRecord))
            locks.add(base::folderOf(base::folderOf(path))); // all that is installed beside it
        else if (intelligence::lockKindOf(path))
            locks.add(path);
        return;
    case model::FileRole::Settings: // of an environment in a project's folder
        if (path.ends_with("/pyvenv.cfg"))
            locks.addIn(base::folderOf(base::folderOf(path)), kPythonLocks);
        return;
    case model::FileRole::Script:
    case model::FileRole::Module:
        locks.addAround(path);
        return;
    default:
        return;
    }
}

std::vector<std::string> installedIn(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end;
         !failure && at != end && names.size() < kMaxInstalled; at.increment(failure))
        names.push_back(at->path().filename().string());
    return names;
}

base::Result<std::vector<intelligence::PackageSubject>> packagesAt(const std::string& path)
{
    const auto kind = intelligence::lockKindOf(path);
    if (!kind)
        return intelligence::packagesInstalled(installedIn(path));
    const auto text = base::readFile(path, intelligence::kMaxLockBytes);
    return text ? intelligence::packagesOfLock(*kind, *text) : text.error();
}

/// That it is not read is said, and stops nothing.
KnownIssue unreadLock(const std::string& path, base::ErrorCode why)
{
    KnownIssue unread;
    unread.kind = KnownIssue::Kind::UnreadLock;
    unread.id = base::errorName(why);
    unread.subject = path;
    return unread;
}

/// What one lock brings.
base::Result<std::vector<KnownIssue>> issuesAt(const intelligence::Table& table, const std::string& path)
{
    const auto packages = packagesAt(path);
    if (packages)
        return intelligence::dependencyIssues(table, *packages, path);
    return std::vector<KnownIssue>{unreadLock(path, packages.error().code)};
}

/// What locks brought, for as long as neither they nor the lists change.
struct LockMemo {
    using Clock = std::chrono::steady_clock;
    struct Known {
        base::FileStamp stamp;
        std::vector<KnownIssue> issues;
        Clock::time_point again; ///< it is not read before, however often it changes
    };
    static constexpr std::size_t kMost = 4096;
    std::string table;
    std::map<std::string, Known> locks; ///< by path
    std::string kept;                   ///< the file that keepLocks() wrote, or recallLocks() read
};

std::string headOf(const LockMemo& memo)
{
    return memo.table + " " GATEHOUSE_VERSION;
}

constexpr std::size_t kMaxKeptBytes = std::size_t{2} << 20;

/// "device inode size modifiedNs changedNs PATH"; false for anything else.
bool readKept(std::string_view line, base::FileStamp& stamp, std::string& path)
{
    const auto take = [&line](auto& number) {
        const auto end = std::min(line.find(' '), line.size());
        const auto [at, failure] = std::from_chars(line.data(), line.data() + end, number);
        if (failure != std::errc() || at != line.data() + end || end == line.size())
            return false;
        line.remove_prefix(end + 1);
        return true;
    };
    const bool isRead = take(stamp.device) && take(stamp.inode) && take(stamp.size) &&
        take(stamp.modifiedNs) && take(stamp.changedNs);
    path = line;
    return isRead && path.starts_with('/');
}

base::Result<std::vector<KnownIssue>> rememberedIssues(
    LockMemo& memo, const intelligence::Table& table, const std::string& path)
{
    const auto stamp = base::stampOf(path);
    if (!stamp)
        return std::vector<KnownIssue>(); // it went a moment ago
    if (memo.table != table.fileName() || memo.locks.size() >= LockMemo::kMost)
        memo = {table.fileName(), {}, {}};
    const auto known = memo.locks.find(path);
    const auto start = LockMemo::Clock::now();
    if (known != memo.locks.end() && !memo.table.empty() &&
        (known->second.stamp == *stamp || start < known->second.again))
        return known->second.issues;
    auto issues = issuesAt(table, path);
    const auto end = LockMemo::Clock::now();
    const auto pause = end - start < kLittle ? LockMemo::Clock::duration(0) : kPauseFactor * (end - start);
    if (issues)
        memo.locks[path] = {*stamp, *issues, end + pause};
    return issues;
}

void addOnce(std::vector<KnownIssue>& issues, const std::vector<KnownIssue>& more)
{
    for (const auto& one : more) {
        const bool isThere = std::ranges::any_of(issues, [&](const KnownIssue& known) {
            return known.kind == one.kind && known.id == one.id && known.subject == one.subject;
        });
        if (!isThere)
            issues.push_back(one);
    }
}

} // namespace

std::vector<std::string> locksOf(const model::LaunchIdentity& identity)
{
    Locks locks;
    for (const auto& one : identity.files)
        addFile(one, locks);
    // Of a package's launch that is the runner's own script, npx-cli.js: what npm depends on is not asked.
    if (identity.script && !identity.package)
        locks.addAround(identity.script->path);
    const auto cwd = identity.workingFolder.value_or("");
    for (const auto* const option : {"--directory", "--project"}) {
        const auto folder = trust::optionValue(identity.argv, option);
        if (!folder.empty() && (folder.front() == '/' || !cwd.empty()))
            locks.addIn(trust::absoluteBelow(cwd, folder), kPythonLocks);
    }
    if (!cwd.empty()) {
        locks.addIn(cwd, kNodeLocks);
        locks.addIn(cwd, kPythonLocks);
    }
    return locks.take();
}

base::Result<std::vector<KnownIssue>> dependencyIssues(
    store::Database& database, const intelligence::Table& table, const model::LaunchIdentity& identity)
{
    std::vector<KnownIssue> issues;
    auto& memo = database.memo<LockMemo>();
    auto locks = locksOf(identity);
    if (locks.size() > kMaxLocks) {
        issues.push_back(unreadLock(locks.back(), base::ErrorCode::TooLarge)); // nothing hides behind many
        locks.resize(kMaxLocks);
    }
    for (const auto& path : locks) {
        const auto found = rememberedIssues(memo, table, path);
        if (!found)
            return found;
        addOnce(issues, *found);
    }
    intelligence::sortByWeight(issues);
    return issues;
}

base::Result<std::vector<KnownIssue>> knownOf(
    store::Database& database, const intelligence::Table& table, const model::LaunchIdentity& identity)
{
    auto issues = intelligence::allIssues(table, identity);
    if (!issues)
        return issues;
    const auto more = dependencyIssues(database, table, identity);
    if (!more)
        return more;
    addOnce(*issues, *more); // a lock may name what runs itself, too
    intelligence::sortByWeight(*issues);
    return issues;
}

void recallLocks(store::Database& database, const intelligence::Table& table, const std::string& file)
{
    auto& memo = database.memo<LockMemo>();
    if (memo.table == table.fileName())
        return; // it knows more
    auto text = base::readFile(file, kMaxKeptBytes);
    memo = {table.fileName(), {}, text ? std::move(*text) : std::string()};
    std::string_view rest = memo.kept;
    const auto takeLine = [&rest] {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        return line;
    };
    if (takeLine() != headOf(memo))
        return; // of other lists, or by other readers
    while (!rest.empty() && memo.locks.size() < LockMemo::kMost) {
        LockMemo::Known clean;
        std::string path;
        if (readKept(takeLine(), clean.stamp, path))
            memo.locks.emplace(std::move(path), clean);
    }
}

base::Result<void> keepLocks(store::Database& database, const std::string& file)
{
    auto& memo = database.memo<LockMemo>();
    auto text = headOf(memo) + '\n';
    for (const auto& [path, known] : memo.locks) {
        if (!known.issues.empty() || path.find('\n') != std::string::npos)
            continue;
        const auto& stamp = known.stamp;
        for (const auto number : {stamp.device, stamp.inode, stamp.size})
            text += std::to_string(number) + ' ';
        for (const auto number : {stamp.modifiedNs, stamp.changedNs})
            text += std::to_string(number) + ' ';
        text += path + '\n';
    }
    if (memo.table.empty() || text == memo.kept || text.size() > kMaxKeptBytes)
        return {};
    const auto written = base::replaceFile(file, text, 0600);
    if (written)
        memo.kept = std::move(text);
    return written;
}

base::Result<bool> isStoppedByDependency(store::Database& database, const intelligence::Table& table,
    const model::LaunchIdentity& identity, const std::vector<std::string>& despite)
{
    const auto issues = dependencyIssues(database, table, identity);
    if (!issues)
        return issues.error();
    return !std::ranges::includes(despite, model::stoppingIds(*issues));
}

} // namespace gatehouse::service
