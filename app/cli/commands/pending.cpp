// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"
#include "core/service/known_words.h"
#include "core/service/launch_words.h"
#include "ui/text/qt_convert.h"
#include "ui/text/tool_text.h"

#include <iterator>
#include <map>
#include <sstream>
#include <utility>

namespace gatehouse::cli {
namespace {

/// Lists the launches that wait for an answer.
class PendingCommand final : public Command {
public:
    std::string name() const override { return "pending"; }
    std::string summary() const override
    {
        return "List the servers, calls and changed tools that wait for your approval";
    }
    void declare(CLI::App&) override {}

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto cards = books->pending();
        if (!cards)
            return console.fail(cards.error());
        Json list = Json::array();
        for (const auto& card : *cards) {
            list.push_back(cli::toJson(card));
            show(console, card);
        }
        if (cards->empty())
            console.line("Nothing waits for an answer.");
        else
            console.line("Answer with `gatehouse-cli approve ID…` or `gatehouse-cli deny ID…`.");
        showMatters(console, *cards);
        auto news = books->toolNews();
        if (!news)
            return console.fail(news.error());
        Json tools = Json::array();
        for (const auto& one : *news) {
            std::istringstream text(text::toUtf8(text::toolNewsText(one)));
            for (std::string line; std::getline(text, line);)
                console.line(line);
            console.line("Decide with `gatehouse-cli tools " + safe(one.serverName) + "`.");
            tools.push_back({{"server", one.serverRef}, {"name", safe(one.serverName)}, {"tools", one.tools},
                {"readOnly", one.readOnly}, {"risky", one.risky}});
        }
        console.answer({{"cards", std::move(list)}, {"undecidedTools", std::move(tools)}});
        return cards->empty() ? ExitCode::NothingToDo : ExitCode::Ok;
    }

private:
    /// Two servers that bring the same tool, neither of them first: what is said of the one settles the
    /// other.
    static void showContests(Console& console, const std::vector<model::ApprovalCard>& cards)
    {
        for (auto one = cards.begin(); one != cards.end(); ++one) {
            for (auto other = std::next(one); other != cards.end(); ++other) {
                const auto isOf = [](const model::ApprovalCard& left, const model::ApprovalCard& right) {
                    return left.identity.call && left.identity.call->isDefinition() &&
                        !left.identity.entryRef.empty() && right.identity.call &&
                        right.identity.call->rivalEntry == left.identity.entryRef;
                };
                if (!isOf(*one, *other) || !isOf(*other, *one))
                    continue;
                const auto& left = one->identity;
                const auto& right = other->identity;
                console.line(safe(left.call->tool) + " of " + safe(left.entry.name) + " and " +
                    safe(right.call->tool) + " of " + safe(right.entry.name) +
                    " came at the same moment. Decide which is used:");
                for (const auto& [used, hidden] : {std::pair(&*one, &*other), std::pair(&*other, &*one)})
                    console.line("    " + safe(used->identity.entry.name) + ": gatehouse-cli approve " +
                        used->id + " && gatehouse-cli deny " + hidden->id);
            }
        }
    }

    /// Definitions of one server that changed together can be answered together.
    static void showMatters(Console& console, const std::vector<model::ApprovalCard>& cards)
    {
        std::map<std::string, std::vector<const model::ApprovalCard*>> byServer;
        for (const auto& card : cards) {
            if (card.identity.call && card.identity.call->isDefinition())
                byServer[card.identity.entryRef].push_back(&card);
        }
        showContests(console, cards);
        for (const auto& [ref, matter] : byServer) {
            if (matter.size() < 2)
                continue;
            std::string ids;
            for (const auto* card : matter)
                ids += " " + card->id;
            console.line("All " + std::to_string(matter.size()) + " of " +
                safe(matter.front()->identity.entry.name) + " at once: gatehouse-cli approve" + ids);
        }
    }

    static void showDefinition(Console& console, const model::ApprovalCard& card, const std::string& title)
    {
        const auto& call = *card.identity.call;
        const auto kind = call.method.substr(model::GuardedCall::kDefinitionOf.size());
        console.line(card.id + "  the " + safe(kind) + (call.tool.empty() ? "" : " " + safe(call.tool)) +
                " of " + safe(title) + " is not as it was first seen",
            Style::Strong);
        console.line("    withheld until you decide; everything else of this server goes on");
        for (const auto& reason : call.reasons)
            console.line("    changed    " + safe(reason), Style::Warning);
        std::istringstream diff(safeLines(call.excerpt));
        for (std::string line; std::getline(diff, line);)
            console.line("    diff       " + line);
        console.line("    asked      " + localTime(card.lastAsked));
    }

    static void showCall(Console& console, const model::ApprovalCard& card, const std::string& title)
    {
        const auto& call = *card.identity.call;
        console.line(
            card.id + (call.isAnswer() ? "  an answer for " : "  a call of ") + safe(title), Style::Strong);
        if (call.isAnswer())
            console.line("    would send " + safe(call.method));
        else
            console.line("    would call " + safe(call.tool.empty() ? call.method : call.tool));
        if (call.restoresValues)
            console.line("    warning    it would get the secrets behind the tokens in it", Style::Warning);
        for (const auto& reason : call.reasons)
            console.line("    holds      " + safe(reason), Style::Warning);
        console.line("    with       " + safe(call.excerpt));
        console.line("    asked      " + localTime(card.lastAsked));
    }

    static void showPackage(Console& console, const model::ApprovalCard& card)
    {
        const auto& identity = card.identity;
        if (identity.package && !identity.package->found.empty())
            console.line("    package    " + safe(service::shownName(*identity.package)) + ' ' +
                safe(service::shownVersion(*identity.package)) + ", " +
                safe(service::packagePlace(*identity.package)));
        if (const auto upgrade = service::upgradeOf(card))
            console.line((upgrade->isImage ? "    another image " : "    upgraded   ") + safe(upgrade->name) +
                    ' ' + safe(upgrade->before) + " -> " + safe(upgrade->after),
                Style::Warning);
        if (const auto sentence = service::sourceSentence(card); !sentence.empty())
            console.line("    changed    " + safe(sentence), Style::Warning);
        for (const auto& danger : service::packageDangers(card))
            console.line("    warning    " + safe(danger), Style::Warning);
        for (const auto& code : identity.unknown)
            console.line((service::isDangerousUnknown(code) ? "    warning    " : "    note       ") +
                    service::unknownSentence(code),
                service::isDangerousUnknown(code) ? Style::Warning : Style::Plain);
        if (!service::isPackageWatched(identity) && identity.unknown.empty())
            console.line("    warning    the package's version is not pinned: another may run tomorrow",
                Style::Warning);
    }

    static void show(Console& console, const model::ApprovalCard& card)
    {
        const auto& identity = card.identity;
        const auto& title = identity.entry.name.empty() ? identity.commandAsGiven : identity.entry.name;
        if (identity.call && identity.call->isDefinition()) {
            showDefinition(console, card, title);
            return;
        }
        if (identity.call) {
            showCall(console, card, title);
            return;
        }
        console.line(card.id + "  " + safe(title) + (card.isProbe ? "  (a probe)" : ""), Style::Strong);
        for (const auto& [sentence, isDanger] : service::knownRemarks(card.known))
            console.line("    known      " + safe(sentence), isDanger ? Style::Bad : Style::Warning);
        console.line("    would run  " + commandLine(identity.argv));
        console.line("    program    " + safe(identity.executable.path));
        showPackage(console, card);
        if (!identity.entry.file.empty())
            console.line(
                "    from       " + safe(identity.entry.file) + " (" + safe(identity.entry.client) + ")");
        if (!card.clientName.empty())
            console.line("    client     calls itself " + safe(card.clientName));
        console.line("    asked      " + localTime(card.lastAsked));
        for (const auto& change : card.changes)
            console.line("    changed    " + safe(change.field) + ": " + safe(change.before) + " -> " +
                    safe(change.after),
                Style::Warning);
    }
};

} // namespace

std::unique_ptr<Command> makePendingCommand()
{
    return std::make_unique<PendingCommand>();
}

} // namespace gatehouse::cli
