// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/journal/journal_reader.h"

namespace gatehouse::cli {
namespace {

/// Follows the hash chain of journals, and compares the end of sealed ones with what the database kept.
class VerifyCommand final : public Command {
public:
    std::string name() const override { return "verify"; }
    std::string summary() const override { return "Check that no journal was changed after it was written"; }
    void declare(CLI::App& app) override
    {
        app.add_option("JOURNAL", m_paths, "Journal files; none: all of this account");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (m_paths.empty()) {
            const auto all = journal::listJournals(surroundings.places.journalFolder);
            if (!all)
                return console.fail(all.error());
            m_paths = *all;
        }
        if (m_paths.empty()) {
            console.line("There are no journals yet.");
            console.answer({{"journals", Json::array()}});
            return ExitCode::NothingToDo;
        }
        // Without the database the chain itself is still followed; only a missing end would not show.
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        Json list = Json::array();
        bool allHold = true;
        for (const auto& path : m_paths) {
            const auto report = check(surroundings, path, books);
            if (!report)
                return console.fail(report.error());
            const bool holds = !report->brokenAtLine && report->reason.empty();
            allHold = allHold && holds;
            show(console, *report, holds);
            list.push_back({{"file", safe(path)}, {"ok", holds}, {"lines", report->lines},
                {"head", base::toHex(report->head)}, {"endsTorn", report->endsTorn},
                {"reason", safe(report->reason)}});
            if (report->brokenAtLine)
                list.back()["brokenAtLine"] = *report->brokenAtLine;
        }
        console.answer({{"journals", std::move(list)}, {"sealsKnown", books.hasValue()}}, allHold);
        return allHold ? ExitCode::Ok : ExitCode::Failed;
    }

private:
    static base::Result<journal::JournalReport> check(
        const Surroundings& surroundings, const std::string& path, base::Result<service::Books>& books)
    {
        const auto slash = path.rfind('/');
        std::optional<base::Sha256> seal;
        if (books && slash != std::string::npos &&
            path.substr(0, slash) == surroundings.places.journalFolder) {
            const auto known = books->sealedHead(path.substr(slash + 1));
            if (!known)
                return known.error();
            seal = *known;
        }
        return journal::verifyJournal(path, seal);
    }

    static void show(Console& console, const journal::JournalReport& report, bool holds)
    {
        const auto where =
            report.brokenAtLine ? " at line " + std::to_string(*report.brokenAtLine) : std::string();
        if (holds)
            console.line("ok      " + safe(report.path) + "  " + std::to_string(report.lines) + " lines" +
                    (report.endsTorn ? ", the last one torn" : ""),
                Style::Good);
        else
            console.line("BROKEN  " + safe(report.path) + where + ": " + safe(report.reason), Style::Bad);
    }

    std::vector<std::string> m_paths;
};

} // namespace

std::unique_ptr<Command> makeVerifyCommand()
{
    return std::make_unique<VerifyCommand>();
}

} // namespace gatehouse::cli
