// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "tests/unit/trust/remote_disk.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;
using tests::fieldsChanged;
using tests::ofRemote;
using tests::remoteDisk;

/// Code that deno keeps copies of: what is known of it, and what is not. The layouts are those that
/// deno 2.9.6 wrote.
class TestRemoteCode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void denosCopyOfAnAddressCounts_data();
    void denosCopyOfAnAddressCounts();
    void theSameFetchedAgainIsTheSame();
    void modulesThatAModuleNamesCount_data();
    void modulesThatAModuleNamesCount();
    void whereAnAddressLeadsOnToCounts();
    void packagesThatAModuleNamesAreSaid();
    void moreModulesThanAreLookedAtAreSaid();
    void whatIsFetchedFirstCompletesTheApproval();
    void denosCopyOfAPackageCounts();
    void anotherRegistryIsSaidOfDenosPackages_data();
    void anotherRegistryIsSaidOfDenosPackages();
    void denosReloadFetchesAnew();
    void aPackageOfTheProjectComesFirstForDeno();
};

namespace {

const std::string kDenoRemote = "/h/.cache/deno/remote/";

std::string denoPath(const std::string& host, const std::string& path)
{
    return kDenoRemote + host + '/' + base::toHex(base::sha256(path));
}

} // namespace

void TestRemoteCode::denosCopyOfAnAddressCounts_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("file");
    const auto row = [](const char* address, const std::string& file) {
        QTest::newRow(address) << QString::fromLatin1(address) << QString::fromStdString(file);
    };
    row("https://e.example/server.ts", denoPath("https/e.example", "/server.ts"));
    row("https://e.example/server.ts?x=1", denoPath("https/e.example", "/server.ts?x=1"));
    row("https://e.example/server.ts#part", denoPath("https/e.example", "/server.ts"));
    row("http://127.0.0.1:8765/a.ts?x=1",
        kDenoRemote +
            "http/127.0.0.1_PORT8765/88b9d94f6030d7844afb06947bfb32450f58bc24cb07dec2be5ec7f4bd40d93e");
}

void TestRemoteCode::denosCopyOfAnAddressCounts()
{
    QFETCH(QString, address);
    QFETCH(QString, file);
    auto probe = remoteDisk();
    probe.files[file.toStdString()] = "code";
    const auto command = QStringLiteral("deno run -A ") + address;
    const auto before = ofRemote(command, probe);
    // Said all the same: it is code from elsewhere.
    QVERIFY(before.isUnknown(model::unknowns::kAddressKept));
    QVERIFY(!before.isUnknown(model::unknowns::kPackageNotHere));
    probe.files[file.toStdString()] = "evil";

    QCOMPARE(fieldsChanged(before, ofRemote(command, probe)), std::vector<std::string>{"package-files"});
}

namespace {

/// As Deno keeps it.
std::string keptModule(const std::string& text, const std::string& headers, int time)
{
    return text + "\n// denoCacheMetadata={\"headers\":{" + headers + R"(,"date":"day )" +
        std::to_string(time) + R"("},"url":"https://e.example/server.ts","time":)" + std::to_string(time) +
        '}';
}

const QString kRunServer = QStringLiteral("deno run -A https://e.example/a/server.ts");

} // namespace

void TestRemoteCode::theSameFetchedAgainIsTheSame()
{
    const auto file = denoPath("https/e.example", "/a/server.ts");
    auto probe = remoteDisk();
    const auto identityOf = [&](const std::string& kept) {
        probe.files[file] = kept;
        return ofRemote(kRunServer, probe);
    };
    const std::string plain = R"("content-type":"application/typescript")";
    const auto before = identityOf(keptModule("code", plain, 1));

    QCOMPARE(fieldsChanged(before, identityOf(keptModule("code", plain, 2))), std::vector<std::string>());
    const std::vector<std::string> changed{"package-files"};
    QCOMPARE(fieldsChanged(before, identityOf(keptModule("evil", plain, 1))), changed);
    QCOMPARE(
        fieldsChanged(before, identityOf(keptModule("code", R"("content-type":"text/jsx")", 1))), changed);
    // What only looks like Deno's own note is part of the module.
    QCOMPARE(fieldsChanged(before, identityOf(keptModule("code\n// denoCacheMetadata={}evil()", plain, 1))),
        changed);
    QCOMPARE(fieldsChanged(before, identityOf("code")), changed);
}

void TestRemoteCode::modulesThatAModuleNamesCount_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("path");
    const auto row = [](const char* text, const char* host, const char* path) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(host)
                            << QString::fromLatin1(path);
    };
    row("import { a } from './tools.ts';", "https/e.example", "/a/tools.ts");
    row("import './lib/x.ts'; import \"../b.ts\"", "https/e.example", "/b.ts");
    row("export * from '/root.ts'", "https/e.example", "/root.ts");
    row("await import(`./late.ts?v=1`)", "https/e.example", "/a/late.ts?v=1");
    row("import x from 'https://deno.land/std@1/mod.ts'", "https/deno.land", "/std@1/mod.ts");
    row("import x from 'http://127.0.0.1:80/../x.ts'", "http/127.0.0.1_PORT80", "/../x.ts");
    row("import x from '//other.example/y.ts'", "https/other.example", "/y.ts");
    row("import x from './../../../up.ts'", "https/e.example", "/up.ts");
}

void TestRemoteCode::modulesThatAModuleNamesCount()
{
    QFETCH(QString, text);
    QFETCH(QString, host);
    QFETCH(QString, path);
    auto probe = remoteDisk();
    probe.files[denoPath("https/e.example", "/a/server.ts")] = text.toStdString();
    const auto file = denoPath(host.toStdString(), path.toStdString());
    probe.files[file] = "import './server.ts'; import './none.ts'";
    const auto before = ofRemote(kRunServer, probe);
    QCOMPARE(before.files.size(), std::size_t{2});
    probe.files[file] = "evil";

    QCOMPARE(fieldsChanged(before, ofRemote(kRunServer, probe)), std::vector<std::string>{"package-files"});
}

void TestRemoteCode::whereAnAddressLeadsOnToCounts()
{
    auto probe = remoteDisk();
    probe.files[denoPath("https/e.example", "/a/server.ts")] =
        keptModule("", R"("location":"../v2/server.ts")", 1);
    const auto file = denoPath("https/e.example", "/v2/server.ts");
    probe.files[file] = "import './tools.ts'";
    probe.files[denoPath("https/e.example", "/v2/tools.ts")] = "code";

    const auto before = ofRemote(kRunServer, probe);

    QCOMPARE(before.files.size(), std::size_t{3});
}

void TestRemoteCode::packagesThatAModuleNamesAreSaid()
{
    for (const char* const name : {"npm:zod@3", "jsr:@std/path"}) {
        auto probe = remoteDisk();
        probe.files[denoPath("https/e.example", "/a/server.ts")] =
            std::string("import z from '") + name + "'";
        QVERIFY(ofRemote(kRunServer, probe).isUnknown(model::unknowns::kDependenciesUnchecked));
        probe.files[denoPath("https/e.example", "/a/server.ts")] = "import z from './z.ts'";
        QVERIFY(!ofRemote(kRunServer, probe).isUnknown(model::unknowns::kDependenciesUnchecked));
    }
}

void TestRemoteCode::moreModulesThanAreLookedAtAreSaid()
{
    auto probe = remoteDisk();
    std::string names;
    for (int i = 0; i < 300; ++i) {
        names += "import './m" + std::to_string(i) + ".ts';\n";
        probe.files[denoPath("https/e.example", "/a/m" + std::to_string(i) + ".ts")] = "code";
    }
    probe.files[denoPath("https/e.example", "/a/server.ts")] = names;

    const auto identity = ofRemote(kRunServer, probe);

    QVERIFY(identity.isUnknown(model::unknowns::kPackagePartly));
    QCOMPARE(identity.files.size(), std::size_t{256});
}

void TestRemoteCode::whatIsFetchedFirstCompletesTheApproval()
{
    const auto command = QStringLiteral("deno run https://e.example/server.ts");
    const auto open = ofRemote(command, remoteDisk());
    QVERIFY(model::isOpen(open));
    auto probe = remoteDisk();
    probe.files[denoPath("https/e.example", "/server.ts")] = "code";

    QVERIFY(model::isCompletion(open, ofRemote(command, probe)));
}

void TestRemoteCode::denosCopyOfAPackageCounts()
{
    auto probe = remoteDisk();
    const std::string folder = "/h/.cache/deno/npm/registry.npmjs.org/@x/memory/1.2.3";
    probe.files[folder + "/package.json"] =
        R"({"name":"@x/memory","version":"1.2.3","dependencies":{"a":"1"}})";
    probe.files[folder + "/dist/index.js"] = "code";
    const auto command = QStringLiteral("deno run -A npm:@x/memory@1.2.3/memory");
    const auto before = ofRemote(command, probe);
    QCOMPARE(before.package->name, std::string("@x/memory"));
    QCOMPARE(before.package->found, std::string("1.2.3"));
    QVERIFY(before.package->isPinned);
    QVERIFY(before.isUnknown(model::unknowns::kDependenciesUnchecked));
    probe.files[folder + "/dist/index.js"] = "evil";

    QCOMPARE(fieldsChanged(before, ofRemote(command, probe)), std::vector<std::string>{"package-files"});
    QVERIFY(ofRemote(QStringLiteral("deno run npm:@x/memory@9.9.9"), probe)
                .isUnknown(model::unknowns::kPackageNotHere));
}

void TestRemoteCode::anotherRegistryIsSaidOfDenosPackages_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* file, std::string_view said) {
        QTest::newRow(file) << QString::fromLatin1(file) << QString::fromStdString(std::string(said));
    };
    row("/w/.npmrc", model::unknowns::kRegistryOfProject);
    row("/.npmrc", model::unknowns::kRegistryOfProject);
    row("/h/.npmrc", model::unknowns::kRegistryOfUser);
}

void TestRemoteCode::anotherRegistryIsSaidOfDenosPackages()
{
    QFETCH(QString, file);
    QFETCH(QString, said);
    const auto command = QStringLiteral("deno run npm:memory");
    auto probe = remoteDisk();
    probe.files[file.toStdString()] = "fund=false\n";
    const auto before = ofRemote(command, probe);
    QVERIFY(!before.isUnknown(said.toStdString()));
    probe.files[file.toStdString()] = "registry=https://evil.example/\n";

    const auto after = ofRemote(command, probe);

    QVERIFY(after.isUnknown(said.toStdString()));
    QVERIFY(trust::identityDigest(after) != trust::identityDigest(before));
    trust::LaunchRequest request;
    request.argv = {"deno", "run", "npm:memory"};
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}, {"NPM_CONFIG_REGISTRY", "http://127.0.0.1"}};
    request.workingFolder = "/w";
    QVERIFY(trust::resolveLaunch(request, remoteDisk())->isUnknown(model::unknowns::kRegistryOfUser));
}

void TestRemoteCode::denosReloadFetchesAnew()
{
    auto probe = remoteDisk();
    probe.files[denoPath("https/e.example", "/server.ts")] = "code";

    const auto identity = ofRemote(QStringLiteral("deno run --reload https://e.example/server.ts"), probe);

    QVERIFY(identity.isUnknown(model::unknowns::kFetchedAnew));
    QVERIFY(identity.isUnknown(model::unknowns::kAddressKept));
    QCOMPARE(identity.files.size(), std::size_t{1});
    // Of a package it asks the registry what is the newest.
    QVERIFY(
        ofRemote(QStringLiteral("deno run --reload npm:memory"), probe).isUnknown(model::unknowns::kAddress));
    QVERIFY(ofRemote(QStringLiteral("bun run https://e.example/server.ts"), probe)
                .isUnknown(model::unknowns::kAddress));
}

void TestRemoteCode::aPackageOfTheProjectComesFirstForDeno()
{
    auto probe = remoteDisk();
    probe.files["/w/node_modules/memory/package.json"] = R"({"name":"memory","version":"6.6.6"})";

    QCOMPARE(ofRemote(QStringLiteral("deno run npm:memory"), probe).package->origin, std::string("project"));
}

QTEST_APPLESS_MAIN(TestRemoteCode)
#include "tst_remote_code.moc"
