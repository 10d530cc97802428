// SPDX-License-Identifier: Apache-2.0
#include "core/policy/grant_clock.h"
#include "core/policy/once_keys.h"
#include "tests/integration/scratch_home.h"

#include <QDir>
#include <QtTest>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse::integration;
namespace base = gatehouse::base;
namespace model = gatehouse::model;
namespace policy = gatehouse::policy;

/// What decides whether a launch may run, with the files that it depends on missing or damaged.
class TestWrapAdmission : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takingBackAnApprovalEndsTheServerThatRuns();
    void aClockThatWasSetBackGivesNoTimeBack();
    void aMarkThatWasTakenAwayEndsItsDecision();
    void aServerThatRunsOnceRunsToItsEnd();
    void aDamagedSnapshotClosesWithAReason_data();
    void aDamagedSnapshotClosesWithAReason();
    void aStaleSnapshotIsRebuiltByTheRecordedProgram();
    void aStaleSnapshotThatCannotBeRebuiltCloses();
    void aChangedEnvironmentNameAsksAgain();
    void onceHoldsUntilTheFirstInitialisedProcessEnds();
    void aKeyThatWasTakenAwayEndsItsOnce();
    void onceIsUsedUpEvenByAWrapperThatWasKilled();
    void aPatternIsLearnedAndTheSnapshotMadeAnew();
    void whereHomeIsAnotherTheStricterAnswerHolds();
};

namespace {

model::RegistryDecision approvalForAnHour(ScratchHome& home, const std::vector<std::string>& command)
{
    constexpr base::UnixMilliseconds kHour = 3'600'000;
    auto decision = approvalOf(home, command);
    decision.id = "0123456789abcdef";
    decision.decidedAt = base::SystemClock().now();
    decision.expiresAt = decision.decidedAt + kHour;
    return decision;
}

} // namespace

void TestWrapAdmission::takingBackAnApprovalEndsTheServerThatRuns()
{
    ScratchHome home;
    const auto command = fakeServer();
    const auto decision = approvalOf(home, command);
    home.decide({decision});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(wrap.ask(callTool(2, "echo")));

    home.decide({});

    const auto status = wrap.waitForEnd();
    QVERIFY(status.has_value());
    QCOMPARE(home.events("approval-withdrawn").size(), std::size_t{1});
    QVERIFY(home.events("denied").empty());
}

void TestWrapAdmission::aClockThatWasSetBackGivesNoTimeBack()
{
    ScratchHome home;
    const auto command = fakeServer();
    const auto decision = approvalForAnHour(home, command);
    home.decide({decision});
    const auto folder = policy::grantsFolder(home.places());
    {
        WrapProcess wrap(home.start(command));
        QVERIFY(wrap.ask(initialize(1)));
        QVERIFY(wrap.ask(callTool(2, "echo")));
        // How late it was is written down while it runs.
        QVERIFY(policy::grantMoment(folder, decision.id, 0, {}).value() >= decision.decidedAt);
        wrap.closeInput();
        QVERIFY(wrap.waitForEnd());
    }
    QCOMPARE(home.events("server-start").size(), std::size_t{1});
    // As if the clock had shown that, and been set back to now.
    QVERIFY(policy::keepGrantMoment(folder, decision.id, decision.expiresAt, {}));

    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1))); // held: in the server's place

    QVERIFY(waitUntil([&] {
        const auto pending = home.events("pending");
        return std::any_of(
            pending.begin(), pending.end(), [](const auto& event) { return event.reason == "expired"; });
    }));
    QCOMPARE(home.events("server-start").size(), std::size_t{1});
}

void TestWrapAdmission::aMarkThatWasTakenAwayEndsItsDecision()
{
    ScratchHome home;
    const auto command = fakeServer();
    const auto decision = approvalForAnHour(home, command);
    home.decide({decision});
    const auto folder = policy::grantsFolder(home.places());
    policy::forgetGrant(folder, decision.id);
    // Ten thousand others, as many as once were looked at, hide nothing either.
    for (int dummy = 0; dummy < 10'000; ++dummy) {
        QFile file(QString::fromStdString(folder + "/0-" + std::to_string(dummy)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("1\n") == 2);
    }

    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    QVERIFY(waitUntil([&] {
        const auto pending = home.events("pending");
        return std::any_of(
            pending.begin(), pending.end(), [](const auto& event) { return event.reason == "expired"; });
    }));
    QVERIFY(home.events("server-start").empty());
}

void TestWrapAdmission::aServerThatRunsOnceRunsToItsEnd()
{
    ScratchHome home;
    const auto command = fakeServer();
    auto decision = approvalOf(home, command);
    decision.choice = model::Choice::Once;
    home.decide({decision});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    home.decide({}); // as the desktop does when the first of several siblings has ended

    QVERIFY(wrap.ask(callTool(2, "echo")));
    QVERIFY(home.events("approval-withdrawn").empty());
}

void TestWrapAdmission::aDamagedSnapshotClosesWithAReason_data()
{
    QTest::addColumn<QString>("harm");
    QTest::addColumn<QString>("reason");
    QTest::newRow("missing") << QStringLiteral("missing") << QStringLiteral("snapshot-missing");
    QTest::newRow("a byte changed") << QStringLiteral("byte") << QStringLiteral("snapshot-damaged");
    QTest::newRow("cut off") << QStringLiteral("cut") << QStringLiteral("snapshot-damaged");
    QTest::newRow("writable by others") << QStringLiteral("mode") << QStringLiteral("unsafe-owner");
}

void TestWrapAdmission::aDamagedSnapshotClosesWithAReason()
{
    QFETCH(QString, harm);
    QFETCH(QString, reason);
    ScratchHome home;
    const auto command = fakeServer({"--report=" + home.file("report")});
    home.decide({approvedPattern(command)});
    const auto path = home.places().snapshot;
    auto bytes = base::readFile(path, 1 << 20).value();
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    if (harm == QStringLiteral("missing"))
        ::unlink(path.c_str());
    else if (harm == QStringLiteral("byte"))
        QVERIFY(base::replaceFile(path, bytes, 0600));
    else if (harm == QStringLiteral("cut"))
        QVERIFY(base::replaceFile(path, bytes.substr(0, bytes.size() / 2), 0600));
    else
        QCOMPARE(::chmod(path.c_str(), 0666), 0);

    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(has(wrap.ask(callTool(2, "echo")), "\"isError\":true"));

    QCOMPARE(QString::fromStdString(home.events("pending").at(0).reason), reason);
    QVERIFY(wrap.errors().find(path) != std::string::npos);
    QVERIFY(!base::stampOf(home.file("report")));

    // A whole one puts it right without a restart.
    home.writeSnapshot();
    QVERIFY(waitUntil([&] { return base::stampOf(home.file("report")).hasValue(); }));
}

void TestWrapAdmission::aStaleSnapshotIsRebuiltByTheRecordedProgram()
{
    ScratchHome home;
    const auto command = fakeServer();
    const auto policy = home.file("policy.toml");
    const auto program = home.file("rebuild");
    const auto fresh = home.file("fresh");
    QVERIFY(base::replaceFile(program,
        "#!/bin/sh\n[ \"$1\" = snapshot ] && mv " + fresh + " " + home.places().snapshot + "\n", 0700));
    home.content.commandLineProgram = program;
    home.decide({approvedPattern(command)});
    QVERIFY(base::replaceFile(fresh, base::readFile(home.places().snapshot, 1 << 20).value(), 0600));
    home.content.sources = {{policy, true, {}, {}}}; // it is not there: stale
    home.writeSnapshot();

    WrapProcess wrap(home.start(command));

    QVERIFY(has(wrap.ask(initialize(1)), "\"name\":\"fake\""));
}

void TestWrapAdmission::aStaleSnapshotThatCannotBeRebuiltCloses()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.content.sources = {{home.file("policy.toml"), true, {}, {}}};
    home.decide({approvedPattern(command)});

    WrapProcess wrap(home.start(command));

    QVERIFY(wrap.ask(initialize(1)));
    QCOMPARE(home.events("pending").at(0).reason, std::string("snapshot-stale"));
}

void TestWrapAdmission::aChangedEnvironmentNameAsksAgain()
{
    ScratchHome home;
    const auto command = fakeServer();
    const auto file = home.file("client.json");
    const auto write = [&](const std::string& variables) {
        return base::replaceFile(
            file, "{\"mcpServers\":{\"files\":{\"command\":\"x\",\"env\":{" + variables + "}}}}", 0600);
    };
    QVERIFY(write("\"A\":\"1\""));
    gatehouse::policy::SnapshotEntry entry;
    entry.location = {"claude-desktop", model::EntryScope::User, file, "/mcpServers/files", "files"};
    entry.ref = model::entryRef(entry.location);
    entry.fileStamp = base::stampOf(file).value();
    entry.environmentNames = {"A"};
    home.content.entries = {entry};
    std::vector<std::string> arguments{"--entry=" + entry.ref, command[0]};
    home.decide({approvalOf(home, arguments)});
    {
        WrapProcess wrap(home.start(arguments));
        QVERIFY(has(wrap.ask(initialize(1)), "\"name\":\"fake\""));
    }

    // Another value changes nothing; another name does.
    QVERIFY(write("\"A\":\"2\""));
    {
        WrapProcess wrap(home.start(arguments));
        QVERIFY(has(wrap.ask(initialize(1)), "\"name\":\"fake\""));
    }
    QVERIFY(write("\"A\":\"2\",\"LD_PRELOAD\":\"x\""));
    WrapProcess wrap(home.start(arguments));
    QVERIFY(wrap.ask(initialize(1)));
    auto pending = home.events("pending");
    std::erase_if(pending, [](const auto& event) { return event.reason != "identity-changed"; });
    QCOMPARE(pending.size(), std::size_t{1});
    QVERIFY(pending[0].details.find("environment-names") != std::string::npos);
}

void TestWrapAdmission::onceHoldsUntilTheFirstInitialisedProcessEnds()
{
    ScratchHome home;
    const auto command = fakeServer();
    auto decision = approvalOf(home, command);
    decision.choice = model::Choice::Once;
    decision.clientProcess = thisProcess();
    home.decide({decision});
    const auto key = policy::onceFolder(home.places()) + '/' + home.content.decisions.front().id;
    QVERIFY(base::stampOf(key));

    {
        // A sibling that never gets as far as a handshake does not use it up.
        WrapProcess idle(home.start(command));
        QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));
        idle.closeInput();
        QVERIFY(idle.waitForEnd());
        QVERIFY(base::stampOf(key));
    }
    {
        WrapProcess wrap(home.start(command));
        QVERIFY(has(wrap.ask(initialize(1)), "\"name\":\"fake\""));
        QVERIFY(wrap.send(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                          "\n"));
        QVERIFY(wrap.ask(callTool(2, "echo")));
        QVERIFY(base::stampOf(key));
        wrap.closeInput();
        QVERIFY(wrap.waitForEnd());
    }
    QVERIFY(!base::stampOf(key));
    {
        WrapProcess late(home.start(command));
        QVERIFY(!has(late.ask(initialize(1)), "\"name\":\"fake\""));
    }
    // Whoever puts something there does not know what it has to be.
    QVERIFY(base::replaceFile(key, "", 0600));
    WrapProcess later(home.start(command));
    QVERIFY(!has(later.ask(initialize(1)), "\"name\":\"fake\""));
}

void TestWrapAdmission::aKeyThatWasTakenAwayEndsItsOnce()
{
    ScratchHome home;
    const auto command = fakeServer();
    auto decision = approvalOf(home, command);
    decision.choice = model::Choice::Once;
    decision.clientProcess = thisProcess();
    home.decide({decision});
    QVERIFY(QDir(QString::fromStdString(policy::onceFolder(home.places()))).removeRecursively());

    WrapProcess wrap(home.start(command));

    QVERIFY(!has(wrap.ask(initialize(1)), "\"name\":\"fake\""));
    QVERIFY(home.events("server-start").empty());
}

void TestWrapAdmission::onceIsUsedUpEvenByAWrapperThatWasKilled()
{
    ScratchHome home;
    const auto command = fakeServer();
    auto decision = approvalOf(home, command);
    decision.choice = model::Choice::Once;
    decision.clientProcess = thisProcess();
    home.decide({decision});
    WrapProcess wrap(home.start(command));
    QVERIFY(has(wrap.ask(initialize(1)), "\"name\":\"fake\""));
    QVERIFY(wrap.send(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                      "\n"));
    QVERIFY(wrap.ask(callTool(2, "echo")));

    wrap.signal(SIGKILL);

    const auto key = policy::onceFolder(home.places()) + '/' + home.content.decisions.front().id;
    QVERIFY(waitUntil([&] { return !base::stampOf(key); }));
}

void TestWrapAdmission::aPatternIsLearnedAndTheSnapshotMadeAnew()
{
    ScratchHome home;
    const auto command = fakeServer();
    const auto program = home.file("cli");
    const auto seen = home.file("seen");
    QVERIFY(base::replaceFile(program,
        "#!/bin/sh\ngrep -l '\"learned\"' \"$HOME\"/.local/state/gatehouse/journal/* >" + seen + "\n", 0700));
    home.content.commandLineProgram = program;
    home.decide({approvedPattern(command)});

    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    // The program finds the line that it is to pin.
    QVERIFY(waitUntil(
        [&] { return base::readFile(seen, 4096).hasValue() && !base::readFile(seen, 4096)->empty(); }));
    const auto learned = home.events("learned");
    QVERIFY(!learned.empty());
    QCOMPARE(learned[0].reason, std::string("pattern"));
    QCOMPARE(approvedIdentity(learned[0]).identity->argv, command);
}

void TestWrapAdmission::whereHomeIsAnotherTheStricterAnswerHolds()
{
    ScratchHome mine;
    ScratchHome account;
    const auto command = fakeServer({"--report=" + mine.file("report")});
    mine.decide({approvedPattern(command)});
    account.decide({});
    const auto passwd = mine.file("passwd");
    QVERIFY(base::replaceFile(
        passwd, "me:x:" + std::to_string(::getuid()) + ":0::" + account.places().home + ":/bin/sh\n", 0644));
    auto start = mine.start(command);
    start.program = "/usr/bin/unshare";
    start.arguments = {
        "--mount", "/bin/sh", "-c", "mount --bind \"$0\" /etc/passwd && exec \"$@\"", passwd, wrapProgram()};
    start.arguments.insert(start.arguments.end(), command.begin(), command.end());
    QVERIFY2(::geteuid() == 0, "/etc/passwd can only be covered by root");

    WrapProcess wrap(start);
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(has(wrap.ask(callTool(2, "echo")), "\"isError\":true"));
    QVERIFY(!base::stampOf(mine.file("report")));

    // The account's own decision is as good as an answer there.
    account.decide({approvedPattern(command)});
    QVERIFY(waitUntil([&] { return base::stampOf(mine.file("report")).hasValue(); }));
}

QTEST_APPLESS_MAIN(TestWrapAdmission)
#include "tst_wrap_admission.moc"
