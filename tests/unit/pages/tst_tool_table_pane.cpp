// SPDX-License-Identifier: Apache-2.0
#include "core/trust/tool_nature.h"
#include "tests/unit/pages/desk.h"
#include "ui/models/tool_table_model.h"

#include <QAbstractItemModelTester>

using namespace gatehouse;
using namespace gatehouse::tests;
using model::ToolDecision;

/// The table of a server's tools in the catalog: what it shows, and what its buttons ask for.
class TestToolTablePane : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aServersToolsAreShownWithWhatTheyDo();
    void aServerWithoutToolsHasNoTable();
    void buttonsDecideOnWhatIsChosen();
    void oneClickDecidesOnAll();
    void whatIsDecidedShowsWithoutLosingTheChoice();
    void anAllowThatIsWorthNothingSaysWhy();
    void keysAreEnough();
    void whatHoldsForAllOthersCanBeTakenBack();

private:
    static QTableView* table(const Desk& desk);
    static QPushButton* decisionButton(const Desk& desk, const QString& text);
    static service::ToolTable threeTools();
};

namespace {

service::ToolTableRow toolRow(const char* name, const char* definition, ToolDecision standing)
{
    service::ToolTableRow row;
    row.name = name;
    row.nature = trust::natureOf(definition);
    row.isDefined = true;
    row.definition = base::sha256(definition);
    row.standing = standing;
    return row;
}

} // namespace

QTableView* TestToolTablePane::table(const Desk& desk)
{
    for (auto* view : desk.window->findChildren<QTableView*>())
        if (qobject_cast<models::ToolTableModel*>(view->model()) != nullptr)
            return view;
    return nullptr;
}

QPushButton* TestToolTablePane::decisionButton(const Desk& desk, const QString& text)
{
    for (auto* button : desk.window->findChildren<QPushButton*>())
        if (button->text().remove(QLatin1Char('&')) == text)
            return button;
    return nullptr;
}

service::ToolTable TestToolTablePane::threeTools()
{
    service::ToolTable tools;
    tools.serverName = "files";
    tools.command = base::sha256("command");
    tools.isKnown = true;
    tools.rows = {toolRow("delete_file", R"({"name":"delete_file"})", ToolDecision::Deny),
        toolRow("list", R"({"annotations":{"readOnlyHint":true},"name":"list"})", ToolDecision::None),
        toolRow("write", R"({"name":"write"})", ToolDecision::None)};
    return tools;
}

void TestToolTablePane::aServersToolsAreShownWithWhatTheyDo()
{
    Desk desk;
    desk.tools = threeTools();
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));

    auto* const view = table(desk);
    QVERIFY(view != nullptr && view->isVisible());
    const QAbstractItemModelTester tester(
        view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto cell = [&](int row, int column) {
        return view->model()->index(row, column).data().toString();
    };
    QCOMPARE(view->model()->rowCount(), 3);
    QCOMPARE(cell(0, models::ToolTableModel::Decision), QStringLiteral("Deny"));
    QCOMPARE(cell(0, models::ToolTableModel::Nature), QStringLiteral("deletes or overwrites"));
    QCOMPARE(cell(1, models::ToolTableModel::Nature), QStringLiteral("reads only, it says"));
    QCOMPARE(cell(2, models::ToolTableModel::Decision), QStringLiteral("As usual"));
    QVERIFY(desk.says(QStringLiteral("Calls of all other tools pass")));
}

void TestToolTablePane::aServerWithoutToolsHasNoTable()
{
    Desk desk;
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    QVERIFY(!table(desk)->isVisible());
    // They come when a client has listed them.
    desk.tools = threeTools();
    desk.catalog.setTools("files", {});
    QVERIFY(table(desk)->isVisible());
}

void TestToolTablePane::buttonsDecideOnWhatIsChosen()
{
    Desk desk;
    desk.tools = threeTools();
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    QVERIFY(!decisionButton(desk, QStringLiteral("Ask"))->isEnabled());
    table(desk)->selectRow(1);
    table(desk)->selectionModel()->select(
        table(desk)->model()->index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);

    decisionButton(desk, QStringLiteral("Allow"))->click();
    decisionButton(desk, QStringLiteral("Ask"))->click();

    QCOMPARE(desk.toolDecisions.size(), std::size_t{2});
    const auto& allowed = desk.toolDecisions[0];
    QCOMPARE(allowed.serverRef, std::string("files"));
    QCOMPARE(allowed.command, base::sha256("command"));
    QCOMPARE(allowed.rules.size(), std::size_t{2});
    // What was shown is what is allowed.
    QCOMPARE(allowed.rules[0].definition, desk.tools.rows[1].definition);
    QCOMPARE(desk.toolDecisions[1].rules[1].decision, ToolDecision::Ask);
}

void TestToolTablePane::oneClickDecidesOnAll()
{
    Desk desk;
    desk.tools = threeTools();
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));

    desk.button(QStringLiteral("Allow what reads only"))->click();

    QCOMPARE(desk.toolDecisions.size(), std::size_t{1});
    const auto& rules = desk.toolDecisions[0].rules;
    QCOMPARE(rules.size(), std::size_t{3}); // the denied one stays as it is
    QVERIFY(rules[0].tool == "list" && rules[0].decision == ToolDecision::Allow);
    QVERIFY(rules[1].tool == "write" && rules[1].decision == ToolDecision::Ask);
    QVERIFY(rules[2].tool.empty() && rules[2].decision == ToolDecision::Ask);
    QVERIFY(desk.button(QStringLiteral("Allow what reads only"))
                ->accessibleDescription()
                .contains(QStringLiteral("what the server says of its own tool")));
}

void TestToolTablePane::whatIsDecidedShowsWithoutLosingTheChoice()
{
    Desk desk;
    desk.tools = threeTools();
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    table(desk)->selectRow(2);

    desk.tools.rows[2].standing = ToolDecision::Ask;
    desk.tools.rows[2].held = model::HeldToolRule{
        {"write", ToolDecision::Ask, {}, 0}, {}, 1'700'000'000'000, model::AnsweredBy::Keyboard, "audit"};
    desk.catalog.setTools("files", {});

    QCOMPARE(table(desk)->selectionModel()->selectedRows().value(0).row(), 2);
    QVERIFY(desk.says(QStringLiteral("with the keyboard: audit")));
}

void TestToolTablePane::anAllowThatIsWorthNothingSaysWhy()
{
    Desk desk;
    desk.tools = threeTools();
    desk.tools.rows[1].standing = ToolDecision::Ask;
    desk.tools.rows[1].held =
        model::HeldToolRule{{"list", ToolDecision::Allow, base::sha256("before"), 0}, {}, 1, {}, {}};
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    table(desk)->selectRow(1);

    QVERIFY(desk.says(QStringLiteral("it asks now")));
}

void TestToolTablePane::keysAreEnough()
{
    Desk desk;
    desk.tools = threeTools();
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    auto* const view = table(desk);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view->selectionModel()->selectedRows().size(), 3);

    QTest::keyClick(view, Qt::Key_Tab); // leaves the table
    auto* const deny = decisionButton(desk, QStringLiteral("Deny"));
    QVERIFY(deny->focusPolicy() & Qt::TabFocus);
    QCOMPARE(deny->accessibleName(), QStringLiteral("Chosen tools: Deny")); // the server's own is “Deny”
    deny->setFocus();
    QTest::keyClick(deny, Qt::Key_Space);

    QCOMPARE(desk.toolDecisions.size(), std::size_t{1});
    QCOMPARE(desk.toolDecisions[0].rules.size(), std::size_t{3});
}

void TestToolTablePane::whatHoldsForAllOthersCanBeTakenBack()
{
    Desk desk;
    desk.tools = threeTools();
    desk.window->showPage(QStringLiteral("catalog"));
    desk.catalog.upsert(serverOf("files", model::ServerState::Approved));
    auto* const button = decisionButton(desk, QStringLiteral("All others as usual"));
    QVERIFY(!button->isVisible());

    desk.tools.others = model::HeldToolRule{{{}, ToolDecision::Ask, {}, 0}, {}, 1, {}, {}};
    desk.catalog.setTools("files", {});
    QVERIFY(button->isVisible());
    QVERIFY(desk.says(QStringLiteral("All other tools, those to come included, ask.")));
    button->click();

    QVERIFY((desk.toolDecisions.back().rules == std::vector<model::ToolRule>{{}}));
}

QTEST_MAIN(TestToolTablePane)
#include "tst_tool_table_pane.moc"
