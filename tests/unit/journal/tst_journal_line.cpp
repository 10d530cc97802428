// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_reader.h"
#include "core/journal/line_format.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <random>

using namespace gatehouse;
using namespace gatehouse::journal;

namespace {

model::SessionEvent fullEvent()
{
    model::SessionEvent event;
    event.sequence = 7;
    event.at = 1'700'000'000'123;
    event.direction = model::Direction::ToClient;
    event.method = "tools/call";
    event.id = "\"a\\b\"";
    event.server = "caf\xC3\xA9";
    event.tool = "t\xF0\x9F\x98\x80";
    event.action = model::Action::Redact;
    event.reason = "secret";
    event.findings = {{"jwt", "/params/arguments/~1q", 12, 34}, {"email", "", 0, 1}};
    event.bytes = UINT64_MAX;
    event.microseconds = 0;
    event.shape = R"({"params":{"name":"s12","arguments":{"#3":["n",-1.5e3,true,null]}}})";
    event.excerpt = "line\nbreak \xE2\x80\xAE tab\t nul";
    event.excerpt.push_back('\0');
    event.details = R"({"code":0})";
    return event;
}

std::string lineOf(const model::SessionEvent& event)
{
    std::string line;
    appendLine(line, event, event.sequence, base::sha256("before"));
    return line;
}

nlohmann::json judged(const std::string& line)
{
    return nlohmann::json::parse(line, nullptr, false);
}

} // namespace

class TestJournalLine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void membersStandInTheirOrderAndComeBack();
    void emptyMembersAreLeftOut();
    void noBytesCanBreakOrForgeALine_data();
    void noBytesCanBreakOrForgeALine();
    void randomBytesGiveValidLines();
    void detailsAreEmbeddedOnOneLine();
    void brokenDetailsDoNotBreakTheLine_data();
    void brokenDetailsDoNotBreakTheLine();
    void whatIsTooLongIsCut();
    void damagedLinesAreRefusedWithAReason_data();
    void damagedLinesAreRefusedWithAReason();
    void unknownMembersAreLeftAlone();
};

void TestJournalLine::membersStandInTheirOrderAndComeBack()
{
    const auto line = lineOf(fullEvent());

    const auto parsed = parseLine(line);

    QVERIFY2(parsed.hasValue(), line.c_str());
    QVERIFY(parsed->event == fullEvent());
    QVERIFY(parsed->previous == base::sha256("before"));
    std::size_t last = 0;
    for (const auto* const key : {"v", "seq", "at", "kind", "dir", "method", "id", "server", "tool", "action",
             "reason", "findings", "bytes", "us", "shape", "excerpt", "details", "prev"}) {
        const auto place = line.find("\"" + std::string(key) + "\":", last);
        QVERIFY2(place != std::string::npos, key);
        last = place;
    }
    QVERIFY(!judged(line).is_discarded());
}

void TestJournalLine::emptyMembersAreLeftOut()
{
    const model::SessionEvent event;

    const auto line = lineOf(event);

    QCOMPARE(line.substr(0, line.find(",\"prev\"")),
        std::string(R"({"v":1,"seq":0,"at":0,"kind":"message","action":"pass")"));
    QVERIFY(parseJournalLine(line).value() == event);
}

void TestJournalLine::noBytesCanBreakOrForgeALine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("written");
    const auto row = [](const char* name, const QByteArray& text, const QByteArray& written) {
        QTest::newRow(name) << text << written;
    };
    row("newline", "a\n{\"v\":1}", "a\\n{\\\"v\\\":1}");
    row("carriage return", "a\rb", "a\\u000db");
    row("NUL", QByteArray("a\0b", 3), "a\\u0000b");
    row("escape", "\x1b[2K", "\\u001b[2K");
    row("delete", "\x7f", "\\u007f");
    row("C1", "\xC2\x9B", "\\u009b");
    row("right-to-left override", "\xE2\x80\xAE", "\\u202e");
    row("zero width space", "\xE2\x80\x8B", "\\u200b");
    row("line separator", "\xE2\x80\xA8", "\\u2028");
    row("byte order mark", "\xEF\xBB\xBF", "\\ufeff");
    row("tag character", "\xF3\xA0\x81\x81", "\\udb40\\udc41");
    row("overlong slash", "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");
    row("surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    row("cut character", "a\xE2\x82", "a\xEF\xBF\xBD\xEF\xBF\xBD");
    row("emoji stays", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80");
}

void TestJournalLine::noBytesCanBreakOrForgeALine()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, written);
    model::SessionEvent event;
    event.server = text.toStdString();

    const auto line = lineOf(event);

    QVERIFY2(line.find("\"server\":\"" + written.toStdString() + "\",") != std::string::npos, line.c_str());
    QVERIFY(line.find('\n') == std::string::npos);
    QCOMPARE(judged(line).at("server").get<std::string>(), parseJournalLine(line).value().server);
}

void TestJournalLine::randomBytesGiveValidLines()
{
    std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same bytes in every run
    for (int round = 0; round < 3000; ++round) {
        std::string bytes(random() % 60, '\0');
        for (auto& byte : bytes)
            byte = static_cast<char>(random() & 0xFFU);
        model::SessionEvent event;
        event.server = event.method = event.id = event.tool = event.excerpt = event.details = bytes;
        event.findings = {{bytes, bytes, 1, 2}};

        const auto line = lineOf(event);

        QVERIFY(!judged(line).is_discarded());
        QVERIFY(parseJournalLine(line).hasValue());
    }
}

void TestJournalLine::detailsAreEmbeddedOnOneLine()
{
    model::SessionEvent event;
    event.details = "{ \"a\" :\n [ 1 ,\t{} , \"\xE2\x80\xAE\" ] }\r\n";

    const auto line = lineOf(event);

    QVERIFY2(line.find(R"("details":{"a":[1,{},"\u202e"]},)") != std::string::npos, line.c_str());
}

void TestJournalLine::brokenDetailsDoNotBreakTheLine_data()
{
    QTest::addColumn<QByteArray>("details");
    for (const auto* const text :
        {"{", "{}}", "{\"a\":1,}", "[1 2]", "nul", "01", "-", "1.", "1e", "\"\\x\"", "\"\\ud800\"",
            "\"\xFF\"", "{}\n{\"v\":1}", "{a:1}", "},\"action\":\"pass\"", "\"raw\ttab\"", "{1:2}"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("too deep") << QByteArray(100, '[') + QByteArray(100, ']');
    QTest::newRow("deep and open") << QByteArray(1'000'000, '[');
    QTest::newRow("too long") << "\"" + QByteArray(9 << 20, 'x') + "\"";
}

void TestJournalLine::brokenDetailsDoNotBreakTheLine()
{
    QFETCH(QByteArray, details);
    model::SessionEvent event;
    event.details = details.toStdString();

    const auto line = lineOf(event);

    const auto value = judged(line);
    QVERIFY(!value.is_discarded());
    QVERIFY(value.at("details").contains("invalid"));
    QCOMPARE(value.at("action").get<std::string>(), std::string("pass"));
    QVERIFY(parseJournalLine(line).hasValue());
}

void TestJournalLine::whatIsTooLongIsCut()
{
    model::SessionEvent event;
    event.id = std::string(63, 'i') + "\xC3\xA9";
    event.tool = event.method = std::string(1 << 20, 't');
    event.findings.assign(5000, {"d", "/p", 1, 1});

    const auto parsed = parseJournalLine(lineOf(event)).value();

    QCOMPARE(parsed.id, std::string(63, 'i'));
    QCOMPARE(parsed.tool.size(), 128U);
    QCOMPARE(parsed.method.size(), 128U);
    QCOMPARE(parsed.findings.size(), 1001U);
    QCOMPARE(parsed.findings.back().detectorId, std::string("left-out"));
    QCOMPARE(parsed.findings.back().length, 4000U);
}

void TestJournalLine::damagedLinesAreRefusedWithAReason_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char* name, const char* from, const char* to) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to);
    };
    row("later version", "\"v\":1", "\"v\":2");
    row("no version", "\"v\":1,", "");
    row("sequence as text", "\"seq\":7", "\"seq\":\"7\"");
    row("sequence with a fraction", "\"seq\":7", "\"seq\":7.0");
    row("sequence twice", "\"seq\":7", "\"seq\":7,\"seq\":7");
    row("leading zero", "\"seq\":7", "\"seq\":07");
    row("too large", "\"bytes\":18446744073709551615", "\"bytes\":18446744073709551616");
    row("unknown action", "\"redact\"", "\"forgive\"");
    row("unknown direction", "\"to-client\"", "\"sideways\"");
    row("short hash", "\"prev\":\"", "\"prev\":\"00");
    row("bytes behind", "\"}", "\"}x");
    row("cut", "\"prev\"", "");
    row("finding without a detector", "\"detector\":\"jwt\",", "");
    row("raw control character", "secret", "sec\tret");
    row("not UTF-8", "secret", "sec\xFFret");
}

void TestJournalLine::damagedLinesAreRefusedWithAReason()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    auto line = QByteArray::fromStdString(lineOf(fullEvent()));
    QVERIFY(line.contains(from));

    line.replace(from, to);

    const auto parsed = parseJournalLine(line.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, base::ErrorCode::JournalBroken);
    QVERIFY(!parsed.error().detail.empty());
}

void TestJournalLine::unknownMembersAreLeftAlone()
{
    auto line = lineOf(fullEvent());
    line.insert(1, R"("later":{"a":[1]},)");

    QVERIFY(parseJournalLine(line).value() == fullEvent());
}

QTEST_APPLESS_MAIN(TestJournalLine)
#include "tst_journal_line.moc"
