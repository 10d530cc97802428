// SPDX-License-Identifier: Apache-2.0
#include "ui/text/behaviour_text.h"

#include "ui/text/display_text.h"
#include "ui/text/time_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace gatehouse::text {
namespace {

struct Behaviour {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Behaviour)
};

int counted(std::uint64_t number)
{
    constexpr std::uint64_t kMost = 1'000'000'000;
    return static_cast<int>(std::min(number, kMost));
}

QString callsText(std::uint64_t calls)
{
    return Behaviour::tr("%n call(s)", nullptr, counted(calls));
}

QString daysText(std::uint64_t days)
{
    return Behaviour::tr("%n day(s)", nullptr, counted(days));
}

/// "7 to 11, 13 to 16"
QString hoursText(const std::vector<int>& hours)
{
    QStringList runs;
    for (std::size_t i = 0; i < hours.size();) {
        auto last = i;
        while (last + 1 < hours.size() && hours[last + 1] == hours[last] + 1)
            ++last;
        runs << (last == i ? QString::number(hours[i])
                           : Behaviour::tr("%1 to %2").arg(hours[i]).arg(hours[last]));
        i = last + 1;
    }
    return runs.join(QStringLiteral(", "));
}

} // namespace

QString learnedSummary(const trust::LearnedBehaviour& learned)
{
    if (learned.calls == 0)
        return Behaviour::tr("Nothing was learned yet.");
    const auto from =
        Behaviour::tr("Learned from %1 on %2 of use").arg(callsText(learned.calls), daysText(learned.days));
    return learned.isLearning ? Behaviour::tr("%1: too early to tell what is unusual.").arg(from)
                              : QStringLiteral("%1.").arg(from);
}

QStringList learnedSentences(const trust::LearnedBehaviour& learned)
{
    QStringList sentences;
    QStringList places;
    for (const auto& place : learned.places)
        places << displayText(place);
    if (learned.changesPlaces)
        sentences << Behaviour::tr("It works in so many folders that a new one is not told.");
    else if (learned.allPlaces > 0)
        sentences << Behaviour::tr(
                         "It usually works in %n folder(s): ", nullptr, counted(learned.allPlaces)) +
                places.join(QStringLiteral(", ")) + QLatin1Char('.');
    if (learned.changesHosts)
        sentences << Behaviour::tr("It is sent to so many hosts that a new one is not told.");
    else if (learned.hosts > 0)
        sentences << Behaviour::tr("It is usually sent to %n host(s).", nullptr, counted(learned.hosts));
    if (learned.changesTools)
        sentences << Behaviour::tr("Its tools change so often that a new one is not told.");
    if (!learned.hours.empty())
        sentences
            << Behaviour::tr("It usually works in these hours (UTC): %1.").arg(hoursText(learned.hours));
    return sentences;
}

QString learnedToolText(const trust::LearnedTool& tool)
{
    auto text = Behaviour::tr("%1 on %2").arg(callsText(tool.calls), daysText(tool.days));
    if (tool.errors > 0)
        text += Behaviour::tr(", %n failed", nullptr, counted(tool.errors));
    text += Behaviour::tr("; usually up to %1 in, %2 out, %3 a minute")
                .arg(sizeText(tool.bytesIn), sizeText(tool.bytesOut), QString::number(tool.inMinute));
    QStringList counts;
    if (tool.arguments > 0)
        counts << Behaviour::tr("%n form(s) of arguments", nullptr, counted(tool.arguments));
    if (tool.places > 0)
        counts << Behaviour::tr("%n folder(s)", nullptr, counted(tool.places));
    if (tool.hosts > 0)
        counts << Behaviour::tr("%n host(s)", nullptr, counted(tool.hosts));
    if (tool.before > 0)
        counts << Behaviour::tr("follows %n tool(s)", nullptr, counted(tool.before));
    if (!counts.isEmpty())
        text += QStringLiteral("; ") + counts.join(QStringLiteral(", "));
    return tool.isLearning ? Behaviour::tr("%1; still learned").arg(text) : text;
}

QStringList deviationTexts(const model::SessionEvent& event)
{
    QStringList texts;
    constexpr qsizetype kLongest = 400;
    const auto details = QJsonDocument::fromJson(QByteArray::fromStdString(event.details)).object();
    for (const auto value : details.value(QLatin1String("deviations")).toArray()) {
        const auto deviation = value.toObject();
        auto sentence =
            displayText(deviation.value(QLatin1String("sentence")).toString().toStdString(), kLongest);
        if (sentence.isEmpty())
            continue;
        sentence[0] = sentence[0].toUpper();
        const auto number = [&](const char* name) {
            return static_cast<std::uint64_t>(std::max(deviation.value(QLatin1String(name)).toDouble(), 0.0));
        };
        texts << Behaviour::tr("%1 (compared with %2 on %3)")
                     .arg(sentence, callsText(number("calls")), daysText(number("days")));
    }
    return texts;
}

} // namespace gatehouse::text
