// SPDX-License-Identifier: Apache-2.0
#include "core/learning/baseline_files.h"
#include "tests/integration/cli/cli_home.h"
#include "tests/integration/cli/waiting_client.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// What was learned of a server is listed, shown with its numbers, and forgotten by a person only.
class TestCliBehaviour : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingLearnedIsSaidSo();
    void whatAWrapperLearnedIsShown();
    void aResetIsAPersonsAndIsJournalled();
    void aDamagedFileIsNamed();

private:
    static CliRun behaviour(const CliHome& home, const QStringList& words)
    {
        return home.run(QStringList{QStringLiteral("behaviour")} + words);
    }
    static void useServer(const CliHome& home, int calls);
    static learning::BaselineFiles files(const CliHome& home)
    {
        return learning::BaselineFiles::open(home.places.stateFolder).value();
    }
};

/// A server that was protected, approved and used.
void TestCliBehaviour::useServer(const CliHome& home, int calls)
{
    home.write("answers", "read_file {\"content\":[]}\n");
    const std::vector<std::string> command{FAKE_SERVER_PROGRAM, "--answers=" + home.path("answers")};
    home.declare("files", command);
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QStringList approve{QStringLiteral("approve"), QStringLiteral("--")};
    for (const auto& word : command)
        approve << QString::fromStdString(word);
    QCOMPARE(home.run(approve).exitCode, 0);
    WaitingClient client(home, "files");
    QVERIFY(client.isAnswered());
    for (int id = 2; id < 2 + calls; ++id)
        client.ask(id, "tools/call", R"({"name":"read_file","arguments":{"path":"~/src/canary.txt"}})");
    // Kept some seconds after the first call.
    QTRY_VERIFY_WITH_TIMEOUT(!files(home).names().empty(), 15'000);
}

void TestCliBehaviour::nothingLearnedIsSaidSo()
{
    const CliHome home;

    const auto listed = behaviour(home, {});
    const auto shown = behaviour(home, {QStringLiteral("show"), QStringLiteral("files")});

    QCOMPARE(listed.exitCode, 0);
    QVERIFY(listed.output.find("Nothing was learned yet") != std::string::npos);
    QVERIFY(shown.exitCode != 0);
    QVERIFY(behaviour(home, {QStringLiteral("reset")}).exitCode != 0);
}

void TestCliBehaviour::whatAWrapperLearnedIsShown()
{
    const CliHome home;
    useServer(home, 12);

    const auto listed = behaviour(home, {QStringLiteral("list"), QStringLiteral("--json")});
    const auto shown =
        behaviour(home, {QStringLiteral("show"), QStringLiteral("files"), QStringLiteral("--json")});
    const auto words = behaviour(home, {QStringLiteral("show"), QStringLiteral("files")});

    QCOMPARE(listed.json()["servers"].size(), std::size_t{1});
    const auto server = shown.json()["servers"][0];
    QCOMPARE(server["server"].get<std::string>(), std::string("files"));
    QCOMPARE(server["calls"].get<int>(), 12);
    QVERIFY(server["learning"].get<bool>());
    QCOMPARE(server["folders"], nlohmann::json({"~/src"}));
    QCOMPARE(server["tools"][0]["name"].get<std::string>(), std::string("read_file"));
    QVERIFY2(words.output.find("12 call(s) on 1 day(s) of use: too early to tell") != std::string::npos,
        words.output.c_str());
    QVERIFY(words.output.find("canary") == std::string::npos);
}

void TestCliBehaviour::aResetIsAPersonsAndIsJournalled()
{
    const CliHome home;
    useServer(home, 5);
    const QStringList reset{QStringLiteral("behaviour"), QStringLiteral("reset"), QStringLiteral("files")};

    {
        // While a session lives, whoever has no terminal may be an agent.
        WaitingClient client(home, "files");
        QVERIFY(client.isAnswered());
        const auto refused = home.run(reset);
        QVERIFY(refused.exitCode != 0);
        QCOMPARE(home.journalled("behaviour-reset").size(), std::size_t{0});
    }
    const auto done = home.runAtTerminal(reset);

    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(home.journalled("behaviour-reset").size(), std::size_t{1});
    const auto line = home.journalled("behaviour-reset").front();
    QCOMPARE(line.server, std::string("files"));
    const auto shown =
        behaviour(home, {QStringLiteral("show"), QStringLiteral("files"), QStringLiteral("--json")});
    QCOMPARE(shown.json()["servers"][0]["calls"].get<int>(), 0);
}

void TestCliBehaviour::aDamagedFileIsNamed()
{
    const CliHome home;
    useServer(home, 3);
    const auto name = files(home).names().front();
    QVERIFY(base::replaceFile(files(home).pathOf(name), "not ours", 0600));

    const auto listed = behaviour(home, {});

    QCOMPARE(listed.exitCode, 0);
    QVERIFY2(listed.output.find(name + ": cannot be read, is learned anew") != std::string::npos,
        listed.output.c_str());
}

QTEST_GUILESS_MAIN(TestCliBehaviour)
#include "tst_cli_behaviour.moc"
