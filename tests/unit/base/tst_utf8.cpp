// SPDX-License-Identifier: Apache-2.0
#include "core/base/utf8.h"

#include <QtTest>

using namespace gatehouse::base;
using namespace std::string_view_literals;

class TestUtf8 : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsWellFormedFromIllFormed_data();
    void tellsWellFormedFromIllFormed();
    void whatIsAppendedIsDecoded();
    void truncatesAtACharactersBorder();
    void drawsWhatCannotBeSeen();
    void drawsEveryInvisibleAndKeepsWhatCanBeSeen();
};

void TestUtf8::tellsWellFormedFromIllFormed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("valid");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("ascii with NUL") << QByteArray("a\0b", 3) << true;
    QTest::newRow("two") << QByteArray("\xC3\xA9") << true;
    QTest::newRow("three") << QByteArray("\xE2\x82\xAC") << true;
    QTest::newRow("four") << QByteArray("\xF0\x9F\x98\x80") << true;
    QTest::newRow("last code point") << QByteArray("\xF4\x8F\xBF\xBF") << true;
    QTest::newRow("beyond") << QByteArray("\xF4\x90\x80\x80") << false;
    QTest::newRow("overlong two") << QByteArray("\xC0\xAF") << false;
    QTest::newRow("overlong three") << QByteArray("\xE0\x80\xAF") << false;
    QTest::newRow("overlong four") << QByteArray("\xF0\x80\x80\xAF") << false;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << false;
    QTest::newRow("lone continuation") << QByteArray("\x80") << false;
    QTest::newRow("cut two") << QByteArray("\xC3") << false;
    QTest::newRow("cut three") << QByteArray("\xE2\x82") << false;
    QTest::newRow("cut four") << QByteArray("\xF0\x9F\x98") << false;
    QTest::newRow("0xFF") << QByteArray("\xFF") << false;
}

void TestUtf8::tellsWellFormedFromIllFormed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, valid);

    QCOMPARE(isValidUtf8({bytes.data(), static_cast<std::size_t>(bytes.size())}), valid);
}

void TestUtf8::whatIsAppendedIsDecoded()
{
    for (std::uint32_t c = 0; c < 0x110000; ++c) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        std::string text = "x";
        appendUtf8(text, c);
        const auto decoded = decodeUtf8(text, 1);
        if (decoded.codePoint != c || decoded.length != text.size() - 1)
            QFAIL(std::to_string(c).c_str());
    }
    std::string surrogate;
    appendUtf8(surrogate, 0xD800);
    QCOMPARE(surrogate, std::string("\xED\xA0\x80"));
}

void TestUtf8::truncatesAtACharactersBorder()
{
    QCOMPARE(truncateUtf8("a\u00E9b"sv, 4), "a\u00E9b"sv);
    QCOMPARE(truncateUtf8("a\u00E9b"sv, 3), "a\u00E9"sv);
    QCOMPARE(truncateUtf8("a\u00E9b"sv, 2), "a"sv);
    QCOMPARE(truncateUtf8("\U0001F600"sv, 3), ""sv);
}

void TestUtf8::drawsWhatCannotBeSeen()
{
    QCOMPARE(printable("a\tb\x1b[31m\x7f"), std::string("a\\u{0009}b\\u{001B}[31m\\u{007F}"));
    QCOMPARE(printable("\u202Eevil\u200B"), std::string("\\u{202E}evil\\u{200B}"));
    QCOMPARE(printable("\U000E0041"), std::string("\\u{E0041}"));
    QCOMPARE(printable("\xFFz"), std::string("\\x{FF}z"));
}

void TestUtf8::drawsEveryInvisibleAndKeepsWhatCanBeSeen()
{
    const auto text = "Gr\u00FC\u00DFe \u65E5\u672C \u05E9\u05DC\u05D5\u05DD \U0001F600";

    QCOMPARE(printable(text), std::string(text));
}

QTEST_APPLESS_MAIN(TestUtf8)
#include "tst_utf8.moc"
