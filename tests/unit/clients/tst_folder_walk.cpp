// SPDX-License-Identifier: Apache-2.0
#include "core/clients/app_homes.h"
#include "core/clients/folder_walk.h"
#include "core/clients/listed_projects.h"
#include "tests/support/client_home.h"

#include <QtTest>

#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

constexpr std::string_view kMounts = R"(22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:30 / /home/ida/nas rw shared:2 master:1 - nfs4 server:/export rw
31 22 8:2 / /home/ida/big\040disk rw - ext4 /dev/sdb1 rw
32 22 0:31 / /home/ida/remote rw - fuse.sshfs host:/ rw
not a line of mountinfo
)";

/// What a walk did.
struct Walk {
    std::vector<std::string> visited;
    std::vector<std::string> leftOut;
};

Walk walkOf(const std::string& root, const MountTable& mounts, SearchBounds bounds)
{
    Walk walk;
    walkFolders(root, mounts, bounds,
        {[&](const std::string& folder, const std::vector<std::string>&) { walk.visited.push_back(folder); },
            [&](const std::string& folder) { walk.leftOut.push_back(folder); }});
    return walk;
}

} // namespace

class TestFolderWalk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhereFileSystemsAreMounted();
    void doesNotCrossIntoOtherFileSystems();
    void saysWhatDiscoveryLeftOut();
    void endsAtItsDeadline();
    void readsFileUrls_data();
    void readsFileUrls();
    void tellsHomesOfApplications();
};

void TestFolderWalk::readsWhereFileSystemsAreMounted()
{
    const auto mounts = MountTable::parse(kMounts);

    QVERIFY(mounts.isMountPoint("/home/ida/nas"));
    QVERIFY(mounts.isMountPoint("/home/ida/big disk"));
    QVERIFY(!mounts.isMountPoint("/home/ida"));
    QVERIFY(mounts.isNetwork("/home/ida/nas"));
    QVERIFY(mounts.isNetwork("/home/ida/nas/deep/below"));
    QVERIFY(mounts.isNetwork("/home/ida/remote/x"));
    QVERIFY(!mounts.isNetwork("/home/ida/nasty"));
    QVERIFY(!mounts.isNetwork("/home/ida/big disk/x"));
    QVERIFY(!mounts.isNetwork("/home"));
    QVERIFY(!MountTable().isNetwork("/home"));
    QVERIFY(mountTableOfThisProcess().isMountPoint("/"));
}

void TestFolderWalk::doesNotCrossIntoOtherFileSystems()
{
    const ClientHome home;
    home.write("real/src/p/file", "");
    home.write("real/nas/p/file", "");
    QCOMPARE(::symlink("real", home.path("link").c_str()), 0);
    const auto mounts = MountTable::parse(
        "1 1 0:1 / / rw - ext4 a rw\n2 1 0:2 / " + home.path("real/nas") + " rw - nfs4 b rw\n");
    const SearchBounds bounds{.foldersLeft = 100, .depth = 4};

    const auto walk =
        walkOf(home.path("link"), mounts, bounds); // the mount table knows the root by its real name

    QCOMPARE(walk.visited,
        (std::vector<std::string>{home.path("link"), home.path("link/src"), home.path("link/src/p")}));
    QCOMPARE(walk.leftOut, std::vector<std::string>{home.path("link/nas")});
    QCOMPARE(
        walkOf(home.path("real/nas"), mounts, bounds).visited.size(), std::size_t{2}); // named by the user
}

void TestFolderWalk::saysWhatDiscoveryLeftOut()
{
    const ClientHome home;
    home.write("nas/p/.mcp.json", R"({"mcpServers":{"a":{"command":"a"}}})");
    home.write(".claude.json", R"({"projects":{")" + home.path("nas/p") + R"(":{}}})");
    DiscoveryOptions options;
    options.paths.home = home.places.home;
    options.walksHome = true;
    options.mounts =
        MountTable::parse("1 1 0:1 / / rw - ext4 a rw\n2 1 0:2 / " + home.path("nas") + " rw - nfs4 b rw\n");

    const auto result = discover(home.table, home.records, options);

    QCOMPARE(result.files.size(), std::size_t{1});
    QCOMPARE(result.leftOut.size(), std::size_t{2});
    QCOMPARE(result.leftOut[0].folder, home.path("nas/p"));
    QCOMPARE(result.leftOut[0].why, LeftOut::Why::Network);
    QCOMPARE(result.leftOut[1].folder, home.path("nas"));
    QCOMPARE(result.leftOut[1].why, LeftOut::Why::OtherFileSystem);
    QVERIFY(result.isComplete);

    options.projectRoots = {home.path("nas")};
    QCOMPARE(discover(home.table, home.records, options).files.size(), std::size_t{2});
    options.networkTime = std::chrono::milliseconds(0);
    const auto late = discover(home.table, home.records, options);
    QVERIFY(!late.isComplete);
    QCOMPARE(late.leftOut[1].folder, home.path("nas"));
    QCOMPARE(late.leftOut[1].why, LeftOut::Why::Time);
}

void TestFolderWalk::endsAtItsDeadline()
{
    const ClientHome home;
    home.write("a/file", "");
    SearchBounds bounds{.foldersLeft = 100, .depth = 4};

    bounds.deadline = std::chrono::steady_clock::now();
    QVERIFY(walkOf(home.places.home, {}, bounds).visited.empty());
    bounds.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
    QCOMPARE(walkOf(home.places.home, {}, bounds).visited.size(), std::size_t{2});
}

void TestFolderWalk::readsFileUrls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("path");

    QTest::newRow("plain") << QByteArray("file:///home/ida/src") << QByteArray("/home/ida/src");
    QTest::newRow("encoded") << QByteArray("file:///a%20b/%C3%BC%") << QByteArray("/a b/ü%");
    QTest::newRow("this machine") << QByteArray("file://localhost/x") << QByteArray("/x");
    QTest::newRow("drive") << QByteArray("file:///c%3A/Users/ida") << QByteArray("c:/Users/ida");
    QTest::newRow("query") << QByteArray("file:///x?y#z") << QByteArray("/x");
    QTest::newRow("another machine") << QByteArray("file://server/share") << QByteArray();
    QTest::newRow("another scheme") << QByteArray("vscode-remote://ssh-remote%2Bx/home") << QByteArray();
    QTest::newRow("path") << QByteArray("/home") << QByteArray();
}

void TestFolderWalk::readsFileUrls()
{
    QFETCH(const QByteArray, url);
    QFETCH(const QByteArray, path);

    const auto read = pathOfFileUrl(url.toStdString());

    QCOMPARE(read.has_value(), !path.isEmpty());
    QCOMPARE(read.value_or(std::string()), path.toStdString());
}

void TestFolderWalk::tellsHomesOfApplications()
{
    QVERIFY(isInAppHome("/home/ida/.var/app/org.x.Y/config/Code/User/mcp.json"));
    QVERIFY(isInAppHome("/home/ida/snap/code/x12/.config/Code/User/mcp.json"));
    QVERIFY(isInAppHome("/home/ida/snap/code/common/.x/mcp.json"));
    QVERIFY(isInAppHome("/home/ida/snap/code/184/.x/mcp.json"));
    QVERIFY(!isInAppHome("/home/ida/.config/Code/User/mcp.json"));
    QVERIFY(!isInAppHome("/home/ida/snap/mine/project/.mcp.json"));
    QVERIFY(!isInAppHome("/home/ida/snap/code"));
    QVERIFY(appHomes({System::Mac, "/home/ida", {}}).empty());
}

QTEST_APPLESS_MAIN(TestFolderWalk)
#include "tst_folder_walk.moc"
