// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/store/catalog_store.h"
#include "core/store/definition_store.h"
#include "core/store/usage_fold.h"

#include <algorithm>
#include <functional>

using namespace gatehouse;
using namespace gatehouse::store;
using model::DefinitionKind;
using model::DefinitionState;

/// What servers define and how it came to be, folded in any order.
class TestDefinitionStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<StoreFixture>();
        m_definitions = std::make_unique<DefinitionStore>(m_store->database());
    }
    void listsUsesAndRemarksCountInAnyOrder();
    void whatACompleteListLacksIsGone();
    void aListWithoutAnEndTakesNothingAway();
    void aListOfTimesToComeTakesNothingAway();
    void twoDefinitionsUnderOneNameShow();
    void everyVersionKeepsItsTimesAndItsChange();
    void versionsAreBounded();
    void inventedNamesAreBounded();
    void listsOfAnyLengthAreBounded();

private:
    std::unique_ptr<StoreFixture> m_store;
    std::unique_ptr<DefinitionStore> m_definitions;
};

namespace {

constexpr base::UnixMilliseconds kMuchLater = 1'000'000;

ListedPage toolsPage(std::vector<ListedDefinition> tools, base::UnixMilliseconds beganAt, bool isLast = true)
{
    return {"tool", beganAt, 0, isLast, std::move(tools)};
}

} // namespace

void TestDefinitionStore::listsUsesAndRemarksCountInAnyOrder()
{
    using Step = std::function<base::Result<void>(DefinitionStore&, UsageStore&)>;
    std::vector<Step> steps{
        [](auto& store, auto&) {
            return store.saw("r", toolsPage({{"read", "old", {}, {}}}, 10), 10);
        },
        [](auto& store, auto&) {
            return store.saw(
                "r", toolsPage({{"read", "new", "suspended", "text"}, {"send", "s", {}, {}}}, 20), 20);
        },
        [](auto& store, auto&) {
            return store.remark("r", {"tool", "read", "new", {}, "a diff"}, 21);
        },
        [](auto& store, auto&) { return store.used("r", "tool", "read", 5); },
        [](auto& store, auto&) { return store.used("r", "tool", "ghost", 7); },
        [](auto&, auto& usage) {
            return usage.used({"r", "tool", "read", "cursor", "Cursor", 5, 30, 3, 1});
        },
    };
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
    std::vector<model::DefinitionRow> expected;
    std::vector<model::DefinitionVersion> expectedVersions;
    do {
        StoreFixture fixture;
        DefinitionStore store(fixture.database());
        UsageStore usage(fixture.database());
        for (const auto step : order)
            QVERIFY(steps[step](store, usage).hasValue());

        const auto rows = store.definitions("r", kMuchLater).value();
        const auto versions = store.versions("r", DefinitionKind::Tool, "read").value();

        if (expected.empty()) {
            expected = rows;
            expectedVersions = versions;
        }
        QVERIFY(rows == expected);
        QVERIFY(versions == expectedVersions);
    } while (std::next_permutation(order.begin(), order.end()) && order[0] < 2); // 240 orders

    QCOMPARE(expected.size(), 3U);
    QCOMPARE(expected[0].name, std::string("ghost"));
    QCOMPARE(expected[0].state, DefinitionState::NeverListed);
    const auto& read = expected[1];
    QCOMPARE(read.digest, std::string("new"));
    QCOMPARE(read.state, DefinitionState::Suspended);
    QCOMPARE(read.firstSeen, 5);
    QCOMPARE(read.lastSeen, 30);
    QCOMPARE(read.calls, 3U);
    QCOMPARE(read.refused, 1U);
    QCOMPARE(read.versions, 2);
    QCOMPARE(expectedVersions[1].change, std::string("text"));
    QCOMPARE(expectedVersions[1].diff, std::string("a diff"));
}

void TestDefinitionStore::whatACompleteListLacksIsGone()
{
    QVERIFY(m_definitions->saw("r", toolsPage({{"a", "1", {}, {}}, {"b", "2", {}, {}}}, 10), 10).hasValue());
    // A list of two pages, told one after the other.
    QVERIFY(m_definitions->saw("r", toolsPage({{"b", "2", {}, {}}}, 20, false), 20).hasValue());
    QCOMPARE(m_definitions->definitions("r", kMuchLater)->at(0).state, DefinitionState::Listed);
    QVERIFY(m_definitions->saw("r", toolsPage({{"c", "3", {}, {}}}, 20), 25).hasValue());

    const auto rows = m_definitions->definitions("r", kMuchLater).value();

    QCOMPARE(rows[0].state, DefinitionState::Gone);
    QCOMPARE(rows[1].state, DefinitionState::Listed);
    QCOMPARE(rows[2].state, DefinitionState::Listed);
    // It comes back.
    QVERIFY(m_definitions->saw("r", toolsPage({{"a", "1", {}, {}}}, 30), 30).hasValue());
    QCOMPARE(m_definitions->definitions("r", kMuchLater)->at(0).state, DefinitionState::Listed);
    // Another kind's lists say nothing of tools.
    QVERIFY(m_definitions->saw("r", {"prompt", 40, 0, true, {}}, 40).hasValue());
    QCOMPARE(m_definitions->definitions("r", kMuchLater)->at(0).state, DefinitionState::Listed);
}

void TestDefinitionStore::aListWithoutAnEndTakesNothingAway()
{
    QVERIFY(m_definitions->saw("r", toolsPage({{"a", "1", {}, {}}}, 10), 10).hasValue());

    QVERIFY(m_definitions->saw("r", toolsPage({{"b", "2", {}, {}}}, 20, false), 20).hasValue());

    QCOMPARE(m_definitions->definitions("r", kMuchLater)->at(0).state, DefinitionState::Listed);
}

void TestDefinitionStore::aListOfTimesToComeTakesNothingAway()
{
    constexpr base::UnixMilliseconds kFuture = 4'000'000'000'000;
    QVERIFY(m_definitions->saw("r", toolsPage({{"a", "1", {}, {}}}, kFuture), kFuture).hasValue());
    // The clock was set right.
    QVERIFY(m_definitions->saw("r", toolsPage({{"b", "2", {}, {}}}, 20), 20).hasValue());

    const auto rows = m_definitions->definitions("r", kMuchLater).value();

    QCOMPARE(rows.size(), 2U);
    QCOMPARE(rows[1].name, std::string("b"));
    QCOMPARE(rows[1].state, DefinitionState::Listed);
}

void TestDefinitionStore::twoDefinitionsUnderOneNameShow()
{
    QVERIFY(m_definitions
                ->saw("r", toolsPage({{"a", "1", {}, {}}, {"a", "2", {}, {}}, {"b", "1", {}, {}}}, 10), 10)
                .hasValue());

    const auto rows = m_definitions->definitions("r", kMuchLater).value();

    QCOMPARE(rows.size(), 2U);
    QVERIFY(rows[0].isTwofold);
    QVERIFY(!rows[1].isTwofold);
    QVERIFY(m_definitions->saw("r", toolsPage({{"a", "2", {}, {}}}, 11), 11).hasValue());
    QVERIFY(!m_definitions->definitions("r", kMuchLater)->front().isTwofold);
}

void TestDefinitionStore::everyVersionKeepsItsTimesAndItsChange()
{
    for (const auto at : {10, 12, 30})
        QVERIFY(m_definitions->saw("r", toolsPage({{"a", "first", {}, {}}}, at), at).hasValue());
    QVERIFY(m_definitions->saw("r", toolsPage({{"a", "second", "suspended", "hint-flipped,text"}}, 20), 20)
                .hasValue());
    // Told once alone what kind of change it is.
    QVERIFY(m_definitions->saw("r", toolsPage({{"a", "second", "suspended", {}}}, 25), 25).hasValue());

    const auto versions = m_definitions->versions("r", DefinitionKind::Tool, "a").value();

    QVERIFY((versions ==
        std::vector<model::DefinitionVersion>{
            {"first", 10, 30, {}, {}}, {"second", 20, 25, "hint-flipped,text", {}}}));
}

void TestDefinitionStore::versionsAreBounded()
{
    constexpr int kSeen = 200;
    for (int at = 1; at <= kSeen; ++at)
        QVERIFY(m_definitions->saw("r", toolsPage({{"a", std::to_string(at), {}, {}}}, at), at).hasValue());

    QVERIFY(m_definitions->prune("r").hasValue());

    const auto versions = m_definitions->versions("r", DefinitionKind::Tool, "a").value();
    QCOMPARE(int(versions.size()), DefinitionStore::kMaxVersions);
    QCOMPARE(versions.front().digest, std::string("1"));
    QCOMPARE(versions[1].digest, std::to_string(kSeen - DefinitionStore::kMaxVersions + 2));
    QCOMPARE(versions.back().digest, std::to_string(kSeen));
}

void TestDefinitionStore::inventedNamesAreBounded()
{
    QVERIFY(m_definitions->saw("r", toolsPage({{"real", "1", {}, {}}}, 1), 1).hasValue());
    for (int at = 0; at < DefinitionStore::kMaxUnlisted + 100; ++at)
        QVERIFY(m_definitions->used("r", "tool", "x" + std::to_string(at), at).hasValue());

    QVERIFY(m_definitions->prune("r").hasValue());

    const auto rows = m_definitions->definitions("r", kMuchLater).value();
    QCOMPARE(int(rows.size()), DefinitionStore::kMaxUnlisted + 1);
    QVERIFY(std::ranges::any_of(rows, [](const auto& row) { return row.name == "real"; }));
}

void TestDefinitionStore::listsOfAnyLengthAreBounded()
{
    auto transaction = Transaction::begin(m_store->database()).value();
    for (int list = 0; list < 4; ++list) {
        std::vector<ListedDefinition> tools;
        for (int at = 0; at < 4096; ++at)
            tools.push_back({std::to_string(list * 4096 + at), "d", {}, {}});
        QVERIFY(m_definitions->saw("r", {"tool", list + 1, 95'904, false, std::move(tools)}, list + 1)
                    .hasValue());
        QVERIFY(m_definitions->prune("r").hasValue());
    }
    QVERIFY(transaction.commit().hasValue());

    QCOMPARE(int(m_definitions->definitions("r", kMuchLater)->size()), DefinitionStore::kMaxDefinitions);
    QCOMPARE(m_definitions->omitted()->at("r"), 95'904U);
    // What went has left no version behind.
    QCOMPARE(m_store->database().number("SELECT count(*) FROM definition_version").value(),
        DefinitionStore::kMaxDefinitions);
}

QTEST_APPLESS_MAIN(TestDefinitionStore)
#include "tst_definition_store.moc"
