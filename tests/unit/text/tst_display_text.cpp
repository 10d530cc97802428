// SPDX-License-Identifier: Apache-2.0
#include "ui/text/display_text.h"

#include <QTest>

using namespace gatehouse::text;

class TestDisplayText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drawsWhatCannotBeSeen_data();
    void drawsWhatCannotBeSeen();
    void noCharacterOfUnicodeRearrangesOrHides();
    void keepsOrdinaryTextOfAnyLanguage();
    void isolatesRightToLeftText();
    void saysHowMuchIsLeftOut();
    void blockKeepsLineEnds();
    void argumentsShowTheirBorders_data();
    void argumentsShowTheirBorders();
    void argumentIsNeverShortened();
};

void TestDisplayText::drawsWhatCannotBeSeen_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("escape sequence") << QByteArray("a\x1b[31mb") << QStringLiteral("a␛[31mb");
    QTest::newRow("line end") << QByteArray("a\nb\r") << QStringLiteral("a␊b␍");
    QTest::newRow("nul") << QByteArray("a\0b", 3) << QStringLiteral("a␀b");
    QTest::newRow("delete") << QByteArray("a\x7f") << QStringLiteral("a␡");
    QTest::newRow("C1 control") << QByteArray("a\xc2\x9b"
                                              "31m")
                                << QStringLiteral("a⟨U+009B⟩31m");
    QTest::newRow("bidi override") << QByteArray("a\xe2\x80\xae"
                                                 "b")
                                   << QStringLiteral("a⟨U+202E⟩b");
    QTest::newRow("isolate") << QByteArray("\xe2\x81\xa6x\xe2\x81\xa9")
                             << QStringLiteral("⟨U+2066⟩x⟨U+2069⟩");
    QTest::newRow("zero width space") << QByteArray("a\xe2\x80\x8b") << QStringLiteral("a⟨U+200B⟩");
    QTest::newRow("tag character") << QByteArray("a\xf3\xa0\x81\x81") << QStringLiteral("a⟨U+E0041⟩");
    QTest::newRow("no-break space") << QByteArray("a\xc2\xa0") << QStringLiteral("a⟨U+00A0⟩");
    QTest::newRow("hangul filler") << QByteArray("\xe3\x85\xa4") << QStringLiteral("⟨U+3164⟩");
    QTest::newRow("variation selector") << QByteArray("a\xef\xb8\x8f") << QStringLiteral("a⟨U+FE0F⟩");
    QTest::newRow("many spaces") << QByteArray("ls") + QByteArray(400, ' ') + "; rm"
                                 << QStringLiteral("ls⟨400 spaces⟩; rm");
    QTest::newRow("no UTF-8") << QByteArray("a\xff\xc3") << QStringLiteral("a⟨BYTE FF⟩⟨BYTE C3⟩");
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QStringLiteral("⟨BYTE C0⟩⟨BYTE AF⟩");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QStringLiteral("⟨BYTE ED⟩⟨BYTE A0⟩⟨BYTE 80⟩");
    QTest::newRow("pile of marks") << QByteArray("a\xcc\x81\xcc\x81\xcc\x81\xcc\x81")
                                   << QString::fromUtf8("a\xcc\x81\xcc\x81\xcc\x81⟨U+0301⟩");
}

void TestDisplayText::drawsWhatCannotBeSeen()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, shown);

    QCOMPARE(displayText(text.toStdString(), 1000), shown);
}

void TestDisplayText::noCharacterOfUnicodeRearrangesOrHides()
{
    for (char32_t character = 0; character <= 0x10FFFF; ++character) {
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        const auto text = QString::fromUcs4(&character, 1).toUtf8().toStdString();
        const auto shown = displayText("x" + text).toUcs4();
        const bool isIsolated = !shown.empty() && shown.front() == 0x2068 && shown.back() == 0x2069;
        for (qsizetype at = isIsolated ? 1 : 0; at < shown.size() - (isIsolated ? 1 : 0); ++at) {
            const auto category = QChar::category(shown[at]);
            const bool isSafe = category != QChar::Other_Control && category != QChar::Other_Format &&
                category != QChar::Separator_Line && category != QChar::Separator_Paragraph;
            if (!isSafe)
                QFAIL(
                    qPrintable(QStringLiteral("U+%1 gets through").arg(static_cast<uint>(character), 4, 16)));
        }
    }
}

void TestDisplayText::keepsOrdinaryTextOfAnyLanguage()
{
    const auto text = QStringLiteral("Grüße, 世界! @scope/pkg@1.2.3 — “quoted” é ✓");

    QCOMPARE(displayText(text.toStdString()), text);
}

void TestDisplayText::isolatesRightToLeftText()
{
    const auto shown = displayText(QStringLiteral("/home/שלום").toStdString());

    QCOMPARE(shown.front(), QChar(0x2068));
    QCOMPARE(shown.back(), QChar(0x2069));
}

void TestDisplayText::saysHowMuchIsLeftOut()
{
    const auto shown = showLine(std::string(500, 'a'), 200);

    QCOMPARE(shown.text.size(), 200);
    QCOMPARE(shown.hidden, 300);
    QCOMPARE(displayText(std::string(500, 'a'), 200),
        QString(200, QLatin1Char('a')) + QStringLiteral("… +300 more"));
    QCOMPARE(displayText(std::string(200, 'a'), 200), QString(200, QLatin1Char('a')));
}

void TestDisplayText::blockKeepsLineEnds()
{
    QCOMPARE(displayBlock("a\r\n  b\n\x1b[0m\rc"), QStringLiteral("a\n  b\n␛[0m␍c"));
}

void TestDisplayText::argumentsShowTheirBorders_data()
{
    QTest::addColumn<QByteArray>("argument");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << QByteArray("@acme/fs@1.4.2") << QStringLiteral("@acme/fs@1.4.2");
    QTest::newRow("empty") << QByteArray("") << QStringLiteral("''");
    QTest::newRow("space") << QByteArray("a b") << QStringLiteral("'a b'");
    QTest::newRow("quote") << QByteArray("it's") << QStringLiteral("'it'\\''s'");
    QTest::newRow("looks like two") << QByteArray("a' 'b") << QStringLiteral("'a'\\'' '\\''b'");
    QTest::newRow("trailing newline") << QByteArray("x\n") << QStringLiteral("'x␊'");
}

void TestDisplayText::argumentsShowTheirBorders()
{
    QFETCH(const QByteArray, argument);
    QFETCH(const QString, shown);

    QCOMPARE(displayArgument(argument.toStdString()), shown);
}

void TestDisplayText::argumentIsNeverShortened()
{
    QCOMPARE(displayArgument(std::string(100'000, 'a')).size(), 100'000);
}

QTEST_GUILESS_MAIN(TestDisplayText)
#include "tst_display_text.moc"
