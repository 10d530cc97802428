// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/handshake.h"
#include "tests/unit/mcp/message_text.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::mcp;
using gatehouse::tests::MessageText;
using gatehouse::tests::modernRequestText;
using gatehouse::tests::requestText;

namespace {
std::string resultText(const std::string& result)
{
    return R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}";
}
} // namespace

class TestHandshake : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initializeIsRead();
    void initializeOfWrongTypesIsNone();
    void modernMetaIsRead();
    void eraComesFromTheRequest();
    void initializeResultIsRead();
    void discoverResultIsRead();
    void toolsPageKeepsOrderAndHashesBytes();
    void toolsPageOfWrongTypes();
    void tokensAndIdsAreKeptAsWritten();
    void abilities();
};

void TestHandshake::initializeIsRead()
{
    const MessageText text(requestText("initialize",
        R"({"protocolVersion":"2025-06-18","capabilities":{"roots":{}},"clientInfo":{"name":"cl\u00e4ude","version":"2"}})"));
    const auto hello = readInitialize(text.message());

    QCOMPARE(hello->name, std::string("cläude"));
    QCOMPARE(hello->version, std::string("2"));
    QCOMPARE(hello->protocolVersion, std::string("2025-06-18"));
    QCOMPARE(hello->capabilities, std::string_view(R"({"roots":{}})"));
}

void TestHandshake::initializeOfWrongTypesIsNone()
{
    QVERIFY(!readInitialize(MessageText(requestText("initialize")).message()));
    QVERIFY(!readInitialize(MessageText(requestText("initialize", R"({"protocolVersion":1})")).message()));
    QVERIFY(!readInitialize(MessageText(requestText("initialize", "null")).message()));
    QVERIFY(
        !readInitialize(MessageText(requestText("ping", R"({"protocolVersion":"2025-06-18"})")).message()));
    const MessageText bare(
        requestText("initialize", R"({"protocolVersion":"x","capabilities":[],"clientInfo":"me"})"));
    QCOMPARE(readInitialize(bare.message())->name, std::string());
    QVERIFY(readInitialize(bare.message())->capabilities.empty());
}

void TestHandshake::modernMetaIsRead()
{
    const MessageText text(modernRequestText("tools/list"));
    const auto hello = readModernMeta(text.message());

    QCOMPARE(hello->name, std::string("sdk"));
    QCOMPARE(hello->protocolVersion, std::string("2026-07-28"));
    QCOMPARE(hello->capabilities, std::string_view(R"({"elicitation":{}})"));
    QVERIFY(!readModernMeta(MessageText(requestText("tools/list")).message()));
}

void TestHandshake::eraComesFromTheRequest()
{
    QVERIFY(eraOfRequest(MessageText(modernRequestText("tools/list")).message()) == Era::Modern);
    QVERIFY(eraOfRequest(MessageText(requestText("tools/list")).message()) == Era::Legacy);
    QVERIFY(eraOfRequest(MessageText(modernRequestText("initialize")).message()) == Era::Legacy);
}

void TestHandshake::initializeResultIsRead()
{
    const MessageText text(resultText(
        R"({"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"},"instructions":"do"})"));
    const auto hello = readInitializeResult(text.result());

    QCOMPARE(hello->protocolVersion, std::string("2024-11-05"));
    QCOMPARE(hello->name, std::string("s"));
    QCOMPARE(hello->capabilities, std::string_view(R"({"tools":{}})"));
    QCOMPARE(hello->instructions.value(), std::string("do"));
    QVERIFY(!readInitializeResult(MessageText(resultText("{}")).result()));
}

void TestHandshake::discoverResultIsRead()
{
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += ",\"v\"";
    const MessageText text(resultText(R"({"supportedVersions":["2026-07-28",1)" + many +
        R"(],"capabilities":{},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}})"));
    const auto hello = readDiscoverResult(text.result());

    QCOMPARE(hello->name, std::string("s"));
    QCOMPARE(hello->supportedVersions.front(), std::string("2026-07-28"));
    QCOMPARE(hello->supportedVersions.size(), std::size_t{32});
    QVERIFY(!hello->instructions);
    QVERIFY(!readDiscoverResult(MessageText(resultText(R"({"supportedVersions":"x"})")).result()));
}

void TestHandshake::toolsPageKeepsOrderAndHashesBytes()
{
    const std::string first = R"({"name":"b", "inputSchema":{}})";
    const MessageText text(resultText(R"({"tools":[)" + first + R"(,{"name":"a"},{"name":")" +
        std::string(127, 'n') + R"(é"},{}],"nextCursor":""})"));
    const auto page = readToolsPage(text.result());

    QCOMPARE(page->tools.size(), std::size_t{4});
    QCOMPARE(page->tools[0].name, std::string("b"));
    QCOMPARE(page->tools[0].raw, std::string_view(first));
    QVERIFY(page->tools[0].digest == base::sha256(first));
    QVERIFY(page->tools[1].digest != page->tools[0].digest);
    QCOMPARE(page->tools[2].name, std::string(127, 'n'));
    QCOMPARE(page->tools[3].name, std::string());
    QVERIFY(page->hasMore);
}

void TestHandshake::toolsPageOfWrongTypes()
{
    QVERIFY(!readToolsPage(MessageText(resultText("{}")).result()));
    QVERIFY(!readToolsPage(MessageText(resultText(R"({"tools":{}})")).result()));
    const MessageText text(resultText(R"({"tools":[1,"x",[],{"name":7}]})"));
    QCOMPARE(readToolsPage(text.result())->tools.size(), std::size_t{1});
    QVERIFY(!readToolsPage(text.result())->hasMore);
}

void TestHandshake::tokensAndIdsAreKeptAsWritten()
{
    const MessageText call(requestText("tools/call", R"({"name":"n\u00e9","_meta":{"progressToken":2.0}})"));
    QCOMPARE(calledTool(call.message()), std::string("né"));
    QCOMPARE(progressToken(call.message()), std::string_view("2.0"));
    const MessageText progress(
        R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":1}})");
    QCOMPARE(reportedProgressToken(progress.message()), std::string_view("\"t\""));
    const MessageText cancelled(
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"0x2"}})");
    QCOMPARE(cancelledId(cancelled.message())->text, std::string("0x2"));
    const MessageText none(
        requestText("tools/call", R"({"name":1,"_meta":{"progressToken":{}},"requestId":null})"));
    QCOMPARE(calledTool(none.message()), std::string());
    QVERIFY(progressToken(none.message()).empty());
    QVERIFY(!cancelledId(none.message()));
}

void TestHandshake::abilities()
{
    const auto some = readAbilities(R"({"roots":{},"sampling":{}})");
    QVERIFY(some.roots && some.sampling && !some.elicitation);
    const auto none = readAbilities("");
    QVERIFY(!none.roots && !none.sampling && !none.elicitation);
}

QTEST_APPLESS_MAIN(TestHandshake)
#include "tst_handshake.moc"
