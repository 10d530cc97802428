// SPDX-License-Identifier: Apache-2.0
#include "ui/models/protection_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using models::ProtectionModel;

namespace {

model::ServerRow serverOf(const std::string& ref, const std::string& file, model::ServerState state)
{
    model::ServerRow row;
    row.ref = ref;
    row.location.file = file;
    row.location.name = "server" + ref;
    row.clientTitle = "Cursor";
    row.state = state;
    return row;
}

service::Discovery twoFiles()
{
    service::Discovery discovery;
    discovery.servers = {serverOf("1", "/h/a.json", model::ServerState::Unguarded),
        serverOf("2", "/h/a.json", model::ServerState::Approved),
        serverOf("3", "/h/b.json", model::ServerState::SeenNotGuarded),
        serverOf("4", "/h/a.json", model::ServerState::Unguarded)};
    discovery.servers[2].stateReason = "tracked-by-git";
    discovery.unreadable.push_back(
        {"vscode", "VS Code", "/h/c.json", {base::ErrorCode::FileDoesNotParse, "line 3"}});
    return discovery;
}

using Refs = std::vector<std::string>;

} // namespace

class TestProtectionModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ticksWhatCanBeGuarded();
    void untickingAnEntryTellsThatThePlanEnded();
    void whatWasUntickedStaysSoAtTheNextLook();
    void tickOfAFileIsThatOfAllItsEntries();
    void whatCannotBeGuardedCannotBeTicked();
    void planBringsDiffsAndReasons();
};

void TestProtectionModel::ticksWhatCanBeGuarded()
{
    ProtectionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);

    model.setDiscovery(twoFiles());

    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.chosen(), (Refs{"1", "4"}));
    QCOMPARE(model.index(0, 0).data(Qt::CheckStateRole).value<Qt::CheckState>(), Qt::Checked);
    QVERIFY(model.index(2, ProtectionModel::Status).data().toString().contains(QStringLiteral("line 3")));
}

void TestProtectionModel::untickingAnEntryTellsThatThePlanEnded()
{
    ProtectionModel model;
    model.setDiscovery(twoFiles());
    QSignalSpy changed(&model, &ProtectionModel::chosenChanged);
    const auto file = model.index(0, 0);

    QVERIFY(model.setData(model.index(0, 0, file), Qt::Unchecked, Qt::CheckStateRole));

    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.chosen(), (Refs{"4"}));
    QCOMPARE(file.data(Qt::CheckStateRole).value<Qt::CheckState>(), Qt::PartiallyChecked);
}

void TestProtectionModel::whatWasUntickedStaysSoAtTheNextLook()
{
    ProtectionModel model;
    model.setDiscovery(twoFiles());
    QVERIFY(model.setData(model.index(0, 0, model.index(0, 0)), Qt::Unchecked, Qt::CheckStateRole));

    model.setDiscovery(twoFiles());

    QCOMPARE(model.chosen(), (Refs{"4"}));
}

void TestProtectionModel::tickOfAFileIsThatOfAllItsEntries()
{
    ProtectionModel model;
    model.setDiscovery(twoFiles());

    QVERIFY(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(model.chosen(), Refs{});
    QVERIFY(model.setData(model.index(0, 0), Qt::Checked, Qt::CheckStateRole));

    QCOMPARE(model.chosen(), (Refs{"1", "4"}));
}

void TestProtectionModel::whatCannotBeGuardedCannotBeTicked()
{
    ProtectionModel model;
    model.setDiscovery(twoFiles());
    const auto tracked = model.index(0, 0, model.index(1, 0));

    QVERIFY(!model.setData(tracked, Qt::Checked, Qt::CheckStateRole));

    QVERIFY(!(model.flags(tracked) & Qt::ItemIsUserCheckable));
    QVERIFY(
        tracked.siblingAtColumn(ProtectionModel::Status).data().toString().contains(QStringLiteral("git")));
    QCOMPARE(model.chosen(), (Refs{"1", "4"}));
}

void TestProtectionModel::planBringsDiffsAndReasons()
{
    ProtectionModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setDiscovery(twoFiles());
    service::ProtectionPlan plan;
    plan.files.push_back({"/h/a.json", "Cursor", {"1"}, {"server1"}, "-old\n+new\x1b[0m\n"});
    plan.skipped.push_back({"4", {}, {base::ErrorCode::EntryNotEditable, ""}});

    model.setPlan(plan);

    const auto file = model.index(0, 0);
    QCOMPARE(file.data(ProtectionModel::DiffRole).toString(), QStringLiteral("-old\n+new␛[0m\n"));
    QVERIFY(model.index(2, ProtectionModel::Status, file)
                .data()
                .toString()
                .startsWith(QStringLiteral("Left alone")));
    model.clearPlan();
    QCOMPARE(file.data(ProtectionModel::DiffRole).toString(), QString());
}

QTEST_GUILESS_MAIN(TestProtectionModel)
#include "tst_protection_model.moc"
