// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/lock_file.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::intelligence;

namespace {

/// "npm a 1.0.0 | npm b 2.0.0", or the error's name.
QByteArray read(LockKind kind, const std::string& text)
{
    const auto packages = packagesOfLock(kind, text);
    if (!packages)
        return QByteArray(base::errorName(packages.error().code).data());
    std::string all;
    for (const auto& one : *packages)
        all += (all.empty() ? "" : " | ") + one.name + ' ' + one.version;
    return QByteArray(all.data(), static_cast<qsizetype>(all.size()));
}

std::string repeated(const std::string& text, int times)
{
    std::string all;
    for (int at = 0; at < times; ++at)
        all += text;
    return all;
}

} // namespace

/// Which packages a lock names, whoever wrote it.
class TestLockFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void kindsAreToldByTheName_data();
    void kindsAreToldByTheName();
    void packagesAreRead_data();
    void packagesAreRead();
    void hostileLocksAreRefusedOrReadInFull_data();
    void hostileLocksAreRefusedOrReadInFull();
    void whatOthersWriteIsRead_data();
    void whatOthersWriteIsRead();
    void whatTheyWouldNotWriteIsRefused_data();
    void whatTheyWouldNotWriteIsRefused();
    void aLargeLockIsRead();
    void whatIsInstalledIsToldByItsFolders();
};

void TestLockFile::kindsAreToldByTheName_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("kind"); // -1: none
    const auto row = [](const char* path, int kind) { QTest::newRow(path) << QByteArray(path) << kind; };
    row("/a/package-lock.json", int(LockKind::Npm));
    row("/a/node_modules/.package-lock.json", int(LockKind::Npm));
    row("npm-shrinkwrap.json", int(LockKind::Npm));
    row("/a/uv.lock", int(LockKind::Poetry));
    row("/a/poetry.lock", int(LockKind::Poetry));
    row("/a/requirements.txt", int(LockKind::Requirements));
    row("/a/yarn.lock", int(LockKind::Yarn));
    row("/a/pnpm-lock.yaml", int(LockKind::Pnpm));
    row("/a/bun.lock", int(LockKind::Bun));
    row("/a/bun.lockb", -1);
    row("/a/Cargo.lock", -1);
    row("/a/package-lock.json ", -1);
    row("/a/package-lock.json/x", -1);
}

void TestLockFile::kindsAreToldByTheName()
{
    QFETCH(const QByteArray, path);
    QFETCH(const int, kind);
    const auto found = lockKindOf(path.toStdString());
    QCOMPARE(found ? int(*found) : -1, kind);
}

void TestLockFile::packagesAreRead_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("packages");
    const auto row = [](const char* name, LockKind kind, const char* text, const char* packages) {
        QTest::newRow(name) << int(kind) << QByteArray(text) << QByteArray(packages);
    };
    row("version 3", LockKind::Npm,
        R"({"lockfileVersion":3,"packages":{"":{"name":"mine","version":"9.9.9"},
            "node_modules/a":{"version":"1.0.0","dependencies":{"b":"^1"}},
            "node_modules/a/node_modules/@s/b":{"version":"2.0.0-rc.1"}}})",
        "@s/b 2.0.0-rc.1 | a 1.0.0");
    row("version 1", LockKind::Npm,
        R"({"dependencies":{"a":{"version":"1.0.0","requires":{"b":"1"},"dependencies":{"b":{"version":"2.0.0"}}}}})",
        "a 1.0.0 | b 2.0.0");
    row("version 2 says everything twice", LockKind::Npm,
        R"({"packages":{"node_modules/a":{"version":"1.0.0"}},"dependencies":{"a":{"version":"1.0.0"}}})",
        "a 1.0.0");
    row("an alias is what it stands for", LockKind::Npm,
        R"({"packages":{"node_modules/a":{"name":"real","version":"1.0.0"}},"dependencies":{"a":{"version":"npm:@s/real@1.0.0"}}})",
        "@s/real 1.0.0 | a 1.0.0 | real 1.0.0");
    row("folders of the project", LockKind::Npm,
        R"({"packages":{"packages/mine":{"name":"evil","version":"1.0.0"},"node_modules/mine":{"resolved":"packages/mine","link":true,"version":"1.0.0"}}})",
        "");
    row("addresses", LockKind::Npm,
        R"({"dependencies":{"a":{"version":"git+ssh://git@github.com/x/a.git#0123"},"b":{"version":"file:../b"}}})",
        "");
    row("uv", LockKind::Poetry,
        "version = 1\n\n[[package]]\nname = \"My_Pkg\"\nversion = \"1.0\"\nsource = { registry = "
        "\"https://pypi.org/simple\" }\n"
        "dependencies = [\n    { name = \"other\" },\n]\n\n[package.metadata]\nrequires-dist = [{ name = "
        "\"x\" }]\n\n"
        "[[package]]\nname = \"mine\"\nversion = \"0.1\"\nsource = { editable = \".\" }\n",
        "my-pkg 1.0");
    row("poetry", LockKind::Poetry,
        "[[package]]\r\nname = \"a\"\r\nversion = \"1.0\"\r\n\r\n[package.dependencies]\r\nb = \"*\"\r\n\r\n"
        "[[package]]\r\nname = 'b'\r\nversion = '2.0'\r\n\r\n[metadata]\r\nname = \"no\"\r\nversion = "
        "\"9\"\r\n",
        "a 1.0 | b 2.0");
    row("requirements", LockKind::Requirements,
        "# ours\n-r other.txt\nRequests[socks]==2.31.0 ; python_version > '3' \\\n    --hash=sha256:aa\n"
        "flask>=1\nwild==1.*\nexact === 1.0+local # why\nspaced == 2\nurl @ https://x/y==1\n==3\nnone==\n",
        "exact 1.0+local | requests 2.31.0 | spaced 2");
}

void TestLockFile::packagesAreRead()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, text);
    QTEST(read(LockKind(kind), text.toStdString()), "packages");
}

void TestLockFile::hostileLocksAreRefusedOrReadInFull_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("outcome");
    const auto row = [](const char* name, LockKind kind, const std::string& text, const char* outcome) {
        QTest::newRow(name) << int(kind) << QByteArray(text.data(), static_cast<qsizetype>(text.size()))
                            << QByteArray(outcome);
    };
    const std::string open = R"({"packages":)";
    row("nothing", LockKind::Npm, "", "file-does-not-parse");
    row("another file", LockKind::Npm, R"({"name":"a"})", "file-does-not-parse");
    row("a list", LockKind::Npm, "[1]", "file-does-not-parse");
    row("a text", LockKind::Npm, "\"packages\"", "file-does-not-parse");
    row("cut off", LockKind::Npm, R"({"packages":{"node_modules/a":{"version":"1.0.0"}})",
        "file-does-not-parse");
    row("no UTF-8", LockKind::Npm, "{\"packages\":{\"node_modules/\xff\":{\"version\":\"1\"}}}",
        "file-does-not-parse");
    row("deep lists", LockKind::Npm, open + repeated("[", 200'000), "too-large");
    row("deep objects", LockKind::Npm, open + repeated(R"({"a":)", 200'000), "too-large");
    row("deep dependencies", LockKind::Npm,
        R"({"dependencies":)" + repeated(R"({"a":{"version":"1","dependencies":)", 5000), "too-large");
    // Whatever a reader makes of keys that stand there twice: no version hides behind another.
    row("a version twice", LockKind::Npm,
        R"({"packages":{"node_modules/a":{"version":"1.0.0","version":"2.0.0"}}})", "a 1.0.0 | a 2.0.0");
    row("a package twice", LockKind::Npm,
        R"({"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/a":{"version":"2.0.0"}}})",
        "a 1.0.0 | a 2.0.0");
    row("the packages twice", LockKind::Npm,
        R"({"packages":{"node_modules/a":{"version":"1.0.0"}},"packages":{}})", "a 1.0.0");
    row("escapes are their letters", LockKind::Npm,
        R"({"packages":{"node_modules\/\u0061":{"\u0076ersion":"1.0.0"}}})", "a 1.0.0");
    row("other types", LockKind::Npm,
        R"({"packages":{"node_modules/a":{"version":1,"name":null},"node_modules/b":"1","node_modules/c":[{"version":"1"}]}})",
        "");
    row("long names", LockKind::Npm,
        R"({"packages":{"node_modules/)" + std::string(100'000, 'a') + R"(":{"version":"1"}}})", "");
    std::string many = open + '{';
    for (int at = 0; at < 50'000; ++at)
        many += (at == 0 ? "\"node_modules/a" : ",\"node_modules/a") + std::to_string(at) +
            R"(":{"version":"1"})";
    row("more than anybody uses", LockKind::Npm, many + "}}", "too-large");
    row("more than anybody reads", LockKind::Npm, std::string(kMaxLockBytes + 1, ' '), "too-large");
    row("sections without end", LockKind::Poetry, repeated("[[package]]\n", 100'000), "");
    std::string poetry;
    for (int at = 0; at < 50'000; ++at)
        poetry += "[[package]]\nname=\"a" + std::to_string(at) + "\"\nversion=\"1\"\n";
    row("more sections than anybody uses", LockKind::Poetry, poetry, "too-large");
    row("one line", LockKind::Requirements, std::string(1'000'000, '='), "");
    row("brackets", LockKind::Requirements, "a" + std::string(1'000'000, '[') + "==1\n", "");
    row("zeros", LockKind::Poetry, std::string(1'000'000, '\0'), "");
}

void TestLockFile::hostileLocksAreRefusedOrReadInFull()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, text);
    QTEST(read(LockKind(kind), text.toStdString()), "outcome");
}

void TestLockFile::whatOthersWriteIsRead_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("packages");
    const auto row = [](const char* name, LockKind kind, const char* text, const char* packages) {
        QTest::newRow(name) << int(kind) << QByteArray(text) << QByteArray(packages);
    };
    row("yarn 1", LockKind::Yarn,
        "# yarn lockfile v1\n\n\n\"@s/a@^7.0.0\", \"@s/a@^7.12.13\":\n  version \"7.12.13\"\n  resolved "
        "\"https://registry.yarnpkg.com/@s/a/-/a-7.12.13.tgz#9\"\n  dependencies:\n    version \"^9\"\n\n"
        "b@1.x, b@^1.0:\r\n  version \"1.2.0\"\r\n\nalias@npm:real@^1:\n  version \"1.0.1\"\n",
        "@s/a 7.12.13 | b 1.2.0 | real 1.0.1");
    row("yarn 1, what is of no registry", LockKind::Yarn,
        "\"a@git+ssh://git@github.com/x/a.git\":\n  version \"1.0.0\"\n\nb@x/b:\n  version \"1.0.0\"\n\n"
        "\"c@file:../c\":\n  version \"1.0.0\"\n",
        "");
    row("yarn 4", LockKind::Yarn,
        "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n\"@s/a@npm:^1.0.0, @s/a@npm:~1.2\":\n  version: "
        "1.2.3\n  "
        "resolution: \"@s/a@npm:1.2.3\"\n  dependencies:\n    b: \"npm:^2\"\n  checksum: 10c0/ab\n  "
        "languageName: node\n  linkType: hard\n\n\"alias@npm:real@^1\":\n  version: 1.0.1\n\n"
        "\"mine@workspace:.\":\n  version: 0.0.0-use.local\n\n\"t@patch:t@npm%3A5.0#~builtin\":\n  version: "
        "5.0.0\n",
        "@s/a 1.2.3 | real 1.0.1");
    row("yarn, a version twice", LockKind::Yarn, "a@1:\n  version \"1.0.0\"\n  version \"2.0.0\"\n",
        "a 1.0.0 | a 2.0.0");
    row("pnpm 9", LockKind::Pnpm,
        "lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n\nimporters:\n\n  .:\n    "
        "dependencies:\n      "
        "z:\n        specifier: ^1\n        version: 1.0.0\n\npackages:\n\n  '@s/a@1.0.0':\n    resolution: "
        "{integrity: sha512-x}\n    engines: {node: '>=14'}\n\n  b@2.0.0:\n    resolution: {integrity: "
        "sha512-y}\n\n"
        "  'c@file:../c':\n    resolution: {directory: ../c}\n\n  d@https://x.test/d.tgz:\n    version: "
        "1.0.0\n\n"
        "snapshots:\n\n  '@s/a@1.0.0(b@2.0.0)':\n    dependencies:\n      b: 2.0.0\n\n  e@3.0.0: {}\n",
        "@s/a 1.0.0 | b 2.0.0 | e 3.0.0");
    row("pnpm 8", LockKind::Pnpm,
        "lockfileVersion: '6.0'\npackages:\n\n  /@s/a@1.0.0(react@18.0.0):\n    dev: false\n  /b@2.0.0:\n    "
        "dev: true\n",
        "@s/a 1.0.0 | b 2.0.0");
    row("pnpm 7", LockKind::Pnpm,
        "lockfileVersion: 5.4\npackages:\n\n  /@s/a/1.0.0_react@18.0.0:\n    dev: false\n  /b/2.0.0:\n    "
        "dev: true\n  "
        "github.com/x/y/0123abc:\n    name: y\n    version: 1.0.0\n",
        "@s/a 1.0.0 | b 2.0.0");
    row("pnpm, nothing", LockKind::Pnpm, "lockfileVersion: '9.0'\npackages: {}\n", "");
    row("bun", LockKind::Bun,
        "{\n  \"lockfileVersion\": 1,\n  \"workspaces\": {\n    \"\": { \"name\": \"w@1.0.0\", },\n  },\n  "
        "\"packages\": {\n"
        "    \"@s/a\": [\"@s/a@1.0.0\", \"\", { \"dependencies\": { \"z\": \"z@9.0.0\", }, }, "
        "\"sha512-,]\"],\n\n"
        "    \"a/b\": [\"b@2.0.0\", \"\", {}, \"sha512-y\"], // why\n    \"w\": "
        "[\"w@workspace:packages/w\"],\n"
        "    /* a comment, */ \"alias\": [\"alias@npm:real@3.0.0\", \"\", {}, \"\"],\n    \"g\": "
        "[\"g@github:x/g#01\", {}],\n  },\n}\n",
        "@s/a 1.0.0 | b 2.0.0 | real 3.0.0");
    row("bun, a package twice", LockKind::Bun,
        R"({"packages":{"a":["a@1.0.0"],"a":["a@2.0.0"]},"packages":{}})", "a 1.0.0 | a 2.0.0");
    row("bun, escapes are their letters", LockKind::Bun, R"({"p\u0061ckages":{"a":["\u0061@1.0.0"]}})",
        "a 1.0.0");
}

void TestLockFile::whatOthersWriteIsRead()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, text);
    QTEST(read(LockKind(kind), text.toStdString()), "packages");
}

/// A reader that takes more of YAML than the tools write may be shown another package than they install.
void TestLockFile::whatTheyWouldNotWriteIsRefused_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("outcome");
    const auto row = [](const char* name, LockKind kind, const std::string& text,
                         const char* outcome = "file-does-not-parse") {
        QTest::newRow(name) << int(kind) << QByteArray(text.data(), static_cast<qsizetype>(text.size()))
                            << QByteArray(outcome);
    };
    row("yarn, nothing", LockKind::Yarn, "");
    row("yarn, another file", LockKind::Yarn, "{\"a\": 1}\n");
    row("yarn, in one line", LockKind::Yarn, "a@1: {version: 1.0.0}\n");
    row("yarn, an alias of YAML", LockKind::Yarn, "a@1: &x\n  version: 1.0.0\n");
    row("yarn, escapes", LockKind::Yarn, "\"\\u0061@npm:1\":\n  version: 1.0.0\n");
    row("yarn, no version", LockKind::Yarn, "a@1:\n  resolution: \"a@npm:1.0.0\"\n");
    row("yarn, a version on the next line", LockKind::Yarn, "a@1:\n  version:\n    1.0.0\n");
    row("yarn, a quoted member", LockKind::Yarn, "a@1:\n  \"version\": 1.0.0\n  version: 2.0.0\n");
    row("yarn, askew", LockKind::Yarn, "a@1:\n    version: 1.0.0\n  version: 2.0.0\n");
    row("pnpm, nothing", LockKind::Pnpm, "");
    row("pnpm, another file", LockKind::Pnpm, "a: 1\n");
    row("pnpm, in one line", LockKind::Pnpm, "lockfileVersion: 9\npackages: {a@1.0.0: {}}\n");
    row("pnpm, an alias of YAML", LockKind::Pnpm, "lockfileVersion: 9\npackages: *x\n");
    row("pnpm, what is merged in", LockKind::Pnpm, "lockfileVersion: 9\npackages:\n  <<: *x\n");
    row("pnpm, escapes", LockKind::Pnpm,
        "lockfileVersion: 9\npackages:\n  \"\\u0061@1.0.0\":\n    dev: true\n");
    row("pnpm, a key of several lines", LockKind::Pnpm,
        "lockfileVersion: 9\npackages:\n  ? a@1.0.0\n  : {}\n");
    row("pnpm, askew", LockKind::Pnpm, "lockfileVersion: 9\npackages:\n    a@1.0.0: {}\n  b@1.0.0: {}\n");
    row("bun, nothing", LockKind::Bun, "");
    row("bun, cut off", LockKind::Bun, R"({"packages":{"a":["a@1.0.0"])");
    row("bun, an open text", LockKind::Bun, R"({"packages":{"a":["a@1.0.0\)");
    row("bun, an open comment", LockKind::Bun, R"({"packages":{/*)");
    row("bun, another file", LockKind::Bun, R"({"name":"a"})");
    row("bun, deep", LockKind::Bun, R"({"packages":)" + repeated("[", 200'000), "too-large");
    std::string yarn;
    std::string pnpm = "lockfileVersion: 9\npackages:\n";
    std::string bun = R"({"packages":{)";
    for (int at = 0; at < 50'000; ++at) {
        const auto name = "a" + std::to_string(at);
        yarn += name + "@1:\n  version \"1.0.0\"\n";
        pnpm += "  " + name + "@1.0.0: {}\n";
        bun += '"' + name + "\":[\"" + name + "@1.0.0\"],";
    }
    row("yarn, more than anybody uses", LockKind::Yarn, yarn, "too-large");
    row("pnpm, more than anybody uses", LockKind::Pnpm, pnpm, "too-large");
    row("bun, more than anybody uses", LockKind::Bun, bun + "}}", "too-large");
    row("yarn, one long line", LockKind::Yarn, repeated("a@1, ", 400'000) + "a@1:\n  version \"1.0.0\"\n",
        "a 1.0.0");
}

void TestLockFile::whatTheyWouldNotWriteIsRefused()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, text);
    QTEST(read(LockKind(kind), text.toStdString()), "outcome");
}

void TestLockFile::aLargeLockIsRead()
{
    std::string text = R"({"lockfileVersion":3,"packages":{"":{"name":"mine"})";
    for (int at = 0; at < 15'000; ++at)
        text += R"(,"node_modules/package-)" + std::to_string(at) +
            R"(":{"version":"1.2.3","resolved":"https://registry.npmjs.org/a/-/a-1.2.3.tgz","integrity":"sha512-aaaa","engines":{"node":">=14"}})";
    const auto packages = packagesOfLock(LockKind::Npm, text + "}}");
    QVERIFY(packages);
    QCOMPARE(packages->size(), std::size_t{15'000});
}

void TestLockFile::whatIsInstalledIsToldByItsFolders()
{
    const auto packages = packagesInstalled({"Zope.Interface-6.0.dist-info", "requests-2.31.0.dist-info",
        "requests", "-.dist-info", "a-.dist-info", "requests-2.31.0.dist-info"});
    QCOMPARE(packages.size(), std::size_t{2});
    QCOMPARE(packages[0].name, std::string("requests"));
    QCOMPARE(packages[1].name, std::string("zope-interface"));
    QCOMPARE(packages[1].version, std::string("6.0"));
}

QTEST_APPLESS_MAIN(TestLockFile)
#include "tst_lock_file.moc"
