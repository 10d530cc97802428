// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/store/catalog_store.h"

using namespace gatehouse;
using namespace gatehouse::store;

class TestCatalogStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<StoreFixture>();
        m_catalog = std::make_unique<CatalogStore>(m_store->database());
    }
    void aServerKeepsItsPlaceAndItsLastSession();
    void theLatestHandshakeCountsInAnyOrder();
    void serversCountTheirLiveSessionsAndTools();

private:
    std::unique_ptr<StoreFixture> m_store;
    std::unique_ptr<CatalogStore> m_catalog;
};

void TestCatalogStore::aServerKeepsItsPlaceAndItsLastSession()
{
    const auto place = launch("r").entry;
    QVERIFY(m_catalog->sawServer("r", place, 20).hasValue());
    QVERIFY(m_catalog->sawServer("r", {}, 10).hasValue());

    const auto servers = m_catalog->servers().value();

    QCOMPARE(servers.size(), 1U);
    QVERIFY(servers[0].location == place);
    QCOMPARE(servers[0].lastSeen, 20);
}

void TestCatalogStore::theLatestHandshakeCountsInAnyOrder()
{
    const SeenHandshake latest{"r", 20, "2026-07-28", "modern", "Files", R"(["tools"])"};
    QVERIFY(m_catalog->sawHandshake(latest).hasValue());
    QVERIFY(m_catalog->sawHandshake({"r", 10, "2024-11-05", "legacy", "Old", "[]"}).hasValue());

    QVERIFY(m_catalog->handshake("r").value() == latest);
    QVERIFY(!m_catalog->handshake("none").value());
}

void TestCatalogStore::serversCountTheirLiveSessionsAndTools()
{
    for (const auto* const name : {"ended", "live"}) {
        auto journal = m_store->journal(name);
        journal.append(lifeCycle("session-start", 1, startOf("r", "d")));
        journal.append(lifeCycle(
            "tools-listed", 2, R"({"tools":[{"name":"a","sha256":"1"},{"name":"b","sha256":"2"}]})"));
        if (std::string(name) == "ended")
            journal.append(lifeCycle("session-end", 3));
        QVERIFY(journal.flush().hasValue());
    }
    m_store->ingest();

    const auto servers = m_catalog->servers().value();

    QCOMPARE(servers.size(), 1U);
    QCOMPARE(servers[0].ref, std::string("r"));
    QCOMPARE(servers[0].liveSessions, 1);
    QCOMPARE(servers[0].tools, 2);
}

QTEST_APPLESS_MAIN(TestCatalogStore)
#include "tst_catalog_store.moc"
