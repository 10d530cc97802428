// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/base/file.h"
#include "core/store/migrations.h"
#include "core/store/registry_store.h"

#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::store;

namespace {

std::string schemaOf(Database& database)
{
    std::string schema;
    auto rows =
        database.query("SELECT type || name || ifnull(sql, '') FROM sqlite_schema ORDER BY type, name");
    while (rows.next().value())
        schema += rows.text(0) + "\n";
    return schema;
}

} // namespace

class TestOpening : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_store = std::make_unique<StoreFixture>(); }
    void aNewDatabaseIsPrivateAndOurs();
    void openingAgainKeepsWhatWasWritten();
    void eachMigrationLeadsToTheSchemaOfAFreshOne();
    void aFailingMigrationChangesNothing();
    void migrationsAreNumberedWithoutGaps();
    void aNewerDatabaseIsOpenedForReadingOnly();
    void aDamagedDatabaseIsMovedAsideAndRebuilt_data();
    void aDamagedDatabaseIsMovedAsideAndRebuilt();
    void theDatabaseOfAnotherProgramIsNotWrittenTo();
    void aFolderThatOthersCanWriteIsRefused();
    void readersDoNotMakeOrChangeAnything();

private:
    std::unique_ptr<StoreFixture> m_store;
};

void TestOpening::aNewDatabaseIsPrivateAndOurs()
{
    auto& database = m_store->database();

    QCOMPARE(database.number("PRAGMA application_id").value(), 0x47415448);
    QCOMPARE(database.number("PRAGMA user_version").value(), std::int64_t(embeddedMigrations().size()));
    QCOMPARE(database.number("PRAGMA foreign_keys").value(), 1);
    for (const std::string suffix : {"", "-wal", "-shm"}) {
        struct stat status {};
        QCOMPARE(::stat((m_store->databasePath() + suffix).c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0600U);
    }
    QCOMPARE(
        database.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%'")
            .value(),
        0);
}

void TestOpening::openingAgainKeepsWhatWasWritten()
{
    QVERIFY(RegistryStore(m_store->database()).add(approval("a", "d", 5)).hasValue());

    auto& again = m_store->open();

    QVERIFY(!again.notice);
    QVERIFY(!again.needsRebuild);
    QCOMPARE(RegistryStore(again.database).all()->size(), 1U);
}

void TestOpening::eachMigrationLeadsToTheSchemaOfAFreshOne()
{
    const auto all = embeddedMigrations();
    const auto fresh = schemaOf(m_store->database());
    QVERIFY(fresh.find("event_by_time") != std::string::npos);
    for (std::size_t known = 0; known < all.size(); ++known) {
        auto database =
            Database::open(m_store->databasePath() + std::to_string(known), Database::Access::ReadWrite)
                .value();
        QVERIFY(migrate(database, all.first(known)).hasValue());
        QCOMPARE(database.number("PRAGMA user_version").value(), std::int64_t(known));

        QVERIFY(migrate(database, all).hasValue());

        QCOMPARE(schemaOf(database), fresh);
    }
}

void TestOpening::aFailingMigrationChangesNothing()
{
    auto database = Database::open(m_store->databasePath() + "2", Database::Access::ReadWrite).value();
    const Migration migrations[] = {{"0001_a.sql", "CREATE TABLE a (x INTEGER) STRICT;"},
        {"0002_b.sql", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"}};

    const auto migrated = migrate(database, migrations);

    QVERIFY(!migrated);
    QVERIFY(migrated.error().detail.find("0002_b.sql") != std::string::npos);
    QCOMPARE(database.number("PRAGMA user_version").value(), 1);
    QCOMPARE(database.number("SELECT count(*) FROM sqlite_schema").value(), 1);
}

void TestOpening::migrationsAreNumberedWithoutGaps()
{
    int number = 0;
    for (const auto& migration : embeddedMigrations()) {
        QCOMPARE(std::stoi(std::string(migration.name.substr(0, 4))), ++number);
        QVERIFY(migration.sql.substr(0, 3) == "-- "); // its first line says why
    }
    QVERIFY(number >= 3);
}

void TestOpening::aNewerDatabaseIsOpenedForReadingOnly()
{
    QVERIFY(RegistryStore(m_store->database()).add(approval("a", "d", 5)).hasValue());
    QVERIFY(m_store->database().execute("PRAGMA user_version = 99").hasValue());

    auto& again = m_store->open();

    QVERIFY(again.notice.has_value());
    QCOMPARE(again.notice->code, base::ErrorCode::DatabaseNewer);
    QVERIFY(again.database.isReadOnly());
    QCOMPARE(RegistryStore(again.database).all()->size(), 1U);
    QVERIFY(!RegistryStore(again.database).add(approval("b", "d", 5)));
    QCOMPARE(again.database.number("PRAGMA user_version").value(), 99);
    QCOMPARE(openDatabaseForReading(m_store->databasePath()).error().code, base::ErrorCode::DatabaseNewer);
}

void TestOpening::aDamagedDatabaseIsMovedAsideAndRebuilt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("text") << QByteArray(
        "this is no database at all, and longer than a header of one hundred bytes is, "
        "which SQLite looks at first of all");
    QTest::newRow("zeros behind the header") << QByteArray();
    QTest::newRow("NULs") << QByteArray(100'000, '\0');
}

void TestOpening::aDamagedDatabaseIsMovedAsideAndRebuilt()
{
    QFETCH(QByteArray, bytes);
    auto writer = m_store->journal("desktop");
    writer.append(lifeCycle("session-start", 1, R"({"program":"desktop"})"));
    writer.append(lifeCycle("decision", 2, ipc::decisionToJson(approval("a", "d", 2))));
    QVERIFY(writer.flush().hasValue());
    m_store->ingest();
    m_store->close();
    auto old = base::readFile(m_store->databasePath(), 1 << 24).value();
    const auto broken =
        bytes.isEmpty() ? old.substr(0, 100) + std::string(old.size() - 100, '\0') : bytes.toStdString();
    QVERIFY(base::replaceFile(m_store->databasePath(), broken, 0600).hasValue());

    auto& again = m_store->open(1234);

    QVERIFY(again.notice.has_value());
    QCOMPARE(again.notice->code, base::ErrorCode::DatabaseDamaged);
    QVERIFY(again.needsRebuild);
    QCOMPARE(again.movedTo, m_store->databasePath() + ".damaged-1234");
    QCOMPARE(base::readFile(again.movedTo, 1 << 24).value(), broken);
    m_store->ingest();
    QCOMPARE(RegistryStore(again.database).active(10)->size(), 1U);
}

void TestOpening::theDatabaseOfAnotherProgramIsNotWrittenTo()
{
    m_store->close();
    QVERIFY(QFile::remove(QString::fromStdString(m_store->databasePath())));
    {
        auto other = Database::open(m_store->databasePath(), Database::Access::ReadWrite).value();
        QVERIFY(other.execute("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)").hasValue());
    }

    auto& again = m_store->open();

    QCOMPARE(again.notice->code, base::ErrorCode::DatabaseDamaged);
    auto theirs = Database::open(again.movedTo, Database::Access::ReadOnly).value();
    QCOMPARE(theirs.number("SELECT count(*) FROM theirs").value(), 1);
}

void TestOpening::aFolderThatOthersCanWriteIsRefused()
{
    m_store->close();
    const auto folder = m_store->databasePath().substr(0, m_store->databasePath().rfind('/'));
    QCOMPARE(::chmod(folder.c_str(), 0777), 0);

    QCOMPARE(openDatabase(m_store->databasePath(), 1).error().code, base::ErrorCode::UnsafeOwner);
}

void TestOpening::readersDoNotMakeOrChangeAnything()
{
    QCOMPARE(openDatabaseForReading(m_store->databasePath() + "x").error().code, base::ErrorCode::NotFound);
    QVERIFY(!QFile::exists(QString::fromStdString(m_store->databasePath() + "x")));
    auto reader = openDatabaseForReading(m_store->databasePath()).value();

    // It sees what is committed while it is open.
    QVERIFY(RegistryStore(m_store->database()).add(approval("a", "d", 5)).hasValue());

    QCOMPARE(RegistryStore(reader).all()->size(), 1U);
    QVERIFY(!RegistryStore(reader).add(approval("b", "d", 5)));
}

QTEST_APPLESS_MAIN(TestOpening)
#include "tst_opening.moc"
