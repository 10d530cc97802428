// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/clients/wrapper_install.h"
#include "core/policy/snapshot.h"
#include "core/service/bypass_scan.h"
#include "core/service/catalog_service.h"
#include "core/service/healer.h"
#include "core/service/peer_reader.h"
#include "ui/text/matter_text.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace gatehouse::cli {
namespace {

/// How things stand: what is guarded, what waits, what is wrong. Exit code 0 where all is well, 6 where
/// something is not.
class StatusCommand final : public Command {
public:
    std::string name() const override { return "status"; }
    std::string summary() const override { return "Say how things stand"; }
    void declare(CLI::App&) override {}

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto discovery = protectorFor(surroundings).discover();
        if (!discovery)
            return console.fail(discovery.error());
        const auto cards = books->pending();
        if (!cards)
            return console.fail(cards.error());
        const auto standings = books->standings();
        const auto organisation = books->organisation().registry;
        if (!standings)
            return console.fail(standings.error());
        const auto bypasses = runningUnguarded(surroundings, *discovery);
        Json servers = Json::array();
        Counts counts;
        counts.waiting = cards->size();
        for (const auto& declared : discovery->servers) {
            auto row = service::withStanding(declared, *standings, organisation);
            const auto processes = bypasses.find(row.ref);
            if (processes != bypasses.end())
                row.state = model::ServerState::RunningUnguarded;
            counts.add(row);
            servers.push_back(cli::toJson(row));
            servers.back()["processes"] = processes == bypasses.end() ? Pids() : processes->second;
            console.line("  " + safe(row.location.name) + "  " + std::string(model::toText(row.state)) +
                "  " + safe(row.clientTitle));
        }
        if (counts.past > 0)
            console.line(
                std::to_string(counts.past) + " guarded but running past the wrapper: restart their client",
                Style::Bad);
        const auto matters = mattersOf(surroundings, *books, *discovery);
        if (!matters)
            return console.fail(matters.error());
        for (const auto& matter : *matters)
            console.line("  " + safe(text::matterTitle(matter).toStdString()), Style::Warning);
        if (!matters->empty())
            console.line("  gatehouse-cli heal says what can be done about it");
        counts.matters = matters->size();
        return conclude(surroundings, console, std::move(servers), counts);
    }

private:
    using Pids = std::vector<int>;

    struct Counts {
        int guarded = 0;
        int unguarded = 0;
        int past = 0; ///< guarded, and running past the wrapper
        std::size_t waiting = 0;
        std::size_t matters = 0; ///< what clients did to their files, and nobody answered

        void add(const model::ServerRow& row)
        {
            guarded += row.isGuarded ? 1 : 0;
            unguarded += row.canBeGuarded ? 1 : 0;
            past += row.isGuarded && row.state == model::ServerState::RunningUnguarded ? 1 : 0;
        }
    };

    /// The processes of servers that their clients run with no wrapper in between, by the entry's reference.
    static std::map<std::string, Pids> runningUnguarded(
        const Surroundings& surroundings, const service::Discovery& discovery)
    {
        std::map<std::string, Pids> processes;
        const auto table = clients::loadBuiltinClientTable();
        if (!table)
            return processes;
        service::BypassScan scan(
            *table, service::wrapperPaths(surroundings.places), service::systemBypassProcesses());
        for (const auto& bypass : scan.scan({discovery.servers.begin(), discovery.servers.end()}))
            processes[bypass.ref].push_back(bypass.pid);
        return processes;
    }

    /// What clients did to their files; looks and keeps nothing.
    static base::Result<std::vector<service::Matter>> mattersOf(
        const Surroundings& surroundings, service::Books& books, const service::Discovery& discovery)
    {
        auto known = books.clientFiles();
        if (!known)
            return known.error();
        auto healer = service::Healer::make(
            {surroundings.places, siblingProgram(surroundings, "gatehouse-wrap", "wrap"), "cli", nullptr, {},
                {}, true},
            std::move(*known));
        if (!healer)
            return healer.error();
        healer->setPlaces(discovery.places);
        static_cast<void>(healer->look());
        return healer->matters();
    }

    static ExitCode conclude(
        const Surroundings& surroundings, Console& console, Json servers, const Counts& counts)
    {
        const bool hasDesktop = service::DesktopLink::open(surroundings.places.socket, "cli").hasValue();
        const auto processes = service::systemProcessTree();
        const auto live = service::gatherApproverFacts(
            *processes, 0, service::wrapperPaths(surroundings.places), {}, hasDesktop)
                              .liveWrappers;
        const auto snapshot = policy::Snapshot::open(surroundings.places.snapshot);
        const bool isFresh = snapshot && policy::isFresh(*snapshot);
        const auto snapshotText = !snapshot ? std::string(base::errorName(snapshot.error().code))
            : isFresh                       ? std::string("fresh")
                                            : std::string("stale");
        console.line("guarded " + std::to_string(counts.guarded) + ", unguarded " +
            std::to_string(counts.unguarded) + ", waiting for an answer " + std::to_string(counts.waiting) +
            ", live sessions " + std::to_string(live));
        console.line(std::string("desktop ") + (hasDesktop ? "running" : "not running") +
            ", list for wrappers " + snapshotText);
        Json answer{{"guarded", counts.guarded}, {"unguarded", counts.unguarded},
            {"runningUnguarded", counts.past}, {"pending", counts.waiting}, {"matters", counts.matters},
            {"liveSessions", live}, {"desktop", hasDesktop}, {"snapshot", snapshotText}};
        answer["generation"] = snapshot ? Json(snapshot->generation()) : Json();
        answer["servers"] = std::move(servers);
        // Nothing guarded yet: then nobody needs the list.
        const bool isWell = (isFresh || counts.guarded == 0) && counts.past == 0;
        console.answer(answer, isWell);
        return isWell ? ExitCode::Ok : ExitCode::Incomplete;
    }
};

} // namespace

std::unique_ptr<Command> makeStatusCommand()
{
    return std::make_unique<StatusCommand>();
}

} // namespace gatehouse::cli
