// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/shape.h"
#include "tests/unit/mcp/message_text.h"

#include <QtTest>

using namespace gatehouse;
using gatehouse::tests::MessageText;

namespace {

std::string shape(const std::string& line)
{
    const MessageText text(line);
    return text.isMessage() ? mcp::shapeOf(text.message()) : "no message";
}

} // namespace

class TestShape : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shapes_data();
    void shapes();
    void nothingOfThePeersRemains();
    void alwaysBoundedAndValid_data();
    void alwaysBoundedAndValid();
    void ofALongLineOnlyTheStartIsLookedAt();
};

void TestShape::shapes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("shape");
    const auto row = [](const char* name, const char* line, const char* shape) {
        QTest::newRow(name) << QString::fromUtf8(line) << QString::fromUtf8(shape);
    };
    row("call",
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"path":"/etc","n":[1,2],"o":{"a":1}}}})",
        R"({"jsonrpc":"s3","id":"n","method":"s10","params":{"name":"s4","arguments":"{4:s4,1:a5,1:o7}"}})");
    row("notification", R"({"jsonrpc":"2.0","method":"m"})", R"({"jsonrpc":"s3","method":"s1"})");
    row("result",
        R"({ "result" : { "content" : [ { "type" : "text" , "text" : "abc\n" } ] , "isError" : false } , "id" : "x", "jsonrpc" : "2.0" })",
        R"({"result":{"content":[{"type":"s4","text":"s5"}],"isError":"b"},"id":"s1","jsonrpc":"s3"})");
    row("unknown keys", R"({"jsonrpc":"2.0","method":"m","params":{"secret":1,"hidden":"x","_meta":{}}})",
        R"({"jsonrpc":"s3","method":"s1","params":{"?1:6":"n","?2:6":"s1","_meta":"{}"}})");
    row("long array", R"({"jsonrpc":"2.0","id":1,"result":{"tools":[{},{},{},{},{}]}})",
        R"({"jsonrpc":"s3","id":"n","result":{"tools":[{},{},{},"+2"]}})");
    row("many free members",
        R"({"jsonrpc":"2.0","method":"m","params":{"arguments":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":[1]}}})",
        R"({"jsonrpc":"s3","method":"s1","params":{"arguments":"{1:n,1:n,1:n,1:n,1:n,1:n,1:n,1:n,+2}"}})");
    row("error", R"({"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"abc","data":[1]}})",
        R"({"jsonrpc":"s3","id":"null","error":{"code":"n","message":"s3","data":"a3"}})");
    row("params null", R"({"jsonrpc":"2.0","method":"m","params":null})",
        R"({"jsonrpc":"s3","method":"s1","params":"null"})");
}

void TestShape::shapes()
{
    QFETCH(QString, line);
    QTEST(QString::fromStdString(shape(line.toStdString())), "shape");
}

void TestShape::nothingOfThePeersRemains()
{
    const auto text = shape(
        R"({"jsonrpc":"2.0","id":"SECRET","method":"SECRET","SECRET":1,"params":{"name":"SECRET","SECRET":"SECRET","arguments":{"SECRET":{"SECRET":1}},"_meta":{"SECRET":1},"messages":["SECRET"]}})");

    QVERIFY(text.starts_with("{"));
    QVERIFY(text.find("SECRET") == std::string::npos);
}

void TestShape::alwaysBoundedAndValid_data()
{
    QTest::addColumn<QByteArray>("line");
    std::string tools;
    std::string unknown;
    for (int i = 0; i < 500; ++i) {
        tools +=
            R"({"name":"a","description":"b","inputSchema":{"type":"object","properties":{}},"annotations":{"title":"x"}},)";
        unknown += ",\"k" + std::to_string(i) + "\":{\"a\":1}";
    }
    tools.pop_back();
    const auto add = [](const char* name, const std::string& line) {
        QTest::newRow(name) << QByteArray::fromStdString(line);
    };
    add("many tools", R"({"jsonrpc":"2.0","id":1,"result":{"tools":[)" + tools + "]}}");
    add("many unknown members",
        R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"name":"x")" + unknown + "}}");
    add("many unknown in the envelope", R"({"jsonrpc":"2.0","id":1,"method":"m")" + unknown + "}");
    add("long text",
        R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":")" +
            std::string(1 << 20, 'x') + "\"}]}}");
    for (int i = 0; i < 120; i += 7) // the border of what fits at every place
        add(qPrintable(QStringLiteral("border %1").arg(i)),
            R"({"jsonrpc":"2.0","id":1,"method":"m","params":{"messages":[)"
            R"({"role":"u","content":[{"type":"tool_result","content":[{"type":"resource","resource":{"uri":"a","text":"b"}}]}]}],)"
            R"("tools":[)" +
                tools.substr(0, tools.size()) + "]" +
                unknown.substr(0, unknown.find("\"k" + std::to_string(i) + "\"") - 1) + "}}");
}

void TestShape::alwaysBoundedAndValid()
{
    QFETCH(QByteArray, line);
    const auto text = shape(line.toStdString());

    QVERIFY2(text.size() <= mcp::kMaxShapeBytes, text.c_str());
    QVERIFY2(jsonrpc::parseValue(text, {}).hasValue(), text.c_str());
}

void TestShape::ofALongLineOnlyTheStartIsLookedAt()
{
    const std::string head = R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":")";
    const std::string tail =
        R"(\"q"}],"structuredContent":{"a":"b","n":[1,{"c":null}],"k":true},"isError":false,"x":{}},"y":1.5})";
    // Every byte of the tail comes to stand at the border once.
    for (std::size_t length = 8192 - head.size() - tail.size() - 2; length < 8192 - head.size() + 2;
         ++length) {
        const auto text = shape(head + std::string(length, 'x') + tail + std::string(200, ' '));
        QVERIFY2(text.size() <= mcp::kMaxShapeBytes, text.c_str());
        QVERIFY2(jsonrpc::parseValue(text, {}).hasValue(), text.c_str());
        QVERIFY2(text.starts_with(R"({"jsonrpc":"s3","id":"n","result":{"content":[{"type":"s4","text":"s)"),
            text.c_str());
    }

    QCOMPARE(shape(head + std::string(100'000, 'x') + tail),
        R"({"jsonrpc":"s3","id":"n","result":{"content":[{"type":"s4","text":"s)" +
            std::to_string(8192 - head.size() - 1) + R"(+"}]},"…":0})");
}

QTEST_APPLESS_MAIN(TestShape)
#include "tst_shape.moc"
