// SPDX-License-Identifier: Apache-2.0
#include "ui/text/event_text.h"
#include "ui/text/finding_text.h"

#include <QTest>

using namespace gatehouse;

class TestEventText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstLineSaysWhoseJournalItIs();
    void aMessageIsCalledByItsMethod();
    void anUnknownKindIsShownAsItIs();
    void whatWasFoundIsSaidInWords();
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

/// Journals keep a rule's id; nobody should have to look it up.
void TestEventText::whatWasFoundIsSaidInWords()
{
    QCOMPARE(text::findingText("path-climbs-out"), QStringLiteral("A path that climbs out of its folder"));
    QCOMPARE(text::findingText("class-mine"), QStringLiteral("class-mine"));
    auto event = eventOf("message");
    event.method = "tools/call";
    event.action = model::Action::Flag;
    event.findings = {{"path-climbs-out", "/params/arguments/path", 1, 2}, {"class-mine", "/params", 1, 2}};

    const auto sentence = text::eventSentence(event);

    QVERIFY2(sentence.contains(QStringLiteral("A path that climbs out of its folder")), qPrintable(sentence));
    QVERIFY2(sentence.contains(QStringLiteral("2 findings")), qPrintable(sentence));
    QCOMPARE(
        text::eventReasonText("path-climbs-out"), QStringLiteral("A path that climbs out of its folder"));
}

QTEST_GUILESS_MAIN(TestEventText)
#include "tst_event_text.moc"
