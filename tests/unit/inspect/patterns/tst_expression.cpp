// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/byte_rates.h"
#include "core/inspect/compile_patterns/expression.h"

#include <QtTest>

using namespace gatehouse::inspect;

namespace {

/// As "text|text", with `<` and `>` where a word has to begin and end.
QString shown(const Requirement& requirement)
{
    QStringList texts;
    for (const auto& one : requirement.texts)
        texts << (one.startsWord ? QStringLiteral("<") : QString()) + QString::fromStdString(one.text) +
                (one.endsWord ? QStringLiteral(">") : QString());
    return texts.join(u'|');
}

} // namespace

class TestExpression : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatMustStandThere_data();
    void saysWhatMustStandThere();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
};

void TestExpression::saysWhatMustStandThere_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<bool>("ignoresCase");
    QTest::addColumn<QString>("texts");
    QTest::addColumn<bool>("isAll");
    QTest::addColumn<int>("widest");
    QTest::addColumn<int>("tailBytes");

    QTest::newRow("a text") << "a\\.bcd" << false << "a.bcd" << true << 5 << 0;
    QTest::newRow("small letters where case does not matter") << "ABc" << true << "abc" << true << 3 << 0;
    QTest::newRow("choices") << "(?:abc|abd)e?" << false << "abc|abce|abd|abde" << true << 4 << 0;
    QTest::newRow("classes of few bytes") << "ab[12]" << false << "ab1|ab2" << true << 3 << 0;
    QTest::newRow("a tail") << "abc_[A-Za-z0-9]{6}" << false << "abc_" << true << 10 << 6;
    QTest::newRow("words") << "\\b(?:abc|xyz)\\b" << false << "<abc>|<xyz>" << true << 3 << 0;
    QTest::newRow("a word that cannot end there") << "(?:abc|ab-)\\bx" << false << "ab-x" << true << 4 << 0;
    QTest::newRow("more than a text") << "a{0,9}bcd[^x]{1,9}z" << false << "bcd" << false << 22 << 0;
    QTest::newRow("the rarer of two") << "that[^x]{1,9}qzjw" << false << "qzjw" << false << 17 << 0;
    QTest::newRow("each with what stands in front")
        << "<(?:abc|[a-z]{2,9}|def)[^x]{3,9}qzj" << false << "qzj" << false << 22 << 0;
    QTest::newRow("choices of which one is more than a text")
        << "<(?:qzj|wvk[^x]{2,5})x[^y]{2,5}" << false << "<qzj|<wvk" << false << 15 << 0;
}

void TestExpression::saysWhatMustStandThere()
{
    QFETCH(QString, expression);
    QFETCH(bool, ignoresCase);
    std::string problem;
    const auto found = requirementOf(expression.toStdString(), ignoresCase, &byteRate, problem);
    QVERIFY2(found, problem.c_str());
    QTEST(shown(*found), "texts");
    QTEST(found->isAll, "isAll");
    QTEST(int(found->widest), "widest");
    QTEST(int(found->tailBytes), "tailBytes");
}

void TestExpression::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("problem");
    QTest::newRow("no literal") << "[^x]{3,9}ab"
                                << "has no literal of three bytes";
    QTest::newRow("a choice without one") << "abc|de"
                                          << "has no literal of three bytes";
    QTest::newRow("no bound") << "abcd[a-z]*"
                              << "repeats without an upper bound";
    QTest::newRow("a group that looks ahead") << "abc(?=d)"
                                              << "has a group that only (?: may be";
    QTest::newRow("a bracket too many") << "abc)"
                                        << "has a bracket too many";
    QTest::newRow("a bracket too few") << "(?:abc"
                                       << "has a bracket too few";
    QTest::newRow("an open class") << "abc[d"
                                   << "has a [ without its ]";
    QTest::newRow("an escape") << "abc\\K"
                               << "has an escape that is not known here: \\K";
    QTest::newRow("the end of the text") << "abc$"
                                         << "has a $, which is not known here";
}

void TestExpression::saysWhatIsWrong()
{
    QFETCH(QString, expression);
    QFETCH(QString, problem);
    std::string said;
    QVERIFY(!requirementOf(expression.toStdString(), false, &byteRate, said));
    QCOMPARE(QString::fromStdString(said), problem);
}

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
