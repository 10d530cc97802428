// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/trust/command_chain.h"
#include "ui/text/state_text.h"

namespace gatehouse::cli {
namespace {

Json unreadableToJson(const service::UnreadableFile& file)
{
    return {{"client", file.client}, {"file", safe(file.path)}, {"error", toJson(file.error)}};
}

Style styleOf(model::ServerState state)
{
    return state == model::ServerState::Unguarded ? Style::Warning : Style::Plain;
}

/// Lists what clients' files declare. Changes nothing and starts nothing.
class DiscoverCommand final : public Command {
public:
    std::string name() const override { return "discover"; }
    std::string summary() const override { return "List the AI clients and MCP servers on this account"; }
    void declare(CLI::App& app) override
    {
        app.add_option("--client", m_client, "Only this client (its id, such as claude-desktop)");
        app.add_option("--project", m_projects, "Also look for project files below this folder");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        const auto discovery = protectorFor(surroundings, m_projects).discover();
        if (!discovery)
            return console.fail(discovery.error());
        Json servers = Json::array();
        Json unreadable = Json::array();
        std::string heading;
        for (const auto& row : discovery->servers) {
            if (!m_client.empty() && row.location.client != m_client)
                continue;
            servers.push_back(cli::toJson(row));
            printRow(console, row, heading);
        }
        for (const auto& file : discovery->unreadable) {
            if (!m_client.empty() && file.client != m_client)
                continue;
            unreadable.push_back(unreadableToJson(file));
            console.line(safe(file.path) + ": not readable as " + safe(file.clientTitle) +
                    " reads it: " + safe(file.error.detail),
                Style::Bad);
        }
        Json leftOut = Json::array();
        for (const auto& folder : discovery->leftOut) {
            leftOut.push_back({{"folder", safe(folder.folder)}, {"reason", folder.reason}});
            console.line(safe(folder.folder) + ": " + text::notSearchedReason(folder.reason).toStdString() +
                "; --project=" + safe(folder.folder) + " has it searched");
        }
        const bool foundAny = !servers.empty() || !unreadable.empty();
        if (!foundAny)
            console.line("No MCP servers were found in the files of known clients.");
        console.answer({{"servers", std::move(servers)}, {"unreadable", std::move(unreadable)},
            {"leftOut", std::move(leftOut)}});
        return foundAny ? ExitCode::Ok : ExitCode::NothingToDo;
    }

private:
    static void printRow(Console& console, const model::ServerRow& row, std::string& heading)
    {
        const auto group = safe(row.clientTitle) + "  " + safe(row.location.file);
        if (group != heading) {
            console.line(group, Style::Strong);
            heading = group;
        }
        auto state =
            std::string(row.state == model::ServerState::Waiting ? "guarded" : model::toText(row.state));
        if (!row.stateReason.empty())
            state += " (" + text::notGuardedReason(row.stateReason).toStdString() + ")";
        console.line("  " + safe(row.location.name) + "  " + console.styled(state, styleOf(row.state)) +
            (row.line > 0 ? "  line " + std::to_string(row.line) : std::string()) + "  " + row.ref);
        if (!row.command.empty())
            console.line("      " + commandLine(row.command));
        if (const auto chain = trust::chainOf(row.command); !chain.links.empty())
            console.line("      " + safe(trust::chainText(chain)));
    }

    std::string m_client;
    std::vector<std::string> m_projects;
};

} // namespace

std::unique_ptr<Command> makeDiscoverCommand()
{
    return std::make_unique<DiscoverCommand>();
}

} // namespace gatehouse::cli
