// SPDX-License-Identifier: Apache-2.0
#include "core/service/client_programs.h"
#include "core/service/process_tree.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::service;
namespace {

const clients::ClientTable& table()
{
    static const auto kTable = clients::loadBuiltinClientTable().value();
    return kTable;
}

std::string idOf(const clients::Client* client)
{
    return client == nullptr ? std::string() : client->id;
}

const std::vector<std::string>& namesOn(const clients::Client& client, clients::System system)
{
    if (system == clients::System::Mac)
        return client.processes.macNames;
    return system == clients::System::Windows ? client.processes.windowsNames : client.processes.linuxNames;
}

/// True where the client has a place for servers on that system.
bool isOn(const clients::Client& client, clients::System system)
{
    return std::ranges::any_of(client.locations, [&](const clients::ClientLocation& location) {
        const bool isInProjects =
            !location.projectPaths.empty() && (!location.isWindowsOnly || system == clients::System::Windows);
        return isInProjects || !clients::pathsFor(location.paths, system).empty();
    });
}

/// A program that waits for its standard input to close; it is ended with this object.
class Running {
public:
    Running(const std::string& program, std::vector<std::string> argv)
    {
        std::array<int, 2> input{};
        if (::pipe2(input.data(), O_CLOEXEC) != 0)
            qFatal("no pipe");
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
        std::vector<char*> words;
        for (auto& word : argv)
            words.push_back(word.data());
        words.push_back(nullptr);
        m_isStarted = ::posix_spawn(&m_pid, program.c_str(), &actions, nullptr, words.data(), environ) == 0;
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(input[0]);
        m_input = input[1];
    }
    ~Running()
    {
        ::close(m_input);
        if (m_isStarted) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    bool isStarted() const { return m_isStarted; }
    int pid() const { return m_pid; }

private:
    pid_t m_pid = 0;
    int m_input = -1;
    bool m_isStarted = false;
};

} // namespace

class TestClientPrograms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyClientIsKnownOrSaysWhyNot_data();
    void everyClientIsKnownOrSaysWhyNot();
    void everyNameIsOneClientsAlone();
    void knowsClientsByTheirPrograms_data();
    void knowsClientsByTheirPrograms();
    void knowsThemOnOtherSystems();
    void takesNoOrdinaryProgramForAClient_data();
    void takesNoOrdinaryProgramForAClient();
    void knowsProcessesThatReallyRun_data();
    void knowsProcessesThatReallyRun();
};

void TestClientPrograms::everyClientIsKnownOrSaysWhyNot_data()
{
    QTest::addColumn<QString>("id");
    for (const auto& client : table())
        QTest::newRow(client.id.c_str()) << QString::fromStdString(client.id);
}

void TestClientPrograms::everyClientIsKnownOrSaysWhyNot()
{
    QFETCH(const QString, id);
    const auto& client = *clients::findClient(table(), id.toStdString());
    const bool saysWhyNot = client.processes.none.size() > 20; // a reason, not a word

    for (const auto system : {clients::System::Linux, clients::System::Mac, clients::System::Windows}) {
        if (isOn(client, system) && namesOn(client, system).empty() && client.processes.hosts.empty())
            QVERIFY2(saysWhyNot, client.id.c_str());
    }
}

void TestClientPrograms::everyNameIsOneClientsAlone()
{
    for (const auto system : {clients::System::Linux, clients::System::Mac, clients::System::Windows}) {
        for (const auto& client : table()) {
            for (const auto& name : namesOn(client, system)) {
                model::ProcessInfo process;
                process.executable =
                    name.find('/') == std::string::npos ? "/opt/x/" + name : "/opt" + name + "x";
                QCOMPARE(idOf(clientRunning(table(), process, system)), client.id);
            }
        }
    }
}

void TestClientPrograms::knowsClientsByTheirPrograms_data()
{
    QTest::addColumn<QString>("executable");
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QString>("client");
    const auto row = [](const char* executable, const QStringList& argv, const char* client) {
        QTest::addRow("%s %s", executable, qPrintable(argv.join(QLatin1Char(' '))))
            << QString::fromLatin1(executable) << argv << QString::fromLatin1(client);
    };
    const auto words = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
    row("/home/u/.local/share/claude/versions/2.1.197", words("claude"), "claude-code");
    row("/opt/claude", words("claude"), "claude-code");
    row("/usr/bin/node",
        words("node --max-old-space-size=8192 /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js"),
        "claude-code");
    row("/usr/bin/node", words("node /usr/local/bin/claude --resume"), "claude-code");
    row("/usr/bin/node", words("claude"), "claude-code"); // it wrote over its title
    row("", words("claude"), "claude-code");
    row("/home/u/.vscode-server/bin/abc/node", words("node out/server-main.js"), "vscode-server");
    row("/usr/share/code-insiders/code-insiders", {}, "vscode-insiders");
    row("/usr/share/codium/codium", {}, "vscodium");
    row("/tmp/.mount_CursorX/usr/share/cursor/cursor", {}, "cursor");
    row("/usr/lib/electron29/electron", words("electron /usr/lib/claude-desktop/app.asar"), "claude-desktop");
    // A link of npm's, a runner's cache, a platform's own package, a virtual environment of Python, an
    // AppImage.
    row("/usr/bin/node", words("node --no-warnings=DEP0040 /home/u/.nvm/versions/node/v24.1.0/bin/gemini"),
        "gemini-cli");
    row("/usr/bin/node", words("node /home/u/.npm/_npx/1/node_modules/@qwen-code/qwen-code/cli-entry.js"),
        "qwen-code");
    row("/usr/lib/node_modules/@openai/codex/node_modules/@openai/codex-linux-x64/vendor/codex/codex", {},
        "codex");
    row("/usr/lib/node_modules/opencode-ai/bin/opencode.exe", words("opencode"), "opencode");
    row("/usr/bin/python3.11", words("python /home/u/.local/bin/vibe"), "mistral-vibe");
    row("/home/u/.local/bin/goosed", {}, "goose");
    row("/tmp/.mount_LMStud/lm-studio", {}, "lm-studio");
    row("/opt/warpdotdev/warp-terminal/warp", {}, "warp");
    row("/opt/idea/bin/idea", {}, "jetbrains-ai");
    row("/opt/pycharm/jbr/bin/java",
        words("java -cp /opt/pycharm/lib/platform-loader.jar com.intellij.idea.Main"), "jetbrains-ai");
    // What only mentions a client is none.
    row("/usr/bin/vim", words("vim node_modules/@anthropic-ai/claude-code/cli.js"), "");
    row("/usr/bin/bash", words("bash"), "");
    row("/usr/bin/node", words("node server.js claude"), "");
    row("/usr/bin/node", words("node -e claude"), "");
    row("/usr/bin/node", words("node /usr/lib/node_modules/@openai/codex-sdk/x.js"), "");
    row("/home/u/claude/bin/gatehouse-cli", words("gatehouse-cli"), "");
    row("/usr/lib/jvm/java-17/bin/java", words("java -jar /home/u/idea/server.jar"), "");
    // The shells of every terminal hang below what Amazon Q and Kiro put around them.
    row("/home/u/.local/bin/qterm", words("bash (qterm)"), "");
    row("/home/u/.local/bin/kiro-cli-term", words("zsh (kiro-cli-term)"), "");
}

void TestClientPrograms::knowsClientsByTheirPrograms()
{
    QFETCH(const QString, executable);
    QFETCH(const QStringList, argv);
    QFETCH(const QString, client);
    model::ProcessInfo process;
    process.executable = executable.toStdString();
    for (const auto& word : argv)
        process.argv.push_back(word.toStdString());

    QCOMPARE(idOf(clientRunning(table(), process, clients::System::Linux)), client.toStdString());
}

void TestClientPrograms::knowsThemOnOtherSystems()
{
    const auto onWindows = [](const char* executable) {
        model::ProcessInfo process;
        process.executable = executable;
        return idOf(clientRunning(table(), process, clients::System::Windows));
    };
    model::ProcessInfo zed;
    zed.executable = "/Applications/Zed.app/Contents/MacOS/zed";

    QCOMPARE(
        onWindows("C:\\Users\\u\\AppData\\Local\\Programs\\Windsurf\\WINDSURF.EXE"), std::string("windsurf"));
    QCOMPARE(onWindows("C:\\Users\\u\\AppData\\Local\\Programs\\Warp\\warp.exe"), std::string("warp"));
    QCOMPARE(onWindows("C:\\Program Files\\VS\\Common7\\IDE\\devenv.exe"), std::string("visual-studio"));
    QCOMPARE(onWindows("C:\\Users\\u\\AppData\\Local\\AnthropicClaude\\app-1.0\\claude.exe"),
        std::string("claude-desktop"));
    QCOMPARE(onWindows("C:\\Users\\u\\.local\\bin\\claude.exe"), std::string("claude-code"));
    QCOMPARE(onWindows("C:\\Windows\\explorer.exe"), std::string());
    QCOMPARE(idOf(clientRunning(table(), zed, clients::System::Mac)), std::string("zed"));
}

void TestClientPrograms::takesNoOrdinaryProgramForAClient_data()
{
    QTest::addColumn<QString>("executable");
    for (const auto* executable : {"/usr/bin/node", "/usr/bin/nodejs", "/usr/bin/python3.11",
             "/usr/lib/jvm/java-17-openjdk-amd64/bin/java", "/usr/bin/ruby3.1", "/usr/bin/perl",
             "/home/u/.bun/bin/bun", "/usr/bin/deno", "/usr/lib/electron/electron", "/usr/bin/dash",
             "/usr/bin/bash", "/usr/bin/zsh", "/usr/bin/fish", "/usr/bin/tmux", "/usr/bin/screen",
             "/usr/lib/systemd/systemd", "/usr/sbin/sshd", "/usr/bin/login", "/usr/bin/gnome-shell",
             "/usr/libexec/gnome-terminal-server", "/usr/bin/konsole", "/usr/bin/kitty", "/usr/bin/alacritty",
             "/usr/bin/xterm", "/usr/bin/git", "/usr/bin/make", "/usr/bin/docker", "/usr/bin/sudo",
             "/usr/bin/vim", "/usr/lib/firefox/firefox", "/opt/google/chrome/chrome", "/usr/bin/gatehouse",
             "/usr/bin/gatehouse-cli"})
        QTest::newRow(executable) << QString::fromLatin1(executable);
}

void TestClientPrograms::takesNoOrdinaryProgramForAClient()
{
    QFETCH(const QString, executable);
    model::ProcessInfo process;
    process.executable = executable.toStdString();
    process.argv = {process.executable};

    QCOMPARE(idOf(clientRunning(table(), process, clients::System::Linux)), std::string());
}

void TestClientPrograms::knowsProcessesThatReallyRun_data()
{
    QTest::addColumn<QString>("file"); // of the program or script, in a folder of its own
    QTest::addColumn<bool>("isScript");
    QTest::addColumn<QString>("title"); // argv[0]; empty: the path
    QTest::addColumn<QString>("client");

    QTest::newRow("a program of its own") << "bin/crush" << false << ""
                                          << "crush";
    QTest::newRow("a program in an app's folder") << "opt/warp-terminal/warp" << false << ""
                                                  << "warp";
    QTest::newRow("a script behind #!") << "bin/gemini" << true << ""
                                        << "gemini-cli";
    QTest::newRow("a script in its package")
        << "lib/node_modules/@continuedev/cli/dist/start.js" << true << ""
        << "continue";
    QTest::newRow("an IDE's Java") << "opt/idea/jbr/bin/java" << false << ""
                                   << "jetbrains-ai";
    QTest::newRow("another program with a client's title") << "bin/editor" << false << "claude"
                                                           << "";
    QTest::newRow("another script") << "bin/server" << true << ""
                                    << "";
}

void TestClientPrograms::knowsProcessesThatReallyRun()
{
    QFETCH(const QString, file);
    QFETCH(const bool, isScript);
    QFETCH(const QString, title);
    QFETCH(const QString, client);
    const QTemporaryDir folder;
    const QString path = folder.filePath(file);
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    if (isScript) {
        QFile script(path);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\nread line\n");
    } else {
        QVERIFY(QFile::copy(QStringLiteral("/bin/cat"), path));
    }
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));

    const Running running(path.toStdString(), {title.isEmpty() ? path.toStdString() : title.toStdString()});
    QVERIFY(running.isStarted());
    const auto tree = systemProcessTree();
    const auto seen = [&] {
        const auto process = tree->process(running.pid());
        return process && !process->argv.empty() ? std::optional(idOf(clientRunning(table(), *process)))
                                                 : std::nullopt;
    };

    // The words of a process can be read a moment after posix_spawn has returned.
    QTRY_VERIFY(seen().has_value());
    QCOMPARE(seen().value(), client.toStdString());
}

QTEST_GUILESS_MAIN(TestClientPrograms)
#include "tst_client_programs.moc"
