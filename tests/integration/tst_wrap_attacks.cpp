// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/npx_home.h"

#include <QtTest>

#include <filesystem>

using namespace gatehouse::integration;
namespace base = gatehouse::base;

/// What somebody would try who has read how a launch is recognised: after the approval a file changes that no
/// argument names. The real wrapper relays nothing of what then runs.
class TestWrapAttacks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anExchangedFileIsNotRelayed_data();
    void anExchangedFileIsNotRelayed();
    void aLinkThatIsExchangedAfterTheCheckIsKilled();
    void whatUvMakesAtItsFirstStartAsksOnce();
};

namespace {

QStringList words(const char* line)
{
    return QString::fromLatin1(line).split(QLatin1Char(' '));
}

std::string expanded(const NpxHome& home, QString text)
{
    return text.replace(QStringLiteral("~"), QString::fromStdString(home.places().home)).toStdString();
}

/// Interpreters that do what they are told: start the fake server.
void addInterpreters(const NpxHome& home)
{
    for (const auto* const name : {"node", "bun", "zsh", "python3", "uv", "sudo", "deno", "yarn"})
        home.write(std::string("bin/") + name, "#!/bin/sh\nexec " + fakeServer()[0] + "\n");
}

} // namespace

void TestWrapAttacks::anExchangedFileIsNotRelayed_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("before"); // empty: it is not there
    QTest::addColumn<QString>("after");

    const auto row = [](const char* name, const char* command, const char* variable, const std::string& file,
                         const char* before, const char* after) {
        QTest::newRow(name) << words(command) << QString::fromLatin1(variable) << QString::fromStdString(file)
                            << QString::fromLatin1(before) << QString::fromLatin1(after);
    };
    const auto cache = ".npm/_npx/" + base::sha512Hex("memory").substr(0, 16) + "/node_modules";
    row("the link in node_modules/.bin", "npx -y memory", "", cache + "/.bin/memory", "",
        "#!/bin/sh\nevil\n");
    row("a node in node_modules/.bin", "npx -y memory", "", cache + "/.bin/node", "", "#!/bin/sh\nevil\n");
    row("the package's bin", "npx -y memory", "", cache + "/memory/package.json", "",
        R"({"name":"memory","version":"1.0.0","bin":"evil.sh"})");
    row("a dependency's file", "npx -y memory", "", cache + "/memory/node_modules/dep/index.js", "code",
        "evil");
    row("a script that a package runs", "npx -y memory ~/own/server.ts", "", "own/server.ts", "code", "evil");
    row("what such a script imports", "npx -y memory ~/own/server.ts", "", "own/lib/tools.ts", "code",
        "evil");
    row("npm's shell", "npx -y memory", "", ".npmrc", "", "script-shell=/bin/dash\n");
    row("npm's registry", "npx -y memory", "", ".npmrc", "", "registry=https://evil.example/\n");
    row("npm's node options", "npx -y memory", "", ".npmrc", "", "node-options=--require /x.js\n");
    row("the package that npx runs", "npx -y memory", "", ".npmrc", "", "package=evil\n");
    row("what node imports first", "node --import ./hook.mjs server.js", "", "hook.mjs", "code", "evil");
    row("an .env file", "node --env-file=.env server.js", "", ".env", "A=1\n",
        "NODE_OPTIONS=--require=./x.js\n");
    row("what an .env file has node load", "node --env-file=.env server.js", "", "hook.js", "code", "evil");
    row("NODE_OPTIONS", "node server.js", "NODE_OPTIONS=--require ~/hook.js", "hook.js", "code", "evil");
    row("bun's own .env", "bun run server.js", "", ".env.local", "", "BUN_OPTIONS=--preload ./x.js\n");
    row("bunfig.toml", "bun run server.js", "", "bunfig.toml", "", "preload = [\"./x.ts\"]\n");
    row("BASH_ENV", "bash -c bin/node", "BASH_ENV=~/start.sh", "start.sh", "true\n", "touch ~/ran\n");
    row("zsh's own file", "zsh server.js", "", ".zshenv", "", "evil\n");
    row("PYTHONSTARTUP", "python3 -i server.js", "PYTHONSTARTUP=~/start.py", "start.py", "1\n", "evil\n");
    row("sitecustomize in PYTHONPATH", "/usr/bin/python3 -m serving", "PYTHONPATH=~/lib",
        "lib/sitecustomize.py", "", "evil\n");
    row("a module of the working folder", "/usr/bin/python3 -m serving", "PYTHONPATH=~/lib", "serving.py", "",
        "evil\n");
    row("a script behind sudo", "sudo -n node server.js", "", "server.js", "", "evil\n");
    row("a script of uv run", "uv --directory ~ run server.js.py", "", "server.js.py", "code", "evil\n");
    row("the lock of uv run", "uv --directory ~ run server.js.py", "", "uv.lock", "lock", "other lock");
    row("deno's copy of an address", "deno run https://e.example/server.ts", "",
        ".cache/deno/remote/https/e.example/" + base::toHex(base::sha256("/server.ts")), "code", "evil");
    row("yarn's archive", "yarn dlx memory", "", ".yarn/berry/cache/memory-npm-1.0.0-aaaaaaaaaa-10c0.zip",
        "zip", "evil");
    row("yarn's own path", "yarn dlx memory", "", ".yarnrc.yml", "", "yarnPath: ./evil.cjs\n");
    row("a wrapper in a wrapper in a wrapper", "env A=1 nice -n 1 sudo -n node server.js", "", "server.js",
        "", "evil\n");
}

void TestWrapAttacks::anExchangedFileIsNotRelayed()
{
    QFETCH(QStringList, command);
    QFETCH(QString, variable);
    QFETCH(QString, file);
    QFETCH(QString, before);
    QFETCH(QString, after);
    NpxHome home;
    addInterpreters(home);
    home.install("1.0.0");
    home.write("server.js", "code");
    home.write("own/server.ts", "code");
    home.write("lib/serving.py", "import os\nos.execv('" + fakeServer()[0] + "', ['fake'])\n");
    home.write("pyproject.toml", "[project]");
    home.write(".env", "NODE_OPTIONS=\"--require ./hook.js\"\n");
    home.write("hook.js", "code");
    home.write(".yarn/berry/cache/memory-npm-1.0.0-aaaaaaaaaa-10c0.zip", "zip");
    if (!before.isEmpty())
        home.write(file.toStdString(), before.toStdString());
    std::vector<std::string> argv;
    for (const auto& word : command)
        argv.push_back(expanded(home, word));
    auto launch = home.launch(argv);
    if (!variable.isEmpty())
        launch.environment.push_back(expanded(home, variable));
    home.approve(launch);
    QVERIFY2(home.isRelayed(launch), home.lastErrors.c_str());

    home.write(file.toStdString(), expanded(home, after));

    QVERIFY(!home.isRelayed(launch));
    QVERIFY(!base::stampOf(home.file("ran")));
}

/// A farm of links is turned while the server starts: what was checked is not what runs.
void TestWrapAttacks::aLinkThatIsExchangedAfterTheCheckIsKilled()
{
    NpxHome home;
    const auto go = home.file("go");
    const auto waiting = "#!/bin/sh\nwhile [ ! -e " + go + " ]; do sleep 0.02; done\n";
    home.write("farm/v1/server", waiting + "exec /bin/sh " + home.file("farm/current/server") + " now\n");
    home.write("farm/v2/server",
        "read x\necho '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\nsleep 60\n");
    std::filesystem::create_symlink("v1", home.file("farm/current"));
    const auto launch = home.launch({home.file("farm/current/server")});
    home.approve(launch);
    WrapProcess wrap(launch);
    QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));

    std::filesystem::create_symlink("v2", home.file("farm/next"));
    std::filesystem::rename(home.file("farm/next"), home.file("farm/current"));
    home.write("go", "");
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "evil"));
    QVERIFY(wrap.waitForEnd());
    QVERIFY(wrap.errors().find("nothing of it was relayed") != std::string::npos);
}

/// uv makes the project's environment when it first runs: what that is nobody could know before, so the next
/// start asks, and then it is known.
void TestWrapAttacks::whatUvMakesAtItsFirstStartAsksOnce()
{
    NpxHome home;
    home.write("bin/uv", "#!/bin/sh\nexec " + fakeServer()[0] + "\n");
    home.write("project/pyproject.toml", "[project]");
    home.write("project/server.py", "code");
    const auto launch = home.launch({"uv", "--directory", home.file("project"), "run", "server.py"});
    home.approve(launch);
    QVERIFY(home.isRelayed(launch));

    std::filesystem::create_directories(home.file("project/.venv/bin"));
    home.write("project/.venv/pyvenv.cfg", "home = /usr/bin");
    std::filesystem::create_symlink("/usr/bin/python3", home.file("project/.venv/bin/python"));
    QVERIFY(!home.isRelayed(launch));
    home.approve(launch);

    QVERIFY(home.isRelayed(launch));
}

QTEST_APPLESS_MAIN(TestWrapAttacks)
#include "tst_wrap_attacks.moc"
