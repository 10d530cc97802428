// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/message.h"

#include <QtTest>

using namespace gatehouse::jsonrpc;
using gatehouse::base::ErrorCode;

/// What is still known of a line that was refused.
class TestSalvage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusalKeepsWhatItAnswers_data();
    void refusalKeepsWhatItAnswers();
    void tooLongLineKeepsTheIdOfItsEnd_data();
    void tooLongLineKeepsTheIdOfItsEnd();
    void idIsReadAsOpenRequestsTakesIt();
};

void TestSalvage::refusalKeepsWhatItAnswers_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("id"); // empty: none
    QTest::addColumn<bool>("isAnswer");
    QTest::addColumn<QByteArray>("method");

    const auto add = [](const char* name, const std::string& line, const char* id, bool isAnswer,
                         const char* method) {
        QTest::newRow(name) << QByteArray::fromStdString(line) << QByteArray(id) << isAnswer
                            << QByteArray(method);
    };
    add("invalid utf-8", "{\"jsonrpc\":\"2.0\",\"result\":{\"a\":\"\xFF\xC0\"},\"id\":7}", "7", true, "");
    add("too deep",
        R"({"jsonrpc":"2.0","result":{"a":)" + std::string(5000, '[') + std::string(5000, ']') +
            R"(},"id":"x"})",
        "\"x\"", true, "");
    add("duplicate key in params",
        R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":1,"name":2}})", "3", false,
        "tools/call");
    add("raw control character", "{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"message\":\"\x1b\"}}", "3", true,
        "");
    add("overflow", R"({"id":9,"jsonrpc":"2.0","result":{"a":1e400}})", "9", true, "");
    add("the last of two ids", R"({"id":1,"jsonrpc":"2.0","result":{},"id":2})", "2", true, "");
    add("the last id is no id", R"({"id":1,"jsonrpc":"2.0","result":{},"id":{}})", "", true, "");
    add("id inside", R"({"jsonrpc":"2.0","result":{"id":5,"a":1e400}})", "", true, "");
    add("id inside a string", R"({"jsonrpc":"2.0","result":{"a":"\",\"id\":5","b":1e400}})", "", true, "");
    add("id cut", R"({"jsonrpc":"2.0","result":{},"id":12)", "", true, "");
    add("id string cut", R"({"jsonrpc":"2.0","result":{},"id":"ab)", "", true, "");
    add("id with bad bytes", "{\"id\":\"\xFF\",\"result\":{}}", "", true, "");
    add("byte order mark", "\xEF\xBB\xBF{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"ping\"}", "4", false,
        "ping");
    add("not json", "hello \"id\":1", "", false, "");
    add("array", R"([{"id":1}])", "", false, "");
    add("garbage between", R"({]]]]"id":1,,,,"result":}}}})", "1", true, "");
    add("nothing", "", "", false, "");
    add("open", "{", "", false, "");
    add("open key", "{\"", "", false, "");
    add("open value", "{\"id\":", "", false, "");
}

void TestSalvage::refusalKeepsWhatItAnswers()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, id);
    QFETCH(bool, isAnswer);
    QFETCH(QByteArray, method);
    const auto text = line.toStdString(); // must outlive the views

    const auto parsed = parseMessage(text, {});

    QVERIFY(!parsed.message);
    QCOMPARE(parsed.refusal.idRaw.value_or(""), id.toStdString());
    QCOMPARE(parsed.refusal.idRaw.has_value(), !id.isEmpty());
    QCOMPARE(parsed.refusal.looksLikeAnswer, isAnswer);
    QCOMPARE(parsed.refusal.method, method.toStdString());
}

void TestSalvage::tooLongLineKeepsTheIdOfItsEnd_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("tail");
    QTest::addColumn<QByteArray>("id");

    QTest::newRow("sdk") << QByteArray(R"({"result":{"content":[{"type":"text","text":"xx)")
                         << QByteArray(R"(xx"}]},"jsonrpc":"2.0","id":42})") << QByteArray("42");
    QTest::newRow("id in front") << QByteArray(R"({"jsonrpc":"2.0","id":42,"result":{"a":"xx)")
                                 << QByteArray(R"(xx"}})") << QByteArray("42");
    QTest::newRow("id then version") << QByteArray(R"({"result":{"a":")")
                                     << QByteArray(R"("}, "id" : "a\"b" , "jsonrpc":"2.0" } )")
                                     << QByteArray(R"("a\"b")");
    QTest::newRow("inside a string") << QByteArray(R"({"result":{"a":")") << QByteArray(R"(\"id\":5}"}})")
                                     << QByteArray();
    QTest::newRow("one level down") << QByteArray(R"({"result":{"a":")") << QByteArray(R"(","id":5}})")
                                    << QByteArray();
    QTest::newRow("no end") << QByteArray(R"({"result":{"a":")") << QByteArray(R"(,"id":5)") << QByteArray();
    QTest::newRow("object as id") << QByteArray(R"({"result":{"a":")") << QByteArray(R"("},"id":{}})")
                                  << QByteArray();
    QTest::newRow("quotes only") << QByteArray("\"") << QByteArray("\"\"\"\"}") << QByteArray();
    QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray();
}

void TestSalvage::tooLongLineKeepsTheIdOfItsEnd()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, tail);
    QFETCH(QByteArray, id);

    const auto refusal = refuseTooLongLine(head.toStdString(), tail.toStdString());

    QCOMPARE(refusal.error.code, ErrorCode::FrameTooLarge);
    QCOMPARE(refusal.idRaw.value_or(""), id.toStdString());
    QCOMPARE(refusal.looksLikeAnswer, head.contains("\"result\""));
}

void TestSalvage::idIsReadAsOpenRequestsTakesIt()
{
    QCOMPARE(refuseLine({}, "{\"id\":2.0,").id().number, 2.0);
    QCOMPARE(refuseLine({}, "{\"id\":\"a\\u00e9\"").id().text, std::string("aé"));
    QVERIFY(refuseLine({}, "{").id().kind == RequestId::Kind::None);
}

QTEST_APPLESS_MAIN(TestSalvage)
#include "tst_salvage.moc"
