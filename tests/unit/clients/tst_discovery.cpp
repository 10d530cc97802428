// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"

#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

constexpr std::string_view kOne = R"({"mcpServers":{"a":{"command":"a"}}})";

std::vector<std::string> pathsOf(const DiscoveryResult& result)
{
    std::vector<std::string> paths;
    for (const auto& file : result.files)
        paths.push_back(file.path);
    return paths;
}

} // namespace

class TestDiscovery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsNothingInAnEmptyHome();
    void looksIntoTheProjectsThatAClientLists();
    void walksRootsToADepthAndSkipsWhatIsNoProject();
    void endsAtItsBoundsAndWhenItIsCancelled();
    void neitherHangsOnPipesNorFollowsCircles();
    void reportsWhatItCannotRead();
    void usesTheVariablesThatClientsUse();
    void tellsLinesLocationsAndScopes();
    void toleratesTenThousandServersAndRefusesMore();
};

void TestDiscovery::findsNothingInAnEmptyHome()
{
    const ClientHome home;

    const auto result = home.discover({home.path("nowhere")});

    QVERIFY(result.files.empty());
    QVERIFY(result.isComplete);
}

void TestDiscovery::looksIntoTheProjectsThatAClientLists()
{
    const ClientHome home;
    const auto project = home.write("src/web.app/.mcp.json", kOne);
    home.write(".claude.json", R"({"projects":{")" + home.path("src/web.app") + R"(":{},"/no/such":{},"relative":{}}})");

    const auto result = home.discover();

    QCOMPARE(pathsOf(result), (std::vector<std::string>{home.path(".claude.json"), project}));
    QCOMPARE(result.files[1].scope, model::EntryScope::Project);
}

void TestDiscovery::walksRootsToADepthAndSkipsWhatIsNoProject()
{
    const ClientHome home;
    const auto near = home.write("src/a/b/.cursor/mcp.json", kOne);
    const auto root = home.write("src/x.code-workspace", R"({"settings":{"mcp.servers":{"a":{"command":"a"}}}})");
    home.write("src/1/2/3/4/5/.mcp.json", kOne);
    home.write("src/node_modules/p/.mcp.json", kOne);
    home.write("src/.hidden/p/.mcp.json", kOne);

    auto found = pathsOf(home.discover({home.path("src")}));

    std::sort(found.begin(), found.end());
    QCOMPARE(found, (std::vector<std::string>{near, root}));
}

void TestDiscovery::endsAtItsBoundsAndWhenItIsCancelled()
{
    const ClientHome home;
    for (int i = 0; i < 20; ++i)
        home.write("src/" + std::to_string(i) + "/.mcp.json", kOne);
    std::atomic_bool isCancelled = true;
    DiscoveryOptions options;
    options.paths.home = home.places.home;
    options.projectRoots = {home.path("src")};
    options.maxFolders = 5;

    QVERIFY(!discover(home.table, home.records, options).isComplete);
    options.maxFolders = 10'000;
    int reports = 0;
    options.progress = [&](int done, int total) {
        ++reports;
        QVERIFY(done <= total);
    };
    QCOMPARE(discover(home.table, home.records, options).files.size(), std::size_t{20});
    QVERIFY(reports >= 20);
    options.cancelled = &isCancelled;
    QVERIFY(!discover(home.table, home.records, options).isComplete);
}

void TestDiscovery::neitherHangsOnPipesNorFollowsCircles()
{
    const ClientHome home;
    home.write("src/p/.mcp.json", kOne);
    QCOMPARE(::symlink(home.path("src").c_str(), home.path("src/p/again").c_str()), 0);
    QCOMPARE(::mkdir(home.path(".cursor").c_str(), 0700), 0);
    QCOMPARE(::mkfifo(home.path(".cursor/mcp.json").c_str(), 0600), 0);
    QCOMPARE(::symlink(".claude.json", home.path(".claude.json").c_str()), 0);

    const auto result = home.discover({home.path("src")});

    QCOMPARE(pathsOf(result), std::vector<std::string>{home.path("src/p/.mcp.json")});
    QVERIFY(result.isComplete);
}

void TestDiscovery::reportsWhatItCannotRead()
{
    const ClientHome home;
    home.write(".claude.json", "{\n  \"mcpServers\": {,\n");
    home.write(".cursor/mcp.json", kOne);
    QCOMPARE(::truncate(home.path(".cursor/mcp.json").c_str(), off_t{kMaxClientFileBytes} + 1), 0);

    const auto result = home.discover();

    QCOMPARE(result.files.size(), std::size_t{2});
    QCOMPARE(result.files[0].problem->code, base::ErrorCode::FileDoesNotParse);
    QCOMPARE(result.files[0].problem->detail,
        home.path(".claude.json") + ": line 2 column 18: expected a key in double quotes");
    QCOMPARE(result.files[1].problem->code, base::ErrorCode::TooLarge);
}

void TestDiscovery::usesTheVariablesThatClientsUse()
{
    const ClientHome home;
    const auto state = home.write("elsewhere/.claude.json", kOne);
    const auto code = home.write("xdg/Code/User/mcp.json", R"({"servers":{}})");
    DiscoveryOptions options;
    options.paths.home = home.places.home;
    options.paths.environment = {{"CLAUDE_CONFIG_DIR", home.path("elsewhere")}, {"XDG_CONFIG_HOME", home.path("xdg")}};

    QCOMPARE(pathsOf(discover(home.table, home.records, options)), (std::vector<std::string>{state, code}));
}

void TestDiscovery::tellsLinesLocationsAndScopes()
{
    const ClientHome home;
    home.write("real.json", "{\n\"mcpServers\":{\n\"b\":{\"command\":\"b\"},\n\"a\":{\"url\":\"u\"}},\n\"projects\":{\"/p/q\":{\"mcpServers\":{\n\"c\":{\"command\":\"c\",\"args\":[\"1\"]}}}}}");
    QCOMPARE(::symlink("real.json", home.path(".claude.json").c_str()), 0);

    const auto file = home.discover().files.at(0);

    QCOMPARE(file.path, home.path(".claude.json"));
    QCOMPARE(file.realPath, home.path("real.json"));
    QCOMPARE(file.entries.size(), std::size_t{3});
    QCOMPARE(file.entries[0].line, 3);
    QCOMPARE(file.entries[1].kind, EntryKind::Remote);
    QCOMPARE(file.entries[1].line, 4);
    const auto& local = file.entries[2];
    QCOMPARE(local.line, 6);
    QCOMPARE(local.location,
        (model::EntryLocation{"claude-code", model::EntryScope::Local, home.path("real.json"),
            "/projects/~1p~1q/mcpServers/c", "c"}));
    QCOMPARE(local.command, (std::vector<std::string>{"c", "1"}));
    QCOMPARE(local.ref, model::entryRef(local.location));
}

void TestDiscovery::toleratesTenThousandServersAndRefusesMore()
{
    const ClientHome home;
    const auto write = [&](int count) {
        std::string text = "{\"mcpServers\":{";
        for (int i = 0; i < count; ++i)
            text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":{\"command\":\"x\"}";
        home.write(".claude.json", text + "}}");
    };

    write(10'000);
    QCOMPARE(home.discover().files.at(0).entries.size(), std::size_t{10'000});
    write(10'001);
    QCOMPARE(home.discover().files.at(0).problem->code, base::ErrorCode::TooLarge);
}

QTEST_APPLESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
