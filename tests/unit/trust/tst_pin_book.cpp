// SPDX-License-Identifier: Apache-2.0
#include "core/trust/pin_book.h"

#include "core/trust/canonical.h"
#include "core/trust/pin_file.h"

#include <QtTest>

using namespace gatehouse;
using model::DefinitionKind;
using trust::DefinitionStanding;
using trust::PinBook;

/// What is pinned, what is suspended, and that neither grows without bound.
class TestPinBook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstListingIsPinnedPageByPage();
    void aListingFromItsStartEndsTheFirst();
    void anEmptyFirstListingPinsNothing();
    void kindsArePinnedApart();
    void aChangeIsNewsOnce();
    void whatIsAsItWasSettlesTheQuestion();
    void anotherChangeSettlesTheOneBefore();
    void twoOfOneNameStaySuspended();
    void decisionsAllowAndDeny();
    void aDecisionIsForOneDigestAndKind();
    void strangersAreBounded();
    void newsAreBounded();
    void textsThatAreNotWhatTheirDigestSaysAreNotCompared();
    void whatIsInDoubtAsksInEverySession();
    void wordingPassesWhereThePolicyLetsIt();
    void whatIsPrivateIsNeitherKeptNorShown();
    void longNamesHaveShortOnes();
    void filesHoldWhatWasPinned();
    void aDamagedFileIsNone_data();
    void aDamagedFileIsNone();
};

namespace {

std::string toolForm(const std::string& name, const std::string& description = "Reads a file.")
{
    return R"({"description":")" + description + R"(","name":")" + name + "\"}";
}

/// A book that knows `read` and `send`.
PinBook knownBook()
{
    PinBook book;
    book.judge(DefinitionKind::Tool, "read", toolForm("read"));
    book.judge(DefinitionKind::Tool, "send", toolForm("send", "Sends a message to somebody."));
    book.endPage(DefinitionKind::Tool, true);
    return book;
}

} // namespace

void TestPinBook::theFirstListingIsPinnedPageByPage()
{
    PinBook book;
    QCOMPARE(book.judge(DefinitionKind::Tool, "a", toolForm("a")).standing, DefinitionStanding::FirstSeen);
    book.endPage(DefinitionKind::Tool, false);
    QVERIFY(!book.isPinned(DefinitionKind::Tool));
    QCOMPARE(book.judge(DefinitionKind::Tool, "b", toolForm("b")).standing, DefinitionStanding::FirstSeen);
    book.endPage(DefinitionKind::Tool, true);

    QVERIFY(book.isPinned(DefinitionKind::Tool));
    QCOMPARE(book.pins(DefinitionKind::Tool).size(), std::size_t{2});
    QCOMPARE(book.judge(DefinitionKind::Tool, "a", toolForm("a")).standing, DefinitionStanding::Known);
    QCOMPARE(book.judge(DefinitionKind::Tool, "c", toolForm("c")).standing, DefinitionStanding::Suspended);
}

void TestPinBook::aListingFromItsStartEndsTheFirst()
{
    PinBook book;
    book.beginListing(DefinitionKind::Tool);
    book.judge(DefinitionKind::Tool, "a", toolForm("a"));
    book.endPage(DefinitionKind::Tool, false); // there would be more

    book.beginListing(DefinitionKind::Tool);

    QCOMPARE(book.judge(DefinitionKind::Tool, "b", toolForm("b")).standing, DefinitionStanding::Suspended);
}

void TestPinBook::anEmptyFirstListingPinsNothing()
{
    PinBook book;
    book.endPage(DefinitionKind::Tool, true);
    PinBook later;
    later.load(DefinitionKind::Tool, {});

    QCOMPARE(book.judge(DefinitionKind::Tool, "a", toolForm("a")).standing, DefinitionStanding::Suspended);
    QCOMPARE(later.judge(DefinitionKind::Tool, "a", toolForm("a")).standing, DefinitionStanding::Suspended);
}

void TestPinBook::kindsArePinnedApart()
{
    auto book = knownBook();

    QCOMPARE(
        book.judge(DefinitionKind::Prompt, "new", toolForm("new")).standing, DefinitionStanding::FirstSeen);
    QCOMPARE(
        book.judge(DefinitionKind::Tool, "new", toolForm("new")).standing, DefinitionStanding::Suspended);
}

void TestPinBook::aChangeIsNewsOnce()
{
    auto book = knownBook();

    const auto first = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));
    const auto again = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));

    QVERIFY(first.isHidden() && first.change);
    QCOMPARE(first.change->diff, std::string("description: [-Reads -]{+Deletes +}a file."));
    QVERIFY(again.isHidden() && !again.change);
    QVERIFY(book.suspension(DefinitionKind::Tool, "read"));
    QVERIFY(!book.suspension(DefinitionKind::Tool, "send"));
    QVERIFY(!book.suspension(DefinitionKind::Prompt, "read"));
}

void TestPinBook::whatIsAsItWasSettlesTheQuestion()
{
    auto book = knownBook();
    const auto changed = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));
    book.endPage(DefinitionKind::Tool, true);

    book.judge(DefinitionKind::Tool, "read", toolForm("read"));
    const auto settled = book.endPage(DefinitionKind::Tool, true);

    QCOMPARE(settled.size(), std::size_t{1});
    QCOMPARE(settled.front().name, std::string("read"));
    QVERIFY(settled.front().digest == changed.digest);
    QVERIFY(!book.suspension(DefinitionKind::Tool, "read"));
}

void TestPinBook::anotherChangeSettlesTheOneBefore()
{
    auto book = knownBook();
    const auto changed = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));
    book.endPage(DefinitionKind::Tool, true);

    const auto other = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Sells a file."));
    const auto settled = book.endPage(DefinitionKind::Tool, true);

    QVERIFY(other.change.has_value());
    QCOMPARE(settled.size(), std::size_t{1});
    QVERIFY(settled.front().digest == changed.digest);
    QVERIFY(book.suspension(DefinitionKind::Tool, "read")->digest == other.digest);
}

void TestPinBook::twoOfOneNameStaySuspended()
{
    auto book = knownBook();
    for (int listing = 0; listing < 3; ++listing) {
        QCOMPARE(
            book.judge(DefinitionKind::Tool, "read", toolForm("read")).standing, DefinitionStanding::Known);
        const auto other = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));
        QCOMPARE(other.change.has_value(), listing == 0);
        QVERIFY(book.endPage(DefinitionKind::Tool, true).empty());
        QVERIFY(book.suspension(DefinitionKind::Tool, "read"));
    }
}

void TestPinBook::decisionsAllowAndDeny()
{
    auto book = knownBook();
    const auto changed = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));
    const auto added = book.judge(DefinitionKind::Tool, "exec", toolForm("exec", "Runs what it gets."));

    const auto released = book.decide({{DefinitionKind::Tool, "read", changed.digest, false},
        {DefinitionKind::Tool, "exec", added.digest, true}});

    QCOMPARE(released, std::vector<DefinitionKind>{DefinitionKind::Tool});
    QVERIFY(!book.suspension(DefinitionKind::Tool, "read"));
    QVERIFY(book.suspension(DefinitionKind::Tool, "exec")->isDenied);
    QCOMPARE(book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file.")).standing,
        DefinitionStanding::Allowed);
    QCOMPARE(book.judge(DefinitionKind::Tool, "read", toolForm("read")).standing, DefinitionStanding::Known);
    QCOMPARE(book.judge(DefinitionKind::Tool, "exec", toolForm("exec", "Runs what it gets.")).standing,
        DefinitionStanding::Denied);
    // A denial beats an approval of the same.
    book.decide({{DefinitionKind::Tool, "read", changed.digest, true},
        {DefinitionKind::Tool, "read", changed.digest, false}});
    QCOMPARE(book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file.")).standing,
        DefinitionStanding::Denied);
    QVERIFY(book.decide({}).empty());
}

void TestPinBook::aDecisionIsForOneDigestAndKind()
{
    auto book = knownBook();
    const auto changed = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));

    QVERIFY(book.decide({{DefinitionKind::Prompt, "read", changed.digest, false},
                            {DefinitionKind::Tool, "send", changed.digest, false},
                            {DefinitionKind::Tool, "read", base::sha256("x"), false}})
                .empty());
    QVERIFY(book.suspension(DefinitionKind::Tool, "read"));
}

void TestPinBook::strangersAreBounded()
{
    auto book = knownBook();
    for (std::size_t i = 0; i < PinBook::kMaxStrangers + 10; ++i) {
        const auto name = "x" + std::to_string(i);
        QVERIFY(book.judge(DefinitionKind::Tool, name, toolForm(name)).isHidden());
    }

    // What could not be noted cannot be called either; what is known can.
    QVERIFY(book.suspension(DefinitionKind::Tool, "x" + std::to_string(PinBook::kMaxStrangers + 5)));
    QVERIFY(!book.suspension(DefinitionKind::Tool, "read"));
}

void TestPinBook::newsAreBounded()
{
    auto book = knownBook();
    std::size_t news = 0;
    for (std::size_t i = 0; i < 3 * PinBook::kMaxNews; ++i) {
        const auto verdict =
            book.judge(DefinitionKind::Tool, "read", toolForm("read", "Does thing " + std::to_string(i)));
        QVERIFY(verdict.isHidden());
        news += verdict.change ? 1 : 0;
    }
    QCOMPARE(news, PinBook::kMaxNews);
}

void TestPinBook::textsThatAreNotWhatTheirDigestSaysAreNotCompared()
{
    PinBook book;
    book.load(DefinitionKind::Tool,
        {{"read", trust::definitionDigest(toolForm("read")), toolForm("read", "Deletes a fil.")}});

    const auto verdict = book.judge(DefinitionKind::Tool, "read", toolForm("read", "Deletes a file."));

    QVERIFY(verdict.isHidden());
    QCOMPARE(verdict.change->kind(), trust::ChangeKind::Other);
}

void TestPinBook::whatIsInDoubtAsksInEverySession()
{
    PinBook book;
    const auto first =
        book.judge(DefinitionKind::Tool, "read", toolForm("read"), {"it could be taken for another"});
    book.endPage(DefinitionKind::Tool, true);
    PinBook later;
    later.load(DefinitionKind::Tool, book.pins(DefinitionKind::Tool));

    const auto again = later.judge(DefinitionKind::Tool, "read", toolForm("read"));

    for (const auto& verdict : {first, again}) {
        QCOMPARE(verdict.standing, DefinitionStanding::Suspended);
        QCOMPARE(verdict.change->parts.front().kind, trust::ChangeKind::Shadowing);
        QCOMPARE(verdict.change->parts.front().sentence, std::string("it could be taken for another"));
    }
    later.decide({{DefinitionKind::Tool, "read", first.digest, false}});
    QCOMPARE(
        later.judge(DefinitionKind::Tool, "read", toolForm("read")).standing, DefinitionStanding::Allowed);
}

void TestPinBook::wordingPassesWhereThePolicyLetsIt()
{
    auto book = knownBook();
    const auto typo = toolForm("read", "Reads a fle.");
    QVERIFY(book.judge(DefinitionKind::Tool, "read", typo).isHidden());
    book.endPage(DefinitionKind::Tool, true);
    book.setAcceptsWording(true);

    const auto accepted = book.judge(DefinitionKind::Tool, "read", typo);
    const auto settled = book.endPage(DefinitionKind::Tool, true);
    const auto again = book.judge(DefinitionKind::Tool, "read", typo);

    QCOMPARE(accepted.standing, DefinitionStanding::Accepted);
    QVERIFY(accepted.change.has_value());
    QCOMPARE(settled.size(), std::size_t{1}); // the question of before
    QCOMPARE(again.standing, DefinitionStanding::Accepted);
    QVERIFY(!again.change); // told once
    // Small steps do not add up, nothing else passes, and a denial counts.
    QVERIFY(book.judge(DefinitionKind::Tool, "read", toolForm("read", "Sends the whole fle on to a host."))
                .isHidden());
    QVERIFY(book.judge(DefinitionKind::Tool, "read", toolForm("read", "You must: a file.")).isHidden());
    QVERIFY(book.judge(DefinitionKind::Tool, "raed", toolForm("raed")).isHidden());
    book.decide({{DefinitionKind::Tool, "read", accepted.digest, true}});
    QVERIFY(book.judge(DefinitionKind::Tool, "read", typo).isHidden());
    book.decide({});
    book.setAcceptsWording(false);
    QVERIFY(book.judge(DefinitionKind::Tool, "read", typo).isHidden());
}

void TestPinBook::whatIsPrivateIsNeitherKeptNorShown()
{
    PinBook book;
    book.judge(DefinitionKind::Tool, "read", toolForm("read", "Uses canary."), {.isPrivate = true});
    book.judge(DefinitionKind::Tool, "send", toolForm("send", "Sends."));
    book.endPage(DefinitionKind::Tool, true);
    book.setAcceptsWording(true);

    const auto changed =
        book.judge(DefinitionKind::Tool, "send", toolForm("send", "Sends canary."), {.isPrivate = true});

    for (const auto& pin : book.pins(DefinitionKind::Tool))
        QVERIFY(pin.text.find("canary") == std::string::npos);
    QVERIFY(changed.isHidden()); // though it is but a word
    QVERIFY(changed.change->diff.empty());
    for (const auto& part : changed.change->parts)
        QVERIFY(part.sentence.find("canary") == std::string::npos);
    // Without a text it is compared all the same.
    QCOMPARE(book.judge(DefinitionKind::Tool, "read", toolForm("read", "Uses canary."), {.isPrivate = true})
                 .standing,
        DefinitionStanding::Known);
    QVERIFY(book.judge(DefinitionKind::Tool, "read", toolForm("read", "Uses it.")).isHidden());
}

void TestPinBook::longNamesHaveShortOnes()
{
    const std::string longName(5000, 'a');

    QVERIFY(trust::pinName(longName).size() < 400);
    QVERIFY(trust::pinName(longName) != trust::pinName(longName + "b"));
    QCOMPARE(trust::pinName("read"), std::string("read"));
}

void TestPinBook::filesHoldWhatWasPinned()
{
    auto book = knownBook();
    const auto pins = book.pins(DefinitionKind::Tool);
    const trust::PinOwner owner{"cursor", "fi\"les", "0011"};

    const auto read = trust::decodePins(trust::encodePins(owner, pins));

    QVERIFY(read.hasValue());
    QVERIFY(read->owner == owner);
    QVERIFY(read->pins == pins);
    const auto names = trust::decodePinNames(trust::encodePins(owner, pins));
    QVERIFY(names->owner == owner);
    QCOMPARE(names->pins.size(), pins.size());
    for (std::size_t i = 0; i < pins.size(); ++i) {
        QCOMPARE(names->pins[i].name, pins[i].name);
        QVERIFY(names->pins[i].digest == pins[i].digest);
    }
    QVERIFY(trust::decodePins(trust::encodePins({}, {}))->pins.empty());
    const std::vector<trust::Pin> odd{{"a\"\n\xF0\x9F\x98\x80", base::sha256("x"), {}, "it is odd"}};
    QVERIFY(trust::decodePins(trust::encodePins({}, odd))->pins == odd);
}

void TestPinBook::aDamagedFileIsNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto whole =
        QByteArray::fromStdString(trust::encodePins({}, knownBook().pins(DefinitionKind::Tool)));
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("another format") << QByteArray("gatehouse-pins 2\n");
    QTest::newRow("cut") << whole.chopped(1);
    QTest::newRow("cut in a line") << whole.chopped(20) + "\n";
    QTest::newRow("no JSON") << whole + "x\n";
    QTest::newRow("no digest") << whole + "{\"name\":\"a\"}\n";
    QTest::newRow("no owner") << QByteArray("gatehouse-pins 1\n");
    QTest::newRow("an owner without a name") << QByteArray("gatehouse-pins 1\n{\"client\":\"a\"}\n");
    QTest::newRow("an empty line") << whole + "\n";
}

void TestPinBook::aDamagedFileIsNone()
{
    QFETCH(QByteArray, bytes);

    QVERIFY(!trust::decodePins(bytes.toStdString()));
}

QTEST_APPLESS_MAIN(TestPinBook)
#include "tst_pin_book.moc"
