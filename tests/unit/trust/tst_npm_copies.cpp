// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// What is known of a package that bunx or pnpm dlx has fetched before.
class TestNpmCopies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theKeptCopyCounts_data();
    void theKeptCopyCounts();
    void whereTheCopyLiesDoesNotCount();
    void aSwappedFileOfTheCopyCounts_data();
    void aSwappedFileOfTheCopyCounts();
    void anotherVersionIsAnUpgrade_data();
    void anotherVersionIsAnUpgrade();
    void whatIsNotKeptIsSaid_data();
    void whatIsNotKeptIsSaid();
    void theProjectsCopyComesFirst();
    void anotherUsersFolderIsNone();
    void severalVersionsAreSaid();
    void aCacheWithTooMuchInItIsNotLookedThrough();
    void anotherRegistryIsSaidByEachRunner_data();
    void anotherRegistryIsSaidByEachRunner();
};

namespace {

const std::string kBun = "/h/.bun/install/cache/.bunx-1000/@x/memory@latest";
const std::string kPnpm = "/h/.cache/pnpm/dlx/0a1b/pkg";

void addCopy(tests::TableProbe& probe, const std::string& folder, const std::string& version)
{
    const auto package = folder + "/node_modules/@x/memory";
    probe.files[package + "/package.json"] = R"({"name":"@x/memory","version":")" + version + R"("})";
    probe.files[package + "/dist/index.js"] = "code";
    probe.files[package + "/node_modules/dep/index.js"] = "dep of " + folder;
}

tests::TableProbe diskWith(const std::string& folder, const std::string& version = "1.0.0")
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/bunx", "ELF bun"}, {"/usr/bin/pnpm", "ELF pnpm"}, {"/w/readme", "data"}};
    if (!folder.empty())
        addCopy(probe, folder, version);
    return probe;
}

model::LaunchIdentity ofRunner(const char* command, const tests::TableProbe& probe,
    std::vector<std::pair<std::string, std::string>> environment = {})
{
    trust::LaunchRequest request;
    for (const auto& word : QString::fromLatin1(command).split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = std::move(environment);
    request.environment.insert(request.environment.end(), {{"PATH", "/usr/bin"}, {"HOME", "/h"}});
    request.workingFolder = "/w";
    const auto identity = trust::resolveLaunch(request, probe);
    if (!identity)
        qFatal("%s", identity.error().detail.c_str());
    return *identity;
}

void eachRunner()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<std::string>("folder");

    QTest::newRow("bunx") << QByteArray("bunx @x/memory") << kBun;
    QTest::newRow("pnpm dlx") << QByteArray("pnpm dlx @x/memory") << kPnpm;
}

} // namespace

void TestNpmCopies::theKeptCopyCounts_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<std::string>("folder");
    QTest::addColumn<QByteArray>("variable");

    const auto row = [](const char* command, const std::string& folder, const char* variable) {
        QTest::addRow("%s, %s", command, variable) << QByteArray(command) << folder << QByteArray(variable);
    };
    row("bunx @x/memory", kBun, "");
    row("bunx --bun @x/memory", kBun, "");
    row("bunx @x/memory", "/tmp/bunx-1000-@x/memory@latest", "");
    row("bunx @x/memory", "/t/bunx-1000-@x/memory@latest", "TMPDIR=/t");
    row("bunx @x/memory", "/b/install/cache/.bunx-1000/@x/memory@latest", "BUN_INSTALL=/b");
    row("bunx @x/memory", "/c/.bunx-1000/@x/memory@latest", "BUN_INSTALL_CACHE_DIR=/c");
    row("bunx @x/memory", "/x/.bun/install/cache/.bunx-1000/@x/memory@latest", "XDG_CACHE_HOME=/x");
    row("bunx @x/memory@1.0.0", "/h/.bun/install/cache/.bunx-1000/@x/memory@1.0.0", "");
    row("bunx @x/memory@^1", "/h/.bun/install/cache/.bunx-1000/@x/memory@^1", "");
    row("pnpm dlx @x/memory", kPnpm, "");
    row("pnpm dlx @x/memory@1.0.0", kPnpm, "");
    row("pnpm dlx @x/memory", "/x/pnpm/dlx/0a1b/pkg", "XDG_CACHE_HOME=/x");
    row("pnpm dlx @x/memory", "/c/dlx/0a1b/pkg", "npm_config_cache_dir=/c");
}

void TestNpmCopies::theKeptCopyCounts()
{
    QFETCH(const QByteArray, command);
    QFETCH(const std::string, folder);
    QFETCH(const QByteArray, variable);
    std::vector<std::pair<std::string, std::string>> environment;
    if (const auto equals = variable.indexOf('='); equals > 0)
        environment.emplace_back(variable.left(equals).toStdString(), variable.mid(equals + 1).toStdString());

    const auto identity = ofRunner(command.constData(), diskWith(folder), environment);

    QCOMPARE(identity.package->found, std::string("1.0.0"));
    QCOMPARE(identity.package->origin, std::string("cache"));
    QVERIFY(identity.unknown.empty());
    QVERIFY(std::any_of(identity.files.begin(), identity.files.end(),
        [](const model::LaunchFile& one) { return one.role == FileRole::Package; }));
}

void TestNpmCopies::whereTheCopyLiesDoesNotCount()
{
    // pnpm makes a new folder every day, and whenever a dependency has a new version.
    const auto before = ofRunner("pnpm dlx @x/memory", diskWith(kPnpm));
    auto probe = diskWith(kPnpm);
    addCopy(probe, "/h/.cache/pnpm/dlx/ffff/pkg", "1.0.0");

    QCOMPARE(trust::identityDigest(ofRunner("pnpm dlx @x/memory", probe)), trust::identityDigest(before));
}

void TestNpmCopies::aSwappedFileOfTheCopyCounts_data()
{
    eachRunner();
}

void TestNpmCopies::aSwappedFileOfTheCopyCounts()
{
    QFETCH(const QByteArray, command);
    QFETCH(const std::string, folder);
    const auto before = ofRunner(command.constData(), diskWith(folder));
    auto probe = diskWith(folder);
    probe.files[folder + "/node_modules/@x/memory/dist/index.js"] = "evil";

    const auto changes = trust::compareIdentities(before, ofRunner(command.constData(), probe));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes.front().field, std::string("package-files"));
}

void TestNpmCopies::anotherVersionIsAnUpgrade_data()
{
    eachRunner();
}

void TestNpmCopies::anotherVersionIsAnUpgrade()
{
    QFETCH(const QByteArray, command);
    QFETCH(const std::string, folder);

    const auto changes = trust::compareIdentities(ofRunner(command.constData(), diskWith(folder)),
        ofRunner(command.constData(), diskWith(folder, "1.1.0")));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes.front().field, std::string("package"));
    QVERIFY(changes.front().before.ends_with("@x/memory 1.0.0"));
    QVERIFY(changes.front().after.ends_with("@x/memory 1.1.0"));
}

void TestNpmCopies::whatIsNotKeptIsSaid_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<std::string>("folder");
    QTest::addColumn<std::string>("code");

    const auto row = [](const char* command, const std::string& folder, std::string_view code) {
        QTest::newRow(command) << QByteArray(command) << folder << std::string(code);
    };
    row("bunx @x/memory", "", model::unknowns::kPackageNotHere);
    row("pnpm dlx @x/memory", "", model::unknowns::kPackageNotHere);
    row("bunx @x/memory@2.0.0", kBun, model::unknowns::kPackageNotHere);
    row("pnpm dlx @x/memory@2.0.0", kPnpm, model::unknowns::kPackageNotHere);
    row("bunx github:x/memory", kBun, model::unknowns::kPackageElsewhere);
    row("bunx x/memory", kBun, model::unknowns::kPackageElsewhere);
    row("pnpm dlx ./memory", kPnpm, model::unknowns::kPackageElsewhere);
    row("pnpm dlx https://h.dev/memory.tgz", kPnpm, model::unknowns::kPackageElsewhere);
}

void TestNpmCopies::whatIsNotKeptIsSaid()
{
    QFETCH(const QByteArray, command);
    QFETCH(const std::string, folder);
    QFETCH(const std::string, code);

    const auto identity = ofRunner(command.constData(), diskWith(folder));

    QVERIFY(identity.isUnknown(code));
    QVERIFY(identity.package->found.empty());
}

void TestNpmCopies::theProjectsCopyComesFirst()
{
    auto probe = diskWith(kBun);
    addCopy(probe, "/w", "9.9.9");

    const auto identity = ofRunner("bunx @x/memory", probe);

    QCOMPARE(identity.package->found, std::string("9.9.9"));
    QCOMPARE(identity.package->origin, std::string("project"));
}

void TestNpmCopies::anotherUsersFolderIsNone()
{
    const auto identity = ofRunner("bunx @x/memory", diskWith("/tmp/bunx-1001-@x/memory@latest"));

    QVERIFY(identity.isUnknown(model::unknowns::kPackageNotHere));
}

void TestNpmCopies::severalVersionsAreSaid()
{
    auto probe = diskWith(kPnpm);
    addCopy(probe, "/h/.cache/pnpm/dlx/ffff/pkg", "1.1.0");

    const auto identity = ofRunner("pnpm dlx @x/memory", probe);

    QCOMPARE(identity.package->found, std::string("1.0.0, 1.1.0"));
    QVERIFY(identity.isUnknown(model::unknowns::kPackageChoice));
    QCOMPARE(ofRunner("pnpm dlx @x/memory@1.1.0", probe).package->found, std::string("1.1.0"));
}

void TestNpmCopies::aCacheWithTooMuchInItIsNotLookedThrough()
{
    auto probe = diskWith(kPnpm);
    for (int i = 0; i < 600; ++i)
        probe.files["/h/.cache/pnpm/dlx/" + std::to_string(i) + "/pkg/package.json"] = "{}";

    QVERIFY(ofRunner("pnpm dlx @x/memory", probe).isUnknown(model::unknowns::kPackageElsewhere));
}

void TestNpmCopies::anotherRegistryIsSaidByEachRunner_data()
{
    eachRunner();
}

void TestNpmCopies::anotherRegistryIsSaidByEachRunner()
{
    QFETCH(const QByteArray, command);
    QFETCH(const std::string, folder);
    auto probe = diskWith(folder);
    probe.files["/w/.npmrc"] = "registry=https://evil.example/\n";

    QVERIFY(ofRunner(command.constData(), probe).isUnknown(model::unknowns::kRegistryOfProject));
    QVERIFY(ofRunner(command.constData(), diskWith(folder), {{"npm_config_registry", "https://mine.example"}})
                .isUnknown(model::unknowns::kRegistryOfUser));
}

QTEST_GUILESS_MAIN(TestNpmCopies)
#include "tst_npm_copies.moc"
