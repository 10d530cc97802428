// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// A developer's own script that a package is told to run.
class TestNamedScripts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itCountsWithItsSources_data();
    void itCountsWithItsSources();
    void whatIsNoScriptOfTheirsDoesNotCount_data();
    void whatIsNoScriptOfTheirsDoesNotCount();
    void whatItsRunnerFetchesFirstCompletesTheApproval();
    void manyAreNotLookedAtForEver();
};

namespace {

tests::TableProbe runnerDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/node", "ELF node"}, {"/usr/bin/npx", "ELF npx"}, {"/usr/bin/bunx", "ELF bun"},
        {"/usr/bin/uv", "ELF uv"}, {"/usr/bin/uvx", "ELF uvx"}, {"/usr/bin/pnpm", "ELF pnpm"},
        {"/usr/bin/deno", "ELF deno"}, {"/usr/bin/python3", "ELF python"}, {"/bin/sh", "ELF sh"},
        {"/usr/bin/docker", "ELF docker"}, {"/h/p/package.json", "{}"}, {"/h/p/server.ts", "data"},
        {"/h/p/server.py", "data"}, {"/h/p/lib/tools.ts", "data"}, {"/h/p/lib/tools.py", "data"},
        {"/h/p/notes.txt", "data"}, {"/h/p/data.json", "data"}, {"/h/other/evil.js", "data"},
        {"/h/p/node_modules/tsx/package.json", R"({"name":"tsx","version":"4.0.0","bin":"cli.mjs"})"},
        {"/h/p/node_modules/tsx/cli.mjs", "data"}};
    return probe;
}

model::LaunchIdentity ofRunner(const QStringList& argv, const tests::TableProbe& probe)
{
    trust::LaunchRequest request;
    for (const auto& word : argv)
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/h"}};
    request.workingFolder = "/h/p";
    const auto identity = trust::resolveLaunch(request, probe);
    if (!identity)
        qFatal("%s", identity.error().detail.c_str());
    return *identity;
}

bool counts(const model::LaunchIdentity& identity, FileRole role, const std::string& path)
{
    return std::any_of(identity.files.begin(), identity.files.end(),
        [&](const model::LaunchFile& one) { return one.role == role && one.file.path == path; });
}

void addRow(const char* command)
{
    QTest::newRow(command) << QString::fromLatin1(command).split(QLatin1Char(' '));
}

} // namespace

void TestNamedScripts::itCountsWithItsSources_data()
{
    QTest::addColumn<QStringList>("argv");
    for (const auto* const command : {"npx -y tsx server.ts", "npx tsx /h/p/server.ts",
             "npx tsx --tsconfig=x.json server.ts --port 3", "npx nodemon --exec=server.ts",
             "bunx tsx server.ts", "pnpm dlx tsx server.ts", "deno run npm:tsx server.ts",
             "node node_modules/tsx/cli.mjs server.ts", "uv run --with mcp mcp run server.py",
             "uv run mcp run /h/p/server.py", "uvx fastmcp run server.py:app", "uvx mcp run server.py"})
        addRow(command);
    QTest::newRow("behind a shell") << QStringList{
        QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("npx -y tsx server.ts")};
}

void TestNamedScripts::itCountsWithItsSources()
{
    QFETCH(QStringList, argv);
    const bool isPython = argv.join(QLatin1Char(' ')).contains(QStringLiteral(".py"));
    const std::string script = isPython ? "/h/p/server.py" : "/h/p/server.ts";
    const std::string module = isPython ? "/h/p/lib/tools.py" : "/h/p/lib/tools.ts";

    const auto before = ofRunner(argv, runnerDisk());

    QVERIFY(counts(before, FileRole::Script, script));
    QVERIFY(counts(before, FileRole::Source, module));
    QVERIFY(before.isUnknown(model::unknowns::kScriptLoads));
    QCOMPARE(before.form, model::LaunchIdentity::kNewestForm);
    for (const auto& swapped : {script, module}) {
        auto probe = runnerDisk();
        probe.files[swapped] = "evil";
        QVERIFY(trust::identityDigest(ofRunner(argv, probe)) != trust::identityDigest(before));
    }
    auto elsewhere = runnerDisk();
    elsewhere.files["/h/p/notes.txt"] = "other notes";
    QCOMPARE(trust::identityDigest(ofRunner(argv, elsewhere)), trust::identityDigest(before));
}

void TestNamedScripts::whatIsNoScriptOfTheirsDoesNotCount_data()
{
    QTest::addColumn<QStringList>("argv");
    for (const auto* const command :
        {"npx -y files /h/p", "npx -y files data.json notes.txt", "npx -y files server.go",
            "docker run image server.py", "node node_modules/tsx/cli.mjs", "npx tsx lib"})
        addRow(command);
}

void TestNamedScripts::whatIsNoScriptOfTheirsDoesNotCount()
{
    QFETCH(QStringList, argv);

    const auto identity = ofRunner(argv, runnerDisk());

    for (const auto& [role, file] : identity.files)
        QVERIFY2(role != FileRole::Source, file.path.c_str());
    QVERIFY(!identity.isUnknown(model::unknowns::kScriptLoads));
    QCOMPARE(identity.form, model::LaunchIdentity::kSecondForm);
}

void TestNamedScripts::whatItsRunnerFetchesFirstCompletesTheApproval()
{
    const QStringList argv{
        QStringLiteral("npx"), QStringLiteral("-y"), QStringLiteral("tsx"), QStringLiteral("server.ts")};
    auto probe = runnerDisk();
    std::erase_if(
        probe.files, [](const auto& one) { return one.first.find("node_modules") != std::string::npos; });
    const auto open = ofRunner(argv, probe);
    QVERIFY(model::isOpen(open));
    const auto folder = "/h/.npm/_npx/" + base::sha512Hex("tsx").substr(0, 16) + "/node_modules/tsx/";
    probe.files[folder + "package.json"] = R"({"name":"tsx","version":"4.0.0","bin":"cli.mjs"})";
    probe.files[folder + "cli.mjs"] = "data";

    const auto complete = ofRunner(argv, probe);

    QVERIFY(!model::isOpen(complete));
    QVERIFY(model::isCompletion(open, complete));
    probe.files["/h/p/lib/tools.ts"] = "evil";
    QVERIFY(!model::isCompletion(open, ofRunner(argv, probe)));
}

void TestNamedScripts::manyAreNotLookedAtForEver()
{
    auto probe = runnerDisk();
    QStringList argv{QStringLiteral("npx"), QStringLiteral("files")};
    for (int at = 0; at < 50; ++at) {
        const auto path = "/h/of" + std::to_string(at) + "/a.js";
        probe.files[path] = "data";
        argv.push_back(QString::fromStdString(path));
    }

    const auto identity = ofRunner(argv, probe);

    const auto scripts = std::count_if(identity.files.begin(), identity.files.end(),
        [](const model::LaunchFile& one) { return one.role == FileRole::Script; });
    QCOMPARE(scripts, std::ptrdiff_t{4});
    QVERIFY(identity.isUnknown(model::unknowns::kSourcesPartly));
}

QTEST_APPLESS_MAIN(TestNamedScripts)
#include "tst_named_scripts.moc"
