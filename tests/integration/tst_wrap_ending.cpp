// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/scratch_home.h"

#include <QElapsedTimer>
#include <QtTest>

#include <csignal>
#include <cstdlib>
#include <sys/wait.h>

using namespace gatehouse::integration;

/// How wrapper and server end, and what they leave behind: nothing.
class TestWrapEnding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theExitCodeIsTheServers();
    void aSignalThatKilledTheServerKillsTheWrapper();
    void aServerThatIgnoresTheEndOfInputIsTerminated();
    void aServerThatIgnoresTerminationIsKilled();
    void signalsAreForwarded_data();
    void signalsAreForwarded();
    void answersStillComeAfterTheClientClosedItsEnd();
    void killingTheWrapperLeavesNoServer();
    void killingTheWrapperLeavesNoDaemon();
    void theEndLeavesNoDaemonEither();
    void aGrandchildThatHoldsStdoutCannotKeepTheWrapper();
    void killingTheKeeperEndsServerAndWrapper();
    void aClientThatReadsNoMoreEndsTheServer();
    void whatIsTakenBackIsGoneWithinASecondHoweverItClings();
};

namespace {

constexpr int kOrphanLimit = 1500; // milliseconds

/// What the fake server wrote about itself; 0 as long as it has not.
pid_t pidIn(const std::string& file)
{
    const auto text = gatehouse::base::readFile(file, 1 << 20);
    if (!text)
        return 0;
    const auto at = text->find("pid ");
    return static_cast<pid_t>(
        std::strtol(text->c_str() + (at == std::string::npos ? 0 : at + 4), nullptr, 10));
}

pid_t parentOf(pid_t pid)
{
    const auto stat = gatehouse::base::readFile("/proc/" + std::to_string(pid) + "/stat", 4096);
    return stat ? static_cast<pid_t>(std::strtol(stat->c_str() + stat->rfind(')') + 4, nullptr, 10)) : 0;
}

/// A session with an approved server that is up.
struct Running {
    explicit Running(std::vector<std::string> arguments = {})
    {
        arguments.push_back("--report=" + home.file("report"));
        const auto command = fakeServer(arguments);
        home.decide({approvedPattern(command)});
        wrap.emplace(home.start(command));
        isUp = wrap->ask(initialize(1)).has_value();
        server = pidIn(home.file("report"));
    }

    ScratchHome home;
    std::optional<WrapProcess> wrap;
    bool isUp = false;
    pid_t server = 0;
};

} // namespace

void TestWrapEnding::theExitCodeIsTheServers()
{
    Running session({"--exit=42"});
    QVERIFY(session.isUp);

    session.wrap->closeInput();

    const auto status = session.wrap->waitForEnd();
    QVERIFY(status && WIFEXITED(*status));
    QCOMPARE(WEXITSTATUS(*status), 42);
}

void TestWrapEnding::aSignalThatKilledTheServerKillsTheWrapper()
{
    Running session;
    QVERIFY(session.isUp);

    QVERIFY(session.wrap->send(callTool(2, "kill", SIGSEGV) + '\n'));

    const auto status = session.wrap->waitForEnd();
    QVERIFY(status && WIFSIGNALED(*status));
    QCOMPARE(WTERMSIG(*status), SIGSEGV);
    QVERIFY(session.home.events("server-exit").front().details.find("SIGSEGV") != std::string::npos);
}

void TestWrapEnding::aServerThatIgnoresTheEndOfInputIsTerminated()
{
    Running session({"--ignores-end"});
    QVERIFY(session.isUp);
    QElapsedTimer timer;
    timer.start();

    session.wrap->closeInput();

    const auto status = session.wrap->waitForEnd();
    QVERIFY(status && WIFSIGNALED(*status));
    QCOMPARE(WTERMSIG(*status), SIGTERM);
    QVERIFY(timer.elapsed() >= 1900);
    QVERIFY(timer.elapsed() < 3500);
}

void TestWrapEnding::aServerThatIgnoresTerminationIsKilled()
{
    Running session({"--ignores-end", "--ignores-term"});
    QVERIFY(session.isUp);

    session.wrap->closeInput();

    const auto status = session.wrap->waitForEnd();
    QVERIFY(status && WIFSIGNALED(*status));
    QCOMPARE(WTERMSIG(*status), SIGKILL);
    QVERIFY(!isRunning(session.server));
}

void TestWrapEnding::signalsAreForwarded_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void TestWrapEnding::signalsAreForwarded()
{
    QFETCH(int, signal);
    Running session({"--ignores-end"});
    QVERIFY(session.isUp);
    QElapsedTimer timer;
    timer.start();

    session.wrap->signal(signal);

    const auto status = session.wrap->waitForEnd();
    QVERIFY(status && WIFSIGNALED(*status));
    QCOMPARE(WTERMSIG(*status), signal);
    QVERIFY(timer.elapsed() < 1500);
    QVERIFY(!isRunning(session.server));
}

void TestWrapEnding::answersStillComeAfterTheClientClosedItsEnd()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));

    // As `printf … | server` does.
    QVERIFY(wrap.send(initialize(1) + '\n' + callTool(2, "big", 1'000'000) + '\n'));
    wrap.closeInput();

    const auto all = wrap.readAll();
    QCOMPARE(std::count(all.begin(), all.end(), '\n'), 2);
    QVERIFY(all.size() > 1'000'000);
    QCOMPARE(wrap.waitForEnd(), std::optional<int>(0));
}

void TestWrapEnding::killingTheWrapperLeavesNoServer()
{
    Running session({"--ignores-end", "--ignores-term"});
    QVERIFY(session.isUp && isRunning(session.server));

    session.wrap->signal(SIGKILL);

    QVERIFY(waitUntil([&] { return !isRunning(session.server); }, kOrphanLimit));
}

void TestWrapEnding::killingTheWrapperLeavesNoDaemon()
{
    ScratchHome home;
    const auto file = home.file("daemon");
    const auto command = fakeServer({"--daemon=" + file, "--ignores-end"});
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(waitUntil([&] { return pidIn(file) > 0; }));
    const auto daemon = pidIn(file);
    QVERIFY(isRunning(daemon));

    wrap.signal(SIGKILL);

    QVERIFY(waitUntil([&] { return !isRunning(daemon); }, kOrphanLimit));
}

void TestWrapEnding::theEndLeavesNoDaemonEither()
{
    ScratchHome home;
    const auto file = home.file("daemon");
    const auto command = fakeServer({"--daemon=" + file});
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(waitUntil([&] { return pidIn(file) > 0; }));

    wrap.closeInput();

    QCOMPARE(wrap.waitForEnd(), std::optional<int>(0));
    QVERIFY(!isRunning(pidIn(file)));
}

void TestWrapEnding::aGrandchildThatHoldsStdoutCannotKeepTheWrapper()
{
    Running session({"--holder"});
    QVERIFY(session.isUp);
    QElapsedTimer timer;
    timer.start();

    QVERIFY(session.wrap->send(callTool(2, "exit", 7) + '\n'));

    const auto status = session.wrap->waitForEnd();
    QVERIFY(status && WIFEXITED(*status));
    QCOMPARE(WEXITSTATUS(*status), 7);
    QVERIFY(timer.elapsed() < 1500);
}

void TestWrapEnding::killingTheKeeperEndsServerAndWrapper()
{
    Running session({"--ignores-end"});
    QVERIFY(session.isUp);
    const auto keeper = parentOf(session.server);
    QVERIFY(keeper > 1 && keeper != session.wrap->pid());

    ::kill(keeper, SIGKILL);

    QVERIFY(session.wrap->waitForEnd());
    QVERIFY(waitUntil([&] { return !isRunning(session.server); }, kOrphanLimit));
}

void TestWrapEnding::aClientThatReadsNoMoreEndsTheServer()
{
    Running session({"--ignores-end"});
    QVERIFY(session.isUp);

    session.wrap->closeOutput();
    QVERIFY(session.wrap->send(callTool(2, "echo") + '\n'));

    QVERIFY(session.wrap->waitForEnd());
    QVERIFY(!isRunning(session.server));
}

void TestWrapEnding::whatIsTakenBackIsGoneWithinASecondHoweverItClings()
{
    Running session({"--ignores-end", "--ignores-term"});
    QVERIFY(session.isUp);
    QVERIFY(isRunning(session.server));

    session.home.decide({});

    QElapsedTimer time;
    time.start();
    QVERIFY(waitUntil([&] { return !isRunning(session.server); }, 10'000));
    qInfo("%lld ms", static_cast<long long>(time.elapsed()));
    QVERIFY(time.elapsed() < 1500); // a second, and room for a busy machine
    QVERIFY(session.wrap->waitForEnd().has_value());
}

QTEST_APPLESS_MAIN(TestWrapEnding)
#include "tst_wrap_ending.moc"
