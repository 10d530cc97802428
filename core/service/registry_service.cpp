// SPDX-License-Identifier: Apache-2.0
#include "core/service/registry_service.h"

#include "core/service/ledger.h"
#include "core/service/store_thread.h"

#include <QPointer>

namespace gatehouse::service {

RegistryService::RegistryService(StoreThread& store, QObject* parent)
    : QObject(parent)
    , m_store(store)
{
}

/// What follows from it follows also where nobody waits for the answer any more.
template <typename T, typename Work>
void RegistryService::change(QObject* context, Work work, Completion<T> done)
{
    m_store.run(this, std::move(work),
        [this, context = QPointer<QObject>(context), done = std::move(done)](const base::Result<T>& outcome) {
            Q_EMIT changed();
            if (context)
                done(outcome);
        });
}

void RegistryService::read(QObject* context, Completion<RegistryStanding> done)
{
    m_store.run(
        context, [](Ledger& ledger) { return registryStanding(ledger); }, std::move(done));
}

void RegistryService::preview(const std::string& path, QObject* context, Completion<ImportPreview> done)
{
    const auto look = [path](Ledger& ledger) {
        const auto held = ledger.decisions();
        return held ? previewImport(ledger.database(), ledger.places(), *held, path)
                    : base::Result<ImportPreview>(held.error());
    };
    m_store.run(context, look, std::move(done));
}

void RegistryService::take(const std::string& path, const std::string& digest, model::AnsweredBy by,
    QObject* context, Completion<std::size_t> done)
{
    change(
        context, [path, digest, by](Ledger& ledger) { return takeImport(ledger, path, digest, by); },
        std::move(done));
}

void RegistryService::exportTo(const std::string& path, QObject* context, Completion<ExportReport> done)
{
    const auto write = [path](Ledger& ledger) {
        const auto held = ledger.decisions();
        return held ? exportRegistry(ledger.database(), ledger.places(), *held, path)
                    : base::Result<ExportReport>(held.error());
    };
    m_store.run(context, write, std::move(done));
}

void RegistryService::approve(
    const std::string& candidateId, model::AnsweredBy by, QObject* context, Completion<std::string> done)
{
    const auto decide = [candidateId, by](Ledger& ledger) {
        auto approved = approveCandidate(ledger, candidateId, by);
        if (approved) {
            if (const auto published = ledger.publishSnapshot(); !published)
                return base::Result<std::string>(published.error());
        }
        return approved;
    };
    change(context, decide, std::move(done));
}

void RegistryService::dismiss(const std::vector<std::string>& candidateIds, model::AnsweredBy by,
    QObject* context, Completion<std::size_t> done)
{
    const auto hide = [candidateIds, by](Ledger& ledger) {
        const auto dismissed = dismissCandidates(ledger, candidateIds, by);
        return dismissed ? base::Result<std::size_t>(candidateIds.size()) : dismissed.error();
    };
    change(context, hide, std::move(done));
}

} // namespace gatehouse::service
