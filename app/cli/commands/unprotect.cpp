// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"
#include "app/cli/edit_report.h"

#include "core/clients/records.h"

#include <set>

namespace gatehouse::cli {
namespace {

/// Puts entries back as they were. Works from the records alone, so it works where a client's file is all
/// that is left.
class UnprotectCommand final : public Command {
public:
    std::string name() const override { return "unprotect"; }
    std::string summary() const override { return "Put servers back as they were before they were guarded"; }
    void declare(CLI::App& app) override
    {
        app.add_option("ENTRY", m_words, "Names or refs of guarded servers");
        app.add_flag("--all", m_all, "Every guarded server");
        app.add_flag("--dry-run", m_dryRun, "Show what would change and change nothing");
        app.add_flag("--yes,-y", m_yes, "Do not ask");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (m_all != m_words.empty())
            return console.fail({base::ErrorCode::InvalidArgument, "name the servers, or say --all"});
        const auto refs = recordedRefs(surroundings.places);
        if (!refs)
            return console.fail(refs.error());
        const auto protector = protectorFor(surroundings);
        const auto plan = protector.planUndo(*refs);
        if (!plan)
            return console.fail(plan.error());
        showPlan(console, *plan);
        if (plan->files.empty() && plan->skipped.empty()) {
            console.line("Nothing is guarded.");
            console.answer(planToJson(*plan, m_dryRun));
            return ExitCode::NothingToDo;
        }
        if (m_dryRun) {
            console.line("Nothing was changed.");
            console.answer(planToJson(*plan, true));
            return ExitCode::Ok;
        }
        if (!m_yes && !console.confirm("Put these back?")) {
            if (console.isJson())
                return console.fail(
                    {base::ErrorCode::InvalidArgument, "without --yes there has to be a terminal to ask on"});
            console.warn("Nothing was changed. Use --yes where there is no terminal to ask on.");
            return ExitCode::Refused;
        }
        return apply(surroundings, console, protector, *refs);
    }

private:
    /// By its name, or by the ref of the tracked entry whose place it takes.
    static bool isMeant(const clients::Record& record, const std::string& word)
    {
        return record.location.name == word ||
            (record.overrides && model::entryRef(*record.overrides) == word);
    }

    base::Result<std::vector<std::string>> recordedRefs(const base::Places& places) const
    {
        if (m_all)
            return std::vector<std::string>();
        const clients::Records records(places.protectionFolder);
        const auto known = records.refs();
        if (!known)
            return known.error();
        std::vector<std::string> refs;
        std::set<std::string> met;
        for (const auto& ref : *known) {
            const auto record = records.load(ref);
            for (const auto& word : m_words) {
                if (word != ref && !(record && record->isActive && isMeant(*record, word)))
                    continue;
                refs.push_back(ref);
                met.insert(word);
                break;
            }
        }
        for (const auto& word : m_words) {
            if (!met.contains(word))
                return base::Error{
                    base::ErrorCode::EntryNotFound, "no guarded server is called " + safe(word)};
        }
        return refs;
    }

    static ExitCode apply(const Surroundings& surroundings, Console& console,
        const service::Protector& protector, const std::vector<std::string>& refs)
    {
        const auto results = protector.undo(refs);
        if (!results)
            return console.fail(results.error());
        showResults(console, *results, "put back");
        auto code = exitCodeOf(*results);
        if (const auto known = makeKnown(surroundings); !known)
            console.warn("the list for wrappers could not be renewed: " + safe(known.error().detail));
        console.answer({{"dryRun", false}, {"results", resultsToJson(*results)}}, code == ExitCode::Ok);
        return code;
    }

    std::vector<std::string> m_words;
    bool m_all = false;
    bool m_dryRun = false;
    bool m_yes = false;
};

} // namespace

std::unique_ptr<Command> makeUnprotectCommand()
{
    return std::make_unique<UnprotectCommand>();
}

} // namespace gatehouse::cli
