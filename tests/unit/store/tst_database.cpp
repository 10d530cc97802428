// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/store/database.h"
#include "core/store/store_lock.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::store;

class TestDatabase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void valuesComeBackAsTheyWere();
    void aTransactionThatGoesIsRolledBack();
    void anErrorInTheMiddleIsGivenAtTheEnd();
    void aStatementInUseIsNotUsedTwice();
    void aSecondWriterIsToldThatItIsLocked();
    void aFileThatMayNotGrowIsAnErrorAndKeepsTheOldRows();
    void theLockHasOneHolderAndGoesWithIt();
    void theLockSaysWhoHoldsIt();

private:
    std::string path(const char* name) const
    {
        return m_folder->filePath(QString::fromUtf8(name)).toStdString();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDatabase::valuesComeBackAsTheyWere()
{
    auto database = Database::open(path("a"), Database::Access::ReadWrite).value();
    QVERIFY(database.execute("CREATE TABLE t (n INTEGER, s TEXT, b BLOB, z TEXT) STRICT").hasValue());
    const std::string text("a\0b\xC3\xA9", 5);
    const std::string blob("\xFF\0", 2);

    QCOMPARE(database.query("INSERT INTO t VALUES (?, ?, ?, ?)")
                 .bind(UINT64_MAX)
                 .bind(text)
                 .bindBlob(blob)
                 .bindNull()
                 .run()
                 .value(),
        1);

    auto row = database.query("SELECT n, s, b, z FROM t");
    QVERIFY(row.next().value());
    QCOMPARE(std::uint64_t(row.number(0)), UINT64_MAX);
    QCOMPARE(row.text(1), text);
    QCOMPARE(row.text(2), blob);
    QVERIFY(row.isNull(3));
    QVERIFY(!row.next().value());
}

void TestDatabase::aTransactionThatGoesIsRolledBack()
{
    auto database = Database::open(path("a"), Database::Access::ReadWrite).value();
    QVERIFY(database.execute("CREATE TABLE t (n INTEGER) STRICT").hasValue());
    {
        auto transaction = Transaction::begin(database).value();
        QVERIFY(database.execute("INSERT INTO t VALUES (1)").hasValue());
    }
    QCOMPARE(database.number("SELECT count(*) FROM t").value(), 0);
    {
        auto transaction = Transaction::begin(database).value();
        QVERIFY(database.execute("INSERT INTO t VALUES (1)").hasValue());
        QVERIFY(transaction.commit().hasValue());
    }
    QCOMPARE(database.number("SELECT count(*) FROM t").value(), 1);
}

void TestDatabase::anErrorInTheMiddleIsGivenAtTheEnd()
{
    auto database = Database::open(path("a"), Database::Access::ReadWrite).value();
    QVERIFY(database.execute("CREATE TABLE t (n INTEGER) STRICT").hasValue());

    QCOMPARE(database.query("INSERT INTO nowhere VALUES (?)").bind(1).run().error().code,
        base::ErrorCode::DatabaseFailed);
    QCOMPARE(database.query("INSERT INTO t VALUES (?)").bind(1).bind(2).run().error().code,
        base::ErrorCode::DatabaseFailed);
    QCOMPARE(database.query("INSERT INTO t VALUES (?)").bind("text").run().error().code,
        base::ErrorCode::DatabaseFailed);
    QCOMPARE(database.query("INSERT INTO t VALUES (?)").bind(1).run().value(), 1);
}

void TestDatabase::aStatementInUseIsNotUsedTwice()
{
    auto database = Database::open(path("a"), Database::Access::ReadWrite).value();
    auto first = database.query("SELECT 1 UNION SELECT 2");
    QVERIFY(first.next().value());

    QCOMPARE(database.query("SELECT 1 UNION SELECT 2").next().error().code, base::ErrorCode::Internal);

    QVERIFY(first.next().value());
    QCOMPARE(first.number(0), 2);
}

void TestDatabase::aSecondWriterIsToldThatItIsLocked()
{
    auto first = Database::open(path("a"), Database::Access::ReadWrite).value();
    auto second = Database::open(path("a"), Database::Access::ReadWrite).value();
    QVERIFY(second.execute("PRAGMA busy_timeout = 1").hasValue());
    const auto transaction = Transaction::begin(first).value();

    QCOMPARE(Transaction::begin(second).error().code, base::ErrorCode::Locked);
}

void TestDatabase::aFileThatMayNotGrowIsAnErrorAndKeepsTheOldRows()
{
    const auto file = path("a");
    const auto child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        auto database = Database::open(file, Database::Access::ReadWrite).value();
        if (!database.execute(
                "PRAGMA journal_mode = WAL; CREATE TABLE t (s TEXT) STRICT; INSERT INTO t VALUES ('old')"))
            ::_exit(1);
        const rlimit low{64 << 10, 64 << 10};
        ::setrlimit(RLIMIT_FSIZE, &low);
        const auto added = database.query("INSERT INTO t VALUES (?)").bind(std::string(1 << 20, 'x')).run();
        ::_exit(!added && database.number("SELECT count(*) FROM t").value() == 1 ? 0 : 2);
    }
    int status = 0;
    ::waitpid(child, &status, 0);

    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    auto database = Database::open(file, Database::Access::ReadWrite).value();
    QVERIFY(database.checkIntegrity().hasValue());
    QCOMPARE(database.number("SELECT count(*) FROM t").value(), 1);
}

void TestDatabase::theLockHasOneHolderAndGoesWithIt()
{
    const auto file = path("data/lock");
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const auto child = ::fork();
    if (child == 0) {
        const auto lock = StoreLock::take(file, "gatehouse");
        if (!base::writeAll(ready[1], lock ? "y" : "n"))
            ::_exit(1);
        for (;;)
            ::pause();
    }
    char answer = 0;
    QCOMPARE(::read(ready[0], &answer, 1), 1);
    QCOMPARE(answer, 'y');

    const auto refused = StoreLock::take(file, "gatehouse-cli");
    QCOMPARE(refused.error().code, base::ErrorCode::Locked);
    QVERIFY(refused.error().detail.find("gatehouse, process " + std::to_string(child)) != std::string::npos);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);

    QVERIFY(StoreLock::take(file, "gatehouse-cli").hasValue());
    ::close(ready[0]);
    ::close(ready[1]);
}

void TestDatabase::theLockSaysWhoHoldsIt()
{
    const auto file = path("lock");
    const auto held = StoreLock::take(file, "a much longer name than the next holder has").value();
    {
        const auto again = StoreLock::take(file, "x");
        QVERIFY(!again);
    }

    QCOMPARE(base::readFile(file, 1000).value(),
        "a much longer name than the next holder has, process " + std::to_string(::getpid()));
}

QTEST_APPLESS_MAIN(TestDatabase)
#include "tst_database.moc"
