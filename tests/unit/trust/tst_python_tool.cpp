// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/python_disk.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;
using model::FileRole;

/// Where uvx and pipx look for what they have fetched, what they take instead, and where it comes from.
class TestPythonTool : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itIsFoundWhereItsRunnerKeepsIt_data();
    void itIsFoundWhereItsRunnerKeepsIt();
    void whatIsWrittenAsOneVersionIsPinned_data();
    void whatIsWrittenAsOneVersionIsPinned();
    void anInstalledToolMayRunForAVersionToo_data();
    void anInstalledToolMayRunForAVersionToo();
    void whatCannotBeLookedAtIsSaid_data();
    void whatCannotBeLookedAtIsSaid();
    void anotherIndexIsSaid_data();
    void anotherIndexIsSaid();
    void pipxTakesWhatLiesInTheFolder_data();
    void pipxTakesWhatLiesInTheFolder();
    void theProgramBesideUvxCounts();
    void filesOfVariablesCount_data();
    void filesOfVariablesCount();
    void aPythonOfUvsIsNoPackage();
    void whatReachesOutsideIsSaid_data();
    void whatReachesOutsideIsSaid();
    void aProgramThatThePackageLacksIsSaid();
    void whatLiesInPythonpathRunsFirst();
    void whatIsFetchedFirstCompletesTheApproval();
};

void TestPythonTool::itIsFoundWhereItsRunnerKeepsIt_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("root");
    QTest::addColumn<QString>("variable");
    const auto uv = QStringLiteral("uvx --from acme-weather weather");
    const auto pipx = QStringLiteral("pipx run --spec acme-weather weather");
    const auto row = [](const QString& command, const char* root, const char* variable = "") {
        QTest::addRow("%s %s", root, variable)
            << command << QString::fromLatin1(root) << QString::fromLatin1(variable);
    };
    row(uv, "/c/environments-v2/abc/one", "UV_CACHE_DIR=/c");
    row(uv, "/c/uv/environments-v2/abc/one", "XDG_CACHE_HOME=/c");
    row(uv, "/h/.cache/uv/environments-v3/one"); // should a later uv leave out a level
    row(QStringLiteral("uvx --cache-dir /c --from acme-weather weather"), "/c/environments-v2/abc/one");
    row(uv, "/toml/environments-v2/abc/one");
    row(uv, "/d/uv/tools/acme-weather", "XDG_DATA_HOME=/d");
    row(uv, "/t/acme-weather", "UV_TOOL_DIR=/t");
    row(pipx, "/h/.local/pipx/.cache/0123456789abcde");
    row(pipx, "/h/.cache/pipx/0123456789abcde");
    row(pipx, "/c/pipx/0123456789abcde", "XDG_CACHE_HOME=/c");
    row(pipx, "/x/.cache/0123456789abcde", "PIPX_HOME=/x");
}

void TestPythonTool::itIsFoundWhereItsRunnerKeepsIt()
{
    QFETCH(QString, command);
    QFETCH(QString, root);
    QFETCH(QString, variable);
    auto probe = environmentDisk();
    probe.links.erase("/h/.cache/uv/environments-v2/cpython/abc");
    const auto equals = variable.indexOf(QLatin1Char('='));
    Environment environment;
    if (equals > 0)
        environment.emplace_back(variable.left(equals).toStdString(), variable.mid(equals + 1).toStdString());
    if (root.startsWith(QStringLiteral("/toml")))
        probe.files["/h/.config/uv/uv.toml"] = "# where it lies\ncache-dir = \"/toml\"\n[pip]\n";
    QVERIFY(ofTool(command, probe, environment).isUnknown(model::unknowns::kPackageNotHere));

    addEnvironment(probe, root.toStdString());

    const auto identity = ofTool(command, probe, environment);
    QCOMPARE(identity.package->found, std::string("1.0.0"));
    QVERIFY(identity.unknown.empty());
}

void TestPythonTool::whatIsWrittenAsOneVersionIsPinned_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<bool>("isThere");
    const auto row = [](const char* spec, bool isThere) {
        QTest::newRow(spec) << QString::fromLatin1(spec) << isThere;
    };
    for (const auto* const spec :
        {"acme-weather@1.0.0", "acme-weather@1.0", "acme-weather==1", "Acme.Weather==1.0.0",
            "acme-weather[extra]==1.0", "acme-weather[extra]@1.0", "acme-weather==1.0;python_version>'3'",
            "acme-weather[extra]", "acme-weather>=1.0", "acme-weather==1.*", "acme-weather@latest"})
        row(spec, true);
    for (const auto* const spec : {"acme-weather@1.0.1", "acme-weather==2", "acme-weather==1.0.0rc1"})
        row(spec, false);
}

void TestPythonTool::whatIsWrittenAsOneVersionIsPinned()
{
    QFETCH(QString, spec);
    QFETCH(bool, isThere);

    const auto identity =
        ofTool(QStringLiteral("uvx --from ") + spec + QStringLiteral(" weather"), environmentDisk());

    QCOMPARE(identity.isUnknown(model::unknowns::kPackageNotHere), !isThere);
    QCOMPARE(identity.package->found, std::string(isThere ? "1.0.0" : ""));
}

void TestPythonTool::anInstalledToolMayRunForAVersionToo_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("found");
    const auto row = [](const char* command, const char* found) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(found);
    };
    row("uvx --from acme-weather weather", "0.9.0, 1.0.0");
    row("uvx --from acme-weather==0.9 weather", "0.9.0");
    row("uvx --with more --python 3.11 --from acme-weather weather", "0.9.0, 1.0.0");
    row("uvx --isolated --from acme-weather weather", "1.0.0");
    row("uvx --from acme-weather@latest weather", "1.0.0");
}

void TestPythonTool::anInstalledToolMayRunForAVersionToo()
{
    QFETCH(QString, command);
    QFETCH(QString, found);
    auto probe = environmentDisk();
    addEnvironment(probe, "/h/.local/share/uv/tools/acme-weather", "0.9.0");

    QCOMPARE(QString::fromStdString(ofTool(command, probe).package->found), found);
}

void TestPythonTool::whatCannotBeLookedAtIsSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("settings"); // of the user, for uv
    const auto row = [](const char* command, const char* variable = "", const char* settings = "") {
        QTest::addRow("%s %s %s", command, variable, settings)
            << QString::fromLatin1(command) << QString::fromLatin1(variable) << QString::fromLatin1(settings);
    };
    row("uvx --no-cache --from acme-weather weather");
    row("uvx -n --from acme-weather weather");
    row("uvx --from acme-weather weather", "UV_NO_CACHE");
    row("uvx acme-weather", "", "no-cache = true # each start anew\n");
    row("uvx acme-weather", "", "cache-dir = \"/toml\"\n no-cache=true\n");
    row("uvx --from git+https://e.example/acme weather");
    row("uvx --from ./acme weather");
    row("uvx --from acme-weather@https://e.example/a.whl weather");
    row("pipx run https://e.example/a.py");
}

void TestPythonTool::whatCannotBeLookedAtIsSaid()
{
    QFETCH(QString, command);
    QFETCH(QString, variable);
    QFETCH(QString, settings);
    Environment environment;
    if (!variable.isEmpty())
        environment.emplace_back(variable.toStdString(), "1");
    auto probe = environmentDisk();
    if (!settings.isEmpty())
        probe.files["/h/.config/uv/uv.toml"] = settings.toStdString();

    QVERIFY(ofTool(command, probe, environment).isUnknown(model::unknowns::kPackageElsewhere));
}

void TestPythonTool::anotherIndexIsSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("isSaid");
    const auto row = [](const char* command, const char* variable, const char* file, bool isSaid) {
        QTest::addRow("%s %s %s", command, variable, file)
            << QString::fromLatin1(command) << QString::fromLatin1(variable) << QString::fromLatin1(file)
            << isSaid;
    };
    row("uvx acme-weather", "", "", false);
    for (const auto* const option :
        {"--index-url", "-i", "--index", "--default-index", "--extra-index-url", "-f"})
        row(("uvx " + std::string(option) + " http://x acme-weather").c_str(), "", "", true);
    row("uvx --index-url=http://x acme-weather", "", "", true);
    for (const auto* const name : {"UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS"})
        row("uvx acme-weather", name, "", true);
    row("uvx acme-weather", "", "/h/.config/uv/uv.toml", true);
    row("uvx acme-weather", "", "/etc/uv/uv.toml", true);
    row("uvx acme-weather", "", "/etc/xdg/uv/uv.toml", true);
    row("uvx --config-file /x.toml acme-weather", "", "/x.toml", true);
    row("uvx --no-config acme-weather", "", "/h/.config/uv/uv.toml", false);
    row("uvx acme-weather", "", "/w/uv.toml", false); // of a project: uvx does not read it
    row("uv run weather", "", "/h/.config/uv/uv.toml", true);
    row("pipx run acme-weather", "PIP_INDEX_URL", "", true);
    row("pipx run acme-weather", "", "/h/.config/pip/pip.conf", true);
    row("pipx run acme-weather", "", "/h/.pip/pip.conf", true);
    row("pipx run acme-weather", "", "/etc/pip.conf", true);
    row("pipx run --index-url http://x acme-weather", "", "", true);
    row("pipx run --pip-args=--extra-index-url=http://x acme-weather", "", "", true);
}

void TestPythonTool::anotherIndexIsSaid()
{
    QFETCH(QString, command);
    QFETCH(QString, variable);
    QFETCH(QString, file);
    QFETCH(bool, isSaid);
    auto probe = environmentDisk();
    Environment environment;
    if (!variable.isEmpty())
        environment.emplace_back(variable.toStdString(), "http://x");
    if (!file.isEmpty())
        probe.files[file.toStdString()] = file.endsWith(QStringLiteral(".toml"))
            ? "[[index]]\nurl = \"http://x\"\n"
            : "[global]\nindex-url = http://x\n";

    const auto identity = ofTool(command, probe, environment);

    QCOMPARE(identity.isUnknown(model::unknowns::kRegistryOfUser), isSaid);
    const bool counts = std::any_of(identity.files.begin(), identity.files.end(), [&](const auto& one) {
        return one.role == FileRole::Settings && one.file.path == file.toStdString();
    });
    QCOMPARE(counts, isSaid && !file.isEmpty());
}

void TestPythonTool::pipxTakesWhatLiesInTheFolder_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("__pypackages__") << QStringLiteral("/w/__pypackages__/3.11/lib/bin/acme-weather");
    QTest::newRow("a file of that name") << QStringLiteral("/w/acme-weather");
}

void TestPythonTool::pipxTakesWhatLiesInTheFolder()
{
    QFETCH(QString, file);
    auto probe = environmentDisk();
    addEnvironment(probe, "/h/.local/pipx/.cache/0123456789abcde");
    const auto command = QStringLiteral("pipx run acme-weather");
    const auto before = ofTool(command, probe);
    QCOMPARE(before.package->origin, std::string("cache"));
    probe.files[file.toStdString()] = "evil";

    const auto after = ofTool(command, probe);

    QCOMPARE(after.package->origin, std::string("project"));
    QVERIFY(trust::identityDigest(before) != trust::identityDigest(after));
    probe.files[file.toStdString()] = "more evil";
    QVERIFY(trust::identityDigest(after) != trust::identityDigest(ofTool(command, probe)));
}

void TestPythonTool::theProgramBesideUvxCounts()
{
    auto probe = environmentDisk();
    probe.files["/opt/uv/uvx"] = "ELF";
    probe.files["/opt/uv/uv"] = "ELF";
    const auto command = QStringLiteral("/opt/uv/uvx --from acme-weather weather");
    const auto before = ofTool(command, probe);
    probe.files["/opt/uv/uv"] = "exchanged";

    QCOMPARE(fieldsOf(before, ofTool(command, probe)), std::vector<std::string>{"file:program"});
}

void TestPythonTool::whatIsFetchedFirstCompletesTheApproval()
{
    auto probe = environmentDisk();
    const auto complete = ofTool(kUvx, probe);
    probe.links.erase("/h/.cache/uv/environments-v2/cpython/abc");
    const auto open = ofTool(kUvx, probe);

    QVERIFY(model::isOpen(open));
    QVERIFY(model::isCompletion(open, complete));
    // Other settings, which the approval did not know, are no part of what was fetched.
    auto other = environmentDisk();
    other.files["/h/.config/uv/uv.toml"] = "[[index]]\nurl = \"http://x\"\n";
    QVERIFY(!model::isCompletion(open, ofTool(kUvx, other)));
    other = environmentDisk();
    other.files["/usr/bin/uv"] = "exchanged";
    QVERIFY(!model::isCompletion(open, ofTool(kUvx, other)));
}

void TestPythonTool::filesOfVariablesCount_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("variable");
    QTest::newRow("--env-file") << QStringLiteral("uvx --env-file .env --from acme-weather weather")
                                << QString();
    QTest::newRow("UV_ENV_FILE") << kUvx << QStringLiteral("/none.env .env");
    QTest::newRow("uv run") << QStringLiteral("uv run weather") << QStringLiteral(".env");
}

void TestPythonTool::filesOfVariablesCount()
{
    QFETCH(QString, command);
    QFETCH(QString, variable);
    Environment environment;
    if (!variable.isEmpty())
        environment.emplace_back("UV_ENV_FILE", variable.toStdString());
    auto probe = environmentDisk();
    probe.files["/w/.env"] = "A=1";
    const auto before = ofTool(command, probe, environment);
    probe.files["/w/.env"] = "PYTHONPATH=/evil";

    QCOMPARE(
        fieldsOf(before, ofTool(command, probe, environment)), std::vector<std::string>{"file:settings"});
}

void TestPythonTool::aPythonOfUvsIsNoPackage()
{
    auto probe = environmentDisk();
    probe.files["/w/server.py"] = "data";
    const auto command = QStringLiteral("uvx --with mcp python server.py");

    const auto before = ofTool(command, probe);

    QVERIFY(before.isUnknown(model::unknowns::kPackageHidden));
    QVERIFY(!model::isOpen(before));
    probe.files["/w/server.py"] = "evil";
    QVERIFY(trust::identityDigest(before) != trust::identityDigest(ofTool(command, probe)));
}

void TestPythonTool::whatReachesOutsideIsSaid_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::newRow("a folder in a .pth file") << QString::fromStdString(kEnvironmentSite + "/shared.pth")
                                             << QStringLiteral("# pipx\n/h/.local/pipx/shared/lib\n");
    QTest::newRow("the system's packages")
        << QString::fromStdString(kEnvironment + "/pyvenv.cfg")
        << QStringLiteral("home = /usr/bin\ninclude-system-site-packages = true\n");
}

void TestPythonTool::whatReachesOutsideIsSaid()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    auto probe = environmentDisk();
    QVERIFY(!ofTool(kUvx, probe).isUnknown(model::unknowns::kDependenciesUnchecked));
    probe.files[file.toStdString()] = text.toStdString();

    QVERIFY(ofTool(kUvx, probe).isUnknown(model::unknowns::kDependenciesUnchecked));
}

void TestPythonTool::aProgramThatThePackageLacksIsSaid()
{
    QVERIFY(ofTool(QStringLiteral("uvx --from acme-weather sh -c evil"), environmentDisk())
                .isUnknown(model::unknowns::kInnerNotFound));
}

void TestPythonTool::whatLiesInPythonpathRunsFirst()
{
    auto probe = environmentDisk();
    const Environment environment{{"PYTHONPATH", "/pp:/qq"}};
    const auto before = ofTool(kUvx, probe, environment);
    QVERIFY(before.isUnknown(model::unknowns::kDependenciesUnchecked));
    probe.files["/qq/sitecustomize.py"] = "evil";

    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe, environment)), std::vector<std::string>{"file:loaded"});
}

QTEST_APPLESS_MAIN(TestPythonTool)
#include "tst_python_tool.moc"
