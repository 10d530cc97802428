// SPDX-License-Identifier: Apache-2.0
#include "app/cli/answering.h"

namespace gatehouse::cli {
namespace {

/// Denies a waiting server or a command; for an id that was decided on already, that decision is taken back.
class DenyCommand final : public Command {
public:
    std::string name() const override { return "deny"; }
    std::string otherName() const override { return "revoke"; }
    std::string summary() const override
    {
        return "Deny a waiting server (ID) or a command; take back a decision (ID)";
    }
    void declare(CLI::App& app) override
    {
        app.add_option("ID", m_ids, "The ids of questions or of decisions");
        app.add_option("--client", m_client, "-- COMMAND: only in this client");
        app.add_option("--scope", m_scope, "-- COMMAND: only entries of this scope");
        app.add_flag("--dry-run", m_dryRun, "Check the arguments and change nothing");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (surroundings.hasCommand != m_ids.empty() ||
            (surroundings.hasCommand && surroundings.command.empty()))
            return console.fail({base::ErrorCode::InvalidArgument,
                "give the id of a question or decision, or -- and a command"});
        if (m_dryRun) {
            console.line("Nothing was changed.");
            console.answer({{"dryRun", true}});
            return ExitCode::Ok;
        }
        if (surroundings.hasCommand)
            return report(console,
                answerPattern(surroundings, {surroundings.command, m_client, m_scope, true}),
                "Denied: " + commandLine(surroundings.command));
        return answerCards(surroundings, console, m_ids, model::Choice::Deny, "Done: ");
    }

private:
    std::vector<std::string> m_ids;
    std::string m_client;
    std::string m_scope;
    bool m_dryRun = false;
};

} // namespace

std::unique_ptr<Command> makeDenyCommand()
{
    return std::make_unique<DenyCommand>();
}

} // namespace gatehouse::cli
