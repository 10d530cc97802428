// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/cli_home.h"
#include "tests/integration/cli/waiting_client.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::tests;
using Json = nlohmann::json;

/// The catalog on the command line, over sessions of real wrappers with servers that mean no good.
class TestCliCatalog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSessionIsToldInAllForms();
    void namesOfAnyKindAreShownHarmlessly();
    void aHundredThousandToolsAreToldAsSuch();
    void whatNobodyApprovedAndWhatIsStartedTwiceIsSaid();

private:
    static Json catalogOf(const CliHome& home)
    {
        const auto run = home.run({QStringLiteral("catalog"), QStringLiteral("--json")});
        return run.exitCode == 0 ? run.json() : Json();
    }
    /// Declares, protects and approves the fake server with these answers.
    static void guard(const CliHome& home, const std::string& answers)
    {
        home.write("answers", answers);
        const std::vector<std::string> command{FAKE_SERVER_PROGRAM, "--answers=" + home.path("answers")};
        home.declare("files", command);
        QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
        QStringList approve{QStringLiteral("approve"), QStringLiteral("--")};
        for (const auto& word : command)
            approve << QString::fromStdString(word);
        QCOMPARE(home.run(approve).exitCode, 0);
    }
    static bool isAscii(const std::string& text)
    {
        return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c < '\x7f') || c == '\n'; });
    }
};

void TestCliCatalog::aSessionIsToldInAllForms()
{
    const CliHome home;
    guard(home,
        "tools/list "
        "{\"tools\":[{\"name\":\"read\",\"inputSchema\":{}},{\"name\":\"send\",\"inputSchema\":{}}]}\n"
        "prompts/list {\"prompts\":[{\"name\":\"triage\"}]}\n"
        "resources/templates/list "
        "{\"resourceTemplates\":[{\"uriTemplate\":\"file:///{path}\",\"name\":\"f\"}]}\n");
    {
        WaitingClient client(home, "files");
        QVERIFY(client.isAnswered());
        client.ask(2, "tools/list", "{}");
        client.ask(3, "prompts/list", "{}");
        client.ask(4, "resources/templates/list", "{}");
        client.ask(5, "tools/call", R"({"name":"read","arguments":{"path":"x"}})");
        client.ask(6, "prompts/get", R"({"name":"triage"})");
    }

    Json catalog;
    const auto stateOf = [&] {
        catalog = catalogOf(home);
        return QString::fromStdString(catalog["servers"][0]["state"].get<std::string>());
    };
    // The wrapper ends a moment after its client has gone.
    QTRY_COMPARE(stateOf(), QStringLiteral("approved"));
    const auto& server = catalog["servers"][0];
    std::map<std::string, std::uint64_t> calls;
    for (const auto& one : server["definitions"])
        calls[one["kind"].get<std::string>() + " " + one["name"].get<std::string>()] = one["calls"];
    QCOMPARE(calls.size(), 4U);
    QCOMPARE(calls.at("tool read"), 1U);
    QCOMPARE(calls.at("tool send"), 0U);
    QCOMPARE(calls.at("prompt triage"), 1U);
    QVERIFY(calls.contains("resource-template file:///{path}"));
    QVERIFY(!server["agents"][0]["ancestry"].empty());
    QVERIFY(!server["agents"][0]["name"].get<std::string>().empty());
    QCOMPARE(server["uses"].size(), 2U);
    QVERIFY(!server["launch"]["hashes"].empty());
    const auto document = home.run({QStringLiteral("catalog"), QStringLiteral("--cyclonedx")});
    QCOMPARE(document.exitCode, 0);
    const auto cyclonedx = Json::parse(document.output);
    QCOMPARE(cyclonedx["bomFormat"], "CycloneDX");
    QCOMPARE(cyclonedx["services"][0]["services"].size(), 4U);
    QVERIFY(document.output.find(home.path("answers")) == std::string::npos); // an argument
    const auto shown = home.run({QStringLiteral("catalog"), QStringLiteral("files")});
    QVERIFY2(shown.output.find("triage  prompt, 1 calls") != std::string::npos, shown.output.c_str());
    QVERIFY(home.run({QStringLiteral("catalog"), QStringLiteral("none")}).exitCode != 0);
}

void TestCliCatalog::namesOfAnyKindAreShownHarmlessly()
{
    const CliHome home;
    std::string tools;
    for (const std::string& name :
        {std::string("evil\\u202egnp"), std::string("<b>bold</b>"), std::string("\\u001b[31mred"),
            std::string(1 << 20, 'n'), std::string("twice"), std::string("twice")})
        tools += (tools.empty() ? "{\"name\":\"" : ",{\"name\":\"") + name + "\",\"description\":\"" +
            std::to_string(tools.size()) + "\",\"inputSchema\":{}}";
    guard(home, "tools/list {\"tools\":[" + tools + "]}\n");
    {
        WaitingClient client(home, "files");
        QVERIFY(client.isAnswered());
        client.ask(2, "tools/list", "{}");
        client.ask(3, "tools/call", R"({"name":"evil\u202egnp","arguments":{}})");
    }

    const auto catalog = catalogOf(home);

    const auto& definitions = catalog["servers"][0]["definitions"];
    const auto named = [&definitions](const std::string& part) {
        return *std::ranges::find_if(definitions, [&part](const Json& one) {
            return one["name"].get<std::string>().find(part) != std::string::npos;
        });
    };
    QCOMPARE(definitions.size(), 5U);
    QCOMPARE(named("evil")["calls"], 1); // the same name in a list and in a call
    QVERIFY(named("nnnn")["name"].get<std::string>().size() <= 512);
    QCOMPARE(named("twice")["listedTwice"], true);
    for (const auto& arguments : {QStringList{QStringLiteral("catalog"), QStringLiteral("--cyclonedx")},
             QStringList{QStringLiteral("catalog"), QStringLiteral("files")}}) {
        const auto run = home.run(arguments);
        QVERIFY(run.output.find('\x1b') == std::string::npos);
        QVERIFY(run.output.find("\xE2\x80\xAE") == std::string::npos);
    }
    QVERIFY(isAscii(home.run({QStringLiteral("catalog"), QStringLiteral("--cyclonedx")}).output));
}

void TestCliCatalog::aHundredThousandToolsAreToldAsSuch()
{
    const CliHome home;
    std::string tools;
    for (int at = 0; at < 100'000; ++at)
        tools +=
            (at == 0 ? "{\"name\":\"t" : ",{\"name\":\"t") + std::to_string(at) + "\",\"inputSchema\":{}}";
    guard(home, "tools/list {\"tools\":[" + tools + "]}\n");
    {
        WaitingClient client(home, "files");
        QVERIFY(client.isAnswered());
        client.ask(2, "tools/list", "{}");
    }

    const auto catalog = catalogOf(home);

    const auto& server = catalog["servers"][0];
    QCOMPARE(server["definitions"].size(), 4096U);
    QCOMPARE(server["definitionsOmitted"], 100'000 - 4096);
}

void TestCliCatalog::whatNobodyApprovedAndWhatIsStartedTwiceIsSaid()
{
    const CliHome home;
    home.write(".cursor/mcp.json",
        R"({"mcpServers":{"one":{"command":"npx","args":["-y","server@1.0.0"]},"two":{"command":"npx","args":["server@2.0.0"]}}})");

    const auto shown = home.run({QStringLiteral("catalog")});

    QCOMPARE(shown.exitCode, 0);
    QVERIFY2(shown.output.find("one  Unguarded, never approved") != std::string::npos, shown.output.c_str());
    QVERIFY2(shown.output.find("another version of its package: two in Cursor") != std::string::npos,
        shown.output.c_str());
    QCOMPARE(CliHome().run({QStringLiteral("catalog")}).exitCode, 3);
}

QTEST_GUILESS_MAIN(TestCliCatalog)
#include "tst_cli_catalog.moc"
