// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/clients/mount_table.h"
#include "core/service/folder_watch.h"
#include "core/service/work_pool.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gatehouse::service {

/// Tells which of some files may have changed: written, replaced by rename, made, taken away, or reached by
/// another link than before. They and their folders need not exist. Folders are watched and not files, from
/// HOME downwards and along every link; no processor time is used while nothing happens. What another machine
/// serves sends no such events: there the files' stamps are compared every half minute, in a pool.
class ClientFileWatch final : public QObject {
    Q_OBJECT
public:
    struct Options {
        std::string home; ///< folders above it are not watched, unless a file has no nearer one
        clients::MountTable mounts = clients::mountTableOfThisProcess();
        std::chrono::milliseconds pollInterval{30'000};
    };
    static base::Result<std::unique_ptr<ClientFileWatch>> open(Options options);
    ~ClientFileWatch() override;

    /// Watches exactly these. Those that were watched before stay watched without a gap.
    void setPaths(const std::vector<std::string>& paths);

    /// How many folders are watched, and how many files are compared instead.
    std::size_t folders() const { return m_folders.size(); }
    std::size_t polled() const { return m_polled.size(); }

Q_SIGNALS:
    void touched(const std::string& path);
    /// A folder cannot be watched: its files are compared like those of another machine.
    void failed(const gatehouse::base::Error& error);

private:
    ClientFileWatch(Options options, std::unique_ptr<FolderWatch> watch);

    /// A folder and the name in it that leads on to a file.
    using Step = std::pair<std::string, std::string>;
    struct Route {
        std::vector<Step> steps;
        bool isPolled = false;
    };
    Route routeOf(const std::string& path) const;
    Route watchRoute(const std::string& path);
    bool watch(const Route& route);
    void follow(const std::string& path, int links, Route& route) const;
    bool isWatchedLevel(const std::string& folder) const;
    void arm(const std::string& path);
    void disarm(const std::string& path);
    void armAgain(const std::set<std::string>& paths);
    void onChanged(const std::string& name, const std::string& folder, bool isStructure);
    void onFolderGone(const std::string& folder);
    void onOverflow();
    void poll();

    Options m_options;
    std::unique_ptr<FolderWatch> m_watch;
    std::map<std::string, Route> m_routes;                                         // by path
    std::map<std::string, std::map<std::string, std::set<std::string>>> m_folders; // folder → name → paths
    std::map<std::string, std::optional<base::FileStamp>> m_polled;
    std::set<std::string> m_failed; // folders that were told
    QTimer m_pollTimer;
    bool m_isPolling = false;
    WorkPool m_pool; ///< last: it goes first
};

} // namespace gatehouse::service
