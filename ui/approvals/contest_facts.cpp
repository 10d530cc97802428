// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/contest_facts.h"

#include "ui/text/choice_text.h"
#include "ui/text/display_text.h"
#include "ui/widgets/fact_view.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::approvals {
namespace {

using widgets::FactView;
using Look = widgets::FactView::Look;

struct ContestFactWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::approvals::ContestFacts)
};

constexpr std::size_t kContestShownAtOnce = 12;

} // namespace

Hidden writeContest(FactView& view, const models::Contest& contest,
    const std::vector<model::ApprovalCard>& cards, bool showsAll)
{
    auto ordered = cards;
    std::stable_partition(ordered.begin(), ordered.end(),
        [&](const auto& card) { return card.identity.entryRef == contest.usedEntry; });
    Hidden hidden;
    view.clearFacts();
    view.addHeading(ContestFactWords::tr("IF YOU ALLOW IT"));
    view.addParagraph(models::contestSentence(model::Choice::Always, contest));
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        if (i >= kContestShownAtOnce && !showsAll) {
            hidden.arguments = static_cast<qsizetype>(ordered.size() - i);
            break;
        }
        const auto& card = ordered[i];
        const bool isUsed = card.identity.entryRef == contest.usedEntry;
        view.addHeading(
            (isUsed ? ContestFactWords::tr("USED: “%1” of “%2”")
                    : ContestFactWords::tr("HIDDEN: “%1” of “%2”"))
                .arg(text::displayText(card.identity.call->tool), isUsed ? contest.used : contest.other));
        for (const auto& reason : card.identity.call->reasons)
            view.addParagraph(QStringLiteral("▲ ") + text::displayText(reason), Look::Danger);
        view.addArguments({text::displayBlock(card.identity.call->excerpt)});
        view.addFacts(
            {{ContestFactWords::tr("Entry"), text::displayText(card.identity.entry.file), Look::Text}});
    }
    view.addHeading(ContestFactWords::tr("WHY YOU ARE ASKED"));
    view.addParagraph(models::whyContested(contest));
    view.addHeading(ContestFactWords::tr("AFTER YOU ALLOW IT"));
    view.addParagraph(text::afterApprovalText(ordered.front()));
    view.finish();
    return hidden;
}

} // namespace gatehouse::approvals
