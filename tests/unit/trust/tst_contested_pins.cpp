// SPDX-License-Identifier: Apache-2.0
#include "core/trust/pin_book.h"

#include "core/trust/canonical.h"
#include "core/trust/pin_file.h"

#include <QtTest>

using namespace gatehouse;
using model::DefinitionKind;
using trust::DefinitionStanding;
using trust::PinBook;

/// Definitions that another server's were found to contest after they were taken as they came.
class TestContestedPins : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsContestedIsSuspendedAndToldOnce();
    void itComesToTheBookWithItsText();
    void whatIsAllowedIsNot();
    void whatIsDeniedAsksNobody();
    void anotherFormOfItIsLeftAlone();
    void aChangeThatWaitsIsSettled();
    void aLaterSessionRefusesItUnlisted();
    void theFileKeepsWhenItWasListed();
};

namespace {

const std::string kSearchTool = R"({"description":"Finds.","name":"search"})";
const std::string kOtherTool = R"({"description":"Mine.","name":"other"})";
const std::string kDoubt = "it could be taken for \"search\" of \"other\"";

PinBook bookOfTwo()
{
    PinBook book;
    book.judge(DefinitionKind::Tool, "search", kSearchTool);
    book.judge(DefinitionKind::Tool, "other", kOtherTool);
    book.endPage(DefinitionKind::Tool, true);
    return book;
}

std::vector<trust::Pin> contestedFile(const std::string& text = kSearchTool)
{
    return {{"other", trust::definitionDigest(kOtherTool), kOtherTool},
        {"search", trust::definitionDigest(text), {}, kDoubt, "ref of the other"}};
}

trust::DefinitionDecision decisionOnSearch(bool isDenied)
{
    return {DefinitionKind::Tool, "search", trust::definitionDigest(kSearchTool), isDenied};
}

} // namespace

void TestContestedPins::whatIsContestedIsSuspendedAndToldOnce()
{
    auto book = bookOfTwo();

    QCOMPARE(book.contest(DefinitionKind::Tool, contestedFile()).size(), std::size_t{1});

    QVERIFY(book.suspension(DefinitionKind::Tool, "search").has_value());
    QVERIFY(!book.suspension(DefinitionKind::Tool, "other"));
    QVERIFY(book.contest(DefinitionKind::Tool, contestedFile()).empty());
    const auto verdict = book.judge(DefinitionKind::Tool, "search", kSearchTool);
    QCOMPARE(verdict.standing, DefinitionStanding::Suspended);
    QVERIFY(!verdict.change); // it was told
}

void TestContestedPins::itComesToTheBookWithItsText()
{
    auto book = bookOfTwo();

    const auto contested = book.contest(DefinitionKind::Tool, contestedFile());

    QCOMPARE(contested.front().text, kSearchTool);
    QCOMPARE(contested.front().doubt, kDoubt);
    QCOMPARE(contested.front().rivalEntry, std::string("ref of the other"));
    // In the file it is no pin any more.
    const auto kept = book.pins(DefinitionKind::Tool);
    QCOMPARE(kept.size(), std::size_t{2});
    QCOMPARE(kept[1].doubt, kDoubt);
}

void TestContestedPins::whatIsAllowedIsNot()
{
    auto book = bookOfTwo();
    book.decide({decisionOnSearch(false)});

    QVERIFY(book.contest(DefinitionKind::Tool, contestedFile()).empty());

    QVERIFY(!book.suspension(DefinitionKind::Tool, "search"));
    QCOMPARE(book.judge(DefinitionKind::Tool, "search", kSearchTool).standing, DefinitionStanding::Allowed);
}

void TestContestedPins::whatIsDeniedAsksNobody()
{
    auto book = bookOfTwo();
    book.decide({decisionOnSearch(true)});

    QVERIFY(book.contest(DefinitionKind::Tool, contestedFile()).empty());

    QVERIFY(book.suspension(DefinitionKind::Tool, "search")->isDenied);
}

void TestContestedPins::anotherFormOfItIsLeftAlone()
{
    auto book = bookOfTwo();

    QVERIFY(book.contest(DefinitionKind::Tool, contestedFile("{}")).empty());
    QVERIFY(!book.suspension(DefinitionKind::Tool, "search"));
}

void TestContestedPins::aChangeThatWaitsIsSettled()
{
    auto book = bookOfTwo();
    const std::string changed = R"({"description":"Canary.","name":"search"})";
    book.judge(DefinitionKind::Tool, "search", changed);
    book.endPage(DefinitionKind::Tool, true);

    book.contest(DefinitionKind::Tool, contestedFile());
    const auto settled = book.endPage(DefinitionKind::Tool, true);

    QCOMPARE(settled.size(), std::size_t{1});
    QCOMPARE(settled.front().digest, trust::definitionDigest(changed));
    QCOMPARE(book.suspension(DefinitionKind::Tool, "search")->digest, trust::definitionDigest(kSearchTool));
    // Released, it leaves nothing behind.
    QCOMPARE(book.decide({decisionOnSearch(false)}).size(), std::size_t{1});
    QVERIFY(!book.suspension(DefinitionKind::Tool, "search"));
}

void TestContestedPins::aLaterSessionRefusesItUnlisted()
{
    PinBook book;
    book.load(DefinitionKind::Tool, contestedFile());

    QVERIFY(book.suspension(DefinitionKind::Tool, "search").has_value());
    book.decide({decisionOnSearch(false)});
    QVERIFY(!book.suspension(DefinitionKind::Tool, "search"));
}

void TestContestedPins::theFileKeepsWhenItWasListed()
{
    const trust::PinOwner owner{"claude-desktop", "files", "ref", 1'795'766'497'000};
    const auto bytes = trust::encodePins(owner, contestedFile());

    QCOMPARE(trust::decodePins(bytes)->owner, owner);
    QCOMPARE(trust::decodePinNames(bytes)->owner, owner);
    QCOMPARE(trust::decodePins(bytes)->pins, contestedFile());
    // Of a Gatehouse of before it is not known.
    QCOMPARE(
        trust::decodePins(trust::encodePins({"c", "s", "r"}, {}))->owner.since, base::UnixMilliseconds{0});
}

QTEST_APPLESS_MAIN(TestContestedPins)
#include "tst_contested_pins.moc"
