// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/cli_home.h"
#include "tests/integration/cli/waiting_client.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// Approvals that end while their server runs, with the real wrapper and without a desktop.
class TestCliRegistry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void takingBackAllEndsWhatRunsWithinASecond();
    void anApprovalThatEndsTakesItsServerWithIt();
    void denialsStayWhenAllIsTakenBack();
    void aRegistryTravelsWhenItsKeyIsTrusted();
    void aFileThatIsNotTheOneShownIsNotTakenOver();
    void aListOfServersApprovesNothing();
    void aCandidateIsApprovedByAPersonOrDismissed();
    void twoProgramsThatImportAtOnceKeepItOnce();

private:
    /// With the words of one line.
    static QStringList words(const QString& line) { return line.split(QLatin1Char(' ')); }
    bool isRunning()
    {
        return m_client->ask(++m_id, "tools/list", "{}").find("\"tools\"") != std::string::npos;
    }
    void approve(const QStringList& more = {}) const
    {
        const auto run = m_home->run(QStringList{QStringLiteral("approve")} + more +
            QStringList{QStringLiteral("--"), QStringLiteral(FAKE_SERVER_PROGRAM)});
        QVERIFY2(run.exitCode == 0, run.errors.c_str());
    }
    void start()
    {
        m_client = std::make_unique<WaitingClient>(*m_home, "files");
        QVERIFY(m_client->isAnswered());
        QVERIFY(isRunning());
    }
    std::size_t ended() const { return m_home->journalled("approval-withdrawn").size(); }

    std::unique_ptr<CliHome> m_home;
    std::unique_ptr<WaitingClient> m_client;
    int m_id = 1;
};

void TestCliRegistry::init()
{
    m_client.reset();
    m_home = std::make_unique<CliHome>();
    m_home->declare("files", {FAKE_SERVER_PROGRAM});
    QCOMPARE(m_home->run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
}

void TestCliRegistry::takingBackAllEndsWhatRunsWithinASecond()
{
    approve();
    start();

    // To tighten needs no person.
    const auto run = m_home->run({QStringLiteral("revoke"), QStringLiteral("--all")});
    QElapsedTimer since;
    since.start();

    QVERIFY2(run.exitCode == 0, run.errors.c_str());
    QVERIFY(QTest::qWaitFor([this] { return ended() == 1; }, 1000));
    qInfo("the running server was ended %lld ms after the command had", since.elapsed());
    QVERIFY(QTest::qWaitFor([this] { return m_home->journalled("server-exit").size() == 1; }, 5000));
    QCOMPARE(m_home->run({QStringLiteral("pending")}).exitCode != 0, true); // it asks at its next start
}

void TestCliRegistry::anApprovalThatEndsTakesItsServerWithIt()
{
    const auto begin = QDateTime::currentMSecsSinceEpoch();
    approve(
        {QStringLiteral("--for"), QStringLiteral("6s"), QStringLiteral("--note"), QStringLiteral("a try")});
    start();
    QCOMPARE(ended(), std::size_t{0});

    QVERIFY(QTest::qWaitFor([this] { return ended() == 1; }, 7000));

    QVERIFY(QDateTime::currentMSecsSinceEpoch() >= begin + 6000);
    const auto decisions = m_home->journalled("decision");
    QCOMPARE(decisions.size(), std::size_t{1});
    QVERIFY(decisions[0].details.find("a try") != std::string::npos);
}

namespace {

const std::string kServers =
    R"({"servers":[{"server":{"name":"io.example/weather","description":"Tells it.","packages":[)"
    R"({"registryType":"npm","identifier":"@example/weather","version":"1.0.0"}]}},)"
    R"({"server":{"name":"io.example/far","description":"","remotes":[{"type":"sse","url":"https://x.example"}]}}]})";

} // namespace

void TestCliRegistry::denialsStayWhenAllIsTakenBack()
{
    QCOMPARE(m_home->run({QStringLiteral("deny"), QStringLiteral("--"), QStringLiteral(FAKE_SERVER_PROGRAM)})
                 .exitCode,
        0);
    const auto run =
        m_home->run({QStringLiteral("revoke"), QStringLiteral("--all"), QStringLiteral("--json")});
    QCOMPARE(run.json()["revoked"].get<std::string>(), std::string("0"));
    QVERIFY(m_home->journalled("revoked").empty());
}

void TestCliRegistry::aRegistryTravelsWhenItsKeyIsTrusted()
{
    approve({QStringLiteral("--note"), QStringLiteral("ours")});
    QCOMPARE(m_home->run(words(QStringLiteral("deny -- npx evil"))).exitCode, 0);
    const auto file = QString::fromStdString(m_home->path("registry.txt"));
    const auto exported =
        m_home->run({QStringLiteral("registry"), QStringLiteral("export"), file, QStringLiteral("--json")});
    QVERIFY2(exported.exitCode == 0, exported.errors.c_str());
    const auto key = QString::fromStdString(exported.json()["key"].get<std::string>());
    const CliHome other;
    const QStringList import{QStringLiteral("registry"), QStringLiteral("import"), file};

    const auto unknown = other.runAtTerminal(import);
    QVERIFY(unknown.exitCode != 0);
    QVERIFY2(unknown.output.find("a key that you do not trust") != std::string::npos, unknown.output.c_str());
    const auto trusted = other.runAtTerminal({QStringLiteral("registry"), QStringLiteral("trust"), key,
        QStringLiteral("--name"), QStringLiteral("office")});
    QVERIFY2(trusted.exitCode == 0, trusted.output.c_str());
    const auto shown = other.run(import + QStringList{QStringLiteral("--json")});
    QVERIFY2(shown.exitCode == 0, shown.errors.c_str());
    QCOMPARE(shown.json()["changes"].size(), std::size_t{2});
    QVERIFY(other.journalled("decision").empty()); // shown, and no more

    const auto digest = QString::fromStdString(shown.json()["digest"].get<std::string>());
    const auto taken = other.runAtTerminal(import + QStringList{QStringLiteral("--yes"), digest});

    QVERIFY2(taken.exitCode == 0, taken.output.c_str());
    const auto decisions = other.run(words(QStringLiteral("registry show --json"))).json()["decisions"];
    QCOMPARE(decisions.size(), std::size_t{2});
    // Denials first: the order of the lines, since both may be of one millisecond.
    QCOMPARE(other.journalled("decision").front().reason, std::string("deny"));
    const bool isFirstDenied = decisions[0]["denied"].get<bool>();
    QCOMPARE(decisions[isFirstDenied ? 1 : 0]["note"].get<std::string>(), std::string("ours"));
    // The same again says nothing new.
    QCOMPARE(
        other.run(import + QStringList{QStringLiteral("--json")}).json()["changes"].size(), std::size_t{0});
}

void TestCliRegistry::aFileThatIsNotTheOneShownIsNotTakenOver()
{
    approve();
    const auto file = QString::fromStdString(m_home->path("registry.txt"));
    QCOMPARE(m_home->run({QStringLiteral("registry"), QStringLiteral("export"), file}).exitCode, 0);

    const auto run = m_home->runAtTerminal({QStringLiteral("registry"), QStringLiteral("import"), file,
        QStringLiteral("--yes"), QStringLiteral("0123456789ab")});

    QVERIFY(run.exitCode != 0);
    QVERIFY2(run.output.find("is not the file that was shown") != std::string::npos, run.output.c_str());
    m_home->write("registry.txt", m_home->read("registry.txt") + " ");
    const auto changed = m_home->run({QStringLiteral("registry"), QStringLiteral("import"), file});
    QVERIFY2(changed.errors.find("it was changed since it was signed") != std::string::npos,
        changed.errors.c_str());
}

void TestCliRegistry::aListOfServersApprovesNothing()
{
    m_home->write("servers.json", kServers);

    const auto run = m_home->run({QStringLiteral("registry"), QStringLiteral("import"),
        QString::fromStdString(m_home->path("servers.json"))});

    QVERIFY2(run.exitCode == 0, run.errors.c_str());
    QVERIFY2(run.output.find("Nothing was approved") != std::string::npos, run.output.c_str());
    QVERIFY(m_home->journalled("decision").empty());
    const auto candidates =
        m_home->run(words(QStringLiteral("registry candidates --json"))).json()["candidates"];
    QCOMPARE(candidates.size(), std::size_t{2});
    QCOMPARE(candidates[0]["name"].get<std::string>(), std::string("io.example/far"));
    QCOMPARE(candidates[0]["why"].get<std::string>(), std::string("remote"));
    QVERIFY(!candidates[1]["approved"].get<bool>());
}

void TestCliRegistry::aCandidateIsApprovedByAPersonOrDismissed()
{
    m_home->write("servers.json", kServers);
    const QStringList import{QStringLiteral("registry"), QStringLiteral("import"),
        QString::fromStdString(m_home->path("servers.json"))};
    QCOMPARE(m_home->run(import).exitCode, 0);
    const auto shown = [this] {
        return m_home->run(words(QStringLiteral("registry candidates --json"))).json()["candidates"];
    };
    const auto far = QString::fromStdString(shown()[0]["id"].get<std::string>());
    const auto weather = QString::fromStdString(shown()[1]["id"].get<std::string>());

    const auto unusable = m_home->runAtTerminal({QStringLiteral("registry"), QStringLiteral("approve"), far});
    QVERIFY(unusable.exitCode != 0);
    const auto approved =
        m_home->runAtTerminal({QStringLiteral("registry"), QStringLiteral("approve"), weather});
    QVERIFY2(approved.exitCode == 0, approved.output.c_str());
    QVERIFY(shown()[1]["approved"].get<bool>());
    QCOMPARE(m_home->journalled("decision").size(), std::size_t{1});

    QCOMPARE(m_home->run({QStringLiteral("registry"), QStringLiteral("dismiss"), far, weather}).exitCode, 0);
    QVERIFY(shown().empty());
    QCOMPARE(m_home->run(import).exitCode, 0);
    QVERIFY(shown().empty()); // dismissed is dismissed
    // What was approved stays so.
    QCOMPARE(m_home->run(words(QStringLiteral("registry show --json"))).json()["decisions"].size(),
        std::size_t{1});
}

void TestCliRegistry::twoProgramsThatImportAtOnceKeepItOnce()
{
    m_home->write("servers.json", kServers);
    std::vector<std::unique_ptr<QProcess>> programs;
    for (int i = 0; i < 4; ++i) {
        auto& program = *programs.emplace_back(std::make_unique<QProcess>());
        program.setProcessEnvironment(m_home->environment());
        program.start(CliHome::program(),
            {QStringLiteral("registry"), QStringLiteral("import"),
                QString::fromStdString(m_home->path("servers.json"))});
    }
    for (const auto& program : programs) {
        QVERIFY(program->waitForFinished());
        QVERIFY2(program->exitCode() == 0, program->readAllStandardError().constData());
    }
    QCOMPARE(m_home->journalled("candidates").size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestCliRegistry)
#include "tst_cli_registry.moc"
