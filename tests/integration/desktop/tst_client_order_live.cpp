// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/ipc/messages.h"
#include "core/journal/journal_writer.h"
#include "core/service/approval_queue.h"
#include "core/service/gatehouse.h"
#include "core/service/protection_service.h"
#include "core/service/timeline_service.h"
#include "core/trust/launch_resolver.h"
#include "tests/integration/scratch_home.h"
#include "ui/text/behaviour_text.h"
#include "ui/text/event_text.h"

#include <QElapsedTimer>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

using namespace gatehouse;
using namespace gatehouse::integration;

/// A secret is read from one server and mail is sent by another, each behind a wrapper of its own: the
/// running desktop says within a second that this never followed before.
class TestClientOrderLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_home = std::make_unique<ScratchHome>(); }
    void cleanup();
    void aChainAcrossTwoServersStandsInTheTimelineAtOnce();
    void aCallThatIsReadAfterItsConsequenceStillCameBeforeIt();

private:
    model::LaunchIdentity launchOf(const std::string& name) const;
    /// A journal as a wrapper before this server begins it.
    journal::JournalWriter beginJournal(const std::string& name, const std::string& server) const;
    /// How many lines it has.
    quint64 writeHistory() const;
    void declare() const;
    std::unique_ptr<WrapProcess> startApproved(const std::string& name);

    std::unique_ptr<ScratchHome> m_home;
    std::unique_ptr<service::Gatehouse> m_gatehouse;
};

namespace {

constexpr base::UnixMilliseconds kDayMs = 24LL * 3'600'000;

model::SessionEvent callOf(const std::string& server, const std::string& tool, base::UnixMilliseconds at)
{
    model::SessionEvent event;
    event.at = at;
    event.direction = model::Direction::ToServer;
    event.method = "tools/call";
    event.server = server;
    event.tool = tool;
    return event;
}

} // namespace

model::LaunchIdentity TestClientOrderLive::launchOf(const std::string& name) const
{
    model::LaunchIdentity identity;
    identity.entry = {"cursor", model::EntryScope::User, m_home->places().home + "/.cursor/mcp.json",
        "/mcpServers/" + name, name};
    identity.entryRef = model::entryRef(identity.entry);
    identity.argv = fakeServer({"--name=" + name});
    return identity;
}

void TestClientOrderLive::cleanup()
{
    m_gatehouse.reset();
    m_home.reset();
}

journal::JournalWriter TestClientOrderLive::beginJournal(
    const std::string& name, const std::string& server) const
{
    auto journal =
        journal::JournalWriter::create(m_home->places().journalFolder, name, 1'700'000'000'000, UINT64_MAX)
            .value();
    model::SessionEvent start;
    start.kind = "session-start";
    start.server = server;
    start.details = R"({"session":"s","version":"1","pid":0,"digest":")" +
        trust::identityDigest(launchOf(server)) + R"(","identity":)" + ipc::identityToJson(launchOf(server)) +
        R"(,"ancestry":[]})";
    journal.append(start);
    return journal;
}

/// Eight days in which secrets were read for the database, and mail was sent after a note.
quint64 TestClientOrderLive::writeHistory() const
{
    std::map<std::string, journal::JournalWriter> journals;
    for (const auto* name : {"vault", "database", "notes", "mail"})
        journals.emplace(name, beginJournal(name, name));
    auto lines = quint64{journals.size()};
    const auto call = [&](const char* server, const char* tool, base::UnixMilliseconds at) {
        journals.at(server).append(callOf(server, tool, at));
        ++lines;
    };
    for (int day = 8; day > 0; --day) {
        auto at = base::SystemClock().now() - day * kDayMs;
        for (int round = 0; round < 12; ++round) {
            call("vault", "read_secret", at);
            for (int i = 0; i < 5; ++i)
                call("database", "query", at += 10'000);
            call("notes", "add", at += 900'000);
            call("mail", "send", at += 10'000);
            at += 900'000;
        }
    }
    for (auto& [name, journal] : journals) {
        if (!journal.flush())
            qFatal("no journal");
    }
    return lines;
}

void TestClientOrderLive::declare() const
{
    nlohmann::json servers;
    for (const auto* name : {"vault", "mail"}) {
        const auto command = fakeServer({std::string("--name=") + name});
        servers[name] = {{"command", command[0]}, {"args", {command[1]}}};
    }
    QVERIFY(base::makePrivateFolder(m_home->places().home + "/.cursor"));
    QVERIFY(base::replaceFile(
        m_home->places().home + "/.cursor/mcp.json", nlohmann::json{{"mcpServers", servers}}.dump(), 0600));
}

std::unique_ptr<WrapProcess> TestClientOrderLive::startApproved(const std::string& name)
{
    auto arguments = launchOf(name).argv;
    arguments.insert(arguments.begin(), "--entry=" + launchOf(name).entryRef);
    const auto started = m_home->events("server-start").size();
    auto wrap = std::make_unique<WrapProcess>(m_home->start(arguments));
    wrap->ask(initialize(1));
    auto& approvals = m_gatehouse->approvals();
    if (!QTest::qWaitFor([&] { return !approvals.cards().isEmpty(); }, 10'000))
        qFatal("nothing was asked");
    approvals.decide(approvals.cards().front().id, model::Choice::Always, model::AnsweredBy::Pointer);
    if (!QTest::qWaitFor([&] { return m_home->events("server-start").size() > started; }, 10'000))
        qFatal("the server was not started");
    if (!QTest::qWaitFor([&] { return approvals.cards().isEmpty(); }, 10'000))
        qFatal("the card stays");
    return wrap;
}

void TestClientOrderLive::aChainAcrossTwoServersStandsInTheTimelineAtOnce()
{
    declare();
    writeHistory();
    auto opened = service::Gatehouse::open({m_home->places(), "desktop", {}, {}, wrapProgram()});
    QVERIFY2(opened.hasValue(), opened ? "" : opened.error().detail.c_str());
    m_gatehouse = std::move(*opened);
    bool isProtected = false;
    m_gatehouse->protection().plan({}, this, [&](const auto& plan) {
        m_gatehouse->protection().apply(
            {}, plan.value(), this, [&](const auto& results) { isProtected = results && !results->empty(); });
    });
    QVERIFY(QTest::qWaitFor([&] { return isProtected; }, 20'000));
    const auto vault = startApproved("vault");
    const auto mail = startApproved("mail");
    QVERIFY(vault->ask(callTool(2, "list_secrets")));
    QVERIFY(m_home->events("client-order").empty());

    QVERIFY(vault->ask(callTool(3, "read_secret")));
    // A model takes its time, and these two calls none: in one millisecond nothing says which came first.
    const auto answeredAt = base::SystemClock().now();
    QVERIFY(waitUntil([&] { return base::SystemClock().now() > answeredAt; }));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(mail->ask(callTool(2, "send")));

    QVERIFY(QTest::qWaitFor([&] { return !m_home->events("client-order").empty(); }, 10'000));
    qInfo("told after %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(m_home->events("client-order").size(), std::size_t{1});
    const auto event = m_home->events("client-order")[0];
    QCOMPARE(event.server, std::string("mail"));
    const auto sentences = text::deviationTexts(event);
    QCOMPARE(sentences.size(), qsizetype{1});
    QVERIFY2(sentences[0].startsWith(QStringLiteral("Never followed read_secret of vault before")),
        qPrintable(sentences[0]));
    QVERIFY(text::eventSentence(event).contains(QStringLiteral("in an order that never was before")));
    // And the window's timeline has it, as every line of a journal.
    QVector<model::EventRow> rows;
    const auto isShown = [&] {
        return std::ranges::any_of(rows, [](const auto& row) { return row.event.kind == "client-order"; });
    };
    const auto read = [&] {
        m_gatehouse->timeline().events({}, this, [&](const auto& page) {
            if (page)
                rows = *page;
        });
        return isShown();
    };
    QVERIFY(QTest::qWaitFor(read, 10'000));
}

/// Two wrappers write two journals, and either may be read first: here the secret's call is written when the
/// books have the mail's already.
void TestClientOrderLive::aCallThatIsReadAfterItsConsequenceStillCameBeforeIt()
{
    const auto lines = writeHistory();
    auto vault = beginJournal("vault-today", "vault");
    auto mail = beginJournal("mail-today", "mail");
    QVERIFY(vault.flush() && mail.flush());
    auto opened = service::Gatehouse::open({m_home->places(), "desktop", {}, {}, wrapProgram()});
    QVERIFY2(opened.hasValue(), opened ? "" : opened.error().detail.c_str());
    m_gatehouse = std::move(*opened);
    quint64 stored = 0;
    bool isVaultDue = false;
    const auto now = base::SystemClock().now();
    connect(&m_gatehouse->timeline(), &service::TimelineService::eventsStored, this,
        [&](qint64, quint64 from, quint64 to) {
            stored += to - from + 1;
            if (!std::exchange(isVaultDue, false))
                return;
            vault.append(callOf("vault", "read_secret", now - 1000));
            QVERIFY(vault.flush());
        });
    QVERIFY(QTest::qWaitFor([&] { return stored >= lines + 2; }, 20'000));

    isVaultDue = true;
    mail.append(callOf("mail", "send", now));
    QVERIFY(mail.flush());

    QVERIFY(QTest::qWaitFor([&] { return !m_home->events("client-order").empty(); }, 10'000));
    QVERIFY(!isVaultDue);
    const auto sentences = text::deviationTexts(m_home->events("client-order")[0]);
    QCOMPARE(sentences.size(), qsizetype{1});
    QVERIFY2(sentences[0].startsWith(QStringLiteral("Never followed read_secret of vault before")),
        qPrintable(sentences[0]));
}

QTEST_GUILESS_MAIN(TestClientOrderLive)
#include "tst_client_order_live.moc"
