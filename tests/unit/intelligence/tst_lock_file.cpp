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
    row("/a/yarn.lock", -1);
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
