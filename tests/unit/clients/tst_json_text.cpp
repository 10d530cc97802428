// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_text.h"

#include <QtTest>

using namespace gatehouse;
using clients::JsonText;

namespace {

constexpr clients::Tolerance kStrict{};
constexpr clients::Tolerance kLoose{true, true, true};

} // namespace

class TestJsonText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWhatTheClientWouldNotParse_data();
    void refusesWhatTheClientWouldNotParse();
    void takesCommentsAndTrailingCommasOnlyWhereTheClientDoes();
    void takesAByteOrderMarkOnlyWhereTheClientDoes();
    void findsTheLastOfRepeatedKeysAndComparesDecodedOnes();
    void bearsTwoHundredThousandLevels();
    void decodesEveryEscape();
    void encodesWhatHasToBe();
    void iteratesPastCommentsAndNestedValues();
};

void TestJsonText::refusesWhatTheClientWouldNotParse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");

    QTest::newRow("empty") << QByteArray() << QByteArray("line 1 column 1: there is no value");
    QTest::newRow("white space") << QByteArray(" \n ") << QByteArray("line 2 column 2: there is no value");
    QTest::newRow("truncated") << QByteArray("{\"a\":\n[1,")
                               << QByteArray("line 2 column 4: the file ends too early");
    QTest::newRow("open string") << QByteArray("{\"a")
                                 << QByteArray("line 1 column 4: a string does not end");
    QTest::newRow("two values") << QByteArray("{} {}")
                                << QByteArray("line 1 column 4: something follows the value");
    QTest::newRow("single quotes") << QByteArray("{'a':1}")
                                   << QByteArray("line 1 column 2: expected a key in double quotes");
    QTest::newRow("no colon") << QByteArray("{\"a\" 1}") << QByteArray("line 1 column 6: expected :");
    QTest::newRow("no comma") << QByteArray("[1 2]") << QByteArray("line 1 column 4: expected , or ]");
    QTest::newRow("wrong close") << QByteArray("[1}") << QByteArray("line 1 column 3: expected , or ]");
    QTest::newRow("only a comma") << QByteArray("[,]") << QByteArray("line 1 column 2: expected a value");
    QTest::newRow("two commas") << QByteArray("[1,,2]") << QByteArray("line 1 column 4: expected a value");
    QTest::newRow("leading zero") << QByteArray("[01]") << QByteArray("line 1 column 3: expected , or ]");
    QTest::newRow("bare minus") << QByteArray("[-]") << QByteArray("line 1 column 3: expected a digit");
    QTest::newRow("bare point") << QByteArray("[1.]") << QByteArray("line 1 column 4: expected a digit");
    QTest::newRow("NaN") << QByteArray("[NaN]") << QByteArray("line 1 column 2: expected a value");
    QTest::newRow("bad escape") << QByteArray("[\"\\x\"]") << QByteArray("line 1 column 3: not an escape");
    QTest::newRow("short escape") << QByteArray("[\"\\u12\"]")
                                  << QByteArray("line 1 column 3: not an escape");
    QTest::newRow("NUL in a string") << QByteArray("[\"\0\"]", 5)
                                     << QByteArray("line 1 column 3: a control character stands in a string");
    QTest::newRow("NUL outside") << QByteArray("[\0]", 3) << QByteArray("line 1 column 2: expected a value");
    QTest::newRow("latin1") << QByteArray("{\"a\":\n\"\xFC\"}") << QByteArray("line 2 column 2: not UTF-8");
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE{\0}\0", 6)
                            << QByteArray("line 1 column 1: UTF-16 and not UTF-8");
    QTest::newRow("comment") << QByteArray("{//x\n}")
                             << QByteArray("line 1 column 2: this file's client takes no comments");
    QTest::newRow("trailing comma")
        << QByteArray("[1,]")
        << QByteArray("line 1 column 3: this file's client takes no comma behind the last value");
}

void TestJsonText::refusesWhatTheClientWouldNotParse()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, reason);

    const auto bytes = text.toStdString();
    const auto parsed = JsonText::parse(bytes, kStrict);

    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, base::ErrorCode::FileDoesNotParse);
    QCOMPARE(parsed.error().detail, reason.toStdString());
}

void TestJsonText::takesCommentsAndTrailingCommasOnlyWhereTheClientDoes()
{
    const std::string text = "// first\n{ /* a * / b */ \"a\" /**/ : /**/ [ 1 , // x\n ] , } // last";

    QVERIFY(!JsonText::parse(text, kStrict));
    QVERIFY(JsonText::parse(text, kLoose).hasValue());
    QVERIFY(!JsonText::parse(text, {false, true, false}));
    QVERIFY(!JsonText::parse("{} /* open", kLoose));
    QVERIFY(!JsonText::parse("{} /", kLoose));
    QVERIFY(!JsonText::parse("[,]", kLoose));
    QVERIFY(!JsonText::parse("{,}", kLoose));
    QVERIFY(!JsonText::parse("[1,,]", kLoose));
}

void TestJsonText::takesAByteOrderMarkOnlyWhereTheClientDoes()
{
    const std::string text = "\xEF\xBB\xBF{}";

    QVERIFY(!JsonText::parse(text, kStrict));
    QCOMPARE(JsonText::parse(text, {true, false, false}).value().root().begin, std::size_t{3});
}

void TestJsonText::findsTheLastOfRepeatedKeysAndComparesDecodedOnes()
{
    const std::string text = R"({"a":1,"\u0061":2,"b":{"a":3}})";
    const auto parsed = JsonText::parse(text, kStrict).value();

    int count = 0;
    const auto found = parsed.find(parsed.root(), "a", &count);

    QVERIFY(found.has_value());
    QCOMPARE(parsed.raw(found->value), std::string_view("2"));
    QCOMPARE(count, 2);
    QVERIFY(!parsed.find(parsed.root(), "c").has_value());
}

void TestJsonText::bearsTwoHundredThousandLevels()
{
    constexpr std::size_t kLevels = 200'000;
    const auto text = "{\"x\":" + std::string(kLevels, '[') + std::string(kLevels, ']') + ",\"y\":1}";
    const auto parsed = JsonText::parse(text, kStrict);

    QVERIFY(parsed.hasValue());
    QCOMPARE(parsed->raw(parsed->find(parsed->root(), "y")->value), std::string_view("1"));
}

void TestJsonText::decodesEveryEscape()
{
    const std::string_view token = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00fc\\u65e5\\ud83d\\ude00\"";
    QCOMPARE(clients::decodeJsonString(token),
        std::string("\"\\/\b\f\n\r\tA\xC3\xBC\xE6\x97\xA5\xF0\x9F\x98\x80"));
    QCOMPARE(clients::decodeJsonString("\"\\ud83d\""), std::string("\xED\xA0\xBD"));
    QCOMPARE(
        clients::decodeJsonString("\"\\ud83d\\ud83d\\ude00\""), std::string("\xED\xA0\xBD\xF0\x9F\x98\x80"));
    QCOMPARE(clients::decodeJsonString("\"\\uDE00\\u0000\""), std::string("\xED\xB8\x80\0", 4));
}

void TestJsonText::encodesWhatHasToBe()
{
    QCOMPARE(clients::encodeJsonString("a\"\\\n\x1f\xC3\xBC/"),
        std::string("\"a\\\"\\\\\\u000a\\u001f\xC3\xBC/\""));
}

void TestJsonText::iteratesPastCommentsAndNestedValues()
{
    const std::string text = "[ /* ] */ {\"a\":\"}\\\"]\"} , -1.5e3/**/, // ,\n null , ]";
    const auto parsed = JsonText::parse(text, kLoose).value();

    std::vector<std::string> values;
    clients::JsonMember element;
    for (auto it = parsed.children(parsed.root()); it.next(element);)
        values.emplace_back(parsed.raw(element.value));

    QCOMPARE(values, (std::vector<std::string>{"{\"a\":\"}\\\"]\"}", "-1.5e3", "null"}));
}

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_json_text.moc"
