// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/service/catalog_service.h"
#include "core/service/gatehouse.h"
#include "core/service/registry_service.h"
#include "tests/integration/scratch_home.h"

#include <QElapsedTimer>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::integration;

/// An organisation's file changes while a server runs behind the real wrapper, with a desktop there. The
/// folder is the test's own, in the place of /etc/gatehouse.
class TestOrganisationLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void whatItForbidsEndsWithinASecond_data();
    void whatItForbidsEndsWithinASecond();
    void whatOthersMayWriteAllowsNothingMore_data();
    void whatOthersMayWriteAllowsNothingMore();
    void aFolderThatComesLaterIsFollowed();
    void aBrokenFileStartsNothingNewAndSaysWhy();

private:
    std::string folder() const { return m_home->file("etc"); }
    void write(const nlohmann::json& registry, mode_t mode = 0644) const;
    nlohmann::json item(const char* decision) const { return {{"argv", m_command}, {"decision", decision}}; }
    void begin();
    void startServer();
    bool hasEnded() const { return !m_home->events("server-exit").empty(); }
    bool isProblemTold(const std::string& part) const
    {
        const auto problems = m_gatehouse->problems();
        return std::ranges::any_of(
            problems, [&](const auto& one) { return one.detail.find(part) != std::string::npos; });
    }

    std::unique_ptr<ScratchHome> m_home;
    std::unique_ptr<service::Gatehouse> m_gatehouse;
    std::unique_ptr<WrapProcess> m_wrap;
    std::vector<std::string> m_command;
};

namespace {

constexpr qint64 kWithin = 1000;

} // namespace

void TestOrganisationLive::init()
{
    m_home = std::make_unique<ScratchHome>();
    m_command = fakeServer();
    QCOMPARE(::mkdir(folder().c_str(), 0755), 0);
}

void TestOrganisationLive::cleanup()
{
    m_wrap.reset();
    m_gatehouse.reset();
    m_home.reset();
}

void TestOrganisationLive::write(const nlohmann::json& registry, mode_t mode) const
{
    QVERIFY(base::replaceFile(folder() + "/registry.json", registry.dump(), mode));
    QCOMPARE(::chmod((folder() + "/registry.json").c_str(), mode), 0);
}

void TestOrganisationLive::begin()
{
    service::GatehouseOptions options{m_home->places(), "desktop", {}, {}, wrapProgram()};
    options.organisationPolicy = folder() + "/policy.toml";
    options.organisationOwner = ::geteuid();
    auto opened = service::Gatehouse::open(options);
    QVERIFY2(opened.hasValue(), opened ? "" : opened.error().detail.c_str());
    m_gatehouse = std::move(*opened);
    QSignalSpy refreshed(&m_gatehouse->catalog(), &service::CatalogService::refreshed);
    QVERIFY(refreshed.wait(20'000));
}

void TestOrganisationLive::startServer()
{
    m_wrap = std::make_unique<WrapProcess>(m_home->start(m_command));
    QVERIFY(m_wrap->ask(initialize(1)));
    QVERIFY(QTest::qWaitFor([&] { return !m_home->events("server-start").empty(); }, 10'000));
    QVERIFY(m_wrap->ask(callTool(2, "echo")));
    QVERIFY(!hasEnded());
}

void TestOrganisationLive::whatItForbidsEndsWithinASecond_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::newRow("it denies the command") << QByteArray("deny");
    QTest::newRow("it requires, and lists something else") << QByteArray("require");
    QTest::newRow("it approves no longer") << QByteArray("nothing");
    QTest::newRow("it is gone") << QByteArray("gone");
}

void TestOrganisationLive::whatItForbidsEndsWithinASecond()
{
    QFETCH(QByteArray, change);
    write({{"v", 1}, {"items", {item("allow")}}});
    begin();
    startServer(); // without a card: the organisation has approved it

    QElapsedTimer timer;
    timer.start();
    if (change == "deny")
        write({{"v", 1}, {"items", {item("deny")}}});
    else if (change == "require")
        write({{"v", 1}, {"items", nlohmann::json::array()}, {"require", true}});
    else if (change == "nothing")
        write({{"v", 1}, {"items", nlohmann::json::array()}});
    else
        QCOMPARE(::unlink((folder() + "/registry.json").c_str()), 0);

    QVERIFY(QTest::qWaitFor([&] { return hasEnded(); }, 10'000));
    QVERIFY2(timer.elapsed() < kWithin, qPrintable(QString::number(timer.elapsed())));
    qInfo("ended after %lld ms", static_cast<long long>(timer.elapsed()));
}

void TestOrganisationLive::whatOthersMayWriteAllowsNothingMore_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("the file's mode") << QStringLiteral("file");
    QTest::newRow("the folder's mode") << QStringLiteral("folder");
    QTest::newRow("another file with the same bytes") << QStringLiteral("replaced");
}

void TestOrganisationLive::whatOthersMayWriteAllowsNothingMore()
{
    QFETCH(QString, what);
    const nlohmann::json registry{{"v", 1}, {"items", {item("allow")}}};
    write(registry);
    begin();
    startServer();

    QElapsedTimer timer;
    timer.start();
    if (what == QStringLiteral("file"))
        QCOMPARE(::chmod((folder() + "/registry.json").c_str(), 0666), 0);
    else if (what == QStringLiteral("folder"))
        QCOMPARE(::chmod(folder().c_str(), 0777), 0);
    else
        write(registry, 0646);

    QVERIFY(QTest::qWaitFor([&] { return hasEnded(); }, 10'000));
    QVERIFY2(timer.elapsed() < kWithin, qPrintable(QString::number(timer.elapsed())));
    const auto standing = service::organisationStanding(folder(), ::geteuid());
    QVERIFY(!standing.registry.isTrusted);
    QVERIFY(standing.registry.why.find("ignored") != std::string::npos);
}

void TestOrganisationLive::aFolderThatComesLaterIsFollowed()
{
    QCOMPARE(::rmdir(folder().c_str()), 0);
    m_home->decide({approvedPattern(m_command)});
    QVERIFY(::unlink(m_home->places().snapshot.c_str()) == 0);
    {
        service::LedgerOptions options;
        options.places = m_home->places();
        options.program = "cli";
        options.organisationPolicy = folder() + "/policy.toml";
        options.organisationOwner = ::geteuid();
        const auto ledger = service::Ledger::open(options);
        QVERIFY((*ledger)->decidePattern(m_command, {.choice = model::Choice::Always}));
    }
    begin();
    startServer();

    QCOMPARE(::mkdir(folder().c_str(), 0755), 0);
    write({{"v", 1}, {"items", {item("deny")}}});

    QVERIFY(QTest::qWaitFor([&] { return hasEnded(); }, 10'000));
}

void TestOrganisationLive::aBrokenFileStartsNothingNewAndSaysWhy()
{
    write({{"v", 1}, {"items", {item("allow")}}});
    begin();
    startServer();
    QVERIFY(base::replaceFile(folder() + "/registry.json", "{\"v\":1,", 0644));

    // The window says it, and so does the wrapper's journal; what runs goes on by what held before.
    QVERIFY(QTest::qWaitFor([&] { return isProblemTold("registry.json"); }, 10'000));
    QVERIFY(QTest::qWaitFor([&] { return !m_home->events("policy-refused").empty(); }, 10'000));
    QVERIFY(!hasEnded());
    QVERIFY(!service::organisationStanding(folder(), ::geteuid()).problem.empty());
    {
        WrapProcess another(m_home->start(m_command));
        QVERIFY(another.ask(initialize(1))); // held, in the server's place
        QVERIFY(QTest::qWaitFor([&] { return !m_home->events("pending").empty(); }, 10'000));
        QCOMPARE(m_home->events("server-start").size(), std::size_t{1});
    }

    write({{"v", 1}, {"items", {item("deny")}}}); // mended

    QVERIFY(QTest::qWaitFor([&] { return hasEnded(); }, 10'000));
}

QTEST_GUILESS_MAIN(TestOrganisationLive)
#include "tst_organisation_live.moc"
