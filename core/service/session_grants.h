// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/service/process_tree.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <string>
#include <vector>

namespace gatehouse::service {

class StoreThread;

/// Decisions of kind Once and Session whose client process is gone: nobody can use them any more. Pure.
std::vector<std::string> endedGrants(const std::vector<model::RegistryDecision>& decisions, const ProcessTree& processes);

/// Ends decisions that are bound to a client process once that process is gone. Looks only while there are any.
class SessionGrants final : public QObject {
    Q_OBJECT
public:
    SessionGrants(StoreThread& store, const ProcessTree& processes, std::chrono::milliseconds interval,
        QObject* parent = nullptr);

    /// Reads the registry again.
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
    std::vector<model::RegistryDecision> m_bound;
};

} // namespace gatehouse::service
