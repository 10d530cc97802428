// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/diff_view.h"
#include "ui/widgets/fact_view.h"

#include <QScrollBar>
#include <QTest>

using namespace gatehouse::widgets;

class TestFactView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesPlainTextInOrder();
    void longWordsWrapInsteadOfHiding();
    void startsOverAtTheTop();
    void cannotBeEditedNorTakeTheTabKey();
    void diffIsShownAsItIs();
};

void TestFactView::writesPlainTextInOrder()
{
    FactView view;
    view.clearFacts();
    view.addHeading(QStringLiteral("HEAD"));
    view.addFacts({{QStringLiteral("Caption"), QStringLiteral("<b>value</b>"), FactView::Look::Code}});
    view.addArguments({QStringLiteral("first"), QStringLiteral("second")});
    view.addChanges({{QStringLiteral("What"), QStringLiteral("old"), QStringLiteral("new")}});
    view.addParagraph(QStringLiteral("&amp; the end"));
    view.finish();

    const auto text = view.toPlainText();
    int at = -1;
    for (const auto* part :
        {"HEAD", "Caption", "<b>value</b>", "first", "second", "old", "new", "&amp; the end"}) {
        const auto found = static_cast<int>(text.indexOf(QString::fromUtf8(part), at + 1));
        QVERIFY2(found > at, part);
        at = found;
    }
}

void TestFactView::longWordsWrapInsteadOfHiding()
{
    FactView view;
    view.resize(300, 200);
    view.clearFacts();
    view.addArguments({QString(5000, QLatin1Char('x'))});
    view.finish();
    view.show();

    QCOMPARE(view.horizontalScrollBar()->maximum(), 0);
    QVERIFY(view.verticalScrollBar()->maximum() > 0);
}

void TestFactView::startsOverAtTheTop()
{
    FactView view;
    view.resize(300, 100);
    view.show();
    for (int round = 0; round < 2; ++round) {
        view.clearFacts();
        for (int i = 0; i < 100; ++i)
            view.addParagraph(QString::number(i));
        view.finish();
        QCOMPARE(view.verticalScrollBar()->value(), 0);
    }

    QCOMPARE(view.toPlainText().count(QStringLiteral("57")), 1);
}

void TestFactView::cannotBeEditedNorTakeTheTabKey()
{
    FactView view;
    view.addParagraph(QStringLiteral("fixed"));
    QTest::keyClicks(&view, QStringLiteral("typed"));

    QCOMPARE(view.toPlainText(), QStringLiteral("fixed"));
    QVERIFY(view.tabChangesFocus());
}

void TestFactView::diffIsShownAsItIs()
{
    DiffView view;
    const auto diff = QStringLiteral("--- a\n+++ b\n@@ -1 +1 @@\n-old <b>\n+new\n");

    view.setDiff(diff);

    QCOMPARE(view.toPlainText(), diff);
    QVERIFY(view.isReadOnly());
}

QTEST_MAIN(TestFactView)
#include "tst_fact_view.moc"
