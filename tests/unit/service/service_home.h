// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/ipc/messages.h"
#include "core/journal/journal_reader.h"
#include "core/journal/journal_writer.h"
#include "core/service/ledger.h"
#include "core/service/process_tree.h"
#include "core/trust/launch_resolver.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace gatehouse::service {

/// A HOME of its own, with what wrappers would have written there.
class ServiceHome {
public:
    ServiceHome()
        : places(base::placesIn(QDir(m_folder.path()).canonicalPath().toStdString()).value())
    {
    }

    LedgerOptions options(const std::string& program = "desktop") const
    {
        LedgerOptions options;
        options.places = places;
        options.program = program;
        options.commandLineProgram = "/usr/bin/gatehouse-cli";
        options.organisationPolicy = places.home + "/no-organisation.toml";
        return options;
    }

    std::unique_ptr<Ledger> ledger() const
    {
        auto opened = Ledger::open(options());
        if (!opened)
            qFatal("no ledger: %s", opened.error().detail.c_str());
        return std::move(*opened);
    }

    journal::JournalWriter wrapperJournal(const std::string& name) const
    {
        return journal::JournalWriter::create(places.journalFolder, name, 1'700'000'000'000, UINT64_MAX)
            .value();
    }

    /// All lines in the journals of this HOME, oldest file first.
    std::vector<model::SessionEvent> journalled() const
    {
        std::vector<model::SessionEvent> events;
        const auto paths = journal::listJournals(places.journalFolder);
        for (const auto& path : *paths) {
            const auto chunk = journal::readJournal(path, 0, 100'000);
            for (const auto& event : chunk->events)
                events.push_back(event);
        }
        return events;
    }

    int count(const std::string& kind) const
    {
        return static_cast<int>(
            std::ranges::count_if(journalled(), [&](const auto& event) { return event.kind == kind; }));
    }

private:
    QTemporaryDir m_folder;

public:
    base::Places places;
};

/// Processes of a table.
class TableProcesses final : public ProcessTree {
public:
    struct Row {
        model::ProcessInfo info;
        int parent = 0;
        bool hasTerminal = false;
    };

    void add(int pid, int parent, const std::string& executable, bool hasTerminal = false,
        std::vector<std::string> argv = {})
    {
        rows[pid] = {
            {pid, 100U + static_cast<unsigned>(pid), executable, std::move(argv)}, parent, hasTerminal};
    }

    std::optional<model::ProcessInfo> process(int pid) const override
    {
        const auto found = rows.find(pid);
        return found == rows.end() ? std::nullopt : std::optional(found->second.info);
    }
    std::vector<model::ProcessInfo> ancestors(int pid) const override
    {
        std::vector<model::ProcessInfo> chain;
        for (auto at = rows.find(pid); at != rows.end();) {
            at = rows.find(at->second.parent);
            if (at != rows.end())
                chain.push_back(at->second.info);
        }
        return chain;
    }
    std::optional<ProcessLaunch> launchOf(int) const override { return std::nullopt; }
    bool hasTerminal(int pid) const override { return rows.contains(pid) && rows.at(pid).hasTerminal; }
    std::vector<model::ProcessInfo> running(const std::vector<std::string>& executables) const override
    {
        std::vector<model::ProcessInfo> found;
        for (const auto& [pid, row] : rows) {
            if (std::ranges::find(executables, row.info.executable) != executables.end())
                found.push_back(row.info);
        }
        return found;
    }

    std::map<int, Row> rows;
};

inline model::LaunchIdentity launch(const std::string& ref, std::vector<std::string> argv = {"npx", "server"})
{
    model::LaunchIdentity identity;
    identity.entryRef = ref;
    identity.entry = {
        "cursor", model::EntryScope::User, "/home/u/.cursor/mcp.json", "/mcpServers/files", "files"};
    identity.argv = std::move(argv);
    identity.commandAsGiven = identity.argv.front();
    identity.executable.path = "/usr/bin/npx";
    return identity;
}

inline model::ApprovalCard card(const model::LaunchIdentity& identity)
{
    model::ApprovalCard card;
    card.id = trust::cardId(identity);
    card.identity = identity;
    card.identityDigest = trust::identityDigest(identity);
    card.firstAsked = card.lastAsked = 1'700'000'000'000;
    return card;
}

inline model::SessionEvent lifeCycle(const std::string& kind, const std::string& details = {})
{
    model::SessionEvent event;
    event.kind = kind;
    event.at = 1'700'000'000'000;
    event.server = "files";
    event.details = details;
    return event;
}

/// Details of a wrapper's lines.
inline std::string startOf(const model::LaunchIdentity& identity, int pid = 0)
{
    return R"({"session":"s","version":"1","pid":)" + std::to_string(pid) + R"(,"digest":")" +
        trust::identityDigest(identity) + R"(","identity":)" + ipc::identityToJson(identity) +
        R"(,"ancestry":[]})";
}

inline std::string pendingOf(const model::LaunchIdentity& identity, const std::string& cardId = {})
{
    return R"({"client":"cursor-vscode","probe":false,"card":")" +
        (cardId.empty() ? trust::cardId(identity) : cardId) + R"(","why":"not-approved","digest":")" +
        trust::identityDigest(identity) + R"(","changed":[],"identity":)" + ipc::identityToJson(identity) +
        "}";
}

} // namespace gatehouse::service
