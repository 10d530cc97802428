// SPDX-License-Identifier: Apache-2.0
#include "core/service/snapshot_publisher.h"

#include "core/service/ledger.h"
#include "core/service/store_thread.h"

namespace gatehouse::service {

SnapshotPublisher::SnapshotPublisher(StoreThread& store, QObject* parent)
    : QObject(parent)
    , m_store(store)
{
}

void SnapshotPublisher::publish()
{
    m_isWanted = true;
    if (!m_isBusy)
        begin();
}

void SnapshotPublisher::publish(Completion<quint64> done)
{
    m_waiting.push_back(std::move(done));
    publish();
}

void SnapshotPublisher::begin()
{
    m_isBusy = true;
    m_isWanted = false;
    m_store.run(
        this, [](Ledger& ledger) { return ledger.publishSnapshot(); },
        [this, waiting = std::exchange(m_waiting, {})](const base::Result<std::uint64_t>& generation) {
            m_isBusy = false;
            if (m_isWanted)
                begin();
            if (generation)
                m_generation = *generation;
            for (const auto& done : waiting)
                done(generation ? base::Result<quint64>(*generation)
                                : base::Result<quint64>(generation.error()));
            if (generation)
                Q_EMIT published(*generation);
            else
                Q_EMIT failed(generation.error());
        });
}

} // namespace gatehouse::service
