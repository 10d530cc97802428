// SPDX-License-Identifier: Apache-2.0
#include "core/service/protection_service.h"

#include "core/service/protector.h"
#include "core/service/work_pool.h"

#include <atomic>

namespace gatehouse::service {

class ProtectionService::State {
public:
    std::shared_ptr<const Protector> protector;
    std::atomic_bool isCancelled = false;
    WorkPool pool; ///< last: it goes first, and waits for what reads the above
};

ProtectionService::ProtectionService(std::shared_ptr<const Protector> protector, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>())
{
    m_state->protector = std::move(protector);
}

ProtectionService::~ProtectionService()
{
    m_state->isCancelled = true;
}

void ProtectionService::discover(QObject* context, Completion<Discovery> done)
{
    m_state->isCancelled = false;
    const auto progress = [this](int count, int total) {
        QMetaObject::invokeMethod(
            this, [this, count, total] { Q_EMIT discoveryProgress(count, total); }, Qt::QueuedConnection);
    };
    m_state->pool.run(
        context,
        [protector = m_state->protector, cancelled = &m_state->isCancelled, progress] {
            return protector->discover(cancelled, progress);
        },
        std::move(done));
}

void ProtectionService::cancelDiscovery()
{
    m_state->isCancelled = true;
}

void ProtectionService::plan(const PlanOptions& options, QObject* context, Completion<ProtectionPlan> done)
{
    m_state->pool.run(
        context, [options, protector = m_state->protector] { return protector->plan(options); },
        std::move(done));
}

void ProtectionService::apply(const PlanOptions& options, const ProtectionPlan& expected, QObject* context,
    Completion<std::vector<EntryResult>> done)
{
    edit(context, std::move(done),
        [options, expected, protector = m_state->protector] { return protector->apply(options, &expected); });
}

void ProtectionService::undo(
    const std::vector<std::string>& refs, QObject* context, Completion<std::vector<EntryResult>> done)
{
    edit(context, std::move(done), [refs, protector = m_state->protector] { return protector->undo(refs); });
}

void ProtectionService::edit(QObject* context, Completion<std::vector<EntryResult>> done,
    std::function<base::Result<std::vector<EntryResult>>()> work)
{
    // The service itself is the context: files changed, whether or not the one who asked is still there.
    m_state->pool.run(this, std::move(work),
        [this, context = QPointer<QObject>(context), done = std::move(done)](
            base::Result<std::vector<EntryResult>> results) {
            Q_EMIT protectionChanged();
            if (context)
                done(std::move(results));
        });
}

} // namespace gatehouse::service
