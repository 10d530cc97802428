// SPDX-License-Identifier: Apache-2.0
#include "core/trust/compiled_code.h"
#include "core/trust/relevant_environment.h"

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

QTEST_APPLESS_MAIN(TestCompiledCode)
#include "tst_compiled_code.moc"
