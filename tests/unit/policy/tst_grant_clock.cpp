// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/policy/grant_clock.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::policy;

/// How late it is for a decision that ends, whatever becomes of the clock.
class TestGrantClock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMomentThatCounts_data();
    void theMomentThatCounts();
    void setBackAgainAndAgainItIsNotProlonged_data();
    void setBackAgainAndAgainItIsNotProlonged();
    void whatHasNoMarkIsOverAndStaysSo();
    void otherFilesDoNotMatter();
    void allowsOnToolsAreMarkedByWhatEnds();
    void whatIsNoMarkSaysNothing_data();
    void whatIsNoMarkSaysNothing();

private:
    QTemporaryDir m_folder;
    std::string folder() const { return m_folder.filePath(QStringLiteral("grants")).toStdString(); }
};

namespace {

constexpr qint64 kHour = 3'600'000;
constexpr qint64 kStart = 1'700'000'000'000;

} // namespace

void TestGrantClock::theMomentThatCounts_data()
{
    QTest::addColumn<qint64>("now");
    QTest::addColumn<QString>("boot"); // of this machine's start; empty: not known
    QTest::addColumn<qint64>("up");
    QTest::addColumn<qint64>("moment");
    // The mark: an hour after the start of all, seen 5,000 ms after the machine's start "a".
    QTest::newRow("the clock goes on") << kStart + 2 * kHour << "a" << qint64{5000} << kStart + 2 * kHour;
    QTest::newRow("the clock was set back") << kStart << "a" << qint64{5000} << kStart + kHour;
    QTest::newRow("set back, and a while went by") << kStart << "a" << qint64{9000} << kStart + kHour + 4000;
    QTest::newRow("another start of the machine") << kStart << "b" << qint64{9000} << kStart + kHour;
    QTest::newRow("up for less than before") << kStart << "a" << qint64{1000} << kStart + kHour;
    QTest::newRow("the system does not tell") << kStart << "" << qint64{0} << kStart + kHour;
}

void TestGrantClock::theMomentThatCounts()
{
    QFETCH(qint64, now);
    QFETCH(QString, boot);
    QFETCH(qint64, up);
    QFETCH(qint64, moment);
    const GrantMark mark{kStart + kHour, base::BootMoment{"a", 5000}};
    const auto since =
        boot.isEmpty() ? std::nullopt : std::optional(base::BootMoment{boot.toStdString(), up});
    QCOMPARE(qint64{momentFor(mark, now, since)}, moment);
}

void TestGrantClock::setBackAgainAndAgainItIsNotProlonged_data()
{
    QTest::addColumn<bool>("restarts");
    QTest::newRow("while the machine is up") << false;
    QTest::newRow("with a restart each time") << true;
}

/// Sessions of an hour each, and the clock set back to the beginning before each: of a grant of four hours at
/// most four hours are used.
void TestGrantClock::setBackAgainAndAgainItIsNotProlonged()
{
    QFETCH(bool, restarts);
    const auto ends = kStart + 4 * kHour;
    const auto marks = folder() + (restarts ? "-restarted" : "-up");
    std::int64_t up = 0;
    QVERIFY(beginGrant(marks, "0123", kStart, base::BootMoment{"boot0", up}));
    int hours = 0;
    for (int round = 0; round < 20; ++round) {
        const auto boot = [&] {
            return base::BootMoment{restarts ? "boot" + std::to_string(round) : "boot0", up};
        };
        const auto moment = grantMoment(marks, "0123", kStart, boot()).value();
        if (moment >= ends)
            break;
        ++hours;
        up += kHour;
        QVERIFY(keepGrantMoment(marks, "0123", moment + kHour, boot()));
    }
    QCOMPARE(hours, 4);
}

void TestGrantClock::whatHasNoMarkIsOverAndStaysSo()
{
    const auto marks = folder() + "-gone";
    const auto isOver = [&] {
        return isGrantOver("0123", kStart + kHour, kStart, grantMomentsIn(marks, kStart, std::nullopt));
    };
    QVERIFY(isOver());
    QVERIFY(beginGrant(marks, "0123", kStart, std::nullopt));
    QVERIFY(!isOver());
    forgetGrant(marks, "0123");
    QVERIFY(isOver());

    // A wrapper that still runs by it makes it hold no more.
    QVERIFY(keepGrantMoment(marks, "0123", kStart, std::nullopt));

    QVERIFY(isOver());
    QVERIFY(!isGrantOver("0123", 0, kStart, grantMomentsIn(marks, kStart, std::nullopt))); // it never ends
}

void TestGrantClock::otherFilesDoNotMatter()
{
    const auto marks = folder() + "-full";
    QVERIFY(base::makePrivateFolder(marks));
    for (int dummy = 0; dummy < 10'000; ++dummy) {
        QFile file(QString::fromStdString(marks + "/0000-" + std::to_string(dummy)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("1\n");
    }
    QVERIFY(beginGrant(marks, "ffff", kStart + kHour, std::nullopt));

    QCOMPARE(qint64{grantMoment(marks, "ffff", kStart, std::nullopt).value()}, kStart + kHour);
    QCOMPARE(grantMarks(marks).size(), std::size_t{10'001});
}

void TestGrantClock::allowsOnToolsAreMarkedByWhatEnds()
{
    const auto command = base::sha256("node server.js");
    const auto id = toolGrantId("ref", command, kStart);
    QVERIFY(beginGrant(folder() + "-tools", id, kStart, std::nullopt)); // a plain name
    QCOMPARE(toolGrantId("ref", command, kStart), id);
    QVERIFY(toolGrantId("ref", command, kStart + 1) != id);
    QVERIFY(toolGrantId("ref2", command, kStart) != id);
    QVERIFY(toolGrantId("ref", base::sha256("another"), kStart) != id);
}

void TestGrantClock::whatIsNoMarkSaysNothing_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray("0123") << QByteArray();
    QTest::newRow("words") << QByteArray("0123") << QByteArray("late");
    QTest::newRow("large") << QByteArray("0123") << QByteArray(5000, '1');
    QTest::newRow("another name") << QByteArray("A.b") << QByteArray("5\n");
}

void TestGrantClock::whatIsNoMarkSaysNothing()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, bytes);
    QTemporaryDir other;
    const auto path = other.filePath(QString::fromUtf8(name)).toStdString();
    QVERIFY(base::replaceFile(path, bytes.toStdString(), 0600));
    const auto moments = grantMomentsIn(other.path().toStdString(), kStart, std::nullopt);
    QVERIFY(!moments(name.toStdString()));
    QVERIFY(isGrantOver(name.toStdString(), kStart + kHour, kStart, moments));
    QVERIFY(!beginGrant(folder(), "../x", kStart, std::nullopt));
    QVERIFY(!keepGrantMoment(folder(), "../x", kStart, std::nullopt));
}

QTEST_GUILESS_MAIN(TestGrantClock)
#include "tst_grant_clock.moc"
