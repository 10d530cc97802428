// SPDX-License-Identifier: Apache-2.0
#include "ui/text/event_text.h"
#include "ui/text/file_change_text.h"

#include <QtTest>

using namespace gatehouse;

class TestFileChangeText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFateHasItsWords();
    void theClientThatRanIsNamed();
    void manyAreCounted();
    void whatIsNoListOfChangesSaysNothing();
    void hostileNamesAreShownSafely();
    void theTimelineSaysWhatBecameOfTheServers();
};

namespace {

std::string change(const std::string& what, const std::string& name)
{
    return "{\"what\":\"" + what + "\",\"name\":\"" + name + "\"}";
}

} // namespace

void TestFileChangeText::everyFateHasItsWords()
{
    const auto details = R"({"changes":[)" + change("added", "a") + ',' + change("removed", "b") + ',' +
        change("dropped", "c") + ',' + change("unwrapped", "d") + "]}";

    QCOMPARE(text::fileChangesText(details),
        QStringLiteral("a is new, b was removed, c was dropped though it is guarded, d was unwrapped"));
    QCOMPARE(text::fileChangesText(
                 R"({"changes":[)" + change("wrapped", "e") + ',' + change("changed", "f") + "]}"),
        QStringLiteral("e is guarded now, f was changed"));
}

void TestFileChangeText::theClientThatRanIsNamed()
{
    const auto changes = R"("changes":[)" + change("added", "a") + ']';

    QCOMPARE(text::fileChangesText("{" + changes + R"(,"running":"Cursor"})"),
        QStringLiteral("a is new (while Cursor was running)"));
    QCOMPARE(text::fileChangesText(R"({"changes":[],"running":"Cursor"})"), QString());
}

void TestFileChangeText::manyAreCounted()
{
    std::string details = R"({"changes":[)";
    for (int i = 0; i < 10; ++i)
        details += (i > 0 ? "," : "") + change("added", std::to_string(i));

    const auto said = text::fileChangesText(details + "]}");

    QVERIFY2(said.contains(QStringLiteral("3 is new")) && !said.contains(QStringLiteral("4 is new")),
        qPrintable(said));
    QVERIFY2(said.endsWith(QStringLiteral("6 more")), qPrintable(said));
}

void TestFileChangeText::whatIsNoListOfChangesSaysNothing()
{
    for (const auto* details : {"", "{", "[]", "{\"changes\":7}", "{\"changes\":[]}"})
        QVERIFY(text::fileChangesText(details).isEmpty());
}

void TestFileChangeText::hostileNamesAreShownSafely()
{
    const auto said = text::fileChangesText(R"({"changes":[)" + change("added", "a\\n\\u202eb") + "]}");

    QVERIFY(!said.contains(QLatin1Char('\n')));
    QVERIFY(!said.contains(QChar(0x202e)));
}

void TestFileChangeText::theTimelineSaysWhatBecameOfTheServers()
{
    model::SessionEvent event;
    event.kind = "client-file-change";
    event.reason = "by-another";
    QCOMPARE(text::eventTitle(event), QStringLiteral("A client's file changed"));
    event.details = R"({"changes":[)" + change("unwrapped", "notes") + "]}";

    QCOMPARE(text::eventTitle(event), QStringLiteral("notes was unwrapped"));
    QVERIFY(text::eventSentence(event).endsWith(QStringLiteral("a client or somebody else did it")));
}

QTEST_GUILESS_MAIN(TestFileChangeText)
#include "tst_file_change_text.moc"
