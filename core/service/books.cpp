// SPDX-License-Identifier: Apache-2.0
#include "core/service/books.h"

#include "core/service/doctor/doctor_books.h"
#include "core/service/ledger_views.h"
#include "core/service/snapshot_compiler.h"
#include "core/store/journal_ingest.h"
#include "core/store/opening.h"

#include <chrono>
#include <thread>

namespace gatehouse::service {
namespace {

constexpr auto kPatience = std::chrono::seconds(5);
constexpr auto kPause = std::chrono::milliseconds(50);

base::Result<void> foldAll(Ledger& ledger)
{
    for (bool more = true; more;) {
        const auto folded = ledger.foldAll();
        if (!folded)
            return folded.error();
        more = folded->hasMore;
    }
    return {};
}

base::Result<std::unique_ptr<Ledger>> openAndFold(const LedgerOptions& options)
{
    auto ledger = Ledger::open(options);
    if (!ledger)
        return ledger;
    if (const auto folded = foldAll(**ledger); !folded)
        return folded.error();
    return ledger;
}

bool isNobodyThere(const base::Error& error)
{
    return error.code == base::ErrorCode::NotConnected;
}

} // namespace

base::Result<Books> Books::forWriting(LedgerOptions options)
{
    const auto socket = options.places.socket;
    const auto until = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
        Books books;
        books.m_places = options.places;
        books.m_organisationFolder = base::folderOf(options.organisationPolicy);
        books.m_organisationOwner = options.organisationOwner;
        auto desktop = DesktopLink::open(socket, options.program);
        if (desktop) {
            books.m_desktop.emplace(std::move(*desktop));
            return books;
        }
        if (!isNobodyThere(desktop.error()))
            return desktop.error();
        auto ledger = openAndFold(options);
        if (ledger) {
            books.m_ledger = std::move(*ledger);
            return books;
        }
        // Another command is at work, or a desktop is about to listen.
        if (ledger.error().code != base::ErrorCode::Locked || std::chrono::steady_clock::now() > until)
            return ledger.error();
        std::this_thread::sleep_for(kPause);
    }
}

base::Result<Books> Books::forReading(LedgerOptions options)
{
    const auto until = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
        Books books;
        books.m_places = options.places;
        books.m_organisationFolder = base::folderOf(options.organisationPolicy);
        books.m_organisationOwner = options.organisationOwner;
        auto ledger = openAndFold(options);
        if (ledger) {
            books.m_ledger = std::move(*ledger);
            return books;
        }
        if (ledger.error().code != base::ErrorCode::Locked)
            return ledger.error();
        // Another command is at work, and what it does not know yet would be missing; a desktop keeps them up
        // to date as long as it runs.
        const bool isDesktop = DesktopLink::open(options.places.socket, options.program).hasValue();
        if (!isDesktop && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(kPause);
            continue;
        }
        auto database = store::openDatabaseForReading(options.places.database);
        if (database) {
            books.m_database.emplace(std::move(*database));
            return books;
        }
        if (std::chrono::steady_clock::now() > until)
            return database.error();
        std::this_thread::sleep_for(kPause);
    }
}

base::Result<void> Books::publish()
{
    if (m_desktop) {
        const auto done = m_desktop->request(ipc::Refresh{});
        return done ? base::Result<void>() : done.error();
    }
    const auto published = m_ledger->publishSnapshot();
    return published ? base::Result<void>() : published.error();
}

base::Result<void> Books::foldAgain()
{
    return m_ledger ? foldAll(*m_ledger) : base::Result<void>();
}

base::Result<std::vector<model::ApprovalCard>> Books::pending()
{
    return m_ledger ? m_ledger->pending() : readPending(database(), m_places);
}

base::Result<std::vector<model::RegistryDecision>> Books::decisions()
{
    return m_ledger ? m_ledger->decisions() : trustedDecisions(database());
}

base::Result<std::map<std::string, EntryStanding>> Books::standings()
{
    const auto held = decisions();
    if (!held)
        return held.error();
    const auto cards = pending();
    if (!cards)
        return cards.error();
    return readStandings(database(), m_places, *held, *cards);
}

base::Result<Reputations> Books::reputations()
{
    return readReputationsAt(database(), m_places);
}

base::Result<ListStanding> Books::lists()
{
    return listStanding(database(), m_places, m_organisationFolder);
}

OrganisationStanding Books::organisation() const
{
    return organisationStanding(m_organisationFolder, m_organisationOwner);
}

base::Result<std::vector<CandidateStanding>> Books::candidates()
{
    const auto held = decisions();
    return held ? readCandidates(database(), *held) : held.error();
}

base::Result<ImportPreview> Books::previewImport(const std::string& path)
{
    const auto held = decisions();
    return held ? service::previewImport(database(), m_places, *held, path) : held.error();
}

base::Result<ExportReport> Books::exportRegistry(const std::string& path)
{
    const auto held = decisions();
    return held ? service::exportRegistry(database(), m_places, *held, path) : held.error();
}

base::Result<std::vector<clients::FileView>> Books::clientFiles()
{
    return readClientFiles(database());
}

base::Result<std::vector<CatalogServer>> Books::catalog(const QVector<model::ServerRow>& rows)
{
    return readCatalog(database(), rows);
}

base::Result<BookFacts> Books::bookFacts(const std::string& ref,
    const std::vector<model::RegistryDecision>& held, const std::vector<model::ApprovalCard>& cards)
{
    auto facts = readBookFacts(database(), ref, held, cards);
    if (facts)
        facts->leftOutLists = leftOutOf(lists());
    return facts;
}

base::Result<ToolTable> Books::toolTable(const std::string& serverRef)
{
    const auto held = decisions();
    if (!held)
        return held.error();
    return readToolTable(database(), m_places, *held, serverRef);
}

base::Result<std::vector<ToolNews>> Books::toolNews()
{
    const auto held = decisions();
    if (!held)
        return held.error();
    return readToolNews(database(), m_places, *held);
}

base::Result<std::vector<model::SessionRow>> Books::sessions(int offset, int limit)
{
    return readSessions(database(), offset, limit);
}

base::Result<std::vector<model::EventRow>> Books::events(const EventsRequest& request)
{
    return readEvents(database(), request);
}

base::Result<std::optional<base::Sha256>> Books::sealedHead(const std::string& journalName)
{
    const auto state = store::JournalIngest(database()).stateOf(journalName);
    if (!state)
        return state.error();
    return *state ? (*state)->sealedHead : std::nullopt;
}

store::Database& Books::database()
{
    return m_ledger ? m_ledger->database() : *m_database;
}

} // namespace gatehouse::service
