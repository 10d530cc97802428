// SPDX-License-Identifier: Apache-2.0
#include "core/relay/session.h"
#include "tests/unit/relay/session_lines.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using relay::Admission;

namespace {

relay::SessionOptions smallLines()
{
    auto options = SessionDriver::defaultOptions();
    options.limits.maxLineBytes = 4096;
    return options;
}

} // namespace

/// Lines that are no messages: none of their bytes go on, and nobody waits for what stands behind them.
class TestRefusedLines : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMalformedAnswerIsAnsweredInItsPlace_data();
    void aMalformedAnswerIsAnsweredInItsPlace();
    void anAnswerWithoutAnIdStandsForTheOnlyOpenRequest();
    void anAnswerWithoutAnIdIsOnlyJournalledWhereSeveralAreOpen();
    void aMalformedRequestOfTheClientGetsAnErrorWithItsId();
    void aMalformedRequestNeverAnswersAnotherOne();
    void anUnreadableLineOfAModernClientIsOnlyJournalled();
    void aMalformedAnswerOfTheClientIsAnsweredToTheServer();
    void noiseIsDroppedQuietly_data();
    void noiseIsDroppedQuietly();
    void noiseInARowIsOneEvent();
    void blankLinesAreIgnored();
    void aLineThatIsTooLongIsAnsweredByTheIdAtItsEnd();
    void aLineThatIsTooLongAndNeverEndsIsJournalledOnce();
    void aLineWithoutItsEndIsDroppedWithTheServer();
};

void TestRefusedLines::aMalformedAnswerIsAnsweredInItsPlace_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"t\":\"\xff\"}}")
                                   << QByteArray("invalid-utf8");
    QTest::newRow("overflow") << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{"n":1e400}})")
                              << QByteArray("number-overflow");
    QTest::newRow("duplicate key") << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{},"result":{"x":1}})")
                                   << QByteArray("duplicate-key");
    QTest::newRow("folded key") << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{},"Result":{"x":1}})")
                                << QByteArray("case-folding-key");
    QTest::newRow("raw control character")
        << QByteArray("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"t\":\"a\x1b[0m\"}}")
        << QByteArray("control-character");
    QTest::newRow("depth") << QByteArray(R"({"jsonrpc":"2.0","id":1,"result":{"a":)") +
            QByteArray(100'000, '[') + QByteArray(100'000, ']') +
            "}}" << QByteArray("too-deep");
    QTest::newRow("look-alike id") << QByteArray(R"({"jsonrpc":"2.0","id":"0x1","result":{"n":1e400}})")
                                   << QByteArray("number-overflow");
    QTest::newRow("method and result")
        << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"ping","result":{}})")
        << QByteArray("not-a-message");
}

void TestRefusedLines::aMalformedAnswerIsAnsweredInItsPlace()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, reason);
    auto driver = relayingSession();
    driver.client(request("1", "tools/call", R"({"name":"t","arguments":{}})"));
    driver.client(request("2", "resources/list"));

    driver.server(line.toStdString());

    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{1});
    QVERIFY(answers(told, "1", "\"isError\":true"));
    QCOMPARE(driver.events("line-refused").at(0).reason, reason.toStdString());
    driver.server(result("1")); // the true answer comes too late
    QVERIFY(driver.clientLines().empty());
}

void TestRefusedLines::anAnswerWithoutAnIdStandsForTheOnlyOpenRequest()
{
    auto driver = relayingSession();
    driver.client(request("1", "resources/list"));

    driver.server(R"({"jsonrpc":"2.0","result":{"n":1e400}})");

    QVERIFY(answers(driver.clientLines(), "1", "-32603"));
}

void TestRefusedLines::anAnswerWithoutAnIdIsOnlyJournalledWhereSeveralAreOpen()
{
    auto driver = relayingSession();
    driver.client(request("1", "resources/list"));
    driver.client(request("2", "resources/list"));

    driver.server(R"({"jsonrpc":"2.0","result":{"n":1e400}})");

    QVERIFY(driver.clientLines().empty());
    QCOMPARE(driver.events("line-refused").size(), std::size_t{1});
}

void TestRefusedLines::aMalformedRequestOfTheClientGetsAnErrorWithItsId()
{
    auto driver = relayingSession();

    driver.client(R"({"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"a","name":"b"}})");
    driver.client(R"({"jsonrpc":"2.0", nonsense)");

    QVERIFY(driver.serverLines().empty());
    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{2});
    QVERIFY(answers(told, "5", "-32600"));
    QVERIFY(contains(told, "-32700"));
}

void TestRefusedLines::aMalformedRequestNeverAnswersAnotherOne()
{
    auto driver = relayingSession();
    driver.client(request("5", "tools/list"));

    driver.client(R"({"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"a","name":"b"}})");

    QVERIFY(driver.clientLines().empty());
    driver.server(result("5"));
    QCOMPARE(driver.clientLines(), Lines{result("5")});
}

void TestRefusedLines::anUnreadableLineOfAModernClientIsOnlyJournalled()
{
    SessionDriver driver(Admission::Approved);
    driver.serverStarts();
    driver.client(request("1", "tools/list", modernParams()));

    driver.client(R"({"jsonrpc":"2.0", nonsense)");

    QVERIFY(driver.clientLines().empty());
    QCOMPARE(driver.events("line-refused").size(), std::size_t{1});
}

void TestRefusedLines::aMalformedAnswerOfTheClientIsAnsweredToTheServer()
{
    auto driver = relayingSession();
    driver.server(request("3", "elicitation/create"));
    driver.takeClientBytes();

    driver.client(R"({"jsonrpc":"2.0","id":3,"result":{},"result":{"action":"accept"}})");

    QVERIFY(answers(driver.serverLines(), "3", "decline"));
}

void TestRefusedLines::noiseIsDroppedQuietly_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("text") << QByteArray("Server running on stdio");
    QTest::newRow("bracket") << QByteArray("[INFO] ready");
    QTest::newRow("object print") << QByteArray("{ foo: 1 }");
    QTest::newRow("number") << QByteArray("42");
    QTest::newRow("string") << QByteArray("\"hello\"");
    QTest::newRow("header") << QByteArray("Content-Length: 120\r");
}

void TestRefusedLines::noiseIsDroppedQuietly()
{
    QFETCH(QByteArray, line);
    auto driver = relayingSession();
    driver.client(request("1", "tools/list"));
    driver.takeServerBytes();

    driver.server(line.toStdString());

    QCOMPARE(driver.takeClientBytes() + driver.takeServerBytes(), std::string());
    QCOMPARE(driver.events("line-refused").size(), std::size_t{1});
    driver.server(result("1"));
    QCOMPARE(driver.clientLines(), Lines{result("1")});
}

void TestRefusedLines::noiseInARowIsOneEvent()
{
    auto driver = relayingSession();
    std::string chunk;
    for (int line = 0; line < 10'000; ++line)
        chunk += "log\n";

    driver.serverBytes(chunk + notification("notifications/x") + "\nlog\n");

    const auto noise = driver.events("line-refused");
    QCOMPARE(noise.size(), std::size_t{2});
    QCOMPARE(noise.front().details, std::string("{\"lines\":10000}"));
    QCOMPARE(noise.front().bytes, std::uint64_t{30'000});
    QCOMPARE(driver.clientLines(), Lines{notification("notifications/x")});
}

void TestRefusedLines::blankLinesAreIgnored()
{
    auto driver = relayingSession();
    const auto before = driver.events().size();

    driver.clientBytes("\n\r\n  \n");
    driver.serverBytes("\n\r\n  \n");

    QCOMPARE(driver.takeClientBytes() + driver.takeServerBytes(), std::string());
    QCOMPARE(driver.events().size(), before);
}

void TestRefusedLines::aLineThatIsTooLongIsAnsweredByTheIdAtItsEnd()
{
    auto driver = relayingSession("2025-11-25", smallLines());
    driver.client(request("1", "tools/list"));
    driver.client(request("2", "tools/list"));

    driver.server(result("2", "{\"t\":\"" + std::string(10'000, 'x') + "\"}"));
    driver.server(result("1"));

    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{2});
    QVERIFY(answers(told, "2", "larger than the limit"));
    QCOMPARE(told.back(), result("1"));
}

void TestRefusedLines::aLineThatIsTooLongAndNeverEndsIsJournalledOnce()
{
    auto driver = relayingSession("2025-11-25", smallLines());

    for (int chunk = 0; chunk < 1000; ++chunk)
        driver.serverBytes(std::string(4096, 'x'));

    QCOMPARE(driver.events("line-refused").size(), std::size_t{1});
    QVERIFY(driver.clientLines().empty());
}

void TestRefusedLines::aLineWithoutItsEndIsDroppedWithTheServer()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/call", R"({"name":"t"})"));
    driver.serverBytes(R"({"jsonrpc":"2.0","id":1,"result":{"content)");

    driver.serverEnds();

    QVERIFY(answers(driver.clientLines(), "1", "isError"));
    QCOMPARE(driver.events("line-refused").at(0).reason, std::string("unfinished-line"));
    QCOMPARE(driver.ending(), std::string("server-end"));
}

QTEST_APPLESS_MAIN(TestRefusedLines)
#include "tst_refused_lines.moc"
