// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_table.h"
#include "ui/text/state_text.h"

#include <QtTest>

using namespace gatehouse;

class TestStateText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyReasonOfTheTableHasItsWordsAndSaysWhatToDo();
    void aServerThatIsSeenSaysWhyAndWhatToDo();
    void aServerThatRunsUnguardedSaysWhatToDo();
    void aReasonOfAnotherVersionIsShownAsItIs();
};

void TestStateText::everyReasonOfTheTableHasItsWordsAndSaysWhatToDo()
{
    std::vector<std::string> codes{"sandboxed"};
    codes.insert(codes.end(), clients::notGuardedCodes().begin(), clients::notGuardedCodes().end());
    for (const auto& code : codes) {
        QVERIFY2(text::notGuardedReason(code) != QString::fromStdString(code), code.c_str());
        QVERIFY2(text::notGuardedAdvice(code).endsWith(u'.'), code.c_str());
    }
}

void TestStateText::aServerThatIsSeenSaysWhyAndWhatToDo()
{
    model::ServerRow row;
    row.state = model::ServerState::SeenNotGuarded;
    row.stateReason = "app-database";

    QCOMPARE(text::serverStateSentence(row),
        QStringLiteral("Gatehouse cannot stand in front of it: the app keeps it in its own database. Remove "
                       "it there and use it from a "
                       "client whose file Gatehouse guards."));
    row.stateReason = "no-command";
    QCOMPARE(text::serverStateSentence(row),
        QStringLiteral("Gatehouse cannot stand in front of it: the entry names no command."));
}

void TestStateText::aServerThatRunsUnguardedSaysWhatToDo()
{
    model::ServerRow row;
    row.state = model::ServerState::RunningUnguarded;
    row.isGuarded = true;
    QVERIFY(text::serverStateSentence(row).contains(QStringLiteral("Restart the client")));

    row.isGuarded = false;
    row.canBeGuarded = true;
    QVERIFY(text::serverStateSentence(row).contains(QStringLiteral("directly")));

    row.canBeGuarded = false;
    row.stateReason = "app-database";
    QVERIFY(text::serverStateSentence(row).contains(QStringLiteral("the app keeps it in its own database")));
}

void TestStateText::aReasonOfAnotherVersionIsShownAsItIs()
{
    QCOMPARE(text::notGuardedReason("of-tomorrow"), QStringLiteral("of-tomorrow"));
    QVERIFY(text::notGuardedAdvice("of-tomorrow").isEmpty());
}

QTEST_APPLESS_MAIN(TestStateText)
#include "tst_state_text.moc"
