// SPDX-License-Identifier: Apache-2.0
#include "ui/text/time_text.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace gatehouse::text;

class TestTimeText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void saysHowLongAgo();
    void exactTimesStopAtTheSecond();
    void durationsGrowTheirUnit();
    void sizesGrowTheirUnit();
};

void TestTimeText::saysHowLongAgo()
{
    const auto now = QDateTime(QDate(2026, 11, 22), QTime(14, 0)).toMSecsSinceEpoch();

    QCOMPARE(relativeTime(0, now), QStringLiteral("never"));
    QCOMPARE(relativeTime(now - 59'999, now), QStringLiteral("just now"));
    QCOMPARE(relativeTime(now - 4 * 60'000, now), QStringLiteral("4 min ago"));
    QCOMPARE(relativeTime(now - 2 * 3'600'000, now), QStringLiteral("today 12:00"));
    QCOMPARE(relativeTime(now - 20 * 3'600'000, now), QStringLiteral("yesterday 18:00"));
    QCOMPARE(relativeTime(now - 24LL * 19 * 3'600'000, now), QStringLiteral("3 Nov 2026"));
    QCOMPARE(relativeTime(now + 5000, now), QStringLiteral("today 14:00"));
}

void TestTimeText::exactTimesStopAtTheSecond()
{
    const auto at = QDateTime(QDate(2026, 11, 22), QTime(14, 2, 7, 123)).toMSecsSinceEpoch();

    QCOMPARE(clockTime(at), QStringLiteral("14:02:07"));
    QCOMPARE(exactTime(at), QStringLiteral("2026-11-22 14:02:07"));
    QCOMPARE(timeToTheMillisecond(at), QStringLiteral("2026-11-22 14:02:07.123"));
    QCOMPARE(exactTime(0), QStringLiteral("never"));
    QCOMPARE(timeToTheMillisecond(0), QStringLiteral("never"));
}

void TestTimeText::durationsGrowTheirUnit()
{
    QCOMPARE(durationText(-1), QString());
    QCOMPARE(durationText(240), QStringLiteral("0.2 ms"));
    QCOMPARE(durationText(41'000), QStringLiteral("41 ms"));
    QCOMPARE(durationText(1'300'000), QStringLiteral("1.3 s"));
    QCOMPARE(durationText(250'000'000), QStringLiteral("4 min 10 s"));
}

void TestTimeText::sizesGrowTheirUnit()
{
    QCOMPARE(sizeText(812), QStringLiteral("812 B"));
    QCOMPARE(sizeText(4096), QStringLiteral("4.0 KB"));
    QCOMPARE(sizeText(1'572'864), QStringLiteral("1.5 MB"));
}

QTEST_GUILESS_MAIN(TestTimeText)
#include "tst_time_text.moc"
