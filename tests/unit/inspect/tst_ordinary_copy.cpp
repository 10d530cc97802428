// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/code_points.h"
#include "core/inspect/latin_letters.h"
#include "core/inspect/ordinary_copy.h"

#include <QtTest>
#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <vector>

using namespace gatehouse::inspect;

namespace {

/// What copyOrdinary() promises, a byte at a time.
struct PlainCopy {
    std::string text;
    std::vector<Span> sources; // of each byte
    std::size_t read = 0;

    PlainCopy(std::string_view inside, StringForm form, std::size_t source)
    {
        constexpr std::string_view kLetters = "nrt\"\\/";
        constexpr std::string_view kMeanings = "\n\r\t\"\\/";
        while (read < inside.size()) {
            const char c = inside[read];
            if (takeLetters(inside, source))
                continue;
            const bool isToken = form == StringForm::Token;
            if (isToken && c == '\\') {
                const auto letter =
                    read + 1 < inside.size() ? kLetters.find(inside[read + 1]) : std::string_view::npos;
                if (letter == std::string_view::npos)
                    return;
                take(kMeanings[letter], source, 2);
            } else if ((c >= ' ' && c < 0x7F) || (!isToken && (c == '\n' || c == '\r' || c == '\t'))) {
                take(c, source, 1);
            } else {
                return;
            }
        }
    }

    void take(char c, std::size_t source, std::size_t bytes)
    {
        text += c;
        sources.push_back({source + read, source + read + bytes});
        read += bytes;
    }

    /// Latin ones anywhere; of others up to four, and then what is printable.
    bool takeLetters(std::string_view inside, std::size_t source)
    {
        static const std::map<std::string_view, std::string_view> kForms{
            {"é", "e"}, {"ö", "o"}, {"ß", "ß"}, {"Ñ", "N"}, {"ж", "ж"}, {"ő", "o"}};
        auto end = read;
        while (end + 2 <= inside.size() && kForms.contains(inside.substr(end, 2)))
            end += 2;
        if (inside[read] == '\xC3' && end > read)
            end = read + 2;
        else if (end == read || end - read > 8 || end == inside.size() || inside[end] < ' ' ||
            inside[end] >= 0x7F || inside[end] == '\\')
            return false;
        for (; read < end; read += 2) {
            const auto letter = inside.substr(read, 2);
            const auto form = kForms.at(letter);
            for (std::size_t i = 0; i < form.size(); ++i) {
                const auto at = source + read;
                sources.push_back(form == letter ? Span{at + i, at + i + 1} : Span{at, at + 2});
            }
            text += form;
        }
        return true;
    }

    /// What of the text the first `bytes` that were read became.
    std::size_t copiedOf(std::size_t bytes, std::size_t source) const
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(sources, [&](const Span& place) { return place.begin < source + bytes; }));
    }
};

std::string randomText(std::mt19937& random, const std::vector<std::string>& pieces, std::size_t size)
{
    std::string text;
    while (text.size() < size)
        text += pieces[random() % pieces.size()];
    return text;
}

struct Way {
    const char* name;
    UnescapeBlocks (*unescape)();
};

const std::array<Way, 3> kWays{{{"piece by piece", [] { return UnescapeBlocks{}; }},
    {"AVX2", unescapeBlocksByAvx2}, {"AVX-512", unescapeBlocksByAvx512}}};

} // namespace

class TestOrdinaryCopy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void copiesAsAPlainLoopDoes_data();
    void copiesAsAPlainLoopDoes();
    void textOfEuropeIsOrdinary_data() { copiesAsAPlainLoopDoes_data(); }
    void textOfEuropeIsOrdinary();
    void lettersAreWhatTheyAreElsewhere();
};

void TestOrdinaryCopy::copiesAsAPlainLoopDoes_data()
{
    QTest::addColumn<bool>("isToken");
    QTest::addColumn<std::size_t>("way");
    QTest::addColumn<int>("stops"); // one in so many pieces
    for (const bool isToken : {true, false}) {
        for (std::size_t way = 0; way < kWays.size(); ++way) {
            if (way > 0 && (!isToken || kWays[way].unescape() == nullptr))
                continue; // there is one way alone, or this processor has it not
            QTest::addRow("%s with ends, %s", isToken ? "token" : "text", kWays[way].name)
                << isToken << way << 40;
            QTest::addRow("%s without, %s", isToken ? "token" : "text", kWays[way].name)
                << isToken << way << 0;
        }
    }
}

void TestOrdinaryCopy::copiesAsAPlainLoopDoes()
{
    QFETCH(bool, isToken);
    QFETCH(std::size_t, way);
    const auto unescape = kWays[way].unescape();
    QFETCH(int, stops);
    const auto form = isToken ? StringForm::Token : StringForm::Plain;
    const std::vector<std::string> pieces{"a", "word ", "a longer one, of some forty bytes at least, ",
        R"(\n)", R"(\")", R"(\\)", R"(\\\\)", R"(\t)", R"(\/)", R"(\r)", "{}"};
    const std::vector<std::string> ends{
        "\x7F", "\x01", "é", "ößé", "ж", "е", "ő", "你", "\u00AD", R"(\u0041)", R"(\b)", "\n", "\t"};
    std::mt19937 random(7);
    for (int round = 0; round < 600; ++round) {
        auto mixed = pieces;
        if (stops > 0 && round % 2 == 0)
            mixed.insert(
                mixed.end(), static_cast<std::size_t>(1 + random() % 2), ends[random() % ends.size()]);
        auto inside = randomText(random, mixed, random() % (round % 50 == 0 ? 8000 : 400));
        if (round % 7 == 0)
            inside += '\\'; // one that escapes nothing
        std::string text = "before";
        SourceMap map;
        map.copied(0, 0);
        const auto read = copyOrdinaryBy(unescape, inside, form, 50, text, map);

        const PlainCopy plain(inside, form, 50);
        const auto copied = plain.copiedOf(read, 50);
        QCOMPARE(text, "before" + plain.text.substr(0, copied));
        if (read != plain.read) { // some letters are left to others
            QVERIFY(read < plain.read);
            QVERIFY(static_cast<unsigned char>(inside[read]) >= 0x80);
        }
        const auto source = std::string(50, ' ') + inside;
        for (std::size_t at = 0; at < copied; ++at)
            QVERIFY(map.sourceOf({6 + at, 7 + at}, source) == plain.sources[at]);
    }
}

void TestOrdinaryCopy::textOfEuropeIsOrdinary()
{
    QFETCH(bool, isToken);
    QFETCH(std::size_t, way);
    const auto unescape = kWays[way].unescape();
    const auto form = isToken ? StringForm::Token : StringForm::Plain;
    for (const std::string word : {"naïve Größe ", "śnieg ő żaden ", "Ça, où? "}) {
        std::string inside;
        while (inside.size() < 10'000)
            inside += word;
        std::string text;
        SourceMap map;
        const auto read = copyOrdinaryBy(unescape, inside, form, 0, text, map);
        QVERIFY(inside.size() - read < 100);
    }
}

void TestOrdinaryCopy::lettersAreWhatTheyAreElsewhere()
{
    for (std::uint32_t c = 0xC0; c <= 0xFF; ++c) {
        const auto simple = SimpleForms::get().of(c);
        const auto form = static_cast<std::uint32_t>(kLatinForms[c - 0xC0]);
        QCOMPARE(form == 0 ? c : form, simple.codePoint);
        QVERIFY(!simple.isLookalike);
    }
}

QTEST_APPLESS_MAIN(TestOrdinaryCopy)
#include "tst_ordinary_copy.moc"
