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
    void whatStandsBehindTheNameCounts_data();
    void whatStandsBehindTheNameCounts();
    void aChangedDependencyCountsOrIsSaid_data();
    void aChangedDependencyCountsOrIsSaid();
    void aPackageOfNoOthersSaysNothingOfThem();
};

namespace {

const std::string kFolder = "/h/.npm/_npx/" + base::sha512Hex("@x/memory").substr(0, 16);
const std::string kModules = kFolder + "/node_modules";
const std::string kPackage = kModules + "/@x/memory";

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
    QCOMPARE(pathsOf(identity, FileRole::Package),
        (std::vector<std::string>{kModules, kPackage, kPackage + "/node_modules"}));
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
    probe.files.erase(kPackage + "/node_modules/dep/index.js");
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

/// What npx starts is `sh -c memory` with the cache's node_modules/.bin in front of PATH.
void TestNpmPackage::whatStandsBehindTheNameCounts_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");
    const auto row = [](const char* name, const std::string& file, const std::string& content) {
        QTest::newRow(name) << QString::fromStdString(file) << QString::fromStdString(content);
    };
    row("the link of the program", kModules + "/.bin/memory", "evil");
    row("a node beside it", kModules + "/.bin/node", "ELF evil");
    row("a shell beside it", kModules + "/.bin/sh", "ELF evil");
    row("the description's bin", kPackage + "/package.json",
        R"({"name":"@x/memory","version":"1.0.0","bin":{"memory":"dist/lib.js"}})");
    row("the description's scripts", kPackage + "/package.json",
        R"({"name":"@x/memory","version":"1.0.0","bin":{"memory":"dist/index.js"},"main":"evil.js"})");
    row("a new file", kPackage + "/dist/evil.js", "evil");
    row("the lock", kFolder + "/package-lock.json", "other");
}

void TestNpmPackage::whatStandsBehindTheNameCounts()
{
    QFETCH(QString, file);
    QFETCH(QString, content);
    auto probe = npmDisk();
    probe.files[kModules + "/.bin/memory"] = "link";
    const auto before = resolved("npx -y @x/memory", probe);
    probe.files[file.toStdString()] = content.toStdString();

    const auto changes = trust::compareIdentities(before, resolved("npx -y @x/memory", probe));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].field, std::string("package-files"));
}

void TestNpmPackage::aChangedDependencyCountsOrIsSaid_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QString>("dependency");
    QTest::addColumn<int>("others");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const char* command, const std::string& dependency, int others,
                         const char* said) {
        QTest::newRow(name) << QByteArray(command) << QString::fromStdString(dependency) << others
                            << QString::fromLatin1(said);
    };
    row("beside it", "npx -y @x/memory", kModules + "/dep/index.js", 0, "");
    row("below it", "npx -y @x/memory", kPackage + "/node_modules/dep/index.js", 0, "");
    row("one of many, with a lock", "npx -y @x/memory", kModules + "/dep/index.js", 60,
        "dependencies-by-lock");
    row("of a script, few", "node /opt/node_modules/@x/memory/dist/index.js",
        "/opt/node_modules/dep/index.js", 0, "");
    row("of a script, many and no lock", "node /opt/node_modules/@x/memory/dist/index.js",
        "/opt/node_modules/dep/index.js", 60, "dependencies-unchecked");
    row("of a script of no package", "node /opt/server.js", "/opt/node_modules/dep/index.js", 0,
        "script-loads");
}

void TestNpmPackage::aChangedDependencyCountsOrIsSaid()
{
    QFETCH(QByteArray, command);
    QFETCH(QString, dependency);
    QFETCH(int, others);
    QFETCH(QString, said);
    auto probe = npmDisk();
    const auto description =
        R"({"name":"@x/memory","version":"1.0.0","bin":"dist/index.js","dependencies":{"dep":"^1"}})";
    probe.files[kPackage + "/package.json"] = description;
    probe.files["/opt/node_modules/@x/memory/package.json"] = description;
    probe.files["/opt/node_modules/@x/memory/dist/index.js"] = "data";
    probe.files["/opt/server.js"] = "data";
    for (int i = 0; i < others; ++i) {
        for (const auto& modules : {kModules, std::string("/opt/node_modules")})
            probe.files[modules + "/dep" + std::to_string(i) + "/index.js"] = "x";
    }
    probe.files[dependency.toStdString()] = "code";
    const auto before = resolved(command.constData(), probe);
    probe.files[dependency.toStdString()] = "evil";

    const auto after = resolved(command.constData(), probe);

    QCOMPARE(after.isUnknown(said.toStdString()), !said.isEmpty());
    QCOMPARE(trust::identityDigest(before) != trust::identityDigest(after), said.isEmpty());
}

void TestNpmPackage::aPackageOfNoOthersSaysNothingOfThem()
{
    auto probe = npmDisk();
    probe.files.erase(kPackage + "/node_modules/dep/index.js");
    for (int i = 0; i < 200; ++i)
        probe.files[kModules + "/dep" + std::to_string(i) + "/index.js"] = "x";

    QVERIFY(resolved("npx -y @x/memory", probe).unknown.empty());
}

QTEST_APPLESS_MAIN(TestNpmPackage)
#include "tst_npm_package.moc"
