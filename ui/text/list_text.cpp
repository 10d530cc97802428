// SPDX-License-Identifier: Apache-2.0
#include "ui/text/list_text.h"

#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/time_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::text {
namespace {

struct ListWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::List)
};

int pluralNumber(std::uint64_t number)
{
    constexpr std::uint64_t kMost = 1'000'000'000;
    return static_cast<int>(std::min(number, kMost));
}

/// What is there; nothing is said of what is not.
template <typename Counts>
QString contents(const Counts& counts)
{
    QStringList parts;
    if (counts.advisories > 0)
        parts << ListWords::tr("%n advisory(ies)", nullptr, pluralNumber(counts.advisories));
    if (counts.malicious > 0)
        parts << ListWords::tr(
            "%n of them about malicious packages", nullptr, pluralNumber(counts.malicious));
    if (counts.hashes > 0)
        parts << ListWords::tr("%n denied file(s)", nullptr, pluralNumber(counts.hashes));
    if (counts.names > 0)
        parts << ListWords::tr("%n well-known name(s)", nullptr, pluralNumber(counts.names));
    if (counts.rules > 0)
        parts << ListWords::tr("%n pattern(s)", nullptr, pluralNumber(counts.rules));
    return parts.isEmpty() ? ListWords::tr("nothing") : parts.join(QStringLiteral(", "));
}

QString numberText(const intelligence::BundleHead& head)
{
    return ListWords::tr("%1, made %2").arg(head.sequence).arg(exactTime(head.issued));
}

} // namespace

ListFacts listFacts(const service::ListPreview& preview)
{
    auto number = numberText(preview.head);
    if (preview.sequenceBefore)
        number += ListWords::tr("; it takes the place of number %1").arg(*preview.sequenceBefore);
    return {{ListWords::tr("Title"), displayText(preview.head.title)}, {ListWords::tr("Number"), number},
        {ListWords::tr("Signed by"),
            displayText(preview.key.name) + QStringLiteral(" · ") +
                toQString(intelligence::fingerprint(intelligence::idOfKey(preview.key.key)))},
        {ListWords::tr("Holds"), contents(preview)}};
}

ListFacts listFacts(const intelligence::TableSource& list)
{
    return {{ListWords::tr("Number"), numberText(list.head)},
        {ListWords::tr("Signed by"),
            (list.isOrganisation ? ListWords::tr("your organisation") + QStringLiteral(" · ") : QString()) +
                toQString(intelligence::fingerprint(list.keyId))},
        {ListWords::tr("Holds"), contents(list)}};
}

QString listOutcome(const service::ListPreview& preview)
{
    const auto taken = ListWords::tr("Taken: “%1”, number %2.")
                           .arg(displayText(preview.head.title))
                           .arg(preview.head.sequence);
    if (preview.stops.empty())
        return taken;
    return taken + QLatin1Char(' ') +
        ListWords::tr("%n server(s) that you had allowed were stopped.", nullptr,
            static_cast<int>(preview.stops.size()));
}

} // namespace gatehouse::text
