// SPDX-License-Identifier: Apache-2.0
// `protect --yes` as a user runs it, from start to end, on a ~/.claude.json of 5 MB.
#include "tests/integration/cli/cli_home.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

constexpr std::size_t kStateBytes = 5'000'000;
constexpr long kMemoryLimit = 64 * 1024; // KiB
#ifdef GATEHOUSE_SANITIZED
constexpr bool kMemoryIsOurs = false; // most of it is the sanitizer's: shadow, red zones, what was freed
#else
constexpr bool kMemoryIsOurs = true;
#endif
constexpr double kClockLimit = 100; // ms
constexpr int kTimedRounds = 9;
const std::string kState = ".claude.json";

/// What one run cost.
struct Cost {
    int exitCode = -1;
    double read = 0;    ///< bytes that it asked the system for
    double written = 0; ///< and gave it
    double clock = 0;   ///< ms
    double processor = 0;
    long memory = 0; ///< KiB, at most at a time
};

/// ~/.claude.json as Claude Code keeps it: long histories, and here and there a project with a server.
std::string stateOf(std::size_t bytes, int servers)
{
    // No raw string: Qt's meta object compiler loses its way in brackets that stand in one.
    const auto line =
        "        { \"display\": \"" + std::string(150, 'a') + "\\n\\\"\xC3\xBC\", \"pastedContents\": {} }";
    std::string text = "{\n  \"numStartups\": 1,\n  \"projects\": {";
    for (int i = 0; text.size() < bytes || i < servers; ++i) {
        text += (i > 0 ? ",\n    \"/home/ida/src/" : "\n    \"/home/ida/src/") + std::to_string(i) +
            "\": {\n      \"allowedTools\": [],\n      \"history\": [\n";
        for (int k = 0; text.size() < bytes && k < 100; ++k)
            text += line + ",\n";
        text += line + "\n      ],\n      \"mcpServers\": {";
        if (i < servers)
            text += "\n        \"p\": {\n          \"command\": \"npx\",\n          \"args\": [\"-y\", \"" +
                std::to_string(i) + "\"]\n        }\n      ";
        text += "}\n    }";
    }
    return text + "\n  },\n  \"mcpServers\": {\n    \"last\": {\n      \"command\": \"npx\"\n    }\n  }\n}\n";
}

double valueOf(pid_t child, const std::string& name)
{
    std::ifstream io("/proc/" + std::to_string(child) + "/io");
    for (std::string line; std::getline(io, line);) {
        if (line.starts_with(name))
            return std::stod(line.substr(name.size()));
    }
    return -1;
}

double milliseconds(const timeval& time)
{
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
}

/// The program that limits hold for is the one that users run: an optimised build, where one is named.
std::string program()
{
    return qEnvironmentVariable("GATEHOUSE_MEASURED_CLI", CliHome::program()).toStdString();
}

Cost protect(const CliHome& home)
{
    const auto path = program();
    std::vector<std::string> variables;
    for (const auto& one : home.environment().toStringList())
        variables.push_back(one.toStdString());
    std::vector<char*> environment;
    for (auto& variable : variables)
        environment.push_back(variable.data());
    environment.push_back(nullptr);
    std::string command = "protect";
    std::string yes = "--yes";
    std::string self = path;
    char* const argv[]{self.data(), command.data(), yes.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

    QElapsedTimer time;
    time.start();
    pid_t child = -1;
    const int failed = ::posix_spawn(&child, path.c_str(), &actions, nullptr, argv, environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return {};
    // Not yet collected, it still can be asked what it has done.
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
    Cost cost;
    cost.clock = static_cast<double>(time.nsecsElapsed()) / 1e6;
    cost.read = valueOf(child, "rchar: ");
    cost.written = valueOf(child, "wchar: ");
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    cost.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    cost.processor = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
    cost.memory = usage.ru_maxrss;
    return cost;
}

Cost protectFresh(const std::string& state)
{
    const CliHome home;
    home.write(kState, state);
    return protect(home);
}

} // namespace

class TestCliLargeState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsTheFileOnceAndComparesItOnce_data() { addSizes(); }
    void readsTheFileOnceAndComparesItOnce();
    void staysSmall_data() { addSizes(); }
    void staysSmall();
    void endsWithinTheLimit_data() { addSizes(); }
    void endsWithinTheLimit();

private:
    static void addSizes()
    {
        QTest::addColumn<int>("servers");
        QTest::newRow("3 entries") << 2;
        QTest::newRow("34 entries") << 33;
    }
};

/// Bytes are counted, not calls: it is the same number however busy the machine is. What a run reads besides
/// (itself, the wrapper, the table of mounts) is what it reads with a small file that declares the same
/// servers.
void TestCliLargeState::readsTheFileOnceAndComparesItOnce()
{
    QFETCH(int, servers);
    const auto large = stateOf(kStateBytes, servers);
    const auto small = stateOf(0, servers);

    const auto costOfSmall = protectFresh(small);
    const auto costOfLarge = protectFresh(large);

    QCOMPARE(costOfSmall.exitCode, 0);
    QCOMPARE(costOfLarge.exitCode, 0);
    const auto size = static_cast<double>(large.size() - small.size());
    const auto read = (costOfLarge.read - costOfSmall.read) / size;
    const auto written = (costOfLarge.written - costOfSmall.written) / size;
    qInfo("read %.2f times, written %.2f times", read, written);
    // To plan by, and right before the rename to see that nobody has written it. New file, and a copy of the
    // old one.
    QVERIFY2(read > 1.9 && read < 2.1, "the file is read more often than needed, or not compared");
    QVERIFY2(written > 1.9 && written < 2.1, "the file is written more often than needed");
}

void TestCliLargeState::staysSmall()
{
    QFETCH(int, servers);

    const auto cost = protectFresh(stateOf(kStateBytes, servers));

    QCOMPARE(cost.exitCode, 0);
    qInfo("%ld KiB", cost.memory);
    QVERIFY(cost.memory > 0 && (!kMemoryIsOurs || cost.memory < kMemoryLimit));
}

/// The promise wants a machine that does nothing else, and the build that users have; elsewhere this shows
/// what it takes.
void TestCliLargeState::endsWithinTheLimit()
{
    QFETCH(int, servers);
    const auto state = stateOf(kStateBytes, servers);
    const bool isIdle = qEnvironmentVariableIsSet("GATEHOUSE_IDLE_MACHINE");
    auto best = protectFresh(state);
    for (int round = 1; isIdle && round < kTimedRounds; ++round) {
        const auto cost = protectFresh(state);
        QCOMPARE(cost.exitCode, 0);
        best.clock = std::min(best.clock, cost.clock);
        best.processor = std::min(best.processor, cost.processor);
    }
    qInfo("%.1f ms by the clock, %.1f ms of processor time", best.clock, best.processor);
    if (isIdle)
        QVERIFY(best.clock < kClockLimit);
}

QTEST_GUILESS_MAIN(TestCliLargeState)
#include "tst_cli_large_state.moc"
