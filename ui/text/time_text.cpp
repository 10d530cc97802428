// SPDX-License-Identifier: Apache-2.0
#include "ui/text/time_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace gatehouse::text {
namespace {

struct Time {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Time)
};

constexpr base::UnixMilliseconds kMinute = 60'000;
constexpr base::UnixMilliseconds kHour = 60 * kMinute;

/// The one place that says how exact times are shown.
QString localTime(base::UnixMilliseconds at, bool hasDay, bool hasMilliseconds)
{
    auto format = hasDay ? QStringLiteral("yyyy-MM-dd HH:mm:ss") : QStringLiteral("HH:mm:ss");
    if (hasMilliseconds)
        format += QStringLiteral(".zzz");
    return QDateTime::fromMSecsSinceEpoch(at).toString(format);
}

} // namespace

QString relativeTime(base::UnixMilliseconds at, base::UnixMilliseconds now)
{
    if (at <= 0)
        return Time::tr("never");
    const auto then = QDateTime::fromMSecsSinceEpoch(at);
    const auto age = now - at;
    if (age >= 0 && age < kMinute)
        return Time::tr("just now");
    if (age >= 0 && age < kHour)
        return Time::tr("%1 min ago").arg(age / kMinute);
    const auto days = then.date().daysTo(QDateTime::fromMSecsSinceEpoch(now).date());
    const auto hour = then.toString(QStringLiteral("HH:mm"));
    if (days == 0)
        return Time::tr("today %1").arg(hour);
    if (days == 1)
        return Time::tr("yesterday %1").arg(hour);
    return QLocale().toString(then.date(), QStringLiteral("d MMM yyyy"));
}

QString clockTime(base::UnixMilliseconds at)
{
    return localTime(at, false, false);
}

QString exactTime(base::UnixMilliseconds at)
{
    return at <= 0 ? Time::tr("never") : localTime(at, true, false);
}

QString timeToTheMillisecond(base::UnixMilliseconds at)
{
    return at <= 0 ? Time::tr("never") : localTime(at, true, true);
}

QString durationText(std::int64_t microseconds)
{
    if (microseconds < 0)
        return {};
    const double milliseconds = static_cast<double>(microseconds) / 1000.0;
    const QLocale locale;
    if (milliseconds < 10)
        return Time::tr("%1 ms").arg(locale.toString(milliseconds, 'f', 1));
    if (milliseconds < 1000)
        return Time::tr("%1 ms").arg(locale.toString(milliseconds, 'f', 0));
    if (milliseconds < 60'000)
        return Time::tr("%1 s").arg(locale.toString(milliseconds / 1000, 'f', 1));
    const auto seconds = microseconds / 1'000'000;
    return Time::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

QString sizeText(std::uint64_t bytes)
{
    constexpr double kKilo = 1024;
    const QLocale locale;
    const auto amount = static_cast<double>(bytes);
    if (amount < kKilo)
        return Time::tr("%1 B").arg(bytes);
    if (amount < kKilo * kKilo)
        return Time::tr("%1 KB").arg(locale.toString(amount / kKilo, 'f', 1));
    return Time::tr("%1 MB").arg(locale.toString(amount / kKilo / kKilo, 'f', 1));
}

} // namespace gatehouse::text
