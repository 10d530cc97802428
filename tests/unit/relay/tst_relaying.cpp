// SPDX-License-Identifier: Apache-2.0
#include "core/relay/session.h"
#include "tests/unit/relay/session_lines.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using relay::Admission;

/// An approved server: what passes, and that it keeps its bytes.
class TestRelaying : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anApprovedSessionStartsItsServerAtOnce();
    void whatIsSaidBeforeTheServerRunsReachesItInOrder();
    void theHandshakeIsNotTouched();
    void bytesPassUnchanged_data();
    void bytesPassUnchanged();
    void aBytePerWriteAndTwoLinesPerWriteAreTheSame();
    void longLinesInPiecesKeepTheirPlaceAmongOthers();
    void nonAsciiMayBeCutAtEveryByte();
    void anAnswerIsMatchedAsClientsMatchIt_data();
    void anAnswerIsMatchedAsClientsMatchIt();
    void aSecondAnswerIsDropped();
    void anAnswerThatNobodyAskedForIsDropped();
    void serverRequestsPassAndTheirAnswersAreMatched();
    void aServerRequestOnAModernSessionIsBlocked();
    void aModernSessionNeedsNoHandshake();
    void aRequestWithAnIdThatIsOpenIsDropped();
    void cancelledRequestsMayStillBeAnswered();
    void aServersCancellationEndsASubscription();
    void batchesPassUnderTheirVersionOnly();
    void everyElementOfABatchIsInspected();
    void aClientThatEndsStillGetsItsAnswers();
};

void TestRelaying::anApprovedSessionStartsItsServerAtOnce()
{
    const SessionDriver driver(Admission::Approved);

    QCOMPARE(driver.commands<relay::StartServer>().size(), std::size_t{1});
    QVERIFY(driver.commands<relay::AskForApproval>().empty());
}

void TestRelaying::whatIsSaidBeforeTheServerRunsReachesItInOrder()
{
    SessionDriver driver(Admission::Approved);
    const auto lines = initialize("0") + "\n" + kInitialized + "\n" + request("1", "tools/list") + "\n";
    driver.clientBytes(lines);
    QCOMPARE(driver.takeServerBytes(), std::string());

    driver.serverStarts();

    QCOMPARE(driver.takeServerBytes(), lines);
    QCOMPARE(driver.takeClientBytes(), std::string());
}

void TestRelaying::theHandshakeIsNotTouched()
{
    SessionDriver driver(Admission::Approved);
    driver.serverStarts();
    driver.client(initialize("0"));
    QVERIFY(!driver.session().isInitialised());

    driver.server(initializeResult("0", "1999-01-01"));
    driver.client(kInitialized);

    QVERIFY(driver.session().isInitialised());
    QCOMPARE(driver.takeServerBytes(), initialize("0") + "\n" + kInitialized + "\n");
    QCOMPARE(driver.takeClientBytes(), initializeResult("0", "1999-01-01") + "\n");
}

void TestRelaying::bytesPassUnchanged_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("spaces") << QByteArray(R"(  { "jsonrpc" : "2.0", "method":"notifications/progress" }  )");
    QTest::newRow("carriage return") << QByteArray("{\"jsonrpc\":\"2.0\",\"method\":\"x/y\"}\r");
    QTest::newRow("escapes") << QByteArray(
        R"({"jsonrpc":"2.0","method":"x\u002fy","params":{"\u0061":"\ud800"}})");
    QTest::newRow("long integer") << QByteArray(
        R"({"jsonrpc":"2.0","method":"x/y","params":{"n":123456789012345678901234567890,"m":-0,"f":1.0}})");
    QTest::newRow("key order and duplicates in free data") << QByteArray(
        R"({"method":"notifications/x","params":{"arguments":{"b":1,"a":2,"b":3}},"jsonrpc":"2.0"})");
    QTest::newRow("not ascii") << QByteArray(
        "{\"jsonrpc\":\"2.0\",\"method\":\"x/y\",\"params\":{\"t\":\"Zürich 🙂\"}}");
}

void TestRelaying::bytesPassUnchanged()
{
    QFETCH(QByteArray, line);
    auto driver = relayingSession();

    driver.client(line.toStdString());
    driver.server(line.toStdString());

    QCOMPARE(driver.takeServerBytes(), line.toStdString() + "\n");
    QCOMPARE(driver.takeClientBytes(), line.toStdString() + "\n");
}

void TestRelaying::aBytePerWriteAndTwoLinesPerWriteAreTheSame()
{
    auto driver = relayingSession();
    const auto lines = request("1", "tools/list") + "\n" + request("2", "ping") + "\n";

    for (const char byte : lines)
        driver.clientBytes({&byte, 1});
    driver.serverBytes(result("1") + "\n" + result("2") + "\n");

    QCOMPARE(driver.takeServerBytes(), lines);
    QCOMPARE(driver.takeClientBytes(), result("1") + "\n" + result("2") + "\n");
}

void TestRelaying::longLinesInPiecesKeepTheirPlaceAmongOthers()
{
    auto driver = relayingSession();
    const auto longLine = [](char letter) {
        return notification("notifications/x", "{\"t\":\"" + std::string(100'000, letter) + "\"}") + "\n";
    };
    const auto shortLine = notification("notifications/x", "{\"t\":\"short\"}") + "\n";
    const auto lines = longLine('a') + shortLine + longLine('b') + longLine('c') + shortLine;

    for (const std::size_t size : {std::size_t{7'777}, std::size_t{65'536}, lines.size()}) {
        // All of it is taken at the end only: a long line must not lose what was waiting before it.
        for (std::size_t at = 0; at < lines.size(); at += size) {
            driver.serverBytes(std::string_view(lines).substr(at, size));
            driver.clientBytes(std::string_view(lines).substr(at, size));
        }
        QVERIFY(driver.takeClientBytes() == lines);
        QVERIFY(driver.takeServerBytes() == lines);
    }
}

void TestRelaying::nonAsciiMayBeCutAtEveryByte()
{
    const auto line =
        request("1", "tools/call", "{\"name\":\"t\",\"arguments\":{\"q\":\"é漢🙂\"}}") + "\n";
    for (std::size_t cut = 0; cut <= line.size(); ++cut) {
        auto driver = relayingSession();
        driver.clientBytes(line.substr(0, cut));
        driver.clientBytes(line.substr(cut));
        QCOMPARE(driver.takeServerBytes(), line);
    }
}

void TestRelaying::anAnswerIsMatchedAsClientsMatchIt_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QByteArray>("answered");
    QTest::addColumn<bool>("passes");
    QTest::newRow("same") << QByteArray("2") << QByteArray("2") << true;
    QTest::newRow("string for number") << QByteArray("2") << QByteArray("\"2\"") << true;
    QTest::newRow("float") << QByteArray("2") << QByteArray("2.0") << true;
    QTest::newRow("hexadecimal") << QByteArray("2") << QByteArray("\"0x2\"") << true;
    QTest::newRow("other") << QByteArray("2") << QByteArray("3") << false;
    QTest::newRow("number for string") << QByteArray("\"2\"") << QByteArray("2") << false;
    QTest::newRow("string") << QByteArray("\"a\"") << QByteArray("\"a\"") << true;
    QTest::newRow("escaped string") << QByteArray("\"a\"") << QByteArray("\"\\u0061\"") << true;
}

void TestRelaying::anAnswerIsMatchedAsClientsMatchIt()
{
    QFETCH(QByteArray, asked);
    QFETCH(QByteArray, answered);
    QFETCH(bool, passes);
    auto driver = relayingSession();
    driver.client(request(asked.toStdString(), "tools/list"));
    const auto answer = result(answered.toStdString(), "{\"tools\":[]}");

    driver.server(answer);

    QCOMPARE(driver.takeClientBytes(), passes ? answer + "\n" : std::string());
    // A look-alike is that answer: it is inspected as such.
    QCOMPARE(driver.events("definitions-listed").size(), std::size_t(passes ? 1 : 0));
}

void TestRelaying::aSecondAnswerIsDropped()
{
    auto driver = relayingSession();
    driver.client(request("2", "tools/list"));
    driver.server(result("2"));
    driver.takeClientBytes();

    driver.server(result("\"2\"", "{\"tools\":[{\"name\":\"poison\"}]}"));

    QCOMPARE(driver.takeClientBytes(), std::string());
    QCOMPARE(driver.lastReason(), std::string("unmatched-answer"));
}

void TestRelaying::anAnswerThatNobodyAskedForIsDropped()
{
    auto driver = relayingSession();

    driver.server(result("77"));
    driver.server(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}})");
    driver.client(result("78"));

    QCOMPARE(driver.takeClientBytes() + driver.takeServerBytes(), std::string());
    QCOMPARE(driver.events().back().action, model::Action::Drop);
}

void TestRelaying::serverRequestsPassAndTheirAnswersAreMatched()
{
    auto driver = relayingSession();
    const auto ask = request("1", "roots/list");

    driver.server(ask);
    driver.client(result("1", "{\"roots\":[]}"));
    driver.client(result("1", "{\"roots\":[]}"));

    QCOMPARE(driver.clientLines(), Lines{ask});
    QCOMPARE(driver.serverLines(), (Lines{result("1", "{\"roots\":[]}")}));
}

void TestRelaying::aServerRequestOnAModernSessionIsBlocked()
{
    SessionDriver driver(Admission::Approved);
    driver.serverStarts();
    driver.client(request("1", "tools/list", modernParams()));
    driver.takeServerBytes();

    driver.server(request("9", "sampling/createMessage"));

    QCOMPARE(driver.takeClientBytes(), std::string());
    QVERIFY(answers(driver.serverLines(), "9", "error"));
    QCOMPARE(driver.lastReason(), std::string("server-request-on-modern-session"));
}

void TestRelaying::aModernSessionNeedsNoHandshake()
{
    SessionDriver driver(Admission::Approved);
    driver.serverStarts();
    const auto call = request("1", "tools/call", modernParams(R"(,"name":"t","arguments":{})"));
    driver.client(call);
    driver.server(result("1", R"({"content":[],"resultType":"complete"})"));

    QCOMPARE(driver.serverLines(), Lines{call});
    QCOMPARE(driver.clientLines().size(), std::size_t{1});
    QVERIFY(driver.session().isInitialised());
    QCOMPARE(driver.events("client").size(), std::size_t{1});
    QCOMPARE(driver.events("learned").size(), std::size_t{1});
    QCOMPARE(driver.events("learned").front().details, std::string(R"({"era":"modern"})"));
}

void TestRelaying::aRequestWithAnIdThatIsOpenIsDropped()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/list"));
    driver.takeServerBytes();

    driver.client(request("1", "tools/call", R"({"name":"t"})"));

    QCOMPARE(driver.takeServerBytes() + driver.takeClientBytes(), std::string());
    QCOMPARE(driver.lastReason(), std::string("duplicate-id"));
}

void TestRelaying::cancelledRequestsMayStillBeAnswered()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/list"));
    driver.client(notification("notifications/cancelled", R"({"requestId":1})"));
    QCOMPARE(driver.serverLines().size(), std::size_t{2});

    driver.server(result("1"));
    driver.server(result("1"));

    QCOMPARE(driver.clientLines(), Lines{result("1")});
    driver.serverEnds();
    QVERIFY(driver.clientLines().empty()); // nothing was open any more
}

void TestRelaying::aServersCancellationEndsASubscription()
{
    SessionDriver driver(Admission::Approved);
    driver.serverStarts();
    driver.client(request("1", "subscriptions/listen", modernParams()));

    driver.server(notification("notifications/cancelled", R"({"requestId":1})"));
    driver.takeClientBytes();
    driver.serverEnds();

    QVERIFY(driver.clientLines().empty());
}

void TestRelaying::batchesPassUnderTheirVersionOnly()
{
    const auto batch = "[" + request("1", "ping") + ", " + notification("notifications/x") + "]";
    auto old = relayingSession("2025-03-26");
    auto other = relayingSession("2025-06-18");

    old.client(batch);
    other.client(batch);

    QCOMPARE(old.serverLines(), Lines{batch});
    QVERIFY(other.serverLines().empty());
    QVERIFY(contains(other.clientLines(), "-32600"));
    old.server("[" + result("1") + "]");
    QCOMPARE(old.clientLines(), Lines{"[" + result("1") + "]"});
}

void TestRelaying::everyElementOfABatchIsInspected()
{
    auto driver = relayingSession("2025-03-26");
    const auto ping = request("1", "ping");

    driver.client("[" + ping + "," + request("2", "sampling/createMessage") + "," + initialize("3") + ",7]");

    QCOMPARE(driver.serverLines(), Lines{"[" + ping + "]"});
    const auto told = driver.clientLines();
    QVERIFY(answers(told, "2", "error"));
    QVERIFY(answers(told, "3", "error"));
    driver.server("[" + result("1") + "," + result("1") + "," + result("5") + "]");
    QCOMPARE(driver.clientLines(), Lines{"[" + result("1") + "]"});
}

void TestRelaying::aClientThatEndsStillGetsItsAnswers()
{
    SessionDriver driver(Admission::Approved);
    driver.clientBytes(initialize("0") + "\n" + request("1", "tools/list") + "\n{\"half");
    driver.clientEnds();
    QCOMPARE(driver.lastReason(), std::string("unfinished-line"));

    driver.serverStarts();

    QCOMPARE(driver.serverLines().size(), std::size_t{2});
    QCOMPARE(driver.commands<relay::CloseServerInput>().size(), std::size_t{1});
    driver.server(initializeResult("0"));
    driver.wait(30'000'000);
    driver.server(result("1"));
    QCOMPARE(driver.clientLines().size(), std::size_t{2});
    QCOMPARE(driver.ending(), std::string());
    driver.wait(2'000'000); // the server does not end by itself
    QCOMPARE(driver.ending(), std::string("client-end"));
}

QTEST_APPLESS_MAIN(TestRelaying)
#include "tst_relaying.moc"
