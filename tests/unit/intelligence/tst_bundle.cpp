// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/bundle.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::intelligence;

namespace {

BundleContent sampleContent()
{
    BundleContent content;
    content.head = {"Sample list", 7, 1'800'000'000'000, 1'900'000'000'000, 0};
    Advisory advisory;
    advisory.id = "MAL-2026-1";
    advisory.summary = "takes tokens";
    advisory.package = "evil-pad";
    advisory.ranges = {{{RangeEvent::Kind::Introduced, "0"}}};
    content.advisories.push_back(advisory);
    content.hashes.push_back({base::sha256("payload"), "HASH-1", "a dropper"});
    content.names.push_back({Ecosystem::Npm, "@modelcontextprotocol/server-memory"});
    policy::DataClass rule;
    rule.name = "beacon";
    rule.pattern = "beacon-[0-9]+";
    content.rules.push_back(rule);
    return content;
}

/// Signs any payload: what a key's owner could do wrong, or on purpose.
std::string sealed(const std::string& payload, const SecretKey& key, std::uint32_t format = kBundleFormat)
{
    const auto id = idOfKey(key.publicKey());
    const auto signature = key.sign(payload);
    std::string bytes(kBundleMagic);
    for (int at = 0; at < 4; ++at)
        bytes.push_back(static_cast<char>(format >> (8 * at)));
    bytes.append(id.begin(), id.end()).append(signature.begin(), signature.end());
    return bytes + payload;
}

std::string headLine(const SecretKey& key, int lines, const std::string& more = {})
{
    return R"({"gatehouse-intelligence":1,"key":")" + base::toHex(idOfKey(key.publicKey())) +
        R"(","title":"t","sequence":1,"issued":0,"expires":0,"lines":)" + std::to_string(lines) + more +
        "}\n";
}

} // namespace

class TestBundle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsSealedIsOpenedAgain();
    void everyBitCounts();
    void everyCutIsRefused();
    void anotherKeyOpensNothing();
    void anotherFormatIsNamed();
    void aSignedPayloadIsTakenAsAWholeOrNotAtAll_data();
    void aSignedPayloadIsTakenAsAWholeOrNotAtAll();
    void keysAreOneLineOfText();
    void aSecretKeyIsNotTakenForAPublicOne();
};

void TestBundle::whatIsSealedIsOpenedAgain()
{
    const auto key = makeSecretKey();
    auto content = sampleContent();
    const auto bytes = sealBundle(content, key);
    QVERIFY2(bytes, bytes ? "" : bytes.error().detail.c_str());

    const auto opened = openBundle(*bytes, key.publicKey());

    QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
    content.head.lines = 4;
    QVERIFY(*opened == content);
    QCOMPARE(*keyIdOf(*bytes), idOfKey(key.publicKey()));
}

void TestBundle::everyBitCounts()
{
    const auto key = makeSecretKey();
    const auto bytes = *sealBundle(sampleContent(), key);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            auto flipped = bytes;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            QVERIFY2(!openBundle(flipped, key.publicKey()), std::to_string(at).c_str());
        }
    }
}

void TestBundle::everyCutIsRefused()
{
    const auto key = makeSecretKey();
    const auto bytes = *sealBundle(sampleContent(), key);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        QVERIFY(!openBundle(std::string_view(bytes).substr(0, size), key.publicKey()));
    QVERIFY(!openBundle(bytes + "\n", key.publicKey()));
    QVERIFY(!openBundle(bytes + bytes, key.publicKey()));
}

void TestBundle::anotherKeyOpensNothing()
{
    const auto bytes = *sealBundle(sampleContent(), makeSecretKey());
    const auto opened = openBundle(bytes, makeSecretKey().publicKey());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, base::ErrorCode::IntelligenceSignature);
}

void TestBundle::anotherFormatIsNamed()
{
    const auto key = makeSecretKey();
    const auto opened = openBundle(sealed(headLine(key, 0), key, 2), key.publicKey());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, base::ErrorCode::IntelligenceFormat);
    QVERIFY(opened.error().detail.find("format 2") != std::string::npos);
}

void TestBundle::aSignedPayloadIsTakenAsAWholeOrNotAtAll_data()
{
    QTest::addColumn<QByteArray>("lines"); // behind the head
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("head"); // more members of it
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char* name, const QByteArray& lines, int count, bool isTaken = false,
                         const char* head = "") {
        QTest::newRow(name) << lines << count << QByteArray(head) << isTaken;
    };
    const QByteArray name = R"({"name":{"ecosystem":"npm","name":"x"}})"
                            "\n";
    row("nothing but a head", "", 0, true);
    row("a name", name, 1, true);
    row("fewer lines than said", name, 2);
    row("more lines than said", name + name, 1);
    row("a head with more than is known", name, 1, false, R"(,"more":1)");
    row("a head with a member twice", name, 1, false, R"(,"lines":1)");
    row("the last line does not end", name.trimmed(), 1);
    row("an empty line", name + "\n", 2);
    row("a kind that is not known",
        R"({"colour":{}})"
        "\n",
        1);
    row("two kinds in one line",
        R"({"name":{"ecosystem":"npm","name":"x"},"hash":{}})"
        "\n",
        1);
    row("a member twice",
        R"({"name":{"ecosystem":"npm","name":"x","name":"y"}})"
        "\n",
        1);
    row("an ecosystem that is not known",
        R"({"name":{"ecosystem":"Go","name":"x"}})"
        "\n",
        1);
    row("a hash that is none",
        R"({"hash":{"sha256":"12","id":"a","why":""}})"
        "\n",
        1);
    row("a pattern that does not compile",
        R"({"rule":{"name":"x","pattern":"("}})"
        "\n",
        1);
    row("a pattern that matches everywhere",
        R"({"rule":{"name":"x","pattern":"a*"}})"
        "\n",
        1);
    row("a rule twice",
        QByteArray(R"({"rule":{"name":"x","pattern":"ab"}})"
                   "\n")
            .repeated(2),
        2);
    row(
        "a rule too many",
        [] {
            QByteArray rules;
            for (int at = 0; at <= 100; ++at)
                rules += R"({"rule":{"name":"r)" + QByteArray::number(at) +
                    R"(","pattern":"ab"}})"
                    "\n";
            return rules;
        }(),
        101);
    row("too deep",
        R"({"advisory":{"id":"x","affected":)" + QByteArray(40, '[') + QByteArray(40, ']') + "}}\n", 1);
    row("a line that is too long",
        R"({"name":{"ecosystem":"npm","name":")" + QByteArray(2 << 20, 'x') + "\"}}\n", 1);
    row("not UTF-8", "{\"name\":{\"ecosystem\":\"npm\",\"name\":\"\xff\"}}\n", 1);
}

void TestBundle::aSignedPayloadIsTakenAsAWholeOrNotAtAll()
{
    QFETCH(QByteArray, lines);
    QFETCH(int, count);
    QFETCH(QByteArray, head);
    QFETCH(bool, isTaken);
    const auto key = makeSecretKey();

    const auto opened = openBundle(
        sealed(headLine(key, count, head.toStdString()) + lines.toStdString(), key), key.publicKey());

    QVERIFY2(opened.hasValue() == isTaken, opened ? "taken" : opened.error().detail.c_str());
    if (!opened)
        QCOMPARE(opened.error().code, base::ErrorCode::IntelligenceInvalid);
}

void TestBundle::keysAreOneLineOfText()
{
    const auto key = makeSecretKey();
    const auto open = publicKeyFromText(toText(key.publicKey()) + "\n");
    QVERIFY(open);
    QVERIFY(*open == key.publicKey());
    const auto secret = secretKeyFromText(" " + toText(key));
    QVERIFY(secret);
    QVERIFY(secret->publicKey() == key.publicKey());
    QCOMPARE(fingerprint(idOfKey(key.publicKey())).size(), std::size_t{39});
    for (const auto* const text : {"", "gatehouse-list-key-1:", "gatehouse-list-key-1:ab", "x"})
        QVERIFY(!publicKeyFromText(text));
}

void TestBundle::aSecretKeyIsNotTakenForAPublicOne()
{
    const auto refused = publicKeyFromText(toText(makeSecretKey()));
    QVERIFY(!refused);
    QVERIFY(refused.error().detail.find("secret") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestBundle)
#include "tst_bundle.moc"
