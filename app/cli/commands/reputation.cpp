// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/service/catalog_service.h"
#include "ui/text/qt_convert.h"
#include "ui/text/reputation_text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gatehouse::cli {
namespace {

/// How far each server is trusted, and why: every score with all of its parts.
class ReputationCommand final : public Command {
public:
    std::string name() const override { return "reputation"; }
    std::string summary() const override { return "Say how far each server is trusted, and why"; }
    void declare(CLI::App& app) override
    {
        app.add_option("entry", m_entries, "Names or refs of entries; all where none is given");
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
        Json servers = Json::array();
        for (const auto& declared : discovery->servers) {
            const auto row = service::withStanding(declared, *standings);
            if (!isMeant(row))
                continue;
            show(row, console);
            servers.push_back(cli::toJson(row));
        }
        if (servers.empty() && !m_entries.empty())
            return console.fail({base::ErrorCode::NotFound,
                "no such entry; `gatehouse-cli discover` lists them by name and ref"});
        console.answer({{"servers", std::move(servers)}});
        return ExitCode::Ok;
    }

private:
    bool isMeant(const model::ServerRow& row) const
    {
        return m_entries.empty() || std::ranges::any_of(m_entries, [&row](const std::string& word) {
            return word == row.location.name || word == row.ref;
        });
    }

    static void show(const model::ServerRow& row, Console& console)
    {
        const auto reputation = row.reputation.value_or(model::Reputation());
        console.line(safe(row.location.name) + " in " + safe(row.clientTitle) + ": " +
            text::toUtf8(text::reputationSummary(reputation)));
        if (reputation.parts.empty())
            console.line("  nothing is known of it yet");
        for (const auto& part : reputation.parts)
            console.line("  " + text::toUtf8(text::pointsText(part.points)) + "  " +
                text::toUtf8(text::reputationText(part)));
    }

    std::vector<std::string> m_entries;
};

} // namespace

std::unique_ptr<Command> makeReputationCommand()
{
    return std::make_unique<ReputationCommand>();
}

} // namespace gatehouse::cli
