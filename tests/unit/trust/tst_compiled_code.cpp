// SPDX-License-Identifier: Apache-2.0
#include "core/trust/compiled_code.h"
#include "core/trust/relevant_environment.h"
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

#include <map>

using namespace gatehouse;

/// What keeps runtimes from running what somebody else has compiled.
class TestCompiledCode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRuntimeIsTold_data();
    void everyRuntimeIsTold();
    void denosOwnFlagsStay();
    void theSecretMakesNoIdentity();
    void aProgramByItselfIsLeftAlone();
    void whatTakesThemAwayIsSaid_data();
    void whatTakesThemAwayIsSaid();
};

namespace {

std::map<std::string, std::string> against(
    const std::vector<std::pair<std::string, std::string>>& environment, std::string_view secret)
{
    const auto variables = trust::variablesAgainstCompiledCode(environment, secret);
    return {variables.begin(), variables.end()};
}

} // namespace

void TestCompiledCode::everyRuntimeIsTold_data()
{
    QTest::addColumn<QString>("value");
    for (const auto& [name, value] : {std::pair("NODE_DISABLE_COMPILE_CACHE", "1"),
             {"BUN_RUNTIME_TRANSPILER_CACHE_PATH", "0"}, {"DENO_EMIT_CACHE_MODE", "disable"},
             {"DENO_V8_FLAGS", "--logfile=c0ffee"}, {"TSX_DISABLE_CACHE", "1"}, {"JITI_FS_CACHE", "false"},
             {"JITI_CACHE", "false"}, {"DISABLE_V8_COMPILE_CACHE", "1"}, {"BABEL_DISABLE_CACHE", "1"}})
        QTest::newRow(name) << QString::fromLatin1(value);
}

void TestCompiledCode::everyRuntimeIsTold()
{
    QFETCH(QString, value);
    const std::string name = QTest::currentDataTag();

    const auto variables = against({{name, ""}, {"HOME", "/home/u"}}, "c0ffee");

    QCOMPARE(variables.at(name), value.toStdString());
    QVERIFY(!variables.contains("HOME"));
}

void TestCompiledCode::denosOwnFlagsStay()
{
    QCOMPARE(against({{"DENO_V8_FLAGS", "--max-old-space-size=200,--expose-gc"}}, "1").at("DENO_V8_FLAGS"),
        std::string("--max-old-space-size=200,--expose-gc,--logfile=1"));
}

/// A guarded server may start a client that starts guarded servers: what they inherit is another at each
/// start.
void TestCompiledCode::theSecretMakesNoIdentity()
{
    const auto digests = [](std::string_view secret) {
        auto environment = trust::variablesAgainstCompiledCode({}, secret);
        environment.emplace_back("PATH", "/bin");
        return trust::digestRelevant(environment);
    };

    QVERIFY(digests("1") == digests("2"));
}

void TestCompiledCode::aProgramByItselfIsLeftAlone()
{
    model::LaunchIdentity alone;
    alone.executable.path = "/opt/server";
    auto script = alone;
    script.script = model::HashedFile{};
    auto package = alone;
    package.package = model::PackageRun{};
    auto loaded = alone;
    loaded.files.push_back({model::FileRole::Loaded, {}});
    auto hidden = alone;
    hidden.unknown = {"inner-hidden"};
    auto node = alone;
    node.executable.path = "/usr/bin/node";

    QVERIFY(!trust::mayRunCompiledCode(alone));
    for (const auto& one : {script, package, loaded, hidden, node})
        QVERIFY(trust::mayRunCompiledCode(one));
}

void TestCompiledCode::whatTakesThemAwayIsSaid_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<bool>("isSaid");
    const auto row = [](const char* command, bool isSaid) {
        QTest::newRow(command) << QString::fromLatin1(command).split(QLatin1Char(' ')) << isSaid;
    };
    for (const auto* const command : {"deno run x.ts", "bun run x.ts", "node x.js", "env A=1 deno run x.ts",
             "nice -n 1 bun run x.ts", "env -i python3 x.py", "sudo -n python3 x.py", "env -u A node x.js"})
        row(command, false);
    for (const auto* const command : {"env -i deno run x.ts", "env -u DENO_EMIT_CACHE_MODE deno run x.ts",
             "env DENO_V8_FLAGS=--expose-gc deno run x.ts",
             "env BUN_RUNTIME_TRANSPILER_CACHE_PATH=/c bun run x.ts", "env -i bun run x.ts",
             "env NODE_DISABLE_COMPILE_CACHE= node x.js", "sudo -n deno run x.ts", "sudo -n node x.js",
             "env -i npx -y memory", "nice -n 1 sudo -n bun run x.ts"})
        row(command, true);
}

void TestCompiledCode::whatTakesThemAwayIsSaid()
{
    QFETCH(QStringList, argv);
    QFETCH(bool, isSaid);
    tests::TableProbe probe;
    probe.files = {{"/w/x.ts", "data"}, {"/w/x.js", "data"}, {"/w/x.py", "data"}};
    for (const auto* const name : {"deno", "bun", "node", "npx", "python3", "env", "nice", "sudo"})
        probe.files["/usr/bin/" + std::string(name)] = "ELF";
    trust::LaunchRequest request;
    for (const auto& word : argv)
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}, {"DENO_V8_FLAGS", "--expose-gc"}};
    request.workingFolder = "/w";

    const auto identity = trust::resolveLaunch(request, probe);

    QVERIFY2(identity.hasValue(), identity.hasValue() ? "" : identity.error().detail.c_str());
    QCOMPARE(identity->isUnknown(model::unknowns::kCompiledKept), isSaid);
}

QTEST_APPLESS_MAIN(TestCompiledCode)
#include "tst_compiled_code.moc"
