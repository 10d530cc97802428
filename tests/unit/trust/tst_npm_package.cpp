// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// Which copy of a package npx would run, and what of it counts.
class TestNpmPackage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCachesVersionAndFilesCount();
    void aSwappedFileOfThePackageChangesTheIdentity();
    void anotherVersionIsAnUpgrade();
    void whatIsNotThereIsSaid();
    void aPinnedVersionIsNotAnotherOne();
    void theProjectsCopyComesFirst_data();
    void theProjectsCopyComesFirst();
    void aNodeOfTheProjectCounts();
    void npmrcLinesThatMatterCount();
    void aTokenInNpmrcDoesNotCount();
    void theCacheIsFoundAsNpmFindsIt_data();
    void theCacheIsFoundAsNpmFindsIt();
    void npxDashCIsHidden();
    void aLargePackageCountsInPart();
    void anInstalledPackageBringsItsVersion();
    void nestedWrappersLeadToThePackage();
    void endlessWrappersEnd();
};

namespace {

const std::string kFolder = "/h/.npm/_npx/" + base::sha512Hex("@x/memory").substr(0, 16);
const std::string kPackage = kFolder + "/node_modules/@x/memory";

std::string npmDescription(const std::string& version)
{
    return R"({"name":"@x/memory","version":")" + version + R"(","bin":{"memory":"dist/index.js"}})";
}

tests::TableProbe npmDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/node", "ELF node"}, {"/usr/bin/env", "ELF env"}, {"/usr/bin/sh", "ELF sh"},
        {"/usr/lib/node_modules/npm/bin/npx-cli.js", "#!/usr/bin/env node\n"},
        {"/usr/lib/node_modules/npm/package.json", R"({"name":"npm","version":"11.0.0"})"},
        {kPackage + "/package.json", npmDescription("1.0.0")}, {kPackage + "/dist/index.js", "code"},
        {kPackage + "/dist/lib.js", "lib"}, {kPackage + "/node_modules/dep/index.js", "dep"},
        {kFolder + "/package-lock.json", "lock"}, {"/w/readme", "data"}};
    probe.links = {{"/usr/bin/npx", "/usr/lib/node_modules/npm/bin/npx-cli.js"}};
    return probe;
}

trust::LaunchRequest npmRequest(const char* command)
{
    trust::LaunchRequest request;
    for (const auto& word : QString::fromLatin1(command).split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}};
    request.workingFolder = "/w";
    return request;
}

model::LaunchIdentity resolved(const char* command, const tests::TableProbe& probe)
{
    const auto identity = trust::resolveLaunch(npmRequest(command), probe);
    if (!identity)
        qFatal("%s", identity.error().detail.c_str());
    return *identity;
}

std::vector<std::string> pathsOf(const model::LaunchIdentity& identity, FileRole role)
{
    std::vector<std::string> paths;
    for (const auto& one : identity.files) {
        if (one.role == role)
            paths.push_back(one.file.path);
    }
    return paths;
}

} // namespace

void TestNpmPackage::theCachesVersionAndFilesCount()
{
    const auto identity = resolved("npx -y @x/memory", npmDisk());

    QCOMPARE(identity.package->found, std::string("1.0.0"));
    QCOMPARE(identity.package->origin, std::string("cache"));
    QCOMPARE(pathsOf(identity, FileRole::Package), std::vector<std::string>{kPackage});
    QCOMPARE(pathsOf(identity, FileRole::Lock), std::vector<std::string>{kFolder + "/package-lock.json"});
    QVERIFY(identity.unknown.empty());
    QVERIFY(!identity.workingFolder);
}

void TestNpmPackage::aSwappedFileOfThePackageChangesTheIdentity()
{
    const auto before = resolved("npx -y @x/memory", npmDisk());
    auto probe = npmDisk();
    probe.files[kPackage + "/dist/lib.js"] = "evil";

    const auto after = resolved("npx -y @x/memory", probe);

    QVERIFY(trust::identityDigest(before) != trust::identityDigest(after));
    QCOMPARE(trust::compareIdentities(before, after).front().field, std::string("package-files"));
}

void TestNpmPackage::anotherVersionIsAnUpgrade()
{
    auto probe = npmDisk();
    probe.files[kPackage + "/package.json"] = npmDescription("1.1.0");
    probe.files[kFolder + "/package-lock.json"] = "other lock";

    const auto changes = trust::compareIdentities(
        resolved("npx -y @x/memory", npmDisk()), resolved("npx -y @x/memory", probe));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].before, std::string("npx @x/memory 1.0.0"));
    QCOMPARE(changes[0].after, std::string("npx @x/memory 1.1.0"));
}

void TestNpmPackage::whatIsNotThereIsSaid()
{
    const auto identity = resolved("npx -y @x/other", npmDisk());

    QVERIFY(identity.package->found.empty());
    QVERIFY(identity.isUnknown(model::unknowns::kPackageNotHere));
    QVERIFY(model::isOpen(identity));
}

void TestNpmPackage::aPinnedVersionIsNotAnotherOne()
{
    auto probe = npmDisk();
    const auto folder = "/h/.npm/_npx/" + base::sha512Hex("@x/memory@1.0.0").substr(0, 16);
    probe.files[folder + "/node_modules/@x/memory/package.json"] = npmDescription("6.6.6");

    QVERIFY(resolved("npx @x/memory@1.0.0", probe).isUnknown(model::unknowns::kPackageNotHere));
    probe.files[folder + "/node_modules/@x/memory/package.json"] = npmDescription("1.0.0");
    QCOMPARE(resolved("npx @x/memory@1.0.0", probe).package->found, std::string("1.0.0"));
}

void TestNpmPackage::theProjectsCopyComesFirst_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");
    const auto row = [](const char* name, const char* command, const char* file, const std::string& content) {
        QTest::newRow(name) << QString::fromLatin1(command) << QString::fromLatin1(file)
                            << QString::fromStdString(content);
    };
    row("its node_modules", "npx -y @x/memory", "/w/node_modules/@x/memory/package.json",
        npmDescription("6.6.6"));
    row("the project itself", "npx -y memory", "/w/package.json", npmDescription("6.6.6"));
    row("a program of it", "npx -y memory", "/w/node_modules/.bin/memory", "evil");
    row("a program further up", "npx -y memory", "/node_modules/.bin/memory", "evil");
}

void TestNpmPackage::theProjectsCopyComesFirst()
{
    QFETCH(QString, command);
    QFETCH(QString, file);
    QFETCH(QString, content);
    auto probe = npmDisk();
    probe.files[file.toStdString()] = content.toStdString();

    const auto identity = resolved(command.toLatin1().constData(), probe);

    QCOMPARE(identity.package->origin, std::string("project"));
    QVERIFY(!identity.isUnknown(model::unknowns::kPackageNotHere));
    QVERIFY(trust::identityDigest(identity) !=
        trust::identityDigest(resolved(command.toLatin1().constData(), npmDisk())));
}

void TestNpmPackage::aNodeOfTheProjectCounts()
{
    auto probe = npmDisk();
    probe.files["/w/node_modules/.bin/node"] = "ELF evil";

    QCOMPARE(pathsOf(resolved("npx -y @x/memory", probe), FileRole::Program),
        std::vector<std::string>{"/w/node_modules/.bin/node"});
}

void TestNpmPackage::npmrcLinesThatMatterCount()
{
    auto probe = npmDisk();
    probe.files["/w/.npmrc"] = "; mine\n@x:registry = https://evil.example/\n";

    QCOMPARE(pathsOf(resolved("npx -y @x/memory", probe), FileRole::Settings),
        std::vector<std::string>{"/w/.npmrc"});
}

void TestNpmPackage::aTokenInNpmrcDoesNotCount()
{
    auto probe = npmDisk();
    probe.files["/w/.npmrc"] = "//registry.npmjs.org/:_authToken=secret\nsave-exact=true\n";

    QCOMPARE(trust::identityDigest(resolved("npx -y @x/memory", probe)),
        trust::identityDigest(resolved("npx -y @x/memory", npmDisk())));
}

void TestNpmPackage::theCacheIsFoundAsNpmFindsIt_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("npmrc");
    QTest::newRow("option") << QStringLiteral("npx --cache /c -y @x/memory") << QString() << QString();
    QTest::newRow("option with =") << QStringLiteral("npx --cache=/c -y @x/memory") << QString() << QString();
    QTest::newRow("variable") << QStringLiteral("npx -y @x/memory") << QStringLiteral("/c") << QString();
    QTest::newRow("npmrc") << QStringLiteral("npx -y @x/memory") << QString()
                           << QStringLiteral("cache=${HOME}/../c\n");
}

void TestNpmPackage::theCacheIsFoundAsNpmFindsIt()
{
    QFETCH(QString, command);
    QFETCH(QString, variable);
    QFETCH(QString, npmrc);
    auto probe = npmDisk();
    const std::string cache = "/c";
    probe.files[cache + kFolder.substr(std::string("/h/.npm").size()) +
        "/node_modules/@x/memory/package.json"] = npmDescription("7.0.0");
    if (!npmrc.isEmpty())
        probe.files["/h/.npmrc"] = npmrc.toStdString();
    auto request = npmRequest(command.toLatin1().constData());
    if (!variable.isEmpty())
        request.environment.emplace_back("NPM_CONFIG_CACHE", variable.toStdString());

    const auto identity = trust::resolveLaunch(request, probe);

    QCOMPARE(identity->package->found, std::string("7.0.0"));
}

void TestNpmPackage::npxDashCIsHidden()
{
    const auto identity = resolved("npx -c memory", npmDisk());

    QVERIFY(identity.isUnknown(model::unknowns::kPackageHidden));
    QVERIFY(!model::isOpen(identity));
}

void TestNpmPackage::aLargePackageCountsInPart()
{
    auto probe = npmDisk();
    for (int i = 0; i < 200; ++i)
        probe.files[kPackage + "/data/" + std::to_string(i)] = "x";

    const auto identity = resolved("npx -y @x/memory", probe);

    QVERIFY(identity.isUnknown(model::unknowns::kPackagePartly));
    QCOMPARE(pathsOf(identity, FileRole::Package),
        (std::vector<std::string>{kPackage + "/dist/index.js", kPackage + "/package.json"}));
}

void TestNpmPackage::anInstalledPackageBringsItsVersion()
{
    auto probe = npmDisk();
    probe.files["/opt/node_modules/@x/memory/package.json"] = npmDescription("3.0.0");
    probe.files["/opt/node_modules/@x/memory/dist/index.js"] = "data";
    probe.files["/opt/node_modules/@x/memory/dist/lib.js"] = "lib";

    const auto identity = resolved("node /opt/node_modules/@x/memory/dist/index.js", probe);

    QCOMPARE(identity.package->found, std::string("3.0.0"));
    QCOMPARE(pathsOf(identity, FileRole::Package), std::vector<std::string>{"/opt/node_modules/@x/memory"});
}

void TestNpmPackage::nestedWrappersLeadToThePackage()
{
    auto request = npmRequest("sh");
    request.argv = {"sh", "-c", "env -u TERM X=1 npx -y @x/memory"};

    const auto identity = trust::resolveLaunch(request, npmDisk());

    QCOMPARE(identity->executable.path, std::string("/usr/bin/sh"));
    QCOMPARE(identity->package->name, std::string("@x/memory"));
    QCOMPARE(identity->package->found, std::string("1.0.0"));
    QCOMPARE(
        pathsOf(*identity, FileRole::Program), (std::vector<std::string>{"/usr/bin/env", "/usr/bin/node"}));
}

void TestNpmPackage::endlessWrappersEnd()
{
    auto request = npmRequest("env");
    request.argv.assign(50, "env");
    request.argv.emplace_back("node");

    QVERIFY(trust::resolveLaunch(request, npmDisk())->isUnknown(model::unknowns::kTooDeep));
}

QTEST_APPLESS_MAIN(TestNpmPackage)
#include "tst_npm_package.moc"
