// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/scratch_home.h"

#include <QtTest>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse::integration;
namespace base = gatehouse::base;
namespace model = gatehouse::model;

/// What decides whether a launch may run, with the files that it depends on missing, damaged or exchanged.
class TestWrapAdmission : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takingBackAnApprovalEndsTheServerThatRuns();
    void aServerThatRunsOnceRunsToItsEnd();
    void aDamagedSnapshotClosesWithAReason_data();
    void aDamagedSnapshotClosesWithAReason();
    void aStaleSnapshotIsRebuiltByTheRecordedProgram();
    void aStaleSnapshotThatCannotBeRebuiltCloses();
    void anExchangedProgramIsNeverRun();
    void aProgramThatIsExchangedAllTheTimeIsNeverRun();
    void anExchangedScriptIsNeverRelayed();
    void aScriptThatChangesAfterItsStartIsKilled();
    void aChangedEnvironmentNameAsksAgain();
    void onceHoldsUntilTheFirstInitialisedProcessEnds();
    void onceIsUsedUpEvenByAWrapperThatWasKilled();
    void aPatternIsLearnedAndTheSnapshotMadeAnew();
    void whereHomeIsAnotherTheStricterAnswerHolds();
};

namespace {

constexpr std::size_t kMaxProgram = std::size_t{256} << 20;

bool has(const std::optional<std::string>& text, std::string_view part)
{
    return text && text->find(part) != std::string::npos;
}

/// A copy of the fake server that a test may exchange.
std::string copyOfServer(const ScratchHome& home)
{
    const auto path = home.file("server");
    const auto bytes = base::readFile(fakeServer()[0], kMaxProgram);
    if (!bytes || !base::replaceFile(path, *bytes, 0700))
        qFatal("no copy");
    return path;
}

/// The identity of a command as the wrapper itself finds it: asks for it once, unapproved.
model::RegistryDecision approvalOf(ScratchHome& home, const std::vector<std::string>& command)
{
    home.decide({});
    WrapProcess wrap(home.start(command));
    if (!wrap.ask(initialize(1)))
        qFatal("no answer");
    wrap.closeInput();
    wrap.waitForEnd();
    return approvedIdentity(home.events("pending").back());
}

model::ProcessInfo thisProcess()
{
    const auto stat = base::readFile("/proc/self/stat", 4096).value();
    model::ProcessInfo process;
    process.pid = ::getpid();
    const char* at = stat.c_str() + stat.rfind(')');
    for (int field = 2; field < 22; ++field)
        at = std::strchr(at, ' ') + 1;
    process.startTime = std::strtoull(at, nullptr, 10);
    return process;
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

void TestWrapAdmission::anExchangedProgramIsNeverRun()
{
    ScratchHome home;
    const auto server = copyOfServer(home);
    const auto mark = home.file("ran");
    auto decision = approvalOf(home, {server});
    home.decide({decision});
    // The same size and times tell nothing: the inode is another.
    QVERIFY(base::replaceFile(server, "#!/bin/sh\ntouch " + mark + "\n", 0700));

    WrapProcess wrap(home.start({server}));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(has(wrap.ask(callTool(2, "echo")), "\"isError\":true"));

    QVERIFY(!base::stampOf(mark));
    QVERIFY(home.events("server-start").empty());
}

void TestWrapAdmission::aProgramThatIsExchangedAllTheTimeIsNeverRun()
{
    ScratchHome home;
    const auto server = copyOfServer(home);
    const auto mark = home.file("ran");
    const auto good = base::readFile(server, kMaxProgram).value();
    auto decision = approvalOf(home, {server});
    home.decide({decision});
    // Two links that take turns at the path, as fast as they can.
    QVERIFY(base::replaceFile(home.file("good"), good, 0700));
    QVERIFY(base::replaceFile(home.file("bad"), "#!/bin/sh\ntouch " + mark + "\n", 0700));
    const pid_t swapper = ::fork();
    if (swapper == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // should the test fail half-way
        for (int i = 0;; ++i) {
            const auto next = home.file("next");
            if (::link(home.file(i % 2 == 0 ? "good" : "bad").c_str(), next.c_str()) != 0 ||
                ::rename(next.c_str(), server.c_str()) != 0)
                ::unlink(next.c_str());
        }
    }

    const auto runsTheGoodOne = [&] {
        WrapProcess wrap(home.start({server}));
        const auto answer = wrap.ask(initialize(1));
        wrap.closeInput();
        wrap.waitForEnd();
        return has(answer, "\"name\":\"fake\"");
    };
    for (int i = 0; i < 40; ++i)
        runsTheGoodOne(); // or is refused: that is a matter of luck
    ::kill(swapper, SIGKILL);
    ::waitpid(swapper, nullptr, 0);

    QVERIFY(!base::stampOf(mark));
    // Left alone, the approved one runs: what was tried above was a launch that is approved.
    ::unlink(home.file("next").c_str());
    QCOMPARE(::rename(home.file("good").c_str(), server.c_str()), 0);
    QVERIFY(runsTheGoodOne());
}

void TestWrapAdmission::anExchangedScriptIsNeverRelayed()
{
    ScratchHome home;
    const auto script = home.file("script");
    QVERIFY(base::replaceFile(script, "#!/bin/sh\nexec " + fakeServer()[0] + "\n", 0700));
    auto decision = approvalOf(home, {script});
    home.decide({decision});
    QVERIFY(base::replaceFile(
        script, "#!/bin/sh\nread x\necho '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\n", 0700));

    WrapProcess wrap(home.start({script}));
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(answer);
    QVERIFY(!has(answer, "evil"));
    QVERIFY(home.events("server-start").empty());
    QCOMPARE(home.events("pending").back().reason, std::string("not-approved"));
}

void TestWrapAdmission::aScriptThatChangesAfterItsStartIsKilled()
{
    ScratchHome home;
    const auto script = home.file("script");
    const auto go = home.file("go");
    // The approved script hands over to what lies at its own path by the time a mark appears: what an
    // attacker exchanges in between is what speaks.
    QVERIFY(base::replaceFile(
        script, "#!/bin/sh\nwhile [ ! -e " + go + " ]; do sleep 0.02; done\nexec /bin/sh \"$0\"\n", 0700));
    home.decide({approvedPattern({script})});
    WrapProcess wrap(home.start({script}));
    QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));

    QVERIFY(base::replaceFile(
        script, "read x\necho '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\nsleep 60\n", 0700));
    QVERIFY(base::replaceFile(go, "", 0600));
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "evil"));
    QVERIFY(wrap.waitForEnd());
    QVERIFY2(wrap.errors().find("nothing of it was relayed") != std::string::npos, wrap.errors().c_str());
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
    const auto mark = home.places().stateFolder + "/used/" + decision.id;

    {
        // A sibling that never gets as far as a handshake does not use it up.
        WrapProcess idle(home.start(command));
        QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));
        idle.closeInput();
        QVERIFY(idle.waitForEnd());
        QVERIFY(!base::stampOf(mark));
    }
    {
        WrapProcess wrap(home.start(command));
        QVERIFY(has(wrap.ask(initialize(1)), "\"name\":\"fake\""));
        QVERIFY(wrap.send(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                          "\n"));
        QVERIFY(wrap.ask(callTool(2, "echo")));
        QVERIFY(!base::stampOf(mark));
        wrap.closeInput();
        QVERIFY(wrap.waitForEnd());
    }
    QVERIFY(base::stampOf(mark));
    WrapProcess late(home.start(command));
    QVERIFY(!has(late.ask(initialize(1)), "\"name\":\"fake\""));
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

    QVERIFY(waitUntil(
        [&] { return base::stampOf(home.places().stateFolder + "/used/" + decision.id).hasValue(); }));
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
