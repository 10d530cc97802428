// SPDX-License-Identifier: Apache-2.0
#include "core/service/session_grants.h"

#include "core/policy/grant_clock.h"
#include "core/service/ledger.h"
#include "core/service/store_thread.h"

#include <algorithm>
#include <utility>

namespace gatehouse::service {
namespace {

/// Decisions, or marks that nobody needs any more.
base::Result<bool> isAnyToEnd(Ledger& ledger)
{
    const auto decisions = ledger.decisions();
    if (!decisions)
        return decisions.error();
    return std::ranges::any_of(*decisions,
               [](const auto& one) { return one.clientProcess.has_value() || one.expiresAt != 0; }) ||
        !policy::grantMarks(policy::grantsFolder(ledger.places())).empty();
}

} // namespace

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
        this, [](Ledger& ledger) { return isAnyToEnd(ledger); },
        [this](const base::Result<bool>& any) {
            if (!any) {
                Q_EMIT failed(any.error());
                return;
            }
            if (!*any)
                m_timer.stop();
            else if (!m_timer.isActive())
                m_timer.start();
        });
}

void SessionGrants::look()
{
    if (std::exchange(m_isLooking, true))
        return;
    // The process table outlives the store thread: see Gatehouse::State.
    m_store.run(
        this, [processes = &m_processes](Ledger& ledger) { return ledger.endExpired(*processes); },
        [this](const base::Result<int>& count) {
            m_isLooking = false;
            if (!count) {
                Q_EMIT failed(count.error());
            } else if (*count > 0) {
                Q_EMIT ended(*count);
                reload();
            }
        });
}

} // namespace gatehouse::service
