// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_resolver.h"

#include <QtTest>

#include <functional>
#include <set>

using namespace gatehouse;
using model::LaunchIdentity;

class TestIdentity : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFieldChangesTheDigestAndIsNamed_data();
    void everyFieldChangesTheDigestAndIsNamed();
    void stampsDoNotCount();
    void wordsOfArgvDoNotRunTogether();
    void theFirstFormStaysAsItWas();
    void anUpgradedPackageIsOneChangeThatNamesBothVersions();
    void otherFilesOfTheSameVersionAreNamedAsSuch();
    void anOldIdentityComparesByWhatItKnew();
    void aPackageThatIsFoundNowhereIsAnotherLaunch();
    void cardIdsAreEasyToType();
};

namespace {

LaunchIdentity sample()
{
    LaunchIdentity identity;
    identity.entryRef = "0011223344556677";
    identity.entry = {"cursor", model::EntryScope::User, "/h/.cursor/mcp.json", "/mcpServers/a", "a"};
    identity.argv = {"node", "server.js"};
    identity.commandAsGiven = "node";
    identity.executable = {"/usr/bin/node", base::sha256("node"), {}};
    identity.script = model::HashedFile{"/w/server.js", base::sha256("script"), {}};
    identity.environmentNames = {"TOKEN"};
    identity.environment = {{"PATH", base::sha256("/usr/bin")}};
    identity.workingFolder = "/w";
    identity.files = {{model::FileRole::Program, {"/usr/bin/env", base::sha256("env"), {}}}};
    return identity;
}

using Change = std::function<void(LaunchIdentity&)>;

} // namespace

Q_DECLARE_METATYPE(Change)

void TestIdentity::everyFieldChangesTheDigestAndIsNamed_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* name, const char* field, Change change) {
        QTest::newRow(name) << std::move(change) << QString::fromLatin1(field);
    };
    row("file of the entry", "entry", [](auto& i) { i.entry.file = "/other"; });
    row("key of the entry", "entry", [](auto& i) { i.entry.keyPath = "/mcpServers/b"; });
    row("scope", "entry", [](auto& i) { i.entry.scope = model::EntryScope::Project; });
    row("file and key swapped over", "entry", [](auto& i) {
        i.entry.file = "/h/.cursor/mcp.json/mcpServers";
        i.entry.keyPath = "/a";
    });
    row("argument", "argv", [](auto& i) { i.argv[1] = "other.js"; });
    row("one more argument", "argv", [](auto& i) { i.argv.push_back(""); });
    row("program path", "executable", [](auto& i) { i.executable.path = "/opt/node"; });
    row("program bytes", "executable", [](auto& i) { i.executable.hash = base::sha256("evil"); });
    row("script bytes", "script", [](auto& i) { i.script->hash = base::sha256("evil"); });
    row("no script", "script", [](auto& i) { i.script.reset(); });
    row("package", "package", [](auto& i) { i.package = model::PackageRun{"npx", "p", "", false}; });
    row("environment name", "environment-names", [](auto& i) { i.environmentNames.push_back("X"); });
    row("environment value", "environment:PATH",
        [](auto& i) { i.environment[0].digest = base::sha256("/evil"); });
    row("environment variable", "environment:LD_PRELOAD", [](auto& i) {
        i.environment.insert(i.environment.begin(), {"LD_PRELOAD", base::sha256("x")});
    });
    row("version that was found", "package", [](auto& i) {
        i.package = model::PackageRun{"npx", "p", "", false, "1.0.0", "cache"};
    });
    row("a file more", "file:loaded", [](auto& i) {
        i.files.push_back({model::FileRole::Loaded, {"/x.so", base::sha256("x"), {}}});
    });
    row("bytes of a file", "file:program", [](auto& i) { i.files[0].file.hash = base::sha256("evil"); });
    row("role of a file", "file:program", [](auto& i) { i.files.clear(); });
    row("something unknown", "unknown", [](auto& i) { i.unknown.emplace_back("shell-script"); });
    row("working folder", "cwd", [](auto& i) { i.workingFolder.reset(); });
}

void TestIdentity::everyFieldChangesTheDigestAndIsNamed()
{
    QFETCH(Change, change);
    QFETCH(QString, field);
    auto changed = sample();
    change(changed);

    const auto changes = trust::compareIdentities(sample(), changed);

    QVERIFY(trust::identityDigest(sample()) != trust::identityDigest(changed));
    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(changes[0].field), field);
}

void TestIdentity::stampsDoNotCount()
{
    auto touched = sample();
    touched.executable.stamp.modifiedNs = 5;
    touched.script->stamp.inode = 9;

    QCOMPARE(trust::identityDigest(touched), trust::identityDigest(sample()));
    QVERIFY(trust::compareIdentities(sample(), touched).empty());
}

void TestIdentity::wordsOfArgvDoNotRunTogether()
{
    auto one = sample();
    auto two = sample();
    one.argv = {"a", "b c"};
    two.argv = {"a b", "c"};

    QVERIFY(trust::identityDigest(one) != trust::identityDigest(two));
}

void TestIdentity::theFirstFormStaysAsItWas()
{
    auto old = sample();
    old.form = 1;
    old.argv = {"npx", "-y", "pkg@1.2.3"};
    old.files.clear();

    // Computed apart from this code: the registries of Gatehouse 0.1 are full of such keys.
    QCOMPARE(trust::identityDigest(old),
        std::string("5bd2d84e51bd6dd8a1ed6e6f570b5ced11f3493958c8009997bc5f5bdb5ce1bc"));
    old.package = model::PackageRun{"npx", "pkg", "1.2.3", true};
    QCOMPARE(trust::identityDigest(old),
        std::string("5bd2d84e51bd6dd8a1ed6e6f570b5ced11f3493958c8009997bc5f5bdb5ce1bc"));
    auto newer = old;
    newer.form = 2;
    QVERIFY(trust::identityDigest(newer) != trust::identityDigest(old));
}

namespace {

LaunchIdentity withPackage(const std::string& version, const std::string& content)
{
    auto identity = sample();
    identity.package = model::PackageRun{"npx", "server-memory", "", false, version, "cache"};
    identity.files = {{model::FileRole::Package, {"/c/server-memory", base::sha256(content), {}}},
        {model::FileRole::Lock, {"/c/package-lock.json", base::sha256("lock " + content), {}}}};
    return identity;
}

} // namespace

void TestIdentity::anUpgradedPackageIsOneChangeThatNamesBothVersions()
{
    const auto changes =
        trust::compareIdentities(withPackage("2025.8.4", "old"), withPackage("2025.9.1", "new"));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].field, std::string("package"));
    QCOMPARE(changes[0].before, std::string("npx server-memory 2025.8.4"));
    QCOMPARE(changes[0].after, std::string("npx server-memory 2025.9.1"));
}

void TestIdentity::otherFilesOfTheSameVersionAreNamedAsSuch()
{
    const auto changes = trust::compareIdentities(withPackage("1.0.0", "old"), withPackage("1.0.0", "evil"));

    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].field, std::string("package-files"));
}

void TestIdentity::anOldIdentityComparesByWhatItKnew()
{
    auto old = withPackage("", "");
    old.form = 1;
    old.files.clear();
    auto now = withPackage("1.0.0", "new");

    QVERIFY(model::isOpen(old));
    QVERIFY(model::isCompletion(old, now));
    QCOMPARE(trust::compareIdentities(old, now).front().field, std::string("form"));
    now.script->hash = base::sha256("evil");
    QVERIFY(!model::isCompletion(old, now));
    const auto changes = trust::compareIdentities(old, now);
    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes[0].field, std::string("script"));
}

void TestIdentity::aPackageThatIsFoundNowhereIsAnotherLaunch()
{
    auto open = withPackage("", "");
    open.unknown = {
        std::string(model::unknowns::kPackageNotHere), std::string(model::unknowns::kRegistryOfUser)};

    const auto untraced = model::asUntraced(open);

    QCOMPARE(untraced.unknown,
        (std::vector<std::string>{
            std::string(model::unknowns::kPackageElsewhere), std::string(model::unknowns::kRegistryOfUser)}));
    QVERIFY(trust::identityDigest(untraced) != trust::identityDigest(open));
    // No approval of what was to be fetched is completed by it, nor is it by what is found later.
    QVERIFY(!model::isOpen(untraced));
    QVERIFY(!model::isCompletion(open, untraced));
    QVERIFY(!model::isCompletion(untraced, withPackage("1.0.0", "new")));
    QCOMPARE(trust::compareIdentities(open, untraced).front().field, std::string("unknown"));
    // What is there is what it was.
    QCOMPARE(model::asUntraced(withPackage("1.0.0", "new")), withPackage("1.0.0", "new"));
    QCOMPARE(model::asUntraced(untraced), untraced);
}

void TestIdentity::cardIdsAreEasyToType()
{
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) {
        auto identity = sample();
        identity.argv.push_back(std::to_string(i));
        const auto id = trust::cardId(identity);
        QCOMPARE(id.size(), std::size_t{8});
        QVERIFY(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz") == std::string::npos);
        ids.insert(id);
    }
    QCOMPARE(ids.size(), std::size_t{1000});
}

QTEST_APPLESS_MAIN(TestIdentity)
#include "tst_identity.moc"
