// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/service/command_requests.h"
#include "core/service/tool_table.h"
#include "core/trust/canonical.h"
#include "core/trust/pin_file.h"
#include "tests/unit/service/service_home.h"

#include <QDir>

using namespace gatehouse;
using namespace gatehouse::service;
using model::ToolDecision;

/// The table of a server's tools, made from pins, decisions and sessions, and what may be decided by whom.
class TestToolTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void itJoinsWhatIsKnownOfEachTool();
    void aPinThatWasTamperedWithIsNotBelieved();
    void anAllowIsWorthWhatItWasGivenTo();
    void oneClickLeavesWhatIsDenied();
    void onlyWhatTightensNeedsNobody_data();
    void onlyWhatTightensNeedsNobody();
    void aDecisionIsLaterThanAllBefore();
    void newsEndWithTheFirstDecision();

private:
    static trust::Pin pin(const std::string& name, const std::string& text)
    {
        return {name, trust::definitionDigest(text), text};
    }
    void writePins(const std::vector<trust::Pin>& pins) const
    {
        QVERIFY(base::makePrivateFolder(m_home->places.stateFolder + "/pins"));
        QVERIFY(base::replaceFile(m_home->places.stateFolder + "/pins/" +
                trust::pinFileName(trust::identityDigest(m_launch), model::DefinitionKind::Tool),
            trust::encodePins({"cursor", "files", m_launch.entryRef}, pins), 0600));
    }
    ipc::DecideTools request(std::vector<model::ToolRule> rules) const
    {
        ipc::DecideTools decide;
        decide.decision.serverRef = m_launch.entryRef;
        decide.decision.serverName = "files";
        decide.decision.command = trust::commandDigest(m_launch);
        decide.decision.rules = std::move(rules);
        return decide;
    }
    ToolTable table() { return m_ledger->toolTable(m_launch.entryRef).value(); }

    model::LaunchIdentity m_launch = launch("0123456789abcdef");
    std::unique_ptr<ServiceHome> m_home;
    std::unique_ptr<Ledger> m_ledger;
};

namespace {

const std::string kListText = R"({"annotations":{"readOnlyHint":true},"name":"list"})";
const std::string kWriteText = R"({"description":"Writes.","name":"write"})";

} // namespace

void TestToolTable::init()
{
    m_ledger.reset();
    m_home = std::make_unique<ServiceHome>();
    m_ledger = m_home->ledger();
    QVERIFY(m_ledger->decide(card(m_launch), {.choice = model::Choice::Always}));
    writePins({pin("list", kListText), pin("write", kWriteText)});
}

void TestToolTable::itJoinsWhatIsKnownOfEachTool()
{
    QVERIFY(decideTools(*m_ledger,
        request({{"write", ToolDecision::Ask, {}, 0}, {"never_seen", ToolDecision::Deny, {}, 0}})));

    const auto shown = table();

    QVERIFY(shown.isKnown);
    QCOMPARE(shown.serverName, std::string("files"));
    QCOMPARE(shown.rows.size(), std::size_t{3});
    QVERIFY(shown.find("list")->nature.isReadOnly());
    QCOMPARE(shown.find("write")->standing, ToolDecision::Ask);
    QCOMPARE(shown.find("write")->description, std::string("Writes."));
    QVERIFY(!shown.find("never_seen")->isDefined);
    QCOMPARE(shown.find("never_seen")->standing, ToolDecision::Deny);
}

void TestToolTable::aPinThatWasTamperedWithIsNotBelieved()
{
    writePins({{"run", trust::definitionDigest(R"({"name":"run"})"), kListText}});

    const auto* const row = table().find("run");

    QVERIFY(row->isDefined && !row->nature.isKnown && !row->nature.isReadOnly());
    QCOMPARE(readOnlyAllow(table())[0].decision, ToolDecision::Ask);
}

void TestToolTable::anAllowIsWorthWhatItWasGivenTo()
{
    const auto rule = ruleFor(table(), "list", ToolDecision::Allow, 0).value();
    QVERIFY(decideTools(*m_ledger, request({rule})));
    QCOMPARE(table().find("list")->standing, ToolDecision::Allow);

    // Defined otherwise, and for another command.
    writePins({pin("list", R"({"name":"list"})")});
    QCOMPARE(table().find("list")->standing, ToolDecision::Ask);
    writePins({pin("list", kListText)});
    auto other = request({rule});
    other.decision.command = base::sha256("another");
    QVERIFY(decideTools(*m_ledger, other));
    QCOMPARE(table().find("list")->standing, ToolDecision::Ask);
    auto over = rule;
    over.expiresAt = 1;
    QVERIFY(decideTools(*m_ledger, request({over})));
    QCOMPARE(table().find("list")->standing, ToolDecision::Ask);
    // What was never seen cannot be allowed; it can be kept from ever being used.
    QVERIFY(!ruleFor(table(), "unknown", ToolDecision::Allow, 0));
    QVERIFY(ruleFor(table(), "unknown", ToolDecision::Deny, 0));
}

void TestToolTable::oneClickLeavesWhatIsDenied()
{
    QVERIFY(decideTools(*m_ledger, request({{"write", ToolDecision::Deny, {}, 0}})));

    QVERIFY(decideTools(*m_ledger, request(readOnlyAllow(table()))));

    QCOMPARE(table().find("list")->standing, ToolDecision::Allow);
    QCOMPARE(table().find("write")->standing, ToolDecision::Deny);
    QCOMPARE(table().others->rule.decision, ToolDecision::Ask);
}

void TestToolTable::onlyWhatTightensNeedsNobody_data()
{
    QTest::addColumn<QString>("held");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<bool>("needsNobody");
    for (const auto* held : {"none", "allow", "ask", "deny"}) {
        const auto row = [&](const char* wanted, bool needsNobody) {
            QTest::addRow("%s to %s", held, wanted)
                << QString::fromLatin1(held) << QString::fromLatin1(wanted) << needsNobody;
        };
        row("none", false);
        row("allow", false);
        row("ask", std::string_view(held) != "deny");
        row("deny", true);
    }
}

void TestToolTable::onlyWhatTightensNeedsNobody()
{
    QFETCH(QString, held);
    QFETCH(QString, wanted);
    QFETCH(bool, needsNobody);
    ToolDecision before{};
    ToolDecision after{};
    QVERIFY(model::fromText(held.toStdString(), before) && model::fromText(wanted.toStdString(), after));
    QVERIFY(decideTools(*m_ledger, request({ruleFor(table(), "list", before, 0).value()})));

    const auto done = tightenTools(*m_ledger, request({ruleFor(table(), "list", after, 0).value()}));

    QVERIFY(done.hasValue());
    QCOMPARE(done->has_value(), needsNobody);
    QCOMPARE(table().find("list")->standing, needsNobody ? after : before);
}

void TestToolTable::aDecisionIsLaterThanAllBefore()
{
    // Made while the clock was wrong, years ahead.
    auto line = request({{"list", ToolDecision::Deny, {}, 0}}).decision;
    line.id = "f";
    line.decidedAt = base::SystemClock().now() + 1'000'000'000'000;
    model::SessionEvent event;
    event.kind = "tools-decision";
    event.details = ipc::toolsDecisionToJson(line);
    QVERIFY(m_ledger->record(event));
    QCOMPARE(table().find("list")->standing, ToolDecision::Deny);

    QVERIFY(decideTools(*m_ledger, request({{"list", ToolDecision::Ask, {}, 0}})));

    QCOMPARE(table().find("list")->standing, ToolDecision::Ask);
}

void TestToolTable::newsEndWithTheFirstDecision()
{
    auto writer = m_home->wrapperJournal("one");
    writer.append(lifeCycle("session-start", startOf(m_launch)));
    writer.append(lifeCycle("tools-listed",
        R"({"tools":[{"name":"list","sha256":"a"},{"name":"write","sha256":"b"}],"omitted":0,"more":false})"));
    QVERIFY(writer.flush());
    QVERIFY(m_ledger->foldAll());

    const auto news = m_ledger->toolNews().value();
    QCOMPARE(news.size(), std::size_t{1});
    QCOMPARE(news[0].tools, 2);
    QCOMPARE(news[0].readOnly, 1);

    QVERIFY(decideTools(*m_ledger, request({{}}))); // left as usual
    QVERIFY(m_ledger->toolNews().value().empty());
}

QTEST_GUILESS_MAIN(TestToolTable)
#include "tst_tool_table.moc"
