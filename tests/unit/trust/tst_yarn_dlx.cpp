// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/remote_disk.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;
using tests::fieldsChanged;
using tests::ofRemote;
using tests::remoteDisk;

/// Archives that yarn keeps of packages, as yarn 4.18.1 laid them out, and what its settings load.
class TestYarnDlx : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void yarnsArchiveCounts();
    void yarnsOtherVersionsDoNotCountForAPinnedOne();
    void severalArchivesAreSaid();
    void anArchiveOfALongerNameIsAnother();
    void whatYarnsSettingsLoadCounts_data();
    void whatYarnsSettingsLoadCounts();
};

namespace {

const std::string kYarnArchive = "/h/.yarn/berry/cache/@x-memory-npm-1.2.3-db49cc2ca1-10c0.zip";

} // namespace

void TestYarnDlx::yarnsArchiveCounts()
{
    auto probe = remoteDisk();
    QVERIFY(
        ofRemote(QStringLiteral("yarn dlx @x/memory"), probe).isUnknown(model::unknowns::kPackageNotHere));
    probe.files[kYarnArchive] = "zip";
    const auto before = ofRemote(QStringLiteral("yarn dlx @x/memory"), probe);
    QCOMPARE(before.package->found, std::string("1.2.3"));
    QCOMPARE(before.package->origin, std::string("cache"));
    QCOMPARE(before.unknown, std::vector<std::string>{"dependencies-unchecked"});
    QVERIFY(model::isCompletion(ofRemote(QStringLiteral("yarn dlx @x/memory"), remoteDisk()), before));
    probe.files[kYarnArchive] = "evil";

    QCOMPARE(fieldsChanged(before, ofRemote(QStringLiteral("yarn dlx @x/memory"), probe)),
        std::vector<std::string>{"package-files"});
}

void TestYarnDlx::yarnsOtherVersionsDoNotCountForAPinnedOne()
{
    auto probe = remoteDisk();
    probe.files[kYarnArchive] = "zip";
    const auto before = ofRemote(QStringLiteral("yarn dlx @x/memory@1.2.3"), probe);
    probe.files["/h/.yarn/berry/cache/@x-memory-npm-2.0.0-aaaaaaaaaa-10c0.zip"] = "zip";

    QCOMPARE(fieldsChanged(before, ofRemote(QStringLiteral("yarn dlx @x/memory@1.2.3"), probe)),
        std::vector<std::string>());
}

void TestYarnDlx::severalArchivesAreSaid()
{
    auto probe = remoteDisk();
    probe.files[kYarnArchive] = "zip";
    probe.files["/h/.yarn/berry/cache/@x-memory-npm-2.0.0-rc.1-aaaaaaaaaa-10c0.zip"] = "other zip";

    const auto identity = ofRemote(QStringLiteral("yarn dlx @x/memory"), probe);

    QCOMPARE(identity.package->found, std::string("1.2.3, 2.0.0-rc.1"));
    QVERIFY(identity.isUnknown(model::unknowns::kPackageChoice));
}

void TestYarnDlx::anArchiveOfALongerNameIsAnother()
{
    auto probe = remoteDisk();
    probe.files["/h/.yarn/berry/cache/@x-memory-npm-plus-npm-1.0.0-aaaaaaaaaa-10c0.zip"] = "zip";

    QVERIFY(
        ofRemote(QStringLiteral("yarn dlx @x/memory"), probe).isUnknown(model::unknowns::kPackageNotHere));
}

void TestYarnDlx::whatYarnsSettingsLoadCounts_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("loaded");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const char* file, const char* text, const char* loaded,
                         const char* code) {
        QTest::newRow(name) << QString::fromLatin1(file) << QString::fromLatin1(text)
                            << QString::fromLatin1(loaded) << QString::fromLatin1(code);
    };
    row("yarnPath", "/w/.yarnrc.yml", "yarnPath: .yarn/evil.cjs\n", "/w/.yarn/evil.cjs", "");
    row("yarn-path of yarn 1", "/w/.yarnrc", "yarn-path \".yarn/evil.cjs\"\n", "/w/.yarn/evil.cjs", "");
    row("plugins", "/w/.yarnrc.yml", "plugins:\n  - path: .yarn/plugins/evil.cjs\n", "", "loaded-not-found");
    row("the project's registry", "/w/.yarnrc.yml", "npmRegistryServer: \"https://evil.example\"\n", "",
        "registry-of-project");
    row("the user's registry", "/h/.yarnrc.yml", "npmRegistryServer: https://mine.example\n", "",
        "registry-of-user");
}

void TestYarnDlx::whatYarnsSettingsLoadCounts()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    QFETCH(QString, loaded);
    QFETCH(QString, code);
    auto probe = remoteDisk();
    probe.files[file.toStdString()] = text.toStdString();
    probe.files["/w/.yarn/evil.cjs"] = "code";

    const auto identity = ofRemote(QStringLiteral("yarn dlx @x/memory"), probe);

    const auto holds = [&](FileRole role, const QString& path) {
        return std::any_of(identity.files.begin(), identity.files.end(),
            [&](const auto& one) { return one.role == role && one.file.path == path.toStdString(); });
    };
    QVERIFY(holds(FileRole::Settings, file));
    QCOMPARE(holds(FileRole::Loaded, loaded), !loaded.isEmpty());
    QCOMPARE(identity.isUnknown(code.toStdString()), !code.isEmpty());
}

QTEST_APPLESS_MAIN(TestYarnDlx)
#include "tst_yarn_dlx.moc"
