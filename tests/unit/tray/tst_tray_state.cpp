// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/notifier.h"
#include "ui/tray/tray_state.h"

#include <QTest>

using namespace gatehouse::tray;

class TestTrayState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWorstIsShown();
    void everyStateHasItsOwnShapeAndWords();
    void notificationNeverAllows();
    void bodyIsEscapedWhereItWouldBeReadAsMarkup();
};

void TestTrayState::theWorstIsShown()
{
    Situation situation;
    QCOMPARE(stateOf(situation), TrayState::NoClients);
    situation.guarded = 2;
    QCOMPARE(stateOf(situation), TrayState::Protected);
    situation.bypassed = 1;
    QCOMPARE(stateOf(situation), TrayState::Attention);
    const auto bypassed = sentenceOf(situation);
    situation.questions = 1;
    QVERIFY(sentenceOf(situation) != bypassed); // what waits for the user is said first
    QCOMPARE(stateOf(situation), TrayState::Attention);
    situation.problem = QStringLiteral("disk full");
    QCOMPARE(stateOf(situation), TrayState::Degraded);
}

void TestTrayState::everyStateHasItsOwnShapeAndWords()
{
    QSet<QString> shapes;
    QSet<QString> sentences;
    for (const auto& situation : {Situation{}, Situation{0, 3, 1, 2, {}}, Situation{4, 3, 0, 0, {}},
             Situation{0, 3, 0, 0, QStringLiteral("disk full")}}) {
        shapes.insert(shapeOf(stateOf(situation)));
        sentences.insert(sentenceOf(situation));
    }

    QCOMPARE(shapes.size(), 4);
    QCOMPARE(sentences.size(), 4);
}

void TestTrayState::notificationNeverAllows()
{
    const auto arguments = notifyArguments(
        {}, {QStringLiteral("actions"), QStringLiteral("body"), QStringLiteral("body-markup")});

    QVERIFY(arguments.actions.contains(QStringLiteral("Review")));
    QVERIFY(arguments.actions.contains(QStringLiteral("Deny…")));
    QVERIFY(arguments.actions.filter(QStringLiteral("allow"), Qt::CaseInsensitive).isEmpty());
    QVERIFY(notifyArguments({}, {QStringLiteral("body")}).actions.isEmpty());
}

void TestTrayState::bodyIsEscapedWhereItWouldBeReadAsMarkup()
{
    const Notice notice{{}, QStringLiteral("<b>x</b> & y")};

    QCOMPARE(notifyArguments(notice, {QStringLiteral("body"), QStringLiteral("body-markup")}).body,
        QStringLiteral("&lt;b&gt;x&lt;/b&gt; &amp; y"));
    QCOMPARE(notifyArguments(notice, {QStringLiteral("body")}).body, notice.body);
    QCOMPARE(notifyArguments(notice, {}).body, QString());
}

QTEST_GUILESS_MAIN(TestTrayState)
#include "tst_tray_state.moc"
