// SPDX-License-Identifier: Apache-2.0
#include "core/journal/json_text.h"

#include <QtTest>

#include <string>

using namespace gatehouse::journal;

class TestJsonText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyByteAtEveryPlaceIsJudgedAlike();
    void everyByteAtEveryPlaceIsWrittenAlike();
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
    const std::string many(5000, '"');
    std::string out;
    appendJsonString(out, many);
    QCOMPARE(out.size(), 2 * many.size() + 2);
}

void TestJsonText::hexNamesEveryByte()
{
    std::string out = "x";
    appendHex(out, std::string("\x00\x0F\xA5\xFF", 4));
    QCOMPARE(out, std::string("x000fa5ff"));
}

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_json_text.moc"
