// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/scratch_home.h"

#include <QtTest>

#include <algorithm>
#include <csignal>
#include <set>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace gatehouse::integration;

/// The server finds everything as if the client had started it itself.
class TestWrapFidelity : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void argumentsEnvironmentAndFolderArriveUnchanged();
    void signalsLimitsAndDescriptorsArriveUnchanged();
    void argvZeroStaysAsGiven();
    void aScriptSeesThePathItWasFoundBy();
    void aScriptsRuntimeIsKeptOffWhatOthersCompiled();
    void aFileWithoutAFirstLineRunsInTheShell();
    void optionsEndAtTheFirstWordThatIsNone_data();
    void optionsEndAtTheFirstWordThatIsNone();
    void badUsageIsExplained();
    void aCommandThatIsNotThereIsExplained();
    void preloadedCodeHasNoHoldOnTheWrapper();
    void stdinAndStdoutStayAsTheClientMadeThem();
};

namespace {

#ifdef GATEHOUSE_SANITIZED
constexpr bool kWrapperIsStatic = false; // a sanitizer comes as a library; that users' wrapper has none is
                                         // shown by architecture/program_is_lean_gatehouse-wrap
#else
constexpr bool kWrapperIsStatic = true;
#endif

/// What follows `key ` in each such line of the fake server's report.
std::vector<std::string> reported(const ScratchHome& home, const std::string& key)
{
    std::vector<std::string> values;
    auto text = gatehouse::base::readFile(home.file("report"), 1 << 20).value();
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        const auto line = text.substr(begin, end - begin);
        if (line.starts_with(key))
            values.push_back(line.substr(std::min(line.size(), key.size() + 1)));
        begin = end + 1;
    }
    return values;
}

/// What of the report must not depend on whether a wrapper stood in between.
std::vector<std::string> surroundings(const ScratchHome& home)
{
    std::vector<std::string> all;
    for (const auto* key : {"cwd", "umask", "files", "signals", "descriptors", "env"}) {
        const auto values = reported(home, key);
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

/// Starts it, waits until it is up, and lets it end.
void runOnce(const WrapStart& start)
{
    WrapProcess wrap(start);
    const auto answer = wrap.ask(initialize(1));
    QVERIFY2(answer && answer->find("\"name\":\"fake\"") != std::string::npos, wrap.errors().c_str());
    wrap.closeInput();
    QCOMPARE(wrap.waitForEnd(), std::optional<int>(0));
}

} // namespace

void TestWrapFidelity::argumentsEnvironmentAndFolderArriveUnchanged()
{
    ScratchHome home;
    const auto folder = home.file("ein Ordner");
    QCOMPARE(::mkdir(folder.c_str(), 0700), 0);
    const auto command = fakeServer({"--report=" + home.file("report"), "", "--", "--entry=0123456789abcdef",
        "a b", "\"q\"", "'", "$HOME", "日本", "*", "\\", "-x"});
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    start.folder = folder;
    start.environment =
        home.environment({"EMPTY=", "A=b=c", "Ü=ä", "GATEHOUSE_X=1", "XDG_STATE_HOME=/elsewhere"});

    runOnce(start);

    QCOMPARE(reported(home, "argv"), command);
    QCOMPARE(reported(home, "env"), start.environment);
    QCOMPARE(reported(home, "cwd"), std::vector<std::string>{folder});
}

void TestWrapFidelity::signalsLimitsAndDescriptorsArriveUnchanged()
{
    ScratchHome home;
    const auto command = fakeServer({"--report=" + home.file("report")});
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    start.program = "/bin/sh";
    // The shell hands on: a limit, a umask, an ignored signal and a descriptor of the client's.
    const std::vector<std::string> shell{
        "-c", "ulimit -n 777; umask 027; trap '' USR1; exec 7>/dev/null; exec \"$@\"", "sh"};
    start.arguments = shell;
    start.arguments.insert(start.arguments.end(), command.begin(), command.end());
    runOnce(start);
    const auto direct = surroundings(home);
    start.arguments = shell;
    start.arguments.push_back(wrapProgram());
    start.arguments.insert(start.arguments.end(), command.begin(), command.end());

    runOnce(start);

    QCOMPARE(surroundings(home), direct);
    QCOMPARE(reported(home, "files"), std::vector<std::string>{"777"});
    QCOMPARE(reported(home, "umask"), std::vector<std::string>{"027"});
    QVERIFY(reported(home, "signals").at(0).find("ignored:" + std::to_string(SIGUSR1)) != std::string::npos);
    QVERIFY(reported(home, "descriptors").at(0).find('7') != std::string::npos);
}

void TestWrapFidelity::argvZeroStaysAsGiven()
{
    ScratchHome home;
    const auto folder = home.file("bin");
    QCOMPARE(::mkdir(folder.c_str(), 0700), 0);
    QCOMPARE(::symlink(fakeServer()[0].c_str(), (folder + "/shim").c_str()), 0);
    const std::vector<std::string> command{"shim", "--report=" + home.file("report")};
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    start.environment = {"HOME=" + home.places().home, "PATH=/nonexistent:" + folder};

    runOnce(start);

    QCOMPARE(reported(home, "argv"), command);
}

void TestWrapFidelity::aScriptSeesThePathItWasFoundBy()
{
    ScratchHome home;
    const auto script = home.file("script");
    const auto link = home.file("link");
    QVERIFY(gatehouse::base::replaceFile(script,
        "#!/bin/sh\nexec " + fakeServer()[0] + " --report=" + home.file("report") + " \"$0\" \"$@\"\n",
        0700));
    QCOMPARE(::symlink(script.c_str(), link.c_str()), 0);
    home.decide({approvedPattern({link, "x y"})});

    runOnce(home.start({link, "x y"}));

    const auto argv = reported(home, "argv");
    QCOMPARE(argv.at(2), link);
    QCOMPARE(argv.at(3), std::string("x y"));
}

/// But for that, all is as the client made it; what the real runtimes do with it is in e2e.
void TestWrapFidelity::aScriptsRuntimeIsKeptOffWhatOthersCompiled()
{
    ScratchHome home;
    const auto script = home.file("script");
    QVERIFY(gatehouse::base::replaceFile(
        script, "#!/bin/sh\nexec " + fakeServer()[0] + " --report=" + home.file("report") + "\n", 0700));
    home.decide({approvedPattern({script})});
    auto start = home.start({script});
    start.environment =
        home.environment({"A=b", "NODE_DISABLE_COMPILE_CACHE=0", "DENO_V8_FLAGS=--expose-gc"});
    std::vector<std::set<std::string>> found;
    for (int run = 0; run < 2; ++run) {
        runOnce(start);
        const auto reportedNow = reported(home, "env");
        found.emplace_back(reportedNow.begin(), reportedNow.end());
    }

    for (const auto& environment : found) {
        const auto flags = std::find_if(environment.begin(), environment.end(),
            [](const std::string& one) { return one.starts_with("DENO_V8_FLAGS=--expose-gc,--logfile="); });
        QVERIFY(flags != environment.end());
        QVERIFY(environment.contains("NODE_DISABLE_COMPILE_CACHE=1"));
        QVERIFY(!environment.contains("NODE_DISABLE_COMPILE_CACHE=0"));
        QVERIFY(environment.contains("BUN_RUNTIME_TRANSPILER_CACHE_PATH=0"));
        QVERIFY(environment.contains("A=b"));
    }
    QVERIFY(found.front() != found.back()); // nobody knows Deno's flags before they are used
}

void TestWrapFidelity::aFileWithoutAFirstLineRunsInTheShell()
{
    ScratchHome home;
    const auto script = home.file("script");
    QVERIFY(gatehouse::base::replaceFile(script, "exec " + fakeServer()[0] + " \"$@\"\n", 0700));
    home.decide({approvedPattern({script})});

    runOnce(home.start({script}));
}

void TestWrapFidelity::optionsEndAtTheFirstWordThatIsNone_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("dashes") << QStringList{QStringLiteral("--")};
    QTest::newRow("entry") << QStringList{QStringLiteral("--entry=0123456789abcdef")};
    QTest::newRow("both") << QStringList{QStringLiteral("--entry=0123456789abcdef"), QStringLiteral("--")};
}

void TestWrapFidelity::optionsEndAtTheFirstWordThatIsNone()
{
    QFETCH(QStringList, before);
    ScratchHome home;
    const auto command = fakeServer({"--report=" + home.file("report"), "--version"});
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    for (auto at = before.rbegin(); at != before.rend(); ++at)
        start.arguments.insert(start.arguments.begin(), at->toStdString());

    runOnce(start);

    QCOMPARE(reported(home, "argv"), command);
}

void TestWrapFidelity::badUsageIsExplained()
{
    const ScratchHome home;
    for (const auto& words :
        std::vector<std::vector<std::string>>{{}, {"--"}, {"--nonsense", "x"}, {"--entry=12", "x"}}) {
        WrapProcess wrap(home.start(words));

        const auto status = wrap.waitForEnd();

        QVERIFY(status && WIFEXITED(*status));
        QCOMPARE(WEXITSTATUS(*status), 2);
        QVERIFY(wrap.errors().find("Usage: gatehouse-wrap") != std::string::npos);
        QCOMPARE(wrap.readAll(), std::string());
    }
}

void TestWrapFidelity::aCommandThatIsNotThereIsExplained()
{
    const ScratchHome home;
    WrapProcess wrap(home.start({"no-such-command\x1b[2J"}));

    const auto status = wrap.waitForEnd();

    QVERIFY(status && WIFEXITED(*status));
    QCOMPARE(WEXITSTATUS(*status), 127);
    QVERIFY2(wrap.errors().find("no-such-command") != std::string::npos, wrap.errors().c_str());
    QVERIFY(wrap.errors().find('\x1b') == std::string::npos);
}

void TestWrapFidelity::preloadedCodeHasNoHoldOnTheWrapper()
{
    ScratchHome home;
    const auto command = fakeServer({"--report=" + home.file("report")});
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    // A dynamic program names the library that it cannot load; the wrapper must not even look at it.
    start.environment = home.environment({"LD_PRELOAD=/no/such/library.so"});
    WrapProcess wrap(start);
    QVERIFY(wrap.ask(initialize(1)));
    wrap.closeInput();
    QVERIFY(wrap.waitForEnd());

    const auto& errors = wrap.errors();
    // The fake server is dynamic: it complains, once.
    if (kWrapperIsStatic)
        QCOMPARE(errors.find("/no/such/library.so"), errors.rfind("/no/such/library.so"));
    QVERIFY(errors.find("/no/such/library.so") != std::string::npos);
    // The server got the variable all the same.
    const auto environment = reported(home, "env");
    QVERIFY(std::find(environment.begin(), environment.end(), "LD_PRELOAD=/no/such/library.so") !=
        environment.end());
}

void TestWrapFidelity::stdinAndStdoutStayAsTheClientMadeThem()
{
    ScratchHome home;
    const auto command = fakeServer();
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    // Whoever shares the pipes with the wrapper (a shell, here) must not find them non-blocking afterwards.
    start.program = "/bin/sh";
    start.arguments = {"-c", "\"$@\"; grep -h flags /proc/self/fdinfo/0 /proc/self/fdinfo/1", "sh",
        wrapProgram(), command[0]};
    WrapProcess wrap(start);
    QVERIFY(wrap.ask(initialize(1)));
    wrap.closeInput();

    const auto flags = wrap.readAll();

    constexpr long kNonBlocking = 04000;
    QCOMPARE(std::count(flags.begin(), flags.end(), '\n'), 2);
    for (std::size_t at = flags.find('\t'); at != std::string::npos; at = flags.find('\t', at + 1))
        QCOMPARE(std::strtol(flags.c_str() + at + 1, nullptr, 8) & kNonBlocking, 0L);
}

QTEST_APPLESS_MAIN(TestWrapFidelity)
#include "tst_wrap_fidelity.moc"
