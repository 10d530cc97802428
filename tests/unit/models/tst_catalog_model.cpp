// SPDX-License-Identifier: Apache-2.0
#include "ui/models/catalog_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using models::CatalogModel;

namespace {

model::ServerRow serverOf(const std::string& ref, const std::string& client, const std::string& name)
{
    model::ServerRow row;
    row.ref = ref;
    row.location.client = client;
    row.location.name = name;
    row.clientTitle = client + " title";
    row.command = {"npx", "-y", "a b"};
    return row;
}

model::DefinitionRow toolOf(const std::string& name)
{
    model::DefinitionRow tool;
    tool.name = name;
    return tool;
}

} // namespace

class TestCatalogModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void groupsServersByClient();
    void upsertOfAKnownServerChangesItsRowOnly();
    void toolsComeAndGoBelowTheirServer();
    void lastServerTakesItsClientAlong();
    void fortyClientsWithTwentyServersStayInOrder();
};

void TestCatalogModel::groupsServersByClient()
{
    CatalogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);

    model.upsert(serverOf("1", "cursor", "files"));
    model.upsert(serverOf("2", "vscode", "files"));
    model.upsert(serverOf("3", "cursor", "memory"));

    QCOMPARE(model.rowCount(), 2);
    const auto cursor = model.index(0, 0);
    QCOMPARE(cursor.data().toString(), QStringLiteral("cursor title"));
    QCOMPARE(model.rowCount(cursor), 2);
    const auto memory = model.index(1, 0, cursor);
    QCOMPARE(memory.data().toString(), QStringLiteral("memory"));
    QCOMPARE(memory.siblingAtColumn(CatalogModel::Command).data().toString(), QStringLiteral("npx -y 'a b'"));
    QCOMPARE(memory.siblingAtColumn(CatalogModel::State).data().toString(), QStringLiteral("Unguarded"));
    QCOMPARE(model.serverAt(memory)->ref, "3");
    QVERIFY(model.serverAt(cursor) == nullptr);
}

void TestCatalogModel::upsertOfAKnownServerChangesItsRowOnly()
{
    CatalogModel model;
    model.upsert(serverOf("1", "cursor", "files"));
    model.upsert(serverOf("2", "cursor", "memory"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);

    auto row = serverOf("2", "cursor", "memory");
    row.state = model::ServerState::Running;
    model.upsert(row);

    QCOMPARE(changed.count(), 1);
    QCOMPARE(inserted.count(), 0);
    QCOMPARE(
        model.indexOf("2").siblingAtColumn(CatalogModel::State).data().toString(), QStringLiteral("Running"));
}

void TestCatalogModel::toolsComeAndGoBelowTheirServer()
{
    CatalogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.upsert(serverOf("1", "cursor", "files"));

    model.setTools("1", {toolOf("read"), toolOf("write")});
    model.setTools("1", {toolOf("write"), toolOf("list")});
    model.setTools("no-such-server", {toolOf("x")});

    const auto server = model.indexOf("1");
    QCOMPARE(model.rowCount(server), 2);
    QCOMPARE(model.index(0, 0, server).data().toString(), QStringLiteral("write"));
    QCOMPARE(model.toolAt(model.index(1, 0, server))->name, "list");
    QCOMPARE(model.serverAt(model.index(1, 0, server))->ref, "1");
}

void TestCatalogModel::lastServerTakesItsClientAlong()
{
    CatalogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.upsert(serverOf("1", "cursor", "files"));
    model.setTools("1", {toolOf("read")});

    model.remove("1");

    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.serverCount(), 0);
}

void TestCatalogModel::fortyClientsWithTwentyServersStayInOrder()
{
    CatalogModel model;
    for (int client = 0; client < 40; ++client)
        for (int server = 0; server < 20; ++server)
            model.upsert(serverOf(std::to_string(client * 100 + server), "client" + std::to_string(client),
                "server" + std::to_string(server)));

    QCOMPARE(model.rowCount(), 40);
    QCOMPARE(model.serverCount(), 800);
    QCOMPARE(model.index(19, 0, model.index(39, 0)).data().toString(), QStringLiteral("server19"));
}

QTEST_GUILESS_MAIN(TestCatalogModel)
#include "tst_catalog_model.moc"
