// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_chain.h"
#include "tests/support/client_home.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace gatehouse;
using gatehouse::tests::ClientHome;

/// Entries that another guard or proxy stands before already: recognised, guarded from outside, once, and
/// given back as they were.
class TestCoexistence : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherGuardsEntryIsWrappedOutsideItOnce_data();
    void anotherGuardsEntryIsWrappedOutsideItOnce();
    void aGuardThatWrapsOursMeanwhileIsNewAndLeftWhole();

private:
    static std::string fileWith(const std::vector<std::string>& command)
    {
        const nlohmann::json entry{
            {"command", command.front()}, {"args", std::vector(command.begin() + 1, command.end())}};
        return nlohmann::json{{"mcpServers", {{"a", entry}}}}.dump(2);
    }
};

void TestCoexistence::anotherGuardsEntryIsWrappedOutsideItOnce_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("chain");
    const auto row = [](const char* command, const char* chain) {
        QTest::newRow(command) << QString::fromUtf8(command).split(QLatin1Char(' '))
                               << QString::fromUtf8(chain);
    };
    row("npx -y mcp-remote https://e.org/mcp", "mcp-remote → https://e.org/mcp");
    row("pipelock mcp proxy -- npx -y @x/y", "pipelock → npx @x/y");
    row("docker mcp gateway run", "docker mcp gateway");
    row("thv proxy stdio github", "toolhive → github");
    row("uvx invariant-gateway@latest mcp --exec npx @x/y", "invariant-gateway → npx @x/y");
}

void TestCoexistence::anotherGuardsEntryIsWrappedOutsideItOnce()
{
    QFETCH(QStringList, command);
    QFETCH(QString, chain);
    std::vector<std::string> argv;
    for (const auto& word : command)
        argv.push_back(word.toStdString());
    const ClientHome home;
    const auto bytes = fileWith(argv);
    home.write(".cursor/mcp.json", bytes);

    QCOMPARE(home.protect().size(), std::size_t{1});
    const auto again = home.protect();

    QVERIFY(again.empty());
    const auto entry = home.discover().files.at(0).entries.at(0);
    QVERIFY(entry.isOurs);
    QCOMPARE(entry.command, argv);
    QCOMPARE(QString::fromStdString(trust::chainText(trust::chainOf(entry.command))), chain);
    const auto written = nlohmann::json::parse(home.read(".cursor/mcp.json"))["mcpServers"]["a"];
    QCOMPARE(written["command"].get<std::string>(), home.options.wrapper);
    QCOMPARE(written["args"][1].get<std::string>(), argv.front());
    home.unprotect();
    QCOMPARE(home.read(".cursor/mcp.json"), bytes);
}

void TestCoexistence::aGuardThatWrapsOursMeanwhileIsNewAndLeftWhole()
{
    const ClientHome home;
    home.write(".cursor/mcp.json", fileWith({"npx", "@x/y"}));
    home.protect();
    auto file = nlohmann::json::parse(home.read(".cursor/mcp.json"));
    auto& entry = file["mcpServers"]["a"];
    std::vector<std::string> inside{"mcp", "proxy", "--", entry["command"]};
    for (const auto& word : entry["args"])
        inside.push_back(word);
    entry["command"] = "pipelock";
    entry["args"] = inside;
    home.write(".cursor/mcp.json", file.dump(2));

    const auto found = home.discover().files.at(0).entries.at(0);

    // What pipelock starts is our wrapper still, yet nobody proves that pipelock is harmless: it is a command
    // like any other.
    QVERIFY(!found.isOurs && found.isGuardable);
    QCOMPARE(trust::chainText(trust::chainOf(found.command)), std::string("pipelock → gatehouse → npx @x/y"));
    home.unprotect();
    QCOMPARE(home.read(".cursor/mcp.json"), file.dump(2));
}

QTEST_APPLESS_MAIN(TestCoexistence)
#include "tst_coexistence.moc"
