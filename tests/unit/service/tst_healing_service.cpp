// SPDX-License-Identifier: Apache-2.0
#include "core/service/healing_service.h"

#include "core/base/file.h"
#include "core/service/catalog_service.h"
#include "core/service/gatehouse.h"
#include "core/service/protection_service.h"
#include "tests/unit/service/service_home.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>

#include <atomic>
#include <chrono>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::service;

using Kind = Matter::Kind;
using namespace std::chrono_literals;

/// The whole service over real files of a client that does to them what clients do. Quiet periods are short
/// here.
class TestHealingService : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_gatehouse.reset(); }

    void aReplacedFileIsGuardedAgain();
    void aSlowTruncatingWriterHasDroppedNothing();
    void deletingAndMakingAnewIsGuardedAgain();
    void aLinkedFileIsGuardedWhereItLies();
    void aServerOfAFileThatIsMadeLaterAsks();
    void aDroppedServerHasARowInTheCatalogAndComesBack();
    void aClientThatRewritesWheneverWeWriteIsLeftAlone();
    void everyChangeComesToTheTimeline();
    void afterAKillTheNextStartFinishes();

private:
    static constexpr auto kBare =
        "{\n  \"mcpServers\": {\n    \"files\": { \"command\": \"files\" }\n  }\n}\n";

    void start();
    void protectAll();
    std::string cursor() const { return m_home->places.home + "/.cursor/mcp.json"; }
    static std::string read(const std::string& path) { return base::readFile(path, 1 << 20).value(); }
    static void write(const std::string& path, const std::string& bytes)
    {
        QVERIFY(QDir().mkpath(QFileInfo(QString::fromStdString(path)).path()));
        QVERIFY(base::replaceFile(path, bytes, 0600));
    }
    static bool isWrapped(const std::string& text)
    {
        return text.find("gatehouse-wrap") != std::string::npos;
    }
    bool becomesWrapped(const std::string& path) const
    {
        return QTest::qWaitFor([&] { return isWrapped(read(path)); }, 10'000);
    }
    bool asks(Kind kind, const std::string& name) const
    {
        return QTest::qWaitFor(
            [&] {
                const auto matters = m_gatehouse->healing().matters();
                return std::ranges::any_of(matters, [&](const Matter& matter) {
                    return matter.kind == kind && matter.row.location.name == name;
                });
            },
            10'000);
    }
    int changes(const std::string& reason) const
    {
        return static_cast<int>(std::ranges::count_if(m_home->journalled(),
            [&](const auto& event) { return event.kind == "client-file-change" && event.reason == reason; }));
    }

    std::unique_ptr<ServiceHome> m_home;
    std::unique_ptr<Gatehouse> m_gatehouse;
};

void TestHealingService::init()
{
    m_home = std::make_unique<ServiceHome>();
    const std::string bytes = std::string("\x7f"
                                          "ELF gatehouse-wrap version=" GATEHOUSE_VERSION) +
        '\0';
    QVERIFY(base::replaceFile(m_home->places.home + "/built-wrap", bytes, 0755));
}

void TestHealingService::start()
{
    m_gatehouse.reset();
    clients::HealingLimits limits;
    limits.quiet = 150ms;
    limits.longestWait = 3s;
    auto opened =
        Gatehouse::open({m_home->places, "desktop", {}, {}, m_home->places.home + "/built-wrap", limits});
    QVERIFY(opened);
    m_gatehouse = std::move(*opened);
    QTRY_VERIFY_WITH_TIMEOUT(
        changes("first-seen") > 0 || !QFile::exists(QString::fromStdString(cursor())), 10'000);
}

void TestHealingService::protectAll()
{
    bool isDone = false;
    auto& protection = m_gatehouse->protection();
    protection.plan({}, this, [&](const base::Result<ProtectionPlan>& plan) {
        QVERIFY(plan);
        protection.apply(
            {}, *plan, this, [&](const auto& results) { isDone = results && results->front().isDone; });
    });
    QTRY_VERIFY_WITH_TIMEOUT(isDone, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(changes("by-gatehouse") == 1, 10'000);
}

void TestHealingService::aReplacedFileIsGuardedAgain()
{
    write(cursor(), kBare);
    start();
    protectAll();
    const auto guarded = read(cursor());

    write(cursor(), kBare);

    QVERIFY(becomesWrapped(cursor()));
    QCOMPARE(read(cursor()), guarded);
}

void TestHealingService::aSlowTruncatingWriterHasDroppedNothing()
{
    write(cursor(), kBare);
    start();
    protectAll();
    const auto guarded = read(cursor());

    QFile file(QString::fromStdString(cursor()));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    for (const char byte : guarded) {
        file.putChar(byte);
        file.flush();
        QTest::qWait(5);
    }
    file.close();
    QTRY_VERIFY_WITH_TIMEOUT(m_gatehouse->healing().matters().isEmpty(), 5000);
    QTest::qWait(500);

    QCOMPARE(read(cursor()), guarded);
    QVERIFY(m_gatehouse->healing().matters().isEmpty());
    QCOMPARE(m_home->count("client-file-edit"), 1);
}

void TestHealingService::deletingAndMakingAnewIsGuardedAgain()
{
    write(cursor(), kBare);
    start();
    protectAll();

    QVERIFY(QFile::remove(QString::fromStdString(cursor())));
    QTRY_VERIFY_WITH_TIMEOUT(changes("missing") == 1, 10'000);
    write(cursor(), kBare);

    QVERIFY(becomesWrapped(cursor()));
}

void TestHealingService::aLinkedFileIsGuardedWhereItLies()
{
    const auto real = m_home->places.home + "/dotfiles/cursor.json";
    write(real, kBare);
    QVERIFY(QDir().mkpath(QString::fromStdString(m_home->places.home + "/.cursor")));
    QVERIFY(QFile::link(QString::fromStdString(real), QString::fromStdString(cursor())));
    start();
    protectAll();

    write(real, kBare);

    QVERIFY(becomesWrapped(real));
    QVERIFY(QFileInfo(QString::fromStdString(cursor())).isSymLink());
}

void TestHealingService::aServerOfAFileThatIsMadeLaterAsks()
{
    write(m_home->places.home + "/.claude.json", "{\"mcpServers\": {\"a\": {\"command\": \"a\"}}}\n");
    start();
    QTRY_VERIFY_WITH_TIMEOUT(changes("first-seen") > 0, 10'000);

    write(cursor(), kBare);

    QVERIFY(asks(Kind::NewEntry, "files"));
    QCOMPARE(read(cursor()), std::string(kBare));
    const auto rowSaysSo = [&] {
        const auto rows = m_gatehouse->catalog().servers();
        return std::ranges::any_of(rows,
            [](const auto& row) { return row.location.name == "files" && row.stateReason == "new-entry"; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(rowSaysSo(), 10'000);
}

void TestHealingService::aDroppedServerHasARowInTheCatalogAndComesBack()
{
    write(cursor(), kBare);
    start();
    protectAll();
    write(cursor(), "{\n  \"mcpServers\": {}\n}\n");
    QVERIFY(asks(Kind::Dropped, "files"));
    const auto rows = [&](const std::string& reason) {
        const auto all = m_gatehouse->catalog().servers();
        return std::ranges::count_if(
            all, [&](const auto& row) { return row.location.name == "files" && row.stateReason == reason; });
    };
    QTRY_COMPARE_WITH_TIMEOUT(rows("dropped"), 1, 10'000);

    bool isDone = false;
    const auto ref = m_gatehouse->healing().matters().front().row.ref;
    m_gatehouse->healing().putBack(
        {ref}, this, [&](const auto& results) { isDone = results && results->front().isDone; });

    QTRY_VERIFY_WITH_TIMEOUT(isDone, 10'000);
    QVERIFY(isWrapped(read(cursor())));
    QTRY_VERIFY_WITH_TIMEOUT(m_gatehouse->healing().matters().isEmpty(), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(rows("dropped"), 0, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(rows(""), 1, 10'000);
}

void TestHealingService::aClientThatRewritesWheneverWeWriteIsLeftAlone()
{
    write(cursor(), kBare);
    start();
    protectAll();
    std::atomic_bool ends = false;
    std::thread client([&, path = cursor()] {
        while (!ends) {
            if (const auto text = base::readFile(path, 1 << 20); text && isWrapped(*text))
                static_cast<void>(base::replaceFile(path, kBare, 0600).hasValue());
            std::this_thread::sleep_for(5ms);
        }
    });

    const bool isTold = asks(Kind::Fight, "");
    QTest::qWait(600);
    ends = true;
    client.join();

    QVERIFY(isTold);
    QCOMPARE(read(cursor()), std::string(kBare));
    QCOMPARE(changes("fight"), 1);
    QCOMPARE(m_home->count("client-file-edit"), 1 + 3);
}

void TestHealingService::everyChangeComesToTheTimeline()
{
    write(cursor(), kBare);
    start();
    QSignalSpy stored(&m_gatehouse->timeline(), &TimelineService::eventsStored);

    write(cursor(), "{}\n");

    QTRY_VERIFY_WITH_TIMEOUT(changes("by-another") == 1, 10'000);
    QVERIFY(stored.count() > 0 || stored.wait());
    QVector<model::EventRow> rows;
    const auto isThere = [&] {
        m_gatehouse->timeline().events({}, this, [&](const auto& page) { rows = page.value(); });
        QTest::qWait(50);
        return std::ranges::any_of(rows, [](const auto& row) {
            return row.event.kind == "client-file-change" && row.event.reason == "by-another" &&
                row.event.details.find("\"removed\"") != std::string::npos;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), 10'000);
}

void TestHealingService::afterAKillTheNextStartFinishes()
{
    write(cursor(), kBare);
    start();
    protectAll();
    m_gatehouse.reset();
    write(cursor(), kBare); // a client, while nobody looks; or a kill between record and file

    start();

    QVERIFY(becomesWrapped(cursor()));
}

QTEST_GUILESS_MAIN(TestHealingService)
#include "tst_healing_service.moc"
