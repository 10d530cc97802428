// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/scratch_home.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <csignal>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse::integration;

/// Peers that do not read, messages that are large, and a journal that cannot be written.
class TestWrapLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aServerThatNeverReadsStopsItsClient();
    void aClientThatNeverReadsStopsItsServer();
    void aClientThatIsAnsweredAndNeverReadsIsNotReadForever();
    void anIdleWrapperIsSmall();
    void aLargeMessageIsForgotten();
    void withoutAJournalNothingStarts();
    void aJournalThatBecomesUnwritableEndsTheSession();
    void aFullDiskEndsTheSession();
    void aSessionThatReachesItsJournalsLimitEnds();
    void everyRequestThatIsOpenThenIsAnsweredOnce();
};

namespace {

constexpr long kOwnPeak =
    12 << 10; // kB: buffers of 1 MiB each way, pipes, what is open, and the inspection's copy
constexpr int kFailedClosed = 70;

std::optional<int> exitCode(std::optional<int> status)
{
    return status && WIFEXITED(*status) ? std::optional(WEXITSTATUS(*status)) : std::nullopt;
}

/// Gatehouse's own answer that the journal cannot be written.
bool isRefusal(const std::optional<std::string>& answer)
{
    return answer && answer->find("Blocked by Gatehouse: the journal cannot be written") != std::string::npos;
}

/// The open request was answered, by us alone: with its id, the reason, and nothing behind it.
bool isLastAnswer(
    WrapProcess& wrap, const std::optional<std::string>& answer, int id, std::string_view reason)
{
    return isRefusal(answer) && answer->find("\"id\":" + std::to_string(id)) != std::string::npos &&
        answer->find(reason) != std::string::npos && wrap.readAll().empty();
}

/// A small file system at a folder, for as long as it lives.
struct SmallDisk {
    explicit SmallDisk(std::string where)
        : folder(std::move(where))
        , isMounted(::mount("none", folder.c_str(), "tmpfs", 0, "size=32k,mode=0700") == 0)
    {
    }
    ~SmallDisk()
    {
        if (isMounted)
            ::umount2(folder.c_str(), MNT_DETACH);
    }
    std::string folder;
    bool isMounted;
};

#ifdef GATEHOUSE_SANITIZED
constexpr bool kMemoryMeansAnything =
    false; // most of it is the sanitizer's: shadow, red zones, what was freed
#else
constexpr bool kMemoryMeansAnything = true;
#endif

/// kB that the wrapper holds of its own. The pages of its program are left out: how many of them are mapped
/// around the one that was asked for is the kernel's choice, and differed by 3 MB between two machines.
/// tests/bench has the limit of both together.
long ownMemory(const WrapProcess& wrap)
{
    return wrap.memory("RssAnon");
}

/// The most that it ever held of its own.
long ownPeak(const WrapProcess& wrap)
{
    return wrap.memory("VmHWM") - wrap.memory("RssFile");
}

bool isAtMost(long kilobytes, long limit)
{
    return !kMemoryMeansAnything || (kilobytes > 0 && kilobytes <= limit);
}

} // namespace

void TestWrapLimits::aServerThatNeverReadsStopsItsClient()
{
    ScratchHome home;
    const auto command = fakeServer({"--never-reads"});
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    std::string lines;
    while (lines.size() < 32'000'000)
        lines += R"({"jsonrpc":"2.0","method":"notifications/x","params":{"text":")" +
            std::string(1000, 'a') + "\"}}\n";

    const auto sent = wrap.sendWithoutReading(lines);

    QVERIFY(sent < 8'000'000);
    QVERIFY2(isAtMost(ownPeak(wrap), kOwnPeak), std::to_string(ownPeak(wrap)).c_str());
    wrap.signal(SIGTERM);
    QVERIFY(wrap.waitForEnd());
}

void TestWrapLimits::aClientThatNeverReadsStopsItsServer()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    wrap.sendWithoutReading(callTool(2, "flood", 500'000) + '\n');
    // It has begun, which takes a sanitized server a while, and stands still: the journal, which has a line
    // per message, does not grow any more.
    QVERIFY(waitUntil([&] { return home.events("message").size() > 100; }));
    std::size_t before = 1;
    std::size_t now = 0;
    while (before != now) {
        before = now;
        QTest::qWait(500);
        now = home.events("message").size();
    }

    QVERIFY(now < 100'000);
    QVERIFY2(isAtMost(ownPeak(wrap), kOwnPeak), std::to_string(ownPeak(wrap)).c_str());
    wrap.signal(SIGTERM);
    QVERIFY(wrap.waitForEnd());
}

void TestWrapLimits::aClientThatIsAnsweredAndNeverReadsIsNotReadForever()
{
    ScratchHome home;
    home.writeSnapshot(); // nothing approved: the wrapper answers itself
    const auto command = fakeServer();
    WrapProcess wrap(home.start(command));
    std::string lines = initialize(1) + '\n';
    for (int id = 2; lines.size() < 16'000'000; ++id)
        lines += callTool(id, "echo") + '\n';

    const auto sent = wrap.sendWithoutReading(lines);

    QVERIFY2(sent < 8'000'000, std::to_string(sent).c_str());
    QVERIFY2(isAtMost(ownPeak(wrap), kOwnPeak), std::to_string(ownPeak(wrap)).c_str());
}

void TestWrapLimits::anIdleWrapperIsSmall()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(wrap.ask(callTool(2, "echo")));

    QVERIFY2(isAtMost(ownMemory(wrap), 1 << 10), std::to_string(ownMemory(wrap)).c_str());
}

void TestWrapLimits::aLargeMessageIsForgotten()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    QVERIFY(wrap.ask(callTool(2, "big", 16 << 20)));
    QVERIFY(wrap.ask(callTool(3, "echo")));

    QVERIFY2(isAtMost(wrap.memory("VmHWM"), 64 << 10), std::to_string(wrap.memory("VmHWM")).c_str());
    // What the next one would need again is kept for a second.
    QVERIFY2(waitUntil([&] { return isAtMost(ownMemory(wrap), 5 << 10); }),
        std::to_string(ownMemory(wrap)).c_str());
    QVERIFY(wrap.ask(callTool(4, "echo")));
}

void TestWrapLimits::withoutAJournalNothingStarts()
{
    ScratchHome home;
    const auto command = fakeServer({"--report=" + home.file("report")});
    home.decide({approvedPattern(command)});
    // A file where the folder should be: not even root can write there.
    QVERIFY(gatehouse::base::replaceFile(home.places().journalFolder, "", 0600));
    WrapProcess wrap(home.start(command));

    const auto answer = wrap.ask(initialize(1));

    QVERIFY2(isLastAnswer(wrap, answer, 1, "journal-failed"), answer ? answer->c_str() : "no answer");
    QCOMPARE(exitCode(wrap.waitForEnd()), std::optional(kFailedClosed));
    QVERIFY2(wrap.errors().find(home.places().journalFolder) != std::string::npos, wrap.errors().c_str());
    QVERIFY(!gatehouse::base::stampOf(home.file("report")));
}

void TestWrapLimits::aJournalThatBecomesUnwritableEndsTheSession()
{
    ScratchHome home;
    const auto command = fakeServer({"--log=" + home.file("log"), "--ignores-end"});
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    // The system's limit on the size of files: 4 blocks of 1 KiB. What it sends beyond, SIGXFSZ, must not be
    // died of.
    start.program = "/bin/bash";
    start.arguments = {"-c", "ulimit -f 8; exec \"$@\"", "bash", wrapProgram()};
    start.arguments.insert(start.arguments.end(), command.begin(), command.end());
    WrapProcess wrap(start);
    QVERIFY(wrap.ask(initialize(1)));

    int answered = 0;
    auto answer = wrap.ask(callTool(2, "echo"));
    for (; answered < 1000 && answer && !isRefusal(answer); answer = wrap.ask(callTool(answered + 2, "echo")))
        ++answered;

    QVERIFY(answered > 2);
    QVERIFY2(isLastAnswer(wrap, answer, answered + 2, "disk-full"), answer ? answer->c_str() : "no answer");
    QCOMPARE(exitCode(wrap.waitForEnd()), std::optional(kFailedClosed));
    QVERIFY2(wrap.errors().find("journal") != std::string::npos, wrap.errors().c_str());
    // What was answered is in the journal: two lines each.
    const auto lines = home.events("message").size();
    QVERIFY(lines >= static_cast<std::size_t>(2 * (answered + 1)));
}

void TestWrapLimits::aFullDiskEndsTheSession()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.decide({approvedPattern(command)});
    QVERIFY(gatehouse::base::makePrivateFolder(home.places().journalFolder));
    const SmallDisk disk(home.places().journalFolder);
    QVERIFY2(disk.isMounted, "a small file system can only be mounted by root");
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    int answered = 0;
    auto answer = wrap.ask(callTool(2, "echo"));
    for (; answered < 1000 && answer && !isRefusal(answer); answer = wrap.ask(callTool(answered + 2, "echo")))
        ++answered;

    QVERIFY(answered > 2);
    QVERIFY(answered < 900);
    QVERIFY2(isLastAnswer(wrap, answer, answered + 2, "disk-full"), answer ? answer->c_str() : "no answer");
    QCOMPARE(exitCode(wrap.waitForEnd()), std::optional(kFailedClosed));
    QVERIFY2(wrap.errors().find("disk-full") != std::string::npos, wrap.errors().c_str());
    QVERIFY(home.events("message").size() >= static_cast<std::size_t>(2 * (answered + 1)));
}

void TestWrapLimits::aSessionThatReachesItsJournalsLimitEnds()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.content.settings.maxJournalBytes = 16'000;
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    int answered = 0;
    auto answer = wrap.ask(callTool(2, "echo"));
    for (; answered < 1000 && answer && !isRefusal(answer); answer = wrap.ask(callTool(answered + 2, "echo")))
        ++answered;

    QVERIFY(answered > 2 && answered < 900);
    QVERIFY2(isLastAnswer(wrap, answer, answered + 2, "journal-session-full"),
        answer ? answer->c_str() : "no answer");
    QCOMPARE(exitCode(wrap.waitForEnd()), std::optional(kFailedClosed));
    QVERIFY2(wrap.errors().find("journal-session-full") != std::string::npos, wrap.errors().c_str());
}

void TestWrapLimits::everyRequestThatIsOpenThenIsAnsweredOnce()
{
    constexpr int kCalls = 400;
    ScratchHome home;
    const auto command = fakeServer();
    home.decide({approvedPattern(command)});
    QVERIFY(gatehouse::base::makePrivateFolder(home.places().journalFolder));
    const SmallDisk disk(home.places().journalFolder);
    QVERIFY2(disk.isMounted, "a small file system can only be mounted by root");
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    std::string lines;
    for (int id = 2; id < 2 + kCalls; ++id)
        lines += callTool(id, "echo") + '\n';

    QVERIFY(wrap.send(lines));
    const auto told = QString::fromStdString(wrap.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);

    QHash<int, int> answers;
    int refused = 0;
    for (const auto& line : told) {
        const auto json = QJsonDocument::fromJson(line.toUtf8()).object();
        QVERIFY2(json.contains(QLatin1String("id")), qPrintable(line));
        ++answers[json.value(QLatin1String("id")).toInt()];
        const bool isRefused = isRefusal(line.toStdString());
        QVERIFY2(isRefused || refused == 0, "the server's bytes left after the failure");
        refused += isRefused ? 1 : 0;
    }
    QVERIFY(refused > 0);
    for (auto answer = answers.cbegin(); answer != answers.cend(); ++answer)
        QVERIFY2(answer.value() == 1, qPrintable(QString::number(answer.key())));
    QCOMPARE(answers.size(), qsizetype{kCalls});
    QCOMPARE(exitCode(wrap.waitForEnd()), std::optional(kFailedClosed));
}

QTEST_APPLESS_MAIN(TestWrapLimits)
#include "tst_wrap_limits.moc"
