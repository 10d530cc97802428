// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_table.h"
#include "core/clients/known_paths.h"

#include <QFile>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace gatehouse;
using namespace gatehouse::clients;

namespace {

const std::string kGood = R"({
  "version": "1", "id": "c", "title": "C", "reloadHint": "r",
  "locations": [
    { "id": "user", "scope": "user", "paths": { "linux": ["~/c.json"] }, "format": "json", "servers": [{ "path": ["s"] }] }
  ]
})";

std::string with(std::string from, const std::string& to)
{
    auto text = kGood;
    const auto at = text.find(from);
    if (at == std::string::npos)
        qFatal("no such text: %s", from.c_str());
    return text.replace(at, from.size(), to);
}

PathContext contextOn(System system)
{
    PathContext context;
    context.system = system;
    context.home = system == System::Windows ? "C:\\Users\\ida" : "/home/ida";
    if (system == System::Windows)
        context.environment = {{"APPDATA", "C:\\Users\\ida\\AppData\\Roaming"}, {"LOCALAPPDATA", "C:\\L"},
            {"ProgramFiles", "C:\\Program Files"}};
    return context;
}

} // namespace

class TestClientTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBuiltinTableLoads();
    void refusesABadTableWithFileLineAndReason_data();
    void refusesABadTableWithFileLineAndReason();
    void refusesAClientThatStandsInTwoFiles();
    void theSchemaKnowsTheMembersThatTheLoaderKnows();
    void expandsPathsOnEverySystem_data();
    void expandsPathsOnEverySystem();
    void refusesPathsThatCannotBeExpanded();
};

void TestClientTable::theBuiltinTableLoads()
{
    const auto table = loadBuiltinClientTable();

    QVERIFY2(table.hasValue(), table ? "" : table.error().detail.c_str());
    QCOMPARE(table->size(), std::size_t{4});
    for (const auto* id : {"claude-desktop", "claude-code", "cursor", "vscode"})
        QVERIFY(findClient(*table, id) != nullptr);
    for (const auto& client : *table) {
        for (const auto& location : client.locations) {
            for (const auto system : {System::Linux, System::Mac, System::Windows}) {
                for (const auto& path : pathsFor(location, system)) {
                    const auto expanded = expandPath(path, contextOn(system));
                    QVERIFY2(expanded || expanded.error().code == base::ErrorCode::NotFound, path.c_str());
                }
            }
        }
    }
}

void TestClientTable::refusesABadTableWithFileLineAndReason_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* name, const std::string& text, const char* reason) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray(reason);
    };

    row("not JSON", "{\n,", "line 2 column 1: expected a key in double quotes");
    row("not an object", "[]", "line 1: expected an object");
    row("version", with("\"1\"", "\"2\""), "line 2: this version of the table is not known");
    row("no id", with("\"id\": \"c\", ", ""), "line 1: member \"id\" is missing");
    row("bad id", with("\"c\"", "\"C c\""), "line 2: an id is lower-case letters, digits and -");
    row("unknown member", with("\"title\"", "\"titel\": 1, \"title\""), "line 2: unknown member \"titel\"");
    row("repeated member", with("\"title\"", "\"title\": \"x\", \"title\""), "line 2: member \"title\" stands here twice");
    row("title is no string", with("\"C\"", "1"), "line 2: expected a string");
    row("scope", with("\"scope\": \"user\"", "\"scope\": \"universe\""), "line 4: no such scope");
    row("format", with("\"format\": \"json\"", "\"format\": \"xml\""), "line 4: no such format: xml");
    row("no paths", with("\"paths\": { \"linux\": [\"~/c.json\"] },", ""), "line 4: a location has either paths or projectPaths");
    row("outside the project", with("\"paths\": { \"linux\": [\"~/c.json\"] }", "\"projectPaths\": [\"../x\"]"),
        "line 4: a project path must lie in the project");
    row("no servers", with("[{ \"path\": [\"s\"] }]", "[]"), "line 4: there must be a place for servers");
    row("servers is no array", with("[{ \"path\": [\"s\"] }]", "{}"), "line 4: expected an array");
    row("tolerance", with("\"servers\"", "\"tolerates\": [\"all\"], \"servers\""), "line 4: no such tolerance: all");
    row("a single entry in a list", with("[{ \"path\": [\"s\"] }]", "[{ \"path\": [\"s\"], \"single\": true, \"nameKey\": \"name\" }]"),
        "line 4: a single entry is no list");
    row("private override of nowhere",
        with("\"servers\"", "\"privateOverride\": { \"location\": \"else\", \"servers\": [\"s\"] }, \"servers\""),
        "line 3: the private override of \"user\" is in no place for servers that may be edited");
    row("private override beside the servers",
        with("\"servers\"", "\"privateOverride\": { \"location\": \"user\", \"servers\": [\"t\"] }, \"servers\""),
        "line 3: the private override of \"user\" is in no place for servers that may be edited");
    row("process without a name", with("\"locations\"", "\"processes\": { \"linux\": [\"\"] }, \"locations\""),
        "line 3: a process needs a name");
    row("form", with("\"locations\"", "\"entry\": { \"form\": \"odd\" }, \"locations\""), "line 3: no such form of an entry: odd");
}

void TestClientTable::refusesABadTableWithFileLineAndReason()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, reason);
    const auto bytes = text.toStdString();

    const auto table = loadClientTable({{"c.json", bytes}});

    QVERIFY(!table);
    QCOMPARE(table.error().code, base::ErrorCode::ClientTableInvalid);
    QCOMPARE(table.error().detail, "c.json: " + reason.toStdString());
}

void TestClientTable::refusesAClientThatStandsInTwoFiles()
{
    QVERIFY(loadClientTable({{"a.json", kGood}}).hasValue());
    QCOMPARE(loadClientTable({{"a.json", kGood}, {"b.json", kGood}}).error().detail,
        std::string("b.json: line 1: client \"c\" is in another file, too"));
}

void TestClientTable::theSchemaKnowsTheMembersThatTheLoaderKnows()
{
    QFile file(QStringLiteral(GATEHOUSE_SCHEMAS "/client.schema.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto schema = nlohmann::json::parse(file.readAll().toStdString());
    const auto& location = schema["$defs"]["location"]["properties"];
    // Every member of the schema, once, in one table: were one of them unknown to the loader, it would refuse it.
    nlohmann::json table{{"version", "1"}, {"id", "c"}, {"title", "C"}, {"reloadHint", "r"}};
    nlohmann::json place{{"id", "l"}, {"scope", "user"}, {"paths", {{"linux", {"~/x"}}, {"macos", {"~/x"}}, {"windows", {"%A%\\x"}}}},
        {"format", "json"}, {"tolerates", {"byte-order-mark", "comments", "trailing-commas"}},
        {"servers", {{{"path", {"s"}}, {"scope", "local"}, {"single", true}}, {{"path", {"s"}}, {"nameKey", "name"}}}}, {"projectList", {"p"}}, {"notGuarded", "managed"},
        {"sharedByGit", true}, {"privateOverride", {{"location", "target"}, {"servers", {"p", "*"}}}}};
    nlohmann::json shape{{"form", "command-array"}, {"command", "c"}, {"arguments", "a"}, {"environment", "e"},
        {"workingFolder", "w"}, {"type", "t"}, {"stdioTypes", {"s"}}, {"remoteKeys", {"u"}}};
    table["entry"] = shape;
    table["processes"] = {{"linux", {"c"}}, {"macos", {"/c.app/"}}, {"windows", {"c.exe"}}};
    const nlohmann::json target{{"id", "target"}, {"scope", "user"}, {"paths", {{"linux", {"~/t"}}}}, {"format", "json"},
        {"servers", {{{"path", {"p", "*"}}}}}};
    table["locations"] = {place, target};
    const auto text = table.dump();

    const auto loaded = loadClientTable({{"all.json", text}});

    QVERIFY2(loaded.hasValue(), loaded ? "" : loaded.error().detail.c_str());
    const auto keysOf = [](const nlohmann::json& object) {
        std::vector<std::string> keys;
        for (const auto& item : object.items())
            keys.push_back(item.key());
        return keys;
    };
    place["projectPaths"] = nlohmann::json::array();
    auto server = place["servers"][0]; // not both of them in one
    server.update(place["servers"][1]);
    QCOMPARE(keysOf(schema["properties"]), keysOf(table));
    QCOMPARE(keysOf(location), keysOf(place));
    QCOMPARE(keysOf(schema["$defs"]["entry"]["properties"]), keysOf(shape));
    QCOMPARE(keysOf(location["servers"]["items"]["properties"]), keysOf(server));
}

void TestClientTable::expandsPathsOnEverySystem_data()
{
    QTest::addColumn<int>("system");
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("path");
    const auto row = [](System system, const char* pattern, const char* path) {
        QTest::newRow(pattern) << static_cast<int>(system) << QByteArray(pattern) << QByteArray(path);
    };

    row(System::Linux, "~/.claude.json", "/home/ida/.claude.json");
    row(System::Linux, "${XDG_CONFIG_HOME:-~/.config}/Code", "/home/ida/.config/Code");
    row(System::Linux, "${SET:-~}/x", "/set/x");
    row(System::Linux, "${RELATIVE:-~}/x", "/home/ida/x");
    row(System::Linux, "${EMPTY:-/d}/x", "/d/x");
    row(System::Mac, "~/Library/Application Support/Code", "/home/ida/Library/Application Support/Code");
    row(System::Windows, "%APPDATA%\\Claude", "C:\\Users\\ida\\AppData\\Roaming\\Claude");
    row(System::Windows, "${NONE:-%USERPROFILE%}\\.claude.json", "C:\\Users\\ida\\.claude.json");
}

void TestClientTable::expandsPathsOnEverySystem()
{
    QFETCH(const int, system);
    QFETCH(const QByteArray, pattern);
    QFETCH(const QByteArray, path);
    auto context = contextOn(static_cast<System>(system));
    context.environment["SET"] = "/set";
    context.environment["RELATIVE"] = "set";
    context.environment["EMPTY"] = "";

    QCOMPARE(expandPath(pattern.toStdString(), context).value(), path.toStdString());
}

void TestClientTable::refusesPathsThatCannotBeExpanded()
{
    const auto context = contextOn(System::Linux);

    QCOMPARE(expandPath("${NONE}/x", context).error().code, base::ErrorCode::NotFound);
    QCOMPARE(expandPath("${NONE", context).error().code, base::ErrorCode::InvalidArgument);
    QCOMPARE(expandPath("relative", context).error().code, base::ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestClientTable)
#include "tst_client_table.moc"
