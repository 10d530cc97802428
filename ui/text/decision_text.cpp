// SPDX-License-Identifier: Apache-2.0
#include "ui/text/decision_text.h"

#include "ui/text/display_text.h"

#include <QCoreApplication>

namespace gatehouse::text {
namespace {

constexpr qsizetype kNameLimit = 60;

struct DecisionWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Decision)
};

QString callDecidedText(const model::RegistryDecision& decision)
{
    const auto& call = *decision.identity->call;
    const auto server = displayText(decision.identity->entry.name, kNameLimit);
    const auto what = displayText(call.tool.empty() ? call.method : call.tool, kNameLimit);
    if (decision.isDenied)
        return DecisionWords::tr("%1 of “%2” is denied.").arg(what, server);
    if (call.isDefinition())
        return DecisionWords::tr("%1 of “%2” is allowed as it is now.").arg(what, server);
    return DecisionWords::tr("This call of %1 of “%2” is allowed.").arg(what, server);
}

} // namespace

QString matterDecidedText(const model::RegistryDecision& last, int count)
{
    const auto name = last.identity ? displayText(last.identity->entry.name, kNameLimit) : QString();
    return last.isDenied
        ? DecisionWords::tr("%1 definitions of “%2” are denied.").arg(count).arg(name)
        : DecisionWords::tr("%1 definitions of “%2” are allowed as they are now.").arg(count).arg(name);
}

QString decidedText(const model::RegistryDecision& decision)
{
    if (decision.identity && decision.identity->call)
        return callDecidedText(decision);
    auto name = decision.identity ? displayText(decision.identity->entry.name, kNameLimit) : QString();
    if (name.isEmpty() && decision.identity)
        name = displayText(decision.identity->commandAsGiven, kNameLimit);
    switch (decision.isDenied ? model::Choice::Deny : decision.choice) {
    case model::Choice::Once:
        return DecisionWords::tr("“%1” may start once.").arg(name);
    case model::Choice::Session:
        return DecisionWords::tr("“%1” may start for this session.").arg(name);
    case model::Choice::Always:
        return DecisionWords::tr("“%1” may always start.").arg(name);
    case model::Choice::Deny:
        return DecisionWords::tr("“%1” is denied.").arg(name);
    case model::Choice::NotNow:
        break;
    }
    return {};
}

QString entryChangedText(const std::string& name, bool isDenied, bool wasDenied)
{
    const auto shown = displayText(name, kNameLimit);
    if (isDenied)
        return DecisionWords::tr("“%1” is denied. Where it ran, it was stopped.").arg(shown);
    return wasDenied
        ? DecisionWords::tr("“%1” is no longer denied. Its next start asks you.").arg(shown)
        : DecisionWords::tr(
              "“%1” is no longer approved. Where it ran, it was stopped; its next start asks you.")
              .arg(shown);
}

} // namespace gatehouse::text
