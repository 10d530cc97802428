// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_table.h"

#include <QFile>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <iterator>

using namespace gatehouse;
using namespace gatehouse::clients;

namespace {

const std::string kGood = R"({
  "version": "1", "id": "c", "title": "C", "reloadHint": "r", "processes": { "linux": ["c"], "certainty": "observed" },
  "locations": [
    { "id": "user", "scope": "user", "paths": { "linux": ["~/c.json"] }, "format": "json", "servers": [{ "path": ["s"] }] }
  ]
})";

const std::string kProcesses = R"(, "processes": { "linux": ["c"], "certainty": "observed" })";

std::string with(std::string from, const std::string& to)
{
    auto text = kGood;
    const auto at = text.find(from);
    if (at == std::string::npos)
        qFatal("no such text: %s", from.c_str());
    return text.replace(at, from.size(), to);
}

/// Every client that Gatehouse knows, as records and journals name it: an id that goes or changes orphans
/// them.
constexpr std::array kClients{"5ire", "amazon-q", "amp", "antigravity", "auggie", "boltai", "cherry-studio",
    "claude-code", "claude-desktop", "cline", "cline-cli", "codex", "continue", "copilot-cli",
    "copilot-jetbrains", "crush", "cursor", "factory-droid", "gemini-cli", "goose", "grok-build",
    "jetbrains-ai", "junie", "kilo-code", "kimi-cli", "kiro", "librechat", "lm-studio", "mcporter",
    "mistral-vibe", "opencode", "pi", "qoder", "qwen-code", "roo-code", "sema4", "tabnine", "trae",
    "visual-studio", "vscode", "vscode-insiders", "vscode-server", "vscodium", "warp", "windsurf",
    "windsurf-jetbrains", "witsy", "zed"};

} // namespace

class TestClientTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBuiltinTableHoldsEveryClient();
    void theDocumentNamesEveryClientAndReason();
    void refusesAHostThatIsKnownByNothing();
    void tellsHowClientsBehave();
    void refusesABadTableWithFileLineAndReason_data();
    void refusesABadTableWithFileLineAndReason();
    void refusesAClientThatStandsInTwoFiles();
    void theSchemaKnowsTheMembersThatTheLoaderKnows();
};

void TestClientTable::theBuiltinTableHoldsEveryClient()
{
    const auto table = loadBuiltinClientTable();

    QVERIFY2(table.hasValue(), table ? "" : table.error().detail.c_str());
    std::vector<std::string> ids;
    for (const auto& client : *table)
        ids.push_back(client.id);
    std::sort(ids.begin(), ids.end());
    QCOMPARE(ids, std::vector<std::string>(std::begin(kClients), std::end(kClients)));
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
    row("repeated member", with("\"title\"", "\"title\": \"x\", \"title\""),
        "line 2: member \"title\" stands here twice");
    row("title is no string", with("\"C\"", "1"), "line 2: expected a string");
    row("scope", with("\"scope\": \"user\"", "\"scope\": \"universe\""), "line 4: no such scope");
    row("format", with("\"format\": \"json\"", "\"format\": \"xml\""), "line 4: no such format: xml");
    row("no paths", with("\"paths\": { \"linux\": [\"~/c.json\"] },", ""),
        "line 4: a location has either paths or projectPaths");
    row("outside the project",
        with("\"paths\": { \"linux\": [\"~/c.json\"] }", "\"projectPaths\": [\"../x\"]"),
        "line 4: a project path must lie in the project");
    row("no servers", with("[{ \"path\": [\"s\"] }]", "[]"), "line 4: there must be a place for servers");
    row("servers is no array", with("[{ \"path\": [\"s\"] }]", "{}"), "line 4: expected an array");
    row("tolerance", with("\"servers\"", "\"tolerates\": [\"all\"], \"servers\""),
        "line 4: no such tolerance: all");
    row("a single entry in a list",
        with("[{ \"path\": [\"s\"] }]", "[{ \"path\": [\"s\"], \"single\": true, \"nameKey\": \"name\" }]"),
        "line 4: a single entry is no list");
    row("private override of nowhere",
        with("\"servers\"",
            "\"privateOverride\": { \"location\": \"else\", \"servers\": [\"s\"] }, \"servers\""),
        "line 3: the private override of \"user\" is in no place for servers that may be edited");
    row("private override beside the servers",
        with("\"servers\"",
            "\"privateOverride\": { \"location\": \"user\", \"servers\": [\"t\"] }, \"servers\""),
        "line 3: the private override of \"user\" is in no place for servers that may be edited");
    row("no processes", with(kProcesses, ""), "line 1: member \"processes\" is missing");
    row("process without a name", with("[\"c\"]", "[\"\"]"), "line 2: a process needs a name");
    row("process with anybody's name", with("[\"c\"]", "[\"node\"]"),
        "line 2: too many programs run as node");
    row("the same on Windows", with("\"linux\": [\"c\"]", "\"windows\": [\"Electron.exe\", \"python.exe\"]"),
        "line 2: too many programs run as python.exe");
    row("part of anybody's path", with("[\"c\"]", "[\"/bin/\"]"), "line 2: too many programs run as /bin/");
    row("processes of nowhere", with("\"linux\": [\"c\"], \"certainty\": \"observed\"", ""),
        "line 2: there are either processes or a reason why none are known");
    row("processes and a reason against them",
        with("\"certainty\": \"observed\"", "\"certainty\": \"observed\", \"none\": \"n\""),
        "line 2: there are either processes or a reason why none are known");
    row("names of no certainty", with(", \"certainty\": \"observed\"", ""),
        "line 2: names have a certainty, and nothing else has");
    row("certainty", with("\"observed\"", "\"sure\""), "line 2: no such certainty: sure");
    row("way to reload", with("\"locations\"", "\"reload\": \"never\", \"locations\""),
        "line 3: no such way to reload: never");
    row("expansion", with("\"locations\"", "\"expands\": [\"all\"], \"locations\""),
        "line 3: no such expansion: all");
    row("time", with("\"locations\"", "\"timeouts\": { \"start\": 0 }, \"locations\""),
        "line 3: expected a whole number from 1 to 9999");
    row("time is no number", with("\"locations\"", "\"timeouts\": { \"list\": 1.5 }, \"locations\""),
        "line 3: expected a whole number from 1 to 9999");
    row("unit", with("\"locations\"", "\"timeouts\": { \"entryUnit\": \"hours\" }, \"locations\""),
        "line 3: no such unit: hours");
    row("reason", with("\"format\"", "\"notGuarded\": \"lazy\", \"format\""), "line 4: no such reason: lazy");
    row("label of what can be read", with("\"format\"", "\"label\": \"l\", \"format\""),
        "line 4: only what cannot be read has a label");
    row("servers of what cannot be read",
        with("\"json\"", "\"opaque\", \"label\": \"l\", \"notGuarded\": \"cloud\""),
        "line 4: what cannot be read has a label and a reason, and no servers");
    row("entry of a location", with("\"format\"", "\"entry\": { \"form\": \"odd\" }, \"format\""),
        "line 4: no such form of an entry: odd");
    row("list of projects without paths",
        with("\"locations\"", "\"projectLists\": [{ \"holds\": \"keys\" }], \"locations\""),
        "line 3: a list of projects needs paths");
    row("content of a list of projects",
        with("\"locations\"",
            "\"projectLists\": [{ \"paths\": { \"linux\": [\"~/x\"] }, \"holds\": \"all\" }], \"locations\""),
        "line 3: no such content of a list of projects: all");
    row("form", with("\"locations\"", "\"entry\": { \"form\": \"odd\" }, \"locations\""),
        "line 3: no such form of an entry: odd");
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
    // Every member of the schema, once, in one table: were one of them unknown to the loader, it would refuse
    // it.
    nlohmann::json table{{"version", "1"}, {"id", "c"}, {"title", "C"}, {"reloadHint", "r"}};
    nlohmann::json place{{"id", "l"}, {"scope", "user"},
        {"paths", {{"linux", {"~/x"}}, {"macos", {"~/x"}}, {"windows", {"%A%\\x"}}}}, {"format", "json"},
        {"tolerates", {"byte-order-mark", "comments", "trailing-commas"}},
        {"servers",
            {{{"path", {"s"}}, {"scope", "local"}, {"single", true}},
                {{"path", {"s"}}, {"nameKey", "name"}}}},
        {"projectList", {"p"}}, {"notGuarded", "managed"}, {"windowsOnly", true}, {"sharedByGit", true},
        {"privateOverride", {{"location", "target"}, {"servers", {"p", "*"}}}}};
    nlohmann::json shape{{"form", "command-array"}, {"command", "c"}, {"arguments", "a"},
        {"environment", "e"}, {"workingFolder", "w"}, {"type", "t"}, {"stdioTypes", {"s"}},
        {"remoteKeys", {"u"}}, {"builtInTypes", {"b"}}};
    nlohmann::json list{
        {"paths", {{"linux", {"~/x"}}}}, {"format", "json"}, {"path", {"p"}}, {"holds", "uri-keys"}};
    nlohmann::json times{{"start", 1}, {"list", 2}, {"entryKey", "t"}, {"entryUnit", "seconds"},
        {"listIgnoresEntry", true}, {"variable", "V"}};
    table["entry"] = shape;
    table["reload"] = "watched";
    table["expands"] = {"dollar", "braces", "braces-default", "env-colon", "brace-env", "brace-file",
        "inputs", "folders", "templates", "shell"};
    table["timeouts"] = times;
    table["projectLists"] = {list};
    place["entry"] = shape;
    table["processes"] = {{"linux", {"c"}}, {"macos", {"/c.app/"}}, {"windows", {"c.exe"}}, {"hosts", {"c"}},
        {"certainty", "analogy"}};
    const nlohmann::json target{{"id", "target"}, {"scope", "user"}, {"paths", {{"linux", {"~/t"}}}},
        {"format", "json"}, {"servers", {{{"path", {"p", "*"}}}}}};
    table["locations"] = {place, target};
    const auto text = table.dump();

    const auto loaded = loadClientTable({{"all.json", text}});

    QVERIFY2(loaded.hasValue(), loaded ? "" : loaded.error().detail.c_str());
    table["processes"]["none"] = "r"; // not beside names
    const auto keysOf = [](const nlohmann::json& object) {
        std::vector<std::string> keys;
        for (const auto& item : object.items())
            keys.push_back(item.key());
        return keys;
    };
    place["projectPaths"] = nlohmann::json::array();
    place["label"] = "l";
    auto server = place["servers"][0]; // not both of them in one
    server.update(place["servers"][1]);
    QCOMPARE(keysOf(schema["properties"]), keysOf(table));
    QCOMPARE(keysOf(schema["properties"]["processes"]["properties"]), keysOf(table["processes"]));
    QCOMPARE(keysOf(location), keysOf(place));
    QCOMPARE(keysOf(schema["$defs"]["entry"]["properties"]), keysOf(shape));
    QCOMPARE(keysOf(schema["$defs"]["timeouts"]["properties"]), keysOf(times));
    QCOMPARE(keysOf(schema["$defs"]["projectList"]["properties"]), keysOf(list));
    QCOMPARE(schema["properties"]["expands"]["items"]["enum"], table["expands"]);
    const auto& codes = notGuardedCodes();
    QCOMPARE(
        location["notGuarded"]["enum"], nlohmann::json(std::vector<std::string>(codes.begin(), codes.end())));
    QCOMPARE(keysOf(location["servers"]["items"]["properties"]), keysOf(server));
}

void TestClientTable::theDocumentNamesEveryClientAndReason()
{
    QFile file(QStringLiteral(GATEHOUSE_SCHEMAS "/../docs/clients.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto text = file.readAll().toStdString();
    const auto hasRow = [&](const std::string& first) {
        return text.find("\n| " + first + " |") != std::string::npos;
    };

    const auto table = loadBuiltinClientTable().value();
    for (const auto& client : table) {
        QVERIFY2(hasRow(client.title), client.title.c_str());
        for (const auto& location : client.locations)
            QVERIFY2(location.notGuarded.empty() || hasRow(location.notGuarded), location.notGuarded.c_str());
    }
}

void TestClientTable::refusesAHostThatIsKnownByNothing()
{
    const auto guest = with("\"linux\": [\"c\"], \"certainty\": \"observed\"", "\"hosts\": [\"ide\"]");
    auto host = kGood;
    host.replace(host.find("\"c\""), 3, "\"ide\"");
    auto nobody = host;
    nobody.replace(nobody.find(kProcesses), kProcesses.size(), R"(, "processes": { "none": "a browser" })");
    const std::string reason = "guest.json: it runs inside \"ide\", which no table file names a process of";

    QCOMPARE(loadClientTable({{"guest.json", guest}}).error().detail, reason);
    QCOMPARE(loadClientTable({{"guest.json", guest}, {"ide.json", nobody}}).error().detail, reason);
    QVERIFY(loadClientTable({{"guest.json", guest}, {"ide.json", host}}).hasValue());
}

void TestClientTable::tellsHowClientsBehave()
{
    const auto table = loadBuiltinClientTable().value();

    const auto& gemini = *findClient(table, "gemini-cli");
    QCOMPARE(gemini.reload, Reload::NewSession);
    QCOMPARE(gemini.expansions.value(),
        (std::vector<Expansion>{Expansion::Dollar, Expansion::Braces, Expansion::BracesDefault}));
    QCOMPARE(gemini.timeouts.listSeconds, 5);
    QCOMPARE(gemini.timeouts.entryKey, std::string("timeout"));
    QCOMPARE(gemini.timeouts.entryUnit, Timeouts::Unit::Milliseconds);
    QVERIFY(!gemini.timeouts.listIgnoresEntry);
    QVERIFY(findClient(table, "qwen-code")->timeouts.listIgnoresEntry);
    QVERIFY(findClient(table, "factory-droid")->expansions->empty());
    const auto& trae = *findClient(table, "trae");
    QVERIFY(!trae.expansions);
    QCOMPARE(trae.reload, Reload::Unknown);
    QCOMPARE(trae.timeouts.startSeconds, 0);
    const auto& kilo = *findClient(table, "kilo-code");
    QCOMPARE(kilo.locations[0].entry.form, EntryShape::Form::CommandArray);
    QCOMPARE(kilo.locations[1].entry.form, EntryShape::Form::CommandAndArguments);
}

QTEST_APPLESS_MAIN(TestClientTable)
#include "tst_client_table.moc"
