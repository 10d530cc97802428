// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/service/process_tree.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace gatehouse::service {

class StoreThread;

/// Ends decisions that are bound to a client process once that process is gone. Looks only while there are
/// any.
class SessionGrants final : public QObject {
    Q_OBJECT
public:
    SessionGrants(StoreThread& store, const ProcessTree& processes, std::chrono::milliseconds interval,
        QObject* parent = nullptr);

    /// The registry changed: there may be more, or fewer, to look after.
    void reload();

Q_SIGNALS:
    /// Decisions were removed: the snapshot has to follow.
    void ended(int count);
    void failed(const gatehouse::base::Error& error);

private:
    void look();

    StoreThread& m_store;
    const ProcessTree& m_processes;
    QTimer m_timer;
    bool m_isLooking = false;
};

} // namespace gatehouse::service
