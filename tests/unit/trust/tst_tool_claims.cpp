// SPDX-License-Identifier: Apache-2.0
#include "core/trust/tool_claims.h"

#include <QtTest>

using namespace gatehouse::trust;

class TestToolClaims : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsNotSaidIsNotClaimed_data();
    void whatIsNotSaidIsNotClaimed();
    void whatContradictsAClaim_data();
    void whatContradictsAClaim();
};

void TestToolClaims::whatIsNotSaidIsNotClaimed_data()
{
    QTest::addColumn<QByteArray>("definition");
    QTest::addColumn<bool>("readsOnly");
    QTest::addColumn<bool>("staysInside");
    QTest::newRow("nothing") << QByteArray(R"({"name":"x"})") << false << false;
    QTest::newRow("not JSON") << QByteArray("{") << false << false;
    QTest::newRow("annotations of another type") << QByteArray(R"({"annotations":[]})") << false << false;
    QTest::newRow("reads only") << QByteArray(R"({"annotations":{"readOnlyHint":true}})") << true << false;
    QTest::newRow("says that it writes")
        << QByteArray(R"({"annotations":{"readOnlyHint":false}})") << false << false;
    QTest::newRow("a text that says true")
        << QByteArray(R"({"annotations":{"readOnlyHint":"true"}})") << false << false;
    QTest::newRow("stays inside") << QByteArray(R"({"annotations":{"openWorldHint":false}})") << false
                                  << true;
    QTest::newRow("reaches out") << QByteArray(R"({"annotations":{"openWorldHint":true}})") << false << false;
}

void TestToolClaims::whatIsNotSaidIsNotClaimed()
{
    QFETCH(QByteArray, definition);
    QFETCH(bool, readsOnly);
    QFETCH(bool, staysInside);
    QVERIFY((claimsOf(definition.toStdString()) == ToolClaims{readsOnly, staysInside}));
}

void TestToolClaims::whatContradictsAClaim_data()
{
    QTest::addColumn<bool>("readsOnly");
    QTest::addColumn<bool>("staysInside");
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<bool>("contradicts");
    QTest::newRow("a command to one that reads") << true << false << QByteArray("deletes-everything") << true;
    QTest::newRow("a command to one that claims nothing")
        << false << false << QByteArray("deletes-everything") << false;
    QTest::newRow("a path to one that reads") << true << false << QByteArray("path-climbs-out") << false;
    QTest::newRow("an address to one that stays") << false << true << QByteArray("metadata-address") << true;
    QTest::newRow("an address to one that reads") << true << false << QByteArray("metadata-address") << false;
    QTest::newRow("a secret") << true << true << QByteArray("github-token") << false;
}

void TestToolClaims::whatContradictsAClaim()
{
    QFETCH(bool, readsOnly);
    QFETCH(bool, staysInside);
    QFETCH(QByteArray, rule);
    QFETCH(bool, contradicts);
    QCOMPARE(gatehouse::trust::contradicts({readsOnly, staysInside}, rule.toStdString()), contradicts);
}

QTEST_APPLESS_MAIN(TestToolClaims)
#include "tst_tool_claims.moc"
