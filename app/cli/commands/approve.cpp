// SPDX-License-Identifier: Apache-2.0
#include "app/cli/answering.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

/// Answers a card, or approves a command before it was ever asked for. Takes effect in clients that run
/// already.
class ApproveCommand final : public Command {
public:
    std::string name() const override { return "approve"; }
    std::string summary() const override
    {
        return "Approve a waiting server (ID), or a command in advance (-- COMMAND)";
    }
    void declare(CLI::App& app) override
    {
        app.add_option("ID", m_ids, "The ids that `pending` and the client show");
        auto* const once = app.add_flag("--once", m_once, "Only until the server that starts now ends");
        app.add_flag("--session", m_session, "Only while the client that asks runs")->excludes(once);
        app.add_option(
            "--despite", m_despite, "What a list says against it and you know: each id, after the other");
        app.add_option("--client", m_client, "-- COMMAND: only in this client");
        app.add_option(
            "--scope", m_scope, "-- COMMAND: only entries of this scope; project files need --scope=project");
        app.add_option("--project", m_project,
            "-- COMMAND: only entries of files in this folder (with --scope=project)");
        app.add_option("--for", m_span, "For this long (30m, 8h, 7d): then it ends, and what runs with it");
        app.add_option("--note", m_note, "Why; kept with the decision");
        app.add_flag("--dry-run", m_dryRun, "Say what would be approved and approve nothing");
        app.footer("gatehouse-cli approve [--client=C] [--scope=S] -- COMMAND [ARG...]");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (surroundings.hasCommand != m_ids.empty())
            return console.fail(
                {base::ErrorCode::InvalidArgument, "give the id of a question, or -- and a command"});
        const bool isBound = m_once || m_session;
        const bool isNarrowed = !m_client.empty() || !m_scope.empty() || !m_project.empty();
        if (surroundings.hasCommand ? isBound : isNarrowed)
            return console.fail({base::ErrorCode::InvalidArgument,
                surroundings.hasCommand ? "--once and --session need the id of a question"
                                        : "--client, --scope and --project need -- and a command"});
        if (surroundings.hasCommand && surroundings.command.empty())
            return console.fail({base::ErrorCode::InvalidArgument, "there is no command behind --"});
        const auto end = endOf(m_span);
        if (!end)
            return console.fail(end.error());
        if (!m_despite.empty() && m_ids.size() != 1)
            return console.fail({base::ErrorCode::InvalidArgument, "--despite needs the id of one question"});
        if (m_dryRun)
            return showOnly(surroundings, console);
        if (surroundings.hasCommand)
            return report(console,
                answerPattern(
                    surroundings, {surroundings.command, m_client, m_scope, false, m_project, *end, m_note}),
                "Approved: " + commandLine(surroundings.command));
        const auto choice = m_once ? model::Choice::Once
            : m_session            ? model::Choice::Session
                                   : model::Choice::Always;
        return answerCards(surroundings, console, m_ids, {{}, choice, *end, m_note, m_despite}, "Approved ");
    }

private:
    ExitCode showOnly(const Surroundings& surroundings, Console& console) const
    {
        Json what{{"dryRun", true}};
        if (surroundings.hasCommand) {
            what["argv"] = toJson(surroundings.command);
            console.line("Would approve: " + commandLine(surroundings.command));
        } else {
            auto books = service::Books::forReading(ledgerOptions(surroundings));
            if (!books)
                return console.fail(books.error());
            const auto cards = books->pending();
            if (!cards)
                return console.fail(cards.error());
            for (const auto& id : m_ids) {
                const auto card = std::ranges::find(*cards, id, &model::ApprovalCard::id);
                if (card == cards->end())
                    return console.fail({base::ErrorCode::NotPending, "nothing waits under " + safe(id)});
                what[m_ids.size() == 1 ? "card" : safe(id)] = toJson(*card);
                console.line("Would approve " + safe(id) + ".");
            }
        }
        console.answer(what);
        return ExitCode::Ok;
    }

    std::vector<std::string> m_ids;
    std::vector<std::string> m_despite;
    std::string m_client;
    std::string m_scope;
    std::string m_project;
    std::string m_span;
    std::string m_note;
    bool m_once = false;
    bool m_session = false;
    bool m_dryRun = false;
};

} // namespace

std::unique_ptr<Command> makeApproveCommand()
{
    return std::make_unique<ApproveCommand>();
}

} // namespace gatehouse::cli
