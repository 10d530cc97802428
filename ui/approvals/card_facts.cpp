// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/card_facts.h"

#include "core/service/client_words.h"
#include "ui/approvals/command_facts.h"
#include "ui/models/card_summary.h"
#include "ui/text/choice_text.h"
#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/time_text.h"
#include "ui/widgets/fact_view.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

#include <utility>

namespace gatehouse::approvals {
namespace {

using models::CardClass;
using widgets::FactView;
using Look = widgets::FactView::Look;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::approvals::Card)
};

constexpr int kMostAncestors = 8;
constexpr qsizetype kNameLimit = 60;

void writeRisks(FactView& view, const model::ApprovalCard& card)
{
    const auto risks = models::risksOf(card);
    if (risks.isEmpty())
        return;
    view.addHeading(Words::tr("WHY TO LOOK CLOSELY"));
    for (const auto& risk : risks)
        view.addParagraph(QStringLiteral("▲ ") + risk, Look::Danger);
}

/// What no list stops it for, and somebody may want to know.
void writeListRemarks(FactView& view, const model::ApprovalCard& card)
{
    const auto remarks = models::remarksOfLists(card);
    if (remarks.isEmpty())
        return;
    view.addHeading(Words::tr("WHAT IMPORTED LISTS SAY"));
    for (const auto& remark : remarks)
        view.addParagraph(remark, Look::Attention);
}

QString processText(const model::ProcessInfo& process)
{
    const auto& name =
        process.executable.empty() && !process.argv.empty() ? process.argv.front() : process.executable;
    return name.empty() ? Words::tr("process %1 (not readable)").arg(process.pid)
                        : Words::tr("%1 (process %2)").arg(text::displayPath(name)).arg(process.pid);
}

void writeOrigin(FactView& view, const model::ApprovalCard& card)
{
    const auto& entry = card.identity.entry;
    view.addHeading(Words::tr("WHO ASKS"));
    std::vector<FactView::Fact> facts;
    auto client = clientTitleOf(card);
    if (!card.clientName.empty())
        client += Words::tr(", calls itself “%1” (a claim)").arg(text::displayText(card.clientName, 80));
    facts.push_back({Words::tr("Client"), client, Look::Text});
    QStringList ancestry;
    for (const auto& process : card.ancestry)
        if (ancestry.size() < kMostAncestors)
            ancestry << QString(ancestry.size() * 2, QLatin1Char(' ')) + processText(process);
    facts.push_back({Words::tr("Started by"),
        ancestry.isEmpty() ? Words::tr("nobody waits now") : ancestry.join(QLatin1Char('\n')),
        ancestry.isEmpty() ? Look::Text : Look::Code});
    const auto place = entry.file.empty() ? Words::tr("no client's file names this launch")
        : card.entryLine > 0 ? Words::tr("%1, line %2").arg(text::displayPath(entry.file)).arg(card.entryLine)
                             : text::displayPath(entry.file);
    facts.push_back({Words::tr("Entry"), place, entry.file.empty() ? Look::Text : Look::Code});
    if (!entry.file.empty())
        facts.push_back({Words::tr("Applies"), text::scopeText(entry.scope), Look::Text});
    const auto now = QDateTime::currentMSecsSinceEpoch();
    facts.push_back({Words::tr("First asked"), text::relativeTime(card.firstAsked, now), Look::Text});
    view.addFacts(facts);
}

void writeCall(FactView& view, const model::ApprovalCard& card)
{
    const auto& call = *card.identity.call;
    view.addHeading(Words::tr("WHAT IT HOLDS"));
    if (call.restoresValues)
        view.addParagraph(
            QStringLiteral("▲ ") + Words::tr("tokens whose secrets the tool would get"), Look::Attention);
    for (const auto& reason : call.reasons)
        if (!call.restoresValues)
            view.addParagraph(QStringLiteral("▲ ") + text::displayText(reason), Look::Danger);
    view.addHeading(Words::tr("WHAT WOULD BE SENT"));
    view.addFacts({{call.tool.empty() ? Words::tr("Method") : Words::tr("Tool"),
                       text::displayText(call.tool.empty() ? call.method : call.tool), Look::Code},
        {Words::tr("Server"), text::displayText(card.identity.entry.name), Look::Text}});
    view.addArguments({text::displayBlock(call.excerpt)});
}

void writeDefinition(FactView& view, const model::ApprovalCard& card)
{
    const auto& call = *card.identity.call;
    view.addHeading(Words::tr("WHAT CHANGED"));
    for (const auto& reason : call.reasons)
        view.addParagraph(QStringLiteral("▲ ") + text::displayText(reason), Look::Danger);
    const auto kind = call.method.substr(model::GuardedCall::kDefinitionOf.size());
    std::vector<FactView::Fact> facts{{Words::tr("Kind"), text::displayText(kind), Look::Text}};
    if (!call.tool.empty())
        facts.push_back({Words::tr("Name"), text::displayText(call.tool), Look::Code});
    facts.push_back({Words::tr("Server"), text::displayText(card.identity.entry.name), Look::Text});
    view.addFacts(facts);
    view.addHeading(Words::tr("WORD BY WORD"));
    view.addParagraph(Words::tr("[-so it was-] {+so it is now+}"));
    view.addArguments({text::displayBlock(call.excerpt)});
}

void writeReason(FactView& view, const model::ApprovalCard& card)
{
    view.addHeading(Words::tr("WHY YOU ARE ASKED"));
    view.addParagraph(models::whyAsked(card));
    if (const auto after = text::afterApprovalText(card); !after.isEmpty()) {
        view.addHeading(Words::tr("AFTER YOU ALLOW IT"));
        view.addParagraph(after);
    }
}

} // namespace

QString clientTitleOf(const model::ApprovalCard& card)
{
    const auto& id = card.identity.entry.client;
    for (const auto& name : {service::clientTitle(id), id, card.clientName})
        if (!name.empty())
            return text::displayText(name, kNameLimit);
    return Words::tr("an unknown client");
}

QString askerText(const model::ApprovalCard& card, const QString& clientTitle)
{
    const auto waiting =
        card.waiting > 0 ? Words::tr("waits for your answer") : Words::tr("nobody waits now");
    if (card.identity.entry.file.empty())
        return Words::tr("Asked by %1 · %2").arg(clientTitle, waiting);
    return Words::tr("Asked by %1 · %2 · %3")
        .arg(clientTitle, text::scopeText(card.identity.entry.scope), waiting);
}

Hidden writeMatter(FactView& view, const std::vector<model::ApprovalCard>& cards, bool showsAll)
{
    constexpr std::size_t kShownAtOnce = 12;
    Hidden hidden;
    view.clearFacts();
    view.addParagraph(Words::tr("[-so it was-] {+so it is now+}"), Look::Muted);
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (i >= kShownAtOnce && !showsAll) {
            hidden.arguments = static_cast<qsizetype>(cards.size() - i);
            break;
        }
        const auto& call = *cards[i].identity.call;
        const auto kind = text::displayText(call.method.substr(model::GuardedCall::kDefinitionOf.size()));
        view.addHeading(call.tool.empty()
                ? kind.toUpper()
                : Words::tr("%1 %2").arg(kind.toUpper(), text::displayText(call.tool)));
        for (const auto& reason : call.reasons)
            view.addParagraph(QStringLiteral("▲ ") + text::displayText(reason), Look::Danger);
        view.addArguments({text::displayBlock(call.excerpt)});
    }
    writeOrigin(view, cards.front());
    writeReason(view, cards.front());
    view.finish();
    return hidden;
}

Hidden writeCard(FactView& view, const model::ApprovalCard& card, bool showsAll)
{
    Hidden hidden;
    view.clearFacts();
    switch (models::isAboutADefinition(card) ? CardClass::Call : models::cardClass(card)) {
    case CardClass::Dangerous:
        writeRisks(view, card);
        writeCommand(view, card, showsAll, hidden);
        writeChanges(view, card);
        break;
    case CardClass::Changed:
        writeChanges(view, card);
        writeCommand(view, card, showsAll, hidden);
        break;
    case CardClass::NewServer:
        writeCommand(view, card, showsAll, hidden);
        break;
    case CardClass::Call:
        if (models::isAboutADefinition(card))
            writeDefinition(view, card);
        else
            writeCall(view, card);
        break;
    }
    writeListRemarks(view, card);
    writeOrigin(view, card);
    writeReason(view, card);
    view.finish();
    return hidden;
}

} // namespace gatehouse::approvals
