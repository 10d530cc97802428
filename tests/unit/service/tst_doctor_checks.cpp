// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"
#include "core/service/doctor/doctor_books.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::service;

/// Every check of the doctor on facts made for it; what tells them from one another is the code, the severity
/// and the values of the fix.
class TestDoctorChecks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aHealthyServerHasNoFindings();
    void aCommandThatAVersionManagerKeepsNamesThePathToWrite();
    void aScriptBesideItsInterpreterNeedsPathAsWell();
    void aMissingRunnerSaysHowItIsInstalled();
    void whatIsWrongWithTheFileIsTold_data();
    void whatIsWrongWithTheFileIsTold();
    void whatOnlyAShellUnderstandsIsTold_data();
    void whatOnlyAShellUnderstandsIsTold();
    void anEmptyVariableIsNamed();
    void theWrapperIsLookedAtWhereTheEntryIsGuarded_data();
    void theWrapperIsLookedAtWhereTheEntryIsGuarded();
    void approvalComesFirst();
    void anUnusableListIsAFaultAStaleOneAWarning();
    void whatTheOrganisationKeepsFromStartingIsSaid();
    void aKnownListThatDoesNotHoldIsAWarning();
    void aStartIsMeasuredAgainstTheClientsTimeOut();
    void theLastEndCountsUnlessItWasClean();
    void aTrialSaysMoreThanAMemory();
    void theEndOfASessionIsReadFromItsEvents();

private:
    static DoctorFacts healthy()
    {
        DoctorFacts facts;
        facts.server.ref = "0123456789abcdef";
        facts.server.location = {
            "cursor", model::EntryScope::User, "/h/.cursor/mcp.json", "/mcpServers/files", "files"};
        facts.server.clientTitle = "Cursor";
        facts.server.line = 3;
        facts.server.command = {"npx", "-y", "@x/y"};
        facts.isGuarded = true;
        facts.environmentSource = "session";
        facts.environment = {{"PATH", "/usr/bin:/bin"}};
        facts.commandPath = "/usr/bin/npx";
        facts.wrapper = facts.expectedWrapper = "/h/.local/lib/gatehouse/gatehouse-wrap";
        return facts;
    }
    static Diagnosis only(const DoctorFacts& facts)
    {
        const auto found = diagnose(facts);
        if (found.size() != 1)
            qFatal("%zu findings", found.size());
        return found.front();
    }
    static std::string name(const Diagnosis& diagnosis) { return std::string(diagnosisName(diagnosis.code)); }
};

void TestDoctorChecks::aHealthyServerHasNoFindings()
{
    QVERIFY(diagnose(healthy()).empty());
    QVERIFY(diagnose({}).empty()); // a remote server has no command
}

void TestDoctorChecks::aCommandThatAVersionManagerKeepsNamesThePathToWrite()
{
    auto facts = healthy();
    facts.commandFault = CommandFault::Missing;
    facts.elsewhere = {{"volta", "/h/.volta/bin/npx", false}, {"cargo", "/h/.cargo/bin/npx", false}};

    const auto found = only(facts);

    QCOMPARE(name(found), std::string("command-not-on-path"));
    QVERIFY(found.severity == Severity::Fault);
    QCOMPARE(found.values.at("found"), std::string("/h/.volta/bin/npx"));
    QCOMPARE(found.values.at("keeper"), std::string("volta"));
    QCOMPARE(found.values.at("line"), std::string("3"));
    QVERIFY(!found.values.contains("newPath"));
}

void TestDoctorChecks::aScriptBesideItsInterpreterNeedsPathAsWell()
{
    auto facts = healthy();
    facts.commandFault = CommandFault::Missing;
    facts.elsewhere = {{"nvm", "/h/.nvm/versions/node/v22.1.0/bin/npx", true}};

    QCOMPARE(
        only(facts).values.at("newPath"), std::string("/h/.nvm/versions/node/v22.1.0/bin:/usr/bin:/bin"));
}

void TestDoctorChecks::aMissingRunnerSaysHowItIsInstalled()
{
    auto facts = healthy();
    facts.commandFault = CommandFault::Missing;
    facts.server.command = {"uvx", "mcp-server-git"};

    const auto runner = only(facts);
    facts.server.command = {"my-server"};
    const auto other = only(facts);

    QCOMPARE(name(runner), std::string("package-runner-missing"));
    QVERIFY(runner.values.at("install").find("uv") != std::string::npos);
    QCOMPARE(name(other), std::string("command-not-found"));
}

void TestDoctorChecks::whatIsWrongWithTheFileIsTold_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("code");
    QTest::newRow("mode") << static_cast<int>(CommandFault::NotExecutable)
                          << QStringLiteral("command-not-executable");
    QTest::newRow("folder") << static_cast<int>(CommandFault::Folder) << QStringLiteral("command-is-folder");
    QTest::newRow("script") << static_cast<int>(CommandFault::InterpreterMissing)
                            << QStringLiteral("interpreter-missing");
}

void TestDoctorChecks::whatIsWrongWithTheFileIsTold()
{
    QFETCH(int, fault);
    QFETCH(QString, code);
    auto facts = healthy();
    facts.commandFault = static_cast<CommandFault>(fault);
    facts.commandPath = "/usr/bin/npx";
    facts.interpreter = "node";

    const auto found = only(facts);

    QCOMPARE(QString::fromStdString(name(found)), code);
    QCOMPARE(found.values.at("found"), std::string("/usr/bin/npx"));
}

void TestDoctorChecks::whatOnlyAShellUnderstandsIsTold_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("isMissing");
    QTest::addColumn<QString>("code");
    QTest::newRow("line") << QStringLiteral("npx -y @x/y") << true << QStringLiteral("command-is-shell-line");
    QTest::newRow("builtin") << QStringLiteral("cd") << true << QStringLiteral("command-is-shell-builtin");
    QTest::newRow("home") << QStringLiteral("~/bin/server") << true << QStringLiteral("command-not-expanded");
    QTest::newRow("variable") << QStringLiteral("$HOME/server") << true
                              << QStringLiteral("command-not-expanded");
    QTest::newRow("relative") << QStringLiteral("./server") << false
                              << QStringLiteral("command-depends-on-folder");
}

void TestDoctorChecks::whatOnlyAShellUnderstandsIsTold()
{
    QFETCH(QString, command);
    QFETCH(bool, isMissing);
    QFETCH(QString, code);
    auto facts = healthy();
    facts.server.command = {command.toStdString()};
    facts.commandFault = isMissing ? CommandFault::Missing : CommandFault::None;

    const auto found = diagnose(facts);

    QCOMPARE(QString::fromStdString(name(found.back())), code);
    facts.server.command = {"/opt/with blank/server"};
    facts.commandFault = CommandFault::None;
    QVERIFY(diagnose(facts).empty());
}

void TestDoctorChecks::anEmptyVariableIsNamed()
{
    auto facts = healthy();
    facts.variables = {{"API_KEY", false, false}, {"TOKEN", true, true}, {"URL", false, true}};

    const auto found = diagnose(facts);

    QCOMPARE(found.size(), std::size_t{3});
    QCOMPARE(name(found[0]), std::string("variable-unset"));
    QCOMPARE(found[0].values.at("variable"), std::string("API_KEY"));
    QCOMPARE(name(found[1]), std::string("variable-empty"));
    QCOMPARE(found[1].values.at("source"), std::string("entry"));
    QCOMPARE(found[2].values.at("source"), std::string("session"));
}

void TestDoctorChecks::theWrapperIsLookedAtWhereTheEntryIsGuarded_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<bool>("isElsewhere");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* title, WrapperState state, bool isElsewhere, const QString& code) {
        QTest::newRow(title) << static_cast<int>(state) << isElsewhere << code;
    };
    row("missing", WrapperState::Missing, false, QStringLiteral("wrapper-missing"));
    row("another HOME", WrapperState::Missing, true, QStringLiteral("wrapper-moved"));
    row("still at the old place", WrapperState::Good, true, QStringLiteral("wrapper-moved"));
    row("mode", WrapperState::NotExecutable, false, QStringLiteral("wrapper-not-executable"));
    row("older", WrapperState::Older, false, QStringLiteral("wrapper-older"));
}

void TestDoctorChecks::theWrapperIsLookedAtWhereTheEntryIsGuarded()
{
    QFETCH(int, state);
    QFETCH(bool, isElsewhere);
    QFETCH(QString, code);
    auto facts = healthy();
    facts.wrapperState = static_cast<WrapperState>(state);
    if (isElsewhere)
        facts.wrapper = "/old/gatehouse-wrap";

    QCOMPARE(QString::fromStdString(name(only(facts))), code);
    facts.isGuarded = false;
    QVERIFY(diagnose(facts).empty());
}

void TestDoctorChecks::approvalComesFirst()
{
    auto facts = healthy();
    facts.books.isWaiting = true;
    facts.books.cardId = "abcd1234";
    facts.variables = {{"API_KEY", false, false}};

    const auto waiting = diagnose(facts);
    facts.books.isDenied = true;
    const auto denied = diagnose(facts);

    QCOMPARE(name(waiting.front()), std::string("waiting-for-approval"));
    QCOMPARE(waiting.front().values.at("card"), std::string("abcd1234"));
    QCOMPARE(name(denied.front()), std::string("denied"));
    QCOMPARE(denied.size(), std::size_t{2});
}

void TestDoctorChecks::anUnusableListIsAFaultAStaleOneAWarning()
{
    auto facts = healthy();
    facts.list = "snapshot-damaged";
    QVERIFY(only(facts).severity == Severity::Fault);
    QCOMPARE(name(only(facts)), std::string("list-unusable"));

    facts.list = "stale";
    QVERIFY(only(facts).severity == Severity::Warning);
}

void TestDoctorChecks::whatTheOrganisationKeepsFromStartingIsSaid()
{
    auto facts = healthy();
    facts.organisationProblem = "/etc/gatehouse/registry.json: cut";
    QCOMPARE(name(only(facts)), std::string("organisation-unusable"));
    QVERIFY(only(facts).severity == Severity::Fault);
    QCOMPARE(only(facts).values.at("detail"), facts.organisationProblem);

    facts = healthy();
    facts.organisationDistrust = "others can write it";
    QCOMPARE(name(only(facts)), std::string("organisation-distrusted"));
    QVERIFY(only(facts).severity == Severity::Warning);

    facts = healthy();
    facts.isForbiddenByOrganisation = true;
    QCOMPARE(name(only(facts)), std::string("organisation-forbids"));
}

void TestDoctorChecks::aKnownListThatDoesNotHoldIsAWarning()
{
    auto facts = healthy();
    facts.books.leftOutLists = {{base::ErrorCode::IntelligenceSignature, "/etc/gatehouse/lists.bundle: no"}};
    QVERIFY(only(facts).severity == Severity::Warning);
    QCOMPARE(name(only(facts)), std::string("known-list-left-out"));
    QCOMPARE(only(facts).values.at("detail"), std::string("/etc/gatehouse/lists.bundle: no"));

    facts.isGuarded = false; // nothing would be looked up for it
    QVERIFY(std::ranges::none_of(
        diagnose(facts), [](const Diagnosis& one) { return name(one) == "known-list-left-out"; }));
}

void TestDoctorChecks::aStartIsMeasuredAgainstTheClientsTimeOut()
{
    auto facts = healthy();
    facts.books.startMilliseconds = 31'000;
    QVERIFY(diagnose(facts).empty()); // nobody knows how long the client waits
    facts.clientWaitsSeconds = 30;

    const auto tooSlow = only(facts);
    facts.books.startMilliseconds = 15'000;
    const auto slow = only(facts);
    facts.books.startMilliseconds = 14'000;

    QCOMPARE(name(tooSlow), std::string("start-too-slow"));
    QCOMPARE(tooSlow.values.at("seconds"), std::string("31"));
    QCOMPARE(tooSlow.values.at("limit"), std::string("30"));
    QCOMPARE(name(slow), std::string("start-slow"));
    QVERIFY(diagnose(facts).empty());
}

void TestDoctorChecks::theLastEndCountsUnlessItWasClean()
{
    auto facts = healthy();
    facts.books.lastEnd = EndFact{true, 0, {}, {}, 5};
    QVERIFY(diagnose(facts).empty());

    facts.books.lastEnd->exitCode = 2;
    QCOMPARE(name(only(facts)), std::string("last-end-failed"));
    QCOMPARE(only(facts).values.at("exit"), std::string("2"));
    facts.books.lastEnd = EndFact{false, 0, {}, "command-not-found", 5};
    QCOMPARE(name(only(facts)), std::string("last-start-failed"));
}

void TestDoctorChecks::aTrialSaysMoreThanAMemory()
{
    auto facts = healthy();
    facts.books.lastEnd = EndFact{true, 2, {}, {}, 5};
    facts.trial = TrialFact{{}, false, {}, false, 1, {}, 120, {"no API_KEY"}};

    const auto failed = only(facts);
    facts.trial->hasTimedOut = true;
    const auto timedOut = only(facts);
    facts.trial = TrialFact{{}, true, {}, false, 0, {}, 80, {}};
    const auto answered = only(facts);
    facts.trial = TrialFact{
        base::Error{base::ErrorCode::IdentityChanged, "argv differs"}, false, {}, false, 0, {}, 0, {}};
    const auto refused = diagnose(facts);

    facts.trial = TrialFact{{}, false, "no token", false, 0, {}, 80, {}};
    const auto error = only(facts);

    QCOMPARE(name(error), std::string("trial-answered-error"));
    QCOMPARE(error.values.at("detail"), std::string("no token"));
    QCOMPARE(name(failed), std::string("trial-failed"));
    QCOMPARE(failed.lines, (std::vector<std::string>{"no API_KEY"}));
    QCOMPARE(name(timedOut), std::string("trial-timed-out"));
    QVERIFY(answered.severity == Severity::Note);
    QCOMPARE(refused.size(), std::size_t{2}); // what was not tried leaves the memory standing
    QCOMPARE(name(refused[1]), std::string("trial-refused"));
}

void TestDoctorChecks::theEndOfASessionIsReadFromItsEvents()
{
    const auto row = [](const char* kind, const char* details, const char* reason = "") {
        model::EventRow one;
        one.event.kind = kind;
        one.event.details = details;
        one.event.reason = reason;
        return one;
    };

    const auto exit =
        endOf({row("server-start", "{}"), row("server-exit", R"({"code":3})"), row("client-end", "")});
    const auto signal = endOf({row("server-exit", R"({"signal":"SIGSEGV"})")});
    const auto failed = endOf({row("server-failed", "not json", "io-failed")});

    QCOMPARE(exit->exitCode, 3);
    QCOMPARE(signal->signal, std::string("SIGSEGV"));
    QVERIFY(!failed->hasStarted);
    QVERIFY(!endOf(
        {row("client-end", ""), row("server-exit", R"({"signal":"SIGTERM"})")})); // the client's own doing
    QVERIFY(!endOf({row("server-start", "")}));
}

QTEST_APPLESS_MAIN(TestDoctorChecks)
#include "tst_doctor_checks.moc"
