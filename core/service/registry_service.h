// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/completion.h"
#include "core/service/registry_exchange.h"

#include <QObject>

#include <string>
#include <vector>

namespace gatehouse::service {

class StoreThread;

/// Candidates, files that carry decisions, and what the organisation says, for windows. Nothing is taken over
/// that was not shown: see previewImport() and takeImport().
class RegistryService final : public QObject {
    Q_OBJECT
public:
    explicit RegistryService(StoreThread& store, QObject* parent = nullptr);

    // Each is told in this object's thread, unless `context` is gone by then.
    void read(QObject* context, Completion<RegistryStanding> done);
    void preview(const std::string& path, QObject* context, Completion<ImportPreview> done);
    void take(const std::string& path, const std::string& digest, model::AnsweredBy by, QObject* context,
        Completion<std::size_t> done);
    void exportTo(const std::string& path, QObject* context, Completion<ExportReport> done);
    void approve(
        const std::string& candidateId, model::AnsweredBy by, QObject* context, Completion<std::string> done);
    void dismiss(const std::vector<std::string>& candidateIds, model::AnsweredBy by, QObject* context,
        Completion<std::size_t> done);

Q_SIGNALS:
    /// Decisions or candidates came or went by this.
    void changed();

private:
    template <typename T, typename Work>
    void change(QObject* context, Work work, Completion<T> done);

    StoreThread& m_store;
};

} // namespace gatehouse::service
