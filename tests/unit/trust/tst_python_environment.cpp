// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/python_disk.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// What of a virtual environment counts.
class TestPythonEnvironment : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatRunsInItCounts_data();
    void whatRunsInItCounts();
    void whatRunsNowhereDoesNotCount_data();
    void whatRunsNowhereDoesNotCount();
    void anUpgradedDependencyIsNoOtherFile();
    void manyDependenciesAreSaid();
    void aLargePackageIsSaid();
    void packagesOfAnotherPythonHideNothing();
    void itsSourcesAreKnownToTheWrapper();
    void aScriptThatShellHandsOverIsFollowed_data();
    void aScriptThatShellHandsOverIsFollowed();
};

void TestPythonEnvironment::whatRunsInItCounts_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("field");
    const auto row = [](const std::string& file, const char* field = "package-files") {
        QTest::newRow(file.c_str()) << QString::fromStdString(file) << QString::fromLatin1(field);
    };
    for (const auto* const file : {"/acme/weather/server.py", "/acme/weather/new.py", "/weather_words.py",
             "/weather_words/__init__.py", "/weather_words.cpython-311-x86_64-linux-gnu.so", "/any.pth",
             "/_virtualenv.pth", "/_virtualenv.py", "/sitecustomize.py", "/sitecustomize/__init__.py",
             "/usercustomize.pyc", "/httpy/__init__.py", "/httpy/new.py", "/nobodys.py", "/nobodys/a.py"})
        row(kEnvironmentSite + file);
    // Python looks beside a program before it looks anywhere else.
    for (const auto* const file :
        {"/bin/weather", "/bin/json.py", "/bin/weather_words.pyc", "/bin/fast.so", "/bin/httpy/__init__.py"})
        row(kEnvironment + file);
    row("/usr/bin/python3.11", "file:program");
}

void TestPythonEnvironment::whatRunsInItCounts()
{
    QFETCH(QString, file);
    QFETCH(QString, field);
    auto probe = environmentDisk();
    const auto before = ofTool(kUvx, probe);
    QCOMPARE(before.package->found, std::string("1.0.0"));
    QVERIFY(before.unknown.empty());
    probe.files[file.toStdString()] += "\nimport exchanged\n";

    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>{field.toStdString()});
}

void TestPythonEnvironment::whatRunsNowhereDoesNotCount_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");
    const auto row = [](const std::string& file, const char* content) {
        QTest::newRow(file.c_str()) << QString::fromStdString(file) << QString::fromLatin1(content);
    };
    row(kEnvironment + "/pyvenv.cfg", "home = /usr/bin\nuv = 0.9.1\ninclude-system-site-packages = false\n");
    row(kEnvironment + "/bin/activate", "other");
    row(kEnvironment + "/bin/activate_this.py", "of another uv");
    row(kEnvironmentSite + "/__pycache__/weather_words.cpython-311.pyc", "made by python");
    row(kEnvironmentSite + "/acme/weather/__pycache__/server.cpython-311.pyc", "made by python");
    row(kEnvironmentSite + "/acme_weather-1.0.0.dist-info/INSTALLER", "uv");
    row(kEnvironmentSite + "/pip/__init__.py", "pip");
    row("/h/.cache/uv/archive-v0/wheel/acme/weather/server.py", "unpacked");
}

void TestPythonEnvironment::whatRunsNowhereDoesNotCount()
{
    QFETCH(QString, file);
    QFETCH(QString, content);
    auto probe = environmentDisk();
    const auto before = ofTool(kUvx, probe);
    probe.files[file.toStdString()] = content.toStdString();

    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>());
    probe.files[kEnvironment + "/pyvenv.cfg"] = "home = /tmp/bin\nuv = 0.6.14\n";
    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>{"package-files"});
}

void TestPythonEnvironment::anUpgradedDependencyIsNoOtherFile()
{
    auto probe = environmentDisk();
    const auto before = ofTool(kUvx, probe);
    std::erase_if(probe.files,
        [](const auto& one) { return one.first.find("/httpy-2.1.dist-info/") != std::string::npos; });
    probe.files[kEnvironmentSite + "/httpy-2.2.dist-info/RECORD"] = "httpy/__init__.py,sha256=x,1\n";
    probe.files[kEnvironmentSite + "/httpy/__init__.py"] = "newer";

    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>{"file:lock"});
    // Another file of its own under way with it is not hidden by that.
    probe.files[kEnvironmentSite + "/weather_words.py"] = "evil";
    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>{"package-files"});
}

void TestPythonEnvironment::manyDependenciesAreSaid()
{
    auto probe = environmentDisk();
    for (int at = 0; at < 100; ++at)
        probe.files[kEnvironmentSite + "/httpy/of" + std::to_string(at) + ".py"] = "data";
    const auto before = ofTool(kUvx, probe);
    QCOMPARE(before.unknown, std::vector<std::string>{"dependencies-unchecked"});

    probe.files[kEnvironmentSite + "/httpy/of1.py"] = "other";
    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>());
    // What runs first still counts.
    probe.files[kEnvironmentSite + "/_virtualenv.py"] = "evil";
    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>{"package-files"});
}

void TestPythonEnvironment::aLargePackageIsSaid()
{
    auto probe = environmentDisk();
    for (int at = 0; at < 100; ++at)
        probe.files[kEnvironmentSite + "/acme/weather/of" + std::to_string(at) + ".py"] = "data";
    const auto before = ofTool(kUvx, probe);
    QVERIFY(before.isUnknown(model::unknowns::kPackagePartly));

    for (const auto& file : {kEnvironmentSite + "/acme_weather-1.0.0.dist-info/RECORD",
             kEnvironment + "/bin/weather", kEnvironmentSite + "/sitecustomize.py"}) {
        auto changed = probe;
        changed.files[file] += "\nother";
        QCOMPARE(fieldsOf(before, ofTool(kUvx, changed)), std::vector<std::string>{"package-files"});
    }
}

void TestPythonEnvironment::packagesOfAnotherPythonHideNothing()
{
    auto probe = environmentDisk();
    const auto before = ofTool(kUvx, probe);
    for (const auto& [path, content] : environmentDisk().files) {
        if (path.starts_with(kEnvironmentSite))
            probe
                .files[kEnvironment + "/lib/python3.0/site-packages" + path.substr(kEnvironmentSite.size())] =
                content;
    }
    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>());

    probe.files[kEnvironmentSite + "/weather_words.py"] = "evil";
    QCOMPARE(fieldsOf(before, ofTool(kUvx, probe)), std::vector<std::string>{"package-files"});
}

void TestPythonEnvironment::itsSourcesAreKnownToTheWrapper()
{
    const auto identity = ofTool(kUvx, environmentDisk());

    const std::set<std::string> folders(identity.moduleFolders.begin(), identity.moduleFolders.end());
    QCOMPARE(folders,
        (std::set<std::string>{
            kEnvironmentSite, kEnvironmentSite + "/acme/weather", kEnvironmentSite + "/httpy"}));
    auto elsewhere = identity;
    elsewhere.moduleFolders.clear();
    QCOMPARE(trust::identityDigest(identity), trust::identityDigest(elsewhere));
}

void TestPythonEnvironment::aScriptThatShellHandsOverIsFollowed_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("a long path") << QStringLiteral("'''exec' /h/long/bin/python \"$0\" \"$@\"");
    QTest::newRow("blanks") << QStringLiteral("'''exec' \"/h/long/bin/python\" \"$0\" \"$@\"");
    QTest::newRow("one that can be moved")
        << QStringLiteral("'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python' \"$0\" \"$@\"");
}

void TestPythonEnvironment::aScriptThatShellHandsOverIsFollowed()
{
    QFETCH(QString, line);
    TableProbe probe;
    const std::string site = "/h/long/lib/python3.11/site-packages";
    probe.files = {{"/usr/bin/python3.11", "ELF"}, {"/bin/sh", "ELF"},
        {"/h/long/pyvenv.cfg", "home = /usr/bin"},
        {"/h/long/bin/weather",
            "#!/bin/sh\n" + line.toStdString() + "\n' '''\nimport sys\nfrom weather import main\n"},
        {site + "/weather/__init__.py", "code"},
        {site + "/weather-1.2.dist-info/RECORD", "weather/__init__.py,,\n"}};
    probe.links = {{"/h/long/bin/python", "/usr/bin/python3.11"}};
    const auto command = QStringLiteral("/h/long/bin/weather");
    const auto before = ofTool(command, probe);
    QCOMPARE(before.package->found, std::string("1.2"));

    for (const auto& file :
        {site + "/weather/__init__.py", site + "/sitecustomize.py", std::string("/usr/bin/python3.11")}) {
        auto changed = probe;
        changed.files[file] += "evil";
        QVERIFY(trust::identityDigest(before) != trust::identityDigest(ofTool(command, changed)));
    }
}

QTEST_APPLESS_MAIN(TestPythonEnvironment)
#include "tst_python_environment.moc"
