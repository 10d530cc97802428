// SPDX-License-Identifier: Apache-2.0
#include "core/service/gatehouse.h"
#include "core/service/peer_reader.h"
#include "core/service/process_tree.h"
#include "tests/integration/cli/cli_home.h"
#include "tests/integration/cli/waiting_client.h"
#include "tests/support/git_command.h"

#include <QFile>
#include <QStandardPaths>
#include <QThread>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;
namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

constexpr int kWrapperEndsMs = 20000; // on a busy machine

/// A guarded server that nobody has approved.
class GuardedHome : public CliHome {
public:
    GuardedHome()
    {
        declare("files", {FAKE_SERVER_PROGRAM, "--report=" + path("report")});
        if (run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode != 0)
            qFatal("not protected");
    }

    bool isStarted() const
    {
        return QTest::qWaitFor([this] { return QFile::exists(text(path("report"))); }, 20000);
    }
    /// Whether the client and the server have greeted each other: from then on an approval for once is used
    /// up when the server ends.
    bool isInitialised() const
    {
        return QTest::qWaitFor(
            [this] {
                const auto log = run({QStringLiteral("log"), QStringLiteral("--json")});
                return log.output.find("handshake-replayed") != std::string::npos;
            },
            20000);
    }
    /// Whether the server stays away for a moment in which an approved one would start.
    bool staysAway() const
    {
        return !QTest::qWaitFor([this] { return QFile::exists(text(path("report"))); }, 700);
    }
    void forgetStart() const { QFile::remove(text(path("report"))); }
    /// The id of the one card that waits; waits for it.
    std::string card() const
    {
        std::string id;
        (void)QTest::qWaitFor(
            [&] {
                const auto cards = run({QStringLiteral("pending"), QStringLiteral("--json")}).json()["cards"];
                if (cards.size() == 1)
                    id = cards[0]["id"].get<std::string>();
                return !id.empty();
            },
            20000);
        return id;
    }
    CliRun approve(const char* how, const std::string& id) const
    {
        return runAtTerminal({QStringLiteral("approve"), QString::fromLatin1(how), text(id)});
    }
};

/// A project whose .mcp.json git tracks.
void shareProject(const CliHome& home)
{
    home.write("repo/.mcp.json",
        R"({ "mcpServers": { "shared": { "command": "npx", "args": ["server@1.0.0"] } } })");
    const auto folder = home.path("repo");
    if (!git(folder, {QStringLiteral("init"), QStringLiteral("-q")}) ||
        !git(folder, {QStringLiteral("add"), QStringLiteral(".")}))
        qFatal("no git");
}

} // namespace

/// Consents that are given on the command line, with no desktop: how long an approval lasts, and what protect
/// needs leave for.
class TestCliConsent : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onceIsForOneRunOfTheServer();
    void sessionLastsWhileTheClientRuns();
    void onceAndSessionNeedAClientThatWaits();
    void anAgentsOwnTerminalIsRefusedAndRecorded();
    void reviewAsksTheDesktopThatRuns();
    void reviewStartsTheDesktopOrSaysWhatToDoInstead();
    void aTrackedFileIsGuardedInTheClientsPrivateFile();
    void aTrackedFileIsChangedWithConsentOnly();
    void aDangerousEnvironmentNeedsConsent();
};

void TestCliConsent::onceIsForOneRunOfTheServer()
{
    const GuardedHome home;
    WaitingClient client(home, "files");
    QVERIFY(client.isAnswered());
    const auto id = home.card();
    QVERIFY(!id.empty());

    const auto approved = home.approve("--once", id);

    QVERIFY2(approved.exitCode == 0, approved.output.c_str());
    QVERIFY(home.isStarted());
    QVERIFY(home.isInitialised());
    home.forgetStart();
    client.startServerAgain();
    QVERIFY(client.isAnswered());
    QVERIFY(home.staysAway());
    QCOMPARE(home.card(), id);
}

void TestCliConsent::sessionLastsWhileTheClientRuns()
{
    const GuardedHome home;
    {
        WaitingClient client(home, "files");
        QVERIFY(client.isAnswered());
        const auto approved = home.approve("--session", home.card());
        QVERIFY2(approved.exitCode == 0, approved.output.c_str());
        QVERIFY(home.isStarted());
        home.forgetStart();
        client.startServerAgain();
        QVERIFY(home.isStarted());
        home.forgetStart();
    }

    WaitingClient another(home, "files");

    QVERIFY(another.isAnswered());
    QVERIFY(home.staysAway());
    QVERIFY(!home.card().empty());
}

void TestCliConsent::onceAndSessionNeedAClientThatWaits()
{
    const GuardedHome home;
    {
        WaitingClient client(home, "files");
        QVERIFY(client.isAnswered());
    }
    const auto id = home.card();

    for (const auto* how : {"--once", "--session"}) {
        const auto run = home.approve(how, id);
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.output.find("no client waits") != std::string::npos, run.output.c_str());
    }

    QCOMPARE(home.journalled("decision").size(), std::size_t{0});
    QCOMPARE(
        home.run({QStringLiteral("approve"), QStringLiteral("--once"), QStringLiteral("--session"), text(id)})
            .exitCode,
        2);
}

void TestCliConsent::anAgentsOwnTerminalIsRefusedAndRecorded()
{
    const GuardedHome home;
    std::string id;
    {
        WaitingClient client(home, "files");
        QVERIFY(client.isAnswered());
        id = home.card();
    }
    // Nothing guarded is live: its wrapper ends when it sees that the client has.
    const auto processes = service::systemProcessTree();
    QVERIFY(QTest::qWaitFor(
        [&] { return processes->running(service::wrapperPaths(home.places)).empty(); }, kWrapperEndsMs));
    // script(1) opens a terminal of its own, as an agent can; under the client's name it is the client.
    const auto agent = text(home.path("claude"));
    QVERIFY(QFile::copy(QStandardPaths::findExecutable(QStringLiteral("script")), agent));
    const auto inTerminal = [&](const QString& program) {
        QProcess process;
        process.setProcessEnvironment(home.environment());
        process.start(program,
            {QStringLiteral("--quiet"), QStringLiteral("--return"), QStringLiteral("--command"),
                QStringLiteral("'%1' approve %2").arg(CliHome::program(), text(id)),
                QStringLiteral("/dev/null")});
        process.closeWriteChannel();
        process.waitForFinished();
        return CliRun{process.exitCode(), process.readAllStandardOutput().toStdString(), {}};
    };

    const auto refused = inTerminal(agent);
    const auto refusals = home.journalled("approval-refused");
    const auto allowed = inTerminal(QStringLiteral("script"));

    QCOMPARE(refused.exitCode, 4);
    QVERIFY2(refused.output.find("Claude Code") != std::string::npos, refused.output.c_str());
    QVERIFY2(refused.output.find("open a terminal window of your own") != std::string::npos,
        refused.output.c_str());
    QCOMPARE(refusals.size(), std::size_t{1});
    const auto details = nlohmann::json::parse(refusals[0].details);
    QCOMPARE(details["client"]["title"], "Claude Code");
    QCOMPARE(details["terminal"], true);
    QCOMPARE(details["liveWrappers"], 0);
    QVERIFY2(allowed.exitCode == 0, allowed.output.c_str()); // the same without the client
}

void TestCliConsent::reviewAsksTheDesktopThatRuns()
{
    const CliHome home;
    QThread thread;
    QObject desk;
    desk.moveToThread(&thread);
    thread.start();
    std::unique_ptr<service::Gatehouse> desktop;
    std::atomic_int asked = 0;
    const auto there = [&](auto work) {
        QMetaObject::invokeMethod(&desk, work, Qt::BlockingQueuedConnection);
    };
    there([&] {
        auto opened = service::Gatehouse::open({home.places, "desktop", {}, {}, {}});
        if (!opened)
            qFatal("%s", opened.error().detail.c_str());
        desktop = std::move(*opened);
        connect(desktop.get(), &service::Gatehouse::windowRequested, &desk,
            [&](const std::string& page) { asked += page == "review" ? 1 : 0; });
    });

    const auto run = home.run({QStringLiteral("review"), QStringLiteral("--json")});
    there([&] { desktop.reset(); });
    thread.quit();
    thread.wait();

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.json()["started"], false);
    QCOMPARE(asked.load(), 1);
}

void TestCliConsent::reviewStartsTheDesktopOrSaysWhatToDoInstead()
{
    const CliHome home;
    const auto program = text(home.path("programs/gatehouse-cli"));
    home.write("programs/gatehouse",
        "#!/bin/sh\necho \"$@\" >\"$HOME/started.part\"; mv \"$HOME/started.part\" \"$HOME/started\"\n",
        0700);
    QVERIFY(QFile::copy(CliHome::program(), program));
    auto environment = home.environment();
    const auto review = [&] {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(program, {QStringLiteral("review")});
        process.waitForFinished();
        return CliRun{process.exitCode(), process.readAllStandardOutput().toStdString(),
            process.readAllStandardError().toStdString()};
    };

    const auto withoutDisplay = review();
    environment.insert(QStringLiteral("DISPLAY"), QStringLiteral(":99"));
    const auto withDisplay = review();

    QCOMPARE(withoutDisplay.exitCode, 1);
    QVERIFY2(withoutDisplay.errors.find("gatehouse-cli approve ID") != std::string::npos,
        withoutDisplay.errors.c_str());
    QVERIFY2(withDisplay.exitCode == 0, withDisplay.errors.c_str());
    QVERIFY(QTest::qWaitFor([&] { return QFile::exists(text(home.path("started"))); }, 20000));
    QCOMPARE(home.read("started"), std::string("--page=review\n"));
    QVERIFY(QFile::remove(text(home.path("programs/gatehouse"))));
    QCOMPARE(review().exitCode, 1);
}

void TestCliConsent::aTrackedFileIsGuardedInTheClientsPrivateFile()
{
    const CliHome home;
    shareProject(home);
    const auto project = QStringLiteral("--project=") + text(home.path("repo"));
    const auto protect = [&](const char* how) {
        return home.run({QStringLiteral("protect"), project, QString::fromLatin1(how)});
    };
    const auto shared = home.read("repo/.mcp.json");

    const auto refused = protect("--yes");
    home.write(".claude.json", "{\n  \"numStartups\": 1\n}\n");
    const auto before = home.read(".claude.json");
    const auto shown = protect("--dry-run");
    QCOMPARE(home.read(".claude.json"), before);
    const auto done = protect("--yes");
    const auto discovered = home.run({QStringLiteral("discover"), project});

    QCOMPARE(refused.exitCode, 4);
    QVERIFY2(refused.output.find("start Claude Code once") != std::string::npos, refused.output.c_str());
    QVERIFY2(shown.output.find(".claude.json") != std::string::npos, shown.output.c_str());
    QCOMPARE(shown.exitCode, 0);
    QVERIFY2(done.exitCode == 0, done.errors.c_str());
    QVERIFY(home.read(".claude.json").find(home.places.installedWrapper) != std::string::npos);
    QCOMPARE(home.read("repo/.mcp.json"), shared);
    QVERIFY2(discovered.output.find("private file") != std::string::npos, discovered.output.c_str());
    QCOMPARE(protect("--yes").exitCode, 3);
    QCOMPARE(
        home.run({QStringLiteral("unprotect"), QStringLiteral("shared"), QStringLiteral("--yes")}).exitCode,
        0);
    QCOMPARE(home.read(".claude.json"), before);
}

void TestCliConsent::aTrackedFileIsChangedWithConsentOnly()
{
    const CliHome home;
    shareProject(home);
    const auto project = QStringLiteral("--project=") + text(home.path("repo"));
    const auto before = home.read("repo/.mcp.json");

    const auto refused =
        home.run({QStringLiteral("protect"), project, QStringLiteral("--yes"), QStringLiteral("--json")});
    QCOMPARE(home.read("repo/.mcp.json"), before);
    const auto done =
        home.run({QStringLiteral("protect"), project, QStringLiteral("--tracked"), QStringLiteral("--yes")});

    QCOMPARE(refused.exitCode, 4);
    QCOMPARE(refused.json()["skipped"][0]["error"]["name"], "tracked-by-git");
    QVERIFY2(done.exitCode == 0, done.errors.c_str());
    QVERIFY(home.read("repo/.mcp.json").find(home.places.installedWrapper) != std::string::npos);
    QCOMPARE(
        home.run({QStringLiteral("unprotect"), QStringLiteral("--all"), QStringLiteral("--yes")}).exitCode,
        0);
    QCOMPARE(home.read("repo/.mcp.json"), before);
}

void TestCliConsent::aDangerousEnvironmentNeedsConsent()
{
    const CliHome home;
    const std::string before =
        R"({"mcpServers":{"odd":{"command":"npx","args":["s"],"env":{"HOME":"/elsewhere"}}}})";
    home.write(".cursor/mcp.json", before);

    const auto refused =
        home.run({QStringLiteral("protect"), QStringLiteral("--yes"), QStringLiteral("--json")});
    QCOMPARE(home.read(".cursor/mcp.json"), before);
    const auto done = home.run(
        {QStringLiteral("protect"), QStringLiteral("--dangerous-environment"), QStringLiteral("--yes")});

    QCOMPARE(refused.exitCode, 4);
    QCOMPARE(refused.json()["skipped"][0]["error"]["name"], "dangerous-environment");
    QVERIFY(
        refused.json()["skipped"][0]["error"]["detail"].get<std::string>().find("HOME") != std::string::npos);
    QVERIFY2(done.exitCode == 0, done.errors.c_str());
    const auto entry = nlohmann::json::parse(home.read(".cursor/mcp.json"))["mcpServers"]["odd"];
    QCOMPARE(entry["command"], home.places.installedWrapper);
    QCOMPARE(entry["env"]["HOME"], "/elsewhere");
    QCOMPARE(
        home.run({QStringLiteral("unprotect"), QStringLiteral("odd"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(home.read(".cursor/mcp.json"), before);
}

QTEST_GUILESS_MAIN(TestCliConsent)
#include "tst_cli_consent.moc"
