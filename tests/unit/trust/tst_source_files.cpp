// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// What lies around a script and may be loaded by it.
class TestSourceFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAScriptMayLoadCounts_data();
    void whatAScriptMayLoadCounts();
    void aChangeCounts_data();
    void aChangeCounts();
    void whatIsNoSourceDoesNotCount_data();
    void whatIsNoSourceDoesNotCount();
    void theProjectIsTheNearestWithAMark();
    void aFolderThatHoldsTooMuchIsSaid();
    void theHomeFolderIsNotWalkedThrough();
    void amongProgramsTheScriptIsAlone();
    void onlyTheFilesThatDifferAreNamed();
    void anApprovalOfTheSecondFormIsCompleted();
    void whatIsNoScriptKeepsTheSecondForm();
};

namespace {

tests::TableProbe projectDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/node", "ELF node"}, {"/usr/bin/python3", "ELF python"}, {"/bin/sh", "ELF sh"},
        {"/usr/bin/server", "ELF server"}, {"/h/p/package.json", "{}"}, {"/h/p/server.js", "data"},
        {"/h/p/lib/tools.js", "data"}, {"/h/p/build/index.js", "data"}, {"/h/p/start.sh", "data"},
        {"/h/p/server.py", "data"}, {"/h/p/pkg/__init__.py", "data"}, {"/h/p/pkg/__main__.py", "data"},
        {"/h/p/README.md", "data"}, {"/h/p/memory.json", "data"}, {"/h/p/node_modules/x/index.js", "data"},
        {"/h/p/venv/pyvenv.cfg", "home = /usr/bin"}, {"/h/p/venv/lib/a.py", "data"},
        {"/h/shared/common.js", "data"}, {"/h/alone/a.js", "data"}, {"/h/alone/b.js", "data"},
        {"/h/direct.py", "data"}, {"/h/other.py", "data"}, {"/h/deep/er/x.js", "data"},
        {"/h/bin/tool.js", "data"}, {"/h/bin/unrelated.js", "data"}};
    probe.links = {{"/h/p/linked", "/h/shared"}};
    return probe;
}

model::LaunchIdentity ofScript(const QString& command, const tests::TableProbe& probe)
{
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin:/bin:/h/bin"}, {"HOME", "/h"}};
    request.workingFolder = "/h/p";
    const auto identity = trust::resolveLaunch(request, probe);
    if (!identity)
        qFatal("%s", identity.error().detail.c_str());
    return *identity;
}

QStringList sourcesOf(const model::LaunchIdentity& identity)
{
    QStringList paths;
    for (const auto& [role, file] : identity.files)
        if (role == FileRole::Source)
            paths << QString::fromStdString(file.path);
    return paths;
}

} // namespace

void TestSourceFiles::whatAScriptMayLoadCounts_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("node") << "node server.js";
    QTest::newRow("node, in a folder below") << "node build/index.js";
    QTest::newRow("python") << "python3 server.py";
    QTest::newRow("python -m") << "python3 -m pkg";
    QTest::newRow("sh") << "sh start.sh";
    QTest::newRow("by its path") << "node /h/p/server.js";
    QTest::newRow("behind env") << "env X=1 node server.js";
}

void TestSourceFiles::whatAScriptMayLoadCounts()
{
    QFETCH(QString, command);
    auto probe = projectDisk();
    probe.files["/usr/bin/env"] = "ELF env";

    const auto identity = ofScript(command, probe);

    const auto sources = sourcesOf(identity);
    QCOMPARE(identity.form, model::LaunchIdentity::kNewestForm);
    for (const auto* const path : {"/h/p/package.json", "/h/p/lib/tools.js", "/h/p/linked/common.js"})
        QVERIFY2(sources.contains(QString::fromLatin1(path)), qPrintable(sources.join(u' ')));
    QVERIFY(sources.filter(QStringLiteral("node_modules")).isEmpty());
    QVERIFY(sources.filter(QStringLiteral("venv")).isEmpty());
    // The script counts as such, and a package of python as such.
    if (identity.script)
        QVERIFY(!sources.contains(QString::fromStdString(identity.script->path)));
    QVERIFY(command != QStringLiteral("python3 -m pkg") || sources.filter(QStringLiteral("/pkg/")).isEmpty());
}

void TestSourceFiles::aChangeCounts_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("a sibling") << "/h/p/lib/tools.js";
    QTest::newRow("what decides which file is meant") << "/h/p/package.json";
    QTest::newRow("behind a linked folder") << "/h/shared/common.js";
    QTest::newRow("a module that takes another's place") << "/h/p/json.py";
    QTest::newRow("a package that takes a module's place") << "/h/p/lib/tools/__init__.py";
    QTest::newRow("a file that node takes first") << "/h/p/lib/tools";
    QTest::newRow("a compiled module without a source") << "/h/p/pkg/x.pyc";
    QTest::newRow("a description of a folder below") << "/h/p/lib/package.json";
    QTest::newRow("an ending in capitals") << "/h/p/lib/TOOLS.JS";
    QTest::newRow("an addon") << "/h/p/build/Release/native.node";
}

void TestSourceFiles::aChangeCounts()
{
    QFETCH(QString, file);
    auto probe = projectDisk();
    const auto before = ofScript(QStringLiteral("node server.js"), probe);

    probe.files[file.toStdString()] = "evil";
    const auto after = ofScript(QStringLiteral("node server.js"), probe);

    const auto changes = trust::compareIdentities(before, after);
    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes.front().field, std::string("sources"));
    QVERIFY(trust::identityDigest(before) != trust::identityDigest(after));
}

void TestSourceFiles::whatIsNoSourceDoesNotCount_data()
{
    QTest::addColumn<QString>("file");
    for (const auto* const file :
        {"/h/p/memory.json", "/h/p/README.md", "/h/p/server.log", "/h/p/data/rows.csv", "/h/p/LICENSE",
            "/h/p/.env", "/h/p/node_modules/x/index.js", "/h/p/.git/hooks/x.sh",
            "/h/p/__pycache__/server.cpython-311.pyc", "/h/p/venv/lib/a.py", "/h/alone/a.js", "/h/x.js"})
        QTest::newRow(file) << QString::fromLatin1(file);
}

void TestSourceFiles::whatIsNoSourceDoesNotCount()
{
    QFETCH(QString, file);
    auto probe = projectDisk();
    const auto before = ofScript(QStringLiteral("node server.js"), probe);

    probe.files[file.toStdString()] = "other data";

    QCOMPARE(trust::identityDigest(ofScript(QStringLiteral("node server.js"), probe)),
        trust::identityDigest(before));
}

void TestSourceFiles::theProjectIsTheNearestWithAMark()
{
    auto probe = projectDisk();
    probe.files["/h/p/build/package.json"] = "{}";

    // A mark that is put between makes the project smaller, which is another launch.
    QCOMPARE(sourcesOf(ofScript(QStringLiteral("node build/index.js"), probe)),
        QStringList{QStringLiteral("/h/p/build/package.json")});
    // Without one it is the script's own folder, and the package.json above still says how it is read.
    QCOMPARE(sourcesOf(ofScript(QStringLiteral("node /h/alone/a.js"), probe)),
        QStringList{QStringLiteral("/h/alone/b.js")});
    probe.files["/h/package.json"] = R"({"type":"module"})";
    QCOMPARE(sourcesOf(ofScript(QStringLiteral("node /h/alone/a.js"), probe)),
        (QStringList{QStringLiteral("/h/alone/b.js"), QStringLiteral("/h/package.json")}));
}

void TestSourceFiles::aFolderThatHoldsTooMuchIsSaid()
{
    auto probe = projectDisk();
    for (int i = 0; i < 300; ++i)
        probe.files["/h/p/many/" + std::to_string(i) + ".js"] = "data";

    const auto atTop = ofScript(QStringLiteral("node server.js"), probe);
    const auto below = ofScript(QStringLiteral("node lib/tools.js"), probe);

    QVERIFY(atTop.isUnknown(model::unknowns::kSourcesPartly));
    QVERIFY(sourcesOf(atTop).contains(QStringLiteral("/h/p/start.sh")));
    QVERIFY(!sourcesOf(atTop).contains(QStringLiteral("/h/p/lib/tools.js")));
    QVERIFY(below.isUnknown(model::unknowns::kSourcesPartly));
    // The folder itself holds too much: nothing of it is looked at, and that is said as well.
    for (int i = 0; i < 300; ++i)
        probe.files["/h/p/" + std::to_string(i) + ".js"] = "data";
    const auto full = ofScript(QStringLiteral("node server.js"), probe);
    QVERIFY(full.isUnknown(model::unknowns::kSourcesUnchecked));
    QVERIFY(sourcesOf(full).isEmpty());
}

void TestSourceFiles::theHomeFolderIsNotWalkedThrough()
{
    auto probe = projectDisk();
    probe.files["/h/package.json"] = "{}";

    const auto identity = ofScript(QStringLiteral("python3 /h/direct.py"), probe);

    QCOMPARE(
        sourcesOf(identity), (QStringList{QStringLiteral("/h/other.py"), QStringLiteral("/h/package.json")}));
    QVERIFY(identity.isUnknown(model::unknowns::kSourcesPartly));
}

void TestSourceFiles::amongProgramsTheScriptIsAlone()
{
    const auto identity = ofScript(QStringLiteral("node /h/bin/tool.js"), projectDisk());

    QVERIFY(sourcesOf(identity).isEmpty());
    QVERIFY(identity.isUnknown(model::unknowns::kSourcesUnchecked));
}

void TestSourceFiles::onlyTheFilesThatDifferAreNamed()
{
    auto probe = projectDisk();
    const auto before = ofScript(QStringLiteral("node server.js"), probe);
    probe.files["/h/p/lib/tools.js"] = "edited";
    probe.files["/h/p/lib/new.js"] = "new";
    probe.files.erase("/h/p/start.sh");

    const auto changes = trust::compareIdentities(before, ofScript(QStringLiteral("node server.js"), probe));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(changes[0].before).count(QLatin1Char('\n')), 1);
    QVERIFY(QString::fromStdString(changes[0].before).contains(QStringLiteral("/h/p/start.sh sha256:")));
    QVERIFY(QString::fromStdString(changes[0].after).startsWith(QStringLiteral("/h/p/lib/new.js sha256:")));
}

void TestSourceFiles::anApprovalOfTheSecondFormIsCompleted()
{
    auto probe = projectDisk();
    for (const auto* const command : {"node server.js", "python3 -m pkg", "python3 /h/direct.py"}) {
        const auto now = ofScript(QString::fromLatin1(command), probe);
        auto old = model::withoutSources(now);

        QCOMPARE(old.form, model::LaunchIdentity::kSecondForm);
        QVERIFY(model::isOpen(old));
        QVERIFY(!model::isOpen(now));
        QVERIFY(model::isCompletion(old, now));
        QVERIFY(!model::isCompletion(now, old));
        QCOMPARE(trust::compareIdentities(old, now).front().field, std::string("form"));
        old.executable.hash = base::sha256("another");
        QVERIFY(!model::isCompletion(old, now));
        old = model::withoutSources(now);
        old.files.push_back({FileRole::Settings, {"/h/p/.npmrc", base::sha256("x"), {}}});
        QVERIFY(!model::isCompletion(old, now));
    }
}

void TestSourceFiles::whatIsNoScriptKeepsTheSecondForm()
{
    for (const auto* const command : {"server", "sh -c server", "node -e 1"}) {
        const auto identity = ofScript(QString::fromLatin1(command), projectDisk());

        QCOMPARE(identity.form, model::LaunchIdentity::kSecondForm);
        QVERIFY(!model::isOpen(identity));
    }
}

QTEST_APPLESS_MAIN(TestSourceFiles)
#include "tst_source_files.moc"
