// SPDX-License-Identifier: Apache-2.0
#include "core/service/bypass_scan.h"
#include "core/service/catalog_service.h"
#include "core/service/gatehouse.h"
#include "tests/integration/cli/cli_home.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <ctime>

using namespace gatehouse;
using namespace gatehouse::tests;

/// A real client process that runs a real server, through the wrapper and past it.
class TestCliBypass : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aServerThatTheClientStartsItselfRunsUnguarded();
    void theSameServerBehindTheWrapperDoesNot();
    void aServerThatRanBeforeItWasProtectedIsTold();
    void theCatalogShowsItAndTheJournalKeepsIt();
    void aLookIsCheap();

private:
    /// A client named as Cursor's is: a shell under that name that starts what it is told and stays its
    /// parent.
    static void startClient(const CliHome& home, QProcess& client, const QString& command)
    {
        const auto program = QString::fromStdString(home.path("app/cursor"));
        if (!QFile::exists(program)) {
            QDir().mkpath(QString::fromStdString(home.path("app")));
            QVERIFY(QFile::copy(QStringLiteral("/bin/sh"), program));
            QFile::setPermissions(program, QFile::ReadOwner | QFile::ExeOwner);
        }
        client.setProcessEnvironment(home.environment());
        client.start(program, {QStringLiteral("-c"), command + QStringLiteral("; exit 0")});
        QVERIFY(client.waitForStarted());
    }
    static nlohmann::json status(const CliHome& home)
    {
        return home.run({QStringLiteral("status"), QStringLiteral("--json")}).json();
    }
    static std::string stateIn(const nlohmann::json& status)
    {
        return status["servers"][0]["state"].get<std::string>();
    }
    /// Looks until the process is what it is going to be. No time is waited: each look is a program of its
    /// own.
    static std::string awaitState(const CliHome& home, const std::string& state)
    {
        std::string seen;
        for (int tries = 0; tries < 50 && seen != state; ++tries)
            seen = stateIn(status(home));
        return seen;
    }
    static std::string server(const CliHome& home)
    {
        const auto script = home.path("server.sh");
        home.write("server.sh", "#!/bin/sh\ntouch \"$HOME/it-runs\"\nwhile read line; do :; done\n", 0700);
        home.declare("files", {script, "--root", "/tmp"});
        return script;
    }
};

void TestCliBypass::aServerThatTheClientStartsItselfRunsUnguarded()
{
    const CliHome home;
    const auto script = server(home);
    QCOMPARE(stateIn(status(home)), std::string("unguarded"));
    QProcess client;
    startClient(home, client, QString::fromStdString(script + " --root /tmp"));

    const auto seen = awaitState(home, "running-unguarded");
    client.closeWriteChannel();
    QVERIFY(client.waitForFinished());

    QCOMPARE(seen, std::string("running-unguarded"));
    QCOMPARE(awaitState(home, "unguarded"), std::string("unguarded"));
}

void TestCliBypass::theSameServerBehindTheWrapperDoesNot()
{
    const CliHome home;
    const auto script = server(home);
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(home.run({QStringLiteral("approve"), QStringLiteral("--"), QString::fromStdString(script),
                          QStringLiteral("--root"), QStringLiteral("/tmp")})
                 .exitCode,
        0);
    const auto entry = nlohmann::json::parse(home.read(".cursor/mcp.json"))["mcpServers"]["files"];
    auto command = entry["command"].get<std::string>();
    for (const auto& word : entry["args"])
        command += " " + word.get<std::string>();
    QProcess client;
    startClient(home, client, QString::fromStdString(command));
    client.write("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                 "\"2025-06-18\","
                 "\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}\n");
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(QString::fromStdString(home.path("it-runs"))), 20000);

    const auto now = status(home);
    client.closeWriteChannel();
    client.waitForFinished();

    QVERIFY2(stateIn(now) == "running" || stateIn(now) == "approved", now.dump().c_str());
    QCOMPARE(now["runningUnguarded"].get<int>(), 0);
}

void TestCliBypass::aServerThatRanBeforeItWasProtectedIsTold()
{
    const CliHome home;
    const auto script = server(home);
    QProcess client;
    startClient(home, client, QString::fromStdString(script + " --root /tmp"));
    QCOMPARE(awaitState(home, "running-unguarded"), std::string("running-unguarded"));
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);

    const auto now = status(home);
    const auto run = home.run({QStringLiteral("status")});
    client.closeWriteChannel();
    client.waitForFinished();

    QCOMPARE(stateIn(now), std::string("running-unguarded"));
    QCOMPARE(now["runningUnguarded"].get<int>(), 1);
    QCOMPARE(run.exitCode, 6);
    QVERIFY2(run.output.find("restart their client") != std::string::npos, run.output.c_str());
    QCOMPARE(home.run({QStringLiteral("status")}).exitCode, 0);
}

void TestCliBypass::theCatalogShowsItAndTheJournalKeepsIt()
{
    const CliHome home;
    const auto script = server(home);
    QProcess client;
    startClient(home, client, QString::fromStdString(script + " --root /tmp"));
    QCOMPARE(awaitState(home, "running-unguarded"), std::string("running-unguarded"));
    auto gatehouse = service::Gatehouse::open({home.places, "desktop", {}, {}, {}});
    QVERIFY(gatehouse.hasValue());
    const auto shows = [&](model::ServerState state) {
        const auto rows = (*gatehouse)->catalog().servers();
        return rows.size() == 1 && rows.front().state == state;
    };

    QTRY_VERIFY_WITH_TIMEOUT(shows(model::ServerState::RunningUnguarded), 20000);
    const auto told = home.journalled("running-unguarded");
    client.closeWriteChannel();
    client.waitForFinished();
    QTRY_VERIFY_WITH_TIMEOUT(shows(model::ServerState::Unguarded), 20000);

    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(told.front().reason, std::string("not-protected"));
}

void TestCliBypass::aLookIsCheap()
{
    const auto table = clients::loadBuiltinClientTable();
    service::BypassScan scan(*table, {}, service::systemBypassProcesses());
    model::ServerRow row;
    row.location.client = "cursor";
    row.command = {"npx", "-y", "@x/y"};
    const std::vector<model::ServerRow> servers(20, row);
    for (int i = 0; i < 3; ++i)
        scan.scan(servers);
    constexpr int kLooks = 20;
    const auto processes = service::processNodes().size();
    const auto before = std::clock();

    for (int i = 0; i < kLooks; ++i)
        scan.scan(servers);

    const double milliseconds = 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC / kLooks;
    qInfo("%zu processes: %.2f ms of processor time a look", processes, milliseconds);
    // Every 5 s: a two-hundredth of one processor at most.
    QVERIFY2(milliseconds < 25.0, std::to_string(milliseconds).c_str());
}

QTEST_GUILESS_MAIN(TestCliBypass)
#include "tst_cli_bypass.moc"
