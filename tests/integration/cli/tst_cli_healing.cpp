// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/cli_home.h"

#include <QDateTime>
#include <QFile>
#include <QtTest>

#include <csignal>

using namespace gatehouse;
using namespace gatehouse::tests;

/// heal: what the desktop does all the time, once.
class TestCliHealing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstLookOnlyRemembers();
    void whatAClientUnwrappedIsGuardedAgain();
    void aDryRunTellsAndChangesNothing();
    void aDroppedServerIsPutBackByItsName();
    void aNewServerAsksUntilItIsLeftOrProtected();
    void aFileThatIsBeingWrittenIsWaitedFor();
    void aFightIsToldAndResumed();
    void aKillAtAnyTimeLeavesOneOrTheOtherAndTheNextRunFinishes();

private:
    static constexpr auto kFile = ".cursor/mcp.json";
    static constexpr auto kBare =
        "{\n  \"mcpServers\": {\n    \"files\": { \"command\": \"files\" }\n  }\n}\n";

    /// Written long enough ago for nobody to be at it still.
    static void write(const CliHome& home, const std::string& bytes)
    {
        home.write(kFile, bytes);
        QFile file(QString::fromStdString(home.path(kFile)));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(
            file.setFileTime(QDateTime::currentDateTime().addSecs(-60), QFileDevice::FileModificationTime));
    }
    static CliRun heal(const CliHome& home, const QStringList& more = {})
    {
        return home.run(QStringList{QStringLiteral("heal"), QStringLiteral("--json")} + more);
    }
    static void protect(const CliHome& home)
    {
        write(home, kBare);
        QCOMPARE(heal(home).exitCode, 0);
        QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
        QVERIFY(isWrapped(home));
    }
    static bool isWrapped(const CliHome& home)
    {
        return home.read(kFile).find("gatehouse-wrap") != std::string::npos;
    }
};

void TestCliHealing::theFirstLookOnlyRemembers()
{
    const CliHome home;
    write(home, kBare);

    const auto first = heal(home);
    const auto second = heal(home);

    QCOMPARE(first.exitCode, 0);
    QCOMPARE(first.json()["changes"][0]["reason"].get<std::string>(), std::string("first-seen"));
    QCOMPARE(second.json()["changes"].size(), std::size_t{0});
    QCOMPARE(home.read(kFile), std::string(kBare));
}

void TestCliHealing::whatAClientUnwrappedIsGuardedAgain()
{
    const CliHome home;
    protect(home);
    const auto guarded = home.read(kFile);
    write(home, kBare);

    const auto run = heal(home);

    QVERIFY2(run.exitCode == 0, run.output.c_str());
    QCOMPARE(home.read(kFile), guarded);
    QCOMPARE(run.json()["results"][0]["how"].get<std::string>(), std::string("protected-again"));
    QCOMPARE(home.journalled("client-file-edit").size(), std::size_t{2});
    QCOMPARE(
        home.run({QStringLiteral("unprotect"), QStringLiteral("--all"), QStringLiteral("--yes")}).exitCode,
        0);
    QCOMPARE(home.read(kFile), std::string(kBare));
}

void TestCliHealing::aDryRunTellsAndChangesNothing()
{
    const CliHome home;
    protect(home);
    write(home, kBare);
    const auto lines = home.journalled("client-file-change").size();

    const auto run = heal(home, {QStringLiteral("--dry-run")});

    QCOMPARE(run.json()["results"].size(), std::size_t{1});
    QCOMPARE(home.read(kFile), std::string(kBare));
    QCOMPARE(home.journalled("client-file-change").size(), lines);
    constexpr int kUsage = 2;
    QCOMPARE(
        heal(home, {QStringLiteral("--dry-run"), QStringLiteral("--leave"), QStringLiteral("x")}).exitCode,
        kUsage);
}

void TestCliHealing::aDroppedServerIsPutBackByItsName()
{
    const CliHome home;
    protect(home);
    write(home, "{\n  \"mcpServers\": {}\n}\n");

    const auto told = heal(home);
    const auto status = home.run({QStringLiteral("status"), QStringLiteral("--json")});
    const auto put = heal(home, {QStringLiteral("--put-back"), QStringLiteral("files")});

    QCOMPARE(told.exitCode, 6);
    QCOMPARE(told.json()["matters"][0]["kind"].get<std::string>(), std::string("dropped"));
    QCOMPARE(status.json()["matters"].get<int>(), 1);
    QVERIFY2(put.exitCode == 0, put.output.c_str());
    QVERIFY(isWrapped(home));
    constexpr int kNothingToDo = 3;
    QCOMPARE(heal(home, {QStringLiteral("--put-back"), QStringLiteral("files")}).exitCode, kNothingToDo);
}

void TestCliHealing::aNewServerAsksUntilItIsLeftOrProtected()
{
    const CliHome home;
    protect(home);
    auto text = home.read(kFile);
    text.insert(text.rfind("\n  }"), ",\n    \"new\": { \"command\": \"new\" }");
    write(home, text);

    const auto told = heal(home);
    const auto again = heal(home);
    const auto left = heal(home, {QStringLiteral("--leave"), QStringLiteral("new")});

    QCOMPARE(told.json()["matters"][0]["kind"].get<std::string>(), std::string("new"));
    QCOMPARE(again.json()["matters"].size(), std::size_t{1});
    QVERIFY2(left.exitCode == 0, left.output.c_str());
    QCOMPARE(heal(home).json()["matters"].size(), std::size_t{0});
    QCOMPARE(home.read(kFile), text);
}

void TestCliHealing::aFileThatIsBeingWrittenIsWaitedFor()
{
    const CliHome home;
    protect(home);
    home.write(kFile, "{ \"mcpServers\": ");
    QProcess program;
    program.setProcessEnvironment(home.environment());
    program.start(CliHome::program(), {QStringLiteral("heal"), QStringLiteral("--json")});
    QTest::qWait(700);
    home.write(kFile, kBare);

    QVERIFY(program.waitForFinished(20'000));

    QVERIFY(isWrapped(home));
    for (const auto& event : home.journalled("client-file-change"))
        QVERIFY(event.reason != "unreadable");
}

void TestCliHealing::aFightIsToldAndResumed()
{
    const CliHome home;
    protect(home);
    for (int i = 0; i < 4; ++i) {
        write(home, kBare);
        heal(home);
        QCOMPARE(isWrapped(home), i < 3);
    }

    const auto told = heal(home);
    const auto again = heal(home, {QStringLiteral("--again"), QString::fromStdString(home.path(kFile))});

    QCOMPARE(told.json()["matters"][0]["kind"].get<std::string>(), std::string("fight"));
    QVERIFY2(again.exitCode == 0, again.output.c_str());
    QVERIFY(isWrapped(home));
}

void TestCliHealing::aKillAtAnyTimeLeavesOneOrTheOtherAndTheNextRunFinishes()
{
    constexpr int kRounds = 25;
    const CliHome home;
    protect(home);
    const auto guarded = home.read(kFile);
    // Each round writes: with --again it is no fight about the file.
    const QStringList words{
        QStringLiteral("heal"), QStringLiteral("--again"), QString::fromStdString(home.path(kFile))};
    write(home, kBare);
    QElapsedTimer whole;
    whole.start();
    home.run(words);
    const auto duration = whole.elapsed();
    int wrapped = 0;
    for (int round = 0; round < kRounds; ++round) {
        write(home, kBare);
        QProcess program;
        program.setProcessEnvironment(home.environment());
        program.start(CliHome::program(), words);
        QVERIFY(program.waitForStarted());
        // From before the write to behind the end.
        program.waitForFinished(static_cast<int>(duration - 40 + round * 80 / kRounds));
        if (program.state() == QProcess::Running)
            ::kill(static_cast<pid_t>(program.processId()), SIGKILL);
        QVERIFY(program.state() == QProcess::NotRunning || program.waitForFinished(10'000));
        const auto text = home.read(kFile);
        QVERIFY2(text == kBare || text == guarded, text.c_str());
        wrapped += text == guarded ? 1 : 0;
    }
    qInfo("%d of %d rounds came to the write within some %lld ms", wrapped, kRounds,
        static_cast<long long>(duration));
    QVERIFY(wrapped > 0);

    write(home, kBare);
    heal(home);
    if (!isWrapped(home)) // the rounds were a fight by then
        QCOMPARE(
            heal(home, {QStringLiteral("--again"), QString::fromStdString(home.path(kFile))}).exitCode, 0);

    QCOMPARE(home.read(kFile), guarded);
    QCOMPARE(
        home.run({QStringLiteral("unprotect"), QStringLiteral("--all"), QStringLiteral("--yes")}).exitCode,
        0);
    QCOMPARE(home.read(kFile), std::string(kBare));
}

QTEST_GUILESS_MAIN(TestCliHealing)
#include "tst_cli_healing.moc"
