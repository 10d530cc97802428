// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/python_disk.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// A developer's own module that a server of python is told to serve.
class TestNamedModules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itCountsWithItsSources_data();
    void itCountsWithItsSources();
    void otherWordsNameNone_data();
    void otherWordsNameNone();
    void whatTheyReadByThemselvesCounts_data();
    void whatTheyReadByThemselvesCounts();
    void oneThatIsNowhereIsSaid_data();
    void oneThatIsNowhereIsSaid();
};

namespace {

/// A project in the working folder whose environment holds the servers, and one beside it.
TableProbe serverDisk()
{
    TableProbe probe;
    const std::string site = "/w/.venv/lib/python3.11/site-packages";
    for (const auto* const program : {"uv", "uvx", "pipx", "python3.11"})
        probe.files[std::string("/usr/bin/") + program] = "ELF";
    for (const std::string name : {"uvicorn", "gunicorn", "hypercorn", "flask", "fastmcp"}) {
        probe.files["/w/.venv/bin/" + name] =
            "#!/w/.venv/bin/python\nimport sys\nfrom " + name + " import main\n";
        probe.files[site + '/' + name + "/__init__.py"] = "code";
        probe.files[site + '/' + name + "/__main__.py"] = "code";
        probe.files[site + '/' + name + "-1.0.dist-info/RECORD"] = name + "/__init__.py,,\n";
    }
    probe.files["/w/.venv/pyvenv.cfg"] = "home = /usr/bin";
    probe.links["/w/.venv/bin/python"] = "/usr/bin/python3.11";
    probe.files["/w/pyproject.toml"] = "[project]";
    for (const auto* const file : {"/w/app.py", "/w/lib/tools.py", "/w/pkg/__init__.py", "/w/pkg/serve.py",
             "/w/src/main.py", "/other/far.py", "/other/tools.py", "/edited/mine.py"})
        probe.files[file] = "data";
    probe.files[site + "/edited.pth"] = "/edited\n";
    return probe;
}

const std::string kBin = "/w/.venv/bin/";

} // namespace

void TestNamedModules::itCountsWithItsSources_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("source");
    const auto row = [](const std::string& command, const char* module, const char* source) {
        QTest::newRow(command.c_str())
            << QString::fromStdString(command) << QString::fromLatin1(module) << QString::fromLatin1(source);
    };
    for (const std::string& server : {kBin + "uvicorn", kBin + "gunicorn", kBin + "hypercorn",
             kBin + "python -m uvicorn", std::string("uv run uvicorn"),
             std::string("uv run --with more -- uvicorn"), std::string("uv run -m gunicorn"),
             std::string("uv run python -m uvicorn"), std::string("uvx uvicorn"),
             std::string("uvx uvicorn@0.30"), std::string("uvx --from uvicorn[standard] uvicorn"),
             std::string("pipx run uvicorn"), kBin + "fastmcp run"}) {
        row(server + " app:server", "/w/app.py", "/w/lib/tools.py");
        row(server + " --port 80 pkg.serve:make()", "/w/pkg/serve.py", "/w/lib/tools.py");
        row(server + " pkg:server", "/w/pkg/__init__.py", "/w/lib/tools.py");
    }
    row("uv run --with uvicorn nowhere/uvicorn app:server", "/w/app.py", "/w/lib/tools.py"); // not there yet
    row(kBin + "uvicorn --app-dir src main:app", "/w/src/main.py", "/w/lib/tools.py");
    row(kBin + "uvicorn --app-dir=/other far:app", "/other/far.py", "/other/tools.py");
    row(kBin + "gunicorn --chdir /other far:app", "/other/far.py", "/other/tools.py");
    row(kBin + "uvicorn mine:app", "/edited/mine.py", "/edited/mine.py");
    row(kBin + "flask --app app run", "/w/app.py", "/w/lib/tools.py");
    row(kBin + "flask --app=pkg.serve:make run", "/w/pkg/serve.py", "/w/lib/tools.py");
    row(kBin + "flask run", "/w/app.py", "/w/lib/tools.py");
}

void TestNamedModules::itCountsWithItsSources()
{
    QFETCH(QString, command);
    QFETCH(QString, module);
    QFETCH(QString, source);

    const auto before = ofTool(command, serverDisk());

    QVERIFY(before.isUnknown(model::unknowns::kScriptLoads));
    QVERIFY(!before.isUnknown(model::unknowns::kModuleNotFound));
    QVERIFY(before.workingFolder.has_value());
    for (const auto& swapped : {module, source}) {
        auto probe = serverDisk();
        probe.files[swapped.toStdString()] = "evil";
        QVERIFY2(trust::identityDigest(ofTool(command, probe)) != trust::identityDigest(before),
            qPrintable(swapped));
    }
}

void TestNamedModules::otherWordsNameNone_data()
{
    QTest::addColumn<QString>("command");
    for (const auto* const command :
        {"uvicorn --host 127.0.0.1:80 --uds unix:/tmp/app", "gunicorn -b localhost:8000",
            "python -m http.server app:server", "uvicorn app", "fastmcp run nowhere:server"})
        QTest::newRow(command) << QString::fromStdString(kBin) + QString::fromLatin1(command);
}

void TestNamedModules::otherWordsNameNone()
{
    QFETCH(QString, command);

    const auto identity = ofTool(command, serverDisk());

    for (const auto& [role, file] : identity.files)
        QVERIFY2(role != model::FileRole::Source, file.path.c_str());
}

void TestNamedModules::whatTheyReadByThemselvesCounts_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("variable");
    const auto row = [](const char* command, const char* file, const char* variable) {
        QTest::addRow("%s %s %s", command, file, variable)
            << QString::fromStdString(kBin + command) << QString::fromLatin1(file)
            << QString::fromLatin1(variable);
    };
    row("flask run", "/w/.flaskenv", "");
    row("flask run", "/w/.env", "");
    row("gunicorn --chdir /other far:app", "/w/gunicorn.conf.py", "");
    row("flask run", "", "FLASK_APP");
    row("uvicorn app:server", "", "UVICORN_APP_DIR");
    row("gunicorn app:server", "", "GUNICORN_CMD_ARGS");
}

void TestNamedModules::whatTheyReadByThemselvesCounts()
{
    QFETCH(QString, command);
    QFETCH(QString, file);
    QFETCH(QString, variable);
    auto probe = serverDisk();
    const auto before = ofTool(command, probe);
    Environment environment;
    if (!file.isEmpty())
        probe.files[file.toStdString()] = "changed";
    else
        environment.emplace_back(variable.toStdString(), "pkg.serve:app");

    QVERIFY(trust::identityDigest(ofTool(command, probe, environment)) != trust::identityDigest(before));
}

void TestNamedModules::oneThatIsNowhereIsSaid_data()
{
    QTest::addColumn<QString>("command");
    for (const auto* const command :
        {"uvicorn nowhere:app", "uvx uvicorn nowhere.deep:app", "flask --app nowhere run"})
        QTest::newRow(command) << (QString::fromLatin1(command).startsWith(QStringLiteral("uvx"))
                ? QString::fromLatin1(command)
                : QString::fromStdString(kBin) + QString::fromLatin1(command));
}

void TestNamedModules::oneThatIsNowhereIsSaid()
{
    QFETCH(QString, command);

    QVERIFY(ofTool(command, serverDisk()).isUnknown(model::unknowns::kModuleNotFound));
}

QTEST_APPLESS_MAIN(TestNamedModules)
#include "tst_named_modules.moc"
