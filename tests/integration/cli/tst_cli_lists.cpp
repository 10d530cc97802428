// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/base/hash.h"
#include "tests/integration/cli/cli_home.h"
#include "tests/integration/cli/waiting_client.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

QString utf16(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

/// A list from its key to the server that it stops, with the real programs and no desktop.
class TestCliLists : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aKeyIsTrustedByAPersonAlone();
    void aListStopsWhatRunsUntilItIsNamed();
    void aDependencyStopsWhatRunsUntilItIsNamed();
    void anOsvExportBecomesAList();

private:
    CliRun lists(const QStringList& arguments) const
    {
        return m_home->run(QStringList{QStringLiteral("intelligence")} + arguments);
    }
    /// A list that denies the fake server's program.
    std::string denyingList() const
    {
        const auto program = base::readFile(FAKE_SERVER_PROGRAM, std::size_t{256} << 20);
        m_home->write("hashes", base::toHex(base::sha256(*program)) + " HASH-1 a dropper\n");
        const auto built = lists({QStringLiteral("build"), QStringLiteral("--key"),
            utf16(m_home->path("key")), QStringLiteral("-o"), utf16(m_home->path("list")),
            QStringLiteral("--hashes"), utf16(m_home->path("hashes"))});
        return built.exitCode == 0 ? m_home->path("list") : "not built: " + built.errors;
    }

    std::unique_ptr<CliHome> m_home;
};

void TestCliLists::init()
{
    m_home = std::make_unique<CliHome>();
    QCOMPARE(lists({QStringLiteral("keygen"), utf16(m_home->path("key"))}).exitCode, 0);
    // A key that is there is not overwritten.
    QVERIFY(lists({QStringLiteral("keygen"), utf16(m_home->path("key"))}).exitCode != 0);
}

void TestCliLists::aKeyIsTrustedByAPersonAlone()
{
    m_home->declare("files", {FAKE_SERVER_PROGRAM});
    QCOMPARE(m_home->run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    const WaitingClient client(*m_home, "files"); // while a session lives it takes a terminal
    const QStringList trust{
        QStringLiteral("intelligence"), QStringLiteral("trust"), utf16(m_home->path("key.pub"))};

    QCOMPARE(m_home->run(trust).exitCode, 4);
    QVERIFY(!m_home->journalled("approval-refused").empty());
    QVERIFY(m_home->journalled("list-key").empty());
    QCOMPARE(m_home->runAtTerminal(trust).exitCode, 0);
    QCOMPARE(m_home->journalled("list-key").size(), std::size_t{1});
}

void TestCliLists::aListStopsWhatRunsUntilItIsNamed()
{
    m_home->declare("files", {FAKE_SERVER_PROGRAM});
    QCOMPARE(m_home->run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(
        m_home->run({QStringLiteral("approve"), QStringLiteral("--"), utf16(FAKE_SERVER_PROGRAM)}).exitCode,
        0);
    QCOMPARE(lists({QStringLiteral("trust"), utf16(m_home->path("key.pub"))}).exitCode, 0);
    const auto list = denyingList();
    auto client = std::make_unique<WaitingClient>(*m_home, "files");
    QVERIFY(client->isAnswered());
    QTRY_VERIFY(!m_home->journalled("server-start").empty());

    const auto trial =
        lists({QStringLiteral("import"), QStringLiteral("--dry-run"), utf16(list), QStringLiteral("--json")});
    QCOMPARE(trial.json()["list"]["stops"][0].get<std::string>(), std::string("files"));
    QVERIFY(m_home->journalled("list-imported").empty());
    const auto imported = lists({QStringLiteral("import"), utf16(list)});
    QVERIFY2(imported.exitCode == 0, imported.errors.c_str());
    QVERIFY(QTest::qWaitFor([&] { return !m_home->journalled("approval-withdrawn").empty(); }, 1000));

    client = std::make_unique<WaitingClient>(*m_home, "files");
    std::string id;
    QTRY_VERIFY([&] {
        const auto cards = m_home->run({QStringLiteral("pending"), QStringLiteral("--json")}).json()["cards"];
        if (cards.empty())
            return false;
        id = cards[0]["id"].get<std::string>();
        return cards[0]["known"][0]["id"] == "HASH-1" && cards[0]["known"][0]["stops"] == true;
    }());
    const QStringList approve{QStringLiteral("approve"), utf16(id)};
    const auto refused = m_home->runAtTerminal(approve);
    QVERIFY(refused.exitCode != 0);
    QVERIFY(refused.output.find("HASH-1") != std::string::npos);
    const auto before = m_home->journalled("server-start").size();
    const auto allowed =
        m_home->runAtTerminal(approve + QStringList{QStringLiteral("--despite"), QStringLiteral("HASH-1")});
    QVERIFY2(allowed.exitCode == 0, allowed.output.c_str());
    QTRY_VERIFY(m_home->journalled("server-start").size() > before);
}

void TestCliLists::aDependencyStopsWhatRunsUntilItIsNamed()
{
    m_home->write("project/server.sh", "exec " FAKE_SERVER_PROGRAM "\n");
    m_home->write("project/package-lock.json",
        R"({"lockfileVersion":3,"packages":{"node_modules/evil":{"version":"1.0.0"}}})");
    const auto script = m_home->path("project/server.sh");
    m_home->declare("notes", {"/bin/sh", script});
    QCOMPARE(m_home->run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(
        m_home
            ->run({QStringLiteral("approve"), QStringLiteral("--"), QStringLiteral("/bin/sh"), utf16(script)})
            .exitCode,
        0);
    QCOMPARE(lists({QStringLiteral("trust"), utf16(m_home->path("key.pub"))}).exitCode, 0);
    m_home->write("osv/one.json",
        R"({"id":"MAL-2026-1","summary":"takes tokens","affected":[{"package":{"ecosystem":"npm","name":"evil"},"versions":["1.0.0"]}]})");
    QCOMPARE(lists({QStringLiteral("build"), utf16(m_home->path("osv")), QStringLiteral("--key"),
                       utf16(m_home->path("key")), QStringLiteral("-o"), utf16(m_home->path("list"))})
                 .exitCode,
        0);
    auto client = std::make_unique<WaitingClient>(*m_home, "notes");
    QVERIFY(client->isAnswered());
    QTRY_VERIFY(!m_home->journalled("server-start").empty());

    const auto imported = lists({QStringLiteral("import"), utf16(m_home->path("list"))});

    QVERIFY2(imported.exitCode == 0, imported.errors.c_str());
    QVERIFY(QTest::qWaitFor([&] { return !m_home->journalled("approval-withdrawn").empty(); }, 1000));
    client = std::make_unique<WaitingClient>(*m_home, "notes");
    nlohmann::json card;
    QTRY_VERIFY([&] {
        const auto cards = m_home->run({QStringLiteral("pending"), QStringLiteral("--json")}).json()["cards"];
        card = cards.empty() ? nlohmann::json() : cards[0];
        return !cards.empty();
    }());
    QCOMPARE(card["known"][0]["id"].get<std::string>(), std::string("MAL-2026-1"));
    QCOMPARE(card["known"][0]["lock"].get<std::string>(), m_home->path("project/package-lock.json"));
    const QStringList approve{QStringLiteral("approve"), utf16(card["id"].get<std::string>())};
    QVERIFY(m_home->runAtTerminal(approve).exitCode != 0);
    const auto before = m_home->journalled("server-start").size();
    const auto allowed = m_home->runAtTerminal(
        approve + QStringList{QStringLiteral("--despite"), QStringLiteral("MAL-2026-1")});
    QVERIFY2(allowed.exitCode == 0, allowed.output.c_str());
    QTRY_VERIFY(m_home->journalled("server-start").size() > before);
}

void TestCliLists::anOsvExportBecomesAList()
{
    m_home->write("osv/one.json",
        R"({"id":"MAL-2026-1","summary":"takes tokens","affected":[{"package":{"ecosystem":"npm","name":"evil"},"versions":["1.0.0"]}]})");
    m_home->write("osv/two.json",
        R"({"id":"GHSA-2","summary":"a hole","affected":[{"package":{"ecosystem":"PyPI","name":"Some_Server"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2.0"}]}]}]})");
    m_home->write("osv/other.json",
        R"({"id":"GO-1","affected":[{"package":{"ecosystem":"Go","name":"x"},"versions":["1"]}]})");
    const QStringList build{QStringLiteral("build"), utf16(m_home->path("osv")), QStringLiteral("--key"),
        utf16(m_home->path("key")), QStringLiteral("-o"), utf16(m_home->path("list"))};

    const auto built = lists(build + QStringList{QStringLiteral("--json")});

    QCOMPARE(built.json()["advisories"].get<int>(), 2);
    QCOMPARE(built.json()["unrelated"].get<int>(), 1);
    m_home->write("osv/bad.json", R"({"id":7})");
    QVERIFY(lists(build).exitCode != 0);
    QCOMPARE(lists(build + QStringList{QStringLiteral("--skip-invalid")}).exitCode, 0);
    QCOMPARE(lists({QStringLiteral("trust"), utf16(m_home->path("key.pub"))}).exitCode, 0);
    QCOMPARE(lists({QStringLiteral("import"), utf16(m_home->path("list"))}).exitCode, 0);
    const auto checked = lists({QStringLiteral("check"), QStringLiteral("npm:evil@1.0.0"),
        QStringLiteral("pypi:some.server@1.9"), QStringLiteral("evil@1.0.1"), QStringLiteral("--json")});
    const auto packages = checked.json()["packages"];
    QCOMPARE(packages[0]["known"][0]["kind"].get<std::string>(), std::string("malicious"));
    QCOMPARE(packages[1]["known"][0]["fixed"].get<std::string>(), std::string("2.0"));
    QVERIFY(packages[2]["known"].empty());
}

QTEST_GUILESS_MAIN(TestCliLists)
#include "tst_cli_lists.moc"
