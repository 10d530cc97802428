// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// `uv run`, as most python servers are entered, and launchers that start the command behind them.
class TestUvRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatItStartsCounts_data();
    void whatItStartsCounts();
    void theProjectsSettingsCount_data();
    void theProjectsSettingsCount();
    void whatCannotBeToldIsSaid_data();
    void whatCannotBeToldIsSaid();
    void theFolderOfTheProjectCounts();
    void aWorkspaceHasTheEnvironment();
    void anotherIndexOfTheProjectIsSaid_data();
    void anotherIndexOfTheProjectIsSaid();
    void whatVariablesAndOptionsChooseCounts_data();
    void whatVariablesAndOptionsChooseCounts();
    void whatALauncherStartsCounts_data();
    void whatALauncherStartsCounts();
    void aPackageThatStartsACommandIsSaid();
};

namespace {

const std::string kProjectSite = "/p/.venv/lib/python3.11/site-packages";

tests::TableProbe uvDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/uv", "ELF uv"}, {"/usr/bin/python3.11", "ELF python"},
        {"/usr/bin/npx", "ELF npx"}, {"/usr/bin/node", "ELF node"}, {"/w/server.js", "data"},
        {"/p/pyproject.toml", "[project]"}, {"/p/uv.lock", "lock"}, {"/p/server.py", "code"},
        {"/p/lone.py", "# /// script\n# dependencies = []\n# ///\n"}, {"/p/.env", "A=1"},
        {"/p/.venv/pyvenv.cfg", "home = /usr/bin"},
        {"/p/.venv/bin/mcp-server", "#!/p/.venv/bin/python\nimport sys\nfrom mcp_server import main\n"},
        {kProjectSite + "/mcp_server/__init__.py", "code"},
        {kProjectSite + "/mcp_server/__main__.py", "code"},
        {kProjectSite + "/mcp_server-1.0.0.dist-info/RECORD", "record"}};
    for (const auto* const name :
        {"sudo", "firejail", "taskset", "prlimit", "tini", "xvfb-run", "flock", "op", "busybox", "chroot"})
        probe.files[std::string("/usr/bin/") + name] = "ELF";
    probe.links = {{"/p/.venv/bin/python", "/usr/bin/python3.11"}};
    return probe;
}

model::LaunchIdentity ofUv(
    const QString& command, const tests::TableProbe& probe, const std::string& folder = "/w")
{
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}};
    request.workingFolder = folder;
    return trust::resolveLaunch(request, probe).value();
}

} // namespace

void TestUvRun::whatItStartsCounts_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("exchanged");
    const auto row = [](const char* command, const std::string& exchanged) {
        QTest::addRow("%s: %s", command, exchanged.c_str())
            << QString::fromLatin1(command) << QString::fromStdString(exchanged);
    };
    row("uv --directory /p run server.py", "/p/server.py");
    row("uv run --directory /p server.py --flag", "/p/server.py");
    row("uv run --directory=/p --script lone.py", "/p/lone.py");
    row("uv run --project /p /p/server.py", "/p/server.py");
    row("uv --directory /p run -- server.py", "/p/server.py");
    row("uv --directory /p run --with httpx --python 3.11 server.py", "/p/server.py");
    row("uv --directory /p run mcp-server", kProjectSite + "/mcp_server/__init__.py");
    row("uv --directory /p run mcp-server", "/p/.venv/bin/mcp-server");
    row("uv --directory /p run -m mcp_server", kProjectSite + "/mcp_server/__main__.py");
    row("uv --directory /p run python -m mcp_server", kProjectSite + "/mcp_server/__main__.py");
    row("uv --directory /p run python server.py", "/p/server.py");
    row("uv --directory /p run python server.py", "/usr/bin/python3.11");
    row("env X=1 uv --directory /p run server.py", "/p/server.py");
}

void TestUvRun::whatItStartsCounts()
{
    QFETCH(QString, command);
    QFETCH(QString, exchanged);
    auto probe = uvDisk();
    probe.files["/usr/bin/env"] = "ELF env";
    const auto before = ofUv(command, probe);
    QVERIFY(!before.isUnknown(model::unknowns::kInnerNotFound));
    probe.files[exchanged.toStdString()] += " exchanged";

    QVERIFY(trust::identityDigest(before) != trust::identityDigest(ofUv(command, probe)));
}

void TestUvRun::theProjectsSettingsCount_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("role");
    const auto row = [](const char* file, FileRole role) {
        QTest::newRow(file) << QString::fromLatin1(file) << static_cast<int>(role);
    };
    row("/p/pyproject.toml", FileRole::Settings);
    row("/p/uv.toml", FileRole::Settings);
    row("/p/.python-version", FileRole::Settings);
    row("/p/.env", FileRole::Settings);
    row("/p/uv.lock", FileRole::Lock);
    row("/p/.venv/pyvenv.cfg", FileRole::Settings);
}

void TestUvRun::theProjectsSettingsCount()
{
    QFETCH(QString, file);
    QFETCH(int, role);
    auto probe = uvDisk();
    probe.files[file.toStdString()] = "x";

    const auto identity = ofUv(QStringLiteral("uv --directory /p run --env-file .env server.py"), probe);

    QVERIFY(std::any_of(identity.files.begin(), identity.files.end(), [&](const auto& one) {
        return one.role == static_cast<FileRole>(role) && one.file.path == file.toStdString();
    }));
}

void TestUvRun::whatCannotBeToldIsSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* command, const char* code) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(code);
    };
    row("uv --directory /p run", "inner-hidden");
    row("uv --directory /p run -", "inner-hidden");
    row("uv --directory /p run nothing", "inner-not-found");
    row("uv --directory /none run server.py", "inner-not-found"); // no environment yet
    row("uv run https://e.example/x.py", "network-address");
    row("uv --directory /p run --with httpx server.py", "dependencies-unchecked");
    row("uv --directory /p run lone.py", "dependencies-unchecked");
    row("uv --directory /p run server.py", "script-loads");
}

void TestUvRun::whatCannotBeToldIsSaid()
{
    QFETCH(QString, command);
    QFETCH(QString, code);

    QVERIFY(ofUv(command, uvDisk()).isUnknown(code.toStdString()));
}

void TestUvRun::theFolderOfTheProjectCounts()
{
    const auto inside = ofUv(QStringLiteral("uv run server.py"), uvDisk(), "/p");

    QCOMPARE(inside.workingFolder, std::optional<std::string>("/p"));
    QVERIFY(!ofUv(QStringLiteral("uv --directory /p run server.py"), uvDisk()).workingFolder);
}

void TestUvRun::aWorkspaceHasTheEnvironment()
{
    auto probe = uvDisk();
    probe.files["/p/pyproject.toml"] = "[project]\n[tool.uv.workspace]\nmembers = ['m']\n";
    probe.files["/p/m/pyproject.toml"] = "[project]";
    const auto command = QStringLiteral("uv --directory /p/m run mcp-server");
    const auto before = ofUv(command, probe);
    QVERIFY(!before.isUnknown(model::unknowns::kInnerNotFound));
    QCOMPARE(before.package->found, std::string("1.0.0"));

    for (const auto& file : {kProjectSite + "/mcp_server/__init__.py", std::string("/p/uv.lock"),
             std::string("/p/pyproject.toml"), std::string("/p/m/pyproject.toml")}) {
        auto changed = probe;
        changed.files[file] += "exchanged";
        QVERIFY2(
            trust::identityDigest(before) != trust::identityDigest(ofUv(command, changed)), file.c_str());
    }
    // It may be left out of the workspace: then its own is the one.
    probe.files["/p/m/.venv/pyvenv.cfg"] = "home = /usr/bin";
    QVERIFY(ofUv(command, probe).isUnknown(model::unknowns::kInnerHidden));
}

void TestUvRun::anotherIndexOfTheProjectIsSaid_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("line");
    QTest::newRow("pyproject.toml") << QStringLiteral("/p/pyproject.toml")
                                    << QStringLiteral("[[tool.uv.index]]");
    QTest::newRow("uv.toml") << QStringLiteral("/p/uv.toml") << QStringLiteral("index-url = \"http://x\"");
}

void TestUvRun::anotherIndexOfTheProjectIsSaid()
{
    QFETCH(QString, file);
    QFETCH(QString, line);
    auto probe = uvDisk();
    QVERIFY(!ofUv(QStringLiteral("uv run mcp-server"), probe, "/p")
                 .isUnknown(model::unknowns::kRegistryOfProject));
    probe.files[file.toStdString()] += '\n' + line.toStdString() + '\n';

    // A clone may have brought it; a folder that the command names is the user's own.
    QVERIFY(ofUv(QStringLiteral("uv run mcp-server"), probe, "/p")
                .isUnknown(model::unknowns::kRegistryOfProject));
    const auto named = ofUv(QStringLiteral("uv --directory /p run mcp-server"), probe);
    QVERIFY(named.isUnknown(model::unknowns::kRegistryOfUser));
    QVERIFY(!named.isUnknown(model::unknowns::kRegistryOfProject));
}

void TestUvRun::whatVariablesAndOptionsChooseCounts_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* command, const char* variable, const char* value, const char* code = "") {
        QTest::addRow("%s %s", command, variable)
            << QString::fromLatin1(command) << QString::fromLatin1(variable) << QString::fromLatin1(value)
            << QString::fromLatin1(code);
    };
    row("uv run mcp-server", "UV_PROJECT", "/p");
    row("uv run mcp-server", "UV_WORKING_DIR", "/p");
    row("uv run mcp-server", "UV_WORKING_DIRECTORY", "/p");
    row("uv run --active mcp-server", "VIRTUAL_ENV", "/p/.venv");
    row("uv run mcp-server", "UV_PROJECT_ENVIRONMENT", "/p/.venv");
    row("uv --directory /p run --isolated mcp-server", "", "", "inner-hidden");
    row("uv --directory /p run --isolated server.py", "", "", "dependencies-unchecked");
    row("uv run mcp-server", "VIRTUAL_ENV", "/p/.venv", "inner-not-found"); // it goes by the project
}

void TestUvRun::whatVariablesAndOptionsChooseCounts()
{
    QFETCH(QString, command);
    QFETCH(QString, variable);
    QFETCH(QString, value);
    QFETCH(QString, code);
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {
        {"PATH", "/usr/bin"}, {"HOME", "/h"}, {variable.toStdString(), value.toStdString()}};
    request.workingFolder = "/w";
    auto probe = uvDisk();

    const auto before = trust::resolveLaunch(request, probe).value();

    if (!code.isEmpty())
        QVERIFY(before.isUnknown(code.toStdString()));
    if (code == QStringLiteral("inner-not-found"))
        return;
    for (const auto& file : {kProjectSite + "/mcp_server/__init__.py", std::string("/p/server.py")})
        probe.files[file] += "exchanged";
    QVERIFY(
        trust::identityDigest(before) != trust::identityDigest(trust::resolveLaunch(request, probe).value()));
}

void TestUvRun::whatALauncherStartsCounts_data()
{
    QTest::addColumn<QString>("command");
    for (const auto* const command : {"sudo -u other node /w/server.js", "firejail --quiet node /w/server.js",
             "taskset 3 node /w/server.js", "prlimit --nofile=64 node /w/server.js",
             "tini -- node /w/server.js", "xvfb-run -a -s x node /w/server.js",
             "flock /w/lock node /w/server.js", "op run --env-file e -- node /w/server.js",
             "busybox nice node /w/server.js", "sudo taskset 3 nice -n 5 node /w/server.js"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestUvRun::whatALauncherStartsCounts()
{
    QFETCH(QString, command);
    auto probe = uvDisk();
    probe.files["/usr/bin/nice"] = "ELF nice";
    const auto before = ofUv(command, probe);
    std::vector<std::string> unknown{"script-loads"};
    if (command.startsWith(QStringLiteral("sudo"))) // it takes variables away
        unknown.insert(unknown.begin(), "compiled-kept");
    QVERIFY(before.unknown == unknown);
    probe.files["/w/server.js"] = "exchanged";

    QVERIFY(trust::identityDigest(before) != trust::identityDigest(ofUv(command, probe)));
    QVERIFY(ofUv(QStringLiteral("flock /w/lock -c node"), probe).isUnknown(model::unknowns::kInnerHidden));
}

void TestUvRun::aPackageThatStartsACommandIsSaid()
{
    const auto identity = ofUv(QStringLiteral("npx -y supergateway --stdio node"), uvDisk());

    QCOMPARE(identity.package->name, std::string("supergateway"));
    QVERIFY(identity.isUnknown(model::unknowns::kInnerHidden));
}

QTEST_APPLESS_MAIN(TestUvRun)
#include "tst_uv_run.moc"
