// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/tool_book.h"

#include <QtTest>

using namespace gatehouse;
using model::ToolDecision;
using pipeline::ToolBook;

/// What calls of a tool do, by what was decided and by what the server defines now.
class TestToolBook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsDecidedHolds_data();
    void whatIsDecidedHolds();
    void aDefinitionThatChangesLosesItsAllowAndNothingElse();
    void ofSeveralSetsTheStrictestHolds();
    void saysWhetherAnotherSetOfToolsIsHidden();
    void nothingDecidedIsNothingAsked();
    void moreToolsThanAreKeptStayBounded();
};

namespace {

const auto kSeen = base::sha256("seen");

model::ToolRule rule(const char* tool, ToolDecision decision)
{
    return {tool, decision, decision == ToolDecision::Allow ? kSeen : base::Sha256(), 0};
}

const std::vector<model::ToolRule>& decided()
{
    static const std::vector<model::ToolRule> kRules{rule("read_file", ToolDecision::Allow),
        rule("write_file", ToolDecision::Ask), rule("delete_file", ToolDecision::Deny)};
    return kRules;
}

QString name(ToolDecision decision)
{
    const auto text = model::toText(decision);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

void TestToolBook::whatIsDecidedHolds_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("others"); // what all others do
    QTest::addColumn<bool>("isSeen");    // and defined as it was when it was decided on
    QTest::addColumn<QString>("does");
    const auto row = [](const char* what, const char* tool, ToolDecision others, bool isSeen,
                         ToolDecision does) {
        QTest::newRow(what) << QString::fromUtf8(tool) << name(others) << isSeen << name(does);
    };
    row("allowed", "read_file", ToolDecision::None, true, ToolDecision::Allow);
    row("allowed, while the others ask", "read_file", ToolDecision::Ask, true, ToolDecision::Allow);
    row("allowed, while the others are denied", "read_file", ToolDecision::Deny, true, ToolDecision::Allow);
    row("allowed, and nobody knows what it is", "read_file", ToolDecision::None, false, ToolDecision::Ask);
    row("asks", "write_file", ToolDecision::None, true, ToolDecision::Ask);
    row("asks, while the others are denied", "write_file", ToolDecision::Deny, true, ToolDecision::Ask);
    row("denied", "delete_file", ToolDecision::None, true, ToolDecision::Deny);
    row("denied, and never seen", "delete_file", ToolDecision::None, false, ToolDecision::Deny);
    row("not decided", "list", ToolDecision::None, true, ToolDecision::None);
    row("not decided, the others ask", "list", ToolDecision::Ask, true, ToolDecision::Ask);
    row("not decided, the others are denied", "list", ToolDecision::Deny, true, ToolDecision::Deny);
    // A name that reads as the denied one is the denied one.
    row("case", "Delete_File", ToolDecision::None, true, ToolDecision::Deny);
    row("camel case", "deleteFile", ToolDecision::None, true, ToolDecision::Deny);
    row("white space around it", " delete_file ", ToolDecision::None, true, ToolDecision::Deny);
    row("full width", "ｄelete_file", ToolDecision::None, true, ToolDecision::Deny);
    row("a ligature", "delete_ﬁle", ToolDecision::None, true, ToolDecision::Deny);
    row("mathematical letters", "𝐝𝐞𝐥𝐞𝐭𝐞_file", ToolDecision::None, true, ToolDecision::Deny);
    row("Cyrillic letters", "dеlеte_file", ToolDecision::None, true, ToolDecision::Deny);
    row("an accent", "délete_file", ToolDecision::None, true, ToolDecision::Deny);
    row("a combining accent", "de\xCC\x81lete_file", ToolDecision::None, true, ToolDecision::Deny);
    row("nothing that is drawn", "delete\xE2\x80\x8B_file", ToolDecision::None, true, ToolDecision::Deny);
    row("a soft hyphen", "delete\xC2\xAD_file", ToolDecision::None, true, ToolDecision::Deny);
    row("a name that reads as one that asks", "Write-File", ToolDecision::None, true, ToolDecision::Ask);
    row("and the others are denied", "Write-File", ToolDecision::Deny, true, ToolDecision::Deny);
    // Allow is for exactly what it was given to.
    row("a name that reads as an allowed one", "Read_File", ToolDecision::Ask, true, ToolDecision::Ask);
    row("another word", "delete_files", ToolDecision::None, true, ToolDecision::None);
    row("no name", "", ToolDecision::Ask, true, ToolDecision::Ask);
}

void TestToolBook::whatIsDecidedHolds()
{
    QFETCH(QString, tool);
    QFETCH(QString, others);
    QFETCH(bool, isSeen);
    QFETCH(QString, does);
    auto rules = decided();
    ToolDecision ofOthers{};
    QVERIFY(model::fromText(others.toStdString(), ofOthers));
    if (ofOthers != ToolDecision::None)
        rules.push_back(rule("", ofOthers));
    const auto tells = [&](bool isFirstSeen) {
        ToolBook book;
        if (isSeen && isFirstSeen)
            book.saw(tool.toStdString(), kSeen);
        book.decide({rules});
        if (isSeen && !isFirstSeen)
            book.saw(tool.toStdString(), kSeen);
        return name(book.standing(tool.toStdString()));
    };

    QCOMPARE(tells(true), does);
    QCOMPARE(tells(false), does); // whichever came first
}

void TestToolBook::aDefinitionThatChangesLosesItsAllowAndNothingElse()
{
    ToolBook book;
    book.decide({decided()});
    for (const auto* tool : {"read_file", "write_file", "delete_file"})
        book.saw(tool, kSeen);

    for (const auto* tool : {"read_file", "write_file", "delete_file"})
        book.saw(tool, base::sha256("changed"));
    QCOMPARE(name(book.standing("read_file")), name(ToolDecision::Ask));
    QCOMPARE(name(book.standing("write_file")), name(ToolDecision::Ask));
    QCOMPARE(name(book.standing("delete_file")), name(ToolDecision::Deny));

    book.saw("read_file", kSeen); // as it was
    QCOMPARE(name(book.standing("read_file")), name(ToolDecision::Allow));
}

void TestToolBook::ofSeveralSetsTheStrictestHolds()
{
    ToolBook book;
    book.saw("read_file", kSeen);
    book.saw("list", kSeen);
    book.decide({decided(), {rule("", ToolDecision::Ask)}, {}});
    QCOMPARE(name(book.standing("read_file")), name(ToolDecision::Ask));
    QCOMPARE(name(book.standing("delete_file")), name(ToolDecision::Deny));

    book.decide({decided(), {rule("list", ToolDecision::Allow)}});
    QCOMPARE(name(book.standing("read_file")), name(ToolDecision::Allow));
    QCOMPARE(name(book.standing("list")), name(ToolDecision::Allow));
    // One rule twice, from two commands of one entry.
    book.decide({{rule("list", ToolDecision::Allow), rule("list", ToolDecision::Deny)}});
    QCOMPARE(name(book.standing("list")), name(ToolDecision::Deny));
}

void TestToolBook::saysWhetherAnotherSetOfToolsIsHidden()
{
    ToolBook book;
    book.saw("delete_file", kSeen);
    QVERIFY(book.decide({decided()}));
    QVERIFY(!book.decide({decided()}));
    QVERIFY(!book.decide({{rule("delete_file", ToolDecision::Deny), rule("read_file", ToolDecision::Ask)}}));
    QVERIFY(book.decide({{rule("delete_file", ToolDecision::Ask)}}));
}

void TestToolBook::nothingDecidedIsNothingAsked()
{
    ToolBook book;
    QVERIFY(book.isEmpty());
    book.saw("read_file", kSeen);
    QVERIFY(!book.decide({{}, {}}));
    QVERIFY(book.isEmpty());
    QCOMPARE(name(book.standing("read_file")), name(ToolDecision::None));
}

void TestToolBook::moreToolsThanAreKeptStayBounded()
{
    ToolBook book;
    book.decide({{rule("last", ToolDecision::Allow), rule("gone", ToolDecision::Deny)}});
    for (std::size_t i = 0; i < ToolBook::kMaxSeen; ++i)
        book.saw("tool" + std::to_string(i), kSeen);
    book.saw("last", kSeen);

    // What is not kept is not known, and asks.
    QCOMPARE(name(book.standing("last")), name(ToolDecision::Ask));
    QCOMPARE(name(book.standing("gone")), name(ToolDecision::Deny));
}

QTEST_GUILESS_MAIN(TestToolBook)
#include "tst_tool_book.moc"
