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

private:
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

QTEST_GUILESS_MAIN(TestCliRegistry)
#include "tst_cli_registry.moc"
