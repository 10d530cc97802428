// SPDX-License-Identifier: Apache-2.0
#include "core/service/client_file_watch.h"

#include <filesystem>
#include <utility>

namespace gatehouse::service {
namespace {

constexpr int kMaxLinks = 40; // as the kernel has it

std::optional<base::FileStamp> stampOf(const std::string& path)
{
    auto stamp = base::stampOf(path);
    return stamp ? std::optional(*stamp) : std::nullopt;
}

} // namespace

base::Result<std::unique_ptr<ClientFileWatch>> ClientFileWatch::open(Options options)
{
    auto watch = FolderWatch::open();
    if (!watch)
        return watch.error();
    return std::unique_ptr<ClientFileWatch>(new ClientFileWatch(std::move(options), std::move(*watch)));
}

ClientFileWatch::ClientFileWatch(Options options, std::unique_ptr<FolderWatch> watch)
    : m_options(std::move(options))
    , m_watch(std::move(watch))
{
    connect(m_watch.get(), &FolderWatch::changed, this, &ClientFileWatch::onChanged);
    connect(m_watch.get(), &FolderWatch::folderGone, this, &ClientFileWatch::onFolderGone);
    connect(m_watch.get(), &FolderWatch::overflowed, this, &ClientFileWatch::onOverflow);
    m_pollTimer.setInterval(m_options.pollInterval);
    connect(&m_pollTimer, &QTimer::timeout, this, &ClientFileWatch::poll);
}

ClientFileWatch::~ClientFileWatch() = default;

void ClientFileWatch::setPaths(const std::vector<std::string>& paths)
{
    const std::set<std::string> wanted(paths.begin(), paths.end());
    std::vector<std::string> former;
    for (const auto& [path, route] : m_routes) {
        if (!wanted.contains(path))
            former.push_back(path);
    }
    for (const auto& path : wanted) {
        if (!m_routes.contains(path))
            arm(path);
    }
    for (const auto& path : former)
        disarm(path);
}

bool ClientFileWatch::isWatchedLevel(const std::string& folder) const
{
    const auto& home = m_options.home;
    return folder == home ||
        (folder.size() > home.size() && folder.starts_with(home) && folder[home.size()] == '/');
}

ClientFileWatch::Route ClientFileWatch::routeOf(const std::string& path) const
{
    Route route;
    follow(path, 0, route);
    return route;
}

/// Walks down to the file, or to where nothing is any more, and notes each folder on the way.
void ClientFileWatch::follow(const std::string& path, int links, Route& route) const
{
    namespace fs = std::filesystem;
    std::string folder = "/";
    std::size_t at = 1;
    while (at <= path.size()) {
        // Not even looked at: a dead server would keep us waiting.
        if (m_options.mounts.isNetwork(folder)) {
            route.isPolled = true;
            return;
        }
        const auto end = std::min(path.find('/', at), path.size());
        const auto name = path.substr(at, end - at);
        const bool isLast = end == path.size();
        const auto next = (folder == "/" ? folder : folder + "/") + name;
        std::error_code error;
        const auto type = fs::symlink_status(next, error).type();
        const bool isThere = type != fs::file_type::not_found && type != fs::file_type::none;
        if (isLast || !isThere || type == fs::file_type::symlink || isWatchedLevel(folder))
            route.steps.emplace_back(folder, name);
        if (type == fs::file_type::symlink) {
            const auto target = fs::read_symlink(next, error);
            if (error || links >= kMaxLinks)
                return;
            const auto whole = (fs::path(folder) / target).lexically_normal().string() + path.substr(end);
            return follow(whole, links + 1, route);
        }
        if (isLast || !isThere)
            return;
        folder = next;
        at = end + 1;
    }
}

void ClientFileWatch::arm(const std::string& path)
{
    auto route = watchRoute(path);
    for (const auto& [folder, name] : route.steps)
        m_folders[folder][name].insert(path);
    if (route.isPolled) {
        m_polled.try_emplace(path);
        if (!m_pollTimer.isActive())
            m_pollTimer.start();
    }
    m_routes[path] = std::move(route);
}

/// Watched first and then walked again: what came while it was walked told nobody.
ClientFileWatch::Route ClientFileWatch::watchRoute(const std::string& path)
{
    constexpr int kMostTries = 8; // somebody makes and deletes folders all the time: its events will tell
    auto route = routeOf(path);
    for (int i = 0; i < kMostTries; ++i) {
        const bool hasFailed = watch(route);
        auto again = routeOf(path);
        again.isPolled = again.isPolled || hasFailed;
        if (again.steps == route.steps)
            return again;
        route = std::move(again);
    }
    route.isPolled = watch(route) || route.isPolled;
    return route;
}

/// True where a folder cannot be watched.
bool ClientFileWatch::watch(const Route& route)
{
    bool hasFailed = false;
    for (const auto& [folder, name] : route.steps) {
        // A folder that went right now: what is above it tells of that.
        const auto added = m_watch->add(folder);
        if (!added && added.error().code != base::ErrorCode::NotFound) {
            hasFailed = true;
            if (m_failed.insert(folder).second)
                Q_EMIT failed(added.error());
        }
    }
    return hasFailed;
}

void ClientFileWatch::disarm(const std::string& path)
{
    const auto found = m_routes.find(path);
    if (found == m_routes.end())
        return;
    for (const auto& [folder, name] : found->second.steps) {
        auto& names = m_folders[folder];
        auto& paths = names[name];
        paths.erase(path);
        if (paths.empty())
            names.erase(name);
        if (names.empty()) {
            m_folders.erase(folder);
            m_watch->remove(folder);
        }
    }
    m_polled.erase(path);
    if (m_polled.empty())
        m_pollTimer.stop();
    m_routes.erase(found);
}

void ClientFileWatch::armAgain(const std::set<std::string>& paths)
{
    for (const auto& path : paths) {
        const auto before = m_routes.find(path);
        if (before == m_routes.end())
            continue;
        // Most often a file was replaced, and its folders are what they were.
        if (routeOf(path).steps != before->second.steps) {
            disarm(path);
            arm(path);
        }
        Q_EMIT touched(path);
    }
}

void ClientFileWatch::onChanged(const std::string& name, const std::string& folder, bool isStructure)
{
    const auto names = m_folders.find(folder);
    if (names == m_folders.end())
        return;
    const auto found = names->second.find(name);
    if (found == names->second.end())
        return;
    const auto paths = found->second; // a copy: arming changes it
    if (isStructure) {
        armAgain(paths);
        return;
    }
    for (const auto& path : paths)
        Q_EMIT touched(path);
}

void ClientFileWatch::onFolderGone(const std::string& folder)
{
    const auto names = m_folders.find(folder);
    if (names == m_folders.end())
        return;
    std::set<std::string> affected;
    for (const auto& [name, paths] : names->second)
        affected.insert(paths.begin(), paths.end());
    for (const auto& path : affected) {
        disarm(path);
        arm(path);
        Q_EMIT touched(path);
    }
}

void ClientFileWatch::onOverflow()
{
    std::set<std::string> all;
    for (const auto& [path, route] : m_routes)
        all.insert(path);
    armAgain(all);
}

void ClientFileWatch::poll()
{
    if (m_isPolling)
        return; // the machine that serves them does not answer
    m_isPolling = true;
    std::vector<std::string> paths;
    for (const auto& [path, stamp] : m_polled)
        paths.push_back(path);
    using Stamps = std::map<std::string, std::optional<base::FileStamp>>;
    m_pool.run(
        this,
        [paths] {
            Stamps stamps;
            for (const auto& path : paths)
                stamps[path] = stampOf(path);
            return stamps;
        },
        [this](const Stamps& stamps) {
            m_isPolling = false;
            for (const auto& [path, stamp] : stamps) {
                const auto known = m_polled.find(path);
                if (known == m_polled.end() || known->second == stamp)
                    continue;
                known->second = stamp;
                Q_EMIT touched(path);
            }
        });
}

} // namespace gatehouse::service
