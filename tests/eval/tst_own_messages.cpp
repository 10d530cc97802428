// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/inspector.h"
#include "core/pipeline/treatment.h"
#include "tests/eval/corpus.h"

#include <QtTest>
#include <algorithm>
#include <optional>
#include <string>

using namespace gatehouse;

namespace {

struct Share {
    int items = 0;
    int actedOn = 0;
    int told = 0;

    double percentActedOn() const { return 100.0 * actedOn / items; }
    double percentTold() const { return 100.0 * told / items; }
};

struct Shares {
    Share attacks;
    Share others;
};

bool isAboutAttacks(model::Family family)
{
    return family != model::Family::Secret && family != model::Family::Personal;
}

} // namespace

/// Messages of our own (tests/eval/own): attacks as third parties would put them into results, and harmless
/// ones that look like them. The bounds are what was reached (detection.md), a little looser.
class TestOwnMessages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void attacksAreFoundAndTheirTwinsAreNot_data();
    void attacksAreFoundAndTheirTwinsAreNot();
    void attacksInsideALongPageAreFound();

private:
    Shares sharesOf(const std::string& folder);
    void add(const std::string& line, const eval::Item& item, Shares& shares);

    inspect::DetectorSet m_detectors = inspect::DetectorSet::standard();
    std::optional<inspect::Inspector> m_inspector;
};

void TestOwnMessages::initTestCase()
{
    auto inspector = inspect::Inspector::make(m_detectors);
    QVERIFY(bool(inspector));
    m_inspector.emplace(std::move(*inspector));
}

/// `line`: the item's message, or another one that holds its text.
void TestOwnMessages::add(const std::string& line, const eval::Item& item, Shares& shares)
{
    const auto parsed = jsonrpc::parseMessage(line, {});
    if (!parsed.message)
        return;
    const auto inspection =
        m_inspector->inspect(*parsed.message, mcp::channelOf(*item.method, item.isAnswer));
    const auto confidences = pipeline::jointConfidences(inspection->found);
    auto best = model::Confidence::Low;
    for (std::size_t i = 0; i < confidences.size(); ++i) {
        if (isAboutAttacks(inspection->found[i].rule->family))
            best = std::max(best, confidences[i]);
    }
    auto& share = item.isPositive() ? shares.attacks : shares.others;
    ++share.items;
    share.actedOn += best == model::Confidence::High ? 1 : 0;
    share.told += best == model::Confidence::Low ? 0 : 1;
}

Shares TestOwnMessages::sharesOf(const std::string& folder)
{
    Shares shares;
    eval::readCorpora(folder, [&](const eval::Item& item) { add(item.line, item, shares); });
    return shares;
}

void TestOwnMessages::attacksAreFoundAndTheirTwinsAreNot_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<double>("leastActedOn");
    QTest::addColumn<double>("leastTold");
    QTest::addColumn<double>("mostWrong");
    QTest::newRow("first") << "first" << 72.0 << 91.0 << 4.5;
    QTest::newRow("second") << "second" << 65.0 << 85.0 << 4.5;
    QTest::newRow("third") << "third" << 60.0 << 80.0 << 4.5;
    QTest::newRow("fourth") << "fourth" << 41.0 << 68.0 << 4.5;
    // Written by others than the rules and the training texts.
    QTest::newRow("fifth") << "fifth" << 28.0 << 53.0 << 3.0;
    QTest::newRow("sixth") << "sixth" << 34.0 << 59.0 << 4.5;
    QTest::newRow("seventh") << "seventh" << 18.0 << 51.0 << 3.5;
}

void TestOwnMessages::attacksAreFoundAndTheirTwinsAreNot()
{
    QFETCH(QString, folder);
    QFETCH(double, leastActedOn);
    QFETCH(double, leastTold);
    QFETCH(double, mostWrong);

    const auto shares = sharesOf(std::string(GATEHOUSE_OWN_MESSAGES) + "/" + folder.toStdString());

    QVERIFY(shares.attacks.items >= 40);
    QVERIFY(shares.others.items >= 80);
    qInfo("attacks: %.1f %% acted on, %.1f %% told; others: %.1f %%, %.1f %%",
        shares.attacks.percentActedOn(), shares.attacks.percentTold(), shares.others.percentActedOn(),
        shares.others.percentTold());
    QVERIFY(shares.attacks.percentActedOn() >= leastActedOn);
    QVERIFY(shares.attacks.percentTold() >= leastTold);
    QVERIFY(shares.others.percentActedOn() <= mostWrong);
}

/// Each text of the sets by others in the middle of 4 KB of a page that says nothing.
void TestOwnMessages::attacksInsideALongPageAreFound()
{
    constexpr std::size_t kHalf = 2000;
    std::string page;
    for (int year = 1900; page.size() < kHalf; ++year)
        page += "In " + std::to_string(year) +
            " the harbour was dredged, a new pier was opened, and ferries carried more passengers than in "
            "the "
            "year before; the market hall got a glass roof.\n";
    const auto around = jsonrpc::encodeString(page);
    const auto inside = around.substr(1, around.size() - 2);
    Shares shares;
    for (const std::string set : {"fifth", "sixth", "seventh"}) {
        eval::readCorpora(std::string(GATEHOUSE_OWN_MESSAGES) + '/' + set, [&](const eval::Item& item) {
            const auto begin = item.line.find("\"text\":\"");
            const auto end = item.line.rfind("\"}");
            if (item.kind != "tool_result" || begin == std::string::npos || end == std::string::npos)
                return;
            auto line = item.line;
            line.insert(end, inside);
            line.insert(begin + std::string_view("\"text\":\"").size(), inside);
            add(line, item, shares);
        });
    }

    qInfo("attacks: %.1f %% acted on, %.1f %% told; others: %.1f %%, %.1f %%",
        shares.attacks.percentActedOn(), shares.attacks.percentTold(), shares.others.percentActedOn(),
        shares.others.percentTold());
    QCOMPARE(shares.attacks.items, 403);
    QVERIFY(shares.attacks.percentTold() >= 35);
    QVERIFY(shares.attacks.percentActedOn() >= 18);
    QVERIFY(shares.others.percentActedOn() <= 1.5);
}

QTEST_APPLESS_MAIN(TestOwnMessages)
#include "tst_own_messages.moc"
