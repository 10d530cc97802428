// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/service/catalog_reader.h"
#include "core/service/desktop_link.h"
#include "core/service/doctor/doctor_facts.h"
#include "core/service/ledger.h"
#include "core/service/list_requests.h"
#include "core/service/registry_exchange.h"
#include "core/store/database.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::service {

/// The books as the command line gets at them: through the desktop that runs, or, with none running, by its
/// own hand. To look at them while another program holds them costs nobody anything.
class Books {
public:
    /// For reading. With no desktop running the journals are folded first, so that nothing that wrappers
    /// wrote is missing.
    static base::Result<Books> forReading(LedgerOptions options);
    /// For asking the desktop, or deciding without one. Waits a while where another command holds them; then
    /// Locked.
    static base::Result<Books> forWriting(LedgerOptions options);

    /// Makes protection records and decisions known to wrappers: asks the desktop to, or publishes the
    /// snapshot (forWriting only).
    base::Result<void> publish();
    /// Reads what wrappers wrote since these books were opened. A desktop does so by itself.
    base::Result<void> foldAgain();

    /// Set where a desktop runs (forWriting only).
    DesktopLink* desktop() { return m_desktop ? &*m_desktop : nullptr; }
    /// Set where this program holds the books itself.
    Ledger* ledger() { return m_ledger.get(); }

    base::Result<std::vector<model::ApprovalCard>> pending();
    base::Result<std::vector<model::RegistryDecision>> decisions();
    base::Result<std::map<std::string, EntryStanding>> standings();
    base::Result<std::vector<clients::FileView>> clientFiles();
    /// Everything about these servers, see readCatalog.
    base::Result<std::vector<CatalogServer>> catalog(const QVector<model::ServerRow>& rows);
    base::Result<ListStanding> lists();
    OrganisationStanding organisation() const;
    /// Servers that imported lists tell of.
    base::Result<std::vector<CandidateStanding>> candidates();
    /// See registry_exchange.h.
    base::Result<ImportPreview> previewImport(const std::string& path);
    base::Result<ExportReport> exportRegistry(const std::string& path);
    base::Result<Reputations> reputations();
    /// What the doctor asks of one entry; `held` and `cards` as decisions() and pending() gave them.
    base::Result<BookFacts> bookFacts(const std::string& ref,
        const std::vector<model::RegistryDecision>& held, const std::vector<model::ApprovalCard>& cards);
    base::Result<ToolTable> toolTable(const std::string& serverRef);
    base::Result<std::vector<ToolNews>> toolNews();
    base::Result<std::vector<model::SessionRow>> sessions(int offset, int limit);
    base::Result<std::vector<model::EventRow>> events(const EventsRequest& request);
    /// The hash that a journal's last line had when its session ended; nothing where that is not known.
    base::Result<std::optional<base::Sha256>> sealedHead(const std::string& journalName);

private:
    Books() = default;
    store::Database& database();

    std::optional<DesktopLink> m_desktop;
    std::unique_ptr<Ledger> m_ledger;
    std::optional<store::Database> m_database;
    base::Places m_places;
    std::string m_organisationFolder;
    uid_t m_organisationOwner = 0;
};

} // namespace gatehouse::service
