// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/text_walk.h"
#include "tests/unit/mcp/message_text.h"

#include <QtTest>
#include <random>

using namespace gatehouse;
using gatehouse::tests::MessageText;

namespace {

std::string_view toText(mcp::TextRole role)
{
    static constexpr std::array<std::string_view, 11> kNames{
        "data", "name", "title", "description", "text", "schema", "meta", "uri", "mime", "blob", "opaque"};
    return kNames[static_cast<std::size_t>(role)];
}

/// "channel role token", "key" behind it for keys, "#2" for what belongs to the third of a list.
class Lines final : public mcp::TextSink {
public:
    void text(const mcp::TextField& text) override
    {
        auto line = std::string(mcp::toText(text.channel)) + ' ' + std::string(toText(text.role)) + ' ';
        line += text.token;
        if (text.kind == mcp::TextField::Kind::Key)
            line += " key";
        if (text.item != 0)
            line += " #" + std::to_string(text.item);
        lines.push_back(line);
    }
    std::vector<std::string> lines;
};

std::vector<std::string> textsIn(const std::string& line, const std::string& method, bool isAnswer)
{
    const MessageText text(line);
    if (!text.isMessage())
        return {"no message"};
    Lines lines;
    mcp::walkTexts(text.message(), mcp::channelOf(mcp::methodInfo(method), isAnswer), lines);
    return lines.lines;
}

std::vector<std::string> textsOfParams(const std::string& method, const std::string& params)
{
    return textsIn(
        R"({"params":)" + params + R"(,"jsonrpc":"2.0","id":1,"method":")" + method + R"("})", method, false);
}

std::vector<std::string> textsOfResult(const std::string& method, const std::string& result)
{
    return textsIn(R"({"result":)" + result + R"(,"jsonrpc":"2.0","id":1})", method, true);
}

using Texts = std::vector<std::string>;

} // namespace

class TestTextWalk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void surfaces_data();
    void surfaces();
    void anAnswerOfErrorIsWalked();
    void anUnknownMethodIsWalkedAsAWhole();
    void nothingIsLostWhateverTheShape();
    void eachTextKnowsTheKeyBeforeIt();
    void aSettingsNameIsTheKeyOfItsValue();
    void depthCostsNoStack();
};

void TestTextWalk::surfaces_data()
{
    QTest::addColumn<Texts>("found");
    QTest::addColumn<Texts>("expected");
    const auto result = [](const char* name, const char* method, const char* json, const Texts& expected) {
        QTest::newRow(name) << textsOfResult(method, json) << expected;
    };
    const auto params = [](const char* name, const char* method, const char* json, const Texts& expected) {
        QTest::newRow(name) << textsOfParams(method, json) << expected;
    };

    result("server", "initialize",
        R"({"protocolVersion":"v","instructions":"do","serverInfo":{"name":"n","title":"t","websiteUrl":"u","icons":[{"src":"s"}]},"capabilities":{"experimental":{"x":{"y":"z"}}}})",
        {R"(server-info data "v")", R"(instructions text "do")", R"(server-info name "n")",
            R"(server-info title "t")", R"(server-info uri "u")", R"(server-info uri "s")",
            R"(server-info data "x" key)", R"(server-info data "y" key)", R"(server-info data "z")"});
    result("discover", "server/discover", R"({"instructions":"do","supportedVersions":["a"]})",
        {R"(instructions text "do")", R"(server-info data "a")"});
    result("tools", "tools/list",
        R"({"tools":[{"name":"a","description":"d","annotations":{"title":"t"}},{"name":"b","inputSchema":{"type":"object","properties":{"p":{"description":"pd","enum":["e"]}},"x-mcp-header":"h"},"_meta":{"k":"m"},"unknown":"u"}],"nextCursor":"c"})",
        {R"(tool-definition name "a")", R"(tool-definition description "d")", R"(tool-definition title "t")",
            R"(tool-definition name "b" #1)", R"(tool-definition schema "object" #1)",
            R"(tool-definition schema "p" key #1)", R"(tool-definition schema "description" key #1)",
            R"(tool-definition schema "pd" #1)", R"(tool-definition schema "enum" key #1)",
            R"(tool-definition schema "e" #1)", R"(tool-definition schema "x-mcp-header" key #1)",
            R"(tool-definition schema "h" #1)", R"(tool-definition meta "k" key #1)",
            R"(tool-definition meta "m" #1)", R"(tool-definition data "unknown" key #1)",
            R"(tool-definition data "u" #1)", R"(tool-definition opaque "c")"});
    params("call", "tools/call",
        R"({"name":"t","arguments":{"k":["v",{"deep":"w"}],"card":4111111111111111,"n":5},"_meta":{"traceparent":"x"}})",
        {R"(arguments name "t")", R"(arguments data "k" key)", R"(arguments data "v")",
            R"(arguments data "deep" key)", R"(arguments data "w")", R"(arguments data "card" key)",
            R"(arguments data 4111111111111111)", R"(arguments data "n" key)",
            R"(arguments meta "traceparent" key)", R"(arguments meta "x")"});
    result("tool result", "tools/call",
        R"({"content":[{"type":"text","text":"x"},{"type":"image","data":"AA==","mimeType":"image/png"},{"type":"resource","resource":{"uri":"u","text":"r","blob":"b"}},{"type":"strange","inner":["s"]}],"structuredContent":{"k":"v"}})",
        {R"(result data "text")", R"(result text "x")", R"(result data "image" #1)",
            R"(result blob "AA==" #1)", R"(result mime "image/png" #1)", R"(result data "resource" #2)",
            R"(result uri "u" #2)", R"(result text "r" #2)", R"(result blob "b" #2)",
            R"(result data "strange" #3)", R"(result data "inner" key #3)", R"(result data "s" #3)",
            R"(result data "k" key)", R"(result data "v")"});
    result("resources", "resources/list", R"({"resources":[{"uri":"u","name":"n","description":"d"}]})",
        {R"(resource-definition uri "u")", R"(resource-definition name "n")",
            R"(resource-definition description "d")"});
    result("resource", "resources/read", R"({"contents":[{"uri":"ui://a","text":"<p>"}]})",
        {R"(resource uri "ui://a")", R"(resource text "<p>")"});
    params("read", "resources/read", R"({"uri":"file:///x"})", {R"(arguments uri "file:///x")"});
    result("prompts", "prompts/list",
        R"({"prompts":[{"name":"n","arguments":[{"name":"a","description":"d"}]}]})",
        {R"(prompt-definition name "n")", R"(prompt-definition name "a")",
            R"(prompt-definition description "d")"});
    result("prompt", "prompts/get",
        R"({"description":"d","messages":[{"role":"user","content":{"type":"text","text":"t"}}]})",
        {R"(prompt description "d")", R"(prompt data "user")", R"(prompt data "text")",
            R"(prompt text "t")"});
    result("completion", "completion/complete", R"({"completion":{"values":["a","b"]}})",
        {R"(completion text "a")", R"(completion text "b")"});
    params("sampling", "sampling/createMessage",
        R"({"messages":[{"role":"user","content":{"type":"text","text":"t"}}],"systemPrompt":"s","tools":[{"name":"x","description":"d"}]})",
        {R"(sampling data "user")", R"(sampling data "text")", R"(sampling text "t")", R"(sampling text "s")",
            R"(sampling name "x")", R"(sampling description "d")"});
    params("elicitation", "elicitation/create",
        R"({"message":"m","requestedSchema":{"properties":{"password":{"title":"t"}}},"url":"https://x"})",
        {R"(elicitation text "m")", R"(elicitation schema "password" key)",
            R"(elicitation schema "title" key)", R"(elicitation schema "t")",
            R"(elicitation uri "https://x")"});
    result("answer to an elicitation", "elicitation/create", R"({"action":"accept","content":{"user":"u"}})",
        {R"(client-answer data "accept")", R"(client-answer data "user" key)", R"(client-answer data "u")"});
    result("roots", "roots/list", R"({"roots":[{"uri":"file:///home/me","name":"n"}]})",
        {R"(client-answer uri "file:///home/me")", R"(client-answer name "n")"});
    params("log", "notifications/message", R"({"level":"info","logger":"l","data":{"k":"v"}})",
        {R"(log data "info")", R"(log data "l")", R"(log data "k" key)", R"(log data "v")"});
    params("progress", "notifications/progress", R"({"progressToken":"p","message":"m"})",
        {R"(progress opaque "p")", R"(progress text "m")"});
    params("cancelled", "notifications/cancelled", R"({"requestId":"r","reason":"why"})",
        {R"(status opaque "r")", R"(status text "why")"});
    result("task with its result", "tasks/get",
        R"({"taskId":"1","statusMessage":"s","content":[{"text":"t"}]})",
        {R"(status opaque "1")", R"(status text "s")", R"(result text "t")"});
    result("requests of the server inside a result", "tools/call",
        R"({"resultType":"input_required","inputRequests":{"a":{"params":{"message":"m"},"method":"elicitation/create"},"b":{"method":"sampling/createMessage","params":{"systemPrompt":"s"}},"c":{"method":"no/such","params":{"x":"y"}}},"requestState":"o"})",
        {R"(result data "input_required")", R"(result data "a" key)", R"(elicitation text "m")",
            R"(elicitation data "elicitation/create")", R"(result data "b" key)",
            R"(sampling data "sampling/createMessage")", R"(sampling text "s")", R"(result data "c" key)",
            R"(result data "no/such")", R"(result data "x" key)", R"(result data "y")",
            R"(result opaque "o")"});
    params("answers to them", "tools/call",
        R"({"name":"t","inputResponses":{"a":{"action":"accept","content":{"k":"v"}}}})",
        {R"(arguments name "t")", R"(client-answer data "a" key)", R"(client-answer data "accept")",
            R"(client-answer data "k" key)", R"(client-answer data "v")"});
    params("client", "initialize", R"({"clientInfo":{"name":"c","version":"1"},"capabilities":{}})",
        {R"(client-info name "c")", R"(client-info data "1")"});
}

void TestTextWalk::surfaces()
{
    QFETCH(Texts, found);
    QFETCH(Texts, expected);
    const auto common = std::min(found.size(), expected.size());
    for (std::size_t i = 0; i < common; ++i)
        QCOMPARE(found[i], expected[i]);
    QCOMPARE(found.size(), expected.size());
}

void TestTextWalk::anAnswerOfErrorIsWalked()
{
    const auto texts =
        textsIn(R"({"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"m","data":{"k":"v"},"more":"w"}})",
            "tools/list", true);

    QCOMPARE(texts,
        (Texts{R"(error text "m")", R"(error data "k" key)", R"(error data "v")", R"(error data "more" key)",
            R"(error data "w")"}));
}

void TestTextWalk::anUnknownMethodIsWalkedAsAWhole()
{
    QCOMPARE(textsOfParams("vendor/new", R"({"text":"t","nested":[[{"k":"v"}]]})"),
        (Texts{R"(other data "text" key)", R"(other data "t")", R"(other data "nested" key)",
            R"(other data "k" key)", R"(other data "v")", R"(other data "vendor/new")"}));
    QCOMPARE(textsOfResult("vendor/new", R"({"tools":[{"description":"d"}],"content":[{"text":"t"}]})"),
        (Texts{R"(other description "d")", R"(result text "t")"}));
}

/// Every string of a document that is made at random is met exactly once, but for the protocol's own keys.
void TestTextWalk::nothingIsLostWhateverTheShape()
{
    std::mt19937 random(7);
    static const std::vector<std::string> kKeys{"params", "result", "tools", "content", "inputRequests",
        "messages", "inputSchema", "_meta", "structuredContent", "free", "text", "annotations", "resource"};
    int made = 0;
    const std::function<std::string(int)> any = [&](int depth) -> std::string {
        const auto kind = depth > 6 ? 0 : random() % 4;
        if (kind < 2)
            return "\"canary" + std::to_string(made++) + "\"";
        std::string out = kind == 2 ? "[" : "{";
        std::vector<std::string> keys = kKeys;
        std::ranges::shuffle(keys, random);
        for (unsigned i = 0, count = random() % 4; i < count; ++i) {
            out += i > 0 ? ", " : "";
            out += kind == 2 ? any(depth + 1) : "\"" + keys[i] + "\" : " + any(depth + 1);
        }
        return out + (kind == 2 ? "]" : "}");
    };
    for (int round = 0; round < 400; ++round) {
        made = 0;
        std::string inside = "{";
        for (const auto* const key : {"a", "inputRequests", "params"})
            inside += (inside.size() > 1 ? ",\"" : "\"") + std::string(key) + "\":" + any(0);
        inside += ",\"tools\":[" + any(0) + "]}";
        const auto line = R"({"jsonrpc":"2.0","id":1,"result":)" + inside + "}";
        int seen = 0;
        for (const auto& text : textsIn(line, "tools/call", true)) {
            if (text.find("\"canary") != std::string::npos)
                QVERIFY2(
                    text.find("canary" + std::to_string(seen++) + "\"") != std::string::npos, text.c_str());
        }
        QCOMPARE(seen, made);
    }
}

namespace {

/// The key of each text, and the text.
class Keys final : public mcp::TextSink {
public:
    void text(const mcp::TextField& text) override { lines.emplace_back(text.key).append(text.token); }
    std::vector<std::string> lines;
};

} // namespace

/// Environments, headers and form fields are often lists of such pairs.
void TestTextWalk::aSettingsNameIsTheKeyOfItsValue()
{
    const MessageText text(
        R"({"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"env":[{"name":"A","value":"1"},{"value":"2"},{"name":"B","other":"x","value":"3"}]}}})");
    Keys keys;

    mcp::walkTexts(text.message(), mcp::Channel::Result, keys);

    const std::vector<std::string> expected{R"("env""env")", R"("name""name")", R"("name""A")",
        R"("value""value")", R"("A""1")", R"("value""value")", R"("value""2")", R"("name""name")",
        R"("name""B")", R"("other""other")", R"("other""x")", R"("value""value")", R"("value""3")"};
    QCOMPARE(keys.lines, expected);
}

void TestTextWalk::eachTextKnowsTheKeyBeforeIt()
{
    const MessageText text(
        R"({"params":{"name":"t","arguments":{"path":"a","list":["b",{"deep":"c"}]}},"jsonrpc":"2.0","id":1,"method":"tools/call"})");
    Keys keys;

    mcp::walkTexts(text.message(), mcp::Channel::Arguments, keys);

    const std::vector<std::string> expected{R"("name""t")", R"("path""path")", R"("path""a")",
        R"("list""list")", R"("list""b")", R"("deep""deep")", R"("deep""c")"};
    QCOMPARE(keys.lines, expected);
}

void TestTextWalk::depthCostsNoStack()
{
    const std::string open(500, '[');
    const std::string close(500, ']');

    const auto texts = textsOfParams("tools/call", R"({"arguments":)" + open + R"("deep")" + close + "}");

    QCOMPARE(texts, Texts{R"(arguments data "deep")"});
}

QTEST_APPLESS_MAIN(TestTextWalk)
#include "tst_text_walk.moc"
