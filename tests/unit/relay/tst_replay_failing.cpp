// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/relay/approved_session.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;

/// Approval arrives while the client is held, and the server does not do what a handshake needs.
class TestReplayFailing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWaitsForTheHandshakeIsBounded();
    void anAnswerToAWaitingRequestIsNotBelieved();
    void anUnfitServerEndsTheSession_data();
    void anUnfitServerEndsTheSession();
    void aServerThatDiesDuringTheHandshakeAnswersEverything();
    void aServerThatNeverAnswersTheHandshakeIsEnded();
    void aServerThatAnswersLateButInTimeGoesOn();
    void aModernClientBeforeALegacyServerEnds();
};

void TestReplayFailing::whatWaitsForTheHandshakeIsBounded()
{
    auto driver = approvedSession();
    driver.takeServerBytes();
    const auto large = "{\"name\":\"t\",\"arguments\":{\"x\":\"" + std::string(10'000, 'x') + "\"}}";

    for (int id = 1; id <= 300; ++id)
        driver.client(request(std::to_string(id), "tools/call", large));

    const auto refused = driver.clientLines().size();
    QVERIFY(refused > 190 && refused < 300);
    driver.serverEnds();
    QCOMPARE(refused + driver.clientLines().size(), std::size_t{300});
}

void TestReplayFailing::anAnswerToAWaitingRequestIsNotBelieved()
{
    auto driver = approvedSession();
    driver.client(request("1", "tools/list"));

    driver.server(result("1", R"({"tools":[]})")); // it has not been asked yet

    QVERIFY(driver.clientLines().empty());
    driver.server(initializeResult(kPrivateInit));
    driver.takeClientBytes();
    driver.server(result("1"));
    QCOMPARE(driver.clientLines(), Lines{result("1")});
}

void TestReplayFailing::anUnfitServerEndsTheSession_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("ending");
    QTest::newRow("unknown version") << QByteArray::fromStdString(
                                            initializeResult(kPrivateInit, "1999-01-01"))
                                     << QByteArray("unsupported-version");
    QTest::newRow("modern version") << QByteArray::fromStdString(initializeResult(kPrivateInit, "2026-07-28"))
                                    << QByteArray("wrong-era");
    QTest::newRow("error") << QByteArray::fromStdString(errorAnswer(kPrivateInit, -32601))
                           << QByteArray("handshake-failed");
    QTest::newRow("malformed") << QByteArray(
                                      R"({"jsonrpc":"2.0","id":"gatehouse-init-5eed","result":{"a":1e999}})")
                               << QByteArray("handshake-failed");
    QTest::newRow("no result") << QByteArray::fromStdString(result(kPrivateInit))
                               << QByteArray("handshake-failed");
}

void TestReplayFailing::anUnfitServerEndsTheSession()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, ending);
    auto driver = approvedSession();
    driver.client(request("1", "tools/list"));
    driver.takeServerBytes();

    driver.server(answer.toStdString());

    QVERIFY(answers(driver.clientLines(), "1", "error"));
    QCOMPARE(driver.takeServerBytes(), std::string());
    QCOMPARE(driver.ending(), ending.toStdString());
    driver.client(request("2", "tools/list")); // nobody is left hanging while the program ends
    QVERIFY(answers(driver.clientLines(), "2", "error"));
}

void TestReplayFailing::aServerThatDiesDuringTheHandshakeAnswersEverything()
{
    auto driver = approvedSession();
    driver.client(request("1", "tools/list"));
    driver.client(request("2", "tools/call", R"({"name":"t"})"));

    driver.serverEnds();

    const auto told = driver.clientLines();
    QVERIFY(answers(told, "1", "error") && answers(told, "2", "isError"));
    QCOMPARE(driver.ending(), std::string("server-end"));
}

void TestReplayFailing::aServerThatNeverAnswersTheHandshakeIsEnded()
{
    auto driver = approvedSession();
    driver.client(request("1", "tools/list"));
    driver.client(request("2", "tools/call", R"({"name":"t"})"));
    driver.server(request("\"s\"", "ping")); // talking is not answering
    driver.takeClientBytes();

    driver.wait(19 * kSecond);
    QVERIFY(driver.clientLines().empty());
    driver.wait(1 * kSecond);

    const auto told = driver.clientLines();
    QVERIFY(answers(told, "1", "error") && answers(told, "2", "isError"));
    QVERIFY(answers(told, "1", "did not answer the handshake in time"));
    QCOMPARE(driver.ending(), std::string("handshake-timed-out"));
    QCOMPARE(driver.lastReason(), std::string("handshake-timed-out"));
    driver.server(initializeResult(kPrivateInit)); // too late
    QVERIFY(!contains(driver.serverLines(), "notifications/initialized"));
    driver.client(request("3", "tools/list"));
    QVERIFY(answers(driver.clientLines(), "3", "error"));
}

void TestReplayFailing::aServerThatAnswersLateButInTimeGoesOn()
{
    auto driver = approvedSession();
    driver.client(request("1", "tools/list"));

    driver.wait(19 * kSecond);
    driver.server(initializeResult(kPrivateInit));
    driver.wait(60 * kSecond);

    QCOMPARE(driver.serverLines().back(), request("1", "tools/list"));
    QCOMPARE(driver.ending(), std::string());
}

void TestReplayFailing::aModernClientBeforeALegacyServerEnds()
{
    SessionDriver driver(Admission::Pending, modernOptions());
    driver.client(request("0", "server/discover", modernParams()));
    driver.takeClientBytes();
    driver.admit(Admission::Approved);
    driver.serverStarts();
    driver.client(request("1", "tools/list", modernParams()));

    driver.server(errorAnswer(kPrivateInit, -32601));

    QVERIFY(answers(driver.clientLines(), "1", "1001"));
    QCOMPARE(driver.ending(), std::string("wrong-era"));
}

QTEST_APPLESS_MAIN(TestReplayFailing)
#include "tst_replay_failing.moc"
