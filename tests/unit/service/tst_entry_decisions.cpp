// SPDX-License-Identifier: Apache-2.0
#include "core/service/entry_decisions.h"

#include "core/policy/admission.h"
#include "core/service/store_thread.h"
#include "tests/unit/service/service_home.h"

#include <QSignalSpy>

using namespace gatehouse;
using namespace gatehouse::service;

class TestEntryDecisions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void revokingMakesTheLaunchUnknownForWrappers();
    void denyingReplacesTheApproval();
    void undoRestoresWhatWasEnded_data();
    void undoRestoresWhatWasEnded();
    void undoWorksOnce();
    void anEntryThatNothingHoldsForFails();
    void otherEntriesKeepTheirs();

private:
    /// `entry` and `other` are approved, both by the same answer.
    struct Desk {
        ServiceHome home;
        model::LaunchIdentity entry = launch("entry");
        model::LaunchIdentity other = launch("other", {"npx", "another"});
        StoreThread store{approving()};
        EntryDecisions decisions{store};
        QSignalSpy changed{&decisions, &EntryDecisions::changed};
        QSignalSpy undone{&decisions, &EntryDecisions::undone};
        QSignalSpy failed{&decisions, &EntryDecisions::failed};

        std::unique_ptr<Ledger> approving() const
        {
            auto ledger = home.ledger();
            for (const auto& identity : {entry, other}) {
                if (!ledger->decide(
                        card(identity), {.choice = model::Choice::Always, .by = model::AnsweredBy::Pointer}))
                    qFatal("not approved");
            }
            return ledger;
        }
        policy::AdmissionState admitted(const model::LaunchIdentity& identity) const
        {
            return policy::admit(policy::Snapshot::open(home.places.snapshot).value(), identity, {{}, 1, {}})
                .state;
        }
        std::string changeId() const { return changed.at(0).at(0).value<std::string>(); }
    };
};

void TestEntryDecisions::revokingMakesTheLaunchUnknownForWrappers()
{
    Desk desk;

    desk.decisions.revoke("entry", model::AnsweredBy::Keyboard);

    QVERIFY(desk.changed.wait());
    QVERIFY(desk.admitted(desk.entry) == policy::AdmissionState::Unknown);
    const auto change = desk.changed.at(0).at(1).value<EntryChange>();
    QCOMPARE(change, (EntryChange{"entry", "files", false, false}));
    QCOMPARE(desk.home.count("revoked"), 1);
}

void TestEntryDecisions::denyingReplacesTheApproval()
{
    Desk desk;

    desk.decisions.deny("entry", model::AnsweredBy::Pointer);

    QVERIFY(desk.changed.wait());
    QVERIFY(desk.admitted(desk.entry) == policy::AdmissionState::Denied);
    QVERIFY(desk.changed.at(0).at(1).value<EntryChange>().isDenied);
}

void TestEntryDecisions::undoRestoresWhatWasEnded_data()
{
    QTest::addColumn<bool>("isDenying");
    QTest::newRow("revoked") << false;
    QTest::newRow("denied") << true;
}

void TestEntryDecisions::undoRestoresWhatWasEnded()
{
    QFETCH(const bool, isDenying);
    Desk desk;
    if (isDenying)
        desk.decisions.deny("entry", model::AnsweredBy::Pointer);
    else
        desk.decisions.revoke("entry", model::AnsweredBy::Pointer);
    QVERIFY(desk.changed.wait());

    desk.decisions.undo(desk.changeId(), model::AnsweredBy::Keyboard);

    QVERIFY(desk.undone.wait());
    QVERIFY(desk.admitted(desk.entry) == policy::AdmissionState::Approved);
}

void TestEntryDecisions::undoWorksOnce()
{
    Desk desk;
    desk.decisions.revoke("entry", model::AnsweredBy::Pointer);
    QVERIFY(desk.changed.wait());
    desk.decisions.undo(desk.changeId(), model::AnsweredBy::Pointer);
    QVERIFY(desk.undone.wait());
    desk.decisions.revoke("entry", model::AnsweredBy::Pointer);
    QVERIFY(desk.changed.wait());

    desk.decisions.undo(desk.changeId(), model::AnsweredBy::Pointer);

    QCOMPARE(desk.failed.count(), 1);
    QVERIFY(desk.admitted(desk.entry) == policy::AdmissionState::Unknown);
}

void TestEntryDecisions::anEntryThatNothingHoldsForFails()
{
    Desk desk;

    desk.decisions.revoke("nobody", model::AnsweredBy::Pointer);

    QVERIFY(desk.failed.wait());
    QCOMPARE(desk.failed.at(0).at(1).value<base::Error>().code, base::ErrorCode::NotPending);
    QCOMPARE(desk.home.count("revoked"), 0);
}

void TestEntryDecisions::otherEntriesKeepTheirs()
{
    Desk desk;

    desk.decisions.revoke("entry", model::AnsweredBy::Pointer);

    QVERIFY(desk.changed.wait());
    QVERIFY(desk.admitted(desk.other) == policy::AdmissionState::Approved);
}

QTEST_GUILESS_MAIN(TestEntryDecisions)
#include "tst_entry_decisions.moc"
