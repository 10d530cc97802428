// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/store/pending_store.h"
#include "core/store/registry_store.h"

using namespace gatehouse;
using namespace gatehouse::store;

namespace {

PendingAsk askAt(base::UnixMilliseconds at, const std::string& card = "c")
{
    return {card, launch("ref"), "digest-" + card, "cursor", "not-approved", false, at};
}

} // namespace

class TestPendingStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<StoreFixture>();
        m_pending = std::make_unique<PendingStore>(m_store->database());
    }
    void anAskMakesACard();
    void asksOfOneCardAreOneCardInAnyOrder();
    void ofTwoQuestionsWithOneCardTheFirstHasIt();
    void aCardOfProbesBecomesACardWhenMoreAsks();
    void aDecisionClosesTheCardUntilItIsAskedAgain();
    void whatWasUndoneAnswersNothing();
    void resolvingClosesTheCardUntilItIsAskedAgain();
    void cardsAreListedByTheirLastAsk();

private:
    std::unique_ptr<StoreFixture> m_store;
    std::unique_ptr<PendingStore> m_pending;
};

void TestPendingStore::anAskMakesACard()
{
    QVERIFY(m_pending->ask(askAt(10)).hasValue());
    QVERIFY(!m_pending->ask(askAt(10, "")));

    const auto cards = m_pending->open().value();

    QCOMPARE(cards.size(), 1U);
    QCOMPARE(cards[0].id, std::string("c"));
    QVERIFY(cards[0].identity == launch("ref"));
    QCOMPARE(cards[0].identityDigest, std::string("digest-c"));
    QCOMPARE(cards[0].clientName, std::string("cursor"));
    QCOMPARE(cards[0].firstAsked, 10);
    QCOMPARE(m_pending->reasonOf("c").value(), std::string("not-approved"));
    QVERIFY(!m_pending->find("d").value());
}

void TestPendingStore::asksOfOneCardAreOneCardInAnyOrder()
{
    auto early = askAt(10);
    early.clientName = "early";
    early.reason = "first";
    auto late = askAt(30);
    late.clientName = "";
    late.reason = "last";
    for (const auto& asks : {std::vector{early, askAt(20), late}, std::vector{late, early, askAt(20)}}) {
        init();
        for (const auto& ask : asks)
            QVERIFY(m_pending->ask(ask).hasValue());

        const auto card = m_pending->find("c").value();

        QCOMPARE(card->firstAsked, 10);
        QCOMPARE(card->lastAsked, 30);
        QVERIFY(!card->clientName.empty());
        QCOMPARE(m_pending->reasonOf("c").value(), std::string("last"));
    }
}

/// Ids of forty bits can be made to meet: what was not shown is not approved under what was.
void TestPendingStore::ofTwoQuestionsWithOneCardTheFirstHasIt()
{
    auto other = askAt(20);
    other.identityDigest = "digest-other";
    other.identity = launch("other");
    other.clientName = "other";
    other.reason = "other";
    for (const auto& asks : {std::vector{askAt(10), other, askAt(15)},
             std::vector{other, askAt(10), askAt(15)}, std::vector{other, other, askAt(15), askAt(10)}}) {
        init();
        for (const auto& ask : asks)
            QVERIFY(m_pending->ask(ask).hasValue());

        const auto card = m_pending->find("c").value();

        QCOMPARE(card->identityDigest, std::string("digest-c"));
        QVERIFY(card->identity == launch("ref"));
        QCOMPARE(card->clientName, std::string("cursor"));
        QCOMPARE(m_pending->reasonOf("c").value(), std::string("not-approved"));
        QCOMPARE(card->firstAsked, 10);
        QCOMPARE(card->lastAsked, 15);
    }
}

void TestPendingStore::aCardOfProbesBecomesACardWhenMoreAsks()
{
    auto probe = askAt(10);
    probe.isProbe = true;
    QVERIFY(m_pending->ask(probe).hasValue());
    QVERIFY(m_pending->find("c").value()->isProbe);

    QVERIFY(m_pending->ask(askAt(20)).hasValue());
    probe.at = 30;
    QVERIFY(m_pending->ask(probe).hasValue());

    QVERIFY(!m_pending->find("c").value()->isProbe);
}

void TestPendingStore::aDecisionClosesTheCardUntilItIsAskedAgain()
{
    QVERIFY(m_pending->ask(askAt(10)).hasValue());
    RegistryStore registry(m_store->database());
    QVERIFY(registry.add(approval("old", "digest-c", 5)).hasValue());
    QVERIFY(registry.add(approval("else", "digest-x", 20)).hasValue());
    QCOMPARE(m_pending->open()->size(), 1U);

    QVERIFY(registry.add(approval("now", "digest-c", 15)).hasValue());
    QVERIFY(m_pending->open()->empty());

    QVERIFY(m_pending->ask(askAt(16)).hasValue());
    QCOMPARE(m_pending->open()->size(), 1U);
}

void TestPendingStore::whatWasUndoneAnswersNothing()
{
    QVERIFY(m_pending->ask(askAt(10)).hasValue());
    RegistryStore registry(m_store->database());
    QVERIFY(registry.add(approval("now", "digest-c", 10)).hasValue()); // in the same millisecond
    QVERIFY(m_pending->open()->empty());

    QVERIFY(registry.revoke("now", 10, "undone").hasValue());
    QCOMPARE(m_pending->open()->size(), 1U);

    QVERIFY(registry.add(approval("later", "digest-c", 11)).hasValue());
    QVERIFY(registry.revoke("later", 12, "used").hasValue());
    QVERIFY(m_pending->open()->empty());
}

void TestPendingStore::resolvingClosesTheCardUntilItIsAskedAgain()
{
    QVERIFY(m_pending->ask(askAt(10)).hasValue());
    QVERIFY(m_pending->resolve("c", 9).hasValue());
    QCOMPARE(m_pending->open()->size(), 1U);

    QVERIFY(m_pending->resolve("c", 10).hasValue());
    QVERIFY(m_pending->open()->empty());
    QVERIFY(m_pending->find("c").value());

    QVERIFY(m_pending->ask(askAt(11)).hasValue());
    QCOMPARE(m_pending->open()->size(), 1U);
}

void TestPendingStore::cardsAreListedByTheirLastAsk()
{
    for (const auto& ask : {askAt(10, "a"), askAt(30, "b"), askAt(20, "c")})
        QVERIFY(m_pending->ask(ask).hasValue());

    const auto cards = m_pending->open().value();

    QCOMPARE(cards.size(), 3U);
    QCOMPARE(cards[0].id + cards[1].id + cards[2].id, std::string("bca"));
}

QTEST_APPLESS_MAIN(TestPendingStore)
#include "tst_pending_store.moc"
