// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/lines.h"
#include "core/mcp/refusals.h"
#include "tests/unit/mcp/message_text.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::mcp;
using gatehouse::tests::MessageText;

namespace {
constexpr RefusalNote kNote{"the reason.", "s-1:42"};
}

class TestRefusals : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void toolCallsGetAResultThatTheModelSees();
    void completionIsEmpty();
    void otherRequestsGetAnErrorOfTheEra();
    void serverRequestsAreAnsweredSoThatItGoesOn();
    void idsGoBackByteByByte_data();
    void idsGoBackByteByByte();
    void supportIdsThatAreNotOursAreLeftOut();
    void unreadableLinesGetANullId();
    void everyParserErrorHasASentence();
    void linesAreMessages();
};

void TestRefusals::toolCallsGetAResultThatTheModelSees()
{
    const MessageText legacy(refuseToClient("7", "tools/call", Era::Legacy, kNote));
    const MessageText modern(refuseToClient("7", "tools/call", Era::Modern, kNote));

    QVERIFY(legacy.message().kind == jsonrpc::Message::Kind::Result);
    QCOMPARE(legacy.at("result/isError"), std::string("true"));
    QCOMPARE(legacy.at("result/content/0/text"),
        std::string(R"("Blocked by Gatehouse: the reason. Do not retry.")"));
    QCOMPARE(legacy.at("result/_meta/gatehouse"), std::string("\"s-1:42\""));
    QCOMPARE(legacy.at("result/resultType"), std::string());
    QCOMPARE(modern.at("result/isError"), std::string("true"));
    QCOMPARE(modern.at("result/resultType"), std::string("\"complete\""));
}

void TestRefusals::completionIsEmpty()
{
    QCOMPARE(MessageText(refuseToClient("7", "completion/complete", Era::Legacy, kNote)).at("result"),
        std::string(R"({"completion":{"values":[]}})"));
    QCOMPARE(
        MessageText(refuseToClient("7", "completion/complete", Era::Modern, kNote)).at("result/resultType"),
        std::string("\"complete\""));
}

void TestRefusals::otherRequestsGetAnErrorOfTheEra()
{
    for (const char* method : {"tools/list", "resources/read", "prompts/get", "initialize", "x/unknown"}) {
        const MessageText legacy(refuseToClient("7", method, Era::Legacy, kNote));
        const MessageText modern(refuseToClient("7", method, Era::Modern, kNote));
        QCOMPARE(legacy.at("error/code"), std::string("-32603"));
        QCOMPARE(modern.at("error/code"), std::string("1001"));
        QCOMPARE(modern.at("error/data/gatehouse"), std::string("\"s-1:42\""));
        QVERIFY(modern.at("error/message").find("the reason.") != std::string::npos);
    }
}

void TestRefusals::serverRequestsAreAnsweredSoThatItGoesOn()
{
    QCOMPARE(MessageText(refuseToServer("7", "sampling/createMessage", kNote)).at("error/code"),
        std::string("-1"));
    QCOMPARE(MessageText(refuseToServer("7", "elicitation/create", kNote)).at("result"),
        std::string(R"({"action":"decline"})"));
    QCOMPARE(
        MessageText(refuseToServer("7", "roots/list", kNote)).at("result"), std::string(R"({"roots":[]})"));
    QCOMPARE(MessageText(refuseToServer("7", "ping", kNote)).at("result"), std::string("{}"));
    QCOMPARE(MessageText(refuseToServer("7", "x/unknown", kNote)).at("error/code"), std::string("-32601"));
    QCOMPARE(MessageText(refuseToServer("7", "tasks/get", kNote)).at("error/code"), std::string("-32603"));
}

void TestRefusals::idsGoBackByteByByte_data()
{
    QTest::addColumn<QString>("id");
    for (const char* id :
        {"7", "2.0", "-0", "12345678901234567890123", "\"a\\u00e9\\/\"", "\"\\ud800\"", "\"\""})
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestRefusals::idsGoBackByteByByte()
{
    QFETCH(QString, id);
    jsonrpc::OpenRequest open;
    open.idRaw = id.toStdString();
    for (const char* method : {"tools/call", "tools/list", "completion/complete"}) {
        open.method = method;
        QCOMPARE(MessageText(refuseToClient(open, Era::Legacy, kNote)).at("id"), open.idRaw);
        QCOMPARE(MessageText(refuseToServer(open.idRaw, method, kNote)).at("id"), open.idRaw);
    }
}

void TestRefusals::supportIdsThatAreNotOursAreLeftOut()
{
    const MessageText refusal(refuseToClient("1", "tools/list", Era::Legacy, {"r.", R"(","x":")"}));

    QVERIFY(refusal.isMessage());
    QCOMPARE(refusal.at("error/data"), std::string());
}

void TestRefusals::unreadableLinesGetANullId()
{
    const MessageText notJson(refuseUnreadable({base::ErrorCode::InvalidJson, "at byte 3"}, kNote));
    const MessageText notAMessage(refuseUnreadable({base::ErrorCode::NotAMessage, "x"}, kNote));

    QCOMPARE(notJson.at("id"), std::string("null"));
    QCOMPARE(notJson.at("error/code"), std::string("-32700"));
    QCOMPARE(notAMessage.at("error/code"), std::string("-32600"));
    QCOMPARE(MessageText(refuseBatch(kNote)).at("error/code"), std::string("-32600"));
}

void TestRefusals::everyParserErrorHasASentence()
{
    const auto general = sentenceFor(base::ErrorCode::Internal);
    for (auto code = static_cast<int>(base::ErrorCode::FrameTooLarge);
         code <= static_cast<int>(base::ErrorCode::TooManyOpen); ++code)
        QVERIFY2(
            sentenceFor(static_cast<base::ErrorCode>(code)) != general, QByteArray::number(code).constData());
}

void TestRefusals::linesAreMessages()
{
    const MessageText request(requestLine("\"gh-1\"", "initialize", R"({"a":1})"));
    QVERIFY(request.message().kind == jsonrpc::Message::Kind::Request);
    QCOMPARE(request.at("params"), std::string(R"({"a":1})"));
    QCOMPARE(MessageText(notificationLine("notifications/initialized")).at("method"),
        std::string("\"notifications/initialized\""));
    QCOMPARE(MessageText(listChangedLine(ListKind::Tools)).at("method"),
        std::string("\"notifications/tools/list_changed\""));
    QCOMPARE(MessageText(listChangedLine(ListKind::Prompts)).at("params"), std::string());
    QCOMPARE(
        MessageText(listChangedLine(ListKind::Resources, "\"s\"")).at("params/_meta/io.modelcontextprotocol"),
        std::string());
    QVERIFY(MessageText(listChangedLine(ListKind::Resources, "\"s\""))
                .at("params/_meta")
                .find(R"(subscriptionId":"s")") != std::string::npos);
    QCOMPARE(MessageText(cancelledLine("2.0", "why")).at("params"),
        std::string(R"({"requestId":2.0,"reason":"why"})"));
    QCOMPARE(MessageText(progressLine("\"t\"", 3, "waiting")).at("params"),
        std::string(R"({"progressToken":"t","progress":3,"message":"waiting"})"));
}

QTEST_APPLESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
