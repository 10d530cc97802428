// SPDX-License-Identifier: Apache-2.0
#include "core/service/session_grants.h"

#include "core/service/ledger.h"
#include "core/service/store_thread.h"

namespace gatehouse::service {

std::vector<std::string> endedGrants(const std::vector<model::RegistryDecision>& decisions, const ProcessTree& processes)
{
    std::vector<std::string> ended;
    for (const auto& decision : decisions) {
        if (decision.clientProcess && !processes.isAlive(*decision.clientProcess))
            ended.push_back(decision.id);
    }
    return ended;
}

SessionGrants::SessionGrants(
    StoreThread& store, const ProcessTree& processes, std::chrono::milliseconds interval, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_processes(processes)
{
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, [this] { look(); });
}

void SessionGrants::reload()
{
    m_store.run(
        this, [](Ledger& ledger) { return ledger.decisions(); },
        [this](const base::Result<std::vector<model::RegistryDecision>>& decisions) {
            if (!decisions) {
                Q_EMIT failed(decisions.error());
                return;
            }
            m_bound.clear();
            for (const auto& decision : *decisions) {
                if (decision.clientProcess)
                    m_bound.push_back(decision);
            }
            look();
        });
}

void SessionGrants::look()
{
    const auto gone = endedGrants(m_bound, m_processes);
    if (gone.empty()) {
        if (m_bound.empty())
            m_timer.stop();
        else if (!m_timer.isActive())
            m_timer.start();
        return;
    }
    m_timer.stop();
    m_store.run(
        this, [gone](Ledger& ledger) { return ledger.endExpired(gone); },
        [this](const base::Result<int>& count) {
            if (count)
                Q_EMIT ended(*count);
            else
                Q_EMIT failed(count.error());
        });
    std::erase_if(m_bound, [&](const auto& one) { return std::ranges::find(gone, one.id) != gone.end(); });
    if (!m_bound.empty())
        m_timer.start();
}

} // namespace gatehouse::service
