// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ipc/messages.h"
#include "core/journal/journal_reader.h"
#include "core/journal/journal_writer.h"
#include "core/store/journal_ingest.h"
#include "core/store/migrations.h"
#include "core/store/opening.h"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>
#include <string>

namespace gatehouse::store {

/// A folder with a database and journals, made anew for each test.
class StoreFixture {
public:
    StoreFixture()
        : m_opened(std::make_unique<OpenedDatabase>(openDatabase(databasePath(), 1).value()))
    {
    }

    std::string databasePath() const
    {
        return m_folder.filePath(QStringLiteral("data/gatehouse.db")).toStdString();
    }
    std::string journalFolder() const { return m_folder.filePath(QStringLiteral("journal")).toStdString(); }
    Database& database() { return m_opened->database; }
    void close() { m_opened.reset(); }
    OpenedDatabase& open(base::UnixMilliseconds now = 2)
    {
        m_opened.reset();
        m_opened = std::make_unique<OpenedDatabase>(openDatabase(databasePath(), now).value());
        return *m_opened;
    }

    static JournalFiles files() { return {&journal::listJournals, &journal::readJournal}; }
    IngestReport ingest() { return JournalIngest(database()).ingestFolder(journalFolder(), files()).value(); }
    journal::JournalWriter journal(std::string_view name, base::UnixMilliseconds now = 1'000) const
    {
        return journal::JournalWriter::create(journalFolder(), name, now, UINT64_MAX).value();
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<OpenedDatabase> m_opened;
};

/// Runs one step of the schema once more, after what it made was dropped.
inline bool applyAgain(Database& database, std::string_view migration)
{
    for (const auto& one : embeddedMigrations()) {
        if (one.name == migration)
            return database.execute(std::string(one.sql)).hasValue();
    }
    return false;
}

inline model::SessionEvent lifeCycle(std::string kind, base::UnixMilliseconds at, std::string details = {})
{
    model::SessionEvent event;
    event.kind = std::move(kind);
    event.at = at;
    event.details = std::move(details);
    return event;
}

inline model::SessionEvent message(base::UnixMilliseconds at, const std::string& tool = {})
{
    model::SessionEvent event;
    event.at = at;
    event.direction = model::Direction::ToServer;
    event.method = tool.empty() ? "ping" : "tools/call";
    event.tool = tool;
    event.server = "files";
    event.bytes = 100;
    event.shape = R"({"params":{"name":"s9","arguments":{"#4":"s20"}}})";
    return event;
}

inline model::LaunchIdentity launch(
    const std::string& entryRef, std::vector<std::string> argv = {"npx", "server"})
{
    model::LaunchIdentity identity;
    identity.entryRef = entryRef;
    identity.entry = {"cursor", model::EntryScope::Project, "/p/\xFF.json", "/mcpServers/files", "files"};
    identity.argv = std::move(argv);
    return identity;
}

inline model::RegistryDecision approval(
    const std::string& id, const std::string& digest, base::UnixMilliseconds at)
{
    model::RegistryDecision decision;
    decision.id = id;
    decision.identityDigest = digest;
    decision.identity = launch("ref-" + digest);
    decision.decidedAt = at;
    return decision;
}

/// Details of a wrapper's first line.
inline std::string startOf(const std::string& entryRef, const std::string& digest)
{
    return R"({"session":"s","version":"1","pid":7,"admission":"pending","decision":"","digest":")" + digest +
        R"(","identity":)" + ipc::identityToJson(launch(entryRef)) +
        R"(,"ancestry":[{"pid":1,"start":2,"exe":"/x"}]})";
}

inline std::string pendingOf(const std::string& digest, bool isProbe = false)
{
    return R"({"client":"cursor-vscode","probe":)" + std::string(isProbe ? "true" : "false") +
        R"(,"card":"card-)" + digest + R"(","why":"not-approved","digest":")" + digest +
        R"(","changed":[],"identity":)" + ipc::identityToJson(launch("ref-" + digest)) + "}";
}

} // namespace gatehouse::store
