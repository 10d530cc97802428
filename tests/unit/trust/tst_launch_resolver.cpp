// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using trust::LaunchRequest;

class TestLaunchResolver : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsACommandAlongPathInOrder();
    void aMissingCommandNamesItAndThePath();
    void aRelativePathMakesTheWorkingFolderCount();
    void anEmptyPathElementIsTheWorkingFolder();
    void linksAreResolved();
    void aShebangNamesScriptAndInterpreter();
    void envInAShebangLooksAlongPath();
    void anInterpretersScriptIsHashed_data();
    void anInterpretersScriptIsHashed();
    void inlineCodeHasNoScript_data();
    void inlineCodeHasNoScript();
    void interpretersInACircleEnd();
    void onlyRelevantVariablesCount();
};

namespace {

tests::TableProbe disk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/node", "ELF node"}, {"/usr/bin/python3.11", "ELF python"},
        {"/bin/sh", "ELF sh"}, {"/opt/a/server", "ELF a"}, {"/opt/b/server", "ELF b"},
        {"/w/server.js", "data"}, {"/w/run.py", "data"},
        {"/w/tool", "#!/usr/bin/env -S node --no-warnings\nrest"}, {"/usr/bin/env", "ELF env"},
        {"/usr/lib/npx-cli.js", "#!/usr/bin/env node\n"}, {"/w/loop", "#!/w/loop\n"}};
    probe.links = {{"/usr/bin/npx", "/usr/lib/npx-cli.js"}, {"/usr/bin/python3", "/usr/bin/python3.11"},
        {"/w/./tool", "/w/tool"}};
    return probe;
}

LaunchRequest request(std::vector<std::string> argv)
{
    LaunchRequest made;
    made.argv = std::move(argv);
    made.environment = {{"PATH", "/opt/b:/opt/a:/usr/bin"}, {"HOME", "/h"}};
    made.workingFolder = "/w";
    return made;
}

} // namespace

void TestLaunchResolver::findsACommandAlongPathInOrder()
{
    const auto identity = trust::resolveLaunch(request({"server"}), disk());

    QVERIFY(identity.hasValue());
    QCOMPARE(identity->executable.path, std::string("/opt/b/server"));
    QCOMPARE(identity->executable.hash, base::sha256("ELF b"));
    QVERIFY(!identity->workingFolder);
    QVERIFY(!identity->script);
}

void TestLaunchResolver::aMissingCommandNamesItAndThePath()
{
    const auto identity = trust::resolveLaunch(request({"no-such"}), disk());

    QVERIFY(!identity);
    QCOMPARE(identity.error().code, base::ErrorCode::CommandNotFound);
    QVERIFY(identity.error().detail.find("no-such") != std::string::npos);
    QVERIFY(identity.error().detail.find("/opt/b:/opt/a") != std::string::npos);
}

void TestLaunchResolver::aRelativePathMakesTheWorkingFolderCount()
{
    const auto identity = trust::resolveLaunch(request({"./tool"}), disk());

    QVERIFY(identity.hasValue());
    QCOMPARE(identity->workingFolder, std::optional<std::string>("/w"));
}

void TestLaunchResolver::anEmptyPathElementIsTheWorkingFolder()
{
    auto asked = request({"tool"});
    asked.environment = {{"PATH", "/usr/bin:"}};
    auto probe = disk();
    probe.files["/w/tool"] = "ELF here";

    const auto identity = trust::resolveLaunch(asked, probe);

    QVERIFY(identity.hasValue());
    QCOMPARE(identity->workingFolder, std::optional<std::string>("/w"));
}

void TestLaunchResolver::linksAreResolved()
{
    const auto identity = trust::resolveLaunch(request({"python3", "run.py"}), disk());

    QVERIFY(identity.hasValue());
    QCOMPARE(identity->executable.path, std::string("/usr/bin/python3.11"));
    QCOMPARE(identity->script->path, std::string("/w/run.py"));
}

void TestLaunchResolver::aShebangNamesScriptAndInterpreter()
{
    const auto identity = trust::resolveLaunch(request({"/w/tool"}), disk());

    QVERIFY(identity.hasValue());
    QCOMPARE(identity->script->path, std::string("/w/tool"));
    QCOMPARE(identity->executable.path, std::string("/usr/bin/node"));
}

void TestLaunchResolver::envInAShebangLooksAlongPath()
{
    const auto identity = trust::resolveLaunch(request({"npx", "-y", "pkg"}), disk());

    QVERIFY(identity.hasValue());
    QCOMPARE(identity->script->path, std::string("/usr/lib/npx-cli.js"));
    QCOMPARE(identity->executable.path, std::string("/usr/bin/node"));
    QCOMPARE(identity->package->name, std::string("pkg"));
    QVERIFY(!identity->package->isPinned);
}

void TestLaunchResolver::anInterpretersScriptIsHashed_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QString>("script");
    const auto row = [](const char* name, const QStringList& argv, const QString& script) {
        QTest::newRow(name) << argv << script;
    };
    row("plain", {QStringLiteral("node"), QStringLiteral("server.js")}, QStringLiteral("/w/server.js"));
    row("absolute", {QStringLiteral("/usr/bin/node"), QStringLiteral("/w/server.js")},
        QStringLiteral("/w/server.js"));
    row("options",
        {QStringLiteral("node"), QStringLiteral("--no-warnings"), QStringLiteral("server.js"),
            QStringLiteral("-e")},
        QStringLiteral("/w/server.js"));
    row("option with value",
        {QStringLiteral("node"), QStringLiteral("-r"), QStringLiteral("x"), QStringLiteral("server.js")},
        QStringLiteral("/w/server.js"));
    row("python", {QStringLiteral("python3"), QStringLiteral("-u"), QStringLiteral("run.py")},
        QStringLiteral("/w/run.py"));
    row("dashes", {QStringLiteral("node"), QStringLiteral("--"), QStringLiteral("server.js")},
        QStringLiteral("/w/server.js"));
}

void TestLaunchResolver::anInterpretersScriptIsHashed()
{
    QFETCH(QStringList, argv);
    QFETCH(QString, script);
    std::vector<std::string> words;
    for (const auto& word : argv)
        words.push_back(word.toStdString());

    const auto identity = trust::resolveLaunch(request(words), disk());

    QVERIFY(identity.hasValue());
    QVERIFY(identity->script.has_value());
    QCOMPARE(identity->script->path, script.toStdString());
}

void TestLaunchResolver::inlineCodeHasNoScript_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::newRow("node -e") << QStringList{
        QStringLiteral("node"), QStringLiteral("-e"), QStringLiteral("server.js")};
    QTest::newRow("python -m") << QStringList{
        QStringLiteral("python3"), QStringLiteral("-m"), QStringLiteral("run.py")};
    QTest::newRow("bundled -c") << QStringList{
        QStringLiteral("python3"), QStringLiteral("-Ic"), QStringLiteral("run.py")};
    QTest::newRow("sh -ec") << QStringList{
        QStringLiteral("/bin/sh"), QStringLiteral("-ec"), QStringLiteral("server.js")};
}

void TestLaunchResolver::inlineCodeHasNoScript()
{
    QFETCH(QStringList, argv);
    std::vector<std::string> words;
    for (const auto& word : argv)
        words.push_back(word.toStdString());

    const auto identity = trust::resolveLaunch(request(words), disk());

    QVERIFY(identity.hasValue());
    QVERIFY(!identity->script);
}

void TestLaunchResolver::interpretersInACircleEnd()
{
    QVERIFY(!trust::resolveLaunch(request({"/w/loop"}), disk()));
}

void TestLaunchResolver::onlyRelevantVariablesCount()
{
    auto asked = request({"server"});
    asked.environment.insert(asked.environment.end(),
        {{"NODE_OPTIONS", "--require x"}, {"LD_PRELOAD", "x"}, {"PYTHONPATH", "p"},
            {"npm_config_registry", "r"}, {"NPM_CONFIG_USERCONFIG", "u"}, {"npm_config_user_agent", "a"},
            {"TERM", "t"}, {"LANG", "l"}});

    const auto identity = trust::resolveLaunch(asked, disk());

    std::vector<std::string> names;
    for (const auto& variable : identity->environment)
        names.push_back(variable.name);
    QCOMPARE(names,
        (std::vector<std::string>{"LD_PRELOAD", "NODE_OPTIONS", "NPM_CONFIG_USERCONFIG", "PATH", "PYTHONPATH",
            "npm_config_registry"}));
}

QTEST_APPLESS_MAIN(TestLaunchResolver)
#include "tst_launch_resolver.moc"
