// SPDX-License-Identifier: Apache-2.0
#include "ui/text/registry_text.h"

#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/time_text.h"
#include "ui/text/tool_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <limits>

namespace gatehouse::text {
namespace {

struct RegistryWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::RegistryText)
};

int pluralOf(std::size_t count)
{
    return static_cast<int>(std::min(count, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}

QString whyUnusable(const std::string& why)
{
    if (why == "remote")
        return RegistryWords::tr("It runs elsewhere, and nothing here starts it by a command.");
    if (why == "not-stdio")
        return RegistryWords::tr("It is not started by a command.");
    if (why == "unknown-kind")
        return RegistryWords::tr("Its package is of a kind that no client starts by a command.");
    if (why == "no-version")
        return RegistryWords::tr("It names no exact version, so that what you approve could change.");
    if (why == "no-plain-name")
        return RegistryWords::tr("Its package has a name or version that is none.");
    if (why == "open-values")
        return RegistryWords::tr("Its command has values that only you know; approve it when it asks.");
    if (why == "runner-options")
        return RegistryWords::tr("It gives options to what starts the package, which could make that run "
                                 "something else; approve it when it asks.");
    if (why == "hidden-characters")
        return RegistryWords::tr("Its command holds characters that cannot be seen.");
    if (why == "too-long")
        return RegistryWords::tr("Its command is too long to be looked at.");
    return RegistryWords::tr("It cannot be approved from a list.");
}

} // namespace

QString candidateState(const service::CandidateStanding& candidate)
{
    if (!candidate.isUsable())
        return RegistryWords::tr("Not usable");
    if (candidate.isDenied)
        return RegistryWords::tr("Denied here");
    return candidate.isApproved ? RegistryWords::tr("Approved") : RegistryWords::tr("To approve");
}

QString candidateWhy(const service::CandidateStanding& candidate)
{
    if (!candidate.isUsable())
        return whyUnusable(candidate.candidate.why);
    return candidate.isDenied
        ? RegistryWords::tr("You have denied its command. Take that back first, then approve it.")
        : QString();
}

QString candidateNewsText(const service::CandidateNews& news)
{
    const auto unusable = static_cast<std::size_t>(std::count_if(
        news.added.begin(), news.added.end(), [](const auto& one) { return !one.why.empty(); }));
    auto line = RegistryWords::tr("%n new candidate(s)", nullptr, pluralOf(news.added.size()));
    if (unusable > 0)
        line += RegistryWords::tr(", %n of them not usable", nullptr, pluralOf(unusable));
    if (news.known > 0)
        line += RegistryWords::tr("; %n known before or dismissed", nullptr, pluralOf(news.known));
    return line;
}

QString registryItemText(const service::RegistryItem& item)
{
    QStringList parts{displayCommand(item.argv)};
    if (!item.client.empty())
        parts << RegistryWords::tr("in %1").arg(displayText(item.client));
    if (item.scope)
        parts << RegistryWords::tr("%1 scope").arg(toQString(model::toText(*item.scope)));
    if (!item.project.empty())
        parts << RegistryWords::tr("below %1").arg(displayText(item.project));
    if (item.expiresAt != 0)
        parts << RegistryWords::tr("until %1").arg(exactTime(item.expiresAt));
    return parts.join(QStringLiteral(", "));
}

QString registryConflict(const service::RegistryChange& change)
{
    if (!change.contradicts)
        return {};
    return change.item.isDenied ? RegistryWords::tr("you have approved it; it would be denied")
                                : RegistryWords::tr("you have denied it; it stays denied");
}

QString toolRuleText(const model::ToolRule& rule)
{
    const auto tool = rule.tool.empty() ? RegistryWords::tr("all other tools") : displayText(rule.tool);
    auto line = QStringLiteral("%1: %2").arg(tool, toolDecision(rule.decision));
    if (rule.expiresAt != 0)
        line += RegistryWords::tr(" until %1").arg(exactTime(rule.expiresAt));
    return line;
}

QString toolRuleConflict(const service::ToolsChange& server, const service::ToolRuleChange& change)
{
    using Kind = service::ToolRuleChange::Kind;
    if (server.serverRef.empty())
        return RegistryWords::tr("no server here was seen to run this command; start it once, then import "
                                 "again");
    switch (change.kind) {
    case Kind::StaysDenied:
        return RegistryWords::tr("you have denied it; it stays denied");
    case Kind::OtherDefinition:
        return RegistryWords::tr("it is defined otherwise here; it is not allowed by this");
    case Kind::NotSeen:
        return RegistryWords::tr("nobody here has seen how it is defined; it is not allowed by this");
    case Kind::Tightens:
    case Kind::Opens:
        break;
    }
    return {};
}

QString importOutcome(bool isRegistry, std::size_t count)
{
    return isRegistry
        ? RegistryWords::tr("Took over %n decision(s).", nullptr, pluralOf(count))
        : RegistryWords::tr("Kept %n candidate(s). Nothing was approved.", nullptr, pluralOf(count));
}

} // namespace gatehouse::text
