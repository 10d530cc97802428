// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"

#include <QProcess>
#include <QtTest>

#include <functional>
#include <sys/resource.h>

using namespace gatehouse;
using gatehouse::tests::ClientHome;

namespace {

constexpr auto kCursorFile = ".cursor/mcp.json";
constexpr auto kClaudeFile = ".claude.json";
const std::string kCursorText = "{\r\n  \"mcpServers\": {\r\n    \"files\": { \"command\": \"npx\", "
                                "\"args\": [\"-y\", \"files@1\"] },\r\n"
                                "    \"notes\": { \"command\": \"notes\" }\r\n  }\r\n}";
const std::string kClaudeText =
    "{\"numStartups\":3,\"mcpServers\":{\"git\":{\"command\":\"git-mcp\",\"args\":[]}}}";

struct Run {
    int exitCode = -1;
    QString output;
    QString errors;
};

/// A HOME with guarded files of two clients, and nothing of Gatehouse but the records.
class GuardedHome : public ClientHome {
public:
    explicit GuardedHome(const std::string& cursorText = kCursorText)
    {
        write(kCursorFile, cursorText);
        write(kClaudeFile, kClaudeText);
        for (const auto& outcome : protect())
            guarded += outcome.isDone ? 1 : 0;
    }

    Run restore(const QStringList& words = {}, const std::function<void()>& inChild = {}) const
    {
        QProcess process;
        if (inChild)
            process.setChildProcessModifier(inChild);
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("HOME"), QString::fromStdString(places.home));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(GATEHOUSE_RESTORE_PROGRAM), words);
        if (!process.waitForFinished())
            process.kill();
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }

    std::string refOf(const std::string& name) const
    {
        const auto refs = records.refs();
        for (const auto& ref : *refs) {
            if (records.load(ref)->location.name == name)
                return ref;
        }
        return {};
    }

    void replace(const std::string& file, std::string_view old, std::string_view fresh) const
    {
        auto text = read(file);
        text.replace(text.find(old), old.size(), fresh);
        write(file, text);
    }

    int guarded = 0;
};

} // namespace

class TestRestore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesEveryFileBackAndRecordsWho();
    void aSecondRunFindsNothingToDo();
    void dryRunShowsTheDiffAndChangesNothing();
    void oneRefIsOneEntry();
    void whatWasChangedSinceStays();
    void aFileThatIsGoneIsSaidAndTheOthersAreRestored();
    void aFileThatDoesNotParseIsLeftAloneAndTheOthersAreRestored();
    void aDamagedRecordIsNamedAndTheOthersAreRestored();
    void whereNothingCanBeWrittenNothingChanges();
    void hostileNamesArePrintedSafely();
    void wrongWordsAreTwo();
};

void TestRestore::givesEveryFileBackAndRecordsWho()
{
    const GuardedHome home;
    QCOMPARE(home.guarded, 3);
    QVERIFY(home.read(kCursorFile) != kCursorText);

    const auto run = home.restore();

    QVERIFY2(run.exitCode == 0, qPrintable(run.errors));
    QCOMPARE(home.read(kCursorFile), kCursorText);
    QCOMPARE(home.read(kClaudeFile), kClaudeText);
    const auto record = home.records.load(home.refOf("git"));
    QVERIFY(!record->isActive);
    QCOMPARE(record->history.back().by, std::string("restore"));
    QCOMPARE(record->history.back().what, std::string("byte-for-byte"));
}

void TestRestore::aSecondRunFindsNothingToDo()
{
    const GuardedHome home;
    QCOMPARE(home.restore().exitCode, 0);

    const auto run = home.restore();

    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.contains(QStringLiteral("Nothing is guarded")), qPrintable(run.output));
}

void TestRestore::dryRunShowsTheDiffAndChangesNothing()
{
    const GuardedHome home;
    const auto guarded = home.read(kCursorFile);

    const auto run = home.restore({QStringLiteral("--dry-run")});

    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.contains(QStringLiteral("\"git-mcp\"")), qPrintable(run.output));
    QVERIFY(run.output.contains(QStringLiteral("Nothing was changed")));
    QCOMPARE(home.read(kCursorFile), guarded);
    QVERIFY(home.records.load(home.refOf("git"))->isActive);
}

void TestRestore::oneRefIsOneEntry()
{
    const GuardedHome home;

    const auto run = home.restore({QString::fromStdString(home.refOf("notes"))});

    QCOMPARE(run.exitCode, 0);
    QVERIFY(home.read(kCursorFile).find("\"notes\": { \"command\": \"notes\" }") != std::string::npos);
    QVERIFY(home.records.load(home.refOf("files"))->isActive);
    QVERIFY(!home.records.load(home.refOf("notes"))->isActive);
    QCOMPARE(home.restore().exitCode, 0);
    QCOMPARE(home.read(kCursorFile), kCursorText);
}

void TestRestore::whatWasChangedSinceStays()
{
    const GuardedHome home;
    home.replace(kCursorFile, "\"files@1\"", "\"files@2\", \"--verbose\"");
    home.replace(kClaudeFile, "\"numStartups\":3", "\"numStartups\":4");

    QCOMPARE(home.restore().exitCode, 0);

    QVERIFY(home.read(kCursorFile).find("[\"-y\", \"files@2\", \"--verbose\"]") != std::string::npos);
    QCOMPARE(home.read(kClaudeFile),
        std::string("{\"numStartups\":4,\"mcpServers\":{\"git\":{\"command\":\"git-mcp\",\"args\":[]}}}"));
}

void TestRestore::aFileThatIsGoneIsSaidAndTheOthersAreRestored()
{
    const GuardedHome home;
    QVERIFY(QFile::remove(QString::fromStdString(home.path(kClaudeFile))));

    const auto run = home.restore();

    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.contains(QStringLiteral("not there any more")), qPrintable(run.output));
    QCOMPARE(home.read(kCursorFile), kCursorText);
    QVERIFY(!QFile::exists(QString::fromStdString(home.path(kClaudeFile))));
}

void TestRestore::aFileThatDoesNotParseIsLeftAloneAndTheOthersAreRestored()
{
    const GuardedHome home;
    const auto broken = home.read(kClaudeFile) + "}";
    home.write(kClaudeFile, broken);

    const auto run = home.restore();

    QCOMPARE(run.exitCode, 6);
    QVERIFY2(run.output.contains(QString::fromStdString(home.path(kClaudeFile))), qPrintable(run.output));
    QCOMPARE(home.read(kClaudeFile), broken);
    QCOMPARE(home.read(kCursorFile), kCursorText);
    QVERIFY(home.records.load(home.refOf("git"))->isActive);
}

void TestRestore::aDamagedRecordIsNamedAndTheOthersAreRestored()
{
    const GuardedHome home;
    const auto ref = home.refOf("git");
    const auto guarded = home.read(kClaudeFile);
    home.write(".local/share/gatehouse/protection/" + ref + ".json", "{\"v\":1,");

    const auto run = home.restore();

    QCOMPARE(run.exitCode, 6);
    QVERIFY2(run.output.contains(QString::fromStdString(ref)), qPrintable(run.output));
    QCOMPARE(home.read(kClaudeFile), guarded);
    QCOMPARE(home.read(kCursorFile), kCursorText);
}

void TestRestore::whereNothingCanBeWrittenNothingChanges()
{
    const GuardedHome home;
    const auto guarded = home.read(kClaudeFile);

    const auto run = home.restore({}, [] {
        const rlimit nothing{0, 0};
        ::setrlimit(RLIMIT_FSIZE, &nothing);
    });

    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.output.contains(QString::fromStdString(home.path(kClaudeFile))), qPrintable(run.output));
    QCOMPARE(home.read(kClaudeFile), guarded);
    QVERIFY(home.records.load(home.refOf("git"))->isActive);
    QCOMPARE(home.restore().exitCode, 0);
    QCOMPARE(home.read(kClaudeFile), kClaudeText);
}

void TestRestore::hostileNamesArePrintedSafely()
{
    const GuardedHome home("{\"mcpServers\":{\"a\\u001b]0;owned\\u0007\\u202e\":{\"command\":\"x\"}}}");

    const auto output = home.restore().output.toUtf8();

    QVERIFY(!output.contains('\x1b'));
    QVERIFY(!output.contains("\xE2\x80\xAE"));
    QVERIFY2(output.contains("\\u{001B}"), output.constData());
}

void TestRestore::wrongWordsAreTwo()
{
    const GuardedHome home;

    const auto run = home.restore({QStringLiteral("--everything")});

    QCOMPARE(run.exitCode, 2);
    QVERIFY2(run.errors.contains(QStringLiteral("--everything")), qPrintable(run.errors));
    QCOMPARE(home.restore({QStringLiteral("--help")}).exitCode, 0);
    QVERIFY(
        home.restore({QStringLiteral("--version")}).output.startsWith(QStringLiteral("gatehouse-restore ")));
}

QTEST_GUILESS_MAIN(TestRestore)
#include "tst_restore.moc"
