// SPDX-License-Identifier: Apache-2.0
#include "core/service/bypass_watch.h"

#include "core/service/own_journal.h"
#include "core/service/work_pool.h"

#include <QTimer>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

/// Numbers and paths only: a command line may hold secrets.
model::SessionEvent bypassEvent(const Bypass& bypass, const model::ServerRow& server)
{
    const nlohmann::json details{{"v", 1}, {"ref", bypass.ref}, {"pid", bypass.pid},
        {"start", bypass.startTime}, {"client", server.location.client}, {"clientPid", bypass.clientPid},
        {"clientExecutable", bypass.clientExecutable}, {"guarded", server.isGuarded}};
    model::SessionEvent event;
    event.kind = "running-unguarded";
    event.action = model::Action::Flag;
    event.reason = server.isGuarded ? "past-the-wrapper" : "not-protected";
    event.server = server.location.name;
    event.details = details.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return event;
}

bool isSameProcess(const Bypass& one, const Bypass& other)
{
    return one.ref == other.ref && one.pid == other.pid && one.startTime == other.startTime;
}

} // namespace

class BypassWatch::State {
public:
    Parts parts;
    clients::ClientTable table;
    std::unique_ptr<BypassScan> scan; ///< used in the pool only, where one job runs at a time
    std::vector<Bypass> seen;
    bool isLooking = false;
    QTimer timer;
    WorkPool pool; ///< last: it goes first, and waits for what reads the above
};

BypassWatch::BypassWatch(Parts parts, std::chrono::milliseconds interval, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>())
{
    m_state->parts = std::move(parts);
    auto table = clients::loadBuiltinClientTable();
    if (!table) // the catalog says so, too
        return;
    m_state->table = std::move(*table);
    m_state->scan =
        std::make_unique<BypassScan>(m_state->table, m_state->parts.wrappers, *m_state->parts.processes);
    connect(&m_state->timer, &QTimer::timeout, this, &BypassWatch::look);
    m_state->timer.start(interval);
}

BypassWatch::~BypassWatch() = default;

void BypassWatch::look()
{
    if (m_state->isLooking || !m_state->scan)
        return;
    auto servers = m_state->parts.servers();
    if (servers.empty() && m_state->seen.empty())
        return;
    m_state->isLooking = true;
    m_state->pool.run(
        this, [scan = m_state->scan.get(), servers] { return scan->scan(servers); },
        [this, servers](const std::vector<Bypass>& bypasses) {
            m_state->isLooking = false;
            take(bypasses, servers);
        });
}

bool BypassWatch::isLooking() const
{
    return m_state->isLooking;
}

void BypassWatch::take(const std::vector<Bypass>& bypasses, const std::vector<model::ServerRow>& servers)
{
    if (bypasses == m_state->seen)
        return;
    const auto before = std::exchange(m_state->seen, bypasses);
    for (const auto& bypass : bypasses) {
        const bool isKnown =
            std::ranges::any_of(before, [&](const Bypass& other) { return isSameProcess(bypass, other); });
        const auto server = std::ranges::find(servers, bypass.ref, &model::ServerRow::ref);
        if (isKnown || server == servers.end())
            continue;
        if (const auto kept = m_state->parts.journal->record(bypassEvent(bypass, *server)); !kept)
            Q_EMIT failed(kept.error());
    }
    Q_EMIT changed(bypasses);
}

} // namespace gatehouse::service
