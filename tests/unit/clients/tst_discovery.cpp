// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"

#include <QtTest>

#include <set>
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
    void looksIntoTheFoldersThatEditorsRemember();
    void walksRootsToADepthAndSkipsWhatIsNoProject();
    void walksHomeWhereItIsAskedTo();
    void endsAtItsBoundsAndWhenItIsCancelled();
    void neitherHangsOnPipesNorFollowsCircles();
    void reportsWhatItCannotRead();
    void usesTheVariablesThatClientsUse();
    void tellsLinesLocationsAndScopes();
    void looksIntoTheHomesOfFlatpakAndSnap();
    void showsAnEntryOnceWhereverItWasFound();
    void namesWhatItCannotRead();
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
    home.write(".claude.json",
        R"({"projects":{")" + home.path("src/web.app") + R"(":{},"/no/such":{},"relative":{}}})");

    const auto result = home.discover();

    QCOMPARE(pathsOf(result), (std::vector<std::string>{home.path(".claude.json"), project}));
    QCOMPARE(result.files[1].scope, model::EntryScope::Project);
}

void TestDiscovery::looksIntoTheFoldersThatEditorsRemember()
{
    const ClientHome home;
    std::vector<std::string> expected;
    for (const auto* project : {"one two/ü", "team", "profiled", "trusted", "copilot's", "copilot's newer"})
        expected.push_back(
            home.write("far/away/from/home/and/deep/" + std::string(project) + "/.mcp.json", kOne));
    const auto deep = home.path("far/away/from/home/and/deep/");
    home.write(".config/Code/User/workspaceStorage/0a/workspace.json",
        R"({"folder":"file://)" + deep + R"(one%20two/%C3%BC"})");
    home.write(".config/Cursor/User/workspaceStorage/0b/workspace.json",
        R"({"workspace":"file://)" + deep + R"(team/x.code-workspace"})");
    home.write(".config/VSCodium/User/globalStorage/storage.json",
        R"({"profileAssociations":{"workspaces":{"file://)" + deep +
            R"(profiled":"p","vscode-remote://ssh/x":"p"}}})");
    home.write(".gemini/trustedFolders.json", R"({")" + deep + R"(trusted":"TRUST_FOLDER"})");
    home.write(".copilot/config.json",
        "// written by Copilot\n"
        R"({"trusted_folders":[")" +
            deep + R"(copilot's","relative",7],"trustedFolders":[")" + deep + R"(copilot's newer"]})");
    home.write(".config/Code/User/workspaceStorage/0c/workspace.json", R"({"folder":"file:///no/such"})");
    home.write(".config/Code/User/workspaceStorage/0d/workspace.json", "{ broken");

    auto found = pathsOf(home.discover());

    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    QCOMPARE(found, expected);
}

void TestDiscovery::walksRootsToADepthAndSkipsWhatIsNoProject()
{
    const ClientHome home;
    const auto near = home.write("src/a/b/.cursor/mcp.json", kOne);
    const auto root =
        home.write("src/x.code-workspace", R"({"settings":{"mcp.servers":{"a":{"command":"a"}}}})");
    home.write("src/1/2/3/4/5/.mcp.json", kOne);
    home.write("src/node_modules/p/.mcp.json", kOne);
    home.write("src/.hidden/p/.mcp.json", kOne);
    home.write("src/cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    home.write("src/cache/p/.mcp.json", kOne);
    home.write("src/Library/p/.mcp.json", kOne);

    auto found = pathsOf(home.discover({home.path("src")}));

    std::sort(found.begin(), found.end());
    QCOMPARE(found, (std::vector<std::string>{near, root}));
}

void TestDiscovery::walksHomeWhereItIsAskedTo()
{
    const ClientHome home;
    const auto project = home.write("src/group/p/.mcp.json", kOne);
    home.write(".cursor/mcp.json", kOne); // of the user, and not once more as that of the project HOME
    home.write("src/bare/.git/HEAD", "ref: refs/heads/main");
    DiscoveryOptions options;
    options.paths.home = home.places.home;

    QCOMPARE(discover(home.table, home.records, options).files.size(), std::size_t{1});
    options.walksHome = true;
    const auto result = discover(home.table, home.records, options);

    QCOMPARE(pathsOf(result), (std::vector<std::string>{home.path(".cursor/mcp.json"), project}));
    QCOMPARE(result.projects, std::size_t{3}); // HOME holds a client's folder
    QVERIFY(result.leftOut.empty());
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

    const auto bounded = discover(home.table, home.records, options);
    QVERIFY(!bounded.isComplete);
    QCOMPARE(bounded.leftOut.size(), std::size_t{1});
    QCOMPARE(bounded.leftOut[0].folder, home.path("src"));
    QCOMPARE(bounded.leftOut[0].why, LeftOut::Why::Count);
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
    options.paths.environment = {
        {"CLAUDE_CONFIG_DIR", home.path("elsewhere")}, {"XDG_CONFIG_HOME", home.path("xdg")}};

    QCOMPARE(pathsOf(discover(home.table, home.records, options)), (std::vector<std::string>{state, code}));
}

void TestDiscovery::tellsLinesLocationsAndScopes()
{
    const ClientHome home;
    home.write("real.json",
        "{\n\"mcpServers\":{\n\"b\":{\"command\":\"b\"},\n\"a\":{\"url\":\"u\"}},\n\"projects\":{\"/p/"
        "q\":{\"mcpServers\":{\n\"c\":{\"command\":\"c\",\"args\":[\"1\"]}}}}}");
    QCOMPARE(::symlink("real.json", home.path(".claude.json").c_str()), 0);

    const auto file = home.discover().files.at(0);

    QCOMPARE(file.path, home.path(".claude.json"));
    QCOMPARE(file.realPath, home.path("real.json"));
    QCOMPARE(file.entries.size(), std::size_t{3});
    QCOMPARE(file.entries[0].line, 3);
    QCOMPARE(file.entries[1].kind, EntryKind::Remote);
    QCOMPARE(file.entries[1].address, std::string("u"));
    QCOMPARE(file.entries[1].line, 4);
    const auto& local = file.entries[2];
    QCOMPARE(local.line, 6);
    QCOMPARE(local.location,
        (model::EntryLocation{"claude-code", model::EntryScope::Local, home.path("real.json"),
            "/projects/~1p~1q/mcpServers/c", "c"}));
    QCOMPARE(local.command, (std::vector<std::string>{"c", "1"}));
    QCOMPARE(local.ref, model::entryRef(local.location));
}

void TestDiscovery::looksIntoTheHomesOfFlatpakAndSnap()
{
    const ClientHome home;
    const auto flatpak = home.write(
        ".var/app/com.visualstudio.code/config/Code/User/mcp.json", R"({"servers":{"a":{"command":"a"}}})");
    const auto kept = home.write(".var/app/com.example.cursor/.cursor/mcp.json", kOne);
    const auto snap = home.write("snap/some-client/x3/.lmstudio/mcp.json", kOne);
    QCOMPARE(::symlink("x3", home.path("snap/some-client/current").c_str()), 0);
    DiscoveryOptions options;
    options.paths.home = home.places.home;
    options.paths.environment = {
        {"XDG_CONFIG_HOME", home.path("elsewhere")}}; // of the session, not of the applications

    const auto result = discover(home.table, home.records, options);

    std::set<std::string> found;
    for (const auto& file : result.files) {
        found.insert(file.realPath);
        QCOMPARE(file.entries.size(), std::size_t{1});
        QCOMPARE(file.entries[0].reason, std::string("sandboxed"));
        QVERIFY(!file.entries[0].isGuardable);
    }
    QCOMPARE(found, (std::set<std::string>{flatpak, kept, snap}));
    QVERIFY(planProtect(home.table, result.files, home.records, home.options).files.empty());
}

void TestDiscovery::showsAnEntryOnceWhereverItWasFound()
{
    const ClientHome home;
    const auto shared = home.write("src/p/.mcp.json", kOne); // Copilot reads it, too
    QCOMPARE(::symlink("p", home.path("src/linked").c_str()), 0);
    home.write(".claude.json", R"({"projects":{")" + home.path("src/linked") + R"(":{}}})");

    const auto result = home.discover({home.path("src")});

    QCOMPARE(result.files.size(), std::size_t{2});
    QCOMPARE(result.files[1].client, std::string("claude-code"));
    QCOMPARE(result.files[1].realPath, shared);
}

void TestDiscovery::namesWhatItCannotRead()
{
    const ClientHome home;
    home.write(".config/CherryStudio/IndexedDB/a.leveldb/CURRENT", "MANIFEST");

    const auto file = home.discover().files.at(0);

    QVERIFY(!file.problem);
    QCOMPARE(file.entries.size(), std::size_t{1});
    QCOMPARE(file.entries[0].location.name, std::string("servers in the app's database"));
    QCOMPARE(file.entries[0].reason, std::string("app-database"));
    QVERIFY(!file.entries[0].isGuardable);
    QVERIFY(home.protect().empty());
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
