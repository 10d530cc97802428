// SPDX-License-Identifier: Apache-2.0
#include "core/journal/json_text.h"

#include <QtTest>
#include <random>

#include <string>

using namespace gatehouse::journal;

class TestJsonText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyByteAtEveryPlaceIsJudgedAlike();
    void everyByteAtEveryPlaceIsWrittenAlike();
    void theWideWayWritesWhatThePlainWayWrites();
    void hexNamesEveryByte();
};

/// Eight bytes are judged at once; what one of them says must not depend on its neighbours.
void TestJsonText::everyByteAtEveryPlaceIsJudgedAlike()
{
    for (const char neighbour : {'a', ' ', '~', '!', '#', '['}) {
        for (std::size_t place = 0; place < 20; ++place) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string text(20, neighbour);
                text[place] = static_cast<char>(byte);
                const bool isPlain = byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
                if (plainPrefix(text) != (isPlain ? text.size() : place))
                    QFAIL(qPrintable(QStringLiteral("byte %1 at %2 beside %3")
                                         .arg(byte)
                                         .arg(place)
                                         .arg(QLatin1Char(neighbour))));
            }
        }
    }
}

/// Sixteen bytes are copied at once where all are plain: what is written must not depend on where it stands.
void TestJsonText::everyByteAtEveryPlaceIsWrittenAlike()
{
    constexpr std::size_t kBytes = 40;
    for (int byte = 0; byte < 256; ++byte) {
        std::string alone;
        appendJsonString(alone, std::string(1, static_cast<char>(byte)));
        const auto written = alone.substr(1, alone.size() - 2);
        for (std::size_t place = 0; place < kBytes; ++place) {
            std::string text(kBytes, 'a');
            text[place] = static_cast<char>(byte);
            std::string out = "x";
            appendJsonString(out, text);
            const auto expected =
                "x\"" + std::string(place, 'a') + written + std::string(kBytes - place - 1, 'a') + '"';
            QVERIFY2(out == expected, out.c_str());
        }
    }
    // What is short and plain is told by words that overlap, which depend on its length.
    for (std::size_t size = 0; size <= 70; ++size) {
        for (std::size_t place = 0; place <= size; ++place) {
            std::string text(size, 'a');
            std::string expected = '"' + text + '"';
            if (place < size) {
                text[place] = '"';
                expected = '"' + std::string(place, 'a') + "\\\"" + std::string(size - place - 1, 'a') + '"';
            }
            std::string out;
            appendJsonString(out, text);
            QCOMPARE(out, expected);
        }
    }
    const std::string many(5000, '"');
    std::string out;
    appendJsonString(out, many);
    QCOMPARE(out.size(), 2 * many.size() + 2);
}

void TestJsonText::theWideWayWritesWhatThePlainWayWrites()
{
    const auto wide = wideEscapeBlocks();
    if (wide == nullptr)
        return; // this processor has one way alone
    std::mt19937 random(3);
    constexpr std::string_view kFrequent = "aaaaaaaaaaaaaaaaaaaaaaa\"\\\n\t";
    for (int round = 0; round < 4000; ++round) {
        std::string text(random() % 3000, ' ');
        for (char& byte : text)
            byte = kFrequent[random() % kFrequent.size()];
        for (auto others = random() % 4; others > 0 && !text.empty(); --others)
            text[random() % text.size()] = static_cast<char>(random());
        std::string out = "x";
        std::string expected = "x";
        appendJsonStringBy(wide, out, text);
        appendJsonStringBy(nullptr, expected, text);
        QCOMPARE(out, expected);
    }
    std::string out;
    appendJsonStringBy(wide, out, std::string(50'000, '\n')); // each byte becomes two
    QCOMPARE(out.size(), std::size_t{100'002});
}

void TestJsonText::hexNamesEveryByte()
{
    std::string out = "x";
    appendHex(out, std::string("\x00\x0F\xA5\xFF", 4));
    QCOMPARE(out, std::string("x000fa5ff"));
}

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_json_text.moc"
