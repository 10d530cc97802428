// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/message.h"
#include "tests/support/processor_time.h"

#include <QtTest>

using namespace gatehouse::jsonrpc;
using gatehouse::base::ErrorCode;

namespace {

std::string callWith(const std::string& params)
{
    return R"({"jsonrpc":"2.0","id":1,"method":"m","params":)" + params + "}";
}
std::string resultWith(const std::string& result)
{
    return R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}";
}

/// "ok" or the name of the error.
QString verdictOn(const std::string& line, const Limits& limits = {})
{
    const auto parsed = parseMessage(line, limits);
    if (parsed.message)
        return QStringLiteral("ok");
    return QString::fromStdString(std::string(gatehouse::base::errorName(parsed.refusal.error.code)));
}

void row(const char* name, const std::string& line, const char* verdict)
{
    QTest::newRow(name) << QByteArray::fromStdString(line) << QString::fromLatin1(verdict);
}

std::string nested(std::size_t levels)
{
    return std::string(levels, '[') + std::string(levels, ']');
}

} // namespace

class TestMessage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noticesThatAToolFailed_data();
    void noticesThatAToolFailed();
    void keepsTheFirstLongStrings();
    void verdict_data();
    void verdict();
    void requestHasItsParts();
    void partsAreViewsOfTheLine();
    void aCarriageReturnAtTheEndIsNotPartOfTheLine();
    void escapedEnvelopeKeysAreTheKeys();
    void depthLimitIsExact();
    void hundredThousandLevelsAreRefused();
    void longLineIsRefused();
    void manyUnknownKeysAreNotQuadratic();
    void duplicateAmongManyKeysIsFound();
    void everyTruncationIsRefused();
    void parseValueTrimsAndIsStrict();
};

void TestMessage::verdict_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("verdict");
    const std::string big(400, '9');

    row("request", callWith("{}"), "ok");
    row("notification", R"({"jsonrpc":"2.0","method":"notifications/initialized"})", "ok");
    row("result", resultWith("{}"), "ok");
    row("error", R"({"jsonrpc":"2.0","id":"a","error":{"code":-1,"message":"x"}})", "ok");
    row("error without id", R"({"jsonrpc":"2.0","error":{"code":-1,"message":"x"}})", "ok");
    row("error with null id", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}})", "ok");
    row("blanks everywhere", " { \"jsonrpc\" : \"2.0\" ,\t\"method\" : \"m\" } ", "ok");
    row("params null", callWith("null"), "ok");
    row("id as float", R"({"jsonrpc":"2.0","id":2.0,"method":"m"})", "ok");
    row("id 1e0", R"({"jsonrpc":"2.0","id":1e0,"method":"m"})", "ok");

    row("empty", "", "invalid-json");
    row("blank", "   ", "invalid-json");
    row("no json", "Server started", "invalid-json");
    row("scalar", "1", "not-a-message");
    row("null", "null", "not-a-message");
    row("array", "[]", "not-a-message");
    row("empty object", "{}", "not-a-message");
    row("no version", R"({"id":1,"method":"m"})", "not-a-message");
    row("other version", R"({"jsonrpc":"1.0","id":1,"method":"m"})", "not-a-message");
    row("version as number", R"({"jsonrpc":2.0,"id":1,"method":"m"})", "not-a-message");
    row("nothing but id", R"({"jsonrpc":"2.0","id":1})", "not-a-message");
    row("method and result", R"({"jsonrpc":"2.0","id":1,"method":"m","result":{}})", "not-a-message");
    row("method and error", R"({"jsonrpc":"2.0","id":1,"method":"m","error":{}})", "not-a-message");
    row("result and error", R"({"jsonrpc":"2.0","id":1,"result":{},"error":{}})", "not-a-message");
    row("method no string", R"({"jsonrpc":"2.0","id":1,"method":7})", "not-a-message");
    row("method too long", R"({"jsonrpc":"2.0","method":")" + std::string(2000, 'm') + "\"}",
        "not-a-message");
    row("params array", callWith("[1]"), "not-a-message");
    row("params string", callWith("\"x\""), "not-a-message");
    row("result string", resultWith("\"x\""), "not-a-message");
    row("result null", resultWith("null"), "not-a-message");
    row("error string", R"({"jsonrpc":"2.0","id":1,"error":"x"})", "not-a-message");
    row("id true", R"({"jsonrpc":"2.0","id":true,"method":"m"})", "invalid-id");
    row("id object", R"({"jsonrpc":"2.0","id":{},"method":"m"})", "invalid-id");
    row("id null", R"({"jsonrpc":"2.0","id":null,"method":"m"})", "invalid-id");
    row("result without id", R"({"jsonrpc":"2.0","result":{}})", "invalid-id");
    row("result with null id", R"({"jsonrpc":"2.0","id":null,"result":{}})", "invalid-id");
    row("error with id array", R"({"jsonrpc":"2.0","id":[],"error":{}})", "invalid-id");
    row("id too long", R"({"jsonrpc":"2.0","id":")" + std::string(2000, 'i') + R"(","method":"m"})",
        "invalid-id");

    row("byte order mark", "\xEF\xBB\xBF" + callWith("{}"), "byte-order-mark");
    row("invalid utf-8", callWith("{\"a\":\"\xFF\"}"), "invalid-utf8");
    row("overlong", callWith("{\"a\":\"\xC0\xAF\"}"), "invalid-utf8");
    row("overlong of three", callWith("{\"a\":\"\xE0\x80\xAF\"}"), "invalid-utf8");
    row("overlong of four", callWith("{\"a\":\"\xF0\x80\x80\xAF\"}"), "invalid-utf8");
    row("surrogate as utf-8", callWith("{\"a\":\"\xED\xA0\x80\"}"), "invalid-utf8");
    row("above U+10FFFF", callWith("{\"a\":\"\xF4\x90\x80\x80\"}"), "invalid-utf8");
    row("cut sequence", callWith("{\"a\":\"\xE2\x82\"}"), "invalid-utf8");
    row("cut by the end", "{\"a\":\"\xE2\x82", "invalid-utf8");
    row("stray byte outside of strings", "\x80" + callWith("{}"), "invalid-utf8");
    row("valid utf-8", callWith("{\"a\":\"é€\xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF\"}"), "ok");
    row("non-ascii outside of strings", "é", "invalid-json");
    row("raw tab in string", callWith("{\"a\":\"\t\"}"), "control-character");
    row("raw escape in string", callWith("{\"a\":\"\x1b[1m\"}"), "control-character");
    row("raw nul in string", callWith(std::string("{\"a\":\"\0\"}", 9)), "control-character");
    row("raw nul outside", callWith("{}") + std::string(1, '\0'), "control-character");
    row("delete is legal", callWith("{\"a\":\"\x7f\"}"), "ok");

    for (const char* number :
        {"0", "-0", "1.0", "0.10", "1e5", "1E+5", "1e-400", "0e999999999999999999", "-0.0e400",
            "1.7976931348623157e308", "0.00000001e310", "12345678901234567890123456789", "100e-3"})
        row(number, callWith("{\"a\":" + std::string(number) + "}"), "ok");
    for (const char* number :
        {"1e400", "-1e400", "1.8e308", "1e309", "1e99999999999999999999999", "10000000000e300"})
        row(number, callWith("{\"a\":" + std::string(number) + "}"), "number-overflow");
    row("integer of 400 digits", callWith("{\"a\":" + big + "}"), "number-overflow");
    row("integer of 308 digits", callWith("{\"a\":" + big.substr(0, 308) + "}"), "ok");
    row("fraction of 400 digits", callWith("{\"a\":0." + big + "}"), "ok");
    for (const char* number : {"01", "-", "+1", ".5", "5.", "1e", "1e+", "0x1", "NaN", "Infinity",
             "-Infinity", "1_0", "--1", "1.e1"})
        row(number, callWith("{\"a\":" + std::string(number) + "}"), "invalid-json");

    for (const char* bad : {"{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}",
             "{\"a\":1 \"b\":2}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":tru}",
             "{\"a\":True}", "{\"a\":nul}", "{\"a\":truex}", "{\"a\":[1}", "{\"a\":1]", "{\"a\":\"\\x\"}",
             "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u12\"}", "{} {}", "{}/**/", "{\"a\":1}}", "{1:2}"})
        row(bad, callWith(bad), "invalid-json");
    row("rest behind", callWith("{}") + " x", "invalid-json");
    row("lone surrogate", callWith(R"({"a":"\ud800","b":"\udc00\ud800"})"), "ok");

    row("duplicate id", R"({"jsonrpc":"2.0","id":1,"id":2,"method":"m"})", "duplicate-key");
    row("duplicate by escape", R"({"jsonrpc":"2.0","id":1,"\u0069d":2,"method":"m"})", "duplicate-key");
    row("duplicate unknown in envelope", R"({"jsonrpc":"2.0","x":1,"x":2,"method":"m"})", "duplicate-key");
    row("Result", R"({"jsonrpc":"2.0","id":1,"Result":{}})", "case-folding-key");
    row("METHOD", R"({"jsonrpc":"2.0","id":1,"method":"a","METHOD":"b"})", "case-folding-key");
    row("reſult", "{\"jsonrpc\":\"2.0\",\"id\":1,\"reſult\":{}}", "case-folding-key");
    row("reſult escaped", R"({"jsonrpc":"2.0","id":1,"re\u017fult":{}})", "case-folding-key");
    row("Kelvin sign", resultWith("{\"\u212Aey\":1,\"key\":2}"), "case-folding-key");
    row("dotless i", "{\"jsonrpc\":\"2.0\",\"\u0131d\":1,\"method\":\"m\"}", "case-folding-key");
    row("toolſ", resultWith("{\"toolſ\":[]}"), "case-folding-key");
    row("Name in params", callWith(R"({"Name":"x"})"), "case-folding-key");
    row("unknown keys that fold", callWith(R"({"foo":1,"FOO":2})"), "case-folding-key");
    row("duplicate in params", callWith(R"({"name":"a","name":"b"})"), "duplicate-key");
    row("duplicate in error", R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"code":2}})", "duplicate-key");
    row("duplicate in a tool",
        resultWith(R"({"tools":[{"name":"a"},{"name":"b","description":"x","description":"y"}]})"),
        "duplicate-key");
    row("Description in a tool", resultWith(R"({"tools":[{"name":"a","Description":"x"}]})"),
        "case-folding-key");
    row("Properties in a schema", resultWith(R"({"tools":[{"inputSchema":{"Properties":{}}}]})"),
        "case-folding-key");
    row("Text in content", resultWith(R"({"content":[{"type":"text","Text":"x"}]})"), "case-folding-key");
    row("URI in an embedded resource",
        resultWith(R"({"content":[{"type":"resource","resource":{"URI":"x"}}]})"), "case-folding-key");
    row("Name in serverInfo", resultWith(R"({"serverInfo":{"Name":"x"}})"), "case-folding-key");
    row("ListChanged", resultWith(R"({"capabilities":{"tools":{"ListChanged":true}}})"), "case-folding-key");
    row("Message in an input request", resultWith(R"({"inputRequests":{"a":{"params":{"Message":"x"}}}})"),
        "case-folding-key");
    row("Content in a prompt's message",
        resultWith(R"({"messages":[{"role":"user","content":{"Type":"text"}}]})"), "case-folding-key");
    row("duplicate in a form", resultWith(R"({"action":"accept","content":{"a":1,"a":2}})"), "duplicate-key");

    row("free arguments", callWith(R"({"name":"x","arguments":{"a":1,"a":2,"A":3,"Name":4}})"), "ok");
    row("free structured content", resultWith(R"({"structuredContent":{"a":1,"a":2}})"), "ok");
    row("free schema properties", resultWith(R"({"tools":[{"inputSchema":{"properties":{"a":{},"A":{}}}}]})"),
        "ok");
    row("free meta", resultWith(R"({"_meta":{"a":1,"A":1,"a":2}})"), "ok");
    row("free experimental", resultWith(R"({"capabilities":{"experimental":{"Tools":1,"tools":2}}})"), "ok");
    row("free unknown", callWith(R"({"x-new":{"a":1,"a":2}})"), "ok");
    row("free error data", R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"","data":{"a":1,"a":2}}})",
        "ok");
    row("a form's own names", resultWith(R"({"action":"accept","content":{"Name":"x","Text":"y","URI":1}})"),
        "ok");
    row("names of input requests", resultWith(R"({"inputRequests":{"Tools":{"method":"roots/list"}}})"),
        "ok");
    row("same key at two levels", callWith(R"({"name":"x","arguments":{"name":"y"}})"), "ok");
    row("arrays in arrays are free", resultWith(R"({"content":[[{"Type":1,"type":2,"type":3}]]})"), "ok");
}

void TestMessage::verdict()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, verdict);

    QCOMPARE(verdictOn(line.toStdString()), verdict);
}

void TestMessage::requestHasItsParts()
{
    const auto parsed = parseMessage(
        R"({"params":{"name":"x"},"method":"tools\/call","id":"a\u00e9","jsonrpc":"2.0","extra":[]})", {});

    QVERIFY(parsed.message.has_value());
    QVERIFY(parsed.message->kind == Message::Kind::Request);
    QCOMPARE(parsed.message->method, std::string("tools/call"));
    QVERIFY(parsed.message->id.kind == RequestId::Kind::String);
    QCOMPARE(parsed.message->id.raw, std::string_view(R"("a\u00e9")"));
    QCOMPARE(parsed.message->id.text, std::string("aé"));
    QCOMPARE(parsed.message->params->raw(), std::string_view(R"({"name":"x"})"));
    QVERIFY(!parsed.message->result);
    QVERIFY(!parsed.message->error);
}

void TestMessage::partsAreViewsOfTheLine()
{
    const std::string line = resultWith(R"( {"a" : 12345678901234567890 } )");

    const auto parsed = parseMessage(line, {});

    QVERIFY(parsed.message->kind == Message::Kind::Result);
    QCOMPARE(parsed.message->result->raw(), std::string_view(R"({"a" : 12345678901234567890 })"));
    QVERIFY(parsed.message->result->raw().data() > line.data());
    QCOMPARE(parsed.message->id.number, 1.0);
}

void TestMessage::aCarriageReturnAtTheEndIsNotPartOfTheLine()
{
    const std::string line = callWith("{}") + "\r";

    const auto parsed = parseMessage(line, {});

    QVERIFY(parsed.message.has_value());
    QCOMPARE(parsed.message->line.size(), line.size() - 1);
}

void TestMessage::escapedEnvelopeKeysAreTheKeys()
{
    const auto parsed = parseMessage(R"({"jsonrpc":"\u0032.0","\u0069d":5,"res\u0075lt":{}})", {});

    QVERIFY(parsed.message.has_value());
    QCOMPARE(parsed.message->id.number, 5.0);
    QVERIFY(parsed.message->kind == Message::Kind::Result);
}

void TestMessage::depthLimitIsExact()
{
    Limits limits;
    limits.maxDepth = 10; // two are the envelope and params

    QCOMPARE(verdictOn(callWith("{\"a\":" + nested(8) + "}"), limits), QStringLiteral("ok"));
    QCOMPARE(verdictOn(callWith("{\"a\":" + nested(9) + "}"), limits), QStringLiteral("too-deep"));
}

void TestMessage::hundredThousandLevelsAreRefused()
{
    Limits limits;
    limits.maxDepth = 10'000'000; // capped, so that no stack grows with it

    QCOMPARE(verdictOn(callWith("{\"a\":" + nested(100'000) + "}")), QStringLiteral("too-deep"));
    QCOMPARE(verdictOn(callWith("{\"a\":" + nested(100'000) + "}"), limits), QStringLiteral("too-deep"));
    QCOMPARE(verdictOn(callWith("{\"a\":" + nested(4000) + "}"), limits), QStringLiteral("ok"));
}

void TestMessage::longLineIsRefused()
{
    Limits limits;
    limits.maxLineBytes = 100;

    QCOMPARE(verdictOn(callWith("{\"a\":\"" + std::string(100, 'x') + "\"}"), limits),
        QStringLiteral("frame-too-large"));
}

void TestMessage::manyUnknownKeysAreNotQuadratic()
{
    std::string params = "{";
    for (int i = 0; i < 60'000; ++i)
        params += "\"a long key that is shared by all of them " + std::to_string(i) + "\":1,";
    params.back() = '}';
    const gatehouse::tests::ProcessorTime time;

    QCOMPARE(verdictOn(callWith(params)), QStringLiteral("ok"));

    QVERIFY2(time.milliseconds() < 10'000 * gatehouse::tests::kBuildFactor,
        "60,000 keys took too long"); // quadratic: minutes
    params.back() = ',';
    for (int i = 0; i < 10'000; ++i)
        params += "\"x" + std::to_string(i) + "\":1,";
    params.back() = '}';
    QCOMPARE(verdictOn(callWith(params)), QStringLiteral("too-large"));
}

void TestMessage::duplicateAmongManyKeysIsFound()
{
    std::string params = "{";
    for (int i = 0; i < 1000; ++i)
        params += "\"k" + std::to_string(i) + "\":1,";

    QCOMPARE(verdictOn(callWith(params + "\"k500\":1}")), QStringLiteral("duplicate-key"));
    QCOMPARE(verdictOn(callWith(params + "\"K500\":1}")), QStringLiteral("case-folding-key"));
    QCOMPARE(verdictOn(callWith(params + "\"k1000\":1}")), QStringLiteral("ok"));
}

void TestMessage::everyTruncationIsRefused()
{
    const std::string line =
        R"({"jsonrpc":"2.0","id":-1.5e3,"method":"a\u00e9","params":{"arguments":{"é€":[true,false,null,"\\\""]},"name":"\ud83d\ude00"}})";
    QCOMPARE(verdictOn(line), QStringLiteral("ok"));

    for (std::size_t size = 0; size < line.size(); ++size) {
        const std::string cut =
            line.substr(0, size); // its own allocation, so that reading beyond it shows under ASan
        QVERIFY(!parseMessage(cut, {}).message);
    }
}

void TestMessage::parseValueTrimsAndIsStrict()
{
    QCOMPARE(parseValue(" {\"a\":1,\"a\":2} ", {}).value().raw(), std::string_view("{\"a\":1,\"a\":2}"));
    QCOMPARE(parseValue("\"x\"", {}).value().string().value(), std::string("x"));
    QCOMPARE(parseValue("", {}).error().code, ErrorCode::InvalidJson);
    QCOMPARE(parseValue("1 2", {}).error().code, ErrorCode::InvalidJson);
    QCOMPARE(parseValue("\xEF\xBB\xBF{}", {}).error().code, ErrorCode::ByteOrderMark);
}

void TestMessage::noticesThatAToolFailed_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isToolError");
    const auto row = [](const char* name, const char* line, bool isToolError) {
        QTest::newRow(name) << QByteArray(line) << isToolError;
    };
    row("true", R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}})", true);
    row("first", R"({"result": {"isError" : true, "content":[]},"id":1,"jsonrpc":"2.0"})", true);
    row("escaped", R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"is\u0045rror":true}})", true);
    row("false", R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":false}})", false);
    row("text", R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":"true"}})", false);
    row("missing", R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}})", false);
    row("of something inside", R"({"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"isError":true}}})",
        false);
    row("in a request", R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"isError":true}})", false);
    row("in an error", R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"a","isError":true}})", false);
}

void TestMessage::noticesThatAToolFailed()
{
    QFETCH(QByteArray, line);
    const auto parsed = parseMessage(line.toStdString(), Limits());
    QVERIFY(parsed.message.has_value());
    QTEST(parsed.message->isToolError, "isToolError");
}

void TestMessage::keepsTheFirstLongStrings()
{
    const auto text = [](std::size_t size) { return '"' + std::string(size, 'x') + '"'; };
    std::string line = R"({"jsonrpc":"2.0","id":1,"result":{"a":[)" + text(3000) + ',' + text(10);
    for (std::size_t size = 5000; size < 5010; ++size)
        line += ',' + text(size);
    line += "]}}";
    const auto parsed = parseMessage(line, Limits());
    QVERIFY(parsed.message.has_value());
    std::vector<std::string_view> kept(
        parsed.message->longStrings.begin(), parsed.message->longStrings.end());
    QCOMPARE(kept.size(), std::size_t{4});
    QCOMPARE(kept[0].size(), std::size_t{3002});
    QCOMPARE(kept[3].size(), std::size_t{5004});
    for (const auto token : kept)
        QVERIFY(token.data() > line.data() && token.front() == '"' && token.back() == '"');
}

QTEST_APPLESS_MAIN(TestMessage)
#include "tst_message.moc"
