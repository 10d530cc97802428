// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ordinary_copy.h"

#include <QtTest>
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
};

std::string randomText(std::mt19937& random, const std::vector<std::string>& pieces, std::size_t size)
{
    std::string text;
    while (text.size() < size)
        text += pieces[random() % pieces.size()];
    return text;
}

} // namespace

class TestOrdinaryCopy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void copiesAsAPlainLoopDoes_data();
    void copiesAsAPlainLoopDoes();
};

void TestOrdinaryCopy::copiesAsAPlainLoopDoes_data()
{
    QTest::addColumn<bool>("isToken");
    QTest::addColumn<bool>("isWide");
    QTest::addColumn<int>("stops"); // one in so many pieces
    for (const bool isToken : {true, false}) {
        for (const bool isWide : {true, false}) {
            if (isWide && (!isToken || wideUnescapeBlocks() == nullptr))
                continue; // there is one way alone
            const auto* const way = isWide ? "at once" : "piece by piece";
            QTest::addRow("%s with ends, %s", isToken ? "token" : "text", way) << isToken << isWide << 40;
            QTest::addRow("%s without, %s", isToken ? "token" : "text", way) << isToken << isWide << 0;
        }
    }
}

void TestOrdinaryCopy::copiesAsAPlainLoopDoes()
{
    QFETCH(bool, isToken);
    QFETCH(bool, isWide);
    QFETCH(int, stops);
    const auto form = isToken ? StringForm::Token : StringForm::Plain;
    const std::vector<std::string> pieces{"a", "word ", "a longer one, of some forty bytes at least, ",
        R"(\n)", R"(\")", R"(\\)", R"(\\\\)", R"(\t)", R"(\/)", R"(\r)", "{}"};
    const std::vector<std::string> ends{"\x7F", "\x01", "é", R"(\u0041)", R"(\b)", "\n", "\t"};
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
        const auto read =
            copyOrdinaryBy(isWide ? wideUnescapeBlocks() : nullptr, inside, form, 50, text, map);

        const PlainCopy plain(inside, form, 50);
        QCOMPARE(read, plain.read);
        QCOMPARE(text, "before" + plain.text);
        const auto source = std::string(50, ' ') + inside;
        for (std::size_t at = 0; at < plain.sources.size(); ++at)
            QVERIFY(map.sourceOf({6 + at, 7 + at}, source) == plain.sources[at]);
    }
}

QTEST_APPLESS_MAIN(TestOrdinaryCopy)
#include "tst_ordinary_copy.moc"
