// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/service/list_shelf.h"
#include "core/service/reputation_reader.h"
#include "tests/unit/service/list_home.h"

using namespace gatehouse;
using namespace gatehouse::service;
using namespace gatehouse::tests;

/// What imported lists say is part of the scores that are shown.
class TestListReputation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatListsSayCostsReputation();
    void aClientIsToldWithTheScoreOfItsWeakestServer();
};

void TestListReputation::whatListsSayCostsReputation()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(ledger->decide(card(evilLaunch()), {.choice = model::Choice::Always}));
    QVERIFY(importList(*ledger, home.write(listOf(1))));

    const auto all = readAllReputations(ledger->database(), openKnownTable(home.places),
        home.places.stateFolder + "/pins", base::SystemClock().now());

    QVERIFY2(all, all ? "" : all.error().detail.c_str());
    const auto& server = all->servers.at("0123456789abcdef");
    QCOMPARE(server.score, 0);
    QCOMPARE(server.level, model::TrustLevel::Low);
    QCOMPARE(server.parts.front().reason, model::ReputationReason::Malicious);
    QCOMPARE(server.parts.front().names, (std::vector<std::string>{"MAL-1"}));
    QCOMPARE(all->packages.at("npm evil 1.0.0").score, 0);

    // The window asks for one at a time, and is told the same.
    const auto around = ledger->relations("0123456789abcdef");
    QVERIFY2(around && around->package, around ? "" : around.error().detail.c_str());
    QCOMPARE(around->package->name, std::string("npm evil 1.0.0"));
    QCOMPARE(around->package->reputation, all->packages.at("npm evil 1.0.0"));
    QVERIFY(!ledger->relations("fedcba9876543210")->package);
}

void TestListReputation::aClientIsToldWithTheScoreOfItsWeakestServer()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    {
        auto writer = home.wrapperJournal("one");
        writer.append(lifeCycle("session-start", startOf(evilLaunch())));
        QVERIFY(writer.flush());
    }
    QVERIFY(ledger->foldAll());
    QVERIFY(ledger->decide(card(evilLaunch()), {.choice = model::Choice::Always}));
    QVERIFY(importList(*ledger, home.write(listOf(1))));

    const auto all = ledger->reputations();
    QVERIFY(all);
    QCOMPARE(all->clients.size(), std::size_t{1});
    const auto& [client, score] = *all->clients.begin();
    const auto told = ledger->clientRelations(client);

    QVERIFY2(told && told->reputation, told ? "" : told.error().detail.c_str());
    QCOMPARE(*told->reputation, score);
    QCOMPARE(told->reputation->parts.front().reason, model::ReputationReason::WeakestServer);
    QCOMPARE(told->reputation->parts.front().points, -25);
    QVERIFY(!ledger->clientRelations("nobody")->reputation);
}

QTEST_GUILESS_MAIN(TestListReputation)
#include "tst_list_reputation.moc"
