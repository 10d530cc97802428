// SPDX-License-Identifier: Apache-2.0
#include "ui/text/tool_text.h"

#include "ui/text/display_text.h"
#include "ui/text/time_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace gatehouse::text {
namespace {

using model::ToolDecision;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::ToolText)
};

QString abilityText(trust::ToolAbility ability)
{
    switch (ability) {
    case trust::ToolAbility::Changes:
        return Words::tr("changes things");
    case trust::ToolAbility::Deletes:
        return Words::tr("deletes or overwrites");
    case trust::ToolAbility::Runs:
        return Words::tr("runs commands or code");
    case trust::ToolAbility::Sends:
        return Words::tr("sends to others");
    case trust::ToolAbility::Reaches:
        break;
    }
    return Words::tr("reaches addresses it is given");
}

QString answeredBy(model::AnsweredBy by)
{
    switch (by) {
    case model::AnsweredBy::Pointer:
        return Words::tr("with the pointer");
    case model::AnsweredBy::Keyboard:
        return Words::tr("with the keyboard");
    case model::AnsweredBy::Accessibility:
        return Words::tr("by an accessibility tool");
    case model::AnsweredBy::Synthetic:
        return Words::tr("by input of another program");
    case model::AnsweredBy::CommandLine:
        break;
    }
    return Words::tr("on the command line");
}

} // namespace

QString toolDecision(ToolDecision decision)
{
    switch (decision) {
    case ToolDecision::None:
        break;
    case ToolDecision::Allow:
        return Words::tr("Allow");
    case ToolDecision::Ask:
        return Words::tr("Ask");
    case ToolDecision::Deny:
        return Words::tr("Deny");
    }
    return Words::tr("As usual");
}

QString toolStanding(const service::ToolTableRow& row)
{
    switch (row.standing) {
    case ToolDecision::None:
        break;
    case ToolDecision::Allow:
        return Words::tr("allow");
    case ToolDecision::Ask:
        return Words::tr("ask  ");
    case ToolDecision::Deny:
        return Words::tr("deny ");
    }
    return Words::tr("-    ");
}

QString toolNature(const service::ToolTableRow& row)
{
    const auto& nature = row.nature;
    if (!nature.isKnown)
        return row.isDefined ? Words::tr("what it says is not kept") : Words::tr("never listed");
    QStringList parts;
    for (const auto ability : nature.abilities)
        parts << abilityText(ability);
    if (nature.isReadOnly()) {
        parts.prepend(Words::tr("reads only, it says"));
    } else if (nature.claimsReadOnly) {
        QStringList words;
        for (const auto& doubt : nature.doubts)
            words << displayText(doubt);
        parts.prepend(Words::tr("says that it reads only, but also: %1").arg(words.join(Words::tr(", "))));
    } else if (parts.isEmpty()) {
        parts << Words::tr("says nothing of what it changes");
    }
    return parts.join(Words::tr(", "));
}

QString toolDecided(const service::ToolTableRow& row)
{
    if (!row.held)
        return {};
    const auto& held = *row.held;
    auto text = held.rule.decision == ToolDecision::None
        ? Words::tr("Taken back %1 %2").arg(exactTime(held.decidedAt), answeredBy(held.answeredBy))
        : Words::tr("%1 since %2, %3")
              .arg(toolDecision(held.rule.decision), exactTime(held.decidedAt), answeredBy(held.answeredBy));
    if (held.rule.decision == ToolDecision::Allow && row.standing == ToolDecision::Ask)
        text += Words::tr(
            "; it asks now, because its time is over, or it or its server's command is not what it was");
    else if (held.rule.expiresAt != 0)
        text += Words::tr("; until %1").arg(exactTime(held.rule.expiresAt));
    if (!held.note.empty())
        text += Words::tr(": %1").arg(displayText(held.note));
    return text;
}

QString otherTools(const service::ToolTable& table)
{
    const auto others = table.others ? table.others->rule.decision : ToolDecision::None;
    switch (others) {
    case ToolDecision::None:
    case ToolDecision::Allow:
        break;
    case ToolDecision::Ask:
        return Words::tr("All other tools, those to come included, ask.");
    case ToolDecision::Deny:
        return Words::tr("All other tools, those to come included, are denied.");
    }
    return Words::tr("Calls of all other tools pass as your policy says.");
}

QString toolsDecidedText(const model::ToolsDecision& decision)
{
    if (decision.rules.size() == 1 && !decision.rules.front().tool.empty())
        return Words::tr("%1 of %2: %3")
            .arg(displayText(decision.rules.front().tool), displayText(decision.serverName),
                toolDecision(decision.rules.front().decision));
    int allowed = 0;
    int asking = 0;
    int denied = 0;
    for (const auto& rule : decision.rules) {
        if (rule.tool.empty())
            continue;
        allowed += rule.decision == ToolDecision::Allow ? 1 : 0;
        asking += rule.decision == ToolDecision::Ask ? 1 : 0;
        denied += rule.decision == ToolDecision::Deny ? 1 : 0;
    }
    return Words::tr("Tools of %1: %2 allowed, %3 ask, %4 denied")
        .arg(displayText(decision.serverName))
        .arg(allowed)
        .arg(asking)
        .arg(denied);
}

QString toolNewsText(const service::ToolNews& news)
{
    auto text = Words::tr("“%1” offers %2 tool(s); %3 read only, by their own words.")
                    .arg(displayText(news.serverName))
                    .arg(news.tools)
                    .arg(news.readOnly);
    if (news.risky == 0)
        return text + QLatin1Char('\n') +
            Words::tr("Nothing of it deletes, runs or sends, as far as it says.");
    QStringList names;
    for (const auto& name : news.names)
        names << displayText(name);
    if (static_cast<std::size_t>(news.risky) > news.names.size())
        names << Words::tr("…");
    return text + QLatin1Char('\n') + Words::tr("Worth a look: %1").arg(names.join(Words::tr(", ")));
}

QString readOnlyAllowMeans()
{
    return Words::tr("“Reads only” is what the server says of its own tool. Gatehouse believes it as long as "
                     "nothing else that the "
                     "tool says is against it: no word such as delete, write, run or send in its name, title "
                     "or description, and no "
                     "parameter that takes code. A server that lies in all of them is not found out here. "
                     "What a tool reads can "
                     "still leave your machine; that is looked at in each answer.");
}

} // namespace gatehouse::text
