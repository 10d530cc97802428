// SPDX-License-Identifier: Apache-2.0
#include "core/trust/package_runner.h"

#include <QtTest>

using namespace gatehouse;

class TestPackageRunner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesThePackage_data();
    void namesThePackage();
    void otherProgramsRunNoPackage();
};

void TestPackageRunner::namesThePackage_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("pinned");
    const auto row = [](const char* command, const char* name, const char* version, bool pinned) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(name)
                               << QString::fromLatin1(version) << pinned;
    };
    row("npx -y pkg", "pkg", "", false);
    row("npx -y @scope/pkg@1.2.3 /home", "@scope/pkg", "1.2.3", true);
    row("npx pkg@latest", "pkg", "latest", false);
    row("npx pkg@^1.2.3", "pkg", "^1.2.3", false);
    row("npx pkg@1.2", "pkg", "1.2", false);
    row("npx --package=a@1.0.0 b", "a", "1.0.0", true);
    row("npx -p a@1.0.0 -- b", "a", "1.0.0", true);
    row("npx -c whatever", "", "", false);
    row("npx --registry http://x pkg@1.0.0-rc.1", "pkg", "1.0.0-rc.1", true);
    row("npm exec -- pkg@2.0.0", "pkg", "2.0.0", true);
    row("pnpm dlx pkg", "pkg", "", false);
    row("bunx pkg@3.1.4", "pkg", "3.1.4", true);
    row("uvx mcp-server-git", "mcp-server-git", "", false);
    row("uvx mcp-server-git==0.6.2", "mcp-server-git", "0.6.2", true);
    row("uvx mcp-server-git@0.6.2", "mcp-server-git", "0.6.2", true);
    row("uvx --from git+https://e/x tool", "git+https://e/x", "", false);
    row("uvx pkg>=1.0.0", "pkg", ">=1.0.0", false);
    row("uvx pkg==1.2.*", "pkg", "1.2.*", false);
    row("uvx pkg@1.0", "pkg", "1.0", true); // python's versions need no three numbers
    row("uvx pkg==2", "pkg", "2", true);
    row("uvx pkg==1.0rc1", "pkg", "1.0rc1", true);
    row("uvx pkg@latest", "pkg", "latest", false);
    row("uvx --from pkg[cli] tool", "pkg", "", false);
    row("uvx --from pkg[cli,rich]==1.2 tool", "pkg", "1.2", true);
    row("uvx --from pkg[cli tool", "pkg", "", false);
    row("uvx pkg==1.0,!=1.1", "pkg", "1.0,!=1.1", false);
    row("uv tool run pkg==1.2.3", "pkg", "1.2.3", true);
    row("pipx run --spec p==1.2.3 tool", "p", "1.2.3", true);
    row("pipx run --fetch-missing-python pkg", "pkg", "", false);
    row("pipx run --path ./x.py", "./x.py", "", false);
    // What stands before the subcommand hides nothing, and an option's value is not taken for the package.
    row("npm --yes exec pkg", "pkg", "", false);
    row("npm --registry http://x --package=a@1.0.0 exec b", "a", "1.0.0", true);
    row("npx --tag harmless pkg", "pkg", "", false);
    row("npx --script-shell /x/sh pkg@1.0.0", "pkg", "1.0.0", true);
    row("pnpm -C /w dlx pkg", "pkg", "", false);
    row("pnpm --package a dlx b", "a", "", false);
    row("yarn --cwd /w dlx pkg@1.0.0", "pkg", "1.0.0", true);
    row("bun --bun x pkg", "pkg", "", false);
    row("uv --offline --directory /w tool run pkg", "pkg", "", false);
    row("uv tool --quiet run pkg", "pkg", "", false);
    row("uvx --exclude-newer 2026-01-01 pkg", "pkg", "", false);
    row("docker --context far run -i a", "a", "", false);
    row("docker container run -i a:1", "a", "1", false);
    row("docker run -ie TOKEN=x a:1", "a", "1", false);
    row("docker run --cpu-quota 5000 a:1", "a", "1", false);
    row("docker run -i --rm -e TOKEN ghcr.io/a/b", "ghcr.io/a/b", "", false);
    row("docker run -i localhost:5000/b:1.2", "localhost:5000/b", "1.2", false);
    row("docker run a@sha256:0123456789012345678901234567890123456789012345678901234567890123", "a",
        "sha256:0123456789012345678901234567890123456789012345678901234567890123", true);
}

void TestPackageRunner::namesThePackage()
{
    QFETCH(QString, command);
    QFETCH(QString, name);
    QFETCH(QString, version);
    QFETCH(bool, pinned);
    std::vector<std::string> argv;
    for (const auto& word : command.split(QLatin1Char(' ')))
        argv.push_back(word.toStdString());

    const auto run = trust::packageRunOf(argv);

    QVERIFY(run.has_value());
    QCOMPARE(QString::fromStdString(run->name), name);
    QCOMPARE(QString::fromStdString(run->version), version);
    QCOMPARE(run->isPinned, pinned);
}

void TestPackageRunner::otherProgramsRunNoPackage()
{
    QVERIFY(!trust::packageRunOf({"node", "server.js"}));
    QVERIFY(!trust::packageRunOf({"docker", "ps"}));
    QVERIFY(!trust::packageRunOf({"npm", "start"}));
    QVERIFY(!trust::packageRunOf({}));
}

QTEST_APPLESS_MAIN(TestPackageRunner)
#include "tst_package_runner.moc"
