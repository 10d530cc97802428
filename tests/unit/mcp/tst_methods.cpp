// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/methods.h"
#include "core/mcp/versions.h"

#include <QtTest>

using namespace gatehouse::mcp;

class TestMethods : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void versionsHaveTheirEra();
    void negotiationEchoesWhatIsKnown_data();
    void negotiationEchoesWhatIsKnown();
    void everyMethodIsFoundByItsName();
    void unknownNamesAreUnknown();
    void eras_data();
    void eras();
    void sendersAndKinds();
};

void TestMethods::versionsHaveTheirEra()
{
    QVERIFY(eraOf("2024-10-07") == Era::Legacy);
    QVERIFY(eraOf("2025-11-25") == Era::Legacy);
    QVERIFY(eraOf("2026-07-28") == Era::Modern);
    QVERIFY(!eraOf("1999-01-01"));
    QVERIFY(!isKnownVersion(""));
    QVERIFY(versionsOf(Era::Legacy).back() == kNewestLegacy);
}

void TestMethods::negotiationEchoesWhatIsKnown_data()
{
    QTest::addColumn<QString>("requested");
    QTest::addColumn<QString>("answered");
    for (const char* known : {"2024-10-07", "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
        QTest::newRow(known) << QString::fromLatin1(known) << QString::fromLatin1(known);
    for (const char* other : {"", "1999-01-01", "2026-07-28", "2025-06-18 "})
        QTest::newRow(qPrintable(QStringLiteral("'%1'").arg(QLatin1String(other))))
            << QString::fromLatin1(other) << QStringLiteral("2025-11-25");
}

void TestMethods::negotiationEchoesWhatIsKnown()
{
    QFETCH(QString, requested);
    QTEST(QString::fromStdString(std::string(negotiate(requested.toStdString()))), "answered");
}

void TestMethods::everyMethodIsFoundByItsName()
{
    int count = 0;
#define GATEHOUSE_METHOD(entry, text, sender, kind, first, last, request, answer)                            \
    QVERIFY(methodOf(text) == Method::entry);                                                                \
    QVERIFY(methodInfo(Method::entry).name == text);                                                         \
    QVERIFY(methodInfo(text).isRequest() != std::string_view(text).starts_with("notifications/"));           \
    ++count;
#include "core/mcp/methods.def"
#undef GATEHOUSE_METHOD
    QCOMPARE(count, 36);
}

void TestMethods::unknownNamesAreUnknown()
{
    for (const char* name :
        {"", "tools", "tools/lis", "tools/list ", "Tools/List", "zzz", "notifications/", "a"}) {
        QVERIFY(methodOf(name) == Method::Unknown);
        QVERIFY(methodInfo(name).answer == Surface::Text);
    }
}

void TestMethods::eras_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<bool>("isLegacy");
    QTest::addColumn<bool>("isModern");
    const auto row = [](const char* name, bool isLegacy, bool isModern) {
        QTest::newRow(name) << QString::fromLatin1(name) << isLegacy << isModern;
    };
    row("initialize", true, false);
    row("ping", true, false);
    row("tools/call", true, true);
    row("server/discover", false, true);
    row("subscriptions/listen", false, true);
    row("tasks/list", true, false);
    row("tasks/get", true, true);
    row("sampling/createMessage", true, false);
    row("notifications/message", true, true);
}

void TestMethods::eras()
{
    QFETCH(QString, method);
    const auto& info = methodInfo(method.toStdString());
    QTEST(info.isOf(Era::Legacy), "isLegacy");
    QTEST(info.isOf(Era::Modern), "isModern");
}

void TestMethods::sendersAndKinds()
{
    QVERIFY(methodInfo("tools/call").mayBeSentBy(Sender::Client));
    QVERIFY(!methodInfo("tools/call").mayBeSentBy(Sender::Server));
    QVERIFY(methodInfo("ping").mayBeSentBy(Sender::Server));
    QVERIFY(!methodInfo("roots/list").mayBeSentBy(Sender::Client));
    QVERIFY(methodInfo("notifications/progress").mayBeSentBy(Sender::Client));
    QVERIFY(methodInfo("sampling/createMessage").request == Surface::Sampling);
}

QTEST_APPLESS_MAIN(TestMethods)
#include "tst_methods.moc"
