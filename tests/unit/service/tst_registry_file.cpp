// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/service/registry_changes.h"
#include "core/service/registry_file.h"
#include "core/service/server_candidates.h"
#include "core/service/trusted_keys.h"
#include "tests/unit/service/service_home.h"

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::service;

/// Registries that travel: what they hold, what of them is refused, and what taking one over would change.
class TestRegistryFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead();
    void everyFlippedByteIsRefused();
    void whatIsNotWholeIsRefused_data();
    void whatIsNotWholeIsRefused();
    void onlyWhatTravelsIsExported();
    void takingOverOpensNothingThatIsDeniedHere_data();
    void takingOverOpensNothingThatIsDeniedHere();
    void aListOfServersGivesCandidatesAndNoMore_data();
    void aListOfServersGivesCandidatesAndNoMore();
    void whatIsNoListIsRefused_data();
    void whatIsNoListIsRefused();
    void nobodyIsTrustedWhoDoesNotStandThere();

private:
    base::SigningKey key() const
    {
        return std::move(*base::SigningKey::open(m_folder.filePath(QStringLiteral("key")).toStdString()));
    }
    /// A file with this body, signed as it should be.
    std::string signedFile(
        const std::string& body, const std::string& format = "gatehouse-registry 1\n") const
    {
        const auto own = key();
        const auto head = format + "key " + base::toHex(own.publicKey()) + "\n";
        return head + "signature " + own.sign(head + "\n" + body) + "\n\n" + body;
    }
    static RegistryItem item(std::vector<std::string> argv, bool isDenied = false)
    {
        RegistryItem one;
        one.argv = std::move(argv);
        one.isDenied = isDenied;
        return one;
    }

    QTemporaryDir m_folder;
};

void TestRegistryFile::whatIsWrittenIsRead()
{
    auto full = item({"npx", "-y", "a b", "\xFF\n"}, true);
    full.client = "cursor";
    full.scope = model::EntryScope::Project;
    full.project = "/home/u/p";
    full.expiresAt = 77;
    full.note = "because “it” is";
    const std::vector<RegistryItem> items{full, item({"uvx", "mcp-server"})};

    const auto read = decodeRegistry(encodeRegistry({items, {}}, 55, key()));

    QVERIFY2(read.hasValue(), read ? "" : read.error().detail.c_str());
    QVERIFY(read->content.items == items);
    QCOMPARE(read->madeAt, 55);
    QVERIFY(read->key == key().publicKey());
}

void TestRegistryFile::everyFlippedByteIsRefused()
{
    const auto bytes = encodeRegistry({{item({"npx", "x"})}, {}}, 1, key());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        QVERIFY2(!decodeRegistry(changed).hasValue(), std::to_string(i).c_str());
    }
    for (std::size_t length = 0; length < bytes.size(); ++length)
        QVERIFY(!decodeRegistry(std::string_view(bytes).substr(0, length)).hasValue());
    QVERIFY(!decodeRegistry(bytes + " ").hasValue());
}

void TestRegistryFile::whatIsNotWholeIsRefused_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("why");
    const auto row = [this](const char* name, const std::string& body, const char* why) {
        QTest::newRow(name) << QByteArray::fromStdString(signedFile(body)) << QByteArray(why);
    };
    const auto items = [](const std::string& list) { return R"({"v":1,"madeAt":1,"items":[)" + list + "]}"; };
    const std::string good = R"({"argv":["npx","x"],"decision":"allow"})";
    row("no JSON", "{", "not JSON");
    row("another version", R"({"v":9,"madeAt":1,"items":[]})", "version");
    row("no version", R"({"items":[]})", "missing");
    row("an unknown member", R"({"v":1,"items":[],"also":1})", "");
    row("an unknown member of an item", items(R"({"argv":["x"],"decision":"allow","uid":0})"), "");
    row("a key twice", items(R"({"argv":["x"],"argv":["y"],"decision":"allow"})"), "twice in one object");
    row("a command twice", items(good + "," + good), "decides twice");
    row("both ways", items(good + R"(,{"argv":["npx","x"],"decision":"deny"})"), "decides twice");
    row("no command", items(R"({"argv":[],"decision":"allow"})"), "argv");
    row("an empty program", items(R"({"argv":[""],"decision":"allow"})"), "argv");
    row("NUL in a word", items("{\"argv\":[\"n\\u0000px\"],\"decision\":\"allow\"}"), "");
    row("another decision", items(R"({"argv":["x"],"decision":"once"})"), "decision");
    row("another scope", items(R"({"argv":["x"],"decision":"allow","scope":"everything"})"), "scope");
    row("a relative project", items(R"({"argv":["x"],"decision":"allow","project":"p"})"), "project");
    row("an end before all time", items(R"({"argv":["x"],"decision":"allow","expiresAt":-5})"), "expiresAt");
    row("too deep", std::string(100'000, '['), "levels");
    row("a huge note", items(R"({"argv":["x"],"decision":"allow","note":")" + std::string(5000, 'n') + "\"}"),
        "note");
    std::string many = R"({"argv":["x","0"],"decision":"allow"})";
    for (int i = 1; i <= 10'000; ++i)
        many += R"(,{"argv":["x",")" + std::to_string(i) + R"("],"decision":"allow"})";
    row("too many items", items(many), "items");
    QTest::newRow("another format") << QByteArray::fromStdString(
                                           signedFile(items(good), "gatehouse-registry 2\n"))
                                    << QByteArray("format");
    QTest::newRow("something else") << QByteArray("PK\x03\x04") << QByteArray("no registry");
    QTest::newRow("larger than may be")
        << QByteArray("gatehouse-registry 1\n") + QByteArray(9 << 20, 'x') << QByteArray("8 MiB");
    auto unsignedFile = QByteArray::fromStdString(signedFile(items(good)));
    QTest::newRow("without its signature")
        << unsignedFile.left(unsignedFile.indexOf("signature")) + "\n{}" << QByteArray("head");
}

void TestRegistryFile::whatIsNotWholeIsRefused()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, why);
    const auto read = decodeRegistry(file.toStdString());
    QVERIFY(!read);
    QVERIFY2(read.error().detail.find(why.toStdString()) != std::string::npos, read.error().detail.c_str());
}

void TestRegistryFile::onlyWhatTravelsIsExported()
{
    model::RegistryDecision lasting;
    lasting.id = "a";
    lasting.identity = launch("0123456789abcdef");
    lasting.note = "mine";
    auto session = lasting;
    session.choice = model::Choice::Session;
    session.clientProcess = model::ProcessInfo{1, 2, "/x", {}};
    auto call = lasting;
    call.identity->call.emplace().method = "tools/call";
    auto denied = lasting;
    denied.isDenied = true;
    denied.choice = model::Choice::Deny;
    model::RegistryDecision pattern;
    pattern.pattern = {"uvx", "y"};

    QCOMPARE(itemsOf({session, call}).size(), std::size_t{0});
    const auto items = itemsOf({lasting, pattern, denied});
    QCOMPARE(items.size(), std::size_t{2});
    QVERIFY(items[0].isDenied); // of both the denial
    QCOMPARE(items[0].client, std::string("cursor"));
    QVERIFY(items[1].argv == pattern.pattern && items[1].client.empty());
    QVERIFY(itemsOf({denied, lasting})[0].isDenied);
    // No path of this machine goes along.
    QVERIFY(encodeRegistry({itemsOf({lasting}), {}}, 1, key()).find("/home/u") == std::string::npos);
}

void TestRegistryFile::takingOverOpensNothingThatIsDeniedHere_data()
{
    QTest::addColumn<QString>("here");
    QTest::addColumn<QString>("there");
    QTest::addColumn<bool>("isChange");
    QTest::addColumn<bool>("opens");
    QTest::newRow("nothing here, allowed there") << ""
                                                 << "allow" << true << true;
    QTest::newRow("nothing here, denied there") << ""
                                                << "deny" << true << false;
    QTest::newRow("allowed in both") << "allow"
                                     << "allow" << false << false;
    QTest::newRow("denied in both") << "deny"
                                    << "deny" << false << false;
    QTest::newRow("allowed here, denied there") << "allow"
                                                << "deny" << true << false;
    QTest::newRow("denied here, allowed there") << "deny"
                                                << "allow" << true << false;
}

void TestRegistryFile::takingOverOpensNothingThatIsDeniedHere()
{
    QFETCH(QString, here);
    QFETCH(QString, there);
    QFETCH(bool, isChange);
    QFETCH(bool, opens);
    std::vector<model::RegistryDecision> held;
    if (!here.isEmpty()) {
        auto& one = held.emplace_back();
        one.pattern = {"npx", "x"};
        one.isDenied = here == QStringLiteral("deny");
    }

    const auto changes = changesOf({item({"npx", "x"}, there == QStringLiteral("deny"))}, held);

    QCOMPARE(!changes.empty(), isChange);
    QCOMPARE(!changes.empty() && changes[0].opens, opens);
}

void TestRegistryFile::aListOfServersGivesCandidatesAndNoMore_data()
{
    QTest::addColumn<QByteArray>("package");
    QTest::addColumn<QString>("command"); // empty: none
    const auto row = [](const char* name, const char* package, const char* command) {
        QTest::newRow(name) << QByteArray(package) << QString::fromUtf8(command);
    };
    row("npm", R"({"registryType":"npm","identifier":"@a/b","version":"1.2.3","transport":{"type":"stdio"}})",
        "npx -y @a/b@1.2.3");
    row("pypi", R"({"registryType":"pypi","identifier":"mcp-x","version":"0.1"})", "uvx mcp-x@0.1");
    row("oci", R"({"registryType":"oci","identifier":"ghcr.io/a/b:1.0","version":"1.0"})",
        "docker run -i --rm ghcr.io/a/b:1.0");
    row("with arguments",
        R"({"registryType":"npm","identifier":"b","version":"1","runtimeArguments":[{"type":"named","name":"--silent"}],)"
        R"("packageArguments":[{"type":"positional","value":"start"},{"type":"named","name":"--port","value":"80"}]})",
        "npx -y --silent b@1 start --port 80");
    row("a value that only the user knows",
        R"({"registryType":"npm","identifier":"b","version":"1","packageArguments":[{"type":"positional","valueHint":"path"}]})",
        "");
    row("a variable",
        R"({"registryType":"npm","identifier":"b","version":"1","packageArguments":[{"type":"positional","value":"{dir}"}]})",
        "");
    row("no version", R"({"registryType":"npm","identifier":"b"})", "");
    row("whatever is newest", R"({"registryType":"npm","identifier":"b","version":"latest"})", "");
    row("a kind without a command", R"({"registryType":"mcpb","identifier":"b","version":"1"})", "");
    row("another transport",
        R"({"registryType":"npm","identifier":"b","version":"1","transport":{"type":"sse","url":"https://x"}})",
        "");
    row("an option in the place of a name", R"({"registryType":"npm","identifier":"--eval","version":"1"})",
        "");
    row("a shell's words in the name", R"({"registryType":"npm","identifier":"b;rm -rf ~","version":"1"})",
        "");
    row("NUL in the name", "{\"registryType\":\"npm\",\"identifier\":\"b\\u0000c\",\"version\":\"1\"}", "");
    row("a value that is cut",
        (R"({"registryType":"npm","identifier":"b","version":"1","packageArguments":[{"type":"named","name":"--x","value":")" +
            std::string(600, 'v') + R"("}]})")
            .c_str(),
        "");
    row("no object", "7", "");
}

void TestRegistryFile::aListOfServersGivesCandidatesAndNoMore()
{
    QFETCH(QByteArray, package);
    QFETCH(QString, command);
    const auto server =
        R"({"name":"io.example/x","description":"d","packages":[)" + package.toStdString() + "]}";
    for (const auto& list : {server, "[" + server + "]", R"({"servers":[)" + server + "]}",
             R"({"servers":[{"server":)" + server + R"(,"_meta":{"x":{"y":1}}}],"metadata":{"count":1}})"}) {
        const auto candidates = readServerCandidates(list, "list.json", 1);
        QVERIFY2(candidates.hasValue(), candidates ? "" : candidates.error().detail.c_str());
        QCOMPARE(candidates->size(), std::size_t{1});
        QStringList words;
        for (const auto& word : candidates->front().argv)
            words << QString::fromStdString(word);
        QCOMPARE(words.join(QLatin1Char(' ')), command);
        QCOMPARE(candidates->front().why.empty(), !command.isEmpty());
    }
}

void TestRegistryFile::whatIsNoListIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("no name") << QByteArray(R"({"description":"x"})");
    QTest::newRow("a list of nothing") << QByteArray("[7]");
    QTest::newRow("too deep") << QByteArray(100'000, '[');
    QTest::newRow("a key twice") << QByteArray(R"({"name":"a","name":"b"})");
    QTest::newRow("too large") << QByteArray(9 << 20, ' ');
}

void TestRegistryFile::whatIsNoListIsRefused()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(!readServerCandidates(bytes.toStdString(), "x", 1));
}

void TestRegistryFile::nobodyIsTrustedWhoDoesNotStandThere()
{
    const auto path = m_folder.filePath(QStringLiteral("trusted")).toStdString();
    QVERIFY(readTrustedKeys(path).value().empty());
    QVERIFY(trustKey(path, {key().publicKey(), "the office"}));
    QVERIFY(trustKey(path, {key().publicKey(), "the new office"}));
    const auto keys = readTrustedKeys(path).value();
    QCOMPARE(keys.size(), std::size_t{1});
    QCOMPARE(keys[0].name, std::string("the new office"));
    QVERIFY(!trustKey(path, {key().publicKey(), "two\nlines"}));
    QVERIFY(distrustKey(path, key().publicKey()));
    QVERIFY(readTrustedKeys(path).value().empty());
    QCOMPARE(distrustKey(path, key().publicKey()).error().code, base::ErrorCode::NotFound);
    // A line that is none: then nobody is.
    QVERIFY(base::replaceFile(path, base::toHex(key().publicKey()) + " good\nbad\n", 0600));
    QCOMPARE(readTrustedKeys(path).error().code, base::ErrorCode::FileDoesNotParse);
}

QTEST_GUILESS_MAIN(TestRegistryFile)
#include "tst_registry_file.moc"
