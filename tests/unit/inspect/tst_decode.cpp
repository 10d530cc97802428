// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decode.h"
#include "core/jsonrpc/value.h"
#include "tests/unit/inspect/decode_probe.h"
#include "tests/unit/inspect/hostile_size.h"

#include <QtTest>
#include <array>
#include <random>

using namespace gatehouse;
using namespace gatehouse::testing;

namespace {

const std::string kSecret = "the needle is in here, find it";

} // namespace

class TestDecode : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsEncodedIsLookedAt_data();
    void whatIsEncodedIsLookedAt();
    void ordinaryTextIsLookedAtOnce_data();
    void ordinaryTextIsLookedAtOnce();
    void nestingIsFollowedFourDeep();
    void encodingsNestInEachOther();
    void blobsAreLookedAtForWhatTheySay();
    void nothingInFrontOfABlobsTextHidesIt_data();
    void nothingInFrontOfABlobsTextHidesIt();
    void aSecretInsideIsASecret();
    void guessedLettersAreNoSecret();
    void aControlCharacterHidesNothing();
    void hostileTextsAreBorne_data();
    void hostileTextsAreBorne();
    void whatIsTooMuchIsTold();
    void badBytesAreInNoText();
    void badBytesBecomeBlanksWhereverTheyStand();

private:
    /// What is found in a result with this text.
    std::vector<Found> inspect(const std::string& text)
    {
        return inspectMembers(R"("content":[{"type":"text","text":)" + jsonrpc::encodeString(text) + "}]");
    }
    std::vector<Found> inspectMembers(const std::string& members)
    {
        m_seen.clear();
        m_line = R"({"jsonrpc":"2.0","id":1,"result":{)" + members + "}}";
        const auto parsed = jsonrpc::parseMessage(m_line, {});
        if (!parsed.message)
            return {};
        auto inspection = m_inspector.inspect(*parsed.message, mcp::Channel::Result).value();
        m_isCutShort = inspection.isCutShort;
        return inspection.found;
    }
    /// Where the needle was found: as the line has it.
    std::string needleIn(const std::vector<Found>& found) const
    {
        for (const auto& one : found) {
            if (one.rule->id == "needle")
                return m_line.substr(one.source.begin, one.source.size());
        }
        return {};
    }

    std::string everythingSeen() const
    {
        std::string all;
        for (const auto& one : m_seen)
            all += std::string(toText(one.encoding)) + ": " + one.text + "\n";
        return all;
    }

    std::vector<Seen> m_seen;
    DetectorSet m_detectors = detectorsWith(std::make_unique<ProbeDetector>(m_seen));
    Inspector m_inspector = Inspector::make(m_detectors).value();
    std::string m_line;
    bool m_isCutShort = false;
};

void TestDecode::whatIsEncodedIsLookedAt_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("encoding");
    QTest::addColumn<QString>("decoded");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* name, const std::string& text, const char* encoding,
                         const std::string& decoded, const std::string& place) {
        QTest::newRow(name) << QString::fromStdString(text) << QString::fromUtf8(encoding)
                            << QString::fromStdString(decoded) << QString::fromStdString(place);
    };
    const auto encoded = base64(kSecret);
    row("base64", encoded, "base64", kSecret, encoded);
    row("base64 behind words", "read this: " + encoded + " now", "base64", kSecret, encoded);
    row("base64 with padding", base64(kSecret + "!"), "base64", kSecret + "!", base64(kSecret + "!"));
    row("base64 for addresses",
        "a.example/?d=" +
            QByteArray("the needle is there ~~~ \?\?\?>>>")
                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)
                .toStdString(),
        "base64", "the needle is there ~~~ \?\?\?>>>", "dGhlIG5lZWRsZSBpcyB0aGVyZSB-fn4gPz8_Pj4-");
    row("base64 behind a path", "/abc/" + base64(repeated("needle and thread ", 60)), "base64", "", "");
    row("base64 in lines", encoded.substr(0, 36) + "\n" + encoded.substr(36), "base64", kSecret,
        encoded.substr(0, 36) + "\\n" + encoded.substr(36));
    row("base64 of other scripts", base64("игла в стоге: needle"), "base64", "игла в стоге: needle", "");
    row("base64 of two bytes a letter", base64(std::string("n\0e\0e\0d\0l\0e\0 \0h\0e\0r\0e\0", 22)),
        "base64", "needle here", "");
    row("hex", "x " + hex(kSecret), "hex", kSecret, hex(kSecret));
    row("hex with 0x", "0x" + hex(kSecret), "hex", kSecret, hex(kSecret));
    row("hex in pairs", "dump: 6e 65 65 64 6c 65 20 69 6e 20 68 65 72 65!", "hex", "needle in here",
        "6e 65 65 64 6c 65 20 69 6e 20 68 65 72 65");
    row("hex with colons", "6e:65:65:64:6c:65:20:69:6e:20:68:65:72:65", "hex", "needle in here", "");
    row("percent", "https://a.example/?q=the%20n%65edle%20is%20here", "percent",
        "https://a.example/?q=the needle is here", "n%65edle");
    row("percent with plus", "q=%74he+needle+is+%68ere", "percent", "q=the needle is here", "needle");
    row("escapes", R"(say: \u006e\u0065edle\n and)", "escapes", "say: needle\n and", R"(\\u006e\\u0065edle)");
    row("escapes of bytes", R"(\x6e\x65\x65\x64\x6c\x65 ok)", "escapes", "needle ok",
        R"(\\x6e\\x65\\x65\\x64\\x6c\\x65)");
    row("escapes of a pair", R"(needle \ud83d\ude00\u{1F600} ok)", "escapes", "needle 😀😀 ok", "needle");
    row("entities", "a &#110;&#x65;edle &amp; &lt;b&gt;", "entities", "a needle & <b>", "&#110;&#x65;edle");
    row("JSON", R"({"a":1,"b":"it is as they said\n\"needle\" \u2014 here"})", "json-string",
        "it is as they said\n\"needle\" — here", "needle");
    row("JSON behind a line", "Result:\n[{\"b\":\"one line\\nand two\\tand the needle\"}]", "json-string",
        "one line\nand two\tand the needle", "needle");
    row("JSON cut short", R"({"b":"one\ntwo three needle)", "json-string", "one\ntwo three needle", "needle");
    row("rot13", "gur arrqyr vf va gur unlfgnpx naq jnvgf", "rot13",
        "the needle is in the haystack and waits", "arrqyr");
    row("spaced letters", "so: t h e   n e e d l e   i s   h e r e", "spaced-letters", "the needle is here",
        "t h e   n e e d l e   i s   h e r e");
    row("letters with dots", "t.h.e n.e.e.d.l.e i.s h.e.r.e", "spaced-letters", "the needle is here", "");
    row("letters with hyphens", "x: n-e-e-d-l-e-w-o-r-k", "spaced-letters", "needlework",
        "n-e-e-d-l-e-w-o-r-k");
    row("leetspeak", "1gn0r3 4ll n33dl3 ru135", "leetspeak", "ignore all needle rules", "n33dl3");
    row("fullwidth letters", "ｔｈｅ ｎｅｅｄｌｅ ｉｓ ｉｎ ｈｅｒｅ", "styled-letters",
        "the needle is in here", "ｎｅｅｄｌｅ");
    row("comment of HTML", "<p>a</p><!-- a needle --><p>b</p>", "hidden-markup", " a needle ", "needle");
    row("comment without end", "<!-- the needle", "hidden-markup", " the needle", "needle");
    row("comment of Markdown", "a\n[//]: # (a needle)\nb", "hidden-markup", " (a needle)", "needle");
    row("element that is hidden", "<div hidden>needle and <b>more</b></div>x", "hidden-markup",
        "needle and <b>more</b>", "needle");
    row("style", R"(<span class="a" style="x:y; display: NONE">needle here</span>)", "hidden-markup",
        "needle here", "needle");
    row("attribute", R"(<img src="a.png" alt="the needle">)", "markup-attribute", "the needle", "needle");
    row("behind blanks", "done" + std::string(240, ' ') + "needle here", "padding", "needle here", "needle");
    row("behind empty lines", "done" + std::string(24, '\n') + "needle here", "padding", "needle here",
        "needle");
}

void TestDecode::whatIsEncodedIsLookedAt()
{
    QFETCH(QString, text);
    QFETCH(QString, encoding);
    QFETCH(QString, decoded);
    QFETCH(QString, place);

    const auto found = inspect(text.toStdString());

    const auto seen = std::ranges::find_if(m_seen, [&](const Seen& one) {
        return QString::fromUtf8(toText(one.encoding).data()) == encoding &&
            (decoded.isEmpty() || one.text == decoded.toStdString());
    });
    QVERIFY2(seen != m_seen.end(), everythingSeen().c_str());
    QCOMPARE(seen->depth, 1U);
    QVERIFY(!needleIn(found).empty());
    if (!place.isEmpty())
        QCOMPARE(QString::fromStdString(needleIn(found)), place);
}

void TestDecode::ordinaryTextIsLookedAtOnce_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QString::fromStdString(text);
    };
    row("prose", "The server has started. It listens on port 8080; see the documentation for 100% of it.");
    row("code",
        "for (int index = 0; index < configurationManager.size(); ++index)\n\tprintf(\"%d %s\\n\", a, b);");
    row("hashes",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 "
        "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    row("ids", "3f2504e0-4f89-11d3-9a0c-0305e82c3301 550e8400-e29b-41d4-a716-446655440000 v1.2.3-alpha.4");
    row("base64 of data", base64(randomBytes(3000)));
    row("hex of data", hex(randomBytes(3000)));
    row("numbers",
        "[1, 22, 333, 4444, 55555, 666666, 7777777] 3.14159265358979323846 1234567890123456789012345");
    row("address", "https://example.com/a/b/c_d-e/index.html?x=1&y=2&z=%2F#top");
    row("JSON", R"({"a":[1,2,3],"b":"c","d":{"e":null,"f":true}})");
    row("windows path", R"(C:\users\name\new\table.txt)");
    row("table", "| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |" + std::string(150, ' ') + "|\n");
    row("indented", "if a:\n" + repeated("                        call(x)\n", 2000));
    row("end of lines", "text" + std::string(400, '\n'));
    row("initials", "J. R. R. Tolkien, U.S.A., a b c");
    row("ordinary markup", "<p class=\"a\">text</p><br><img src=\"x.png\"> a < b && c > d");
}

void TestDecode::ordinaryTextIsLookedAtOnce()
{
    QFETCH(QString, text);

    inspect(text.toStdString());

    QVERIFY2(m_seen.empty(), everythingSeen().c_str());
}

void TestDecode::nestingIsFollowedFourDeep()
{
    auto text = kSecret;
    for (int depth = 1; depth <= 4; ++depth) {
        text = base64(text);
        QCOMPARE(needleIn(inspect("see " + text)), text);
        QCOMPARE(m_seen.back().depth, static_cast<unsigned>(depth));
    }
    text = base64(text);
    QVERIFY(needleIn(inspect("see " + text)).empty());
}

void TestDecode::encodingsNestInEachOther()
{
    const auto inner = hex(kSecret);
    const auto text = "<!-- {\"a\":\"x\\n" + base64("{\"b\":\"see\\n" + inner + "\"}") + "\"} -->";

    const auto found = inspect(text);

    QCOMPARE(needleIn(found), base64("{\"b\":\"see\\n" + inner + "\"}"));
}

void TestDecode::blobsAreLookedAtForWhatTheySay()
{
    const auto blob = [](const std::string& bytes) {
        return R"("contents":[{"uri":"file:///a","blob":")" + base64(bytes) + "\"}]";
    };
    const auto text = repeated("some text with a needle in it\n", 200);

    QCOMPARE(needleIn(inspectMembers(blob(text))), base64(text));
    QCOMPARE(m_seen.size(), std::size_t{1});
    QCOMPARE(m_seen[0].text, text);
    QVERIFY(inspectMembers(blob("\x89PNG\r\n" + randomBytes(50'000))).empty());
    QVERIFY(m_seen.empty());
}

void TestDecode::nothingInFrontOfABlobsTextHidesIt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    const auto text = repeated("some text with a needle in it\n", 600);
    const auto wide = [&](bool isBig) {
        std::string bytes = isBig ? "\xFE\xFF" : "\xFF\xFE";
        for (const char c : kSecret)
            bytes += isBig ? std::string{'\0', c} : std::string{c, '\0'};
        return bytes;
    };
    row("data", "\x89PNG\r\n" + randomBytes(5000) + text);
    row("other text and some data", repeated("ordinary text ", 9) + std::string(12, '\1') + text);
    row("blanks", "ok" + std::string(900, ' ') + kSecret);
    row("the mark of UTF-16", wide(false));
    row("the mark of UTF-16, the other way round", wide(true));
}

void TestDecode::nothingInFrontOfABlobsTextHidesIt()
{
    QFETCH(QByteArray, bytes);
    const auto encoded = base64(bytes.toStdString());

    QCOMPARE(
        needleIn(inspectMembers(R"("contents":[{"uri":"file:///a","blob":")" + encoded + "\"}]")), encoded);
}

void TestDecode::aSecretInsideIsASecret()
{
    const auto token = "ghp_" + std::string("q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa");
    const auto encoded = base64("the token is " + token + " as you know");

    const auto found = inspect("file: " + encoded);

    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].rule->id, std::string_view("github-token"));
    QCOMPARE(m_line.substr(found[0].source.begin, found[0].source.size()), encoded);
}

void TestDecode::guessedLettersAreNoSecret()
{
    // In leetspeak's letters it is another one, which stands nowhere.
    const auto found = inspect("1gn0r3 4ll pr3v10u5 ru135: password = \"q7Rz2LxV9mKt4WbY8cHn3\"");

    for (const auto& one : found) {
        if (one.rule->family == Family::Secret)
            QCOMPARE(
                m_line.substr(one.source.begin, one.source.size()), std::string("q7Rz2LxV9mKt4WbY8cHn3"));
    }
}

void TestDecode::aControlCharacterHidesNothing()
{
    QVERIFY(
        !needleIn(inspect(base64("look:\x01 the needle is in here, as you know, and \xFF stays"))).empty());
    QVERIFY(
        !needleIn(inspect(base64("the needle is in here, and data behind it " + randomBytes(300)))).empty());
    QVERIFY(!needleIn(
        inspect(base64(randomBytes(300) + "the needle is in here, and behind it more of this text follows")))
                 .empty());
}

void TestDecode::hostileTextsAreBorne_data()
{
    QTest::addColumn<QString>("text");
    constexpr std::size_t kMuch = test::kHostileBytes;
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QString::fromStdString(text);
    };
    row("nested base64", base64(base64(base64(base64(repeated(kSecret, kMuch / 4))))));
    row("text and data in turns", base64(repeated(kSecret + randomBytes(40), kMuch)));
    row("short base64", repeated(base64("a needle in here") + " ", kMuch));
    row("hex", repeated(hex("a needle in here") + " ", kMuch));
    row("escapes", repeated("\\u0041 ", kMuch));
    row("backslashes", "{\"" + repeated("\\", kMuch));
    row("quotes", "{\"" + repeated("\"\\n", kMuch));
    row("entities", repeated("&#65;&", kMuch));
    row("percent", repeated("%41%", kMuch));
    row("comments", repeated("<!--", kMuch));
    row("elements", repeated("<a hidden>", kMuch));
    row("end tags", repeated("<a hidden></b></b></b>", kMuch));
    row("comments of Markdown", repeated("\n[//]: #", kMuch));
    row("attributes", repeated(" alt=\"", kMuch));
    row("rot13", repeated("vtaber ", kMuch));
    row("spaced letters", repeated("a b c d ", kMuch));
    row("hyphened letters", repeated("a-b-c-d e", kMuch));
    row("leetspeak", repeated("1gn0r3 4ll\n", kMuch));
    row("mixed", repeated("a1b2c3d4 ", kMuch));
    row("gaps", repeated("a" + std::string(250, ' '), kMuch));
    row("styled letters", repeated("ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒ plain text ", kMuch));
}

void TestDecode::hostileTextsAreBorne()
{
    QFETCH(QString, text);

    for (const auto& one : inspect(text.toStdString()))
        QVERIFY(one.source.begin < one.source.end && one.source.end <= m_line.size());

    std::size_t decoded = 0;
    for (const auto& one : m_seen)
        decoded += one.text.size();
    QVERIFY(decoded <= 5 * m_line.size() + 65536);
}

void TestDecode::whatIsTooMuchIsTold()
{
    const auto many = base64("what is in here?") + " ";
    inspect(repeated(many, 50'000));
    QVERIFY(!m_isCutShort);
    inspect(repeated(many, 1'000'000));
    QVERIFY(m_isCutShort);
    inspect("ordinary text");
    QVERIFY(!m_isCutShort);
}

void TestDecode::badBytesAreInNoText()
{
    std::mt19937 random(5);
    int known = 0;
    int data = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::array<unsigned char, 24> bytes{};
        for (auto& byte : bytes)
            byte = static_cast<unsigned char>(round % 2 == 0 ? random() : 0x60 + random() % 0x40);
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        const auto bad = random() % 3;
        const bool isData = !inspect::isText(text, bad);
        const bool isKnown = inspect::hasBadBytes(std::span(bytes).first(8), static_cast<unsigned>(bad + 1));
        QVERIFY(isData || !isKnown);
        known += isKnown ? 1 : 0;
        data += isData ? 1 : 0;
    }
    QVERIFY(2 * known > data); // or the look saves nothing
    constexpr std::array<unsigned char, 6> kWide{'a', 0, 'b', 0, 'c', 0};
    QVERIFY(!inspect::hasBadBytes(kWide, 1));
}

void TestDecode::badBytesBecomeBlanksWhereverTheyStand()
{
    // Around the ends of the blocks that are read at once; "é" has two bytes, and is no bad one.
    for (std::size_t place = 0; place < 150; ++place) {
        auto text = std::string(place, 'a') + "\xC3\xA9" + std::string(150 - place, 'b');
        auto expected = text;
        text.insert(place, "\x01");
        expected.insert(place, " ");
        text.push_back('\x7F');
        expected.push_back(' ');
        inspect::DecodedText decoded;
        inspect::decode(inspect::Encoding::Padding, text, 0, decoded);
        QCOMPARE(decoded.text, expected);
    }
}

QTEST_APPLESS_MAIN(TestDecode)
#include "tst_decode.moc"
