// SPDX-License-Identifier: Apache-2.0
#include "ui/models/answered_together.h"

#include <QtTest>

using namespace gatehouse;

namespace {

using Ids = std::vector<std::string>;

/// The window's answers, with what is decided told by ids alone.
class Answers {
public:
    void answer(Ids cards) { m_together.answer(std::move(cards)); }
    Ids decided(const std::string& card, const std::string& id)
    {
        model::RegistryDecision decision;
        decision.id = id;
        Ids ids;
        for (const auto& one : m_together.decided(card, decision))
            ids.push_back(one.id);
        return ids;
    }

private:
    models::AnsweredTogether m_together;
};

} // namespace

/// What one Undo takes back.
class TestAnsweredTogether : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void decisionsOfOneAnswerGoTogether();
    void answersThatFollowEachOtherQuicklyStayApart();
    void whatIsDecidedElsewhereStandsAlone();
    void aCardThatIsAnsweredAgainBelongsToTheNewAnswer();
    void cardsThatAreNeverDecidedAreForgotten();
};

void TestAnsweredTogether::decisionsOfOneAnswerGoTogether()
{
    Answers answers;
    answers.answer({"a", "b", "c"});

    QCOMPARE(answers.decided("b", "1"), (Ids{"1"}));
    QCOMPARE(answers.decided("a", "2"), (Ids{"1", "2"}));
    QCOMPARE(answers.decided("c", "3"), (Ids{"1", "2", "3"}));
}

void TestAnsweredTogether::answersThatFollowEachOtherQuicklyStayApart()
{
    Answers answers;
    answers.answer({"a", "b"});
    answers.answer({"c", "d"});

    QCOMPARE(answers.decided("a", "1"), (Ids{"1"}));
    QCOMPARE(answers.decided("c", "2"), (Ids{"2"}));
    QCOMPARE(answers.decided("b", "3"), (Ids{"1", "3"}));
    QCOMPARE(answers.decided("d", "4"), (Ids{"2", "4"}));
}

void TestAnsweredTogether::whatIsDecidedElsewhereStandsAlone()
{
    Answers answers;
    answers.answer({"a", "b"});

    QCOMPARE(answers.decided("of-the-command-line", "1"), (Ids{"1"}));
    QCOMPARE(answers.decided("a", "2"), (Ids{"2"}));
    QCOMPARE(answers.decided("a", "3"), (Ids{"3"})); // once more, by somebody else
}

void TestAnsweredTogether::aCardThatIsAnsweredAgainBelongsToTheNewAnswer()
{
    Answers answers;
    answers.answer({"a", "b"});
    answers.answer({"a"});

    QCOMPARE(answers.decided("a", "1"), (Ids{"1"}));
    QCOMPARE(answers.decided("b", "2"), (Ids{"2"}));
}

void TestAnsweredTogether::cardsThatAreNeverDecidedAreForgotten()
{
    Answers answers;
    answers.answer({"a", "b"});
    for (int at = 0; at < 100; ++at)
        answers.answer({"failed"});

    QCOMPARE(answers.decided("a", "1"), (Ids{"1"}));
    QCOMPARE(answers.decided("b", "2"), (Ids{"2"}));
}

QTEST_APPLESS_MAIN(TestAnsweredTogether)
#include "tst_answered_together.moc"
