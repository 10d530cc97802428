// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/places.h"
#include "core/ipc/messages.h"
#include "core/journal/journal_writer.h"
#include "core/model/rows.h"
#include "core/trust/launch_resolver.h"

#include <QtGlobal>

#include <string>
#include <vector>

namespace gatehouse::tests {

/// What a machine with very many servers would have written: journals of sessions with their lists and calls,
/// and a desktop's with the decisions. The entries are those that `rows` name, as discovery found them.
class LargeCatalog {
public:
    static constexpr base::UnixMilliseconds kBegin = 1'795'000'000'000;

    LargeCatalog(base::Places places, int toolsOfEach)
        : m_places(std::move(places))
        , m_tools(toolsOfEach)
    {
    }

    /// A client's file with that many servers.
    static std::string clientFile(int servers)
    {
        std::string text = "{\"mcpServers\":{";
        for (int at = 0; at < servers; ++at)
            text += (at == 0 ? "" : ",") + std::string("\n\"server-") + std::to_string(at) +
                R"(":{"command":"npx","args":["-y","@example/server-)" + std::to_string(at) +
                R"(@1.0.0","/home/user/folder"],"env":{"KEY":"value"}})";
        return text + "\n}}\n";
    }

    void write(const std::vector<model::ServerRow>& rows) const
    {
        auto desktop = journalNamed("desktop");
        desktop.append(life("session-start", R"({"program":"desktop"})"));
        for (std::size_t at = 0; at < rows.size(); ++at) {
            const auto identity = identityOf(rows[at]);
            model::RegistryDecision decision;
            decision.id = "decision-" + std::to_string(at);
            decision.identity = identity;
            decision.identityDigest = trust::identityDigest(identity);
            decision.choice = model::Choice::Always;
            decision.decidedAt = kBegin;
            desktop.append(life("decision", ipc::decisionToJson(decision)));
            writeSession(identity, decision.identityDigest, "s" + std::to_string(at));
        }
        flush(desktop);
    }

    /// A session that goes on; the journal's name.
    std::string writeLive(const model::ServerRow& row) const
    {
        const auto identity = identityOf(row);
        auto journal = journalNamed("live");
        begin(journal, identity, trust::identityDigest(identity));
        flush(journal);
        return journal.path().substr(journal.path().rfind('/') + 1);
    }

    journal::JournalWriter journalNamed(const std::string& name) const
    {
        auto writer = journal::JournalWriter::create(m_places.journalFolder, name, kBegin, UINT64_MAX);
        if (!writer)
            qFatal("no journal: %s", writer.error().detail.c_str());
        return std::move(*writer);
    }

    static model::SessionEvent life(std::string kind, std::string details)
    {
        model::SessionEvent event;
        event.at = kBegin;
        event.kind = std::move(kind);
        event.details = std::move(details);
        return event;
    }
    static model::SessionEvent call(const std::string& tool, model::Direction direction)
    {
        model::SessionEvent event;
        event.at = kBegin + 1;
        event.direction = direction;
        event.method = "tools/call";
        event.tool = tool;
        return event;
    }
    static void flush(journal::JournalWriter& journal)
    {
        if (const auto flushed = journal.flush(); !flushed)
            qFatal("%s", flushed.error().detail.c_str());
    }

    /// As large as that of a package with its files and a usual environment.
    static model::LaunchIdentity identityOf(const model::ServerRow& row)
    {
        model::LaunchIdentity identity;
        identity.entryRef = row.ref;
        identity.entry = row.location;
        identity.argv = row.command;
        identity.commandAsGiven = row.command.front();
        identity.executable = {"/usr/bin/node", base::sha256("node"), {}};
        identity.script = model::HashedFile{"/usr/bin/npx", base::sha256("npx"), {}};
        identity.package =
            model::PackageRun{"npx", "@example/" + row.location.name, "1.0.0", true, "1.0.0", "cache"};
        identity.environmentNames = {"KEY"};
        for (const auto* name : {"HOME", "LD_LIBRARY_PATH", "NODE_OPTIONS", "NODE_PATH", "PATH"})
            identity.environment.push_back({name, base::sha256(name)});
        for (const auto role : {model::FileRole::Package, model::FileRole::Lock, model::FileRole::Settings})
            identity.files.push_back({role, {"/home/user/.npm/_npx/" + row.ref, base::sha256(row.ref), {}}});
        return identity;
    }

private:
    void begin(journal::JournalWriter& journal, const model::LaunchIdentity& identity,
        const std::string& digest) const
    {
        journal.append(life("session-start",
            R"({"session":"s","pid":1,"digest":")" + digest + R"(","identity":)" +
                ipc::identityToJson(identity) +
                R"(,"ancestry":[{"pid":7,"start":1,"exe":"/usr/bin/node"},{"pid":6,"start":1,"exe":"/opt/client"}]})"));
        journal.append(life("server-start", R"({"pid":2})"));
        journal.append(life("client", R"({"name":"client-vscode","version":"1.0","protocol":"2025-11-25"})"));
        std::string tools;
        for (int at = 0; at < m_tools; ++at)
            tools += (at == 0 ? "" : ",") + std::string(R"({"name":"tool_)") + std::to_string(at) +
                R"(","sha256":")" + base::toHex(base::sha256(digest + std::to_string(at))) + R"("})";
        journal.append(life("definitions-listed",
            R"({"kind":"tool","since":)" + std::to_string(kBegin) + R"(,"definitions":[)" + tools +
                R"(],"omitted":0,"last":true})"));
        for (int at = 0; at < 3; ++at) {
            journal.append(call("tool_" + std::to_string(at), model::Direction::ToServer));
            auto answer = call("tool_" + std::to_string(at), model::Direction::ToClient);
            answer.action = model::Action::Flag;
            answer.findings = {{"email-address", "/result", 10, 5}};
            journal.append(answer);
        }
    }
    void writeSession(
        const model::LaunchIdentity& identity, const std::string& digest, const std::string& name) const
    {
        auto journal = journalNamed(name);
        begin(journal, identity, digest);
        journal.append(life("session-end", "{}"));
        flush(journal);
    }

    base::Places m_places;
    int m_tools;
};

} // namespace gatehouse::tests
