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

/// Of those that were allowed, or denied: "“docs” and “web”".
QString entriesOf(const std::vector<model::RegistryDecision>& decisions, bool isDenied)
{
    QStringList names;
    for (const auto& one : decisions) {
        const auto name = one.identity ? displayText(one.identity->entry.name, kNameLimit) : QString();
        const auto quoted = DecisionWords::tr("“%1”").arg(name);
        if (one.isDenied == isDenied && !names.contains(quoted))
            names.push_back(quoted);
    }
    return names.join(DecisionWords::tr(" and "));
}

} // namespace

QString decidedText(const std::vector<model::RegistryDecision>& together)
{
    if (together.size() == 1)
        return decidedText(together.front());
    const auto allowed = entriesOf(together, false);
    const auto denied = entriesOf(together, true);
    const auto count = static_cast<int>(together.size());
    if (denied.isEmpty())
        return DecisionWords::tr("%1 definitions of %2 are allowed as they are now.").arg(count).arg(allowed);
    if (allowed.isEmpty())
        return DecisionWords::tr("%1 definitions of %2 are denied.").arg(count).arg(denied);
    return DecisionWords::tr("%1 goes on being used, %2 stays hidden.").arg(allowed, denied);
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
