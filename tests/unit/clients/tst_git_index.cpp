// SPDX-License-Identifier: Apache-2.0
#include "core/clients/git_index.h"
#include "tests/support/client_home.h"
#include "tests/support/git_command.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

bool git(const ClientHome& home, const std::string& folder, const QStringList& arguments)
{
    return tests::git(home.path(folder), arguments);
}

QStringList words(const char* text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

} // namespace

class TestGitIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsTrackedFromUntracked_data();
    void tellsTrackedFromUntracked();
    void aFileOutsideAnyWorkTreeIsUntracked();
    void anIndexThatIsNotUnderstoodCountsAsUnknown();
    void knowsWorktreesAndSplitIndexes();
    void protectLeavesATrackedFileWithoutConsent();
};

void TestGitIndex::tellsTrackedFromUntracked_data()
{
    QTest::addColumn<QStringList>("init");
    QTest::addColumn<QStringList>("then");
    QTest::newRow("version 2") << words("init -q") << QStringList();
    QTest::newRow("version 3") << words("init -q") << words("add -N intended");
    QTest::newRow("version 4") << words("init -q") << words("update-index --index-version 4");
    QTest::newRow("SHA-256") << words("init -q --object-format=sha256") << QStringList();
}

void TestGitIndex::tellsTrackedFromUntracked()
{
    QFETCH(const QStringList, init);
    QFETCH(const QStringList, then);
    const ClientHome home;
    home.write("repo/.mcp.json", "{}");
    home.write("repo/intended", "");
    home.write("repo/a/b/.mcp.json", "{}");
    home.write("repo/a/b/.mcp.json.more", "{}");
    home.write("repo/z", "");
    QVERIFY(git(home, "repo", init));
    QVERIFY(git(home, "repo", words("add a/b z")));
    QVERIFY(then.isEmpty() || git(home, "repo", then));
    QVERIFY(git(home, "repo", words("rm -q --cached z")));

    QCOMPARE(gitTracking(home.path("repo/a/b/.mcp.json")), GitTracking::Tracked);
    QCOMPARE(gitTracking(home.path("repo/a/b/.mcp.json.more")), GitTracking::Tracked);
    QCOMPARE(gitTracking(home.path("repo/.mcp.json")), GitTracking::Untracked);
    QCOMPARE(gitTracking(home.path("repo/z")), GitTracking::Untracked);
}

void TestGitIndex::aFileOutsideAnyWorkTreeIsUntracked()
{
    const ClientHome home;
    home.write("x/.mcp.json", "{}");
    QCOMPARE(gitTracking(home.path("x/.mcp.json")), GitTracking::Untracked);
    QVERIFY(git(home, "x", words("init -q")));
    QCOMPARE(gitTracking(home.path("x/.mcp.json")), GitTracking::Untracked);
}

void TestGitIndex::anIndexThatIsNotUnderstoodCountsAsUnknown()
{
    const ClientHome home;
    home.write("repo/.mcp.json", "{}");
    home.write("repo/.git/HEAD", "ref: refs/heads/main\n");
    for (const auto& index : {std::string("DIRX"), std::string("DIRC\0\0\0\x02\0\0\0\x05", 12), std::string(),
             std::string("DIRC\0\0\0\x09\0\0\0\0", 12)}) {
        home.write("repo/.git/index", index);
        QCOMPARE(gitTracking(home.path("repo/.mcp.json")), GitTracking::Unknown);
    }
}

void TestGitIndex::knowsWorktreesAndSplitIndexes()
{
    const ClientHome home;
    home.write("repo/.mcp.json", "{}");
    QVERIFY(git(home, "repo", words("init -q")));
    QVERIFY(git(home, "repo", words("add .mcp.json")));
    QVERIFY(git(home, "repo", words("commit -q -m x")));
    QVERIFY(git(home, "repo", words("worktree add -q ../tree")));
    QCOMPARE(gitTracking(home.path("tree/.mcp.json")), GitTracking::Tracked);
    QCOMPARE(gitTracking(home.path("tree/other")), GitTracking::Untracked);
    QVERIFY(git(home, "repo", words("update-index --split-index")));

    QVERIFY(gitTracking(home.path("repo/.mcp.json")) != GitTracking::Untracked);
}

void TestGitIndex::protectLeavesATrackedFileWithoutConsent()
{
    ClientHome home;
    const std::string text = R"({"mcpServers":{"a":{"command":"a"}}})";
    home.write("repo/.mcp.json", text);
    QVERIFY(git(home, "repo", words("init -q")));
    QVERIFY(git(home, "repo", words("add .mcp.json")));

    const auto plan = home.plan({home.path("repo")});

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.at(0).reason.code, base::ErrorCode::TrackedByGit);
    QCOMPARE(
        home.discover({home.path("repo")}).files.at(0).entries.at(0).reason, std::string("tracked-by-git"));
    home.options.includeTracked = true;
    QCOMPARE(home.protect({home.path("repo")}).size(), std::size_t{1});
    home.unprotect();
    QCOMPARE(home.read("repo/.mcp.json"), text);
}

QTEST_GUILESS_MAIN(TestGitIndex)
#include "tst_git_index.moc"
