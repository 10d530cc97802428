// SPDX-License-Identifier: Apache-2.0
#include "core/service/approval_queue.h"

#include "core/policy/admission.h"
#include "core/service/store_thread.h"
#include "tests/unit/service/service_home.h"

#include <QSignalSpy>

using namespace gatehouse;
using namespace gatehouse::service;

class TestApprovalQueue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void manyWrappersOfOneEntryAreOneCard();
    void aProbeBecomesACardAfterAWhile();
    void aCardStaysUntilTheJournalsHaveSpoken();
    void anAnswerIsInTheSnapshotWhenItIsAnnounced();
    void onceAndSessionAreBoundToTheClientsThatWait();
    void sessionWithoutAWaitingClientFails();
    void notNowDecidesNothing();
    void aChangedLaunchSupersedesTheOneThatNobodyWaitsFor();
    void aWrapperThatAsksForAnotherLaunchLeavesItsFormerCard();
    void undoingBringsTheCardBack();
    void anUnknownCardFails();
    void aPeerThatWasAnsweredDoesNotAskAgain();
    void aWrapperMayAskAboutManyCalls();

private:
    struct Desk {
        ServiceHome home;
        StoreThread store{home.ledger()};
        ApprovalQueue queue{store};
        QSignalSpy added{&queue, &ApprovalQueue::cardAdded};
        QSignalSpy changed{&queue, &ApprovalQueue::cardChanged};
        QSignalSpy removed{&queue, &ApprovalQueue::cardRemoved};
        QSignalSpy decided{&queue, &ApprovalQueue::decided};
        QSignalSpy failed{&queue, &ApprovalQueue::decisionFailed};
        QSignalSpy revoked{&queue, &ApprovalQueue::revoked};

        model::RegistryDecision decision() const
        {
            return decided.at(0).at(1).value<model::RegistryDecision>();
        }
        policy::AdmissionState admitted(
            const model::LaunchIdentity& identity, const std::optional<model::ProcessInfo>& client = {}) const
        {
            return policy::admit(
                policy::Snapshot::open(home.places.snapshot).value(), identity, {client, 1, {}})
                .state;
        }
    };

    static model::ApprovalCard live(
        const std::string& ref, int clientPid, std::vector<std::string> argv = {"npx", "server"})
    {
        auto asked = card(launch(ref, std::move(argv)));
        asked.ancestry = {{clientPid, 5, "/usr/bin/client", {}}};
        asked.waiting = 1;
        return asked;
    }
};

void TestApprovalQueue::manyWrappersOfOneEntryAreOneCard()
{
    Desk desk;

    desk.queue.reportPending(1, live("a", 40));
    desk.queue.reportPending(2, live("a", 41));
    desk.queue.reportPending(2, live("a", 41));

    QCOMPARE(desk.added.count(), 1);
    QCOMPARE(desk.queue.cards().size(), 1);
    QCOMPARE(desk.queue.cards().front().waiting, 2);
    desk.queue.withdrawAll(1);
    QCOMPARE(desk.queue.cards().front().waiting, 1);
}

void TestApprovalQueue::aProbeBecomesACardAfterAWhile()
{
    Desk desk;
    auto probe = live("a", 40);
    probe.isProbe = true;

    desk.queue.reportPending(1, probe);
    QVERIFY(desk.queue.cards().front().isProbe);

    QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.cards().front().isProbe, 5000);
    QCOMPARE(desk.changed.count(), 1);
}

void TestApprovalQueue::aCardStaysUntilTheJournalsHaveSpoken()
{
    Desk desk;
    const auto asked = live("a", 40);
    desk.queue.reportPending(1, asked);
    desk.queue.withdraw(1, asked.id);
    QCOMPARE(desk.queue.cards().size(), 1);

    desk.queue.setPersisted({asked});
    QCOMPARE(desk.queue.cards().front().waiting, 0);
    desk.queue.setPersisted({});

    QCOMPARE(desk.queue.cards().size(), 0);
    QCOMPARE(desk.removed.at(0).at(1).value<CardRemoval>(), CardRemoval::Withdrawn);
}

void TestApprovalQueue::anAnswerIsInTheSnapshotWhenItIsAnnounced()
{
    Desk desk;
    const auto asked = live("a", 40);
    desk.queue.reportPending(1, asked);

    desk.queue.decide(asked.id, model::Choice::Always, model::AnsweredBy::Pointer, "why");

    QVERIFY(desk.decided.wait());
    QVERIFY(desk.admitted(asked.identity) == policy::AdmissionState::Approved);
    QCOMPARE(desk.queue.cards().size(), 0);
    QCOMPARE(desk.removed.at(0).at(1).value<CardRemoval>(), CardRemoval::Decided);
    QVERIFY(desk.decision().answeredBy == model::AnsweredBy::Pointer);
}

void TestApprovalQueue::onceAndSessionAreBoundToTheClientsThatWait()
{
    Desk desk;
    const auto first = live("a", 40);
    const auto second = live("a", 41);
    desk.queue.reportPending(1, first);
    desk.queue.reportPending(2, second);

    desk.queue.decide(first.id, model::Choice::Session, model::AnsweredBy::Keyboard);

    QVERIFY(desk.decided.wait());
    QVERIFY(desk.admitted(first.identity, first.ancestry.front()) == policy::AdmissionState::Approved);
    QVERIFY(desk.admitted(first.identity, second.ancestry.front()) == policy::AdmissionState::Approved);
    QVERIFY(desk.admitted(first.identity, model::ProcessInfo{42, 5, "/usr/bin/client", {}}) ==
        policy::AdmissionState::Unknown);
}

void TestApprovalQueue::sessionWithoutAWaitingClientFails()
{
    Desk desk;
    const auto asked = card(launch("a"));
    desk.queue.setPersisted({asked});

    desk.queue.decide(asked.id, model::Choice::Session, model::AnsweredBy::Pointer);

    QCOMPARE(desk.failed.count(), 1);
    QVERIFY(desk.failed.at(0).at(1).value<base::Error>().code == base::ErrorCode::InvalidArgument);
    QCOMPARE(desk.queue.cards().size(), 1);
}

void TestApprovalQueue::notNowDecidesNothing()
{
    Desk desk;
    const auto asked = live("a", 40);
    desk.queue.reportPending(1, asked);

    desk.queue.decide(asked.id, model::Choice::NotNow, model::AnsweredBy::Pointer);

    QCOMPARE(desk.queue.cards().size(), 1);
    QCOMPARE(desk.home.count("decision"), 0);
}

void TestApprovalQueue::aChangedLaunchSupersedesTheOneThatNobodyWaitsFor()
{
    Desk desk;
    const auto old = card(launch("a"));
    desk.queue.setPersisted({old});

    desk.queue.reportPending(1, live("a", 40, {"npx", "other"}));

    QCOMPARE(desk.queue.cards().size(), 1);
    QCOMPARE(desk.removed.at(0).at(1).value<CardRemoval>(), CardRemoval::Superseded);
}

void TestApprovalQueue::aWrapperThatAsksForAnotherLaunchLeavesItsFormerCard()
{
    Desk desk;
    desk.queue.reportPending(1, live("a", 40));

    desk.queue.reportPending(1, live("a", 40, {"npx", "other"}));

    QCOMPARE(desk.queue.cards().size(), 1);
    QCOMPARE(desk.queue.cards().front().identity.argv.back(), std::string("other"));
    QCOMPARE(desk.queue.cards().front().waiting, 1);
    QCOMPARE(desk.removed.count(), 1);
    QVERIFY(desk.removed.at(0).at(1).value<CardRemoval>() == CardRemoval::Superseded);
}

void TestApprovalQueue::undoingBringsTheCardBack()
{
    Desk desk;
    const auto asked = live("a", 40);
    desk.queue.reportPending(1, asked);
    desk.queue.decide(asked.id, model::Choice::Always, model::AnsweredBy::Pointer);
    QVERIFY(desk.decided.wait());

    desk.queue.undo(desk.decision().id, model::AnsweredBy::Keyboard);

    QVERIFY(desk.revoked.wait());
    QCOMPARE(desk.queue.cards().size(), 1);
    QCOMPARE(desk.queue.cards().front().waiting, 1);
    QVERIFY(desk.admitted(asked.identity) == policy::AdmissionState::Unknown);
    desk.queue.undo(desk.decision().id, model::AnsweredBy::Keyboard);
    QCOMPARE(desk.failed.count(), 1);
}

void TestApprovalQueue::anUnknownCardFails()
{
    Desk desk;
    desk.queue.decide("zzzzzzzz", model::Choice::Always, model::AnsweredBy::Pointer);

    QVERIFY(desk.failed.at(0).at(1).value<base::Error>().code == base::ErrorCode::NotPending);
}

void TestApprovalQueue::aPeerThatWasAnsweredDoesNotAskAgain()
{
    Desk desk;
    const auto asked = live("a", 40);
    desk.queue.reportPending(1, asked);
    desk.queue.decide(asked.id, model::Choice::Deny, model::AnsweredBy::Pointer);
    QVERIFY(desk.decided.wait());

    desk.queue.reportPending(1, asked);

    QCOMPARE(desk.queue.cards().size(), 0);
}

void TestApprovalQueue::aWrapperMayAskAboutManyCalls()
{
    Desk desk;
    const auto callCard = [](const std::string& tool) {
        auto identity = launch("a", {"npx", "server"});
        identity.call = model::GuardedCall{"tools/call", tool, {}, false, {}, {}};
        auto asked = card(identity);
        asked.ancestry = {{40, 5, "/usr/bin/client", {}}};
        asked.waiting = 1;
        return asked;
    };
    desk.queue.reportPending(1, callCard("read"));
    desk.queue.reportPending(1, callCard("write"));
    QCOMPARE(desk.queue.cards().size(), 2);
    QCOMPARE(desk.queue.cards().front().waiting, 1);

    desk.queue.decide(callCard("read").id, model::Choice::Once, model::AnsweredBy::Keyboard);

    QTRY_COMPARE(desk.decided.count(), 1);
    QCOMPARE(desk.queue.cards().size(), 1);
    QVERIFY(!desk.decision().clientProcess);
    QCOMPARE(desk.admitted(callCard("read").identity), policy::AdmissionState::Approved);
    QCOMPARE(desk.admitted(callCard("write").identity), policy::AdmissionState::Unknown);
    QCOMPARE(desk.admitted(launch("a", {"npx", "server"})), policy::AdmissionState::Unknown);
}

QTEST_GUILESS_MAIN(TestApprovalQueue)
#include "tst_approval_queue.moc"
