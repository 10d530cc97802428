// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/server_details.h"

#include "core/trust/command_chain.h"
#include "ui/text/behaviour_text.h"
#include "ui/text/choice_text.h"
#include "ui/text/display_text.h"
#include "ui/text/doctor_text.h"
#include "ui/text/reputation_text.h"
#include "ui/text/state_text.h"
#include "ui/text/time_text.h"
#include "ui/widgets/fact_view.h"

#include <QCoreApplication>

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
void showReputation(widgets::FactView& view, const model::Reputation& reputation)
{
    view.addHeading(Words::tr("REPUTATION"));
    view.addParagraph(text::reputationSummary(reputation));
    if (reputation.parts.empty())
        view.addParagraph(Words::tr("Nothing is known of it yet."), Look::Muted);
    std::vector<widgets::FactView::Fact> parts;
    for (const auto& part : reputation.parts)
        parts.push_back({text::pointsText(part.points), text::reputationText(part), Look::Text});
    view.addFacts(parts);
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

void showServer(widgets::FactView& view, const model::ServerRow& server, const service::Diagnoses* diagnoses,
    const service::BehaviourEntry* behaviour)
{
    view.clearFacts();
    view.addParagraph(text::serverStateText(server.state));
    view.addParagraph(text::serverStateSentence(server), Look::Muted);
    if (diagnoses != nullptr)
        showDiagnoses(view, *diagnoses);
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
    if (behaviour != nullptr)
        showBehaviour(view, *behaviour);
    view.addHeading(Words::tr("WHERE IT COMES FROM"));
    constexpr qsizetype kPathLimit = 4096;
    const auto file = text::displayText(server.location.file, kPathLimit);
    view.addFacts({{Words::tr("Client"), text::displayText(server.clientTitle), Look::Text},
        {Words::tr("File"), server.line > 0 ? Words::tr("%1, line %2").arg(file).arg(server.line) : file,
            Look::Code},
        {Words::tr("Applies"), text::scopeText(server.location.scope), Look::Text}});
    view.addHeading(Words::tr("SEEN"));
    view.addFacts({{Words::tr("Tools"), QString::number(server.tools), Look::Text},
        {Words::tr("Sessions now"), QString::number(server.liveSessions), Look::Text},
        {Words::tr("Last session"), text::exactTime(server.lastSeen), Look::Text}});
    view.finish();
}

void showTool(widgets::FactView& view, const model::ToolRow& tool)
{
    view.clearFacts();
    view.addHeading(Words::tr("TOOL, AS THE SERVER LISTED IT"));
    view.addFacts({{Words::tr("Name"), text::displayText(tool.name), Look::Code},
        {Words::tr("Calls"), QString::number(tool.calls), Look::Text},
        {Words::tr("First seen"), text::exactTime(tool.firstSeen), Look::Text},
        {Words::tr("Last seen"), text::exactTime(tool.lastSeen), Look::Text},
        {Words::tr("Definition"), text::displayText(tool.digest), Look::Code}});
    view.finish();
}

} // namespace gatehouse::pages
