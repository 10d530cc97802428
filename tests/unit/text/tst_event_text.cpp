// SPDX-License-Identifier: Apache-2.0
#include "ui/text/event_text.h"

#include <QTest>

using namespace gatehouse;

class TestEventText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstLineSaysWhoseJournalItIs();
    void aMessageIsCalledByItsMethod();
    void anUnknownKindIsShownAsItIs();
};

namespace {

model::SessionEvent eventOf(const std::string& kind, const std::string& details = {})
{
    model::SessionEvent event;
    event.kind = kind;
    event.details = details;
    return event;
}

} // namespace

void TestEventText::theFirstLineSaysWhoseJournalItIs()
{
    QCOMPARE(text::eventTitle(eventOf("session-start", R"({"identityDigest":"d"})")),
        QStringLiteral("The client started a session"));
    QCOMPARE(text::eventTitle(eventOf("session-start", R"({"program":"desktop"})")),
        QStringLiteral("Gatehouse started"));
    QCOMPARE(text::eventTitle(eventOf("session-start", R"({"program":"cli"})")),
        QStringLiteral("Gatehouse's command line was used"));
    QCOMPARE(text::eventTitle(eventOf("session-start", "{")), QStringLiteral("The client started a session"));
}

void TestEventText::aMessageIsCalledByItsMethod()
{
    auto event = eventOf("message");
    event.method = "tools/call";
    QCOMPARE(text::eventTitle(event), QStringLiteral("tools/call"));
    event.method.clear();
    event.id = "7";
    QCOMPARE(text::eventTitle(event), QStringLiteral("answer to 7"));
}

void TestEventText::anUnknownKindIsShownAsItIs()
{
    QCOMPARE(text::eventTitle(eventOf("of-tomorrow")), QStringLiteral("of-tomorrow"));
}

QTEST_GUILESS_MAIN(TestEventText)
#include "tst_event_text.moc"
