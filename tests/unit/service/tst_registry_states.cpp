// SPDX-License-Identifier: Apache-2.0
#include "core/policy/admission.h"
#include "core/policy/grant_clock.h"
#include "core/policy/snapshot.h"
#include "core/service/own_journal.h"
#include "core/store/registry_store.h"
#include "tests/unit/service/service_home.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <filesystem>

using namespace gatehouse;
using namespace gatehouse::service;

/// The registry as a state machine: what a launch is after each event in each state, through the real books
/// and the snapshot that wrappers decide from.
class TestRegistryStates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyEventInEveryState_data();
    void everyEventInEveryState();
    void whatOnlyTheJournalHoldsIsFoldedByTheNextProgram();
    void aProjectsPatternIsForItsFolderAlone_data();
    void aProjectsPatternIsForItsFolderAlone();
    void whoDecidedWhenAndHowIsKept();
    void whatWasLateStaysLateAlsoInTheBooks();
    void marksOfToolsGoWithTheirRules();
};

namespace {

constexpr base::UnixMilliseconds kHour = 3'600'000;

/// One launch, its registry and a clock.
class Machine {
public:
    Machine()
        : m_ledger(m_home.ledger())
        , m_now(base::SystemClock().now())
        , m_launch(launch("0123456789abcdef"))
    {
    }

    void comeTo(const QString& state)
    {
        if (state == QStringLiteral("approved"))
            happen(QStringLiteral("approve"));
        else if (state == QStringLiteral("approved for an hour"))
            happen(QStringLiteral("approve for an hour"));
        else if (state == QStringLiteral("denied"))
            happen(QStringLiteral("deny"));
        else if (state == QStringLiteral("expired"))
            for (const auto* event : {"approve for an hour", "two hours pass"})
                happen(QString::fromLatin1(event));
        else if (state == QStringLiteral("revoked"))
            for (const auto* event : {"approve", "revoke"})
                happen(QString::fromLatin1(event));
        else if (state == QStringLiteral("suspended"))
            for (const auto* event : {"approve", "program changes"})
                happen(QString::fromLatin1(event));
    }

    void happen(const QString& event)
    {
        if (event == QStringLiteral("approve"))
            decide({.choice = model::Choice::Always});
        else if (event == QStringLiteral("approve for an hour"))
            decide({.choice = model::Choice::Always, .expiresAt = m_now + kHour});
        else if (event == QStringLiteral("deny"))
            decide({.choice = model::Choice::Deny});
        else if (event == QStringLiteral("revoke"))
            revoke();
        else if (event == QStringLiteral("two hours pass"))
            m_now += 2 * kHour;
        else if (event == QStringLiteral("clock is set back a year"))
            m_now -= 365 * 24 * kHour;
        else if (event == QStringLiteral("program changes"))
            m_launch.executable.hash = base::sha256(base::toHex(m_launch.executable.hash));
        else if (event == QStringLiteral("database is lost"))
            loseDatabase();
        else
            qFatal("no such event");
    }

    QString state()
    {
        if (!m_ledger->publishSnapshot())
            return QStringLiteral("no snapshot");
        const auto snapshot = policy::Snapshot::open(m_home.places.snapshot);
        const auto admission = policy::admit(*snapshot, m_launch, {{}, m_now, {}});
        if (admission.state == policy::AdmissionState::Approved)
            return QStringLiteral("approved");
        if (admission.state == policy::AdmissionState::Denied)
            return QStringLiteral("denied");
        if (admission.reason == "expired")
            return QStringLiteral("expired");
        if (admission.reason == "identity-changed")
            return QStringLiteral("suspended");
        const auto all = store::RegistryStore(m_ledger->database()).all().value();
        return std::ranges::any_of(all, [](const auto& one) { return one.revokedAt != 0; })
            ? QStringLiteral("revoked")
            : QStringLiteral("pending");
    }

private:
    void decide(const Answer& answer) { QVERIFY(m_ledger->decide(card(m_launch), answer)); }

    void revoke()
    {
        for (const auto& held : m_ledger->decisions().value())
            QVERIFY(m_ledger->revoke(held.id, model::AnsweredBy::Pointer, "revoked"));
    }

    void loseDatabase()
    {
        m_ledger.reset();
        QVERIFY(QFile::remove(QString::fromStdString(m_home.places.database)));
        m_ledger = m_home.ledger();
        QVERIFY(m_ledger->foldAll());
    }

    ServiceHome m_home;
    std::unique_ptr<Ledger> m_ledger;
    base::UnixMilliseconds m_now;
    model::LaunchIdentity m_launch;
};

constexpr std::array kStates{
    "pending", "approved", "approved for an hour", "denied", "expired", "revoked", "suspended"};

} // namespace

void TestRegistryStates::everyEventInEveryState_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("event");
    QTest::addColumn<QString>("becomes");
    const auto row = [](const char* event, const std::array<const char*, kStates.size()>& becomes) {
        for (std::size_t i = 0; i < kStates.size(); ++i)
            QTest::addRow("%s: %s", kStates[i], event)
                << QString::fromLatin1(kStates[i]) << QString::fromLatin1(event)
                << QString::fromLatin1(becomes[i]);
    };
    // Columns: pending, approved, approved for an hour, denied, expired, revoked, suspended.
    row("approve", {"approved", "approved", "approved", "denied", "approved", "approved", "approved"});
    row("approve for an hour",
        {"approved", "approved", "approved", "denied", "approved", "approved", "approved"});
    row("deny", {"denied", "denied", "denied", "denied", "denied", "denied", "denied"});
    row("revoke", {"pending", "revoked", "revoked", "revoked", "revoked", "revoked", "revoked"});
    row("two hours pass", {"pending", "approved", "expired", "denied", "expired", "revoked", "suspended"});
    row("clock is set back a year",
        {"pending", "approved", "expired", "denied", "expired", "revoked", "suspended"});
    row("program changes",
        {"pending", "suspended", "suspended", "pending", "suspended", "revoked", "suspended"});
    row("database is lost", {"pending", "approved", "approved", "denied", "expired", "revoked", "suspended"});
}

void TestRegistryStates::everyEventInEveryState()
{
    QFETCH(QString, state);
    QFETCH(QString, event);
    QFETCH(QString, becomes);
    Machine machine;
    machine.comeTo(state);
    QCOMPARE(machine.state(),
        state == QStringLiteral("approved for an hour") ? QStringLiteral("approved") : state);

    machine.happen(event);

    QCOMPARE(machine.state(), becomes);
}

void TestRegistryStates::whatOnlyTheJournalHoldsIsFoldedByTheNextProgram()
{
    const ServiceHome home;
    const auto identity = launch("0123456789abcdef");
    std::string id;
    {
        const auto ledger = home.ledger();
        id = ledger->decide(card(identity), {.choice = model::Choice::Always}).value().id;
        QVERIFY(ledger->publishSnapshot());
    }
    // Killed between the line and the books.
    OwnJournal journal(home.places.journalFolder, "cli");
    model::SessionEvent line;
    line.kind = "revoked";
    line.details = "{\"decision\":\"" + id + "\",\"why\":\"revoked\",\"answeredBy\":\"command-line\"}";
    QVERIFY(journal.record(line));
    model::ToolsDecision tools{"t1", "0123456789abcdef", "files", {},
        {{"delete", model::ToolDecision::Deny, {}, 0}}, base::SystemClock().now(),
        model::AnsweredBy::CommandLine, {}};
    line.kind = "tools-decision";
    line.details = ipc::toolsDecisionToJson(tools);
    QVERIFY(journal.record(line));

    const auto ledger = home.ledger();
    QVERIFY(ledger->foldAll());
    QVERIFY(ledger->publishSnapshot());

    const auto snapshot = policy::Snapshot::open(home.places.snapshot);
    QVERIFY(policy::admit(*snapshot, identity, {{}, base::SystemClock().now(), {}}).state ==
        policy::AdmissionState::Unknown);
    QCOMPARE(snapshot->toolRulesFor("0123456789abcdef").size(), std::size_t{1});
}

void TestRegistryStates::aProjectsPatternIsForItsFolderAlone_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("isApproved");
    QTest::newRow("in it") << "/home/u/project/.mcp.json" << true;
    QTest::newRow("below it") << "/home/u/project/a/.mcp.json" << true;
    QTest::newRow("beside it") << "/home/u/project2/.mcp.json" << false;
    QTest::newRow("above it") << "/home/u/.mcp.json" << false;
    QTest::newRow("a way out of it") << "/home/u/project/../other/.mcp.json" << false;
    QTest::newRow("the folder itself") << "/home/u/project" << false;
    QTest::newRow("nowhere") << "" << false;
}

void TestRegistryStates::aProjectsPatternIsForItsFolderAlone()
{
    QFETCH(QString, file);
    QFETCH(bool, isApproved);
    const ServiceHome home;
    const auto ledger = home.ledger();
    auto identity = launch("0123456789abcdef");
    identity.entry.scope = model::EntryScope::Project;
    identity.entry.file = file.toStdString();
    QVERIFY(ledger->decidePattern(identity.argv,
        {.choice = model::Choice::Always,
            .scope = model::EntryScope::Project,
            .project = "/home/u/project/"}));
    QVERIFY(ledger->publishSnapshot());

    const auto admission = policy::admit(
        *policy::Snapshot::open(home.places.snapshot), identity, {{}, base::SystemClock().now(), {}});

    QCOMPARE(admission.state == policy::AdmissionState::Approved, isApproved);
}

void TestRegistryStates::whoDecidedWhenAndHowIsKept()
{
    const ServiceHome home;
    const auto before = base::SystemClock().now();
    {
        const auto ledger = home.ledger();
        for (const auto by : {model::AnsweredBy::Pointer, model::AnsweredBy::Keyboard,
                 model::AnsweredBy::Accessibility, model::AnsweredBy::CommandLine})
            QVERIFY(ledger->decide(card(launch("0123456789abcdef")),
                {.choice = model::Choice::Always, .by = by, .note = "because", .expiresAt = before + kHour}));
        QVERIFY(ledger->publishSnapshot());
    }
    QVERIFY(QFile::remove(QString::fromStdString(home.places.database)));
    const auto ledger = home.ledger(); // from the journals alone
    QVERIFY(ledger->foldAll());

    const auto held = ledger->decisions().value();

    QCOMPARE(held.size(), std::size_t{4});
    for (const auto& one : held) {
        QVERIFY(one.decidedAt >= before);
        QCOMPARE(one.expiresAt, before + kHour);
        QCOMPARE(one.note, std::string("because"));
    }
    for (const auto by : {model::AnsweredBy::Pointer, model::AnsweredBy::Keyboard,
             model::AnsweredBy::Accessibility, model::AnsweredBy::CommandLine})
        QCOMPARE(std::ranges::count(held, by, &model::RegistryDecision::answeredBy), std::ptrdiff_t{1});
}

void TestRegistryStates::whatWasLateStaysLateAlsoInTheBooks()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(ledger->foldAll());
    const auto now = base::SystemClock().now();
    const auto decision = ledger->decide(
        card(launch("0123456789abcdef")), {.choice = model::Choice::Always, .expiresAt = now + 3'600'000});
    QVERIFY(decision);
    const auto folder = policy::grantsFolder(home.places);
    QVERIFY(policy::grantMoment(folder, decision->id, 0, base::bootMoment())); // counted from the start
    const TableProcesses processes;
    QCOMPARE(ledger->endExpired(processes).value(), 0);
    // A session saw that it was later than the clock shows now.
    QVERIFY(policy::keepGrantMoment(folder, decision->id, now + 3'600'001, base::bootMoment()));

    QCOMPARE(ledger->endExpired(processes).value(), 1);

    QVERIFY(ledger->decisions()->empty());
    QCOMPARE(home.count("revoked"), 1);
    QCOMPARE(ledger->endExpired(processes).value(), 0);
    QVERIFY(policy::grantMarks(folder).empty());
}

void TestRegistryStates::marksOfToolsGoWithTheirRules()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(ledger->foldAll());
    const auto until = base::SystemClock().now() + 3'600'000;
    model::ToolsDecision decision;
    decision.serverRef = "0123456789abcdef";
    decision.rules = {{"read", model::ToolDecision::Allow, base::sha256("a"), until},
        {"list", model::ToolDecision::Allow, base::sha256("b"), until}};
    QVERIFY(ledger->decideTools(decision));
    const auto folder = policy::grantsFolder(home.places);
    const TableProcesses processes;
    QCOMPARE(ledger->endExpired(processes).value(), 0);
    QCOMPARE(policy::grantMarks(folder).size(), std::size_t{1}); // one click, one end, one file

    decision.rules = {{"read", model::ToolDecision::Ask, {}, 0}, {"list", model::ToolDecision::Deny, {}, 0}};
    QVERIFY(ledger->decideTools(decision));
    QCOMPARE(ledger->endExpired(processes).value(), 0);

    QVERIFY(policy::grantMarks(folder).empty());
    // A folder that cannot be written refuses what would have no beginning.
    QVERIFY(base::replaceFile(home.places.stateFolder + "/file", "", 0600));
    std::filesystem::remove_all(folder);
    std::filesystem::rename(home.places.stateFolder + "/file", folder);
    decision.rules = {{"read", model::ToolDecision::Allow, base::sha256("a"), until}};
    QVERIFY(!ledger->decideTools(decision));
    QVERIFY(!ledger->decide(
        card(launch("0123456789abcdef")), {.choice = model::Choice::Always, .expiresAt = until}));
    QVERIFY(ledger->decisions()->empty());
}

QTEST_GUILESS_MAIN(TestRegistryStates)
#include "tst_registry_states.moc"
