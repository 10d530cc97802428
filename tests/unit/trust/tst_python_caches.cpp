// SPDX-License-Identifier: Apache-2.0
#include "core/trust/python_caches.h"

#include <QtTest>

using namespace gatehouse;

/// Where a launch's python looks for compiled code, and what of it an import loads.
class TestPythonCaches : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPlaceThatTheCommandNamesIsLookedAt_data();
    void everyPlaceThatTheCommandNamesIsLookedAt();
    void whatAnImportLoads_data();
    void whatAnImportLoads();
};

void TestPythonCaches::everyPlaceThatTheCommandNamesIsLookedAt_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("executable");
    QTest::addColumn<QStringList>("prefixes");
    QTest::addColumn<bool>("besideSources");
    const auto row = [](const char* argv, const char* variable, const char* prefixes, bool beside,
                         const char* executable = "/usr/bin/python3.11") {
        QTest::addRow("%s | %s", argv, variable)
            << QString::fromLatin1(argv).split(QLatin1Char(' ')) << QString::fromLatin1(variable)
            << QString::fromLatin1(executable)
            << QString::fromLatin1(prefixes).split(QLatin1Char(' '), Qt::SkipEmptyParts) << beside;
    };
    row("python3 server.py", "", "", true);
    row("python3 server.py", "/c", "/c", false);
    row("python3 server.py", "/c/", "/c", false);
    row("python3 server.py", "cache", "/w/cache", false);
    row("python3 -u -W ignore -m serving", "/c", "/c", false);
    row("python3 server.py -I", "/c", "/c", false); // the script's own
    // Python does not look at the variable.
    row("python3 -I server.py", "/c", "/c", true);
    row("python3 -E server.py", "/c", "/c", true);
    row("python3 -uE server.py", "/c", "/c", true);
    row("python3 -bXpycache_prefix=/x server.py", "/c", "/x /c", true);
    row("python3 -X pycache_prefix=/x server.py", "/c", "/x /c", false);
    row("python3 -I -X pycache_prefix=/x server.py", "", "/x", false);
    row("python3 -Xpycache_prefix=x server.py", "", "/w/x", false);
    row("python3 -X dev server.py", "", "", true);
    // Something stands in between, and may say otherwise.
    row("env PYTHONPYCACHEPREFIX=/e python3 server.py", "/c", "/e /c", true, "/usr/bin/env");
    row("env -i python3 server.py", "/c", "/c", true, "/usr/bin/env");
    row("python3 server.py", "/c", "/c", true, "/bin/bash"); // a shim
    row("server.py", "/c", "/c", true);                      // its #! line has options, too
}

void TestPythonCaches::everyPlaceThatTheCommandNamesIsLookedAt()
{
    QFETCH(QStringList, argv);
    QFETCH(QString, variable);
    QFETCH(QString, executable);
    QFETCH(QStringList, prefixes);
    QFETCH(bool, besideSources);
    trust::LaunchRequest request;
    for (const auto& word : argv)
        request.argv.push_back(word.toStdString());
    if (!variable.isEmpty())
        request.environment.emplace_back("PYTHONPYCACHEPREFIX", variable.toStdString());
    request.workingFolder = "/w";
    model::LaunchIdentity identity;
    identity.executable.path = executable.toStdString();

    const auto caches = trust::pythonCaches(request, identity);

    QStringList found;
    for (const auto& one : caches.prefixes)
        found.push_back(QString::fromStdString(one));
    QCOMPARE(found, prefixes);
    QCOMPARE(caches.besideSources, besideSources);
    // A shell's line is one word.
    request.argv = {"sh", "-c", "exec python3 -X 'pycache_prefix=/s' server.py"};
    QVERIFY(trust::pythonCaches(request, identity).prefixes.front() == "/s");
}

void TestPythonCaches::whatAnImportLoads_data()
{
    QTest::addColumn<bool>("isLoaded");
    for (const auto* const name :
        {"tools.cpython-311.pyc", "tools.cpython-311.opt-1.pyc", "tools.pypy310.pyc", "a.b.cpython-313t.pyc",
            "tools.pyc", "tools.graalpy242-311-native-x86_64-linux.pyc"})
        QTest::newRow(name) << true;
    for (const auto* const name : {"test_tools.cpython-311-pytest-7.4.0.pyc",
             "conftest.cpython-312-pytest-8.0.0rc1.pyc", "tools.cpython-311.nbi", "tools.py", "pyc"})
        QTest::newRow(name) << false;
}

void TestPythonCaches::whatAnImportLoads()
{
    QFETCH(bool, isLoaded);

    QCOMPARE(trust::isImported(QTest::currentDataTag()), isLoaded);
}

QTEST_APPLESS_MAIN(TestPythonCaches)
#include "tst_python_caches.moc"
