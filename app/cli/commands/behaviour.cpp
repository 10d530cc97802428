// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/service/behaviour_books.h"
#include "core/service/own_journal.h"
#include "ui/text/behaviour_text.h"
#include "ui/text/qt_convert.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gatehouse::cli {
namespace {

using service::BehaviourEntry;

Json learnedToolJson(const trust::LearnedTool& tool)
{
    return {{"name", safe(tool.name)}, {"calls", tool.calls}, {"errors", tool.errors}, {"days", tool.days},
        {"learning", tool.isLearning}, {"argumentForms", tool.arguments}, {"folders", tool.places},
        {"hosts", tool.hosts}, {"follows", tool.before}, {"usualBytesIn", tool.bytesIn},
        {"usualBytesOut", tool.bytesOut}, {"usualInMinute", tool.inMinute}};
}

Json learnedJson(const BehaviourEntry& entry, bool withTools)
{
    const auto& learned = entry.learned;
    Json json{{"name", safe(entry.name)}, {"server", safe(learned.owner.server)},
        {"client", safe(learned.owner.client)}, {"calls", learned.calls}, {"days", learned.days},
        {"learning", learned.isLearning}, {"since", learned.startedAt}, {"last", learned.lastAt}};
    if (entry.problem)
        json["problem"] = cli::toJson(*entry.problem);
    if (!withTools)
        return json;
    Json folders = Json::array();
    for (const auto& place : learned.places)
        folders.push_back(safe(place));
    json["folders"] = std::move(folders);
    json["allFolders"] = learned.allPlaces;
    json["hosts"] = learned.hosts;
    json["hours"] = learned.hours;
    json["changeable"] = {
        {"tools", learned.changesTools}, {"folders", learned.changesPlaces}, {"hosts", learned.changesHosts}};
    Json tools = Json::array();
    for (const auto& tool : learned.tools)
        tools.push_back(learnedToolJson(tool));
    json["tools"] = std::move(tools);
    return json;
}

std::string titleOf(const BehaviourEntry& entry)
{
    const auto& owner = entry.learned.owner;
    if (owner.server.empty())
        return safe(entry.name);
    return safe(owner.server) + (owner.client.empty() ? std::string() : " in " + safe(owner.client)) + " (" +
        safe(entry.name) + ")";
}

std::string summaryLine(const BehaviourEntry& entry)
{
    return entry.problem ? "cannot be read, is learned anew: " + safe(entry.problem->detail)
                         : text::toUtf8(text::learnedSummary(entry.learned));
}

/// What is usual of each server, learned from its calls, and how to have it forgotten.
class BehaviourCommand final : public Command {
public:
    std::string name() const override { return "behaviour"; }
    std::string summary() const override { return "Say what is usual of each server; have it forgotten"; }
    void declare(CLI::App& app) override
    {
        app.add_option("what", m_what, "list, show or reset")
            ->check(CLI::IsMember({"list", "show", "reset"}));
        app.add_option("server", m_server, "A server's name or an entry's ref");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (m_server.empty() != (m_what == "list"))
            return console.fail({base::ErrorCode::InvalidArgument,
                m_what == "list" ? "list takes no server" : m_what + " needs a server"});
        auto all = service::learnedBehaviours(surroundings.places);
        if (!all)
            return console.fail(all.error());
        std::erase_if(*all, [this](const BehaviourEntry& entry) { return !isMeant(entry); });
        if (all->empty() && !m_server.empty())
            return console.fail({base::ErrorCode::NotFound,
                "nothing was learned of such a server; `gatehouse-cli behaviour list` names all"});
        return m_what == "reset" ? reset(*all, surroundings, console) : show(*all, console);
    }

private:
    bool isMeant(const BehaviourEntry& entry) const
    {
        return m_server.empty() || m_server == entry.name || m_server == entry.learned.owner.server;
    }

    ExitCode show(const std::vector<BehaviourEntry>& entries, Console& console) const
    {
        const bool isWhole = m_what == "show";
        Json servers = Json::array();
        for (const auto& entry : entries) {
            console.line(titleOf(entry) + ": " + summaryLine(entry));
            if (isWhole)
                showParts(entry.learned, console);
            servers.push_back(learnedJson(entry, isWhole));
        }
        if (entries.empty())
            console.line("Nothing was learned yet.");
        console.answer({{"servers", std::move(servers)}});
        return ExitCode::Ok;
    }

    static void showParts(const trust::LearnedBehaviour& learned, Console& console)
    {
        for (const auto& sentence : text::learnedSentences(learned))
            console.line("  " + text::toUtf8(sentence));
        for (const auto& tool : learned.tools)
            console.line("  " + safe(tool.name) + ": " + text::toUtf8(text::learnedToolText(tool)));
    }

    /// To forget makes Gatehouse silent for some days: that is a person's to decide, as an approval is.
    ExitCode reset(
        const std::vector<BehaviourEntry>& entries, const Surroundings& surroundings, Console& console) const
    {
        if (entries.size() > 1)
            return console.fail({base::ErrorCode::InvalidArgument,
                "several servers are called so; name one by its ref, which `gatehouse-cli behaviour list` "
                "shows"});
        auto books = service::Books::forWriting(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        if (const auto allowed = checkApprover(surroundings, books->desktop() != nullptr); !allowed)
            return console.fail(allowed.error());
        const auto& entry = entries.front();
        if (const auto done = service::forgetBehaviour(
                surroundings.places, entry, model::AnsweredBy::CommandLine, *surroundings.journal);
            !done)
            return console.fail(done.error());
        console.line(
            "Forgotten: " + titleOf(entry) + ". It is learned anew from its next call on.", Style::Good);
        console.answer({{"reset", safe(entry.name)}});
        return ExitCode::Ok;
    }

    std::string m_what = "list";
    std::string m_server;
};

} // namespace

std::unique_ptr<Command> makeBehaviourCommand()
{
    return std::make_unique<BehaviourCommand>();
}

} // namespace gatehouse::cli
