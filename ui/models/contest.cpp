// SPDX-License-Identifier: Apache-2.0
#include "ui/models/contest.h"

#include "ui/text/display_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::models {
namespace {

using model::Choice;

struct ContestWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::models::Contest)
};

constexpr qsizetype kContestNameLimit = 40;

QString serverOf(const model::ApprovalCard& card)
{
    const auto& identity = card.identity;
    return text::displayText(
        identity.entry.name.empty() ? identity.commandAsGiven : identity.entry.name, kContestNameLimit);
}

} // namespace

bool isContested(const model::ApprovalCard& card)
{
    const auto& call = card.identity.call;
    return call && call->isDefinition() && !call->rivalEntry.empty() && !card.identity.entryRef.empty();
}

bool isSameContest(const model::ApprovalCard& left, const model::ApprovalCard& right)
{
    if (!isContested(left) || !isContested(right))
        return false;
    const auto& one = left.identity;
    const auto& other = right.identity;
    const bool isSameSide = one.entryRef == other.entryRef && one.call->rivalEntry == other.call->rivalEntry;
    const bool isOtherSide = one.entryRef == other.call->rivalEntry && one.call->rivalEntry == other.entryRef;
    return isSameSide || isOtherSide;
}

std::optional<Contest> contestOf(const std::vector<model::ApprovalCard>& matter, const std::string& usedEntry)
{
    if (matter.empty() || !isContested(matter.front()))
        return std::nullopt;
    const auto& first = matter.front().identity;
    const bool isOther = usedEntry == first.call->rivalEntry;
    Contest contest;
    contest.usedEntry = isOther ? first.call->rivalEntry : first.entryRef;
    contest.otherEntry = isOther ? first.entryRef : first.call->rivalEntry;
    int ofUsed = 0;
    int ofOther = 0;
    for (const auto& card : matter) {
        const bool isUsed = card.identity.entryRef == contest.usedEntry;
        (isUsed ? contest.used : contest.other) = serverOf(card);
        if (isUsed && ofUsed == 0)
            contest.tool = text::displayText(card.identity.call->tool, kContestNameLimit);
        ++(isUsed ? ofUsed : ofOther);
    }
    contest.tools = std::max(ofUsed, ofOther);
    return ofUsed > 0 && ofOther > 0 ? std::optional(contest) : std::nullopt;
}

Choice answerIn(const Contest& contest, const model::ApprovalCard& card, Choice choice)
{
    const bool isAllowing = choice == Choice::Always;
    return isAllowing && card.identity.entryRef != contest.usedEntry ? Choice::Deny : choice;
}

QString contestTitle(const Contest& contest)
{
    if (contest.tools > 1)
        return ContestWords::tr("“%1” and “%2” bring %3 tools of the same names")
            .arg(contest.used, contest.other)
            .arg(contest.tools);
    return ContestWords::tr("“%1” and “%2” both bring a tool “%3”")
        .arg(contest.used, contest.other, contest.tool);
}

QString whyContested(const Contest& contest)
{
    return ContestWords::tr(
        "“%1” and “%2” were first listed at the same moment, so that neither was there first, and a model "
        "could "
        "take the tool of one for the other's. Clients see neither until you decide. Everything else of both "
        "servers goes on.")
        .arg(contest.used, contest.other);
}

QString contestSentence(Choice choice, const Contest& contest)
{
    switch (choice) {
    case Choice::Deny:
        return ContestWords::tr(
            "Keeps both from the client for good, as they are now. Both servers go on running.");
    case Choice::NotNow:
        return ContestWords::tr("Decides nothing. Both stay withheld and the question stays under Review.");
    default:
        return ContestWords::tr(
            "“%1” goes on being used, as it is now. “%2” stays hidden here; its server goes on.")
            .arg(contest.used, contest.other);
    }
}

} // namespace gatehouse::models
