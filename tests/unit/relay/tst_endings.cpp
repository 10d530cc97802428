// SPDX-License-Identifier: Apache-2.0
#include "core/relay/session.h"
#include "tests/support/processor_time.h"
#include "tests/unit/relay/session_lines.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using relay::Admission;

/// How sessions end, and that they stay small and quick whatever a peer does.
class TestEndings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aServerThatEndsAnswersEveryOpenRequestInItsShape();
    void aServerThatCannotBeStartedSaysSo();
    void aDenialWhileRunningEndsTheSession();
    void anApprovalThatIsTakenBackEndsTheSession();
    void anythingMayComeAfterTheEnd();
    void anEndIsToldOnce();
    void aJournalThatFailsAnswersWhatIsOpenAndWhatWasLost();
    void aServerWithoutAnswersIsEndedSoonAfterItsClient();
    void tooManyOpenRequestsAreRefusedInTheirShape();
    void aFloodOfNotificationsKeepsNothing();
    void aFloodOfCancelledRequestsKeepsLittle();
    void anInputOfAnyKindInAnyPhaseIsBorne();
};

void TestEndings::aServerThatEndsAnswersEveryOpenRequestInItsShape()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/call", R"({"name":"t"})"));
    driver.wait(10);
    driver.client(request("\"b\"", "resources/read"));
    driver.client(request("3", "completion/complete"));
    driver.server(request("4", "roots/list"));
    driver.takeClientBytes();

    driver.serverEnds();

    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{3});
    QVERIFY(answers(told, "1", "\"isError\":true"));
    QVERIFY(answers(told, "\"b\"", "-32603"));
    QVERIFY(answers(told, "3", "\"values\":[]"));
    QVERIFY(answers({told.front()}, "1", "ended before it answered")); // oldest first
    QCOMPARE(driver.ending(), std::string("server-end"));
    QCOMPARE(driver.commands<relay::EndSession>().front().exitCode, 1);
    QCOMPARE(driver.events("server-end").size(), std::size_t{1});
}

void TestEndings::aServerThatCannotBeStartedSaysSo()
{
    SessionDriver driver(Admission::Approved);
    driver.client(initialize("0"));

    driver.serverFails(base::ErrorCode::CommandNotFound);

    QVERIFY(answers(driver.clientLines(), "0", "could not be started"));
    QCOMPARE(driver.ending(), std::string("server-failed"));
    QCOMPARE(driver.commands<relay::EndSession>().front().exitCode, 127);
    QCOMPARE(driver.commands<relay::Notice>().size(), std::size_t{1});
    QCOMPARE(driver.events("server-failed").front().reason, std::string("command-not-found"));
}

void TestEndings::aDenialWhileRunningEndsTheSession()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/call", R"({"name":"t"})"));

    driver.admit(Admission::Denied);

    QVERIFY(answers(driver.clientLines(), "1", "denied"));
    QCOMPARE(driver.ending(), std::string("denied"));
    driver.server(result("1"));
    QVERIFY(driver.clientLines().empty());
}

void TestEndings::anApprovalThatIsTakenBackEndsTheSession()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/call", R"({"name":"t"})"));

    driver.admit(Admission::Pending);

    QVERIFY(answers(driver.clientLines(), "1", "taken back"));
    QCOMPARE(driver.ending(), std::string("approval-withdrawn"));
    // No "denied": the books must not take it for an answer to the card.
    QVERIFY(driver.events("denied").empty());
    QCOMPARE(driver.events("approval-withdrawn").size(), std::size_t{1});
}

void TestEndings::anythingMayComeAfterTheEnd()
{
    auto driver = relayingSession();
    driver.serverEnds();
    driver.takeServerBytes();

    driver.client(request("9", "tools/list"));
    driver.client(notification("notifications/x"));
    driver.server(notification("notifications/x"));
    driver.admit(Admission::Approved);
    driver.serverStarts();
    driver.wait(100'000'000);

    QVERIFY(answers(driver.clientLines(), "9", "error"));
    QCOMPARE(driver.takeServerBytes(), std::string());
    QVERIFY(driver.commands<relay::StartServer>().size() == 1);
}

void TestEndings::anEndIsToldOnce()
{
    auto driver = relayingSession();
    driver.clientEnds();
    driver.clientEnds();
    driver.serverEnds();
    driver.serverEnds();
    driver.wait(100'000'000);

    QCOMPARE(driver.commands<relay::EndSession>().size(), std::size_t{1});
    QCOMPARE(driver.commands<relay::EndSession>().front().exitCode, 0);
    QCOMPARE(driver.commands<relay::CloseServerInput>().size(), std::size_t{1});
    QCOMPARE(driver.events("client-end").size(), std::size_t{1});
}

void TestEndings::aJournalThatFailsAnswersWhatIsOpenAndWhatWasLost()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/call", R"({"name":"t"})"));
    driver.client(request("\"two\"", "resources/list"));
    driver.client(request("3", "tools/list"));
    driver.takeClientBytes();
    driver.server(result("3", R"({"tools":[{"name":"secret"}]})"));
    driver.server(request("7", "ping"));
    relay::Output out;

    driver.session().onJournalFailed(
        {base::ErrorCode::DiskFull, "/hostile/path"}, driver.takeClientBytes(), {}, out);

    const auto told = QString::fromStdString(out.toClient).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    Lines lines;
    for (const auto& line : told)
        lines.push_back(line.toStdString());
    QCOMPARE(lines.size(), std::size_t{3});
    constexpr std::string_view kWhy = "Blocked by Gatehouse: the journal cannot be written (disk-full)";
    QVERIFY(answers(lines, "1", "isError") && answers(lines, "1", kWhy));
    QVERIFY(answers(lines, "\"two\"", "\"error\"") && answers(lines, "\"two\"", kWhy));
    QVERIFY(answers(lines, "3", "\"error\"") && answers(lines, "3", kWhy));
    QVERIFY(out.events.empty() && !contains(lines, "secret") && !contains(lines, "hostile"));
}

void TestEndings::aServerWithoutAnswersIsEndedSoonAfterItsClient()
{
    auto idle = relayingSession();
    auto busy = relayingSession();
    busy.client(request("1", "tools/list"));

    idle.clientEnds();
    busy.clientEnds();
    idle.wait(2'000'000);
    busy.wait(59'000'000);

    QCOMPARE(idle.ending(), std::string("client-end"));
    QCOMPARE(busy.ending(), std::string());
    busy.wait(1'000'000);
    QCOMPARE(busy.ending(), std::string("client-end"));
    QVERIFY(answers(busy.clientLines(), "1", "error"));
}

void TestEndings::tooManyOpenRequestsAreRefusedInTheirShape()
{
    auto options = SessionDriver::defaultOptions();
    options.limits.maxOpenRequests = 3;
    auto driver = relayingSession("2025-11-25", options);
    for (int id = 1; id <= 4; ++id)
        driver.client(request(std::to_string(id), "tools/call", R"({"name":"t"})"));

    QCOMPARE(driver.serverLines().size(), std::size_t{3});
    QVERIFY(answers(driver.clientLines(), "4", "\"isError\":true"));
    QCOMPARE(driver.lastReason(), std::string("too-many-open-requests"));
}

void TestEndings::aFloodOfNotificationsKeepsNothing()
{
    relay::Session session(SessionDriver::defaultOptions(), Admission::Approved);
    relay::Output out;
    session.begin({}, out);
    session.onServerStarted({}, out);
    const auto line = notification("notifications/message", R"({"level":"info","data":"x"})") + "\n";
    std::string chunk;
    for (int at = 0; at < 1000; ++at)
        chunk += line;
    const tests::ProcessorTime time;

    for (int round = 0; round < 100; ++round) {
        out = {};
        session.onServerBytes(chunk, {}, out);
        QCOMPARE(out.toClient.size(), chunk.size());
        QCOMPARE(out.events.size(), std::size_t{1000});
    }

    QVERIFY2(time.milliseconds() < 10'000 * tests::kBuildFactor, "100,000 notifications take seconds");
}

void TestEndings::aFloodOfCancelledRequestsKeepsLittle()
{
    auto driver = relayingSession();
    for (int id = 1; id <= 20'000; ++id) {
        const auto text = std::to_string(id);
        driver.client(request(text, "tools/list"));
        driver.client(notification("notifications/cancelled", "{\"requestId\":" + text + "}"));
        driver.takeServerBytes();
    }
    // None of them counts as open.
    QVERIFY(driver.clientLines().empty());
    driver.server(result("1"));
    QVERIFY(driver.clientLines().empty());
    driver.server(result("20000"));
    QCOMPARE(driver.clientLines().size(), std::size_t{1});
}

void TestEndings::anInputOfAnyKindInAnyPhaseIsBorne()
{
    for (const auto admission : {Admission::Approved, Admission::Pending, Admission::Denied}) {
        SessionDriver driver(admission);
        driver.serverEnds();
        driver.server(result("1"));
        for (const int timer : {0, 1, 2, 3, 4, 5}) {
            relay::Output out;
            driver.session().onTimer(timer, {}, out);
            QVERIFY(out.toServer.empty());
        }
        driver.admit(Admission::Pending);
        driver.client(initialize("0"));
        QVERIFY(driver.takeServerBytes().empty());
    }
}

QTEST_APPLESS_MAIN(TestEndings)
#include "tst_endings.moc"
