// SPDX-License-Identifier: Apache-2.0
#include "app/cli/answering.h"

#include "core/service/command_requests.h"

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
        app.add_option("--note", m_note, "Why; kept with the decision");
        app.add_flag("--all", m_all, "Take back every approval: what runs is ended, every start asks");
        app.add_flag("--dry-run", m_dryRun, "Check the arguments and change nothing");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (m_all)
            return m_ids.empty() && !surroundings.hasCommand
                ? revokeAll(surroundings, console)
                : console.fail({base::ErrorCode::InvalidArgument, "--all takes no id and no command"});
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
                answerPattern(surroundings, {surroundings.command, m_client, m_scope, true, {}, 0, m_note}),
                "Denied: " + commandLine(surroundings.command));
        return answerCards(surroundings, console, m_ids, {{}, model::Choice::Deny, 0, m_note}, "Done: ");
    }

private:
    ExitCode revokeAll(const Surroundings& surroundings, Console& console) const
    {
        if (m_dryRun) {
            console.line("Nothing was changed.");
            console.answer({{"dryRun", true}});
            return ExitCode::Ok;
        }
        auto books = service::Books::forWriting(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto ended = books->desktop() != nullptr
            ? books->desktop()->request(ipc::RevokeAll{})
            : service::revokeAll(*books->ledger(), model::AnsweredBy::CommandLine);
        if (!ended)
            return console.fail(ended.error());
        console.line("Took back " + safe(*ended) + " approval(s); what ran with them is ended.", Style::Good);
        console.answer({{"revoked", safe(*ended)}});
        return ExitCode::Ok;
    }

    std::vector<std::string> m_ids;
    std::string m_client;
    std::string m_scope;
    std::string m_note;
    bool m_all = false;
    bool m_dryRun = false;
};

} // namespace

std::unique_ptr<Command> makeDenyCommand()
{
    return std::make_unique<DenyCommand>();
}

} // namespace gatehouse::cli
