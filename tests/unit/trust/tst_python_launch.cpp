// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// python -m, virtual environments, uvx and pipx.
class TestPythonLaunch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aModuleIsFoundWherePythonFindsIt_data();
    void aModuleIsFoundWherePythonFindsIt();
    void theVersionOfItsDistributionCounts();
    void aSwappedModuleChangesTheIdentity();
    void aModuleOfTheWorkingFolderComesFirst();
    void aModuleThatIsNowhereIsSaid();
    void anEditableInstallIsFollowed();
    void aConsoleScriptBringsItsPackage();
    void uvxRunsWhatItsCacheHolds();
    void aNewEnvironmentWithTheSamePackageIsTheSame();
    void aSwappedFileInUvsCacheCounts();
    void uvxChoosesAmongSeveral();
    void uvxRunsAnInstalledTool();
    void whatUvHasNotFetchedIsSaid();
    void pipxRunsWhatItsCacheHolds();
    void anImageByTagIsSaid();
    void whatPythonRunsFirstCounts_data();
    void whatPythonRunsFirstCounts();
    void anEditableConsoleScriptCounts();
    void aConsoleScriptWithoutItsModuleIsSaid();
    void otherDistributionsAreSaid_data();
    void otherDistributionsAreSaid();
};

namespace {

const std::string kSite = "/v/lib/python3.11/site-packages";
const std::string kUvSite = "/h/.cache/uv/environments-v2/cpython/abc/lib/python3.11/site-packages";

void addGitServer(tests::TableProbe& probe, const std::string& site, const std::string& version)
{
    probe.files[site + "/mcp_server_git/__init__.py"] = "data";
    probe.files[site + "/mcp_server_git/__main__.py"] = "main " + version;
    probe.files[site + "/mcp_server_git-" + version + ".dist-info/RECORD"] = "record " + version;
}

tests::TableProbe pythonDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/python3.11", "ELF python"}, {"/usr/lib/python3.11/http/server.py", "data"},
        {"/usr/bin/uvx", "ELF uvx"}, {"/usr/bin/pipx", "ELF pipx"}, {"/usr/bin/docker", "ELF docker"},
        {"/v/pyvenv.cfg", "home = /usr/bin"},
        {"/v/bin/mcp-server-git", "#!/v/bin/python\nimport sys\nfrom mcp_server_git import main\nmain()\n"},
        {kSite + "/single.py", "data"}, {kSite + "/editable.pth", "import x\n/src/editable\n"},
        {"/src/editable/edited/__main__.py", "data"}, {"/w/here.py", "data"}, {"/pp/there.py", "data"}};
    probe.links = {{"/usr/bin/python3", "/usr/bin/python3.11"}, {"/v/bin/python", "/usr/bin/python3.11"},
        {"/h/.cache/uv/environments-v2/cpython/abc/bin/python", "/usr/bin/python3.11"},
        {"/h/.cache/uv/environments-v2/cpython/def/bin/python", "/usr/bin/python3.11"}};
    addGitServer(probe, kSite, "0.6.2");
    return probe;
}

trust::LaunchRequest pythonRequest(const QString& command)
{
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}};
    if (!command.startsWith(QStringLiteral("uvx"))) // of which it is said that they are not checked then
        request.environment.emplace_back("PYTHONPATH", "/pp");
    request.workingFolder = "/w";
    return request;
}

model::LaunchIdentity ofPython(const char* command, const tests::TableProbe& probe)
{
    const auto identity = trust::resolveLaunch(pythonRequest(QString::fromLatin1(command)), probe);
    if (!identity)
        qFatal("%s", identity.error().detail.c_str());
    return *identity;
}

std::string onlyPath(const model::LaunchIdentity& identity, FileRole role)
{
    std::string path;
    for (const auto& one : identity.files) {
        if (one.role == role)
            path += one.file.path;
    }
    return path;
}

} // namespace

void TestPythonLaunch::aModuleIsFoundWherePythonFindsIt_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("file");
    const auto row = [](const char* command, const std::string& file) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromStdString(file);
    };
    row("/v/bin/python -m mcp_server_git", kSite + "/mcp_server_git/__main__.py");
    row("/v/bin/python -um mcp_server_git", kSite + "/mcp_server_git/__main__.py");
    row("/v/bin/python -X utf8 -W ignore -m single --flag", kSite + "/single.py");
    row("/v/bin/python -msingle", kSite + "/single.py");
    row("python3 -m http.server", "/usr/lib/python3.11/http/server.py");
    row("python3 -m here", "/w/here.py");
    row("python3 -m there", "/pp/there.py");
}

void TestPythonLaunch::aModuleIsFoundWherePythonFindsIt()
{
    QFETCH(QString, command);
    QFETCH(QString, file);

    const auto identity = trust::resolveLaunch(pythonRequest(command), pythonDisk());

    QVERIFY(identity.hasValue());
    QCOMPARE(QString::fromStdString(onlyPath(*identity, FileRole::Module)), file);
    // Of no package: what it loads is in no list.
    QCOMPARE(identity->unknown,
        identity->package ? std::vector<std::string>() : std::vector<std::string>{"script-loads"});
}

void TestPythonLaunch::theVersionOfItsDistributionCounts()
{
    const auto identity = ofPython("/v/bin/python -m mcp_server_git", pythonDisk());

    QCOMPARE(identity.package->found, std::string("0.6.2"));
    QCOMPARE(identity.package->origin, std::string("installed"));
    // And what nobody brought into the environment.
    QCOMPARE(onlyPath(identity, FileRole::Lock),
        kSite + "/mcp_server_git-0.6.2.dist-info/RECORD" + kSite + "/others");
    QCOMPARE(onlyPath(identity, FileRole::Settings), std::string("/v/pyvenv.cfg"));
}

void TestPythonLaunch::aSwappedModuleChangesTheIdentity()
{
    auto probe = pythonDisk();
    probe.files[kSite + "/mcp_server_git/__init__.py"] = "evil";

    const auto changes = trust::compareIdentities(ofPython("/v/bin/python -m mcp_server_git", pythonDisk()),
        ofPython("/v/bin/python -m mcp_server_git", probe));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].field, std::string("package-files"));
}

void TestPythonLaunch::aModuleOfTheWorkingFolderComesFirst()
{
    auto probe = pythonDisk();
    probe.files["/w/mcp_server_git.py"] = "data";

    QCOMPARE(onlyPath(ofPython("/v/bin/python -m mcp_server_git", probe), FileRole::Module),
        std::string("/w/mcp_server_git.py"));
    QCOMPARE(ofPython("/v/bin/python -m mcp_server_git", probe).package->origin, std::string("project"));
    QCOMPARE(ofPython("/v/bin/python -m here", probe).package->origin, std::string("folder"));
    for (const auto* const safe : {"/v/bin/python -P -m mcp_server_git", "/v/bin/python -Im mcp_server_git"})
        QCOMPARE(onlyPath(ofPython(safe, probe), FileRole::Module), kSite + "/mcp_server_git/__main__.py");
}

void TestPythonLaunch::aModuleThatIsNowhereIsSaid()
{
    QVERIFY(ofPython("/v/bin/python -m nowhere", pythonDisk()).isUnknown(model::unknowns::kModuleNotFound));
}

void TestPythonLaunch::anEditableInstallIsFollowed()
{
    QCOMPARE(onlyPath(ofPython("/v/bin/python -m edited", pythonDisk()), FileRole::Module),
        std::string("/src/editable/edited/__main__.py"));
}

void TestPythonLaunch::aConsoleScriptBringsItsPackage()
{
    auto probe = pythonDisk();
    probe.links["/usr/bin/mcp-server-git"] = "/v/bin/mcp-server-git";

    const auto identity = ofPython("mcp-server-git", probe);

    QCOMPARE(identity.script->path, std::string("/v/bin/mcp-server-git"));
    QCOMPARE(identity.package->found, std::string("0.6.2"));
    QCOMPARE(onlyPath(identity, FileRole::Package), kSite + "/mcp_server_git");
}

void TestPythonLaunch::uvxRunsWhatItsCacheHolds()
{
    auto probe = pythonDisk();
    addGitServer(probe, kUvSite, "0.7.0");

    const auto identity = ofPython("uvx mcp-server-git", probe);

    QCOMPARE(identity.package->found, std::string("0.7.0"));
    QCOMPARE(identity.package->origin, std::string("cache"));
    QCOMPARE(onlyPath(identity, FileRole::Package),
        std::string("/h/.cache/uv/environments-v2/mcp_server_git-0.7.0"));
    QVERIFY(identity.unknown.empty());
    QVERIFY(ofPython("uvx mcp-server-git==0.6.0", probe).isUnknown(model::unknowns::kPackageNotHere));
}

void TestPythonLaunch::aNewEnvironmentWithTheSamePackageIsTheSame()
{
    auto probe = pythonDisk();
    addGitServer(probe, kUvSite, "0.7.0");
    const auto before = ofPython("uvx mcp-server-git", probe);
    // A dependency of it was upgraded: uv makes another environment.
    addGitServer(probe, "/h/.cache/uv/environments-v2/cpython/def/lib/python3.11/site-packages", "0.7.0");

    QCOMPARE(trust::identityDigest(ofPython("uvx mcp-server-git", probe)), trust::identityDigest(before));
}

void TestPythonLaunch::aSwappedFileInUvsCacheCounts()
{
    auto probe = pythonDisk();
    addGitServer(probe, kUvSite, "0.7.0");
    const auto before = ofPython("uvx mcp-server-git", probe);
    // In a further environment beside the good one, which uv may take.
    const std::string evil = "/h/.cache/uv/environments-v2/cpython/def/lib/python3.11/site-packages";
    addGitServer(probe, evil, "0.7.0");
    probe.files[evil + "/mcp_server_git/__init__.py"] = "evil";

    const auto after = ofPython("uvx mcp-server-git", probe);

    QVERIFY(after.isUnknown(model::unknowns::kPackageChoice));
    QCOMPARE(trust::compareIdentities(before, after).front().field, std::string("package-files"));
}

void TestPythonLaunch::uvxChoosesAmongSeveral()
{
    auto probe = pythonDisk();
    addGitServer(probe, kUvSite, "0.7.0");
    addGitServer(probe, "/h/.cache/uv/environments-v2/cpython/def/lib/python3.11/site-packages", "0.8.0");

    const auto identity = ofPython("uvx mcp-server-git", probe);

    QCOMPARE(identity.package->found, std::string("0.7.0, 0.8.0"));
    QVERIFY(identity.isUnknown(model::unknowns::kPackageChoice));
    QCOMPARE(ofPython("uvx mcp-server-git@0.8.0", probe).package->found, std::string("0.8.0"));
}

void TestPythonLaunch::uvxRunsAnInstalledTool()
{
    auto probe = pythonDisk();
    addGitServer(probe, "/h/.local/share/uv/tools/mcp-server-git/lib/python3.11/site-packages", "0.9.0");

    QCOMPARE(ofPython("uvx mcp-server-git", probe).package->found, std::string("0.9.0"));
    QCOMPARE(ofPython("uvx mcp-server-git", probe).package->origin, std::string("tool"));
    QVERIFY(ofPython("uvx --isolated mcp-server-git", probe).package->found.empty());
}

void TestPythonLaunch::whatUvHasNotFetchedIsSaid()
{
    QVERIFY(ofPython("uvx mcp-server-git", pythonDisk()).isUnknown(model::unknowns::kPackageNotHere));
    QVERIFY(ofPython("uvx --from git+https://e.example/x tool", pythonDisk())
                .isUnknown(model::unknowns::kPackageElsewhere));
}

void TestPythonLaunch::pipxRunsWhatItsCacheHolds()
{
    auto probe = pythonDisk();
    addGitServer(probe, "/h/.cache/pipx/0123/lib/python3.11/site-packages", "0.5.0");

    QCOMPARE(ofPython("pipx run mcp-server-git", probe).package->found, std::string("0.5.0"));
}

void TestPythonLaunch::anImageByTagIsSaid()
{
    QVERIFY(ofPython("docker run -i mcp/git:latest", pythonDisk()).isUnknown(model::unknowns::kImageByTag));
    QVERIFY(ofPython("docker run -i "
                     "mcp/git@sha256:0123456789012345678901234567890123456789012345678901234567890123",
        pythonDisk())
                .unknown.empty());
}

void TestPythonLaunch::whatPythonRunsFirstCounts_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");
    const auto row = [](const char* name, const char* command, const std::string& file, const char* content) {
        QTest::newRow(name) << QString::fromLatin1(command) << QString::fromStdString(file)
                            << QString::fromLatin1(content);
    };
    row("sitecustomize of PYTHONPATH", "python3 -m there", "/pp/sitecustomize.py", "evil");
    row("sitecustomize of the environment", "/v/bin/python -m single", kSite + "/sitecustomize.py", "evil");
    row("usercustomize", "python3 /w/here.py", "/h/.local/lib/python3.11/site-packages/usercustomize.py",
        "evil");
    row("of a console script", "/v/bin/mcp-server-git", kSite + "/sitecustomize.py", "evil");
    row("beside a console script", "/v/bin/mcp-server-git", "/v/bin/json.py", "evil");
    row("a package beside it", "/v/bin/mcp-server-git", "/v/bin/mcp_server_git/__init__.py", "evil");
    row("before python's own", "/v/bin/python -m single", "/w/http/__init__.py", "evil");
    row("before what is installed", "/v/bin/python -m single", "/w/mcp_server_git.py", "evil");
    row("code in a .pth file", "/v/bin/python -m single", kSite + "/evil.pth", "import os; os.system('x')\n");
    row("PYTHONSTARTUP", "python3 -i /w/here.py", "/pp/start.py", "evil");
}

void TestPythonLaunch::whatPythonRunsFirstCounts()
{
    QFETCH(QString, command);
    QFETCH(QString, file);
    QFETCH(QString, content);
    auto request = pythonRequest(command);
    request.environment.emplace_back("PYTHONSTARTUP", "/pp/start.py");
    const auto before = trust::resolveLaunch(request, pythonDisk());
    auto probe = pythonDisk();
    probe.files[file.toStdString()] = content.toStdString();

    const auto after = trust::resolveLaunch(request, probe);

    QVERIFY(onlyPath(*after, FileRole::Loaded).find(file.toStdString()) != std::string::npos);
    QVERIFY(trust::identityDigest(*before) != trust::identityDigest(*after));
}

void TestPythonLaunch::anEditableConsoleScriptCounts()
{
    auto probe = pythonDisk();
    probe.files["/v/bin/edited"] = "#!/v/bin/python\nimport sys\nfrom edited.cli import main\n";
    probe.files["/src/editable/edited/cli.py"] = "data";
    const auto before = ofPython("/v/bin/edited", probe);
    probe.files["/src/editable/edited/cli.py"] = "evil";

    const auto changes = trust::compareIdentities(before, ofPython("/v/bin/edited", probe));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].field, std::string("package-files"));
}

void TestPythonLaunch::aConsoleScriptWithoutItsModuleIsSaid()
{
    auto probe = pythonDisk();
    probe.files["/v/bin/other"] = "#!/v/bin/python\nimport sys\nfrom found_by_a_hook import main\n";

    QVERIFY(ofPython("/v/bin/other", probe).isUnknown(model::unknowns::kModuleNotFound));
}

void TestPythonLaunch::otherDistributionsAreSaid_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("site");
    QTest::newRow("python -m") << QStringLiteral("/v/bin/python -m mcp_server_git")
                               << QString::fromStdString(kSite);
    QTest::newRow("console script") << QStringLiteral("/v/bin/mcp-server-git")
                                    << QString::fromStdString(kSite);
    QTest::newRow("uvx") << QStringLiteral("uvx mcp-server-git") << QString::fromStdString(kUvSite);
}

void TestPythonLaunch::otherDistributionsAreSaid()
{
    QFETCH(QString, command);
    QFETCH(QString, site);
    auto probe = pythonDisk();
    addGitServer(probe, kUvSite, "0.6.2");
    probe.files[site.toStdString() + "/pip-24.0.dist-info/RECORD"] = "pip";
    const auto alone = trust::resolveLaunch(pythonRequest(command), probe);
    QVERIFY(!alone->isUnknown(model::unknowns::kDependenciesUnchecked));
    probe.files[site.toStdString() + "/httpx-1.0.dist-info/RECORD"] = "httpx";

    QVERIFY(trust::resolveLaunch(pythonRequest(command), probe)
                ->isUnknown(model::unknowns::kDependenciesUnchecked));
}

QTEST_APPLESS_MAIN(TestPythonLaunch)
#include "tst_python_launch.moc"
