// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"

#include <QElapsedTimer>
#include <QtTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

constexpr int kAllGroups = 100;
constexpr int kOrdinaryGroups = 10;
constexpr int kProjectsInAGroup = 1000;
constexpr int kEveryNthHasAFile = 20;

void makeFolder(const std::string& path)
{
    if (::mkdir(path.c_str(), 0700) != 0)
        qFatal("cannot make %s", path.c_str());
}

void makeFile(const std::string& path)
{
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0)
        qFatal("cannot make %s", path.c_str());
    ::close(file);
}

/// A tenth in the ordinary run, since making and removing 200,000 files takes a disk minutes; tests/run.sh
/// --full asks for all.
int groups()
{
    return qEnvironmentVariableIsSet("GATEHOUSE_ALL_PROJECTS") ? kAllGroups : kOrdinaryGroups;
}

/// HOME/src/GROUP/PROJECT, each with a .git, and in each group a link back to the top.
void makeProjects(const ClientHome& home)
{
    makeFolder(home.path("src"));
    for (int group = 0; group < groups(); ++group) {
        const auto inGroup = home.path("src/" + std::to_string(group));
        makeFolder(inGroup);
        if (::symlink(home.places.home.c_str(), (inGroup + "/again").c_str()) != 0)
            qFatal("cannot link in %s", inGroup.c_str());
        for (int project = 0; project < kProjectsInAGroup; ++project) {
            const auto folder = inGroup + "/" + std::to_string(project);
            makeFolder(folder);
            makeFile(folder + "/.git"); // as in a work tree
            if (project % kEveryNthHasAFile == 0)
                home.write("src/" + std::to_string(group) + "/" + std::to_string(project) + "/.mcp.json",
                    R"({"mcpServers":{"a":{"command":"a","args":["b"]}}})");
        }
    }
}

double processorSeconds()
{
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

class TestDiscoverySpeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aHundredThousandProjectsTakeLessThanTenSeconds();
};

void TestDiscoverySpeed::aHundredThousandProjectsTakeLessThanTenSeconds()
{
    const ClientHome home;
    makeProjects(home);
    DiscoveryOptions options;
    options.paths.home = home.places.home;
    options.walksHome = true;
    QElapsedTimer clock;
    clock.start();
    const auto before = processorSeconds();

    const auto result = discover(home.table, home.records, options);

    const auto seconds = processorSeconds() - before;
    qInfo("%zu projects, %zu files: %.2f s of processor time, %.2f s by the clock", result.projects,
        result.files.size(), seconds, static_cast<double>(clock.elapsed()) / 1000.0);
    QVERIFY(result.isComplete);
    QCOMPARE(result.projects, static_cast<std::size_t>(groups() * kProjectsInAGroup));
    QCOMPARE(result.files.size(), result.projects / kEveryNthHasAFile);
#if !defined(__SANITIZE_ADDRESS__) && defined(NDEBUG) // a sanitizer has time of its own
    QVERIFY(seconds < 10.0 * groups() / kAllGroups);
#endif
}

QTEST_APPLESS_MAIN(TestDiscoverySpeed)
#include "tst_discovery_speed.moc"
