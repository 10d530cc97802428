// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/service/folder_watch.h"
#include "core/service/ledger.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gatehouse::service {

class StoreThread;

/// Follows the journals that wrappers write: what they append is in the database at most `kBatch` later, in
/// batches, however many there are. Never reads in the caller's thread.
class JournalWatcher final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kBatch{80};

    static base::Result<std::unique_ptr<JournalWatcher>> watch(StoreThread& store, const std::string& folder);

    /// Looks at every journal, whether or not it was seen to change.
    void foldAll();
    /// The same, and runs `done` once all that stood in them at this moment is in the database, or cannot be
    /// read.
    void foldAll(std::function<void()> done);
    /// Whether anything was written that the last fold may not have read. Where not, the books hold all that
    /// was written until now: of lines in several journals none lacks one that was written before it.
    bool hasUnread();

Q_SIGNALS:
    void folded(const gatehouse::service::FoldReport& report);
    void failed(const gatehouse::base::Error& error);

private:
    JournalWatcher(StoreThread& store, std::unique_ptr<FolderWatch> folder);
    void foldDirty();

    StoreThread& m_store;
    std::unique_ptr<FolderWatch> m_folder;
    QTimer m_timer;
    std::set<std::string> m_dirty;
    std::vector<std::function<void()>> m_waiting; // for the next look at all of them
    bool m_isAllDirty = false;
    bool m_isFolding = false;
};

} // namespace gatehouse::service
