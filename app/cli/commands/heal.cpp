// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"
#include "app/cli/edit_report.h"

#include "core/service/healer.h"
#include "ui/text/error_text.h"
#include "ui/text/event_text.h"
#include "ui/text/matter_text.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace gatehouse::cli {
namespace {

using service::Healer;
using service::Matter;

const char* kindOf(Matter::Kind kind)
{
    switch (kind) {
    case Matter::Kind::NewEntry:
        return "new";
    case Matter::Kind::Dropped:
        return "dropped";
    case Matter::Kind::Fight:
        return "fight";
    }
    return "";
}

const char* adviceOf(Matter::Kind kind)
{
    switch (kind) {
    case Matter::Kind::NewEntry:
        return "gatehouse-cli protect REF guards it, gatehouse-cli heal --leave REF leaves it as it is";
    case Matter::Kind::Dropped:
        return "gatehouse-cli heal --put-back REF puts it back, gatehouse-cli heal --forget REF does without "
               "it";
    case Matter::Kind::Fight:
        return "close the client, then gatehouse-cli heal --again FILE";
    }
    return "";
}

/// Looks once at clients' files, as the desktop does all the time: tells what became of their servers, and
/// protects again what a client unwrapped.
class HealCommand final : public Command {
public:
    std::string name() const override { return "heal"; }
    std::string summary() const override
    {
        return "Guard again what clients unwrapped, and say what they changed";
    }
    void declare(CLI::App& app) override
    {
        app.add_flag("--dry-run", m_dryRun, "Look and tell; change nothing");
        app.add_option(
            "--put-back", m_putBack, "Put this server, which its client dropped, back (name or ref)");
        app.add_option("--forget", m_forget, "Do without this server, which its client dropped");
        app.add_option("--leave", m_leave, "Leave this new server unguarded");
        app.add_option("--again", m_again, "Guard this file again after a client's fight about it");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        const bool isAnswer = !m_putBack.empty() || !m_forget.empty() || !m_leave.empty() || !m_again.empty();
        if (m_dryRun && isAnswer)
            return console.fail({base::ErrorCode::InvalidArgument, "--dry-run decides nothing"});
        // With no desktop they are this program's, which is then the one that writes.
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        // It heals by itself, and has its own knowledge of what it saw last.
        const bool hasDesktop = books->ledger() == nullptr;
        if (hasDesktop && (!m_leave.empty() || !m_again.empty()))
            return console.fail(
                {base::ErrorCode::Locked, "the desktop is running: answer this in its Review page"});
        auto healer = makeHealer(surroundings, *books, m_dryRun || hasDesktop);
        if (!healer)
            return console.fail(healer.error());
        if (const auto found = prepare(surroundings, *healer); !found)
            return console.fail(found.error());
        const auto report = healer->look();
        const auto code = conclude(console, *healer, report, hasDesktop);
        if (hasDesktop && isAnswer) {
            if (const auto known = makeKnown(surroundings); !known)
                return console.fail(known.error());
        }
        return code;
    }

private:
    static base::Result<Healer> makeHealer(
        const Surroundings& surroundings, service::Books& books, bool isDry)
    {
        auto known = books.clientFiles();
        if (!known)
            return known.error();
        const auto publish = [&books, &surroundings]() -> base::Result<void> {
            if (books.ledger() == nullptr)
                return makeKnown(surroundings);
            const auto done = books.ledger()->publishSnapshot();
            return done ? base::Result<void>() : done.error();
        };
        return Healer::make({surroundings.places, siblingProgram(surroundings, "gatehouse-wrap", "wrap"),
                                "cli", surroundings.journal, publish, {}, isDry},
            std::move(*known));
    }

    /// Finds the files, and waits until nobody has written one for a while: a client may be in the middle of
    /// it.
    static base::Result<void> prepare(const Surroundings& surroundings, Healer& healer)
    {
        constexpr std::chrono::milliseconds kPause{100};
        constexpr int kMaxPauses = 100;
        const auto discovery = protectorFor(surroundings).discover();
        if (!discovery)
            return discovery.error();
        healer.setPlaces(discovery->places);
        const std::chrono::nanoseconds quiet = clients::HealingLimits().quiet;
        for (int i = 0; i < kMaxPauses; ++i) {
            const auto now = std::chrono::system_clock::now().time_since_epoch();
            const bool isBusy =
                std::ranges::any_of(discovery->places, [&](const clients::ClientPlace& place) {
                    const auto stamp = base::stampOf(place.path);
                    const auto age = stamp ? now - std::chrono::nanoseconds(stamp->modifiedNs) : quiet;
                    return age >= std::chrono::nanoseconds(0) && age < quiet;
                });
            if (!isBusy)
                break;
            std::this_thread::sleep_for(kPause);
        }
        return {};
    }

    ExitCode conclude(Console& console, Healer& healer, const service::HealingReport& report, bool hasDesktop)
    {
        Json changes = Json::array();
        for (const auto& change : report.changes) {
            const auto event = service::toEvent(change);
            const auto what = text::eventTitle(event).toStdString();
            console.line(safe(change.after.path) + ": " + safe(what) + " (" +
                safe(text::eventReasonText(change.reason).toStdString()) + ")");
            changes.push_back(
                {{"file", safe(change.after.path)}, {"reason", change.reason}, {"what", safe(what)}});
        }
        for (const auto& problem : report.problems)
            console.warn(text::errorText(problem).toStdString());
        const bool isDry = m_dryRun || hasDesktop;
        if (isDry)
            showIntended(console, report.results);
        else
            showResults(console, report.results, "guarded again");
        auto answered = answer(console, healer);
        if (!answered)
            return console.fail(answered.error());
        Json matters = Json::array();
        for (const auto& matter : healer.matters()) {
            console.line(
                safe(text::matterTitle(matter).toStdString()) + "  " + matter.row.ref, Style::Warning);
            console.line("    " + safe(text::matterSentence(matter).toStdString()));
            console.line(std::string("    ") + adviceOf(matter.kind));
            matters.push_back({{"kind", kindOf(matter.kind)}, {"ref", matter.row.ref},
                {"entry", cli::toJson(matter.row.location)}});
        }
        if (hasDesktop)
            console.line("The desktop is running and heals by itself; this only looked.");
        else if (changes.empty() && report.results.empty() && matters.empty() && answered->empty())
            console.line("Nothing changed.");
        const bool isWell = matters.empty() && report.problems.empty() && report.unsettled.empty() &&
            std::ranges::all_of(*answered, &service::EntryResult::isDone);
        console.answer(
            {{"dryRun", isDry}, {"changes", std::move(changes)}, {"results", resultsToJson(report.results)},
                {"answered", resultsToJson(*answered)}, {"matters", std::move(matters)}},
            isWell);
        return isWell ? ExitCode::Ok : ExitCode::Incomplete;
    }

    static void showIntended(Console& console, const std::vector<service::EntryResult>& results)
    {
        for (const auto& result : results)
            console.line(safe(result.location.name) + " in " + safe(result.location.file) +
                ": would be guarded again");
    }

    /// The matter that `word` (a name or a ref) means.
    static base::Result<model::ServerRow> find(
        const Healer& healer, Matter::Kind kind, const std::string& word)
    {
        for (const auto& matter : healer.matters()) {
            if (matter.kind == kind && (matter.row.ref == word || matter.row.location.name == word))
                return matter.row;
        }
        return base::Error{
            base::ErrorCode::EntryNotFound, "nothing of that kind waits for an answer: " + word};
    }

    base::Result<std::vector<service::EntryResult>> answer(Console& console, Healer& healer)
    {
        std::vector<service::EntryResult> results;
        std::vector<std::string> refs;
        for (const auto& word : m_putBack) {
            const auto row = find(healer, Matter::Kind::Dropped, word);
            if (!row)
                return row.error();
            refs.push_back(row->ref);
        }
        if (!refs.empty()) {
            auto put = healer.putBack(refs);
            if (!put)
                return put.error();
            showResults(console, *put, "put back");
            results = std::move(*put);
        }
        for (const auto& word : m_forget) {
            const auto row = find(healer, Matter::Kind::Dropped, word);
            const auto done = row ? healer.forget(row->ref) : base::Result<void>(row.error());
            if (!done)
                return done.error();
            results.push_back({row->ref, row->location, true, {}, "forgotten"});
        }
        for (const auto& word : m_leave) {
            const auto row = find(healer, Matter::Kind::NewEntry, word);
            const auto done = row ? healer.leave(row->ref) : base::Result<void>(row.error());
            if (!done)
                return done.error();
            results.push_back({row->ref, row->location, true, {}, "left-unguarded"});
        }
        for (const auto& file : m_again) {
            if (const auto done = healer.resume(file); !done)
                return done.error();
            results.push_back({{}, {{}, model::EntryScope::User, file, {}, {}}, true, {}, "resumed"});
        }
        return results;
    }

    std::vector<std::string> m_putBack;
    std::vector<std::string> m_forget;
    std::vector<std::string> m_leave;
    std::vector<std::string> m_again;
    bool m_dryRun = false;
};

} // namespace

std::unique_ptr<Command> makeHealCommand()
{
    return std::make_unique<HealCommand>();
}

} // namespace gatehouse::cli
