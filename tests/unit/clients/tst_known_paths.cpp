// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_table.h"
#include "core/clients/known_paths.h"

#include <QtTest>

#include <set>

using namespace gatehouse;
using namespace gatehouse::clients;

namespace {

PathContext contextOn(System system)
{
    PathContext context;
    context.system = system;
    if (system == System::Windows) {
        context.home = "C:\\Users\\ida";
        context.environment = {{"APPDATA", "C:\\Users\\ida\\AppData\\Roaming"}, {"LOCALAPPDATA", "C:\\L"},
            {"ProgramFiles", "C:\\Program Files"}, {"ProgramData", "C:\\ProgramData"}};
    } else {
        context.home = "/home/ida";
    }
    // Variables without which the table has a path of its own for no client.
    for (const auto* name : {"VSCODE_PORTABLE", "OPENCODE_CONFIG_DIR", "OPENCODE_CONFIG", "AMP_SETTINGS_FILE",
             "CRUSH_GLOBAL_CONFIG", "CLAUDE_CODE_PLUGIN_CACHE_DIR", "GEMINI_CLI_SYSTEM_SETTINGS_PATH",
             "GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "GOOSE_PATH_ROOT", "LIBRECHAT_CONFIG_DIR"})
        context.environment[name] = system == System::Windows ? "D:\\set" : "/set";
    return context;
}

std::vector<std::string> allPaths(const Client& client, System system)
{
    std::vector<std::string> paths;
    for (const auto& location : client.locations)
        paths.insert(
            paths.end(), pathsFor(location.paths, system).begin(), pathsFor(location.paths, system).end());
    for (const auto& list : client.projectLists)
        paths.insert(paths.end(), pathsFor(list.paths, system).begin(), pathsFor(list.paths, system).end());
    return paths;
}

bool isOnAnotherSystem(const std::string& client, System system)
{
    if (client == "visual-studio")
        return system != System::Windows;
    if (client == "vscode-server")
        return system == System::Windows;
    return client == "boltai" && system != System::Mac;
}

} // namespace

/// Where clients keep their files, on each system.
class TestKnownPaths : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPathResolvesOnEverySystem();
    void expandsPathsOnEverySystem_data();
    void expandsPathsOnEverySystem();
    void refusesPathsThatCannotBeExpanded();
};

void TestKnownPaths::everyPathResolvesOnEverySystem()
{
    const auto table = loadBuiltinClientTable().value();
    for (const auto system : {System::Linux, System::Mac, System::Windows}) {
        const auto context = contextOn(system);
        std::set<std::string> clients;
        for (const auto& client : table) {
            for (const auto& path : allPaths(client, system)) {
                const auto expanded = expandPath(path, context);
                QVERIFY2(expanded.hasValue(), path.c_str());
                QVERIFY2(expanded->find_first_of("$%~{}") == std::string::npos, expanded->c_str());
                QVERIFY2(expanded->find(system == System::Windows ? '/' : '\\') == std::string::npos,
                    expanded->c_str());
                clients.insert(client.id);
            }
        }
        // Clients of one system, and those whose files lie in projects alone.
        for (const auto& client : table)
            QVERIFY2(clients.contains(client.id) || isOnAnotherSystem(client.id, system), client.id.c_str());
    }
}

void TestKnownPaths::expandsPathsOnEverySystem_data()
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

void TestKnownPaths::expandsPathsOnEverySystem()
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

void TestKnownPaths::refusesPathsThatCannotBeExpanded()
{
    const auto context = contextOn(System::Linux);

    QCOMPARE(expandPath("${NONE}/x", context).error().code, base::ErrorCode::NotFound);
    QCOMPARE(expandPath("${NONE", context).error().code, base::ErrorCode::InvalidArgument);
    QCOMPARE(expandPath("relative", context).error().code, base::ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestKnownPaths)
#include "tst_known_paths.moc"
