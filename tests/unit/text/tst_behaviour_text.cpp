// SPDX-License-Identifier: Apache-2.0
#include "ui/text/behaviour_text.h"

#include <QtTest>

using namespace gatehouse;

class TestBehaviourText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWasLearnedIsSaidInSentences();
    void whatChangesTooOftenIsSaid();
    void aDeviationIsSaidWithItsEvidence();
    void foreignDetailsAreNoDeviations_data();
    void foreignDetailsAreNoDeviations();
};

void TestBehaviourText::whatWasLearnedIsSaidInSentences()
{
    trust::LearnedBehaviour learned;
    QCOMPARE(text::learnedSummary(learned), QStringLiteral("Nothing was learned yet."));
    learned.calls = 12;
    learned.days = 1;
    QCOMPARE(text::learnedSummary(learned),
        QStringLiteral("Learned from 12 call(s) on 1 day(s) of use: too early to tell what is unusual."));
    learned.isLearning = false;
    learned.days = 9;
    learned.places = {"~/src"};
    learned.allPlaces = 1;
    learned.hosts = 3;
    learned.hours = {7, 8, 9, 13};
    QCOMPARE(text::learnedSummary(learned), QStringLiteral("Learned from 12 call(s) on 9 day(s) of use."));
    QCOMPARE(text::learnedSentences(learned),
        (QStringList{QStringLiteral("It usually works in 1 folder(s): ~/src."),
            QStringLiteral("It is usually sent to 3 host(s)."),
            QStringLiteral("It usually works in these hours (UTC): 7 to 9, 13.")}));
}

void TestBehaviourText::whatChangesTooOftenIsSaid()
{
    trust::LearnedBehaviour learned;
    learned.changesPlaces = learned.changesHosts = learned.changesTools = true;

    const auto sentences = text::learnedSentences(learned);

    QCOMPARE(sentences.size(), 3);
    for (const auto& sentence : sentences)
        QVERIFY2(sentence.contains(QStringLiteral("not told")), qPrintable(sentence));
}

void TestBehaviourText::aDeviationIsSaidWithItsEvidence()
{
    model::SessionEvent event;
    event.details =
        R"({"deviations":[{"rule":"behaviour-place","sentence":"first time outside ~/src","sure":"high",)"
        R"("is":0,"usual":1,"calls":412,"days":9},{"rule":"behaviour-x","sentence":"hidden \u202e text","calls":-1}]})";

    const auto texts = text::deviationTexts(event);

    QCOMPARE(texts.size(), 2);
    QCOMPARE(texts[0], QStringLiteral("First time outside ~/src (compared with 412 call(s) on 9 day(s))"));
    QVERIFY(!texts[1].contains(QChar(0x202e)));
}

void TestBehaviourText::foreignDetailsAreNoDeviations_data()
{
    QTest::addColumn<QString>("details");
    for (const auto* const details : {"", "{", "[]", "{\"deviations\":7}", "{\"deviations\":[7,null,{}]}"})
        QTest::newRow(details) << QString::fromUtf8(details);
}

void TestBehaviourText::foreignDetailsAreNoDeviations()
{
    QFETCH(QString, details);
    model::SessionEvent event;
    event.details = details.toStdString();

    QVERIFY(text::deviationTexts(event).isEmpty());
}

QTEST_GUILESS_MAIN(TestBehaviourText)
#include "tst_behaviour_text.moc"
