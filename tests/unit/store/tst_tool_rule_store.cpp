// SPDX-License-Identifier: Apache-2.0
#include "core/store/tool_rule_store.h"
#include "tests/unit/store/store_fixture.h"

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::store;
using model::ToolDecision;

/// The fold of decisions on tools: the latest holds, in whatever order journals come.
class TestToolRuleStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inEveryOrderTheLatestHolds();
    void whatIsTakenBackStaysSo();
    void theSnapshotsRowsAreByServerAndCommand();
    void aWrappersJournalDecidesNothing();
    void aLineThatIsNotUnderstoodIsNoted();
    void aDecisionSurvivesItsJson();

private:
    static model::ToolsDecision decision(
        const std::string& id, base::UnixMilliseconds at, std::vector<model::ToolRule> rules);
};

model::ToolsDecision TestToolRuleStore::decision(
    const std::string& id, base::UnixMilliseconds at, std::vector<model::ToolRule> rules)
{
    return {id, "ref", "files", base::sha256("c"), std::move(rules), at, model::AnsweredBy::Keyboard, "why"};
}

void TestToolRuleStore::inEveryOrderTheLatestHolds()
{
    std::vector<model::ToolsDecision> all{decision("1", 10, {{"t", ToolDecision::Deny, {}, 0}}),
        decision(
            "2", 20, {{"t", ToolDecision::Allow, base::sha256("d"), 99}, {"u", ToolDecision::Ask, {}, 0}}),
        decision("4", 30, {{"t", ToolDecision::Ask, {}, 0}}),
        decision("3", 30, {{"t", ToolDecision::Deny, {}, 0}})}; // the same moment: the greater id
    std::vector<int> order{0, 1, 2, 3};
    do {
        StoreFixture fixture;
        ToolRuleStore rules(fixture.database());
        for (const int one : order)
            QVERIFY(rules.add(all[static_cast<std::size_t>(one)]).hasValue());
        QVERIFY(rules.add(all[0]).hasValue()); // again

        const auto held = rules.ofServer("ref").value();
        QCOMPARE(held.size(), std::size_t{2});
        QCOMPARE(held[0].rule.decision, ToolDecision::Ask);
        QCOMPARE(held[0].decidedAt, 30);
        QCOMPARE(held[1].rule.tool, std::string("u"));
        QCOMPARE(rules.latest("ref").value(), 30);
        QCOMPARE(rules.latest("other").value(), 0);
    } while (std::next_permutation(order.begin(), order.end()));
}

void TestToolRuleStore::whatIsTakenBackStaysSo()
{
    StoreFixture fixture;
    ToolRuleStore rules(fixture.database());
    QVERIFY(rules.add(decision("2", 20, {{"t", ToolDecision::None, {}, 0}})).hasValue());
    QVERIFY(rules.add(decision("1", 10, {{"t", ToolDecision::Allow, base::sha256("d"), 0}})).hasValue());

    QCOMPARE(rules.ofServer("ref").value().at(0).rule.decision, ToolDecision::None);
    QVERIFY(rules.all().value().empty());
}

void TestToolRuleStore::theSnapshotsRowsAreByServerAndCommand()
{
    StoreFixture fixture;
    ToolRuleStore rules(fixture.database());
    auto other = decision("1", 10, {{"a", ToolDecision::Deny, {}, 0}, {"", ToolDecision::Ask, {}, 0}});
    QVERIFY(rules.add(other).hasValue());
    other.command = base::sha256("another");
    other.rules = {{"b", ToolDecision::Allow, base::sha256("d"), 5}};
    QVERIFY(rules.add(other).hasValue());
    other.serverRef = "second";
    QVERIFY(rules.add(other).hasValue());

    const auto all = rules.all().value();

    QCOMPARE(all.size(), std::size_t{3});
    std::size_t count = 0;
    for (const auto& one : all)
        count += one.rules.size();
    QCOMPARE(count, std::size_t{4});
    QCOMPARE(all[2].serverRef, std::string("second"));
    QVERIFY((all[2].rules[0] == model::ToolRule{"b", ToolDecision::Allow, base::sha256("d"), 5}));
}

void TestToolRuleStore::aWrappersJournalDecidesNothing()
{
    StoreFixture fixture;
    const auto line = ipc::toolsDecisionToJson(decision("1", 10, {{"t", ToolDecision::Allow, {}, 0}}));
    {
        auto wrapper = fixture.journal("a");
        wrapper.append(lifeCycle("session-start", 1, startOf("ref", "d")));
        wrapper.append(lifeCycle("tools-decision", 2, line));
        QVERIFY(wrapper.flush().hasValue());
    }
    QVERIFY(!fixture.ingest().notes.empty());
    QVERIFY(ToolRuleStore(fixture.database()).ofServer("ref").value().empty());
    {
        auto desktop = fixture.journal("b");
        desktop.append(lifeCycle("session-start", 1, R"({"program":"desktop"})"));
        desktop.append(lifeCycle("tools-decision", 2, line));
        QVERIFY(desktop.flush().hasValue());
    }
    fixture.ingest();
    QCOMPARE(ToolRuleStore(fixture.database()).ofServer("ref").value().size(), std::size_t{1});
}

void TestToolRuleStore::aLineThatIsNotUnderstoodIsNoted()
{
    StoreFixture fixture;
    const auto good = ipc::toolsDecisionToJson(decision("1", 10, {{"t", ToolDecision::Deny, {}, 0}}));
    const auto with = [&](const std::string& from, const std::string& to) {
        auto text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    const std::vector<std::string> bad{"", "[]", with("\"deny\"", "\"perhaps\""), with("\"v\":1", "\"v\":2"),
        with("\"ref\"", "\"\""), with("\"note\"", "\"extra\":1,\"note\""),
        with("\"tools\":[", R"("tools":[{"tool":"t","decision":"allow","definition":"","expiresAt":0},)"),
        with("\"tools\":[", R"("tools":[{"tool":"t","decision":"ask"},)")}; // one tool twice
    {
        auto desktop = fixture.journal("b");
        desktop.append(lifeCycle("session-start", 1, R"({"program":"desktop"})"));
        for (const auto& line : bad)
            desktop.append(lifeCycle("tools-decision", 2, line));
        QVERIFY(desktop.flush().hasValue());
    }

    const auto report = fixture.ingest();

    QCOMPARE(report.notes.size(), bad.size());
    QVERIFY(ToolRuleStore(fixture.database()).all().value().empty());
}

void TestToolRuleStore::aDecisionSurvivesItsJson()
{
    const auto made = decision("1", 10,
        {{"l\xFFschen", ToolDecision::Allow, base::sha256("d"), 77}, {"", ToolDecision::Deny, {}, 0}});
    QVERIFY(ipc::toolsDecisionFromJson(ipc::toolsDecisionToJson(made)).value() == made);
}

QTEST_GUILESS_MAIN(TestToolRuleStore)
#include "tst_tool_rule_store.moc"
