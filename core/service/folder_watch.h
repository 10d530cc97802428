// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <QObject>

#include <map>
#include <memory>
#include <set>
#include <string>

namespace gatehouse::service {

/// Tells which files of some folders were written, made or taken away; costs one watch a folder however many
/// files there are, and no processor time while nothing happens. A seam: each system has its own
/// implementation.
class FolderWatch final : public QObject {
    Q_OBJECT
public:
    static base::Result<std::unique_ptr<FolderWatch>> open();
    /// The same, with one folder.
    static base::Result<std::unique_ptr<FolderWatch>> open(const std::string& folder);
    ~FolderWatch() override;

    /// NotFound where there is no such folder; IoFailed where the system has no watch left.
    base::Result<void> add(const std::string& folder);
    /// Tells also where only owner or mode changes; the folder's own as the empty name.
    base::Result<void> addWithOwners(const std::string& folder);
    void remove(const std::string& folder);
    /// Tells now what happened until now, without waiting for the event loop.
    void readEvents();

Q_SIGNALS:
    /// `isStructure`: the name came, went or means another file now; else only bytes were written.
    void changed(const std::string& name, const std::string& folder, bool isStructure);
    /// The folder itself was moved or removed; it is watched no more.
    void folderGone(const std::string& folder);
    /// More happened than the system could keep: look at everything.
    void overflowed();

private:
    explicit FolderWatch(base::Descriptor events);
    base::Result<void> watch(const std::string& folder, unsigned events);
    void tell(int watch, unsigned mask, const std::string& name);

    base::Descriptor m_events;
    std::map<int, std::set<std::string>> m_folders; // two names may lead to one folder
    std::map<std::string, int> m_watches;
};

} // namespace gatehouse::service
