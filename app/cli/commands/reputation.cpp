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
        app.add_flag("--tools", m_tools, "Each tool of these, too");
        app.add_flag("--clients", m_clients, "Clients instead of servers");
        app.add_flag("--packages", m_packages, "Packages instead of servers");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto scores = books->reputations();
        if (!scores)
            return console.fail(scores.error());
        if (m_clients || m_packages)
            return showOthers(*scores, console);
        const auto discovery = protectorFor(surroundings).discover();
        if (!discovery)
            return console.fail(discovery.error());
        const auto standings = books->standings();
        const auto organisation = books->organisation().registry;
        if (!standings)
            return console.fail(standings.error());
        Json servers = Json::array();
        for (const auto& declared : discovery->servers) {
            const auto row = service::withStanding(declared, *standings, organisation);
            if (!isMeant(row))
                continue;
            show(safe(row.location.name) + " in " + safe(row.clientTitle),
                row.reputation.value_or(model::Reputation()), console);
            servers.push_back(cli::toJson(row));
            if (m_tools)
                servers.back()["toolReputations"] = showTools(row, *scores, console);
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

    /// Names of clients or packages in the place of entries.
    ExitCode showOthers(const service::Reputations& scores, Console& console) const
    {
        Json list = Json::array();
        for (const auto& [name, reputation] : m_clients ? scores.clients : scores.packages) {
            if (!m_entries.empty() && std::ranges::find(m_entries, name) == m_entries.end())
                continue;
            show(safe(name), reputation, console);
            list.push_back({{"name", safe(name)}, {"reputation", cli::toJson(reputation)}});
        }
        if (list.empty())
            console.line("Nothing is known of any yet.");
        const bool isEmpty = list.empty();
        console.answer({{m_clients ? "clients" : "packages", std::move(list)}});
        return isEmpty ? ExitCode::NothingToDo : ExitCode::Ok;
    }

    static Json showTools(const model::ServerRow& row, const service::Reputations& scores, Console& console)
    {
        Json tools = Json::array();
        for (auto at = scores.tools.lower_bound({row.ref, {}});
             at != scores.tools.end() && at->first.first == row.ref; ++at) {
            show("tool " + safe(at->first.second), at->second, console);
            tools.push_back({{"name", safe(at->first.second)}, {"reputation", cli::toJson(at->second)}});
        }
        return tools;
    }

    static void show(const std::string& what, const model::Reputation& reputation, Console& console)
    {
        console.line(what + ": " + text::toUtf8(text::reputationSummary(reputation)));
        if (reputation.parts.empty())
            console.line("  nothing is known of it yet");
        else
            console.line(
                "  " + text::toUtf8(text::startPointsText()) + "   " + text::toUtf8(text::startText()));
        for (const auto& part : reputation.parts)
            console.line("  " + text::toUtf8(text::pointsText(part.points)) + "  " +
                text::toUtf8(text::reputationText(part)));
    }

    std::vector<std::string> m_entries;
    bool m_tools = false;
    bool m_clients = false;
    bool m_packages = false;
};

} // namespace

std::unique_ptr<Command> makeReputationCommand()
{
    return std::make_unique<ReputationCommand>();
}

} // namespace gatehouse::cli
