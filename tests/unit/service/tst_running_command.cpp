// SPDX-License-Identifier: Apache-2.0
#include "core/service/running_command.h"

#include <QtTest>

using namespace gatehouse;

/// What a declared command looks like in the table of processes. '+' stands for a blank within one word.
class TestRunningCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void knowsWhatACommandBecomes_data();
    void knowsWhatACommandBecomes();
    void knowsWhatItDoesNotBecome_data();
    void knowsWhatItDoesNotBecome();

private:
    static std::vector<std::string> words(const QString& line)
    {
        std::vector<std::string> argv;
        for (auto word : line.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            argv.push_back(word.replace(QLatin1Char('+'), QLatin1Char(' ')).toStdString());
        return argv;
    }
};

void TestRunningCommand::knowsWhatACommandBecomes_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("argv");
    const auto row = [](const char* name, const char* command, const char* argv) {
        QTest::newRow(name) << QString::fromLatin1(command) << QString::fromLatin1(argv);
    };
    row("itself", "my-server --a b", "my-server --a b");
    row("by its path", "my-server --a b", "/opt/bin/my-server --a b");
    row("path declared", "/opt/bin/my-server", "/opt/bin/my-server");
    row("a script", "node server.js", "node server.js");
    row("#!", "npx -y @x/y", "node /usr/bin/npx -y @x/y");
    row("#! with options", "tool a", "/usr/bin/node --no-warnings /h/bin/tool a");
    row("npm's title", "npx -y @x/y@1.2.3 /tmp", "npm+exec+@x/y@1.2.3+/tmp");
    row("npm's title, plain", "npx y", "npm+exec+y");
    row("a module", "npx -y @x/y /tmp", "node /h/.npm/_npx/2/node_modules/@x/y/index.js /tmp");
    row("a module's program", "npx -y @x/y", "node /h/.npm/_npx/2/node_modules/.bin/y");
    row("uvx", "uvx mcp-server-git", "/h/.cache/uv/a/bin/python /h/.cache/uv/a/bin/mcp-server-git");
    row("docker", "docker run -i a/b", "docker run -i a/b");
    row("env", "env A=b my-server x", "my-server x");
    row("sh -c", "sh -c exec+my-server+x", "my-server x");
    row("a folder of the client's", "node ${workspaceFolder}/server.js", "node /w/server.js");
    row("a value in the middle", "my-server --root=${env:ROOT}:ro", "my-server --root=/data:ro");
    row("braces alone", "my-server {env:ROOT} x", "my-server /data x");
    row("a bare variable", "my-server $HOME/a x", "my-server /h/a x");
    row("a variable in the path", "${HOME}/bin/my-server", "/h/bin/my-server");
    row("python -m", "python3 -m mcp_server_git", "/h/venv/bin/python3 -m mcp_server_git");
    row("a guard", "pipelock mcp proxy -- npx y", "pipelock mcp proxy -- npx y");
}

void TestRunningCommand::knowsWhatACommandBecomes()
{
    QFETCH(QString, command);
    QFETCH(QString, argv);

    QVERIFY(service::runsCommand(words(argv), words(command)));
}

void TestRunningCommand::knowsWhatItDoesNotBecome_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("argv");
    const auto row = [](const char* name, const char* command, const char* argv) {
        QTest::newRow(name) << QString::fromLatin1(command) << QString::fromLatin1(argv);
    };
    row("other arguments", "my-server a", "my-server b");
    row("more arguments", "my-server a", "my-server a b");
    row("another program's arguments", "my-server a", "editor my-server a");
    row("another script", "node server.js", "node other.js");
    row("a bare shell", "bash", "bash");
    row("a bare interpreter", "node", "node");
    row("any line of a shell", "sh -c ${LINE}", "sh -c ls");
    row("any program", "${SERVER}", "anything");
    row("any script", "node ${workspaceFolder}", "node /w");
    row("around a variable", "my-server --root=${env:ROOT}:ro", "my-server --root=/data:rw");
    row("an interpreter's option", "bash -l", "bash -l");
    row("another package", "npx -y @x/y", "npm+exec+@x/y-evil");
    row("another module", "npx -y @x/y", "node /w/node_modules/@x/yy/index.js");
    row("no argv", "my-server", "");
    row("no command", "", "my-server");
}

void TestRunningCommand::knowsWhatItDoesNotBecome()
{
    QFETCH(QString, command);
    QFETCH(QString, argv);

    QVERIFY(!service::runsCommand(words(argv), words(command)));
}

QTEST_APPLESS_MAIN(TestRunningCommand)
#include "tst_running_command.moc"
