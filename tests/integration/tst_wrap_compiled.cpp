// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/npx_home.h"

#include <QProcess>
#include <QtTest>

#include <filesystem>

using namespace gatehouse::integration;
namespace base = gatehouse::base;
namespace model = gatehouse::model;

namespace {

constexpr const char* kPython = "/usr/bin/python3";

/// A server in python of two files: p/server.py imports p/tools.py, which is what speaks.
class PythonHome : public NpxHome {
public:
    PythonHome()
    {
        write("p/pyproject.toml", "");
        write("p/server.py", "import tools\ntools.serve()\n");
        write("p/tools.py", speaks());
    }

    static std::string speaks()
    {
        return "import os\n\ndef serve():\n    os.execv('" + fakeServer()[0] + "', ['fake'])\n";
    }
    WrapStart server() const { return launch({kPython, file("p/server.py")}); }
    bool hasRun() const { return base::stampOf(file("ran")).hasValue(); }

    /// The one compiled form of tools.py that lies in p/__pycache__; empty where there is none.
    std::string compiled() const
    {
        const std::filesystem::path cache = file("p/__pycache__");
        if (!std::filesystem::exists(cache))
            return {};
        for (const auto& entry : std::filesystem::directory_iterator(cache)) {
            if (entry.path().filename().string().starts_with("tools."))
                return entry.path().string();
        }
        return {};
    }

    void python(const std::string& code) const
    {
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(file("p")));
        process.start(QString::fromLatin1(kPython), {QStringLiteral("-c"), QString::fromStdString(code)});
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            qFatal("python: %s", process.readAllStandardError().constData());
    }

    /// A compiled form of other code, with the numbers of the source in its head: all that python compares.
    /// `prefix`: of the cache that it is put into; empty for the one beside the source.
    void plant(const std::string& mode = "TIMESTAMP", const std::string& prefix = {}) const
    {
        write("evil.py", "open('" + file("ran") + "', 'w')\n" + speaks());
        python("import importlib.util, os, py_compile, sys\n"
               "sys.pycache_prefix = " +
            quoted(prefix) +
            " or None\n"
            "target = importlib.util.cache_from_source(" +
            quoted(file("p/tools.py")) +
            ")\n"
            "py_compile.compile(" +
            quoted(file("evil.py")) + ", cfile=target, invalidation_mode=py_compile.PycInvalidationMode." +
            mode +
            ")\n"
            "source = os.stat(" +
            quoted(file("p/tools.py")) +
            ")\n"
            "if '" +
            mode +
            "' == 'TIMESTAMP':\n"
            "    data = bytearray(open(target, 'rb').read())\n"
            "    data[8:16] = int(source.st_mtime).to_bytes(4, 'little') + source.st_size.to_bytes(4, "
            "'little')\n"
            "    open(target, 'wb').write(data)\n");
    }

private:
    static std::string quoted(const std::string& text) { return '\'' + text + '\''; }
};

} // namespace

/// Compiled forms of a python server's own modules: python runs them in place of the sources.
class TestWrapCompiled : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatPythonItselfCompiledAsksNothingAndIsKept();
    void aPlantedOneIsNeverRun_data();
    void aPlantedOneIsNeverRun();
    void oneThatIsExchangedAfterTheStartIsKilled();
    void oneThatCannotBeRemovedStopsTheStart();
    void aTouchedSourceIsCompiledAnewWithoutAQuestion();
    void whatNoImportLoadsStays();
    void aCacheOfTheUsersOwnIsLookedAt_data();
    void aCacheOfTheUsersOwnIsLookedAt();
};

void TestWrapCompiled::whatPythonItselfCompiledAsksNothingAndIsKept()
{
    PythonHome home;
    home.approve(home.server());
    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());
    const auto compiled = home.compiled();
    QVERIFY(!compiled.empty());
    const auto stamp = base::stampOf(compiled).value();

    for (int i = 0; i < 3; ++i)
        QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());

    QCOMPARE(base::stampOf(compiled).value(), stamp);
}

void TestWrapCompiled::aPlantedOneIsNeverRun_data()
{
    QTest::addColumn<bool>("beforeTheApproval");
    QTest::addColumn<QString>("mode");
    QTest::newRow("swapped") << false << "TIMESTAMP";
    QTest::newRow("one that is not compared at all") << false << "UNCHECKED_HASH";
    QTest::newRow("brought by a clone") << true << "UNCHECKED_HASH";
    QTest::newRow("there before the approval") << true << "TIMESTAMP";
}

void TestWrapCompiled::aPlantedOneIsNeverRun()
{
    QFETCH(bool, beforeTheApproval);
    QFETCH(QString, mode);
    PythonHome home;
    if (!beforeTheApproval) {
        home.approve(home.server());
        QVERIFY(home.isRelayed(home.server()));
        QVERIFY(!home.compiled().empty());
    }
    home.plant(mode.toStdString());
    // Python alone would run it.
    home.python("import tools");
    QVERIFY(home.hasRun());
    std::filesystem::remove(home.file("ran"));

    if (beforeTheApproval)
        home.approve(home.server());
    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());

    QVERIFY(!home.hasRun());
    QVERIFY(home.isRelayed(home.server()));
    QVERIFY(!home.hasRun());
}

void TestWrapCompiled::oneThatIsExchangedAfterTheStartIsKilled()
{
    PythonHome home;
    home.write("p/server.py",
        "import os, time\nwhile not os.path.exists('" + home.file("go") +
            "'):\n    time.sleep(0.02)\nimport tools\ntools.serve()\n");
    home.write("go", "");
    home.approve(home.server());
    QVERIFY(home.isRelayed(home.server()));
    std::filesystem::remove(home.file("go"));
    const auto starts = home.events("server-start").size();
    WrapProcess wrap(home.server());
    QVERIFY(waitUntil([&] { return home.events("server-start").size() > starts; }));

    home.plant();
    home.write("go", "");
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "\"name\":\"fake\""));
    QVERIFY(wrap.waitForEnd());
    QVERIFY2(wrap.errors().find("nothing of it was relayed") != std::string::npos, wrap.errors().c_str());
}

void TestWrapCompiled::oneThatCannotBeRemovedStopsTheStart()
{
    PythonHome home;
    home.approve(home.server());
    QVERIFY(home.isRelayed(home.server()));
    const auto compiled = home.compiled();
    std::filesystem::remove(compiled);
    std::filesystem::create_directory(compiled); // as little to be unlinked as a file in a closed folder

    QVERIFY(!home.isRelayed(home.server()));
    QVERIFY2(home.lastErrors.find("cannot be removed") != std::string::npos, home.lastErrors.c_str());
}

void TestWrapCompiled::aTouchedSourceIsCompiledAnewWithoutAQuestion()
{
    PythonHome home;
    home.approve(home.server());
    QVERIFY(home.isRelayed(home.server()));
    const auto before = base::stampOf(home.compiled()).value();
    // As a checkout there and back leaves it: the same bytes, another time.
    home.write("p/tools.py", PythonHome::speaks());
    std::filesystem::last_write_time(
        home.file("p/tools.py"), std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));

    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());
    QVERIFY(!(base::stampOf(home.compiled()).value() == before));
    QVERIFY(home.isRelayed(home.server()));
}

void TestWrapCompiled::whatNoImportLoadsStays()
{
    PythonHome home;
    const std::string pytests = "p/__pycache__/test_tools.cpython-311-pytest-7.4.0.pyc";
    home.write(pytests, "of pytest");
    home.approve(home.server());

    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());

    QVERIFY(base::stampOf(home.file(pytests)).hasValue());
}

void TestWrapCompiled::aCacheOfTheUsersOwnIsLookedAt_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<bool>("leavesTheOtherAlone");
    QTest::newRow("variable") << QString() << true;
    QTest::newRow("option") << QStringLiteral("-Xpycache_prefix=") << true;
    QTest::newRow("a variable that python does not look at") << QStringLiteral("-I") << false;
}

/// Python looks at one place. What lies in the other is the user's, and stays where that is certain.
void TestWrapCompiled::aCacheOfTheUsersOwnIsLookedAt()
{
    QFETCH(QString, option);
    QFETCH(bool, leavesTheOtherAlone);
    PythonHome home;
    const auto cache = home.file("cache");
    auto server = home.server();
    if (option.isEmpty() || option == QStringLiteral("-I"))
        server.environment.push_back("PYTHONPYCACHEPREFIX=" + cache);
    else
        option += QString::fromStdString(cache);
    if (!option.isEmpty()) {
        const std::string script = server.arguments.back();
        server.arguments.back() = option.toStdString();
        server.arguments.push_back(script);
    }
    if (option == QStringLiteral("-I")) // it does not look for modules beside the script, either
        home.write("p/server.py",
            "import sys\nsys.path.insert(0, '" + home.file("p") + "')\nimport tools\ntools.serve()\n");
    home.plant("TIMESTAMP", cache);
    home.plant();
    const auto besideTheSource = home.compiled();
    QVERIFY(!besideTheSource.empty());
    const auto stamp = base::stampOf(besideTheSource).value();
    home.approve(server);

    QVERIFY2(home.isRelayed(server), home.lastErrors.c_str());
    QVERIFY2(home.isRelayed(server), home.lastErrors.c_str());

    QVERIFY(!home.hasRun());
    const auto now = base::stampOf(besideTheSource);
    QCOMPARE(now && *now == stamp, leavesTheOtherAlone);
}

QTEST_APPLESS_MAIN(TestWrapCompiled)
#include "tst_wrap_compiled.moc"
