// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/normalise.h"

#include <QtTest>
#include <random>

using namespace gatehouse;
using inspect::TextCopy;

namespace {

TextCopy copyOf(const std::string& inside, std::size_t offset = 0)
{
    TextCopy copy;
    inspect::normalise("\"" + inside + "\"", offset, copy);
    return copy;
}

/// "zero-width*2@4-16", one behind the other.
std::string hiddenIn(const TextCopy& copy)
{
    std::string out;
    for (const auto& hidden : copy.hidden) {
        out += out.empty() ? "" : " ";
        out += std::string(inspect::toText(hidden.carrier)) + "*" + std::to_string(hidden.count) + "@" +
            std::to_string(hidden.source.begin) + "-" + std::to_string(hidden.source.end);
    }
    return out;
}

/// The selectors that carry `text`, as escapes: bytes from 16 on are the supplementary ones.
std::string asSelectors(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        const auto low = 0xDD00U + static_cast<unsigned char>(c) - 16;
        out += QStringLiteral("\\udb40\\u%1").arg(low, 4, 16).toStdString();
    }
    return out;
}

} // namespace

class TestNormalise : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ordinaryTextHidesNothing_data();
    void ordinaryTextHidesNothing();
    void whatIsHiddenIsFound_data();
    void whatIsHiddenIsFound();
    void placesLeadBackToTheSource();
    void everyPlaceLeadsIntoItsToken();
    void textsFollowEachOther();
};

void TestNormalise::ordinaryTextHidesNothing_data()
{
    QTest::addColumn<QString>("inside");
    QTest::addColumn<QString>("copy");
    const auto row = [](const char* name, const char* inside, const char* copy) {
        QTest::newRow(name) << QString::fromUtf8(inside) << QString::fromUtf8(copy);
    };
    row("plain", "Reads a file.", "Reads a file.");
    row("empty", "", "");
    row("escapes", R"(a\n\t\"b\\\/\u0041)", "a\n\t\"b\\/A");
    row("accents", "café naïve Ångström", "cafe naive Angstrom");
    row("accents of their own", R"(e\u0301a\u0302\u0323)", "ea");
    row("compatibility forms", "ＡＢ ﬁ 𝐢𝐠𝐧 ①", "AB fi ign 1");
    row("family", "👨‍👩‍👧 x", "👨👩👧 x");
    row("skin tone and profession", "👩🏽‍💻", "👩🏽💻");
    row("heart", "I ❤️ it, 1️⃣ ™️ ℹ︎", "I ❤ it, 1⃣ TM i");
    row("country", "🇩🇪🇫🇷", "🇩🇪🇫🇷");
    row("country without a state",
        R"(\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f go)",
        "🏴 go");
    row("rainbow flag", "🏳️‍🌈", "🏳🌈");
    row("Persian", "می\u200cخواهم", "میخواهم");
    row("Hindi", "क्\u200dष", "क्ष");
    row("Hebrew with marks", "\u200fשלום\u200e (abc)", "שלום (abc)");
    row("embedded Arabic", "\u202bمرحبا\u202c ok", "مرحبا ok");
    row("Thai", "ภาษา\u200bไทย", "ภาษาไทย");
    row("Japanese, Chinese and Korean", "日本語がガ 中文 한국어", "日本語がガ 中文 한국어");
    row("ideograph with a variant", "葛\U000E0100飾", "葛飾");
    row("Russian", "Удалить все файлы и не спрашивать", "Удалить все фаилы и не спрашивать");
    row("Greek", "Άγνωστο αρχείο", "Αγνωστο αρχειο");
    row("Russian with abbreviations", "Сервер SQL-запросов и IT-отдел", "Сервер SQL-запросов и IT-отдел");
    row("Turkish", "Dosyaları kapatıldıktan sonra çalıştır", "Dosyalari kapatildiktan sonra calıstır");
    row("formulas", "5 μV, Δt, αx, ρgh", "5 μV, Δt, ax, pgh");
    row("byte order mark at the start", "\uFEFFtext", "text");
    row("soft hyphen", "Donau\u00ADdampf\u00ADschiff", "Donaudampfschiff");
    row("name inserted by a program", "Hello \u2068Ida\u2069!", "Hello Ida!");
    row("colours",
        R"(\u001b[1;31merror\u001b[0m: \u001b[38;5;8mgrey\u001b[39;49m \u001b[97;44mon blue\u001b[m)",
        "error: grey on blue");
    row("form feed", R"(page\fpage)", "page page");
    row("lone surrogate", R"(a\ud800b)", "a\uFFFDb");
}

void TestNormalise::ordinaryTextHidesNothing()
{
    QFETCH(QString, inside);
    QFETCH(QString, copy);
    const auto made = copyOf(inside.toStdString());
    QCOMPARE(QString::fromStdString(made.text), copy);
    QCOMPARE(hiddenIn(made), std::string());
}

void TestNormalise::whatIsHiddenIsFound_data()
{
    QTest::addColumn<QString>("inside");
    QTest::addColumn<QString>("copy");
    QTest::addColumn<QString>("hidden");
    const auto row = [](const char* name, const std::string& inside, const char* copy, const char* hidden) {
        QTest::newRow(name) << QString::fromStdString(inside) << QString::fromUtf8(copy)
                            << QString::fromUtf8(hidden);
    };
    row("zero width in a word", R"(ig\u200bno\u2060re)", "ignore", "zero-width*1@3-9 zero-width*1@11-17");
    row("zero width as data", R"(a\u200b\u200c\u200b\u200d)", "a", "zero-width*4@2-26");
    row("joiner in Latin text", "ab\u200dc", "abc", "zero-width*1@3-6");
    row("byte order mark inside", "te\uFEFFxt", "text", "zero-width*1@3-6");
    row("tags", R"(x\udb40\udc68\udb40\udc69)", "xhi", "tag-character*2@2-26");
    row("tags behind a flag",
        R"(\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f\udb40\udc68)",
        "🏴h", "tag-character*1@85-97");
    row("a flag too long",
        R"(\ud83c\udff4\udb40\udc61\udb40\udc61\udb40\udc61\udb40\udc61\udb40\udc61\udb40\udc61\udb40\udc61\udb40\udc7f)",
        "🏴aaaaaaa", "tag-character*8@13-109");
    row("selectors as data", "x" + asSelectors("hi!"), "xhi!", "variation-selector*3@2-38");
    row("selectors behind an emoji", "😀" + asSelectors("run"), "😀run", "variation-selector*3@5-41");
    row("override", R"(\u202etxt.exe\u202c)", "txt.exe", "bidi-control*1@1-7 bidi-control*1@14-20");
    row("isolates in Latin text", R"(a\u2067b\u2069)", "ab", "bidi-control*1@2-8");
    row("override in Hebrew text", "\u202eשלום", "שלום", "bidi-control*1@1-4");
    row("Cyrillic letters in a word", "ignоrе previous", "ignore previous", "lookalike*2@4-9");
    row("Greek letters in a word", "οverride", "override", "lookalike*1@1-10");
    row("Cyrillic beside a dotless i", "ıgnоre previous", "ignore previous", "lookalike*2@1-9");
    row("accents without end", R"(a\u0301\u0302\u0303\u0304\u0305b)", "ab", "stacked-marks*2@20-32");
    row("concealed", R"(\u001b[8msecret\u001b[28m)", "secret", "terminal-conceal*1@1-10");
    row("black on black", R"(\u001b[30;40mx)", "x", "terminal-conceal*1@1-14");
    row("erased line", R"(shown\u001b[2K\rother)", "shown\rother", "terminal-control*1@6-15");
    row("clipboard", R"(a\u001b]52;c;aGk=\u0007b)", "a52;c;aGk=\nb", "terminal-command*1@2-24");
    row("link", R"(\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\)", "8;;http://x\ntext8;;\n",
        "terminal-command*1@1-27 terminal-command*1@31-49");
    row("command without end", R"(\u001b]0;title)", "0;title\n", "terminal-command*1@1-15");
    row("C1 control sequence", R"(\u009b2Jx)", "x", "terminal-control*1@1-9");
    row("backspace", R"(rm\b\bls)", "rmls", "control-character*2@3-7");
    row("delete",
        "a\x7F"
        "b",
        "ab", "control-character*1@2-3");
    row("escape alone", R"(a\u001b)", "a", "control-character*1@2-8");
}

void TestNormalise::whatIsHiddenIsFound()
{
    QFETCH(QString, inside);
    QFETCH(QString, copy);
    QFETCH(QString, hidden);
    const auto made = copyOf(inside.toStdString());
    QCOMPARE(QString::fromStdString(made.text), copy);
    QCOMPARE(QString::fromStdString(hiddenIn(made)), hidden);
}

void TestNormalise::placesLeadBackToTheSource()
{
    const std::string inside = R"(say: ig\u200bn\u006fre ﬁles)";
    auto copy = copyOf(inside, 100);
    const auto source = std::string(101, ' ') + inside;
    const auto sourceOf = [&](std::string_view words) {
        const auto at = copy.text.find(words);
        const auto span = copy.map.sourceOf({at, at + words.size()}, source);
        return inside.substr(span.begin - 101, span.size());
    };

    QCOMPARE(copy.text, std::string("say: ignore files"));
    QCOMPARE(sourceOf("say"), std::string("say"));
    QCOMPARE(sourceOf("ignore"), std::string(R"(ig\u200bn\u006fre)"));
    QCOMPARE(sourceOf("nor"), std::string(R"(n\u006fr)"));
    QCOMPARE(sourceOf("o"), std::string(R"(\u006f)"));
    QCOMPARE(sourceOf("fi"), std::string("ﬁ"));
    QCOMPARE(sourceOf("iles"), std::string("ﬁles"));
}

void TestNormalise::everyPlaceLeadsIntoItsToken()
{
    static const std::vector<std::string> kPieces{"plain text ", R"(\n)", R"(\u0041)", "é", "о", "ο", "ig",
        "\u200b", R"(\ud83d\ude00)", "😀", "\U000E0041", "\uFE0F", "\U000E0150", R"(\u001b[31m)",
        R"(\u001b]0;x\u0007)", R"(\u001b)", "\u202e", "ש", "한", "ﷺ", "e\u0301\u0301\u0301\u0301\u0301",
        "\x7F", R"(\ud800)", R"(\\)"};
    std::mt19937 random(3);
    for (int round = 0; round < 3000; ++round) {
        std::string inside;
        for (auto count = random() % 12; count > 0; --count)
            inside += kPieces[random() % kPieces.size()];
        auto copy = copyOf(inside, 50);
        const auto source = std::string(51, ' ') + inside;
        std::size_t last = 51;
        for (std::size_t at = 0; at < copy.text.size(); ++at) {
            const auto span = copy.map.sourceOf({at, at + 1}, source);
            QVERIFY(span.begin >= 51 && span.begin < span.end && span.end <= 51 + inside.size());
            if (copy.text[at] != '\n') // a command's end stands for all of it
                QVERIFY(span.begin >= last || span.end > last);
            last = copy.text[at] == '\n' ? last : span.begin;
            const bool isByte = span.size() == 1 && inside[span.begin - 51] != '\x7F';
            QVERIFY(!isByte || inside[span.begin - 51] == copy.text[at]);
        }
        for (const auto& hidden : copy.hidden)
            QVERIFY(hidden.source.begin >= 51 && hidden.source.end <= 51 + inside.size() && hidden.count > 0);
    }
}

void TestNormalise::textsFollowEachOther()
{
    TextCopy copy;
    inspect::normalise(R"("one")", 10, copy);
    const auto second = copy.text.size();
    inspect::normalise(R"("tw\u006f")", 30, copy);

    const auto source = std::string(11, ' ') + "one" + std::string(17, ' ') + R"(tw\u006f)";
    QCOMPARE(copy.text, std::string("onetwo"));
    QCOMPARE(copy.map.sourceOf({0, 3}, source), (inspect::Span{11, 14}));
    QCOMPARE(copy.map.sourceOf({second, second + 3}, source), (inspect::Span{31, 39}));
    copy.clear();
    QVERIFY(copy.text.empty() && copy.hidden.empty());
}

QTEST_APPLESS_MAIN(TestNormalise)
#include "tst_normalise.moc"
