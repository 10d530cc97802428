// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/service/cyclonedx_rules.h"

#include "core/service/catalog_export.h"
#include "core/service/catalog_reader.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using service::CatalogServer;
using Json = nlohmann::json;

/// The catalog as a document for others: whole, in a fixed order, after the format's rules, and without what
/// is nobody's business.
class TestCatalogExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void packagesHaveTheirUrl_data();
    void packagesHaveTheirUrl();
    void theCycloneDxDocumentKeepsTheRules();
    void theRulesAreNoneThatEverythingKeeps();
    void theSameBooksGiveTheSameBytes();
    void nothingOfArgumentsOrVariablesIsToldOn();
    void namesOfAnyKindStayAscii();
    void theJsonDocumentSaysAllRelations();
};

namespace {

constexpr base::UnixMilliseconds kNow = 1'795'000'000'000;

CatalogServer serverWith(const std::string& ref, std::vector<std::string> argv)
{
    CatalogServer server;
    server.row.ref = ref;
    server.row.location = {"cursor", model::EntryScope::User, "/home/u/.cursor/mcp.json",
        "/mcpServers/" + ref, "name of " + ref};
    server.row.clientTitle = "Cursor";
    server.row.state = model::ServerState::Running;
    server.row.lastSeen = kNow;
    server.row.command = std::move(argv);
    return server;
}

model::DefinitionRow toolNamed(
    const std::string& ref, const std::string& name, model::DefinitionKind kind = {})
{
    model::DefinitionRow tool;
    tool.serverRef = ref;
    tool.kind = kind;
    tool.name = name;
    tool.digest = std::string(64, 'a');
    tool.firstSeen = tool.lastSeen = kNow;
    tool.versions = 2;
    return tool;
}

std::vector<CatalogServer> richCatalog()
{
    auto files =
        serverWith("r1", {"npx", "-y", "@scope/files@1.2.3", "--token=TOPSECRET", "/home/u/private"});
    files.definitions = {toolNamed("r1", "read"), toolNamed("r1", "write"),
        toolNamed("r1", "read", model::DefinitionKind::Prompt),
        toolNamed("r1", "", model::DefinitionKind::Instructions)};
    files.versions[{model::DefinitionKind::Tool, "read"}] = {
        {std::string(64, 'b'), 1, 2, {}, {}}, {std::string(64, 'a'), 3, 4, "text", "diff of TOPSECRET"}};
    files.flows = {
        {"r1", "tool", "read", "cursor", "Cursor", model::Direction::ToServer, "github-token", 1, 2, 3, 4},
        {"r1", "tool", "read", "cursor", "Cursor", model::Direction::ToClient, "email-address", 5, 0, 3, 4}};
    files.uses = {{"r1", "tool", "read", "cursor", "Cursor", 3, 4, 7, 1}};
    files.agents = {
        {1, "r1", "cursor", "Cursor", "1.5", "2025-11-25", {{10, 20, "/usr/bin/cursor", {}}}, 1, 0}};
    files.row.duplicates = {{"r2", true}};
    files.row.isShadow = true;
    files.omitted = 3;
    model::LaunchIdentity identity;
    identity.argv = files.row.command;
    identity.executable.path = "/usr/bin/node";
    identity.environmentNames = {"API_KEY_NAME"};
    identity.files = {{model::FileRole::Package, {"/cache/files", {}, {}}},
        {model::FileRole::Lock, {"/cache/lock", {}, {}}}};
    files.identity = identity;
    return {files, serverWith("r2", {"uvx", "Some_Tool==2.0"}), serverWith("r3", {})};
}

} // namespace

void TestCatalogExport::packagesHaveTheirUrl_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QString>("purl");
    const auto row = [](const char* argv, const char* purl) {
        QTest::newRow(argv) << QString::fromLatin1(argv).split(u' ') << QString::fromLatin1(purl);
    };
    row("npx -y server@1.2.3", "pkg:npm/server@1.2.3");
    row("npx -y @scope/server@1.2.3-rc.1", "pkg:npm/%40scope/server@1.2.3-rc.1");
    row("npx server", "pkg:npm/server");
    row("uvx Some_Tool.x==2.0", "pkg:pypi/some-tool-x@2.0");
    row("docker run --rm -e A=b ghcr.io/org/Image:v1",
        "pkg:oci/image?repository_url=ghcr.io%2Forg%2Fimage&tag=v1");
    row("docker run image", "pkg:oci/image");
    // Addresses and paths may hold a password; a program is no package.
    row("npx -y git+https://user:TOPSECRET@example.com/x.git", "");
    row("npx https://example.com/TOPSECRET.tgz", "");
    row("npx ./folder", "");
    row("uvx git+https://TOPSECRET@example.com/x", "");
    row("node server.js", "");
}

void TestCatalogExport::packagesHaveTheirUrl()
{
    QFETCH(const QStringList, argv);
    std::vector<std::string> words;
    for (const auto& word : argv)
        words.push_back(word.toStdString());

    const auto facts = service::launchFactsOf(serverWith("r", words));

    QTEST(QString::fromStdString(facts.purl), "purl");
}

void TestCatalogExport::theCycloneDxDocumentKeepsTheRules()
{
    const auto document = Json::parse(service::catalogCycloneDx(richCatalog(), kNow));

    const auto broken = tests::CycloneDxRules::broken(document);

    QVERIFY2(broken.empty(), broken.empty() ? "" : broken.front().c_str());
    QCOMPARE(document["services"].size(), 3U);
    const auto& files = document["services"][0];
    QCOMPARE(files["services"].size(), 4U);
    QVERIFY((files["services"][0]["data"] ==
        Json::array({{{"flow", "inbound"}, {"classification", "secret"}},
            {{"flow", "outbound"}, {"classification", "personal"}}})));
    QCOMPARE(document["components"][1]["purl"], "pkg:npm/%40scope/files@1.2.3");
    QCOMPARE(document["components"][1]["hashes"].size(), 1U);
    QVERIFY(tests::CycloneDxRules::broken(Json::parse(service::catalogCycloneDx({}, kNow))).empty());
}

/// A rule check that accepts everything would show nothing.
void TestCatalogExport::theRulesAreNoneThatEverythingKeeps()
{
    const auto good = Json::parse(service::catalogCycloneDx(richCatalog(), kNow));
    const auto breaks = [&good](const std::function<void(Json&)>& change) {
        auto document = good;
        change(document);
        return !tests::CycloneDxRules::broken(document).empty();
    };

    QVERIFY(breaks([](Json& d) { d["services"][0].erase("name"); }));
    QVERIFY(breaks([](Json& d) { d["services"][0]["tools"] = Json::array(); }));
    QVERIFY(breaks([](Json& d) { d["services"][0]["services"][0]["data"][0]["flow"] = "up"; }));
    QVERIFY(breaks([](Json& d) { d["components"][0]["type"] = "server"; }));
    QVERIFY(breaks([](Json& d) { d["components"][1]["purl"] = "npm:files"; }));
    QVERIFY(breaks([](Json& d) { d["components"][1]["hashes"][0]["content"] = "xyz"; }));
    QVERIFY(breaks([](Json& d) { d["components"][1]["bom-ref"] = d["components"][0]["bom-ref"]; }));
    QVERIFY(breaks([](Json& d) { d["dependencies"][0]["dependsOn"][0] = "nothing"; }));
    QVERIFY(breaks([](Json& d) { d["serialNumber"] = "1"; }));
}

void TestCatalogExport::theSameBooksGiveTheSameBytes()
{
    const auto first = service::catalogCycloneDx(richCatalog(), kNow);

    QCOMPARE(service::catalogCycloneDx(richCatalog(), kNow), first);
    QCOMPARE(service::catalogJson(richCatalog(), kNow), service::catalogJson(richCatalog(), kNow));
    // Another content has another number.
    auto other = richCatalog();
    other[0].definitions[0].calls = 99;
    const auto number = [](const std::string& document) { return Json::parse(document)["serialNumber"]; };
    QVERIFY(number(service::catalogCycloneDx(other, kNow)) != number(first));
}

void TestCatalogExport::nothingOfArgumentsOrVariablesIsToldOn()
{
    auto servers = richCatalog();
    servers.push_back(serverWith("r4", {"npx", "-y", "git+https://user:TOPSECRET@example.com/x.git"}));
    servers.push_back(serverWith("r5", {"sh", "-c", "KEY=TOPSECRET exec server"}));
    servers.push_back(serverWith("r6", {"/opt/tools/server", "--password", "TOPSECRET"}));

    for (const auto& document :
        {service::catalogJson(servers, kNow), service::catalogCycloneDx(servers, kNow)}) {
        QVERIFY(document.find("TOPSECRET") == std::string::npos);
        QVERIFY(document.find("/home/u/private") == std::string::npos);
        QVERIFY(document.find("API_KEY_NAME") == std::string::npos);
        QVERIFY(document.find("\"server\"") != std::string::npos); // r6's program, by its name
    }
}

void TestCatalogExport::namesOfAnyKindStayAscii()
{
    auto server = serverWith("r1", {"node"});
    server.definitions = {toolNamed("r1",
                              "\xE2\x80\xAE"
                              "live"),
        toolNamed("r1", "<script>&\"'"), toolNamed("r1", "\xFF")};
    server.row.location.name = "\xF0\x9F\x94\x92 lock\n";

    for (const auto& document :
        {service::catalogJson({server}, kNow), service::catalogCycloneDx({server}, kNow)}) {
        QVERIFY(std::ranges::all_of(document, [](char c) { return (c >= ' ' && c < '\x7f') || c == '\n'; }));
        QVERIFY(Json::accept(document));
    }
}

void TestCatalogExport::theJsonDocumentSaysAllRelations()
{
    const auto document = Json::parse(service::catalogJson(richCatalog(), kNow));

    QCOMPARE(document["format"], "gatehouse-catalog");
    const auto& client = document["clients"][0];
    QCOMPARE(client["title"], "Cursor");
    QCOMPARE(client["callsItself"][0], "Cursor");
    QCOMPARE(client["servers"], 3);
    QCOMPARE(client["calls"], 7);
    const auto& server = document["servers"][0];
    QCOMPARE(server["state"], "running");
    QCOMPARE(server["neverApproved"], true);
    QCOMPARE(server["duplicates"][0]["ref"], "r2");
    QCOMPARE(server["definitions"].size(), 4U);
    QCOMPARE(server["definitions"][0]["versions"][1]["change"], "text");
    QCOMPARE(server["definitionsOmitted"], 3);
    QCOMPARE(server["uses"][0]["refused"], 1);
    QCOMPARE(server["flows"][0]["dataClass"], "secret");
    QCOMPARE(server["agents"][0]["version"], "1.5");
    QCOMPARE(server["agents"][0]["ancestry"][0]["executable"], "/usr/bin/cursor");
    QCOMPARE(server["launch"]["purl"], "pkg:npm/%40scope/files@1.2.3");
}

QTEST_GUILESS_MAIN(TestCatalogExport)
#include "tst_catalog_export.moc"
