// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// Options and variables that load code before the script.
class TestLoadedCode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void optionsCount_data();
    void optionsCount();
    void variablesCount_data();
    void variablesCount();
    void whatIsNotFoundIsSaid_data();
    void whatIsNotFoundIsSaid();
    void optionsBehindTheScriptAreTheScripts();
    void aPackageThatIsImportedCountsAsAWhole();
};

namespace {

tests::TableProbe loadingDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/node", "ELF"}, {"/usr/bin/deno", "ELF"}, {"/usr/bin/bun", "ELF"},
        {"/usr/bin/ruby", "ELF"}, {"/usr/bin/java", "ELF"}, {"/usr/bin/bash", "ELF"},
        {"/w/server.js", "data"}, {"/w/hook.js", "data"}, {"/w/hook.mjs", "data"}, {"/w/.env", "data"},
        {"/w/deno.json", "data"}, {"/w/map.json", "data"}, {"/w/lib.so", "data"}, {"/w/agent.jar", "data"},
        {"/w/a.jar", "data"}, {"/w/hook.rb", "data"}, {"/usr/bin/zsh", "ELF"}, {"/usr/bin/fish", "ELF"},
        {"/usr/bin/make", "ELF"}, {"/usr/bin/npm", "ELF"}, {"/usr/bin/yarn", "ELF"},
        {"/usr/bin/poetry", "ELF"}, {"/w/.options", "A=1\nNODE_OPTIONS=\"--require /w/hook.js\"\n"},
        {"/w/.odd", "NODE_OPTIONS=--require $X\n"}, {"/h/.zshenv", "data"}, {"/h/.bunfig.toml", "data"},
        {"/w/openssl.cnf", "data"}, {"/w/blob", "data"}, {"/w/run.rb", "data"},
        {"/w/node_modules/tsx/package.json", "{}"}, {"/w/node_modules/tsx/dist/loader.mjs", "data"}};
    return probe;
}

trust::LaunchRequest loadingRequest(const QString& command)
{
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}};
    request.workingFolder = "/w";
    return request;
}

bool holdsFile(const model::LaunchIdentity& identity, FileRole role, const std::string& path)
{
    return std::any_of(identity.files.begin(), identity.files.end(),
        [&](const auto& one) { return one.role == role && one.file.path == path; });
}

} // namespace

void TestLoadedCode::optionsCount_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("isSettings");
    QTest::addColumn<QString>("file");
    const auto row = [](const char* command, bool isSettings, const char* file) {
        QTest::addRow("%s: %s", command, file)
            << QString::fromLatin1(command) << isSettings << QString::fromLatin1(file);
    };
    row("node -r ./hook.js server.js", false, "/w/hook.js");
    row("node --require ./hook server.js", false, "/w/hook.js");
    row("node --require=/w/hook.js server.js", false, "/w/hook.js");
    row("node --no-warnings --import ./hook.mjs server.js", false, "/w/hook.mjs");
    row("node --import=file:///w/hook.mjs server.js", false, "/w/hook.mjs");
    row("node --experimental-loader ./hook.mjs server.js", false, "/w/hook.mjs");
    row("node --env-file=.env server.js", true, "/w/.env");
    row("node --env-file=.options server.js", true, "/w/.options");
    row("node --env-file-if-exists=.options server.js", false, "/w/hook.js");
    row("node --env-file .options server.js", false, "/w/hook.js");
    row("node --snapshot-blob blob server.js", true, "/w/blob");
    row("node --openssl-config=openssl.cnf server.js", true, "/w/openssl.cnf");
    row("bun run server.js", true, "/w/.env");
    row("bun run server.js", true, "/h/.bunfig.toml");
    row("zsh server.js", false, "/h/.zshenv");
    row("zsh -c server.js", false, "/h/.zshenv");
    row("deno run --import-map=map.json server.js", true, "/w/map.json");
    row("deno run server.js", true, "/w/deno.json");
    row("bun --preload ./hook.js run server.js", false, "/w/hook.js");
    row("ruby -r./hook.rb run.rb", false, "/w/hook.rb");
    row("java -javaagent:agent.jar=x -cp a.jar Main", false, "/w/agent.jar");
    row("java -cp a.jar Main", false, "/w/a.jar");
}

void TestLoadedCode::optionsCount()
{
    QFETCH(QString, command);
    QFETCH(bool, isSettings);
    QFETCH(QString, file);

    const auto identity = trust::resolveLaunch(loadingRequest(command), loadingDisk());

    QVERIFY(identity.hasValue());
    QVERIFY(holdsFile(*identity, isSettings ? FileRole::Settings : FileRole::Loaded, file.toStdString()));
}

void TestLoadedCode::variablesCount_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("file");
    const auto row = [](const char* name, const char* value, const char* file) {
        QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(value)
                            << QString::fromLatin1(file);
    };
    row("LD_PRELOAD", "/none.so:/w/lib.so", "/w/lib.so");
    row("LD_AUDIT", "/w/lib.so", "/w/lib.so");
    row("BASH_ENV", "/w/hook.js", "/w/hook.js");
    row("NODE_OPTIONS", "--max-old-space-size=100 --require=/w/hook.js", "/w/hook.js");
    row("BUN_OPTIONS", "--preload /w/hook.js", "/w/hook.js");
    row("BUN_INSPECT_PRELOAD", "/w/hook.js", "/w/hook.js");
    row("JAVA_TOOL_OPTIONS", "-javaagent:/w/agent.jar=x", "/w/agent.jar");
    row("RUBYOPT", "-W0 -r/w/hook.rb", "/w/hook.rb");
}

void TestLoadedCode::variablesCount()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, file);
    auto request = loadingRequest(QStringLiteral("node server.js"));
    request.environment.emplace_back(name.toStdString(), value.toStdString());

    const auto identity = trust::resolveLaunch(request, loadingDisk());

    QVERIFY(holdsFile(*identity, FileRole::Loaded, file.toStdString()));
    auto swapped = loadingDisk();
    swapped.files[file.toStdString()] = "evil";
    QVERIFY(
        trust::identityDigest(*trust::resolveLaunch(request, swapped)) != trust::identityDigest(*identity));
}

void TestLoadedCode::whatIsNotFoundIsSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("doubt");
    const auto row = [](const char* command, const char* doubt) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(doubt);
    };
    row("node -r ./none.js server.js", "loaded-not-found");
    row("node --import elsewhere server.js", "loaded-not-found");
    row("deno run https://e.example/server.ts", "network-address-kept");
    row("deno run jsr:@x/y", "network-address");
    row("deno run npm:@x/y", "package-not-here");
    row("node --env-file=.odd server.js", "loaded-not-found");
    row("fish server.fish", "login-shell");
    row("make server", "inner-hidden");
    row("npm start", "inner-hidden");
    row("npm --silent run server", "inner-hidden");
    row("yarn server", "inner-hidden");
    row("poetry run server", "inner-hidden");
    row("node server.js", "script-loads");
}

void TestLoadedCode::whatIsNotFoundIsSaid()
{
    QFETCH(QString, command);
    QFETCH(QString, doubt);

    const auto identity = trust::resolveLaunch(loadingRequest(command), loadingDisk());

    QVERIFY(identity->isUnknown(doubt.toStdString()));
}

void TestLoadedCode::optionsBehindTheScriptAreTheScripts()
{
    const auto identity =
        trust::resolveLaunch(loadingRequest(QStringLiteral("node server.js -r ./hook.js")), loadingDisk());

    for (const auto& one : identity->files)
        QCOMPARE(one.role, model::FileRole::Source);
}

void TestLoadedCode::aPackageThatIsImportedCountsAsAWhole()
{
    const auto identity =
        trust::resolveLaunch(loadingRequest(QStringLiteral("node --import tsx server.js")), loadingDisk());

    QVERIFY(holdsFile(*identity, FileRole::Loaded, "/w/node_modules/tsx"));
    QCOMPARE(identity->unknown, std::vector<std::string>{"script-loads"}); // of server.js
}

QTEST_APPLESS_MAIN(TestLoadedCode)
#include "tst_loaded_code.moc"
