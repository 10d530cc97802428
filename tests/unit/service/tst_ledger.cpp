// SPDX-License-Identifier: Apache-2.0
#include "core/service/ledger.h"

#include "core/base/file.h"
#include "core/policy/admission.h"
#include "core/policy/once_keys.h"
#include "core/policy/snapshot.h"
#include "core/service/catalog_service.h"
#include "core/service/registry_file.h"
#include "tests/unit/service/service_home.h"

#include <QFile>

using namespace gatehouse;
using namespace gatehouse::service;

class TestLedger : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAWrapperAskedIsPendingUntilItIsDecided();
    void aDecisionIsJournalledAndReachesTheSnapshot();
    void aCardThatClaimsAnotherIdIsNotShown();
    void aDecisionOfAWrappersJournalIsNone();
    void aChangedLaunchSaysWhatWasApprovedBefore();
    void revokingTakesTheDecisionOutOfTheSnapshot();
    void undoingAsksAgain();
    void aPatternAnswersWhatWaits();
    void boundDecisionsEndWithTheirClient();
    void aUsedOnceEnds();
    void publishingTheSameAgainLeavesTheFileAlone();
    void aLostDatabaseIsRebuiltBeforeASnapshotIsMade();
    void aSecondOneIsLockedOut();
    void aPolicyFileThatIsWrongMakesNoSnapshot();
    void foldingTellsWhichEventsAreNew();
    void sessionsOfKilledWrappersAreEnded();
    void aSessionThatAsksAnewGivesUpItsFormerCard();
    void anEntryWhoseServerRunsIsNotWaiting();

private:
    static void ask(
        const ServiceHome& home, const model::LaunchIdentity& identity, const std::string& name = "one")
    {
        auto writer = home.wrapperJournal(name);
        writer.append(lifeCycle("session-start", startOf(identity)));
        writer.append(lifeCycle("pending", pendingOf(identity)));
        QVERIFY(writer.flush());
    }
    static policy::AdmissionState admitted(const ServiceHome& home, const model::LaunchIdentity& identity,
        std::optional<model::ProcessInfo> client = {})
    {
        const auto snapshot = policy::Snapshot::open(home.places.snapshot);
        return snapshot ? policy::admit(*snapshot, identity, {client, 1'700'000'000'000, {}}).state
                        : policy::AdmissionState::Unknown;
    }
};

void TestLedger::whatAWrapperAskedIsPendingUntilItIsDecided()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    ask(home, launch("0123456789abcdef"));

    const auto report = ledger->foldAll().value();
    const auto cards = ledger->pending().value();

    QVERIFY(report.pendingChanged);
    QCOMPARE(cards.size(), std::size_t{1});
    QCOMPARE(cards.front().clientName, std::string("cursor-vscode"));
    QVERIFY(ledger->decide(cards.front(), {.choice = model::Choice::Always}));
    QVERIFY(ledger->pending().value().empty());
}

void TestLedger::aDecisionIsJournalledAndReachesTheSnapshot()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto identity = launch("0123456789abcdef");

    const auto decision =
        ledger->decide(card(identity), {.choice = model::Choice::Always, .note = "mine"}).value();
    QVERIFY(ledger->publishSnapshot());

    QCOMPARE(home.count("decision"), 1);
    QVERIFY(admitted(home, identity) == policy::AdmissionState::Approved);
    QVERIFY(admitted(home, launch("0123456789abcdef", {"npx", "other"})) == policy::AdmissionState::Unknown);
    QCOMPARE(decision.identityDigest, trust::identityDigest(identity));
}

void TestLedger::aCardThatClaimsAnotherIdIsNotShown()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto identity = launch("0123456789abcdef");
    auto writer = home.wrapperJournal("forged");
    writer.append(lifeCycle("session-start", startOf(identity)));
    writer.append(lifeCycle("pending", pendingOf(identity, "aaaaaaaa")));
    QVERIFY(writer.flush());

    QVERIFY(ledger->foldAll());

    QVERIFY(ledger->pending().value().empty());
}

void TestLedger::aDecisionOfAWrappersJournalIsNone()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto identity = launch("0123456789abcdef");
    model::RegistryDecision decision;
    decision.id = "0011223344556677";
    decision.identity = identity;
    decision.identityDigest = trust::identityDigest(identity);
    auto writer = home.wrapperJournal("forged");
    writer.append(lifeCycle("session-start", startOf(identity)));
    writer.append(lifeCycle("decision", ipc::decisionToJson(decision)));
    QVERIFY(writer.flush());

    const auto report = ledger->foldAll().value();

    QVERIFY(ledger->decisions().value().empty());
    QVERIFY(!report.problems.empty());
}

void TestLedger::aChangedLaunchSaysWhatWasApprovedBefore()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto before = launch("0123456789abcdef");
    QVERIFY(ledger->decide(card(before), {.choice = model::Choice::Always}));
    ask(home, launch("0123456789abcdef", {"npx", "server", "--evil"}));
    QVERIFY(ledger->foldAll());

    const auto cards = ledger->pending().value();

    QCOMPARE(cards.size(), std::size_t{1});
    QVERIFY(cards.front().approvedBefore == before);
    QCOMPARE(cards.front().changes.front().field, std::string("argv"));
}

void TestLedger::revokingTakesTheDecisionOutOfTheSnapshot()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto identity = launch("0123456789abcdef");
    const auto decision = ledger->decide(card(identity), {.choice = model::Choice::Always}).value();
    QVERIFY(ledger->publishSnapshot());

    QVERIFY(ledger->revoke(decision.id, model::AnsweredBy::Pointer, "revoked"));
    QVERIFY(ledger->publishSnapshot());

    QVERIFY(admitted(home, identity) == policy::AdmissionState::Unknown);
    const auto again = ledger->revoke(decision.id, model::AnsweredBy::Pointer, "revoked");
    QVERIFY(!again && again.error().code == base::ErrorCode::NotPending);
}

void TestLedger::undoingAsksAgain()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto asked = card(launch("0123456789abcdef"));
    const auto decision = ledger->decide(asked, {.choice = model::Choice::Deny}).value();

    QVERIFY(ledger->askAgain(asked));
    QVERIFY(ledger->revoke(decision.id, model::AnsweredBy::Pointer, "undone"));

    const auto cards = ledger->pending().value();
    QCOMPARE(cards.size(), std::size_t{1});
    QCOMPARE(cards.front().id, asked.id);
}

void TestLedger::aPatternAnswersWhatWaits()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    ask(home, launch("0123456789abcdef", {"npx", "-y", "server@1.0.0"}));
    QVERIFY(ledger->foldAll());

    QVERIFY(ledger->decidePattern({"npx", "-y", "server@1.0.0"}, {.choice = model::Choice::Always}));

    QVERIFY(ledger->pending().value().empty());
}

void TestLedger::boundDecisionsEndWithTheirClient()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    TableProcesses processes;
    processes.add(40, 1, "/usr/bin/client");
    const auto client = processes.rows[40].info;
    const auto identity = launch("0123456789abcdef");
    QVERIFY(ledger->decide(card(identity), {.choice = model::Choice::Session, .clientProcess = client}));
    QVERIFY(ledger->publishSnapshot());
    QVERIFY(admitted(home, identity, client) == policy::AdmissionState::Approved);
    QVERIFY(admitted(home, identity) == policy::AdmissionState::Unknown);
    QCOMPARE(ledger->endExpired(processes).value(), 0);

    processes.rows[40].info.startTime += 1; // the number was given to another process

    QCOMPARE(ledger->endExpired(processes).value(), 1);
    QVERIFY(ledger->decisions().value().empty());
    QCOMPARE(home.count("revoked"), 1);
}

void TestLedger::aUsedOnceEnds()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(ledger->foldAll()); // books that do not know everything sweep nothing
    TableProcesses processes;
    processes.add(40, 1, "/usr/bin/client");
    const auto decision = ledger
                              ->decide(card(launch("0123456789abcdef")),
                                  {.choice = model::Choice::Once, .clientProcess = processes.rows[40].info})
                              .value();
    const auto folder = policy::onceFolder(home.places);
    QCOMPARE(ledger->endExpired(processes).value(), 0);
    QVERIFY(policy::isOnceOpen(folder, decision.id));
    // What nobody holds any more goes.
    const auto other = policy::newOnceKey();
    QVERIFY(policy::keepOnceKey(folder, other).hasValue());

    QVERIFY(policy::useUpOnce(folder, decision.id));
    QCOMPARE(ledger->endExpired(processes).value(), 1);

    QVERIFY(ledger->decisions().value().empty());
    QVERIFY(policy::onceKeys(folder).empty());
}

void TestLedger::publishingTheSameAgainLeavesTheFileAlone()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto first = ledger->publishSnapshot().value();
    const auto stamp = base::stampOf(home.places.snapshot).value();

    QCOMPARE(ledger->publishSnapshot().value(), first);
    QVERIFY(base::stampOf(home.places.snapshot).value() == stamp);

    QVERIFY(ledger->decidePattern({"x"}, {.choice = model::Choice::Always}));
    QCOMPARE(ledger->publishSnapshot().value(), first + 1);
}

void TestLedger::aLostDatabaseIsRebuiltBeforeASnapshotIsMade()
{
    const ServiceHome home;
    const auto identity = launch("0123456789abcdef");
    {
        const auto ledger = home.ledger();
        QVERIFY(ledger->decide(card(identity), {.choice = model::Choice::Always}));
    }
    for (const auto* suffix : {"", "-wal", "-shm"})
        QFile::remove(QString::fromStdString(home.places.database + suffix));

    const auto ledger = home.ledger();
    QVERIFY(ledger->publishSnapshot());

    QVERIFY(admitted(home, identity) == policy::AdmissionState::Approved);
}

void TestLedger::aSecondOneIsLockedOut()
{
    const ServiceHome home;
    const auto first = home.ledger();

    const auto second = Ledger::open(home.options("cli"));

    QVERIFY(!second && second.error().code == base::ErrorCode::Locked);
}

void TestLedger::aPolicyFileThatIsWrongMakesNoSnapshot()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(base::makePrivateFolder(home.places.configFolder));
    QVERIFY(base::replaceFile(home.places.configFolder + "/policy.toml", "no-such-limit = 1\n", 0600));

    const auto published = ledger->publishSnapshot();

    QVERIFY(!published && published.error().code == base::ErrorCode::PolicyInvalid);
    QVERIFY(!QFile::exists(QString::fromStdString(home.places.snapshot)));
}

void TestLedger::foldingTellsWhichEventsAreNew()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    auto writer = home.wrapperJournal("one");
    writer.append(lifeCycle("session-start", startOf(launch("0123456789abcdef"))));
    QVERIFY(writer.flush());
    const auto name = writer.path().substr(writer.path().rfind('/') + 1);
    QVERIFY(ledger->fold({name}));
    for (int i = 0; i < 3; ++i)
        writer.append(lifeCycle("message"));
    QVERIFY(writer.flush());

    const auto report = ledger->fold({name, "gone.jsonl"}).value();

    QCOMPARE(report.sessions.size(), std::size_t{1});
    QCOMPARE(report.sessions.front().fromSequence, 1U);
    QCOMPARE(report.sessions.front().toSequence, 3U);
    EventsRequest request;
    request.sessionId = report.sessions.front().row.id;
    const auto events = ledger->events(request).value();
    QCOMPARE(events.size(), std::size_t{4});
    QCOMPARE(events.front().event.kind, std::string("session-start"));
}

void TestLedger::sessionsOfKilledWrappersAreEnded()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    auto writer = home.wrapperJournal("killed");
    writer.append(lifeCycle("session-start", startOf(launch("0123456789abcdef"), 77)));
    QVERIFY(writer.flush());
    QVERIFY(ledger->foldAll());
    TableProcesses processes;
    processes.add(77, 1, "/home/u/.local/lib/gatehouse/gatehouse-wrap");

    QCOMPARE(ledger->closeAbandoned(processes).value(), 0);
    QVERIFY(ledger->sessions(0, 10).value().front().isLive);
    processes.rows[77].info.executable = "/usr/bin/cat";

    QCOMPARE(ledger->closeAbandoned(processes).value(), 1);
    QVERIFY(!ledger->sessions(0, 10).value().front().isLive);
}

void TestLedger::aSessionThatAsksAnewGivesUpItsFormerCard()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto former = launch("0123456789abcdef");
    auto fresh = former;
    fresh.environmentNames = {"TOKEN"};
    auto writer = home.wrapperJournal("one");
    writer.append(lifeCycle("session-start", startOf(former)));
    writer.append(lifeCycle("pending", pendingOf(former)));
    QVERIFY(writer.flush());
    QVERIFY(ledger->foldAll()); // the desktop reads what there is, then what comes
    writer.append(lifeCycle("pending", pendingOf(fresh)));
    QVERIFY(writer.flush());

    QVERIFY(ledger->foldAll());

    const auto cards = ledger->pending().value();
    QCOMPARE(cards.size(), std::size_t{1});
    QCOMPARE(cards.front().id, trust::cardId(fresh));
    QVERIFY(ledger->decide(cards.front(), {.choice = model::Choice::Always}));
    QVERIFY(ledger->pending().value().empty());
    QVERIFY(!ledger->standings().value().at("0123456789abcdef").isWaiting);
}

void TestLedger::anEntryWhoseServerRunsIsNotWaiting()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto identity = launch("0123456789abcdef");
    auto runs = home.wrapperJournal("runs");
    runs.append(lifeCycle("session-start", startOf(identity)));
    QVERIFY(runs.flush());
    ask(home, launch("0123456789abcdef", {"npx", "other"}), "waits");
    model::ServerRow row;
    row.ref = identity.entryRef;
    row.state = model::ServerState::Waiting;

    QVERIFY(ledger->foldAll());
    QVERIFY(withStanding(row, ledger->standings().value(), {}).state == model::ServerState::Waiting);
    runs.append(lifeCycle("server-start"));
    QVERIFY(runs.flush());
    QVERIFY(ledger->foldAll());
    QVERIFY(withStanding(row, ledger->standings().value(), {}).state == model::ServerState::Running);
    runs.append(lifeCycle("session-end"));
    QVERIFY(runs.flush());
    QVERIFY(ledger->foldAll());

    QVERIFY(withStanding(row, ledger->standings().value(), {}).state == model::ServerState::Waiting);
}

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_ledger.moc"
