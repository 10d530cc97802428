// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/clients/client_table.h"
#include "core/service/bypass_scan.h"
#include "core/service/catalog_export.h"
#include "core/service/catalog_reader.h"
#include "core/service/catalog_service.h"
#include "core/service/healer.h"
#include "core/service/peer_reader.h"
#include "ui/text/definition_text.h"
#include "ui/text/finding_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/state_text.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

namespace gatehouse::cli {
namespace {

using service::CatalogServer;

/// Everything that is there: clients, servers, what they define, who uses it, and how that came to be.
class CatalogCommand final : public Command {
public:
    std::string name() const override { return "catalog"; }
    std::string summary() const override { return "Show clients, servers, what they offer and who uses it"; }
    void declare(CLI::App& app) override
    {
        app.add_option(
            "entry", m_entries, "Names or refs of entries, to be shown with all that is known of them");
        app.add_flag("--cyclonedx", m_isCycloneDx,
            "Write it as a CycloneDX 1.6 document; no argument and no "
            "variable's value stands in it");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto discovery = protectorFor(surroundings).discover();
        if (!discovery)
            return console.fail(discovery.error());
        const auto standings = books->standings();
        if (!standings)
            return console.fail(standings.error());
        const auto rows = service::catalogRows(discovery->servers, *standings,
            runningUnguarded(surroundings, *discovery), {}, books->organisation().registry);
        auto servers = books->catalog(rows);
        if (!servers)
            return console.fail(servers.error());
        std::erase_if(*servers, [this](const CatalogServer& server) { return !isMeant(server.row); });
        if (servers->empty() && !m_entries.empty())
            return console.fail({base::ErrorCode::NotFound,
                "no such entry; `gatehouse-cli catalog` lists them by name and ref"});
        return m_isCycloneDx ? write(*servers) : show(*servers, rows, console);
    }

private:
    bool isMeant(const model::ServerRow& row) const
    {
        return m_entries.empty() || std::ranges::any_of(m_entries, [&row](const std::string& word) {
            return word == row.location.name || word == row.ref;
        });
    }

    static std::set<std::string> runningUnguarded(
        const Surroundings& surroundings, const service::Discovery& discovery)
    {
        std::set<std::string> refs;
        const auto table = clients::loadBuiltinClientTable();
        if (!table)
            return refs;
        service::BypassScan scan(
            *table, service::wrapperPaths(surroundings.places), service::systemBypassProcesses());
        for (const auto& bypass : scan.scan({discovery.servers.begin(), discovery.servers.end()}))
            refs.insert(bypass.ref);
        return refs;
    }

    /// The document alone: it is what other programs read.
    static ExitCode write(const std::vector<CatalogServer>& servers)
    {
        const auto document = service::catalogCycloneDx(servers, base::SystemClock().now());
        const bool isWritten = std::fwrite(document.data(), 1, document.size(), stdout) == document.size() &&
            std::fflush(stdout) == 0;
        return isWritten ? ExitCode::Ok : ExitCode::Failed;
    }

    ExitCode show(const std::vector<CatalogServer>& servers, const QVector<model::ServerRow>& rows,
        Console& console) const
    {
        std::string heading;
        for (const auto& server : servers) {
            const auto client =
                server.row.clientTitle.empty() ? "no client's file" : safe(server.row.clientTitle);
            if (client != heading)
                console.line(client, Style::Strong);
            heading = client;
            showServer(server, rows, console);
            if (!m_entries.empty())
                showAll(server, console);
        }
        if (servers.empty())
            console.line("No MCP servers were found, and none was ever seen.");
        if (console.isJson()) {
            auto document =
                Json::parse(service::catalogJson(servers, base::SystemClock().now()), nullptr, false);
            console.answer(std::move(document));
        }
        return servers.empty() ? ExitCode::NothingToDo : ExitCode::Ok;
    }

    static void showServer(
        const CatalogServer& server, const QVector<model::ServerRow>& rows, Console& console)
    {
        const auto& row = server.row;
        const bool isWorth = row.isShadow || row.state == model::ServerState::Suspended;
        auto line = "  " + safe(row.location.name.empty() ? row.ref : row.location.name) + "  " +
            console.styled(
                text::toUtf8(text::serverStateText(row.state)), isWorth ? Style::Warning : Style::Plain);
        if (row.isShadow)
            line += ", never approved";
        if (row.tools > 0)
            line += ", " + std::to_string(row.tools) + " tools";
        console.line(line + "  " + row.ref);
        for (const auto& duplicate : row.duplicates) {
            const auto other = std::ranges::find(rows, duplicate.ref, &model::ServerRow::ref);
            if (other != rows.end())
                console.line("      " +
                    std::string(
                        duplicate.isOtherVersion ? "another version of its package: " : "also started by ") +
                    safe(other->location.name) + " in " + safe(other->clientTitle));
        }
    }

    static void showAll(const CatalogServer& server, Console& console)
    {
        if (server.omitted > 0)
            console.line(
                "    it listed " + std::to_string(server.omitted) + " more than are kept", Style::Warning);
        for (const auto& tool : server.definitions) {
            console.line("    " + safe(tool.name) + "  " + text::toUtf8(text::definitionText(tool)) + ", " +
                std::to_string(tool.calls) + " calls, last seen " + localTime(tool.lastSeen));
            const auto versions = server.versions.find({tool.kind, tool.name});
            if (versions == server.versions.end())
                continue;
            for (const auto& version : versions->second) {
                const auto change = text::toUtf8(text::changeText(version.change));
                console.line("        " + version.digest.substr(0, kShownDigits) + "  " +
                    localTime(version.firstSeen) + " to " + localTime(version.lastSeen) + "  " +
                    (change.empty() ? "as first seen" : change));
            }
        }
        for (const auto& use : server.uses)
            console.line("    " + safe(use.agent.empty() ? use.client : use.agent) + " used " +
                safe(use.name.empty() ? use.kind : use.name) + " " + std::to_string(use.calls) +
                " times, last " + localTime(use.lastAt));
        for (const auto& flow : server.flows)
            console.line("    " + text::toUtf8(text::findingText(flow.rule)) + ": " +
                std::to_string(flow.told + flow.actedOn) +
                (flow.direction == model::Direction::ToServer ? " to the server" : " from it") + ", " +
                std::to_string(flow.actedOn) + " of them acted on");
    }

    static constexpr std::size_t kShownDigits = 12;

    std::vector<std::string> m_entries;
    bool m_isCycloneDx = false;
};

} // namespace

std::unique_ptr<Command> makeCatalogCommand()
{
    return std::make_unique<CatalogCommand>();
}

} // namespace gatehouse::cli
