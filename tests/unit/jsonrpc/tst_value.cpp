// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/message.h"
#include "core/jsonrpc/value.h"

#include <QtTest>

using namespace gatehouse::jsonrpc;

class TestValue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findTakesTheLastOfEqualKeys();
    void findComparesDecodedKeys();
    void childrenInOrder();
    void childrenOfScalarsAndEmptyContainers();
    void strings_data();
    void strings();
    void stringEquality();
    void encodeEscapesWhatItMust();
    void everythingDecodesAndEncodesBack();
    void numbers();
    void brokenTextIsNotReadBeyondItsEnd();
    void batchIsReadElementByElement();
    void batchThatIsNone();
};

void TestValue::findTakesTheLastOfEqualKeys()
{
    const Value value(R"({"a":1,"b":{"a":7},"a":[2]})");

    QCOMPARE(value.find("a")->raw(), std::string_view("[2]"));
    QCOMPARE(value.find("b")->find("a")->raw(), std::string_view("7"));
    QVERIFY(!value.find("c"));
    QVERIFY(!Value("[1]").find("a"));
}

void TestValue::findComparesDecodedKeys()
{
    const Value value(R"({"\u0061b":1,"a\\b":2,"a\"":3})");

    QCOMPARE(value.find("ab")->raw(), std::string_view("1"));
    QCOMPARE(value.find("a\\b")->raw(), std::string_view("2"));
    QCOMPARE(value.find("a\"")->raw(), std::string_view("3"));
    QVERIFY(!value.find("a\\\\b"));
}

void TestValue::childrenInOrder()
{
    const Value value(" { \"a\" : [ 1 , \"]}\" ] , \"b\" :null,\"\":{} } ");
    QStringList seen;

    for (auto it = Value(value.raw().substr(1)).children(); it.next();)
        seen << QString::fromStdString(it.key() + "=" + std::string(it.value().raw()));

    QCOMPARE(seen,
        QStringList({QStringLiteral("a=[ 1 , \"]}\" ]"), QStringLiteral("b=null"), QStringLiteral("={}")}));
}

void TestValue::childrenOfScalarsAndEmptyContainers()
{
    for (const char* text : {"{}", "[]", "{ }", "[ ]", "1", "\"{\"", "true", ""})
        QCOMPARE(Value(text).countChildren(), std::size_t{0});
    QCOMPARE(Value("[[],[[]],{}]").countChildren(), std::size_t{3});
}

void TestValue::strings_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("empty") << QByteArray(R"("")") << QByteArray("");
    QTest::newRow("plain") << QByteArray(R"("abc")") << QByteArray("abc");
    QTest::newRow("escapes") << QByteArray(R"("\"\\\/\b\f\n\r\t")") << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("bmp") << QByteArray(R"("\u0041\u00e9\u20AC")") << QByteArray("Aé€");
    QTest::newRow("pair") << QByteArray(R"("\ud83d\ude00")") << QByteArray("\xF0\x9F\x98\x80");
    QTest::newRow("lone high") << QByteArray(R"("x\ud83dy")") << QByteArray("x\xED\xA0\xBDy");
    QTest::newRow("lone low") << QByteArray(R"("\ude00")") << QByteArray("\xED\xB8\x80");
    QTest::newRow("two high") << QByteArray(R"("\ud83d\ud83d\ude00")")
                              << QByteArray("\xED\xA0\xBD\xF0\x9F\x98\x80");
    QTest::newRow("nul") << QByteArray(R"("a\u0000b")") << QByteArray("a\0b", 3);
}

void TestValue::strings()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, text);
    const auto raw = token.toStdString();

    QCOMPARE(Value(raw).string().value(), text.toStdString());
    QVERIFY(Value(raw).isStringEqualTo(text.toStdString()));
    QVERIFY(!Value(raw).isStringEqualTo(text.toStdString() + "x"));
}

void TestValue::stringEquality()
{
    QVERIFY(Value(R"("2.0")").isStringEqualTo("2.0"));
    QVERIFY(!Value("2.0").isStringEqualTo("2.0"));
    QVERIFY(!Value(R"("\\n")").isStringEqualTo("\\\\n"));
    QVERIFY(Value(R"("\\n")").isStringEqualTo("\\n"));
}

void TestValue::encodeEscapesWhatItMust()
{
    QCOMPARE(encodeString(std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f\0é", 14)),
        std::string("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000é\""));
    QCOMPARE(encodeString("x\xED\xA0\xBDy"), std::string(R"("x\ud83dy")"));
    QCOMPARE(encodeString("\xED\x9F\xBF"), std::string("\"\xED\x9F\xBF\"")); // U+D7FF is no surrogate
}

void TestValue::everythingDecodesAndEncodesBack()
{
    for (unsigned unit = 0; unit <= 0xFFFF; ++unit) {
        char token[16];
        std::snprintf(token, sizeof token, "\"\\u%04x\"", unit);
        const auto text = decodeString(token);
        const auto encoded = encodeString(text);

        QCOMPARE(decodeString(encoded), text);
        QVERIFY(parseValue(encoded, {}).hasValue());
    }
}

void TestValue::numbers()
{
    QCOMPARE(Value("-1.5e3").number().value(), -1500.0);
    QCOMPARE(Value("1e-400").number().value(), 0.0);
    QCOMPARE(Value("12345678901234567890").number().value(), 12345678901234567890.0);
    QVERIFY(!Value("\"1\"").number());
}

void TestValue::brokenTextIsNotReadBeyondItsEnd()
{
    const std::string text = R"({"a":["x",{"b\\":1}],"c":"d"})";
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string cut = text.substr(0, size); // ASan sees what goes beyond
        std::size_t count = 0;
        for (auto it = Value(cut).children(); it.next() && count < 100;)
            count += 1 + it.value().countChildren();
        QVERIFY(count < 100);
    }
}

void TestValue::batchIsReadElementByElement()
{
    const std::string line =
        R"( [ {"jsonrpc":"2.0","method":"a"}, {"jsonrpc":"2.0","id":4,"ID":5,"method":"b"} , 1, [] ])";
    QVERIFY(isBatch(line));
    auto batch = BatchReader::open(line, {});
    QVERIFY(batch.hasValue());

    QCOMPARE(batch->next()->message->method, std::string("a"));
    const auto second = batch->next();
    QCOMPARE(second->refusal.error.code, gatehouse::base::ErrorCode::FoldedKey);
    QCOMPARE(second->refusal.idRaw.value(), std::string("4"));
    QVERIFY(!batch->next()->message);
    QVERIFY(!batch->next()->message);
    QVERIFY(!batch->next());
}

void TestValue::batchThatIsNone()
{
    QVERIFY(!isBatch("{}"));
    QVERIFY(!isBatch(""));
    QVERIFY(!BatchReader::open("[]", {}));
    QVERIFY(!BatchReader::open("{}", {}));
    QVERIFY(!BatchReader::open("[{}", {}));
    QVERIFY(!BatchReader::open("[\"\xFF\"]", {}));
}

QTEST_APPLESS_MAIN(TestValue)
#include "tst_value.moc"
