// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decode.h"
#include "core/jsonrpc/value.h"
#include "tests/support/processor_time.h"
#include "tests/unit/inspect/decode_probe.h"
#include "tests/unit/inspect/hostile_size.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::testing;

namespace {

const std::string kPrinted = "the needle is in here, find it";

std::string inLines(std::string text, std::size_t width, const std::string& between)
{
    for (auto at = width; at < text.size(); at += width + between.size())
        text.insert(at, between);
    return text;
}

std::string asNumbers(const std::string& text, const char* format, const char* between)
{
    QByteArrayList numbers;
    for (const char c : text)
        numbers.push_back(QByteArray::fromStdString(QString::asprintf(format, c).toStdString()));
    return numbers.join(between).toStdString();
}

/// As xxd writes it.
std::string asDump(const std::string& text)
{
    std::string dump;
    for (std::size_t at = 0; at < text.size(); at += 16) {
        const auto part = text.substr(at, 16);
        dump += QString::asprintf("%08zx: ", at).toStdString() +
            inLines(QByteArray::fromStdString(part).toHex().toStdString(), 4, " ");
        dump += std::string(40 - (part.size() * 2 + (part.size() + 1) / 2 - 1), ' ') + " " + part + "\n";
    }
    return dump;
}

/// As hexdump -C does.
std::string asCanonicalDump(const std::string& text)
{
    std::string dump;
    for (std::size_t at = 0; at < text.size(); at += 16) {
        const auto part = text.substr(at, 16);
        dump += QString::asprintf("%08zx  ", at).toStdString();
        for (std::size_t i = 0; i < part.size(); ++i)
            dump += QString::asprintf(i == 7 ? "%02hhx  " : "%02hhx ", part[i]).toStdString();
        dump += " |" + part + "|\n";
    }
    return dump;
}

/// As od -x does: of each two bytes the second comes first.
std::string asWords(const std::string& text)
{
    std::string dump;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        if (at % 16 == 0)
            dump += QString::asprintf(at == 0 ? "%07zo" : "\n%07zo", at).toStdString();
        dump += QString::asprintf(" %02x%02x", text[at + 1], text[at]).toStdString();
    }
    return dump;
}

std::string wide(const std::string& text, std::size_t before, std::size_t behind)
{
    std::string bytes;
    for (const char c : text)
        bytes += std::string(before, '\0') + c + std::string(behind, '\0');
    return bytes;
}

} // namespace

/// Bytes as programs print them: lines of base64 and hexadecimal digits, dumps, lists of numbers, wide
/// letters.
class TestPrintedBytes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsPrintedIsLookedAt_data();
    void whatIsPrintedIsLookedAt();
    void ordinaryTablesAreLookedAtOnce_data();
    void ordinaryTablesAreLookedAtOnce();
    void hostileBytesAreBorne_data();
    void hostileBytesAreBorne();
    void timeGrowsAsTheText_data();
    void timeGrowsAsTheText();

private:
    std::vector<Found> inspect(const std::string& text)
    {
        m_seen.clear();
        m_line = R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":)" +
            jsonrpc::encodeString(text) + "}]}}";
        const auto parsed = jsonrpc::parseMessage(m_line, {});
        return m_inspector.inspect(*parsed.message, mcp::Channel::Result).value().found;
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
};

void TestPrintedBytes::whatIsPrintedIsLookedAt_data()
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
    const auto encoded = base64(kPrinted);
    const auto lines = inLines(encoded, 20, "\n");
    row("base64 in lines of 20", "see\n" + lines + "\n\nend of it", "base64", kPrinted, "");
    row("base64 in lines of 8", "see\n" + inLines(base64(kPrinted + kPrinted), 8, "\n") + "\n\nend of it",
        "base64", kPrinted + kPrinted, "");
    row("base64 in lines of 12, with carriage returns", inLines(base64(kPrinted + kPrinted), 12, "\r\n"),
        "base64", kPrinted + kPrinted, "");
    row("base64 in lines of 16, indented", "data:\n  " + inLines(encoded, 16, "\n  ") + "\n", "base64",
        kPrinted, "");
    row("base64 in lines of 24, with carriage returns", inLines(encoded, 24, "\r\n"), "base64", kPrinted, "");
    row("hex in lines of 24", inLines(hex(kPrinted), 24, "\n"), "hex", kPrinted, "");
    row("base64 of four bytes a letter", base64(wide(kPrinted, 0, 3)), "base64", kPrinted, "");
    row("base64 of four bytes a letter, the other way round", base64(wide(kPrinted, 3, 0)), "base64",
        kPrinted, "");
    row("base64 of four bytes a letter, with a mark",
        base64(std::string("\xFF\xFE\0\0", 4) + wide(kPrinted, 0, 3)), "base64", "", "");
    row("hex of four bytes a letter", hex(wide(kPrinted, 0, 3)), "hex", kPrinted, "");
    row("a dump", "the file:\n" + asDump(kPrinted) + "\nend", "hexdump", kPrinted, "");
    row("a dump with letters beside", asCanonicalDump(kPrinted + ", " + kPrinted), "hexdump",
        kPrinted + ", " + kPrinted, "");
    row("a dump of words", asWords(kPrinted), "hexdump", kPrinted, "");
    const auto pairs = inLines(hex(kPrinted), 2, " ");
    row("bytes alone in a line", " " + pairs, "hex", kPrinted, "");
    row("a dump of bytes alone", inLines(pairs, 48, "\n"), "hexdump", kPrinted, "");
    const std::string data(160, '\x81');
    row("a dump of data and then text", asDump(data + kPrinted), "hexdump", kPrinted, "");
    row("a dump with letters beside of data and then text", asCanonicalDump(data + kPrinted), "hexdump",
        kPrinted, "");
    row("a dump of text between data, from the middle of a line on",
        asDump(data + "\x81\x81\x81\x81\x81\x81\x81\x81\x81\x81" + kPrinted + data), "hexdump", kPrinted, "");
    row("a dump of little data and then text", asDump("\x81\x82\x83\x84" + kPrinted), "hexdump", kPrinted,
        "");
    row("hex before a line of other digits", hex(kPrinted) + "\n00000000\n", "hex", kPrinted, "");
    row("hex before an offset", hex(kPrinted) + "\n00000020: and so on", "hex", kPrinted, "");
    row("hex before a word", hex(kPrinted) + "\nfacade and so on", "hex", kPrinted, "");
    row("hex of which a short line is the last", hex(kPrinted + kPrinted).insert(96, "\n"), "hex",
        kPrinted + kPrinted, "");
    row("base64 before an offset", encoded + "\n00000020: and", "base64", "", "");
    row("hex before few bytes of data", hex(kPrinted + "\x81\x82\x83"), "hex", kPrinted, "");
    const std::string someBytes = "48 65 6c 6c 6f 20 77 6f  note to whoever reads this page, see here: ";
    row("base64 behind some bytes", someBytes + encoded, "base64", kPrinted, "");
    row("hex behind some bytes", someBytes + hex(kPrinted), "hex", kPrinted, "");
    row("bytes behind some bytes", someBytes + pairs, "hex", kPrinted, "");
    const std::string dumpLine = "00000010: 4865 6c6c 6f20 776f 4865 6c6c 6f20 776f  ";
    for (const auto* behind :
        {"", " and\n00000020: 4865 6c6c 6f20 776f 4865 6c6c 6f20 776f  Hello woHello wo\n"}) {
        const auto name = [&](const char* what) {
            return std::string(what) + (*behind == 0 ? " behind a dump's line" : " between a dump's lines");
        };
        row(name("base64").c_str(), dumpLine + "that is: " + encoded + behind, "base64", kPrinted, "");
        row(name("hex").c_str(), dumpLine + "that is: " + hex(kPrinted) + behind, "hex", kPrinted, "");
        row(name("bytes").c_str(), dumpLine + "that is: " + pairs + behind, "hex", kPrinted, "");
    }
    const auto many = std::string(64, 'a') + kPrinted;
    row("more bytes in a line than dumps have", inLines(hex(many), 2, " "), "hex", many, "");
    row("bytes of data and then text in a line", inLines(hex(data + kPrinted), 2, " "), "hex", kPrinted, "");
    const auto hexLines = inLines(hex(kPrinted + kPrinted + kPrinted), 64, "\n");
    for (const auto* digit : {"8", "z"}) {
        const auto line = std::string(digit) + std::string(63, *digit) + "\n";
        row((std::string("hex in lines behind lines of ") + digit).c_str(), line + line + line + hexLines,
            "hex", kPrinted + kPrinted + kPrinted, "");
    }
    row("numbers", "bytes = [" + asNumbers(kPrinted, "%d", ", ") + "];", "number-list", kPrinted, "");
    row("numbers with blanks", asNumbers(kPrinted, "%d", " "), "number-list", kPrinted,
        asNumbers(kPrinted, "%d", " "));
    row("numbers in lines", "[\n    " + asNumbers(kPrinted, "%d", ",\n    ") + "\n]", "number-list", kPrinted,
        "");
    row("numbers of capitals", asNumbers("FIND THE WORD IN HERE: needle", "%d", ","), "number-list",
        "FIND THE WORD IN HERE: needle", "");
    row("hexadecimal numbers", "{" + asNumbers(kPrinted, "0x%02x", ", ") + "}", "number-list", kPrinted, "");
    row("hexadecimal numbers in capitals", asNumbers(kPrinted, "0X%02X", ","), "number-list", kPrinted, "");
}

void TestPrintedBytes::whatIsPrintedIsLookedAt()
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
    const auto needle = std::ranges::find(found, "needle", [](const Found& one) { return one.rule->id; });
    QVERIFY(needle != found.end());
    if (!place.isEmpty())
        QCOMPARE(m_line.substr(needle->source.begin, needle->source.size()), place.toStdString());
}

void TestPrintedBytes::ordinaryTablesAreLookedAtOnce_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QString::fromStdString(text);
    };
    std::string rising;
    for (char c = 'a'; c <= 'z'; ++c)
        rising += c;
    row("a table of bytes", asNumbers(randomBytes(2000).substr(0, 600), "0x%02hhx", ", "));
    row("a table of numbers", asNumbers(randomBytes(600), "%hhu", ", "));
    row("a table of letters", asNumbers(rising, "%d", ", ") + "\n" + asNumbers(rising, "0x%02x", ", "));
    row("rows of percents", "45, 67, 89, 34, 56, 38, 91, 42, 60, 33, 47, 94, 35, 61, 96, 36, 59, 43, 92, 64");
    row("addresses", repeated("10.101.116.110, 101.116.32.105\n", 300));
    row("a dump of data", asCanonicalDump(randomBytes(600)));
    row("words of one length",
        "configurationfile\ndefaultdirectory1\ntheprogramsnames1\nadministrators_of\n");
    row("words of eight letters", repeated("absolute\nbasement\ncalendar\ndaughter\neducated\n", 900));
    row("hashes in lines", repeated("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b\n", 400));
}

void TestPrintedBytes::ordinaryTablesAreLookedAtOnce()
{
    QFETCH(QString, text);

    inspect(text.toStdString());

    QVERIFY2(m_seen.empty(), everythingSeen().c_str());
}

void TestPrintedBytes::hostileBytesAreBorne_data()
{
    QTest::addColumn<QString>("text");
    constexpr std::size_t kMuch = test::kHostileBytes;
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QString::fromStdString(text);
    };
    row("short lines of base64", repeated(base64("a needle in he") + "\n", kMuch));
    row("short lines of one length", repeated("aGVyZSBpcyBhIG5l\n", kMuch));
    row("lines of eight letters", repeated("aGVyZSBp\n", kMuch));
    row("lines of eight letters and of seven", repeated("aGVyZSBp\naGVyZSB\n", kMuch));
    row("dumps", repeated(asDump("a needle in here"), kMuch));
    row("dumps of data", repeated("00000000: 0102 0304 6162 6364 0506 0708 0102 0304  abc\n", kMuch));
    row("lines of hex of text and data",
        repeated(hex("a needle in here" + std::string(16, '\x81')) + "\n", kMuch));
    row("lines of bytes of text and data",
        repeated(inLines(hex("needle of" + std::string(7, '\x81')), 2, " ") + "\n", kMuch));
    row("words of four letters", repeated("abcd efab cdef abcd ", kMuch));
    row("numbers and words",
        repeated("101, 116, 110, 101, 116, 97, 116, 110, 101, 116, 110, 101, x ", kMuch));
    row("bytes of letters and of data", repeated("0x65,0x74,0x6e,0x65,0x01,0x02,", kMuch));
    row("numbers", repeated("101, 116, 32, ", kMuch));
    row("hexadecimal numbers", repeated("0x65,0x0a,", kMuch));
}

/// In linear time: what is not takes minutes.
void TestPrintedBytes::hostileBytesAreBorne()
{
    QFETCH(QString, text);

    for (const auto& one : inspect(text.toStdString()))
        QVERIFY(one.source.begin < one.source.end && one.source.end <= m_line.size());

    std::size_t decoded = 0;
    for (const auto& one : m_seen)
        decoded += one.text.size();
    QVERIFY(decoded <= 5 * m_line.size() + 65536);
}

void TestPrintedBytes::timeGrowsAsTheText_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    const auto row = [](const char* name, const std::string& first, const std::string& second) {
        QTest::newRow(name) << QString::fromStdString(first) << QString::fromStdString(second);
    };
    const std::string data =
        asDump(std::string(16, 'x')).substr(0, 10) + "8181 8181 8181 8181 8181 8181 8181 8181\n";
    const auto text = asDump("a needle in here");
    const auto both = "00000000: 8181 8181 8181 8161 6161 6161 6161 6161\n";
    row("a dump of data and then of text", data, text);
    row("a dump of text and data in each line", both, both);
    row("a dump of few bytes in each line", "41 4181 8181 81 8181 4141 41 4141 41 4141 41\n", text);
    row("a dump of data in lines of text", both, text);
    row("lines of hex of text and data", hex("a needle in here" + std::string(16, '\x81')) + "\n", text);
    row("lines of base64 and of hex", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\n", std::string(32, '8') + "\n");
    row("long bytes behind bytes", "48 65 6c 6c 6f 20 77 6f ", "48 65 6c 6c 6f 20 77 6f  ");
    row("numbers and words", "101,116,32,", "101 x");
    row("a number before many words", "101 x", std::string(1000, 'x') + ' ');
}

/// Of eight times the text it is eight times the work, not sixty-four times.
void TestPrintedBytes::timeGrowsAsTheText()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    constexpr std::size_t kLess = test::kHostileBytes / 32;
    const auto timeOf = [&](std::size_t bytes) {
        const auto text = repeated(first.toStdString(), bytes) + repeated(second.toStdString(), bytes);
        auto least = 1e9;
        for (int i = 0; i < 3 && (i == 0 || least < 500); ++i) {
            const tests::ProcessorTime time;
            inspect(text);
            least = std::min(least, time.milliseconds());
        }
        return least;
    };

    const auto less = timeOf(kLess);
    const auto more = timeOf(8 * kLess);

    QVERIFY2(more < 20 * less, qPrintable(QString::asprintf("%g ms, then %g ms", less, more)));
}

QTEST_APPLESS_MAIN(TestPrintedBytes)
#include "tst_printed_bytes.moc"
