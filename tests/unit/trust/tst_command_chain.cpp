// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_chain.h"

#include <QtTest>

using namespace gatehouse;

/// Other guards, proxies and launchers in a declared command.
class TestCommandChain : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsTheChain_data();
    void showsTheChain();
    void aPlainServerHasNoLinks_data();
    void aPlainServerHasNoLinks();
    void theInnerCommandKeepsItsArguments();
    void anAddressLosesWhatMayBeSecret();
    void aChainWithoutEndEnds();
    void behindPackagePointsBehindWhatRuns();

private:
    /// Words parted by blanks; '+' stands for a blank within one.
    static std::vector<std::string> words(const QString& line)
    {
        std::vector<std::string> argv;
        for (auto word : line.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            argv.push_back(word.replace(QLatin1Char('+'), QLatin1Char(' ')).toStdString());
        return argv;
    }
};

void TestCommandChain::showsTheChain_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* command, const char* shown) {
        QTest::newRow(command) << QString::fromUtf8(command) << QString::fromUtf8(shown);
    };
    row("pipelock mcp proxy --config p.yaml -- npx -y @x/y /tmp", "pipelock → npx @x/y");
    row("/opt/bin/pipelock mcp proxy -- node /srv/a/server.js", "pipelock → node server.js");
    row("pipelock mcp proxy --upstream https://e.org/mcp", "pipelock → https://e.org/mcp");
    row("npx -y mcp-remote https://e.org/sse 3334 --header A:b", "mcp-remote → https://e.org/sse");
    row("npx mcp-remote@0.1.2 https://e.org/sse", "mcp-remote → https://e.org/sse");
    row("npx -y mcp-remote@latest --header A:https https://e.org", "mcp-remote → https://e.org");
    row("node /usr/lib/node_modules/mcp-remote/dist/proxy.js https://e.org/m",
        "mcp-remote → https://e.org/m");
    row("npx -p mcp-remote@latest mcp-remote https://e.org/m", "mcp-remote → https://e.org/m");
    row("uvx mcp-proxy --transport=streamablehttp https://e.org/mcp", "mcp-proxy → https://e.org/mcp");
    row("mcp-proxy --headers A b -- uvx mcp-server-fetch", "mcp-proxy → uvx mcp-server-fetch");
    row("mcp-proxy uvx mcp-server-fetch", "mcp-proxy → uvx mcp-server-fetch");
    row("docker run -i --rm ghcr.io/sparfenyuk/mcp-proxy:v1 https://e.org", "mcp-proxy → https://e.org");
    row("npx -y supergateway --sse https://e.org/sse", "supergateway → https://e.org/sse");
    row("npx -y supergateway --stdio npx+-y+@x/y", "supergateway → npx @x/y");
    row("docker mcp gateway run --servers=a,b", "docker mcp gateway");
    row("thv proxy stdio github", "toolhive → github");
    row("thv run --transport stdio uvx://mcp-server-git", "toolhive → uvx://mcp-server-git");
    row("npx -y @smithery/cli@latest run @a/b --key k", "smithery → @a/b");
    row("uvx invariant-gateway@latest mcp --project-name p --push-explorer --exec uv --directory /w run "
        "weather.py",
        "invariant-gateway → uv");
    row("python3 -m mcpgateway.wrapper", "mcp context forge");
    row("gatehouse-wrap --entry=0123456789abcdef npx -y @x/y", "gatehouse → npx @x/y");
    // Nested: from the outside in.
    row("op run --env-file .env -- pipelock mcp proxy -- npx -y mcp-remote https://e.org",
        "1password → pipelock → mcp-remote → https://e.org");
    row("env A=b -u C npx -y mcp-remote https://e.org", "env → mcp-remote → https://e.org");
    row("cmd /c npx -y @x/y", "cmd → npx @x/y");
    row("bash -lc exec+npx+-y+@x/y", "shell → npx @x/y");
    row("mise x -- node server.js", "mise → node server.js");
}

void TestCommandChain::showsTheChain()
{
    QFETCH(QString, command);
    QFETCH(QString, shown);

    const auto chain = trust::chainOf(words(command));

    QCOMPARE(QString::fromStdString(trust::chainText(chain)), shown);
    QVERIFY(!chain.links.empty());
}

void TestCommandChain::aPlainServerHasNoLinks_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"npx -y @x/y", "docker run -i a/b", "docker ps",
             "uvx mcp-remote-helper https://e.org", "node /w/mcp-remote.d/server.js https://e.org",
             "thv list", "bash /w/run.sh", "bash -c cd+/w+&&+npx+y", "sh -c npx+\"$PACKAGE\"", "env",
             "server --exec pipelock mcp proxy", "npx -c mcp-remote"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestCommandChain::aPlainServerHasNoLinks()
{
    QFETCH(QString, command);
    const auto argv = words(command);

    const auto chain = trust::chainOf(argv);

    QVERIFY(chain.links.empty());
    QCOMPARE(chain.inner, argv);
}

void TestCommandChain::theInnerCommandKeepsItsArguments()
{
    const auto chain = trust::chainOf({"pipelock", "mcp", "proxy", "--", "npx", "-y", "@x/y", "--", "/a b"});

    QCOMPARE(chain.inner, (std::vector<std::string>{"npx", "-y", "@x/y", "--", "/a b"}));
    QCOMPARE(chain.links, (std::vector<trust::ChainLink>{{trust::ChainRole::Guard, "pipelock"}}));
}

void TestCommandChain::anAddressLosesWhatMayBeSecret()
{
    const auto chain = trust::chainOf({"npx", "mcp-remote", "https://user:word@e.org:8/mcp?key=secret#x"});

    QCOMPARE(trust::chainText(chain), std::string("mcp-remote → https://e.org:8/mcp"));
    QCOMPARE(trust::chainText(trust::chainOf({"npx", "@x/y", "--token=secret"})), std::string("npx @x/y"));
}

void TestCommandChain::aChainWithoutEndEnds()
{
    std::vector<std::string> argv;
    for (int i = 0; i < 1000; ++i)
        argv.insert(argv.end(), {"nice"});
    argv.push_back("server");

    QCOMPARE(trust::chainOf(argv).links.size(), std::size_t{8});
    QVERIFY(trust::chainOf({}).links.empty());
    QCOMPARE(trust::chainText({}), std::string());
}

void TestCommandChain::behindPackagePointsBehindWhatRuns()
{
    QCOMPARE(trust::behindPackage(words(QStringLiteral("npx -y @x/y a b"))), std::size_t{3});
    QCOMPARE(trust::behindPackage(words(QStringLiteral("npx --package=a@1.0.0 -- tool x"))), std::size_t{4});
    QCOMPARE(trust::behindPackage(words(QStringLiteral("uvx --from a tool"))), std::size_t{4});
    QCOMPARE(trust::behindPackage(words(QStringLiteral("npx -c x"))), std::size_t{3});
    QCOMPARE(trust::behindPackage(words(QStringLiteral("node x"))), std::size_t{0});
}

QTEST_APPLESS_MAIN(TestCommandChain)
#include "tst_command_chain.moc"
