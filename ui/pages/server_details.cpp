// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/server_details.h"

#include "core/trust/command_chain.h"
#include "ui/models/catalog_model.h"
#include "ui/text/behaviour_text.h"
#include "ui/text/choice_text.h"
#include "ui/text/definition_text.h"
#include "ui/text/display_text.h"
#include "ui/text/doctor_text.h"
#include "ui/text/finding_text.h"
#include "ui/text/reputation_text.h"
#include "ui/text/state_text.h"
#include "ui/text/time_text.h"
#include "ui/widgets/fact_view.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <map>

namespace gatehouse::pages {
namespace {

using Look = widgets::FactView::Look;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::pages::ServerDetails)
};

void showDiagnoses(widgets::FactView& view, const service::Diagnoses& diagnoses)
{
    view.addHeading(Words::tr("WHY IT MAY NOT START"));
    if (diagnoses.empty())
        view.addParagraph(Words::tr("Nothing that would keep it from starting was found."));
    for (const auto& diagnosis : diagnoses) {
        const auto words = text::doctorText(diagnosis);
        view.addParagraph(words.finding);
        if (!words.fix.isEmpty())
            view.addParagraph(words.fix, Look::Muted);
    }
}

/// The score, and each of its reasons with its points.
void showScore(widgets::FactView& view, const model::Reputation& reputation)
{
    view.addParagraph(text::reputationSummary(reputation));
    if (reputation.parts.empty())
        view.addParagraph(Words::tr("Nothing is known of it yet."), Look::Muted);
    std::vector<widgets::FactView::Fact> parts;
    if (!reputation.parts.empty())
        parts.push_back({text::startPointsText(), text::startText(), Look::Muted});
    for (const auto& part : reputation.parts)
        parts.push_back({text::pointsText(part.points), text::reputationText(part), Look::Text});
    view.addFacts(parts);
}

void showReputation(widgets::FactView& view, const model::Reputation& reputation)
{
    view.addHeading(Words::tr("REPUTATION"));
    showScore(view, reputation);
}

/// Of the package, with the evidence of all servers that run it.
void showPackage(widgets::FactView& view, const service::PackageReputation& package)
{
    view.addHeading(Words::tr("REPUTATION OF ITS PACKAGE"));
    view.addParagraph(text::displayText(package.name), Look::Code);
    showScore(view, package.reputation);
}

void showDuplicates(widgets::FactView& view, const std::vector<std::pair<QString, bool>>& duplicates)
{
    if (duplicates.empty())
        return;
    view.addHeading(Words::tr("ALSO STARTED BY"));
    std::vector<widgets::FactView::Fact> facts;
    for (const auto& [place, isOtherVersion] : duplicates)
        facts.push_back({place,
            isOtherVersion ? Words::tr("the same package in another version") : Words::tr("the same command"),
            isOtherVersion ? Look::Attention : Look::Text});
    view.addFacts(facts);
}

/// One client's use, all things together.
struct Use {
    std::uint64_t calls = 0;
    std::uint64_t refused = 0;
    base::UnixMilliseconds lastAt = 0;
};

void addTo(Use& use, const model::UseRow& more)
{
    use.calls += more.calls;
    use.refused += more.refused;
    use.lastAt = std::max(use.lastAt, more.lastAt);
}

int plural(std::uint64_t number)
{
    constexpr std::uint64_t kMost = 1'000'000'000;
    return static_cast<int>(std::min(number, kMost));
}

QString useText(std::uint64_t calls, std::uint64_t refused, base::UnixMilliseconds lastAt)
{
    const auto text = Words::tr("%n call(s)", nullptr, plural(calls)) + QStringLiteral(", ") +
        Words::tr("last %1").arg(text::exactTime(lastAt));
    return refused == 0
        ? text
        : text + QStringLiteral(", ") + Words::tr("%n of them refused", nullptr, plural(refused));
}

void showUse(widgets::FactView& view, const std::vector<model::UseRow>& uses)
{
    std::map<std::pair<std::string, std::string>, Use> byClient;
    for (const auto& one : uses)
        addTo(byClient[{one.client, one.agent}], one);
    view.addHeading(Words::tr("WHO USES IT"));
    if (byClient.empty())
        view.addParagraph(Words::tr("Nobody has called anything of it yet."), Look::Muted);
    std::vector<widgets::FactView::Fact> facts;
    for (const auto& [who, use] : byClient) {
        const auto name = text::displayText(who.second.empty() ? who.first : who.second);
        const auto value = useText(use.calls, use.refused, use.lastAt);
        facts.push_back({name, value, Look::Text});
    }
    view.addFacts(facts);
}

void showFlows(widgets::FactView& view, const std::vector<model::FlowRow>& flows)
{
    if (flows.empty())
        return;
    struct Count {
        std::uint64_t toServer = 0;
        std::uint64_t toClient = 0;
        std::uint64_t actedOn = 0;
    };
    std::map<QString, Count> byRule;
    for (const auto& flow : flows) {
        auto& count = byRule[text::findingText(flow.rule)];
        (flow.direction == model::Direction::ToServer ? count.toServer : count.toClient) +=
            flow.told + flow.actedOn;
        count.actedOn += flow.actedOn;
    }
    view.addHeading(Words::tr("FOUND IN ITS MESSAGES"));
    std::vector<widgets::FactView::Fact> facts;
    for (const auto& [rule, count] : byRule) {
        QStringList ways;
        if (count.toServer > 0)
            ways << Words::tr("%n to the server", nullptr, plural(count.toServer));
        if (count.toClient > 0)
            ways << Words::tr("%n from it", nullptr, plural(count.toClient));
        if (count.actedOn > 0)
            ways << Words::tr("%n changed, asked about or refused", nullptr, plural(count.actedOn));
        facts.push_back({rule, ways.join(QStringLiteral(", ")), Look::Text});
    }
    view.addFacts(facts);
}

QString ancestryText(const std::vector<model::ProcessInfo>& ancestry)
{
    constexpr std::size_t kShown = 5;
    QStringList programs;
    for (const auto& process : ancestry) {
        if (programs.size() < static_cast<int>(kShown) && !process.executable.empty())
            programs << text::displayText(process.executable.substr(process.executable.rfind('/') + 1));
    }
    return programs.join(QStringLiteral(" ← "));
}

void showAgents(widgets::FactView& view, const std::vector<model::AgentRow>& agents)
{
    if (agents.empty())
        return;
    constexpr std::size_t kShown = 5;
    view.addHeading(Words::tr("LATEST SESSIONS"));
    std::vector<widgets::FactView::Fact> facts;
    for (std::size_t at = 0; at < std::min(agents.size(), kShown); ++at) {
        const auto& agent = agents[at];
        auto name = text::displayText(agent.name.empty() ? agent.client : agent.name);
        if (!agent.version.empty())
            name += u' ' + text::displayText(agent.version);
        auto value = agent.endedAt == 0 ? Words::tr("since %1").arg(text::exactTime(agent.startedAt))
                                        : text::exactTime(agent.startedAt);
        if (const auto ancestry = ancestryText(agent.ancestry); !ancestry.isEmpty())
            value += u'\n' + ancestry;
        facts.push_back({name, value, Look::Text});
    }
    view.addFacts(facts);
}

void showRelations(widgets::FactView& view, const service::ServerRelations& relations)
{
    if (relations.omitted > 0)
        view.addParagraph(
            Words::tr("It listed %n more than are kept here.", nullptr, plural(relations.omitted)),
            Look::Attention);
    showUse(view, relations.uses);
    showFlows(view, relations.flows);
    showAgents(view, relations.agents);
}

void showVersions(widgets::FactView& view, const std::vector<model::DefinitionVersion>& versions)
{
    view.addHeading(Words::tr("HISTORY"));
    for (const auto& version : versions) {
        constexpr qsizetype kDigits = 12;
        const auto change = text::changeText(version.change);
        view.addParagraph(change.isEmpty() ? Words::tr("As first seen") : change);
        view.addFacts({{Words::tr("Seen"),
                           Words::tr("%1 to %2")
                               .arg(text::exactTime(version.firstSeen), text::exactTime(version.lastSeen)),
                           Look::Text},
            {Words::tr("Digest"), text::displayText(version.digest).left(kDigits), Look::Code}});
        if (!version.diff.empty())
            view.addParagraph(text::displayBlock(version.diff), Look::Code);
    }
}

/// What is usual, with the numbers that deviations are told from.
void showBehaviour(widgets::FactView& view, const service::BehaviourEntry& entry)
{
    view.addHeading(Words::tr("USUAL BEHAVIOUR"));
    if (entry.problem) {
        view.addParagraph(Words::tr("What was learned cannot be read; it is learned anew."), Look::Attention);
        return;
    }
    view.addParagraph(text::learnedSummary(entry.learned));
    for (const auto& sentence : text::learnedSentences(entry.learned))
        view.addParagraph(sentence, Look::Muted);
    std::vector<widgets::FactView::Fact> tools;
    for (const auto& tool : entry.learned.tools)
        tools.push_back({text::displayText(tool.name), text::learnedToolText(tool), Look::Text});
    view.addFacts(tools);
}

} // namespace

void showServer(widgets::FactView& view, const model::ServerRow& server, const ServerContext& context)
{
    view.clearFacts();
    view.addParagraph(text::serverStateText(server.state));
    view.addParagraph(text::serverStateSentence(server), Look::Muted);
    if (server.isShadow && server.state != model::ServerState::Waiting)
        view.addParagraph(Words::tr("Nobody has ever approved it."), Look::Attention);
    showDuplicates(view, context.duplicates);
    if (context.diagnoses != nullptr)
        showDiagnoses(view, *context.diagnoses);
    view.addHeading(Words::tr("COMMAND"));
    QStringList arguments;
    for (const auto& argument : server.command)
        arguments << text::displayArgument(argument);
    view.addArguments(arguments);
    constexpr qsizetype kChainLimit = 300;
    if (const auto chain = trust::chainOf(server.command); !chain.links.empty()) {
        view.addHeading(Words::tr("CHAIN"));
        view.addParagraph(text::displayText(trust::chainText(chain), kChainLimit));
    }
    showReputation(view, server.reputation.value_or(model::Reputation()));
    if (context.relations != nullptr && context.relations->package)
        showPackage(view, *context.relations->package);
    if (context.behaviour != nullptr)
        showBehaviour(view, *context.behaviour);
    view.addHeading(Words::tr("WHERE IT COMES FROM"));
    const auto file = text::displayPath(server.location.file);
    view.addFacts({{Words::tr("Client"), text::displayText(server.clientTitle), Look::Text},
        {Words::tr("File"), server.line > 0 ? Words::tr("%1, line %2").arg(file).arg(server.line) : file,
            Look::Code},
        {Words::tr("Applies"), text::scopeText(server.location.scope), Look::Text}});
    view.addHeading(Words::tr("SEEN"));
    view.addFacts({{Words::tr("Tools"), QString::number(server.tools), Look::Text},
        {Words::tr("Sessions now"), QString::number(server.liveSessions), Look::Text},
        {Words::tr("Last session"), text::exactTime(server.lastSeen), Look::Text}});
    if (context.relations != nullptr)
        showRelations(view, *context.relations);
    view.finish();
}

void showClient(widgets::FactView& view, const QString& title, const models::CatalogModel& catalog,
    const service::ClientRelations* relations)
{
    const std::vector<model::UseRow> none;
    const auto& uses = relations != nullptr ? relations->uses : none;
    view.clearFacts();
    view.addParagraph(title);
    if (relations != nullptr)
        showReputation(view, relations->reputation.value_or(model::Reputation()));
    view.addHeading(Words::tr("WHAT IT USES"));
    if (relations != nullptr && uses.empty())
        view.addParagraph(
            Words::tr("It has called nothing of any server behind Gatehouse yet."), Look::Muted);
    std::map<std::string, Use> byServer;
    for (const auto& one : uses)
        addTo(byServer[one.serverRef], one);
    std::vector<std::pair<std::string, Use>> servers(byServer.begin(), byServer.end());
    std::ranges::stable_sort(
        servers, std::greater(), [](const auto& server) { return server.second.lastAt; });
    std::vector<widgets::FactView::Fact> facts;
    for (const auto& [ref, use] : servers) {
        const auto* const server = catalog.serverAt(catalog.indexOf(ref));
        facts.push_back({text::displayText(server != nullptr ? server->location.name : ref),
            useText(use.calls, use.refused, use.lastAt), Look::Text});
    }
    view.addFacts(facts);
    view.finish();
}

void showTool(widgets::FactView& view, const model::DefinitionRow& tool,
    const std::vector<model::DefinitionVersion>* versions, const model::Reputation* reputation)
{
    view.clearFacts();
    view.addParagraph(text::definitionText(tool));
    view.addParagraph(text::definitionSentence(tool), Look::Muted);
    view.addHeading(Words::tr("AS THE SERVER LISTED IT"));
    std::vector<widgets::FactView::Fact> facts;
    if (tool.kind != model::DefinitionKind::Instructions)
        facts.push_back({Words::tr("Name"), text::displayText(tool.name), Look::Code});
    facts.push_back({Words::tr("First seen"), text::exactTime(tool.firstSeen), Look::Text});
    facts.push_back({Words::tr("Last seen"), text::exactTime(tool.lastSeen), Look::Text});
    if (!tool.digest.empty())
        facts.push_back({Words::tr("Definition"), text::displayText(tool.digest), Look::Code});
    view.addFacts(facts);
    view.addHeading(Words::tr("USE"));
    facts = {{Words::tr("Calls"), QString::number(tool.calls), Look::Text}};
    if (tool.refused > 0)
        facts.push_back({Words::tr("Refused"), QString::number(tool.refused), Look::Text});
    if (tool.lastUsed > 0)
        facts.push_back({Words::tr("Last used"), text::exactTime(tool.lastUsed), Look::Text});
    QStringList classes;
    for (const auto family : tool.dataClasses)
        classes << text::dataClassText(family);
    if (!classes.isEmpty())
        facts.push_back({Words::tr("Found in it"), classes.join(QStringLiteral(", ")), Look::Text});
    view.addFacts(facts);
    if (versions != nullptr && !versions->empty())
        showVersions(view, *versions);
    if (reputation != nullptr)
        showReputation(view, *reputation);
    view.finish();
}

} // namespace gatehouse::pages
