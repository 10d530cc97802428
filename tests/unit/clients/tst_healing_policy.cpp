// SPDX-License-Identifier: Apache-2.0
#include "core/clients/healing_policy.h"

#include <QtTest>

#include <chrono>
#include <random>

using namespace gatehouse;
using namespace gatehouse::clients;

using std::chrono::milliseconds;
using namespace std::chrono_literals;

class TestHealingPolicy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFileIsTakenOnceItWasQuietForTheWholePeriod();
    void everyWriteBeginsThePeriodAnew();
    void aFileThatIsNeverQuietIsTakenInTheEnd();
    void filesAreQuietEachForItself();
    void whatWasTakenIsForgotten();
    void anUnwrappedEntryIsProtectedAgain();
    void aMissingProtectedEntryIsOfferedAndNotWritten();
    void aNewEntryAsksAndIsNotWrapped();
    void anEntryThatNobodyEverProtectedIsLeftAlone();
    void nothingIsConcludedFromAFileThatCannotBeRead_data();
    void nothingIsConcludedFromAFileThatCannotBeRead();
    void oneRewriteTooManyStops();
    void aStoppedFileIsWrittenNoMore();
    void randomHistoriesNeverRewriteMoreThanTheLimitAllows();

private:
    static FileView fileWith(std::vector<EntryView> entries)
    {
        FileView file;
        file.path = "/h/mcp.json";
        file.entries = std::move(entries);
        return file;
    }
    static EntryView entry(const std::string& ref, bool isGuarded, bool asks = false)
    {
        EntryView view;
        view.ref = view.name = ref;
        view.isGuarded = isGuarded;
        view.asks = asks;
        return view;
    }
};

void TestHealingPolicy::aFileIsTakenOnceItWasQuietForTheWholePeriod()
{
    QuietFiles files;
    QVERIFY(!files.next());

    files.touched("/a", 100ms);

    QCOMPARE(files.next(), std::optional(HealingTime(2100)));
    QVERIFY(files.take(2099ms).empty());
    QCOMPARE(files.take(2100ms), std::vector<std::string>{"/a"});
}

void TestHealingPolicy::everyWriteBeginsThePeriodAnew()
{
    QuietFiles files;
    for (int at = 0; at <= 5000; at += 1000)
        files.touched("/a", milliseconds(at));

    QVERIFY(files.take(6999ms).empty());
    QCOMPARE(files.take(7000ms).size(), std::size_t{1});
}

void TestHealingPolicy::aFileThatIsNeverQuietIsTakenInTheEnd()
{
    QuietFiles files;
    milliseconds at{0};
    for (; files.take(at).empty(); at += 500ms)
        files.touched("/a", at);

    QCOMPARE(at, milliseconds(30'000));
}

void TestHealingPolicy::filesAreQuietEachForItself()
{
    QuietFiles files;
    files.touched("/b", 0ms);
    files.touched("/a", 1500ms);

    QCOMPARE(files.take(2000ms), std::vector<std::string>{"/b"});
    QCOMPARE(files.next(), std::optional(HealingTime(3500)));
}

void TestHealingPolicy::whatWasTakenIsForgotten()
{
    QuietFiles files;
    files.touched("/a", 0ms);
    QCOMPARE(files.take(2000ms).size(), std::size_t{1});

    QVERIFY(!files.next());
    QVERIFY(files.take(100'000ms).empty());
}

void TestHealingPolicy::anUnwrappedEntryIsProtectedAgain()
{
    const auto decision = decideHealing(fileWith({entry("a", false), entry("b", true)}), {"a", "b"}, 0);

    QCOMPARE(decision.protectAgain, std::vector<std::string>{"a"});
    QVERIFY(decision.putBack.empty() && decision.ask.empty() && !decision.stops);
}

void TestHealingPolicy::aMissingProtectedEntryIsOfferedAndNotWritten()
{
    const auto decision = decideHealing(fileWith({entry("b", true)}), {"a", "b"}, 0);

    QCOMPARE(decision.putBack, std::vector<std::string>{"a"});
    QVERIFY(decision.protectAgain.empty());
}

void TestHealingPolicy::aNewEntryAsksAndIsNotWrapped()
{
    const auto decision = decideHealing(fileWith({entry("new", false, true), entry("b", true)}), {"b"}, 0);

    QCOMPARE(decision.ask, std::vector<std::string>{"new"});
    QVERIFY(decision.protectAgain.empty());
}

void TestHealingPolicy::anEntryThatNobodyEverProtectedIsLeftAlone()
{
    QVERIFY(decideHealing(fileWith({entry("a", false)}), {}, 0) == HealingDecision());
}

void TestHealingPolicy::nothingIsConcludedFromAFileThatCannotBeRead_data()
{
    QTest::addColumn<int>("presence");
    QTest::newRow("unreadable") << static_cast<int>(FileView::Presence::Unreadable);
    QTest::newRow("missing") << static_cast<int>(FileView::Presence::Missing);
}

void TestHealingPolicy::nothingIsConcludedFromAFileThatCannotBeRead()
{
    QFETCH(int, presence);
    auto file = fileWith({entry("a", false)});
    file.presence = static_cast<FileView::Presence>(presence);

    QVERIFY(decideHealing(file, {"a", "gone"}, 0) == HealingDecision());
}

void TestHealingPolicy::oneRewriteTooManyStops()
{
    const auto file = fileWith({entry("a", false)});

    QVERIFY(!decideHealing(file, {"a"}, 2).stops);
    const auto decision = decideHealing(file, {"a"}, 3);

    QVERIFY(decision.stops);
    QVERIFY(decision.protectAgain.empty());
}

void TestHealingPolicy::aStoppedFileIsWrittenNoMore()
{
    auto file = fileWith({entry("a", false)});
    file.isStopped = true;

    const auto decision = decideHealing(file, {"a", "b"}, 0);

    QVERIFY(decision.protectAgain.empty() && !decision.stops);
    QCOMPARE(decision.putBack, std::vector<std::string>{"b"});
}

/// A client that unwraps at random times against a healer that follows every decision.
void TestHealingPolicy::randomHistoriesNeverRewriteMoreThanTheLimitAllows()
{
    const HealingLimits limits;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        std::mt19937 random(seed);
        auto file = fileWith({entry("a", true)});
        std::vector<milliseconds> rewrites;
        milliseconds now{0};
        const auto within = [&](milliseconds at) {
            return static_cast<std::size_t>(std::count_if(rewrites.begin(), rewrites.end(),
                [&](milliseconds one) { return one > at - limits.window; }));
        };
        for (int step = 0; step < 50; ++step) {
            now += milliseconds(random() % 300'000);
            file.entries.front().isGuarded = random() % 3 == 0;
            const auto decision = decideHealing(file, {"a"}, within(now), limits);
            file.isStopped = file.isStopped || decision.stops;
            if (!decision.protectAgain.empty()) {
                rewrites.push_back(now);
                file.entries.front().isGuarded = true;
            }
            QVERIFY2(within(now) <= limits.rewrites, qPrintable(QString::number(seed)));
        }
    }
}

QTEST_GUILESS_MAIN(TestHealingPolicy)
#include "tst_healing_policy.moc"
