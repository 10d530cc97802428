// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"
#include "app/cli/edit_report.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

/// Puts entries of clients' files behind the wrapper, after showing what that changes in which file.
class ProtectCommand final : public Command {
public:
    std::string name() const override { return "protect"; }
    std::string summary() const override
    {
        return "Put servers behind the guard, after showing what changes";
    }
    void declare(CLI::App& app) override
    {
        app.add_option("ENTRY", m_words,
            "Names or refs of servers, as `discover` shows them; none: all that can be guarded");
        app.add_flag("--all", m_all, "All that can be guarded; the same as naming none");
        app.add_option("--client", m_client, "Only servers of this client");
        app.add_option("--project", m_projects, "Also look for project files below this folder");
        app.add_flag("--dry-run", m_dryRun, "Show what would change and change nothing");
        app.add_flag("--tracked", m_tracked,
            "Also change files that git tracks, though others will get this machine's path");
        app.add_flag("--dangerous-environment", m_dangerous,
            "Also guard entries whose env sets HOME, XDG_*, LD_* or GATEHOUSE_*");
        app.add_flag("--yes,-y", m_yes, "Do not ask");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (m_all && !m_words.empty())
            return console.fail({base::ErrorCode::InvalidArgument, "--all and names at once"});
        const auto announcer = std::make_shared<Announcer>(surroundings);
        const auto protector = protectorFor(surroundings, m_projects, announcer);
        auto run = protector.begin();
        if (!run)
            return console.fail(run.error());
        const auto discovery = run->discovery();
        auto refs = refsOf(discovery, m_words, m_client);
        if (!refs)
            return console.fail(refs.error());
        if (m_words.empty())
            keepGuardable(discovery, *refs);
        if (refs->empty())
            return nothing(console);
        const service::PlanOptions options{*refs, m_tracked, m_dangerous};
        const auto plan = run->plan(options, m_yes && !m_dryRun && wantsGuard(discovery, *refs));
        if (!plan)
            return console.fail(plan.error());
        showPlan(console, *plan);
        if (plan->files.empty() && plan->installsWrapper && !plan->alreadyProtected.empty() && !m_dryRun)
            return mend(console, *run, *plan);
        if (plan->files.empty())
            return nothingIn(console, *plan);
        if (m_dryRun) {
            console.line("Nothing was changed.");
            console.answer(planToJson(*plan, true));
            return ExitCode::Ok;
        }
        if (!m_yes && !console.confirm("Change these files?"))
            return declined(console);
        // A person takes time: what was found may be old by now.
        return conclude(console, *announcer, *plan, m_yes ? run->apply() : protector.apply(options, &*plan));
    }

private:
    /// Without names, entries that need a consent of their own are taken only where it was given.
    void keepGuardable(const service::Discovery& discovery, std::vector<std::string>& refs) const
    {
        std::erase_if(refs, [&](const std::string& ref) {
            const auto row = std::ranges::find(discovery.servers, ref, &model::ServerRow::ref);
            const auto& reason = row->stateReason;
            return row->state == model::ServerState::SeenNotGuarded && reason != "tracked-by-git" &&
                reason != "dangerous-environment";
        });
    }

    /// Something is to be guarded that nothing speaks against.
    static bool wantsGuard(const service::Discovery& discovery, const std::vector<std::string>& refs)
    {
        return std::ranges::any_of(discovery.servers, [&](const model::ServerRow& row) {
            return row.canBeGuarded && std::ranges::find(refs, row.ref) != refs.end();
        });
    }

    static ExitCode nothing(Console& console)
    {
        console.line("There is no server that could be guarded.");
        console.answer(planToJson({}, true));
        return ExitCode::NothingToDo;
    }

    static ExitCode nothingIn(Console& console, const service::ProtectionPlan& plan)
    {
        if (!plan.alreadyProtected.empty())
            console.line(std::to_string(plan.alreadyProtected.size()) + " guarded already.");
        const bool isRefused = !plan.skipped.empty() && plan.alreadyProtected.empty();
        console.answer(planToJson(plan, true), !isRefused);
        return isRefused ? ExitCode::Refused : ExitCode::NothingToDo;
    }

    /// What clients' files name already is missing or older than this program. Putting it back changes no
    /// file of anybody else.
    static ExitCode mend(Console& console, service::ProtectionRun& run, const service::ProtectionPlan& plan)
    {
        if (const auto done = run.apply(); !done)
            return console.fail(done.error());
        console.line(std::to_string(plan.alreadyProtected.size()) +
            " guarded already. Put back what was missing or older beside " + safe(plan.wrapperPath) + ".");
        console.answer(planToJson(plan, false));
        return ExitCode::Ok;
    }

    static ExitCode declined(Console& console)
    {
        return console.isJson()
            ? console.fail(
                  {base::ErrorCode::InvalidArgument, "without --yes there has to be a terminal to ask on"})
            : (console.warn("Nothing was changed. Use --yes where there is no terminal to ask on."),
                  ExitCode::Refused);
    }

    static ExitCode conclude(Console& console, Announcer& announcer, const service::ProtectionPlan& plan,
        const base::Result<std::vector<service::EntryResult>>& results)
    {
        if (!results)
            return console.fail(results.error());
        showResults(console, *results, "guarded");
        const auto known = announcer.announce();
        auto code = exitCodeOf(*results);
        Json answer{
            {"dryRun", false}, {"results", resultsToJson(*results)}, {"wrapper", safe(plan.wrapperPath)}};
        if (!known) {
            // The files are changed; until a snapshot names them, their servers ask.
            answer["error"] = cli::toJson(known.error());
            console.warn("the list for wrappers could not be renewed: " + safe(known.error().detail));
            code = ExitCode::Incomplete;
        }
        console.answer(answer, code == ExitCode::Ok);
        if (code == ExitCode::Ok)
            console.line("Restart these clients, or reconnect the servers in them, so that they read their "
                         "files again.");
        return code;
    }

    std::vector<std::string> m_words;
    std::vector<std::string> m_projects;
    std::string m_client;
    bool m_all = false;
    bool m_dryRun = false;
    bool m_tracked = false;
    bool m_dangerous = false;
    bool m_yes = false;
};

} // namespace

std::unique_ptr<Command> makeProtectCommand()
{
    return std::make_unique<ProtectCommand>();
}

} // namespace gatehouse::cli
