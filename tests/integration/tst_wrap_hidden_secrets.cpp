// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/answering_server.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace gatehouse::integration;

/// Secrets that do not stand in a text as they are, through a real wrapper: no letter of them arrives, and
/// the same surroundings without a secret arrive byte for byte.
class TestWrapHiddenSecrets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCanaryDoesNotArrive_data();
    void aCanaryDoesNotArrive();
    void aBenignTwinArrivesByteForByte_data();
    void aBenignTwinArrivesByteForByte();
};

namespace {

// Put together here, so that no scanner of repositories takes this file for a leak.
const std::string kLetters = "q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa";
const std::string kGithub = "ghp_" + kLetters;
const std::string kAws = "AKIA" + std::string("Q7RZ2LXV5MKT4WBY");
const std::string kAnthropic = "sk-ant-" + std::string("api03-") + kLetters + kLetters + "k9mPq2vXw1";
const std::string kBegin = "-----BEGIN RSA " + std::string("PRIVATE KEY-----");
const std::string kEnd = "-----END RSA " + std::string("PRIVATE KEY-----");

/// Twelve lines as base64 is wrapped, the first and the last of which are told apart.
std::string keyBody(std::string_view lineEnd)
{
    std::string body =
        "MIIEowIBAAKCAQEA" + std::string("canaryFirst") + kLetters + "Qw9ZkT4bN7cVm" + std::string(lineEnd);
    for (int line = 0; line < 10; ++line)
        body += kLetters + kLetters + "Zk" + std::to_string(10 + line) + std::string(lineEnd);
    return body + "w7Jd5Rk2canaryLastQ9x=" + std::string(lineEnd);
}

std::string base64(const std::string& text, int lineLength = 0)
{
    auto encoded = QByteArray::fromStdString(text).toBase64();
    for (int at = lineLength; lineLength > 0 && at < encoded.size(); at += lineLength + 1)
        encoded.insert(at, '\n');
    return encoded.toStdString();
}

std::string percent(const std::string& text, const QByteArray& also = {})
{
    return QByteArray::fromStdString(text).toPercentEncoding({}, also).toStdString();
}

/// `text` as what a tool says.
std::string said(const std::string& text)
{
    const auto token = nlohmann::json(text).dump();
    return textResult(token.substr(1, token.size() - 2));
}

std::string inFourBytes(const std::string& text)
{
    std::string bytes;
    for (const char c : text)
        bytes += c + std::string(3, '\0');
    return bytes;
}

std::string listed(const std::string& text, int base)
{
    QByteArrayList numbers;
    for (const char c : text)
        numbers.push_back((base == 16 ? "0x" : "") + QByteArray::number(c, base));
    return numbers.join(", ").toStdString();
}

/// A result of several blocks.
std::string saidInBlocks(const std::vector<std::string>& texts)
{
    auto content = nlohmann::json::array();
    for (const auto& text : texts)
        content.push_back({{"type", "text"}, {"text", text}});
    return nlohmann::json{{"content", content}}.dump();
}

std::string inBase64(std::string text, int times)
{
    for (int i = 0; i < times; ++i)
        text = base64(text);
    return text;
}

} // namespace

void TestWrapHiddenSecrets::aCanaryDoesNotArrive_data()
{
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<QByteArrayList>("canaries");
    const auto row = [](const char* name, const std::string& result, const QByteArrayList& canaries) {
        QTest::newRow(name) << QByteArray::fromStdString(result) << canaries;
    };
    const QByteArrayList github{"q7Rz2LxV9m", "TqE5uXa"};
    const QByteArrayList key{"canaryFirst", "canaryLast", "uXaZk14"};
    row("two that touch", said("keys: " + kAws + kGithub), {"Q7RZ2LXV5M", "q7Rz2LxV9m", "TqE5uXa"});
    row("two that touch, the other way", said(kGithub + kAnthropic), {"q7Rz2LxV9m", "k9mPq2vXw1"});
    row("three that touch", said(kAnthropic + kAws + kGithub), {"k9mPq2vXw1", "5MKT4WBY", "TqE5uXa"});
    row("cut by an escape", textResult("ghp_q7Rz2LxV9m\\u004bt4WbY8cHn3JpD6sFg1TqE5uXa"), github);
    row("cut by an escape in JSON in a text",
        said(R"({"note":"ghp_q7Rz2LxV9m\u004bt4WbY8cHn3JpD6sFg1TqE5uXa"})"), github);
    row("cut by an escape in code", said("key = 'ghp_q7Rz2LxV9m\\u004bt4WbY8cHn3JpD6sFg1TqE5uXa'"), github);
    row("cut by an escape of a byte", said("key = 'ghp_q7Rz2LxV9m\\x4bt4WbY8cHn3JpD6sFg1TqE5uXa'"), github);
    row("cut by an entity", said("<b>ghp_q7Rz2LxV9m&#75;t4WbY8cHn3JpD6sFg1TqE5uXa</b>"), github);
    row("cut by a zero-width character",
        said("ghp_q7Rz2LxV9mKt4WbY8cHn3\u200bJpD6sFg1TqE5uXa and \u2060more"), github);
    row("cut by a soft hyphen, an escape", textResult("ghp_q7Rz2LxV9mKt4WbY8cHn3\\u00adJpD6sFg1TqE5uXa"),
        github);
    row("a key in lines of 76", said(kBegin + "\n" + keyBody("\n") + kEnd + "\n"), key);
    row("a key in lines of 76, with carriage returns", said(kBegin + "\r\n" + keyBody("\r\n") + kEnd), key);
    row("a key in lines of 76, cut short", said("read 900 of 1200 bytes:\n" + kBegin + "\n" + keyBody("\n")),
        key);
    row("an encrypted key, cut short",
        said(kBegin + "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0B4F7D2A91\n\n" + keyBody("\n")), key);
    row("a key, indented, cut short", said("key: |\n\t" + kBegin + "\n\t" + keyBody("\n\t")), key);
    row("a key with line ends written out", said("KEY=\"" + kBegin + "\\n" + keyBody("\\n") + kEnd + "\""),
        key);
    row("a key of more than 16 KB",
        said(kBegin + "\n" +
            QByteArray::fromStdString(kLetters + kLetters + "\n").repeated(300).toStdString() +
            keyBody("\n") + kEnd),
        key);
    row("a key in base64 in lines of 76", said(base64(kBegin + "\n" + keyBody("\n") + kEnd, 76)),
        {QByteArray::fromStdString(base64(kBegin)).mid(4, 30)});
    row("a key in an address", said("https://a.example/?k=" + percent(kBegin + "\n" + keyBody("\n") + kEnd)),
        key);
    for (const int times : {3, 4}) {
        const auto note = inBase64("the token is " + kGithub, times);
        row(times == 3 ? "in base64, three deep" : "in base64, four deep", said("note: " + note),
            {QByteArray::fromStdString(note).mid(20, 20)});
    }
    row("in base64 in lines of 20", said("note:\n" + base64("the token is " + kGithub, 20) + "\n"),
        {QByteArray::fromStdString(base64("the token is " + kGithub)).mid(20, 20)});
    row("in base64 of four bytes a letter", said("note: " + base64(inFourBytes(kGithub))),
        {QByteArray::fromStdString(inFourBytes(kGithub)).toBase64().mid(20, 20)});
    row("in a list of bytes", said("char token[] = {" + listed(kGithub, 16) + "};"),
        {"0x71, 0x37, 0x52, 0x7a"});
    row("in a list of numbers", said(R"({"bytes":[)" + listed("token: " + kGithub, 10) + "]}"),
        {"113, 55, 82, 122"});
    row("a bot's, without any name", said("use ODM0NTEyOTA3MzY0NTE4Mjcz.GhT3kQ." + kLetters + " for it"),
        {"ODM0NTEyOTA3MzY0", "q7Rz2LxV9m", "TqE5uXa"});
    row("in a dump",
        said("00000000: 746f 6b65 6e3a 2067 6870 5f71 3752 7a32  token: ghp_q7Rz2\n"
             "00000010: 4c78 5639 6d4b 7434 5762 5938 6348 6e33  LxV9mKt4WbY8cHn3\n"
             "00000020: 4a70 4436 7346 6731 5471 4535 7558 61    JpD6sFg1TqE5uXa\n"),
        {"LxV9mKt4WbY8", "4c78 5639", "JpD6sFg1TqE5uXa"});
    row("in a key of JSON in a text", said(R"({")" + kGithub + R"(":{"a":1}})"), github);
    row("in a key, an escape", R"({"content":[],"structuredContent":{"\u0067hp_)" + kLetters + R"(":1}})",
        github);
    row("in a pair in a text", said(R"([{"name":"SMTP_TOKEN","value":"q7Rz2LxV9mKt4WbY8cHn"}])"),
        {"q7Rz2LxV9m"});
    row("in a pair in a text, written small",
        said(
            R"({"env": [{"type": "plain", "key": "smtp_token", "value": "q7Rz2LxV9mKt4WbY8cHn", "id": 7}]})"),
        {"q7Rz2LxV9m"});
    row("in a pair in JSON in a text in JSON",
        said(R"({"body":"[{\"name\":\"api_key\",\"value\":\"q7Rz2LxV9mKt4WbY8cHn\"}]"})"), {"q7Rz2LxV9m"});
    row("in a pair, the value first",
        said(R"({"Value":"q7Rz2LxV9mKt4WbY8cHn","Type":"String","Name":"API_KEY"})"), {"q7Rz2LxV9m"});
    row("in an address, one sign encoded",
        said("see https://a.example/cb?state=1&t=ghp%5F" + kLetters + "&x=1"), github);
    row("in an address, every letter encoded",
        said("https://a.example/cb?t=" + percent(kGithub, QByteArray::fromStdString(kGithub))),
        {QByteArray::fromStdString(percent(kLetters, QByteArray::fromStdString(kLetters))).mid(30, 24)});
    row("in two blocks", saidInBlocks({"KEY=ghp_q7Rz2LxV9mKt4WbY8c", "Hn3JpD6sFg1TqE5uXa and more"}), github);
    row("in three blocks, between others",
        saidInBlocks({"one", "ghp_q7Rz2LxV9mKt", "4WbY8cHn3", "JpD6sFg1TqE5uXa", "two"}), github);
    row("a value in the block behind its name", saidInBlocks({"SMTP_TOKEN=", "q7Rz2LxV9mKt4WbY8cHn"}),
        {"q7Rz2LxV9m"});
    row("a key in two blocks",
        saidInBlocks({kBegin + "\n" + keyBody("\n").substr(0, 500), keyBody("\n").substr(500) + kEnd}), key);
    row("in an address, its name encoded",
        said("https://a.example/cb?client%5Fsecret=q7Rz2LxV9mKt4WbY8cHn3JpD"), {"q7Rz2LxV9m"});
    row("a long one in an address",
        said("https://a.example/cb?t=sk%2Dant-api03-" + kLetters + kLetters + "k9mPq2vXw1"),
        {"q7Rz2LxV9m", "k9mPq2vXw1"});
}

void TestWrapHiddenSecrets::aCanaryDoesNotArrive()
{
    QFETCH(QByteArray, result);
    QFETCH(QByteArrayList, canaries);
    AnsweringServer server;
    const auto wrap = server.startWith("tool " + result.toStdString());

    const auto line = wrap->ask(call(2, "tool", "{}"));

    QVERIFY(line);
    for (const auto& canary : canaries) {
        QVERIFY2(result.contains(canary), canary.constData()); // or else it shows nothing
        QVERIFY2(!QByteArray::fromStdString(*line).contains(canary), line->c_str());
    }
    QVERIFY2(!server.home().events("message").back().findings.empty(), line->c_str());
}

void TestWrapHiddenSecrets::aBenignTwinArrivesByteForByte_data()
{
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char* name, const std::string& result) {
        QTest::newRow(name) << QByteArray::fromStdString(result);
    };
    row("two placeholders that touch", said("AKIAIOSFODNN7EXAMPLEghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
    row("hashes that touch",
        said("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08sha256-"
             "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="));
    row("an escape", textResult("the release notes of \\u0042erlin"));
    row("an escape in JSON in a text", said(R"({"note":"the release notes of \u0042erlin"})"));
    row("an escape in code", said("const title = 'release notes of \\u0042erlin'"));
    row("an entity", said("<b>release notes of &#66;erlin</b>"));
    row("a certificate in lines of 76",
        said("-----BEGIN CERTIFICATE-----\n" + keyBody("\n") + "-----END CERTIFICATE-----\n"));
    row("a page about keys", said("The file begins with " + kBegin + " and is readable by its owner alone."));
    row("prose in base64, three deep", said(inBase64("The server has started and listens on port 8080.", 3)));
    row("prose in base64 in lines of 76",
        said(base64(
            "The server has started and listens on port 8080. It writes a line for each request that it "
            "answers, and one where it does not.",
            76)));
    row("blocks that have nothing to do with each other",
        saidInBlocks({"KEY=", "4 files were read.", "9f86d081884c7d659a2f", "eaa0c55ad015a3bf4f1b", "ghp_",
            "is how such tokens begin"}));
    row("a table of bytes",
        said("static const unsigned char font[] = {" + listed("0 4 !~ {}|; 9abcdefgh", 16) + ", " +
            listed("\x01\x02\x18\x24\x42 zz", 16) + "};"));
    row("three parts of something else", said("T2YgdGhlIG5lZWRsZSBpbiB0.GhT3kQ." + kLetters.substr(0, 27)));
    row("prose in a dump",
        said("00000000: 5468 6520 7365 7276 6572 2073 7461 7274  The server start\n"
             "00000010: 6564 2061 6e64 206c 6973 7465 6e73 2e    ed and listens.\n"));
    row("settings in a text",
        said(R"([{"name":"LOG_LEVEL","value":"debug"},{"name":"API_KEY","value":"${API_KEY}"}])"));
    row("a page of a list", said(R"({"name":"next_page_token","value":"q7Rz2LxV9mKt4WbY8cHn"})"));
    row("an address", said("https://a.example/files/annual%5Freport%2D2024.pdf?page=2%2C3"));
    row("an address with a hash",
        said("https://a.example/commit%2F9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"));
}

void TestWrapHiddenSecrets::aBenignTwinArrivesByteForByte()
{
    QFETCH(QByteArray, result);
    AnsweringServer server;
    const auto wrap = server.startWith("tool " + result.toStdString());

    const auto line = wrap->ask(call(2, "tool", "{}"));

    QCOMPARE(line, answerLine(2, result.toStdString()));
}

QTEST_APPLESS_MAIN(TestWrapHiddenSecrets)
#include "tst_wrap_hidden_secrets.moc"
