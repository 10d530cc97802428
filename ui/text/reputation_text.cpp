// SPDX-License-Identifier: Apache-2.0
#include "ui/text/reputation_text.h"

#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::text {
namespace {

using Why = model::ReputationReason;

struct ReputationWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Reputation)
};

int plural(std::uint64_t number)
{
    constexpr std::uint64_t kMost = 1'000'000'000;
    return static_cast<int>(std::min(number, kMost));
}

/// What such messages tried, or held.
QString familyText(model::Family family)
{
    switch (family) {
    case model::Family::Poisoning:
        return ReputationWords::tr("definitions that give orders to the model");
    case model::Family::Injection:
        return ReputationWords::tr("answers that give orders to the model");
    case model::Family::Carrier:
        return ReputationWords::tr("hidden text");
    case model::Family::Terminal:
        return ReputationWords::tr("sequences that command a terminal");
    case model::Family::Secret:
        return ReputationWords::tr("secrets in its answers");
    case model::Family::Elicitation:
        return ReputationWords::tr("questions that fish for secrets");
    case model::Family::Sampling:
        return ReputationWords::tr("attempts to use your client's model");
    case model::Family::Protocol:
        return ReputationWords::tr("messages that bend the protocol");
    default:
        return toQString(model::toText(family));
    }
}

/// "A, B and 3 more".
QString namesText(const model::ReputationPart& part)
{
    QStringList names;
    for (const auto& name : part.names)
        names << displayText(name);
    auto text = names.join(QStringLiteral(", "));
    if (part.count > part.names.size() && part.reason != Why::WeakestServer)
        text += ReputationWords::tr(" and %n more", nullptr, plural(part.count - part.names.size()));
    return text;
}

QString levelText(model::TrustLevel level)
{
    switch (level) {
    case model::TrustLevel::Low:
        return ReputationWords::tr("trusted little");
    case model::TrustLevel::High:
        return ReputationWords::tr("trusted much");
    case model::TrustLevel::Normal:
        break;
    }
    return ReputationWords::tr("trusted as usual");
}

} // namespace

QString reputationSummary(const model::Reputation& reputation)
{
    return ReputationWords::tr("%1 of 100, %2").arg(reputation.score).arg(levelText(reputation.level));
}

QString reputationText(const model::ReputationPart& part)
{
    switch (part.reason) {
    case Why::Malicious:
        return ReputationWords::tr("An imported list says that it does harm: %1.").arg(namesText(part));
    case Why::Vulnerabilities:
        return ReputationWords::tr("Its package has %n known fault(s): ", nullptr, plural(part.count)) +
            namesText(part) + QLatin1Char('.');
    case Why::Dependencies:
        return ReputationWords::tr("%n known fault(s) of what it depends on: ", nullptr, plural(part.count)) +
            namesText(part) + QLatin1Char('.');
    case Why::Imitation:
        return ReputationWords::tr("Its package's name looks like the well-known %1.").arg(namesText(part));
    case Why::OfServer:
        return ReputationWords::tr("Its server has %1 of 100.").arg(part.count);
    case Why::WeakestServer:
        return ReputationWords::tr("The least trusted server that it starts, %1, has %2 of 100.")
            .arg(namesText(part))
            .arg(part.count);
    case Why::Overstepped:
        if (part.calls > 0)
            return ReputationWords::tr(
                "%n call(s) did what it says that it does not do.", nullptr, plural(part.calls));
        return ReputationWords::tr(
            "%n of its tools did what it says that it does not do.", nullptr, plural(part.count));
    case Why::KnownProgram:
        return ReputationWords::tr("It is a program on this machine, known by its hash.");
    case Why::PinnedPackage:
        return ReputationWords::tr("Its package is pinned to one version.");
    case Why::UnpinnedPackage:
        return ReputationWords::tr("Its package is not pinned: whatever was published last runs.");
    case Why::HiddenPackage:
        return ReputationWords::tr("Its command does not say which package runs.");
    case Why::Age:
        return ReputationWords::tr("It has been known here for %n day(s).", nullptr, plural(part.count));
    case Why::Use:
        return ReputationWords::tr("It was used on %n day(s)", nullptr, plural(part.days)) +
            ReputationWords::tr(", with %n call(s).", nullptr, plural(part.calls));
    case Why::Approved:
        return ReputationWords::tr("You approved it for good.");
    case Why::Denied:
        return ReputationWords::tr("You denied it.");
    case Why::Revoked:
        return ReputationWords::tr("You took back %n approval(s).", nullptr, plural(part.count));
    case Why::RefusedChanges:
        return ReputationWords::tr(
            "You denied %n definition(s) that it had changed.", nullptr, plural(part.count));
    case Why::OpenChanges:
        return ReputationWords::tr(
            "It has changed %n definition(s) that wait for you.", nullptr, plural(part.count));
    case Why::Incidents:
        return ReputationWords::tr("Gatehouse acted on %n message(s) of it: ", nullptr, plural(part.count)) +
            familyText(part.family) + QLatin1Char('.');
    }
    return {};
}

QString startPointsText()
{
    return QString::number(model::kUnknownReputation);
}

QString startText()
{
    return ReputationWords::tr("Every score starts here.");
}

QString pointsText(int points)
{
    if (points == 0)
        return QStringLiteral("±0");
    return points > 0 ? QStringLiteral("+%1").arg(points) : QStringLiteral("\u2212%1").arg(-points);
}

} // namespace gatehouse::text
