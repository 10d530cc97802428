// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/token_edges.h"
#include "core/inspect/inspector.h"
#include "core/jsonrpc/value.h"
#include "tests/unit/inspect/hostile_size.h"

#include <QtTest>
#include <random>

using namespace gatehouse;
using namespace gatehouse::inspect;

/// Two secrets with nothing between them, as where a list has lost its line ends.
class TestTouchingSecrets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFormatTouchesEveryOther();
    void threeInARowAreFound();
    void otherSecretsTouchToo_data();
    void otherSecretsTouchToo();
    void whatIsNoSecretAloneIsNoneBesideAnother_data();
    void whatIsNoSecretAloneIsNoneBesideAnother();
    void aRightChecksumNeedsNoEdges();

private:
    /// Letters that no finding is about, of each text of a result. Only what is acted on counts.
    std::vector<std::string> lettersLeftOf(const std::vector<std::string>& texts);

    DetectorSet m_detectors = DetectorSet::standard();
    Inspector m_inspector = Inspector::make(m_detectors).value();
    std::mt19937 m_random{7};

    std::size_t below(std::size_t limit) { return m_random() % limit; }
    std::string tokenOf(const TokenFormat& format);
};

namespace {

// Put together here, so that no scanner of repositories takes this file for a leak.
const std::string kLetters = "q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa";
const std::string kGithub = "ghp_" + kLetters;
const std::string kAws = "AKIA" + std::string("Q7RZ2LXV5MKT4WBY");
const std::string kAnthropic =
    "sk-ant-" + std::string("api03-") + kLetters + kLetters + kLetters.substr(0, 10);
const std::string kTelegram = "8274619350:" + std::string("AA") + kLetters.substr(0, 33);
const std::string kMailchimp = "9f86d081884c7d659a2feaa0c55ad015" + std::string("-us12");
const std::string kAzure = "q7R8Q~" + kLetters.substr(2);
const std::string kRefresh = "1//0g" + kLetters + kLetters;
const std::string kJwt =
    "eyJ" + std::string("hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.") + kLetters.substr(0, 30);
const std::string kPrivateKey = "-----BEGIN " + std::string("PRIVATE KEY-----\n") +
    "MIIEowIBAAKCAQEAq7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXaB0oNvQ\n-----END PRIVATE KEY-----";

} // namespace

std::string TestTouchingSecrets::tokenOf(const TokenFormat& format)
{
    std::string alphabet;
    for (int byte = 0; byte < 128; ++byte) {
        if (isOf(format.alphabet, static_cast<char>(byte)))
            alphabet += static_cast<char>(byte);
    }
    for (;;) {
        std::string secret;
        const auto size = format.fewest + below(format.most - format.fewest + 1);
        while (secret.size() < size)
            secret += alphabet[below(alphabet.size())];
        if (looksDrawn(format, secret))
            return std::string(format.prefix) + secret;
    }
}

std::vector<std::string> TestTouchingSecrets::lettersLeftOf(const std::vector<std::string>& texts)
{
    std::string line = R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"structuredContent":{"all":[)";
    std::vector<Span> places;
    for (const auto& text : texts) {
        line += places.empty() ? "" : ",";
        const auto token = jsonrpc::encodeString(text);
        places.push_back({line.size() + 1, line.size() + token.size() - 1});
        line += token;
    }
    line += "]}}}";
    const auto parsed = jsonrpc::parseMessage(line, {});
    const auto inspection = m_inspector.inspect(*parsed.message, mcp::Channel::Result).value();
    if (inspection.isCutShort)
        qFatal("too many texts for one message");
    for (const auto& one : inspection.found) {
        if (one.rule->family == Family::Secret && one.confidence >= Confidence::Medium)
            line.replace(one.source.begin, one.source.size(), one.source.size(), '\x01');
    }
    std::vector<std::string> left;
    for (const auto& place : places) {
        left.push_back(line.substr(place.begin, place.size()));
        std::erase(left.back(), '\x01');
    }
    return left;
}

void TestTouchingSecrets::everyFormatTouchesEveryOther()
{
    constexpr std::size_t kTogether = 50; // each may have several findings, and a message has a limit
    std::vector<std::string> texts;
    std::size_t pairs = 0;
    const auto look = [&] {
        const auto left = lettersLeftOf(texts);
        for (std::size_t i = 0; i < texts.size(); ++i)
            QVERIFY2(left[i].empty(), (texts[i] + " leaves " + left[i]).c_str());
        texts.clear();
    };
    for (const auto& first : kTokenFormats) {
        for (const auto& second : kTokenFormats) {
            if (pairs++ % test::kEveryNth == 0)
                texts.push_back(tokenOf(first) + tokenOf(second));
            if (texts.size() == kTogether)
                look();
            if (QTest::currentTestFailed())
                return;
        }
    }
    look();
}

void TestTouchingSecrets::threeInARowAreFound()
{
    const std::vector<std::string> secrets{kGithub, kAws, kAnthropic};
    for (const auto& first : secrets) {
        for (const auto& second : secrets) {
            for (const auto& third : secrets) {
                const auto text = "keys: " + first + second + third + ".";
                QCOMPARE(lettersLeftOf({text}).front(), std::string("keys: ."));
            }
        }
    }
}

void TestTouchingSecrets::otherSecretsTouchToo_data()
{
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("telegram") << QByteArray::fromStdString(kTelegram);
    QTest::newRow("mailchimp") << QByteArray::fromStdString(kMailchimp);
    QTest::newRow("azure") << QByteArray::fromStdString(kAzure);
    QTest::newRow("refresh token") << QByteArray::fromStdString(kRefresh);
    QTest::newRow("json web token") << QByteArray::fromStdString(kJwt);
    QTest::newRow("private key") << QByteArray::fromStdString(kPrivateKey);
}

void TestTouchingSecrets::otherSecretsTouchToo()
{
    QFETCH(QByteArray, other);
    for (const auto& known : {kGithub, kAws, kAnthropic}) {
        QCOMPARE(lettersLeftOf({"a " + known + other.toStdString() + " b"}).front(), std::string("a  b"));
        QCOMPARE(lettersLeftOf({"a " + other.toStdString() + known + " b"}).front(), std::string("a  b"));
    }
}

void TestTouchingSecrets::whatIsNoSecretAloneIsNoneBesideAnother_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    row("inside a name", "my_" + kGithub);
    row("inside a hash", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b" + kAws);
    row("too long", kGithub + "more");
    row("two that are too long", kGithub + "more" + kGithub);
    row("behind a placeholder", "ghp_" + std::string(36, 'x') + kGithub);
    row("words joined by dashes", "task-sk-" + std::string("9f86d081884c7d659a2feaa0c55ad0") + "-re_set");
}

void TestTouchingSecrets::whatIsNoSecretAloneIsNoneBesideAnother()
{
    QFETCH(QByteArray, text);

    QCOMPARE(lettersLeftOf({text.toStdString()}).front(), text.toStdString());
}

/// Computed with another program: zlib's crc32 of 30 letters, in base 62.
void TestTouchingSecrets::aRightChecksumNeedsNoEdges()
{
    const auto token = "ghp_" + std::string("q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1T2RgJJ3");

    QCOMPARE(lettersLeftOf({"my_" + token + "more"}).front(), std::string("my_more"));
    QCOMPARE(lettersLeftOf({"my_" + kGithub + "more"}).front(), "my_" + kGithub + "more");
}

QTEST_APPLESS_MAIN(TestTouchingSecrets)
#include "tst_touching_secrets.moc"
