// SPDX-License-Identifier: Apache-2.0
#include "core/trust/pin_book.h"

#include <QtTest>

using namespace gatehouse;
using model::DefinitionKind;
using trust::DefinitionStanding;
using trust::PinBook;

/// When a first listing is over that has no last page.
class TestFirstListing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFirstListingWithoutEndIsOver_data();
    void aFirstListingWithoutEndIsOver();
    void aPageThatIsAskedForTwiceEndsNothing();
};

namespace {

std::string listedForm(const std::string& name)
{
    return R"({"description":"Reads a file.","name":")" + name + "\"}";
}

} // namespace

void TestFirstListing::aFirstListingWithoutEndIsOver_data()
{
    QTest::addColumn<bool>("hasOneCursor");
    QTest::addColumn<std::size_t>("pagesTaken");
    QTest::newRow("the same cursor again and again") << true << std::size_t{2};
    QTest::newRow("always another one") << false << PinBook::kMaxPages;
}

void TestFirstListing::aFirstListingWithoutEndIsOver()
{
    QFETCH(bool, hasOneCursor);
    QFETCH(std::size_t, pagesTaken);
    PinBook book;
    std::size_t taken = 0;
    trust::DefinitionVerdict verdict;
    for (std::size_t page = 0; page < 3 * PinBook::kMaxPages; ++page) {
        const auto name = "tool" + std::to_string(page);
        verdict = book.judge(DefinitionKind::Tool, name, listedForm(name));
        taken += verdict.standing == DefinitionStanding::FirstSeen ? 1 : 0;
        if (page == pagesTaken) {
            QCOMPARE(verdict.standing, DefinitionStanding::Suspended);
            QVERIFY(verdict.change);
            const auto& sentence = verdict.change->parts.back().sentence;
            QVERIFY2(sentence.find("had no end") != std::string::npos &&
                    sentence.find(std::to_string(pagesTaken) + " pages") != std::string::npos,
                sentence.c_str());
        }
        book.endPage(DefinitionKind::Tool, false, hasOneCursor ? "again" : name);
    }
    QCOMPARE(taken, pagesTaken);
    QCOMPARE(book.pins(DefinitionKind::Tool).size(), pagesTaken);
    // What was taken goes on as before.
    QCOMPARE(
        book.judge(DefinitionKind::Tool, "tool0", listedForm("tool0")).standing, DefinitionStanding::Known);
}

void TestFirstListing::aPageThatIsAskedForTwiceEndsNothing()
{
    PinBook book;
    const auto page = [&book](const std::string& name, const char* cursor) {
        const auto verdict = book.judge(DefinitionKind::Tool, name, listedForm(name));
        book.endPage(DefinitionKind::Tool, *cursor == '\0', cursor);
        return verdict.standing;
    };
    QCOMPARE(page("read", "2"), DefinitionStanding::FirstSeen);
    QCOMPARE(page("send", "3"), DefinitionStanding::FirstSeen);
    QCOMPARE(page("send", "3"), DefinitionStanding::Known);
    QCOMPARE(page("move", ""), DefinitionStanding::FirstSeen);
    QCOMPARE(page("more", ""), DefinitionStanding::Suspended);
}

QTEST_APPLESS_MAIN(TestFirstListing)
#include "tst_first_listing.moc"
