// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/service/approval_queue.h"
#include "core/service/catalog_service.h"
#include "core/service/gatehouse.h"
#include "core/service/ledger.h"
#include "tests/integration/changing_server.h"

#include <QtTest>

#include <algorithm>
#include <functional>
#include <optional>

using namespace gatehouse;
using namespace gatehouse::integration;
using model::DefinitionState;
using model::ServerState;

/// What happens in a real session is in the catalog within a second of the journal line that tells it, or of
/// the file that says it.
class TestLiveCatalog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_wrap.reset();
        m_gatehouse.reset();
        m_home.reset();
    }
    void aSessionShowsAsItGoes();
    void aServerInAClientsFileShows();

private:
    std::optional<model::ServerRow> server() const;
    std::optional<model::DefinitionRow> tool(const std::string& name) const;
    void answersAre(const std::string& answers) const;
    std::string ask(const std::string& line);
    /// Waits until it is so; how many ms after the last line of this kind.
    qint64 msAfter(const std::string& kind, const std::function<bool()>& isSo) const;

    std::unique_ptr<ScratchHome> m_home;
    std::unique_ptr<service::Gatehouse> m_gatehouse;
    std::unique_ptr<WrapProcess> m_wrap;
    std::vector<std::string> m_command;
};

namespace {

constexpr qint64 kLimit = 1000;

} // namespace

void TestLiveCatalog::init()
{
    m_home = std::make_unique<ScratchHome>();
    m_command = fakeServer({"--answers=" + m_home->file("answers"), "--log=" + m_home->file("log")});
    auto opened = service::Gatehouse::open({m_home->places(), "desktop", {}, {}, wrapProgram()});
    QVERIFY2(opened.hasValue(), opened ? "" : opened.error().detail.c_str());
    m_gatehouse = std::move(*opened);
    QSignalSpy refreshed(&m_gatehouse->catalog(), &service::CatalogService::refreshed);
    QVERIFY(refreshed.wait(20'000));
}

std::optional<model::ServerRow> TestLiveCatalog::server() const
{
    for (const auto& row : m_gatehouse->catalog().servers()) {
        if (row.ref.starts_with("launch:"))
            return row;
    }
    return std::nullopt;
}

std::optional<model::DefinitionRow> TestLiveCatalog::tool(const std::string& name) const
{
    const auto row = server();
    if (!row)
        return std::nullopt;
    for (const auto& tool : m_gatehouse->catalog().tools(row->ref)) {
        if (tool.name == name)
            return tool;
    }
    return std::nullopt;
}

void TestLiveCatalog::answersAre(const std::string& answers) const
{
    const auto file = m_home->file("answers");
    QVERIFY(base::replaceFile(file, answers + "\n", 0600));
}

std::string TestLiveCatalog::ask(const std::string& line)
{
    return m_wrap->ask(line).value_or(std::string());
}

qint64 TestLiveCatalog::msAfter(const std::string& kind, const std::function<bool()>& isSo) const
{
    if (!QTest::qWaitFor(isSo, 10'000))
        return -1;
    const auto now = base::SystemClock().now();
    const auto events = m_home->events(kind);
    const auto ms = events.empty() ? -1 : now - events.back().at;
    qInfo("%s: %lld ms", kind.c_str(), static_cast<long long>(ms));
    return ms;
}

#define SHOWS_WITHIN_LIMIT(kind, condition)                                                                  \
    {                                                                                                        \
        const auto ms = msAfter(kind, [&] { return condition; });                                            \
        QVERIFY2(ms >= 0 && ms < kLimit, qPrintable(QString::number(ms)));                                   \
    }

void TestLiveCatalog::aSessionShowsAsItGoes()
{
    answersAre(toolsAnswer(kReadTool + "," + kSendTool));
    m_wrap = std::make_unique<WrapProcess>(m_home->start(m_command));
    QVERIFY(!ask(initialize(1)).empty()); // in the server's place

    SHOWS_WITHIN_LIMIT("pending", server() && server()->state == ServerState::Waiting && server()->isShadow)

    QVERIFY(QTest::qWaitFor([&] { return !m_gatehouse->approvals().cards().isEmpty(); }, 5000));
    m_gatehouse->approvals().decide(
        m_gatehouse->approvals().cards().front().id, model::Choice::Always, model::AnsweredBy::Pointer);
    SHOWS_WITHIN_LIMIT("server-start", server()->state == ServerState::Running && !server()->isShadow)

    QVERIFY(m_wrap->send(request(2, "tools/list") + "\n"));
    SHOWS_WITHIN_LIMIT("definitions-listed", tool("read") && tool("send") && server()->tools == 2)

    QVERIFY(m_wrap->send(callTool(3, "send") + "\n"));
    SHOWS_WITHIN_LIMIT("message", tool("send")->calls == 1)

    answersAre(toolsAnswer(readToolWith("Reads", "Deletes") + "," + kSendTool));
    QVERIFY(m_wrap->send(request(4, "tools/list") + "\n"));
    SHOWS_WITHIN_LIMIT("definitions-listed",
        tool("read")->state == DefinitionState::Suspended && server()->state == ServerState::Suspended)

    m_wrap->closeInput();
    SHOWS_WITHIN_LIMIT("session-end", server()->state == ServerState::Gone)
}

void TestLiveCatalog::aServerInAClientsFileShows()
{
    const auto folder = m_home->places().home + "/.cursor";
    QVERIFY(base::makePrivateFolder(folder));
    const auto isThere = [this](const std::string& name) {
        const auto rows = m_gatehouse->catalog().servers();
        return std::ranges::any_of(
            rows, [&](const model::ServerRow& row) { return row.location.name == name && row.isShadow; });
    };
    const auto write = [&](const std::string& servers) {
        QVERIFY(base::replaceFile(folder + "/mcp.json", "{\"mcpServers\":{" + servers + "}}\n", 0600));
    };
    const std::string one = R"("one":{"command":"npx","args":["-y","a@1.0.0"]})";
    write(one);
    QVERIFY(QTest::qWaitFor([&] { return isThere("one"); }, 10'000)); // a folder that was not there before

    QElapsedTimer timer;
    timer.start();
    write(one + R"(,"two":{"command":"npx","args":["-y","b@1.0.0"]})");
    QVERIFY(QTest::qWaitFor([&] { return isThere("two"); }, 10'000));

    QVERIFY2(timer.elapsed() < kLimit, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TestLiveCatalog)
#include "tst_live_catalog.moc"
