// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/cli_home.h"

#include <QFile>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// discover, protect, unprotect, status.
class TestCliEditing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEmptyHomeHasNothing();
    void discoverListsServersWithoutTouchingAnything();
    void discoverShowsWhatStandsBehindAnotherGuard();
    void hostileNamesArePrintedSafely();
    void dryRunShowsTheDiffAndChangesNothing();
    void protectNeedsAYes();
    void protectInstallsTheWrapperAndUnprotectRestoresEveryByte();
    void protectingTwiceChangesNothing();
    void protectingAgainMendsMissingPrograms();
    void historyTellsWhatAnEntryWasAndIs();
    void anUnknownNameIsNamed();
    void aFileThatDoesNotParseIsNamedAndLeftAlone();
    void theTerminalIsAskedAndColouredUnlessNoColor();
    void wrongUsageIsTwo();
};

void TestCliEditing::anEmptyHomeHasNothing()
{
    const CliHome home;

    const auto discovered = home.run({QStringLiteral("discover"), QStringLiteral("--json")});
    const auto pending = home.run({QStringLiteral("pending"), QStringLiteral("--json")});
    const auto status = home.run({QStringLiteral("status"), QStringLiteral("--json")});

    QCOMPARE(discovered.exitCode, 3);
    QCOMPARE(discovered.json()["v"].get<int>(), 1);
    QCOMPARE(discovered.json()["servers"].size(), std::size_t{0});
    QCOMPARE(pending.exitCode, 3);
    QCOMPARE(pending.json()["cards"].size(), std::size_t{0});
    QCOMPARE(status.exitCode, 0);
    QCOMPARE(status.json()["desktop"].get<bool>(), false);
}

void TestCliEditing::discoverListsServersWithoutTouchingAnything()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});
    const auto before = home.read(".cursor/mcp.json");

    const auto run = home.run({QStringLiteral("discover"), QStringLiteral("--json")});

    QCOMPARE(run.exitCode, 0);
    const auto server = run.json()["servers"][0];
    QCOMPARE(server["name"].get<std::string>(), std::string("files"));
    QCOMPARE(server["state"].get<std::string>(), std::string("unguarded"));
    QCOMPARE(server["argv"].size(), std::size_t{3});
    QCOMPARE(server["line"].get<int>(), 3);
    QCOMPARE(home.read(".cursor/mcp.json"), before);
    QVERIFY(!QFile::exists(QString::fromStdString(home.places.dataFolder)));
    QVERIFY(!QFile::exists(QString::fromStdString(home.places.stateFolder)));
}

void TestCliEditing::discoverShowsWhatStandsBehindAnotherGuard()
{
    const CliHome home;
    home.declare("files",
        {"pipelock", "mcp", "proxy", "--", "npx", "-y", "mcp-remote", "https://e.org/mcp?key=secret"});

    const auto json = home.run({QStringLiteral("discover"), QStringLiteral("--json")}).json();
    const auto text = home.run({QStringLiteral("discover")}).output;

    QCOMPARE(json["servers"][0]["chain"].get<std::string>(),
        std::string("pipelock → mcp-remote → https://e.org/mcp"));
    QVERIFY2(text.find("pipelock → mcp-remote → https://e.org/mcp\n") != std::string::npos, text.c_str());
}

void TestCliEditing::hostileNamesArePrintedSafely()
{
    const CliHome home;
    home.declare("a\x1b[2Jb\xe2\x80\xae", {"npx\x07"});

    const auto run = home.run({QStringLiteral("discover")});

    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.output.find('\x1b') == std::string::npos);
    QVERIFY(run.output.find('\x07') == std::string::npos);
    QVERIFY(run.output.find("\xe2\x80\xae") == std::string::npos);
    QVERIFY(run.output.find("\\u{001B}") != std::string::npos);
}

void TestCliEditing::dryRunShowsTheDiffAndChangesNothing()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});
    const auto before = home.read(".cursor/mcp.json");

    const auto text = home.run({QStringLiteral("protect"), QStringLiteral("--dry-run")});
    const auto json =
        home.run({QStringLiteral("protect"), QStringLiteral("--dry-run"), QStringLiteral("--json")});

    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.output.find("\n+") != std::string::npos &&
        text.output.find("gatehouse-wrap") != std::string::npos);
    QCOMPARE(json.json()["dryRun"].get<bool>(), true);
    QVERIFY(json.json()["files"][0]["diff"].get<std::string>().find("gatehouse-wrap") != std::string::npos);
    QCOMPARE(home.read(".cursor/mcp.json"), before);
    QVERIFY(!QFile::exists(QString::fromStdString(home.places.installedWrapper)));
    QVERIFY(!QFile::exists(QString::fromStdString(home.places.protectionFolder)));
}

void TestCliEditing::protectNeedsAYes()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});
    const auto before = home.read(".cursor/mcp.json");

    QCOMPARE(home.run({QStringLiteral("protect")}, "y\n").exitCode, 4); // no terminal: nobody was asked
    QCOMPARE(home.runAtTerminal({QStringLiteral("protect")}, "n\n").exitCode, 4);

    QCOMPARE(home.read(".cursor/mcp.json"), before);
}

void TestCliEditing::protectInstallsTheWrapperAndUnprotectRestoresEveryByte()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});
    const auto before = home.read(".cursor/mcp.json");

    const auto guarded = home.runAtTerminal({QStringLiteral("protect"), QStringLiteral("files")}, "y\n");

    QVERIFY2(guarded.exitCode == 0, guarded.output.c_str());
    QVERIFY(home.read(".cursor/mcp.json").find(home.places.installedWrapper) != std::string::npos);
    QVERIFY(QFileInfo(QString::fromStdString(home.places.installedWrapper)).isExecutable());
    QCOMPARE(home.journalled("client-file-edit").size(), std::size_t{1});
    const auto status = home.run({QStringLiteral("status"), QStringLiteral("--json")}).json();
    QCOMPARE(status["guarded"].get<int>(), 1);
    QCOMPARE(status["snapshot"].get<std::string>(), std::string("fresh"));

    const auto restored = home.run({QStringLiteral("unprotect"), QStringLiteral("--all"),
        QStringLiteral("--yes"), QStringLiteral("--json")});
    QCOMPARE(restored.exitCode, 0);
    QCOMPARE(restored.json()["results"][0]["how"].get<std::string>(), std::string("byte-for-byte"));
    QCOMPARE(home.read(".cursor/mcp.json"), before);
    QCOMPARE(
        home.run({QStringLiteral("unprotect"), QStringLiteral("--all"), QStringLiteral("--yes")}).exitCode,
        3);
}

void TestCliEditing::protectingTwiceChangesNothing()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    const auto guarded = home.read(".cursor/mcp.json");

    const auto again =
        home.run({QStringLiteral("protect"), QStringLiteral("--yes"), QStringLiteral("--json")});

    QCOMPARE(again.exitCode, 3);
    QCOMPARE(again.json()["alreadyProtected"].size(), std::size_t{1});
    QCOMPARE(home.read(".cursor/mcp.json"), guarded);
}

void TestCliEditing::protectingAgainMendsMissingPrograms()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    const auto guarded = home.read(".cursor/mcp.json");
    const std::string folder = ".local/lib/gatehouse/";
    for (const std::string name : {"gatehouse-wrap", "gatehouse-restore"}) {
        const auto bytes = home.read(folder + name);
        QVERIFY(!bytes.empty());
        QVERIFY(QFile::remove(QString::fromStdString(home.path(folder + name))));

        const auto again = home.run({QStringLiteral("protect"), QStringLiteral("--yes")});

        QCOMPARE(again.exitCode, 0);
        QVERIFY(again.output.find("Put back") != std::string::npos);
        QCOMPARE(home.read(folder + name), bytes);
        QCOMPARE(home.read(".cursor/mcp.json"), guarded);
    }

    // Nothing else of Gatehouse is asked: the installed one alone gives the file back.
    QProcess restore;
    restore.setProcessEnvironment(home.environment());
    restore.start(QString::fromStdString(home.path(folder + "gatehouse-restore")), {});
    QVERIFY(restore.waitForFinished());
    QCOMPARE(restore.exitCode(), 0);
    QVERIFY(home.read(".cursor/mcp.json").find("gatehouse") == std::string::npos);
}

void TestCliEditing::historyTellsWhatAnEntryWasAndIs()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(
        home.run({QStringLiteral("unprotect"), QStringLiteral("--all"), QStringLiteral("--yes")}).exitCode,
        0);

    const auto run = home.run({QStringLiteral("history"), QStringLiteral("files"),
        QStringLiteral("--entries"), QStringLiteral("--json")});
    const auto plain =
        home.run({QStringLiteral("history"), QStringLiteral("files"), QStringLiteral("--json")});
    const auto unknown = home.run({QStringLiteral("history"), QStringLiteral("nosuch")});

    QCOMPARE(run.exitCode, 0);
    const auto events = run.json()["entries"][0]["history"];
    QCOMPARE(events.size(), std::size_t{2});
    QCOMPARE(events[0]["what"].get<std::string>(), std::string("protected"));
    QCOMPARE(events[0]["by"].get<std::string>(), std::string("cli"));
    QCOMPARE(events[0]["is"], events[1]["was"]);
    QCOMPARE(events[0]["was"], events[1]["is"]);
    QCOMPARE(events[0]["fileHashBefore"], events[1]["fileHashAfter"]);
    QVERIFY(!plain.json()["entries"][0]["history"][0].contains("was")); // it may hold secrets
    QCOMPARE(unknown.exitCode, 3);
    QVERIFY(unknown.errors.find("nosuch") != std::string::npos);
}

void TestCliEditing::anUnknownNameIsNamed()
{
    const CliHome home;
    home.declare("files", {"npx"});

    const auto run = home.run({QStringLiteral("protect"), QStringLiteral("nosuch"), QStringLiteral("--yes")});

    QCOMPARE(run.exitCode, 3);
    QVERIFY(run.errors.find("nosuch") != std::string::npos);
}

void TestCliEditing::aFileThatDoesNotParseIsNamedAndLeftAlone()
{
    const CliHome home;
    home.write(".cursor/mcp.json", "{ \"mcpServers\": ");

    const auto run = home.run({QStringLiteral("discover")});
    const auto protect = home.run({QStringLiteral("protect"), QStringLiteral("--yes")});

    QVERIFY(run.output.find(".cursor/mcp.json") != std::string::npos);
    QCOMPARE(protect.exitCode, 3);
    QCOMPARE(home.read(".cursor/mcp.json"), std::string("{ \"mcpServers\": "));
}

void TestCliEditing::theTerminalIsAskedAndColouredUnlessNoColor()
{
    const CliHome home;
    home.declare("files", {"npx", "-y", "server@1.0.0"});

    const auto coloured = home.runAtTerminal({QStringLiteral("protect"), QStringLiteral("--dry-run")});
    const auto piped = home.run({QStringLiteral("protect"), QStringLiteral("--dry-run")});

    QVERIFY(coloured.output.find("\033[32m+") != std::string::npos);
    QVERIFY(piped.output.find('\033') == std::string::npos);
}

void TestCliEditing::wrongUsageIsTwo()
{
    const CliHome home;
    QCOMPARE(home.run({}).exitCode, 2);
    QCOMPARE(home.run({QStringLiteral("nonsense")}).exitCode, 2);
    QCOMPARE(home.run({QStringLiteral("approve")}).exitCode, 2);
    QCOMPARE(home.run({QStringLiteral("approve"), QStringLiteral("--")}).exitCode, 2);
    QCOMPARE(home.run({QStringLiteral("unprotect")}).exitCode, 2);
    QCOMPARE(home.run({QStringLiteral("log"), QStringLiteral("--since=yesterday")}).exitCode, 2);
    QCOMPARE(home.run({QStringLiteral("--help")}).exitCode, 0);
    QCOMPARE(home.run({QStringLiteral("--version")}).exitCode, 0);
}

QTEST_GUILESS_MAIN(TestCliEditing)
#include "tst_cli_editing.moc"
