// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/open_requests.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace gatehouse::jsonrpc;
using gatehouse::base::ErrorCode;

namespace {

OpenRequest request(const std::string& idRaw, const std::string& method = "m")
{
    OpenRequest open;
    open.idRaw = idRaw;
    open.method = method;
    return open;
}

} // namespace

class TestOpenRequests : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersMatchAsClientsMatchThem_data();
    void answersMatchAsClientsMatchThem();
    void anAnswerIsTakenOnce();
    void exactStringComesBeforeALookAlike();
    void idsThatCollideAreRefused();
    void limitIsKept();
    void takeAllEmptiesIt();
    void ecmaScriptNumber_data();
    void ecmaScriptNumber();
};

void TestOpenRequests::answersMatchAsClientsMatchThem_data()
{
    QTest::addColumn<QString>("requestId");
    QTest::addColumn<QString>("answerId");
    QTest::addColumn<bool>("matches");

    const auto row = [](const char* requestId, const char* answerId, bool matches) {
        QTest::newRow(qPrintable(
            QStringLiteral("%1 by %2").arg(QString::fromUtf8(requestId), QString::fromUtf8(answerId))))
            << QString::fromUtf8(requestId) << QString::fromUtf8(answerId) << matches;
    };
    for (const char* same :
        {"2", "2.0", "\"2\"", "\"0x2\"", "\" 2 \"", "2e0", "20e-1", "\"2.0\"", "\"\\u0032\"", "\"0b10\"",
            "\"0O2\"", "\"+2\"", "\"2.\"", "\"002\"", "\"\\u00a02\\ufeff\"", "\"0.2e1\""})
        row("2", same, true);
    for (const char* other : {"3", "\"3\"", "\"2a\"", "\"\"", "\"0x\"", "\"-0x2\"", "-2", "null", "\"2 2\"",
             "\"1_0\"", "\"Infinity\"", "2.0000001"})
        row("2", other, false);
    row("0", "-0", true);
    row("-0", "0", true);
    row("0", "\"\"", true);
    row("0", "\"  \"", true);
    row("0", "\"-0\"", true);
    row("0", "null", false);
    row("1.5", "\"1.5\"", true);
    row("12345678901234567890", "12345678901234567891", true); // one double, so one request to the client
    row("\"2\"", "\"2\"", true);
    row("\"2\"", "\"\\u0032\"", true);
    row("\"2\"", "2", false);
    row("\"2\"", "\"2.0\"", false);
    row("\"\"", "\"\"", true);
    row("\"é\"", "\"\\u00e9\"", true);
    row("\"\\ud800\"", "\"\\ud801\"", false);
}

void TestOpenRequests::answersMatchAsClientsMatchThem()
{
    QFETCH(QString, requestId);
    QFETCH(QString, answerId);
    QFETCH(bool, matches);
    const auto requestRaw = requestId.toStdString();
    const auto answerRaw = answerId.toStdString();
    OpenRequests open(10);
    QVERIFY(open.add(readRequestId(requestRaw), request(requestRaw)).hasValue());

    QCOMPARE(open.find(readRequestId(answerRaw)) != nullptr, matches);
    const auto taken = open.take(readRequestId(answerRaw));

    QCOMPARE(taken.has_value(), matches);
    if (taken)
        QCOMPARE(taken->idRaw, requestRaw);
    QCOMPARE(open.size(), matches ? std::size_t{0} : std::size_t{1});
}

void TestOpenRequests::anAnswerIsTakenOnce()
{
    OpenRequests open(10);
    QVERIFY(open.add(readRequestId("7"), request("7")).hasValue());

    QVERIFY(open.take(readRequestId("\"7\"")).has_value());
    QVERIFY(!open.take(readRequestId("7")).has_value());
}

void TestOpenRequests::exactStringComesBeforeALookAlike()
{
    OpenRequests open(10);
    QVERIFY(open.add(readRequestId("2"), request("2")).hasValue());
    QVERIFY(open.add(readRequestId("\"2\""), request("\"2\"")).hasValue());

    QCOMPARE(open.take(readRequestId("\"2\""))->idRaw, std::string("\"2\""));
    QCOMPARE(open.take(readRequestId("\"2\""))->idRaw, std::string("2"));
}

void TestOpenRequests::idsThatCollideAreRefused()
{
    OpenRequests open(10);
    QVERIFY(open.add(readRequestId("2"), request("2", "first")).hasValue());

    QCOMPARE(open.add(readRequestId("2.0"), request("2.0", "second")).error().code, ErrorCode::InvalidId);
    QCOMPARE(open.add(readRequestId("null"), request("null")).error().code, ErrorCode::InvalidId);
    QCOMPARE(open.add(RequestId{}, request("")).error().code, ErrorCode::InvalidId);
    QCOMPARE(open.find(readRequestId("2"))->method, std::string("first"));
}

void TestOpenRequests::limitIsKept()
{
    OpenRequests open(2);
    QVERIFY(open.add(readRequestId("1"), request("1")).hasValue());
    QVERIFY(open.add(readRequestId("\"a\""), request("\"a\"")).hasValue());

    QCOMPARE(open.add(readRequestId("3"), request("3")).error().code, ErrorCode::TooManyOpen);
    QVERIFY(open.take(readRequestId("1")).has_value());
    QVERIFY(open.add(readRequestId("3"), request("3")).hasValue());
}

void TestOpenRequests::takeAllEmptiesIt()
{
    OpenRequests open(5);
    QVERIFY(open.add(readRequestId("1"), request("1")).hasValue());
    QVERIFY(open.add(readRequestId("\"a\""), request("\"a\"")).hasValue());

    QCOMPARE(open.takeAll().size(), std::size_t{2});
    QCOMPARE(open.size(), std::size_t{0});
}

void TestOpenRequests::ecmaScriptNumber_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("number");

    const double infinity = std::numeric_limits<double>::infinity();
    const auto row = [](const char* text, double number) {
        QTest::newRow(text) << QString::fromUtf8(text) << number;
    };
    row("", 0);
    row(" \t\n", 0);
    row("12", 12);
    row("-1.5e-3", -1.5e-3);
    row(".5", 0.5);
    row("5.", 5);
    row("00012", 12);
    row("0x1F", 31);
    row("0X1f", 31);
    row("0o17", 15);
    row("0b101", 5);
    row("Infinity", infinity);
    row("-Infinity", -infinity);
    row("1e400", infinity);
    row("-1e400", -infinity);
    row("1e-400", 0);
    row("0x20000000000001", 9007199254740992.0); // ties to even
    row("0x20000000000003", 9007199254740996.0);
    row("0b100000000000000000000000000000000000000000000000000011", 9007199254740996.0 - 1.0);
    row("9007199254740993", 9007199254740992.0);
    for (const char* none : {"x", "1 2", "0x", "0xg", "0b2", "0o8", "+0x1", "1e", ".", "-", "+", "--1",
             "infinity", "1n", "1_000", "NaN", "0x1.8", "e5"})
        row(none, std::numeric_limits<double>::quiet_NaN());
}

void TestOpenRequests::ecmaScriptNumber()
{
    QFETCH(QString, text);
    QFETCH(double, number);

    const auto result = gatehouse::jsonrpc::ecmaScriptNumber(text.toStdString());

    QVERIFY2(std::isnan(number) ? std::isnan(result) : result == number,
        qPrintable(QString::number(result, 'g', 17)));
}

QTEST_APPLESS_MAIN(TestOpenRequests)
#include "tst_open_requests.moc"
