// SPDX-License-Identifier: Apache-2.0
#include "app/cli/registry_files.h"

#include "core/service/command_requests.h"
#include "core/service/registry_exchange.h"
#include "ui/text/qt_convert.h"
#include "ui/text/registry_text.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::cli {
namespace {

constexpr std::size_t kShownDigits = 16;

/// One request: through the desktop where one runs, which looks at who asks, else by one's own hand.
template <typename Request, typename Work>
base::Result<std::string> ask(
    const Surroundings& surroundings, const Request& request, bool needsPerson, Work work)
{
    auto books = service::Books::forWriting(ledgerOptions(surroundings));
    if (!books)
        return books.error();
    if (auto* const desktop = books->desktop())
        return desktop->request(request);
    if (needsPerson) {
        if (const auto allowed = checkApprover(surroundings, false); !allowed)
            return allowed.error();
    }
    return work(*books->ledger(), request);
}

std::string sentenceOf(const service::RegistryChange& change)
{
    const auto& item = change.item;
    const auto conflict = text::toUtf8(text::registryConflict(change));
    return (item.isDenied         ? "- deny   "
                   : change.opens ? "+ allow  "
                                  : "= as is  ") +
        text::toUtf8(text::registryItemText(item)) +
        (item.note.empty() ? "" : "  (" + safe(item.note) + ")") +
        (conflict.empty() ? "" : "  [" + conflict + "]");
}

const char* nameOf(service::ToolRuleChange::Kind kind)
{
    using Kind = service::ToolRuleChange::Kind;
    switch (kind) {
    case Kind::Tightens:
        return "tightens";
    case Kind::Opens:
        return "opens";
    case Kind::StaysDenied:
        return "stays-denied";
    case Kind::OtherDefinition:
        return "other-definition";
    case Kind::NotSeen:
        break;
    }
    return "not-seen";
}

Json changesJson(const std::vector<service::RegistryChange>& changes)
{
    Json list = Json::array();
    for (const auto& change : changes)
        list.push_back(
            {{"argv", toJson(change.item.argv)}, {"decision", change.item.isDenied ? "deny" : "allow"},
                {"opens", change.opens}, {"contradicts", change.contradicts}});
    return list;
}

Json toolsJson(const std::vector<service::ToolsChange>& servers)
{
    Json list = Json::array();
    for (const auto& server : servers) {
        Json rules = Json::array();
        for (const auto& one : server.rules)
            rules.push_back({{"tool", safe(one.rule.tool)}, {"decision", model::toText(one.rule.decision)},
                {"does", nameOf(one.kind)}});
        list.push_back({{"argv", toJson(server.argv)}, {"server", safe(server.serverName)},
            {"ref", safe(server.serverRef)}, {"rules", std::move(rules)}});
    }
    return list;
}

void showChanges(Console& console, const service::ImportPreview& preview)
{
    for (const auto& change : preview.launches)
        console.line(sentenceOf(change),
            change.item.isDenied ? Style::Removed
                : change.opens   ? Style::Added
                                 : Style::Plain);
    for (const auto& server : preview.tools) {
        console.line("tools of " +
                (server.serverRef.empty() ? commandLine(server.argv)
                                          : safe(server.serverName) + " in " + safe(server.client)),
            Style::Strong);
        for (const auto& one : server.rules) {
            const auto conflict = text::toUtf8(text::toolRuleConflict(server, one));
            const bool opens = conflict.empty() && one.kind == service::ToolRuleChange::Kind::Opens;
            console.line((!conflict.empty() ? "  = "
                                 : opens    ? "  + "
                                            : "  - ") +
                    text::toUtf8(text::toolRuleText(one.rule)) +
                    (conflict.empty() ? "" : "  [" + conflict + "]"),
                !conflict.empty() ? Style::Plain
                    : opens       ? Style::Added
                                  : Style::Removed);
        }
    }
}

ExitCode propose(Console& console, const service::ImportPreview& preview, const std::string& path)
{
    showChanges(console, preview);
    const auto digest = preview.digest.substr(0, kShownDigits);
    if (preview.takes() == 0)
        console.line("It changes nothing here.");
    else
        console.line("Nothing was changed. Take it over with: gatehouse-cli registry import " + safe(path) +
            " --yes=" + digest);
    console.answer({{"changes", changesJson(preview.launches)}, {"tools", toolsJson(preview.tools)},
        {"digest", digest}, {"applied", false}});
    return ExitCode::Ok;
}

} // namespace

ExitCode exportRegistry(const Surroundings& surroundings, Console& console, const std::string& path)
{
    auto books = service::Books::forReading(ledgerOptions(surroundings));
    if (!books)
        return console.fail(books.error());
    const auto report = books->exportRegistry(path);
    if (!report)
        return console.fail(report.error());
    console.line("Wrote " + std::to_string(report->launches) + " decision(s) on launches and " +
            std::to_string(report->tools) + " on tools to " + safe(path) + ".",
        Style::Good);
    console.line("It holds commands with all their words; look whether one of them is a secret before "
                 "you give it away.");
    console.line("Fingerprint of your key: " + base::fingerprintOf(report->key));
    console.answer(
        {{"items", report->launches}, {"tools", report->tools}, {"key", base::toHex(report->key)}});
    return ExitCode::Ok;
}

ExitCode importRegistry(
    const Surroundings& surroundings, Console& console, const std::string& path, const std::string& confirmed)
{
    const auto preview = [&]() -> base::Result<service::ImportPreview> {
        // Closes the books behind itself: taking over opens them for writing.
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        return books ? books->previewImport(path) : books.error();
    }();
    if (!preview)
        return console.fail(preview.error());
    if (preview->isRegistry && confirmed.empty())
        return propose(console, *preview, path);
    if (!confirmed.empty() && confirmed != preview->digest.substr(0, kShownDigits))
        return console.fail({base::ErrorCode::Changed, safe(path) + " is not the file that was shown"});
    std::error_code failure;
    const auto absolute = std::filesystem::absolute(path, failure).string();
    const ipc::TakeImport request{failure ? path : absolute, preview->digest};
    const bool isNothing = preview->takes() == 0;
    const auto taken = isNothing ? base::Result<std::string>("0")
                                 : ask(surroundings, request, true, service::takeNamedImport);
    if (!taken)
        return console.fail(taken.error());
    if (preview->isRegistry) {
        showChanges(console, *preview);
        console.line("Took over " + *taken + " decision(s).", Style::Good);
        console.answer({{"changes", changesJson(preview->launches)}, {"tools", toolsJson(preview->tools)},
            {"taken", *taken}, {"applied", true}});
        return ExitCode::Ok;
    }
    console.line(text::toUtf8(text::candidateNewsText(preview->candidates)) + ".", Style::Good);
    console.line("Nothing was approved. What such a list says of a server is its publisher's word.");
    console.line("See them with: gatehouse-cli registry candidates");
    console.answer({{"kept", *taken}, {"known", preview->candidates.known}});
    return ExitCode::Ok;
}

ExitCode showCandidates(const Surroundings& surroundings, Console& console)
{
    auto books = service::Books::forReading(ledgerOptions(surroundings));
    if (!books)
        return console.fail(books.error());
    const auto candidates = books->candidates();
    if (!candidates)
        return console.fail(candidates.error());
    Json list = Json::array();
    if (candidates->empty())
        console.line("There is no candidate.");
    for (const auto& one : *candidates) {
        const auto& candidate = one.candidate;
        const auto state = text::toUtf8(text::candidateState(one));
        const auto why = text::toUtf8(text::candidateWhy(one));
        console.line(safe(candidate.id) + "  " + safe(candidate.name) + "  " + state,
            one.isOpen() ? Style::Strong : Style::Plain);
        if (!candidate.description.empty())
            console.line("    " + safe(candidate.description));
        if (!candidate.argv.empty())
            console.line("    " + commandLine(candidate.argv));
        if (!why.empty())
            console.line("    " + why);
        list.push_back({{"id", candidate.id}, {"name", safe(candidate.name)},
            {"description", safe(candidate.description)}, {"argv", toJson(candidate.argv)},
            {"why", candidate.why}, {"source", safe(candidate.source)}, {"approved", one.isApproved},
            {"denied", one.isDenied}, {"firstSeen", candidate.firstSeen}});
    }
    if (std::ranges::any_of(*candidates, [](const auto& one) { return one.isOpen(); }))
        console.line(
            "Approve exactly such a command with: gatehouse-cli registry approve ID, or hide it with: "
            "gatehouse-cli registry dismiss ID");
    console.answer({{"candidates", std::move(list)}});
    return ExitCode::Ok;
}

ExitCode answerCandidates(
    const Surroundings& surroundings, Console& console, const std::vector<std::string>& ids, bool isDismissed)
{
    Json done = Json::array();
    for (const auto& id : ids) {
        const auto answered = ask(
            surroundings, ipc::AnswerCandidate{id, isDismissed}, !isDismissed, service::answerNamedCandidate);
        if (!answered)
            return console.fail(answered.error());
        console.line(isDismissed ? "Dismissed " + safe(id) + "."
                                 : "Approved " + safe(id) + " (decision " + safe(*answered) + ").",
            Style::Good);
        done.push_back(safe(*answered));
    }
    console.answer({{isDismissed ? "dismissed" : "decisions", std::move(done)}});
    return ExitCode::Ok;
}

} // namespace gatehouse::cli
