// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/clients/wrapper_install.h"
#include "core/policy/snapshot.h"
#include "core/service/catalog_service.h"
#include "core/service/peer_reader.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

/// How things stand: what is guarded, what waits, what is wrong. Exit code 0 where all is well, 6 where something is not.
class StatusCommand final : public Command {
public:
    std::string name() const override { return "status"; }
    std::string summary() const override { return "Say how things stand"; }
    void declare(CLI::App&) override { }

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
        if (!standings)
            return console.fail(standings.error());
        Json servers = Json::array();
        int guarded = 0;
        int unguarded = 0;
        for (const auto& declared : discovery->servers) {
            const auto row = service::withStanding(declared, *standings);
            servers.push_back(toJson(row));
            unguarded += row.state == model::ServerState::Unguarded ? 1 : 0;
            const bool isOutside
                = row.state == model::ServerState::Unguarded || row.state == model::ServerState::SeenNotGuarded;
            guarded += isOutside ? 0 : 1;
            console.line("  " + safe(row.location.name) + "  " + std::string(model::toText(row.state)) + "  "
                + safe(row.clientTitle));
        }
        return conclude(surroundings, console, std::move(servers), guarded, unguarded, cards->size());
    }

private:
    static ExitCode conclude(const Surroundings& surroundings, Console& console, Json servers, int guarded, int unguarded,
        std::size_t waiting)
    {
        const bool hasDesktop = service::DesktopLink::open(surroundings.places.socket, "cli").hasValue();
        const auto processes = service::systemProcessTree();
        const auto live = service::gatherApproverFacts(
            *processes, 0, service::wrapperPaths(surroundings.places), {}, hasDesktop).liveWrappers;
        const auto snapshot = policy::Snapshot::open(surroundings.places.snapshot);
        const bool isFresh = snapshot && policy::isFresh(*snapshot);
        const auto snapshotText = !snapshot ? std::string(base::errorName(snapshot.error().code))
            : isFresh                       ? std::string("fresh")
                                            : std::string("stale");
        console.line("guarded " + std::to_string(guarded) + ", unguarded " + std::to_string(unguarded) + ", waiting for an answer "
            + std::to_string(waiting) + ", live sessions " + std::to_string(live));
        console.line(std::string("desktop ") + (hasDesktop ? "running" : "not running") + ", list for wrappers " + snapshotText);
        Json answer{{"guarded", guarded}, {"unguarded", unguarded}, {"pending", waiting}, {"liveSessions", live},
            {"desktop", hasDesktop}, {"snapshot", snapshotText}};
        answer["generation"] = snapshot ? Json(snapshot->generation()) : Json();
        answer["servers"] = std::move(servers);
        // Nothing guarded yet: then nobody needs the list.
        const bool isWell = isFresh || guarded == 0;
        console.answer(answer, isWell);
        return isWell ? ExitCode::Ok : ExitCode::Incomplete;
    }
};

} // namespace

std::unique_ptr<Command> makeStatusCommand() { return std::make_unique<StatusCommand>(); }

} // namespace gatehouse::cli
