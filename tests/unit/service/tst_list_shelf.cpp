// SPDX-License-Identifier: Apache-2.0
#include "core/service/list_shelf.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/intelligence/assess.h"
#include "core/policy/snapshot.h"
#include "core/service/command_requests.h"
#include "core/service/list_requests.h"
#include "tests/unit/service/list_home.h"

#include <QFile>

using namespace gatehouse;
using namespace gatehouse::service;
using namespace gatehouse::tests;

/// Lists that are imported: whose, in which order, and what becomes of it.
class TestListShelf : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aListOfATrustedKeyIsTakenAndHolds();
    void aValidSignatureOfAnotherKeyIsNotEnough();
    void aKeyThatIsTrustedNoMoreTakesItsListAlong();
    void whatIsBrokenChangesNothing();
    void anOlderListIsNeverTakenAgain_data();
    void anOlderListIsNeverTakenAgain();
    void theSameListIsTakenOnce();
    void aCrashBetweenTheLineAndTheFileIsMadeWholeByImportingAgain();
    void anExpiredListHoldsAndSaysSo();
    void aTrialTakesNothing();
    void theSecondOfTwoAtOnceIsLockedOut();
    void anOrganisationsListNeedsNoWordOfTheUser();
    void anOrganisationsKeyIsNotTheUsersToTakeBack();
    void anAllowedServerIsAskedAboutAgain();
    void aDecisionHoldsAgainstWhatItKnewAlone();
    void theCommandLineMustNameWhatItAllows();
    void aGrantOfAWrappersJournalIsNoKey();
};

void TestListShelf::aListOfATrustedKeyIsTakenAndHolds()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QCOMPARE(home.table(), std::string());

    const auto taken = importList(*ledger, home.write(listOf(1)));

    QVERIFY2(taken, taken ? "" : taken.error().detail.c_str());
    QCOMPARE(taken->malicious, 1U);
    QCOMPARE(home.count("list-imported"), 1);
    const auto table = openKnownTable(home.places);
    QVERIFY(table);
    QCOMPARE(intelligence::stoppingIssues(*table, evilLaunch())->size(), std::size_t{1});
    const auto settings = policy::Snapshot::open(home.places.snapshot)->settings();
    QCOMPARE(settings.classes.size(), std::size_t{1});
    QCOMPARE(settings.classes.front().name, std::string("list-beacon"));
}

void TestListShelf::aValidSignatureOfAnotherKeyIsNotEnough()
{
    const ListHome home;
    const auto ledger = home.listLedger();

    const auto taken = importList(*ledger, home.write(listOf(1)));

    QCOMPARE(codeOf(taken), QByteArray("intelligence-untrusted-key"));
    QVERIFY(taken.error().detail.find(
                intelligence::fingerprint(intelligence::idOfKey(home.key.publicKey()))) != std::string::npos);
    QCOMPARE(home.count("list-imported"), 0);
}

void TestListShelf::aKeyThatIsTrustedNoMoreTakesItsListAlong()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));

    QVERIFY(trustListKey(*ledger, home.key.publicKey(), "Tester", false));

    QCOMPARE(home.table(), std::string());
    QVERIFY(!QDir(QString::fromStdString(home.places.stateFolder + "/lists")).exists() ||
        QDir(QString::fromStdString(home.places.stateFolder + "/lists")).isEmpty());
    QCOMPARE(codeOf(importList(*ledger, home.write(listOf(2)))), QByteArray("intelligence-untrusted-key"));
}

void TestListShelf::whatIsBrokenChangesNothing()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));
    const auto before = home.table();
    auto bytes = *intelligence::sealBundle(listOf(2), home.key);
    auto flipped = bytes;
    flipped.back() = ' ';

    QCOMPARE(codeOf(importList(*ledger, home.writeBytes(flipped, "flipped"))),
        QByteArray("intelligence-signature"));
    QCOMPARE(codeOf(importList(*ledger, home.writeBytes(bytes.substr(0, 50), "cut"))),
        QByteArray("intelligence-format"));
    QCOMPARE(codeOf(importList(*ledger, home.writeBytes("{}", "other"))), QByteArray("intelligence-format"));
    QCOMPARE(codeOf(importList(*ledger, home.places.home + "/nothing")), QByteArray("not-found"));
    QFile huge(QString::fromStdString(home.places.home + "/huge"));
    QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(65 << 20));
    QCOMPARE(codeOf(importList(*ledger, home.places.home + "/huge")), QByteArray("too-large"));
    QCOMPARE(home.table(), before);
    QCOMPARE(home.count("list-imported"), 1);
}

void TestListShelf::anOlderListIsNeverTakenAgain_data()
{
    QTest::addColumn<QStringList>("forgotten"); // below the home, before the old one is tried
    QTest::newRow("all is there") << QStringList();
    QTest::newRow("the database is lost")
        << QStringList{QStringLiteral(".local/share/gatehouse/gatehouse.db")};
    QTest::newRow("database and journals are lost")
        << QStringList{QStringLiteral(".local/share/gatehouse/gatehouse.db"),
               QStringLiteral(".local/state/gatehouse/journal")};
    QTest::newRow("the file is lost") << QStringList{QStringLiteral(".local/share/gatehouse/lists")};
}

void TestListShelf::anOlderListIsNeverTakenAgain()
{
    QFETCH(QStringList, forgotten);
    const ListHome home;
    {
        const auto ledger = home.listLedger();
        home.trust(*ledger);
        QVERIFY(importList(*ledger, home.write(listOf(5))));
    }
    for (const auto& name : forgotten) {
        const auto path = QString::fromStdString(home.places.home) + QLatin1Char('/') + name;
        if (QFileInfo(path).isDir()) {
            QVERIFY(QDir(path).removeRecursively());
        } else {
            for (const auto* const more : {"", "-wal", "-shm"})
                QFile::remove(path + QLatin1String(more));
        }
    }
    const auto ledger = home.listLedger();
    home.trust(*ledger);

    QCOMPARE(codeOf(importList(*ledger, home.write(listOf(4)))), QByteArray("intelligence-roll-back"));
    auto other = listOf(5);
    other.head.title = "Another one of the same number";
    QCOMPARE(codeOf(importList(*ledger, home.write(other))), QByteArray("intelligence-roll-back"));
    QCOMPARE(codeOf(importList(*ledger, home.write(listOf(6)))), QByteArray("taken"));
}

void TestListShelf::theSameListIsTakenOnce()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    const auto path = home.write(listOf(1));
    QVERIFY(importList(*ledger, path));

    const auto again = importList(*ledger, path);

    QVERIFY(again && again->isSame);
    QCOMPARE(home.count("list-imported"), 1);
}

void TestListShelf::aCrashBetweenTheLineAndTheFileIsMadeWholeByImportingAgain()
{
    const ListHome home;
    const auto path = home.write(listOf(3));
    {
        const auto ledger = home.listLedger();
        home.trust(*ledger);
        // The folder cannot be made: as a full disk, or a kill, between the two.
        QVERIFY(base::replaceFile(home.places.dataFolder + "/lists", "", 0600));
        QVERIFY(!importList(*ledger, path));
        QCOMPARE(home.table(), std::string());
        QVERIFY(QFile::remove(QString::fromStdString(home.places.dataFolder + "/lists")));
    }
    const auto ledger = home.listLedger();

    QCOMPARE(codeOf(importList(*ledger, home.write(listOf(2), "old"))), QByteArray("intelligence-roll-back"));
    QCOMPARE(codeOf(importList(*ledger, path)), QByteArray("taken"));
    QVERIFY(!home.table().empty());
}

void TestListShelf::anExpiredListHoldsAndSaysSo()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    auto old = listOf(1);
    old.head.expires = 1;

    const auto taken = importList(*ledger, home.write(old));

    QVERIFY(taken && taken->isExpired);
    QVERIFY(openKnownTable(home.places));
}

void TestListShelf::aTrialTakesNothing()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    auto allowed = card(evilLaunch());
    QVERIFY(ledger->decide(allowed, {.choice = model::Choice::Always}));

    const auto preview = checkList(*ledger, home.write(listOf(1)));

    QVERIFY(preview);
    QCOMPARE(preview->stops, (std::vector<std::string>{"notes"}));
    QCOMPARE(home.table(), std::string());
    QCOMPARE(home.count("list-imported"), 0);
}

void TestListShelf::theSecondOfTwoAtOnceIsLockedOut()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    const auto second = Ledger::open(home.options("cli"));
    QVERIFY(!second);
    QCOMPARE(second.error().code, base::ErrorCode::Locked);
}

void TestListShelf::anOrganisationsListNeedsNoWordOfTheUser()
{
    const ListHome home;
    home.writeBytes("# ours\n" + intelligence::toText(home.key.publicKey()) + "\n", "etc/lists.keys");
    home.write(listOf(1), "etc/lists.bundle");
    const auto ledger = home.listLedger();
    QVERIFY(ledger->publishSnapshot());

    auto identity = evilLaunch();
    identity.executable.hash = base::sha256("dropper");
    const auto table = openKnownTable(home.places);
    QVERIFY(table);
    const auto issues = intelligence::stoppingIssues(*table, identity);
    QCOMPARE(issues->size(), std::size_t{2});
    QVERIFY(issues->front().isFinal);

    // Another list in its place is another snapshot, which wrappers see by the file's stamp.
    const auto snapshot = policy::Snapshot::open(home.places.snapshot);
    QVERIFY(policy::isFresh(*snapshot));
    home.write(listOf(2), "etc/lists.bundle");
    QVERIFY(!policy::isFresh(*snapshot));
    const auto before = home.table();
    QVERIFY(ledger->publishSnapshot());
    QVERIFY(home.table() != before);
    QVERIFY(policy::isFresh(*policy::Snapshot::open(home.places.snapshot)));
}

void TestListShelf::anOrganisationsKeyIsNotTheUsersToTakeBack()
{
    const ListHome home;
    home.writeBytes(intelligence::toText(home.key.publicKey()), "etc/lists.keys");
    const auto ledger = home.listLedger();
    QCOMPARE(codeOf(trustListKey(*ledger, home.key.publicKey(), "x", false)), QByteArray("invalid-argument"));

    home.writeBytes("something else\n", "etc/lists.keys");
    QCOMPARE(codeOf(ledger->publishSnapshot()), QByteArray("invalid-argument"));
}

void TestListShelf::anAllowedServerIsAskedAboutAgain()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(ledger->decide(card(evilLaunch()), {.choice = model::Choice::Always}));
    QVERIFY(importList(*ledger, home.write(listOf(1))));

    const auto explained = ledger->explain(card(evilLaunch()));

    QVERIFY(explained && *explained);
    QCOMPARE((*explained)->known.size(), std::size_t{1});
    QCOMPARE((*explained)->known.front().id, std::string("MAL-1"));
}

void TestListShelf::aDecisionHoldsAgainstWhatItKnewAlone()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));
    const auto known = ledger->explain(card(evilLaunch())).value();
    QVERIFY(known);

    const auto decision = ledger->decide(*known, {.choice = model::Choice::Always});

    QCOMPARE(decision->despite, (std::vector<std::string>{"MAL-1"}));
    QVERIFY(!*ledger->explain(card(evilLaunch()))); // answered
    auto more = listOf(2);
    more.advisories.push_back(more.advisories.front());
    more.advisories.back().id = "MAL-2";
    QVERIFY(importList(*ledger, home.write(more)));
    const auto again = ledger->explain(card(evilLaunch())).value();
    QVERIFY(again);
    QCOMPARE(again->known.size(), std::size_t{2});
}

void TestListShelf::theCommandLineMustNameWhatItAllows()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));
    {
        auto writer = home.wrapperJournal("one");
        writer.append(lifeCycle("session-start", startOf(evilLaunch())));
        writer.append(lifeCycle("pending", pendingOf(evilLaunch())));
        QVERIFY(writer.flush());
    }
    QVERIFY(ledger->foldAll());
    const TableProcesses processes;
    const auto id = trust::cardId(evilLaunch());

    const auto allow = [&](std::vector<std::string> despite) {
        return decideNamed(*ledger, processes, {id, model::Choice::Always, 0, {}, std::move(despite)});
    };

    const auto refused = allow({});
    QCOMPARE(codeOf(refused), QByteArray("known-malicious"));
    QVERIFY(refused.error().detail.find("MAL-1") != std::string::npos);
    QCOMPARE(codeOf(allow({"MAL-2"})), QByteArray("known-malicious"));
    QCOMPARE(codeOf(allow({"MAL-1"})), QByteArray("taken"));
}

void TestListShelf::aGrantOfAWrappersJournalIsNoKey()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    {
        auto writer = home.wrapperJournal("one");
        writer.append(lifeCycle("session-start", startOf(evilLaunch())));
        const auto open = home.key.publicKey();
        writer.append(lifeCycle("list-key",
            R"({"key":")" + base::toHex(intelligence::idOfKey(open)) + R"(","publicKey":")" +
                intelligence::toText(open) + R"(","name":"x","trusted":true})"));
        QVERIFY(writer.flush());
    }
    QVERIFY(ledger->foldAll());

    QCOMPARE(codeOf(importList(*ledger, home.write(listOf(1)))), QByteArray("intelligence-untrusted-key"));
}

QTEST_GUILESS_MAIN(TestListShelf)
#include "tst_list_shelf.moc"
