// SPDX-License-Identifier: Apache-2.0
#include "core/service/organisation_registry.h"
#include "core/service/server_state.h"

#include "core/service/catalog_service.h"
#include "core/service/healer.h"
#include "core/service/ledger.h"

#include <QtTest>

#include <functional>

using namespace gatehouse;
using model::ServerState;
using service::StateFacts;

/// What state a server has, as a table; what makes it a shadow; which rows the catalog has.
class TestServerState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void factsMakeOneState_data();
    void factsMakeOneState();
    void aShadowIsThereAndWasNeverDecidedOn_data();
    void aShadowIsThereAndWasNeverDecidedOn();
    void whatNoFileDeclaresIsGoneOrRuns();
    void duplicatesNameEachOther();
    void whatTheOrganisationSaysShows_data();
    void whatTheOrganisationSaysShows();
};

namespace {

StateFacts factsWith(const std::function<void(StateFacts&)>& change)
{
    StateFacts facts;
    change(facts);
    return facts;
}

model::ServerRow declaredRow(const std::string& ref, const std::vector<std::string>& argv)
{
    model::ServerRow row;
    row.ref = ref;
    row.location = {"cursor", model::EntryScope::User, "/f", "/" + ref, ref};
    row.clientTitle = "Cursor";
    row.command = argv;
    return row;
}

} // namespace

void TestServerState::factsMakeOneState_data()
{
    QTest::addColumn<StateFacts>("facts");
    QTest::addColumn<ServerState>("state");
    const auto row = [](const char* name, ServerState state, const std::function<void(StateFacts&)>& change) {
        QTest::newRow(name) << factsWith(change) << state;
    };
    row("guarded, nothing known", ServerState::Waiting, [](auto&) {});
    row("not guarded", ServerState::Unguarded, [](auto& f) { f.isGuarded = false; });
    row("cannot be guarded", ServerState::SeenNotGuarded,
        [](auto& f) { f.isGuarded = f.canBeGuarded = false; });
    row("not guarded, though approved once", ServerState::Unguarded, [](auto& f) {
        f.isGuarded = false;
        f.isApproved = true;
        f.suspended = 1;
    });
    row("approved", ServerState::Approved, [](auto& f) { f.isApproved = true; });
    row("approved, another launch asks", ServerState::Waiting,
        [](auto& f) { f.isApproved = f.isWaiting = true; });
    row("denied", ServerState::Denied, [](auto& f) { f.isDenied = true; });
    row("denied and approved", ServerState::Denied, [](auto& f) { f.isDenied = f.isApproved = true; });
    row("denied, and asks again", ServerState::Waiting, [](auto& f) { f.isDenied = f.isWaiting = true; });
    row("runs", ServerState::Running, [](auto& f) { f.runningSessions = f.liveSessions = 1; });
    row("runs while another launch asks", ServerState::Running, [](auto& f) {
        f.runningSessions = f.liveSessions = 1;
        f.isWaiting = true;
    });
    row("held, not started", ServerState::Waiting, [](auto& f) {
        f.liveSessions = 1;
        f.isWaiting = true;
    });
    row("about to start", ServerState::Running, [](auto& f) {
        f.liveSessions = 1;
        f.isApproved = true;
    });
    row("runs, something is withheld", ServerState::Suspended, [](auto& f) {
        f.runningSessions = f.liveSessions = 1;
        f.suspended = 2;
    });
    row("approved, something is withheld", ServerState::Suspended, [](auto& f) {
        f.isApproved = true;
        f.suspended = 1;
    });
    row("waits, something is withheld", ServerState::Waiting, [](auto& f) {
        f.isWaiting = true;
        f.suspended = 1;
    });
    row("denied, something is withheld", ServerState::Denied, [](auto& f) {
        f.isDenied = true;
        f.suspended = 1;
    });
    row("runs past the wrapper", ServerState::RunningUnguarded, [](auto& f) { f.runsUnguarded = true; });
    row("runs past the wrapper, and behind it", ServerState::RunningUnguarded, [](auto& f) {
        f.runsUnguarded = true;
        f.runningSessions = 1;
    });
    row("gone", ServerState::Gone, [](auto& f) { f.isDeclared = false; });
    row("gone, though approved", ServerState::Gone, [](auto& f) {
        f.isDeclared = false;
        f.isApproved = true;
    });
    row("gone, an old question is open", ServerState::Gone, [](auto& f) {
        f.isDeclared = false;
        f.isWaiting = true;
    });
    row("not declared, runs", ServerState::Running, [](auto& f) {
        f.isDeclared = false;
        f.runningSessions = f.liveSessions = 1;
    });
    row("not declared, held", ServerState::Waiting, [](auto& f) {
        f.isDeclared = false;
        f.isWaiting = true;
        f.liveSessions = 1;
    });
}

void TestServerState::factsMakeOneState()
{
    QFETCH(const StateFacts, facts);

    QTEST(service::stateOf(facts), "state");
}

void TestServerState::aShadowIsThereAndWasNeverDecidedOn_data()
{
    QTest::addColumn<ServerState>("state");
    QTest::addColumn<bool>("wasApproved");
    QTest::addColumn<bool>("isDenied");
    QTest::addColumn<bool>("shadow");
    const auto row = [](ServerState state, bool wasApproved, bool isDenied, bool shadow) {
        QTest::addRow("%s %d %d", std::string(model::toText(state)).c_str(), wasApproved, isDenied)
            << state << wasApproved << isDenied << shadow;
    };
    for (const auto state : {ServerState::Unguarded, ServerState::SeenNotGuarded,
             ServerState::RunningUnguarded, ServerState::Waiting}) {
        row(state, false, false, true);
        row(state, true, false, false);
        row(state, false, true, false);
    }
    for (const auto state : {ServerState::Approved, ServerState::Running, ServerState::Denied,
             ServerState::Suspended, ServerState::Gone})
        row(state, false, false, false);
}

void TestServerState::aShadowIsThereAndWasNeverDecidedOn()
{
    QFETCH(const ServerState, state);
    QFETCH(const bool, wasApproved);
    QFETCH(const bool, isDenied);

    QTEST(service::isShadow(state, wasApproved, isDenied), "shadow");
}

void TestServerState::whatNoFileDeclaresIsGoneOrRuns()
{
    std::map<std::string, service::EntryStanding> standings;
    auto& former = standings["former"];
    former.lastSeen = 5;
    former.location = {"cursor", model::EntryScope::User, "/f", "/k", "old"};
    auto& bare = standings["launch:0123"];
    bare.lastSeen = 6;
    bare.runningSessions = bare.liveSessions = 1;
    bare.location.name = "server.js";
    standings["decided, never seen"].isApproved = true;

    const auto rows = service::catalogRows({declaredRow("here", {"npx", "x"})}, standings, {"here"}, {}, {});

    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].state, ServerState::RunningUnguarded);
    QCOMPARE(rows[1].ref, std::string("former"));
    QCOMPARE(rows[1].state, ServerState::Gone);
    QCOMPARE(rows[1].clientTitle, std::string("Cursor"));
    QCOMPARE(rows[1].location.name, std::string("old"));
    QCOMPARE(rows[2].state, ServerState::Running);
    QCOMPARE(rows[2].clientTitle, std::string());
}

void TestServerState::duplicatesNameEachOther()
{
    std::map<std::string, service::EntryStanding> standings;
    standings["c"].packageVersion = "2.0.0";
    auto overridden = declaredRow("d", {"npx", "-y", "files@1.0.0"});
    overridden.stateReason = "overridden";

    const auto rows = service::catalogRows(
        {declaredRow("a", {"npx", "-y", "files@1.0.0"}), declaredRow("b", {"/usr/bin/npx", "files@1.0.0"}),
            declaredRow("c", {"npx", "files"}), overridden},
        standings, {}, {}, {});

    using model::Duplicate;
    QVERIFY((rows[0].duplicates == std::vector<Duplicate>{{"b", false}, {"c", true}}));
    QVERIFY((rows[1].duplicates == std::vector<Duplicate>{{"a", false}, {"c", true}}));
    QVERIFY((rows[2].duplicates == std::vector<Duplicate>{{"a", true}, {"b", true}}));
    QVERIFY(rows[3].duplicates.empty());
}

void TestServerState::whatTheOrganisationSaysShows_data()
{
    QTest::addColumn<QByteArray>("registry");
    QTest::addColumn<QString>("own"); // what the user said
    QTest::addColumn<ServerState>("state");
    QTest::addColumn<bool>("byOrganisation");
    const auto row = [](const char* name, const char* registry, const char* own, ServerState state,
                         bool byOrganisation) {
        QTest::newRow(name) << QByteArray(registry) << QString::fromLatin1(own) << state << byOrganisation;
    };
    const auto* const allows = R"({"v":1,"items":[{"argv":["npx","x"],"decision":"allow"}]})";
    row("nothing", R"({"v":1,"items":[]})", "", ServerState::Waiting, false);
    row("approves it", allows, "", ServerState::Approved, true);
    row("approves it, and so did the user", allows, "approved", ServerState::Approved, false);
    row("approves it, and the user denies", allows, "denied", ServerState::Denied, false);
    row("approves it, and another program asks", allows, "waiting", ServerState::Waiting, false);
    row("approves it in another client",
        R"({"v":1,"items":[{"argv":["npx","x"],"decision":"allow","client":"zed"}]})", "",
        ServerState::Waiting, false);
    row("approved it until it was over",
        R"({"v":1,"items":[{"argv":["npx","x"],"decision":"allow","expiresAt":5}]})", "",
        ServerState::Waiting, false);
    row("approves projects' only",
        R"({"v":1,"items":[{"argv":["npx","x"],"decision":"allow","scope":"project"}]})", "",
        ServerState::Waiting, false);
    row("forbids it", R"({"v":1,"items":[{"argv":["npx","x"],"decision":"deny"}]})", "approved",
        ServerState::Denied, true);
    row("forbids its package", R"({"v":1,"items":[],"forbidPackages":["x"]})", "approved",
        ServerState::Denied, true);
    row("requires, and it is not listed", R"({"v":1,"require":true,"items":[]})", "approved",
        ServerState::Denied, true);
}

void TestServerState::whatTheOrganisationSaysShows()
{
    QFETCH(QByteArray, registry);
    QFETCH(QString, own);
    QFETCH(ServerState, state);
    QFETCH(bool, byOrganisation);
    std::map<std::string, service::EntryStanding> standings;
    standings["a"].isApproved = own == QStringLiteral("approved");
    standings["a"].isDenied = own == QStringLiteral("denied");
    standings["a"].isWaiting = own == QStringLiteral("waiting");

    auto declared = declaredRow("a", {"npx", "x"});
    declared.state = ServerState::Waiting; // behind the wrapper

    const auto shown = service::withStanding(
        declared, standings, service::decodeOrganisationRegistry(registry.toStdString()).value());

    QCOMPARE(shown.state, state);
    QCOMPARE(shown.isByOrganisation, byOrganisation);
    QVERIFY(!shown.isShadow || state == ServerState::Waiting);
}

QTEST_GUILESS_MAIN(TestServerState)
#include "tst_server_state.moc"
