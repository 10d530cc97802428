// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/service/completion.h"

#include <QObject>

#include <vector>

namespace gatehouse::service {

class StoreThread;

/// Keeps the snapshot that wrappers decide from in step with registry, protection records and settings. Calls
/// that come while one is under way are served together by the next.
class SnapshotPublisher final : public QObject {
    Q_OBJECT
public:
    explicit SnapshotPublisher(StoreThread& store, QObject* parent = nullptr);

    void publish();
    /// Tells, in this object's thread, once a snapshot holds everything that was true when this was called.
    void publish(Completion<quint64> done);
    quint64 generation() const { return m_generation; }

Q_SIGNALS:
    void published(quint64 generation);
    void failed(const gatehouse::base::Error& error);

private:
    void begin();

    StoreThread& m_store;
    quint64 m_generation = 0;
    bool m_isBusy = false;
    bool m_isWanted = false;
    std::vector<Completion<quint64>> m_waiting;
};

} // namespace gatehouse::service
