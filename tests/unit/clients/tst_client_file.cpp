// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_file.h"
#include "core/clients/entry_state.h"
#include "tests/support/client_home.h"
#include "tests/support/killed_at_call.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <filesystem>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;
using gatehouse::tests::killAfter;

namespace {

constexpr std::string_view kBefore = R"({"mcpServers":{"a":{"command":"a","args":["b"]}}})";
const std::string kState = ".claude.json";
constexpr int kNobody = 65534;

/// The exit code of `work` in a child, so that a change of user or of mounts stays there.
template <typename Work>
int inChild(Work work)
{
    const auto child = ::fork();
    if (child == 0)
        ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr int kCannotTry = 100;

std::ptrdiff_t filesBeside(const std::string& path)
{
    const std::filesystem::directory_iterator all(std::filesystem::path(path).parent_path());
    return std::count_if(begin(all), end(all), [](const auto& one) { return one.is_regular_file(); });
}

} // namespace

class TestClientFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void killedAtAnySystemCallItLeavesTheOldOrTheNewFile();
    void anotherUsersFileAndFolderAreLeft();
    void aFullDiskLeavesTheOldFile();
    void aReadOnlyFileSystemLeavesTheOldFile();
    void aMountPointLeavesTheOldFile();
    void aConcurrentWriterIsNeverOverwritten();
    void keepsTheOwner();
    void whatIsBegunAndNotFinishedLeavesNothing();
    void linksInACircleAndPipesAreReportedAtOnce();
};

void TestClientFile::killedAtAnySystemCallItLeavesTheOldOrTheNewFile()
{
    int kills = 0;
    int newFiles = 0;
    for (int calls = 1;; ++calls) {
        const ClientHome home;
        home.write(kState, kBefore);
        const auto plan = home.plan();
        const auto& after = plan.files.at(0).after;

        if (!killAfter(
                calls, [&] { applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli"); }))
            break;

        ++kills;
        const auto now = home.read(kState);
        QVERIFY2(now == kBefore || now == after, now.c_str());
        newFiles += now == after ? 1 : 0;
        // Whatever is left over, the entry is ours only where the file says so, and undoing gives the old
        // file.
        QCOMPARE(home.discover().files.at(0).entries.at(0).isOurs, now == after);
        home.unprotect();
        QCOMPARE(home.read(kState), std::string(kBefore));
    }
    QVERIFY(kills > 50);
    QVERIFY(newFiles > 0 && newFiles < kills);
}

void TestClientFile::anotherUsersFileAndFolderAreLeft()
{
    QVERIFY2(::geteuid() == 0, "needs root to play another user");
    const ClientHome home;
    const auto path = home.write("d/file", kBefore);
    const auto stamp = [&] { return base::stampOf(path).value(); };
    QCOMPARE(::chmod(home.places.home.c_str(), 0755), 0);
    const auto codeAs = [&](uid_t user) {
        return inChild([&] {
            if (::seteuid(user) != 0)
                return kCannotTry;
            const auto result = replaceClientFile(path, stamp(), kBefore, "new");
            return result ? 0 : static_cast<int>(result.error().code) - 1000;
        });
    };

    QCOMPARE(codeAs(kNobody), static_cast<int>(base::ErrorCode::PermissionDenied) - 1000);
    QCOMPARE(::chown(path.c_str(), 1234, 1234), 0);
    QCOMPARE(codeAs(kNobody), static_cast<int>(base::ErrorCode::UnsafeOwner) - 1000);
    QCOMPARE(codeAs(0), static_cast<int>(base::ErrorCode::UnsafeOwner) - 1000);
    QCOMPARE(::chown(path.c_str(), kNobody, kNobody), 0);
    QCOMPARE(codeAs(kNobody), static_cast<int>(base::ErrorCode::PermissionDenied) - 1000);
    QCOMPARE(::chmod(home.path("d").c_str(), 0777), 0);
    QCOMPARE(codeAs(kNobody), static_cast<int>(base::ErrorCode::UnsafeOwner) - 1000);
    QCOMPARE(home.read("d/file"), std::string(kBefore));
    QCOMPARE(QDir(QString::fromStdString(home.path("d"))).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void TestClientFile::aFullDiskLeavesTheOldFile()
{
    const ClientHome home;
    const auto folder = home.path("small");
    QCOMPARE(::mkdir(folder.c_str(), 0700), 0);
    const auto code = inChild([&] {
        if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") != 0)
            return kCannotTry;
        const auto path = home.write("small/f", kBefore);
        const std::string large(std::size_t{1} << 20, 'x');
        const auto result = replaceClientFile(path, base::stampOf(path).value(), kBefore, large);
        const QDir left(QString::fromStdString(folder));
        return !result && result.error().code == base::ErrorCode::DiskFull &&
                home.read("small/f") == kBefore && left.entryList(QDir::Files | QDir::Hidden).size() == 1
            ? 0
            : 1;
    });
    QVERIFY2(code != kCannotTry, "needs to mount a tmpfs");
    QCOMPARE(code, 0);
}

void TestClientFile::aReadOnlyFileSystemLeavesTheOldFile()
{
    const ClientHome home;
    const auto path = home.write("d/f", kBefore);
    const auto folder = home.path("d");
    const auto code = inChild([&] {
        if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0 ||
            ::mount(nullptr, folder.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0)
            return kCannotTry;
        const auto result = replaceClientFile(path, base::stampOf(path).value(), kBefore, "new");
        return !result && result.error().code == base::ErrorCode::ReadOnly ? 0 : 1;
    });
    QVERIFY2(code != kCannotTry, "needs to mount");
    QCOMPARE(code, 0);
    QCOMPARE(home.read("d/f"), std::string(kBefore));
}

void TestClientFile::aMountPointLeavesTheOldFile()
{
    const ClientHome home;
    const auto path = home.write("d/f", kBefore);
    const auto other = home.write("other", kBefore);
    const auto code = inChild([&] {
        if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount(other.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0)
            return kCannotTry;
        const auto result = replaceClientFile(path, base::stampOf(path).value(), kBefore, "new");
        const QDir left(QString::fromStdString(home.path("d")));
        return !result && home.read("d/f") == kBefore &&
                left.entryList(QDir::Files | QDir::Hidden).size() == 1
            ? 0
            : 1;
    });
    QVERIFY2(code != kCannotTry, "needs to mount");
    QCOMPARE(code, 0);
}

void TestClientFile::aConcurrentWriterIsNeverOverwritten()
{
    const ClientHome home;
    int changed = 0;
    for (int round = 0; round < 50; ++round) {
        const auto path = home.write(kState, kBefore);
        const auto stamp = base::stampOf(path).value();
        const auto written = "{\"round\":" + std::to_string(round) + "}";
        std::thread writer([&] { (void)base::replaceFile(path, written, 0600).hasValue(); });
        if (round % 2 == 0)
            writer.join();

        const auto result = replaceClientFile(path, stamp, kBefore, "ours");

        if (writer.joinable())
            writer.join();
        if (!result) {
            QCOMPARE(result.error().code, base::ErrorCode::Changed);
            QCOMPARE(home.read(kState), written);
            ++changed;
        }
    }
    QVERIFY(changed >= 25);
}

void TestClientFile::keepsTheOwner()
{
    QVERIFY2(::geteuid() == 0, "needs root to give files away");
    const ClientHome home;
    const auto path = home.write("f", kBefore);
    QCOMPARE(::chown(path.c_str(), 0, 4321), 0);
    QCOMPARE(::chmod(path.c_str(), 02640), 0);

    QVERIFY(replaceClientFile(path, base::stampOf(path).value(), kBefore, "new").hasValue());

    struct stat status {};
    QCOMPARE(::stat(path.c_str(), &status), 0);
    QCOMPARE(status.st_gid, gid_t{4321});
    QCOMPARE(status.st_mode & 07777U, 02640U);
}

void TestClientFile::whatIsBegunAndNotFinishedLeavesNothing()
{
    const ClientHome home;
    home.write(kState, kBefore);
    const auto path = home.path(kState);
    const auto stamp = base::stampOf(path).value();
    {
        const auto begun = ClientFileReplacement::begin(path, "new");
        QVERIFY(begun.hasValue());
        QCOMPARE(filesBeside(path), 2);
    }
    QCOMPARE(filesBeside(path), 1);
    QCOMPARE(base::stampOf(path).value(), stamp);

    // It passes on with the object, and is written once.
    auto begun = ClientFileReplacement::begin(path, "new");
    auto moved = std::move(*begun);
    QVERIFY(moved.finish(stamp, kBefore).hasValue());
    QCOMPARE(filesBeside(path), 1);
    QCOMPARE(home.read(kState), std::string("new"));
}

void TestClientFile::linksInACircleAndPipesAreReportedAtOnce()
{
    const ClientHome home;
    QCOMPARE(::symlink("two", home.path("one").c_str()), 0);
    QCOMPARE(::symlink("one", home.path("two").c_str()), 0);
    QCOMPARE(::mkfifo(home.path("pipe").c_str(), 0600), 0);
    QCOMPARE(::mkdir(home.path("folder").c_str(), 0700), 0);

    QVERIFY(!resolveLinks(home.path("one")));
    QVERIFY(!checkReplaceable(home.path("one")));
    QCOMPARE(checkReplaceable(home.path("pipe")).error().code, base::ErrorCode::EntryNotEditable);
    QVERIFY(!replaceClientFile(home.path("pipe"), {}, "", "x"));
    QVERIFY(!replaceClientFile(home.path("folder"), {}, "", "x"));
    QVERIFY(!replaceClientFile(home.path("none"), {}, "", "x"));
}

QTEST_APPLESS_MAIN(TestClientFile)
#include "tst_client_file.moc"
