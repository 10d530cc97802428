// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/arming.h"

#include <QSignalSpy>
#include <QTest>

using gatehouse::widgets::Arming;
using gatehouse::widgets::kDeadMilliseconds;

class TestArming : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isDeadAfterEveryDisturbance();
    void isDeadAfterFocusCameBack();
    void pressThatActivatesAnAimedAtWindowCounts();
    void pressAfterAnUncoveringDoesNotCount();
    void laterPressAfterAnActivationByHandDoesNotCount();
    void tellsWhenItIsArmed();
};

void TestArming::isDeadAfterEveryDisturbance()
{
    qint64 now = 0;
    Arming arming(nullptr, [&now] { return now; });
    QVERIFY(!arming.isArmed());

    now = kDeadMilliseconds - 1;
    QVERIFY(!arming.isArmed());
    QVERIFY(!arming.isArmedForPress());
    now = kDeadMilliseconds;
    QVERIFY(arming.isArmed());
    arming.disturb();
    QVERIFY(!arming.isArmed());
    QVERIFY(!arming.isArmedForPress());
}

void TestArming::isDeadAfterFocusCameBack()
{
    qint64 now = 0;
    Arming arming(nullptr, [&now] { return now; });
    now = 5000;

    arming.activated();

    QVERIFY(!arming.isArmed());
    QVERIFY(!arming.isArmedForPress());
    now = 5000 + kDeadMilliseconds;
    QVERIFY(arming.isArmed());
}

void TestArming::pressThatActivatesAnAimedAtWindowCounts()
{
    qint64 now = 0;
    Arming arming(nullptr, [&now] { return now; });
    now = 5000;
    arming.pointerEntered();
    now = 5400;

    arming.activated();
    now = 5410;

    QVERIFY(arming.isArmedForPress());
    QVERIFY(!arming.isArmed());
}

void TestArming::pressAfterAnUncoveringDoesNotCount()
{
    qint64 now = 0;
    Arming arming(nullptr, [&now] { return now; });
    now = 5000;
    arming.pointerEntered();

    arming.activated();

    QVERIFY(!arming.isArmedForPress());
}

void TestArming::laterPressAfterAnActivationByHandDoesNotCount()
{
    qint64 now = 0;
    Arming arming(nullptr, [&now] { return now; });
    now = 5000;
    arming.pointerEntered();
    now = 6000;

    arming.activated();
    now = 6300;

    QVERIFY(!arming.isArmedForPress());
}

void TestArming::tellsWhenItIsArmed()
{
    Arming arming;
    QSignalSpy changed(&arming, &Arming::armedChanged);

    arming.disturb();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toBool(), false);

    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 2, 3000);
    QCOMPARE(changed[1][0].toBool(), true);
    QVERIFY(arming.isArmed());
}

QTEST_GUILESS_MAIN(TestArming)
#include "tst_arming.moc"
