// SPDX-License-Identifier: Apache-2.0
#include "core/relay/session.h"
#include "tests/unit/relay/session_lines.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using relay::Admission;

namespace {

constexpr base::MonotonicMicroseconds kSecond = 1'000'000;

} // namespace

/// A server that waits for approval or was denied: what its client hears in its place.
class TestHolding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingStartsAndTheUserIsAskedOnce();
    void initializeIsAnsweredAtOnceInTheClientsVersion();
    void codexWaitsForInitializeAndThenGetsAnError();
    void codexThatIsApprovedInTimeMeetsTheRealServer();
    void codexThatIsApprovedTooLateMustStartAnew();
    void listsAreWithheldForTheClientsWindowAndThenEmpty();
    void theWindowCountsFromTheFirstList();
    void callsAreAnsweredWithTheTextForTheModel();
    void aCancelledRequestIsAnsweredWithNothing();
    void aProbeIsNoAlarm();
    void aProbeThatInitializesIsReal();
    void aProbeThatStaysIsReal();
    void aSilentClientIsMadeKnownToo();
    void theNameThatComesLaterIsTold();
    void noiseOfTheClientIsIgnored();
    void aBatchIsAnsweredElementByElement();
    void aDeniedServerSaysSo();
    void aDenialWhileHoldingAnswersWhatWaits();
    void aClientThatEndsEndsTheSession();
    void whatWaitsIsBounded();
    void aKnownModernServerIsHeldAsModern();
};

void TestHolding::nothingStartsAndTheUserIsAskedOnce()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0"));
    driver.client(kInitialized);
    driver.client(request("1", "tools/list"));
    driver.client(request("2", "ping"));
    driver.wait(60 * kSecond);

    QVERIFY(driver.commands<relay::StartServer>().empty());
    const auto asked = driver.commands<relay::AskForApproval>();
    QCOMPARE(asked.size(), std::size_t{1});
    QVERIFY(!asked.front().isProbe);
    QCOMPARE(asked.front().clientName, std::string("claude-code"));
    QCOMPARE(driver.events("pending").size(), std::size_t{1});
    QCOMPARE(driver.events("pending").front().reason, std::string("not-approved"));
    QCOMPARE(driver.commands<relay::Notice>().size(), std::size_t{1});
    QCOMPARE(driver.takeServerBytes(), std::string());
    QCOMPARE(driver.ending(), std::string());
}

void TestHolding::initializeIsAnsweredAtOnceInTheClientsVersion()
{
    SessionDriver driver(Admission::Pending);

    driver.client(initialize("\"a\"", "claude-code", "2025-06-18"));

    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{1});
    QVERIFY(answers(told, "\"a\"", "2025-06-18"));
    QVERIFY(contains(told, "\"listChanged\":true"));
    QVERIFY(!driver.session().isInitialised());
}

void TestHolding::codexWaitsForInitializeAndThenGetsAnError()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "codex-mcp-client"));
    driver.wait(24 * kSecond);
    QVERIFY(driver.clientLines().empty());

    driver.wait(2 * kSecond);

    QVERIFY(answers(driver.clientLines(), "0", "-32603"));
}

void TestHolding::codexThatIsApprovedInTimeMeetsTheRealServer()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "codex-mcp-client"));
    driver.wait(10 * kSecond);

    driver.admit(Admission::Approved);
    driver.serverStarts();

    QCOMPARE(driver.serverLines(), Lines{initialize("0", "codex-mcp-client")});
    driver.server(initializeResult("0"));
    QCOMPARE(driver.clientLines(), Lines{initializeResult("0")});
    driver.wait(60 * kSecond);
    QVERIFY(driver.clientLines().empty());
}

void TestHolding::codexThatIsApprovedTooLateMustStartAnew()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "codex-mcp-client"));
    driver.wait(26 * kSecond);

    driver.admit(Admission::Approved);

    QVERIFY(driver.commands<relay::StartServer>().empty());
    QCOMPARE(driver.ending(), std::string("client-was-refused"));
}

void TestHolding::listsAreWithheldForTheClientsWindowAndThenEmpty()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "qwen-cli-mcp-client-files"));
    driver.takeClientBytes();
    driver.client(request("1", "tools/list"));
    driver.wait(24 * kSecond);
    QVERIFY(driver.clientLines().empty());

    driver.wait(2 * kSecond);
    driver.client(request("2", "tools/list"));

    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{2});
    QVERIFY(answers(told, "1", "\"tools\":[]"));
    QVERIFY(answers(told, "2", "\"tools\":[]"));
}

void TestHolding::theWindowCountsFromTheFirstList()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "continue-cli-client"));
    driver.client(request("1", "prompts/list"));
    driver.wait(20 * kSecond);
    driver.client(request("2", "tools/list"));
    driver.takeClientBytes();

    driver.wait(6 * kSecond);

    QCOMPARE(driver.clientLines().size(), std::size_t{2});
}

void TestHolding::callsAreAnsweredWithTheTextForTheModel()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0"));
    driver.takeClientBytes();

    driver.client(request("1", "tools/call", R"({"name":"t"})"));

    const auto told = driver.clientLines();
    QVERIFY(answers(told, "1", "\"isError\":true"));
    QVERIFY(contains(told, "k7q2"));
    QCOMPARE(driver.events("holding-answer").back().action, model::Action::Block);
    QCOMPARE(driver.events("holding-answer").back().tool, std::string("t"));
}

void TestHolding::aCancelledRequestIsAnsweredWithNothing()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "@cline/core"));
    driver.client(request("1", "tools/list"));
    driver.takeClientBytes();

    driver.client(notification("notifications/cancelled", R"({"requestId":1})"));
    driver.wait(60 * kSecond);

    QVERIFY(driver.clientLines().empty());
    driver.client(request("1", "tools/list")); // the id is free again
    QVERIFY(answers(driver.clientLines(), "1", "\"tools\":[]"));
}

void TestHolding::aProbeIsNoAlarm()
{
    SessionDriver driver(Admission::Pending);
    driver.client(request("0", "server/discover", modernParams()));
    driver.wait(kSecond);

    driver.clientEnds();

    const auto asked = driver.commands<relay::AskForApproval>();
    QCOMPARE(asked.size(), std::size_t{1});
    QVERIFY(asked.front().isProbe);
    QVERIFY(driver.commands<relay::Notice>().empty());
    QVERIFY(answers(driver.clientLines(), "0", "-32601"));
    QCOMPARE(driver.ending(), std::string("client-end"));
    QCOMPARE(driver.events("client-end").size(), std::size_t{1});
}

void TestHolding::aProbeThatInitializesIsReal()
{
    SessionDriver driver(Admission::Pending);
    driver.client(request("0", "server/discover", modernParams()));

    driver.client(initialize("1"));

    const auto asked = driver.commands<relay::AskForApproval>();
    QCOMPARE(asked.size(), std::size_t{2});
    QVERIFY(!asked.back().isProbe);
    driver.wait(10 * kSecond);
    QCOMPARE(driver.commands<relay::AskForApproval>().size(), std::size_t{2});
}

void TestHolding::aProbeThatStaysIsReal()
{
    SessionDriver driver(Admission::Pending);
    driver.client(request("0", "server/discover", modernParams()));

    driver.wait(3 * kSecond);

    QCOMPARE(driver.commands<relay::AskForApproval>().size(), std::size_t{2});
    QVERIFY(!driver.commands<relay::AskForApproval>().back().isProbe);
}

void TestHolding::aSilentClientIsMadeKnownToo()
{
    SessionDriver driver(Admission::Pending);

    driver.wait(3 * kSecond);

    QCOMPARE(driver.commands<relay::AskForApproval>().size(), std::size_t{1});
}

void TestHolding::theNameThatComesLaterIsTold()
{
    SessionDriver driver(Admission::Pending);
    driver.client(request("0", "ping"));
    driver.client(initialize("1", "cursor"));
    driver.client(initialize("2", "other"));

    const auto asked = driver.commands<relay::AskForApproval>();
    QCOMPARE(asked.size(), std::size_t{2});
    QCOMPARE(asked.back().clientName, std::string("cursor"));
}

void TestHolding::noiseOfTheClientIsIgnored()
{
    SessionDriver driver(Admission::Pending);
    driver.clientBytes("Content-Length: 30\r\n\r\n");

    QVERIFY(driver.clientLines().empty());
    QCOMPARE(driver.ending(), std::string());
    driver.client(initialize("0"));
    QCOMPARE(driver.clientLines().size(), std::size_t{1});
}

void TestHolding::aBatchIsAnsweredElementByElement()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "claude-code", "2025-03-26"));
    driver.takeClientBytes();

    driver.client("[" + request("1", "ping") + "," + request("2", "tools/list") + "]");

    const auto told = driver.clientLines();
    QVERIFY(answers(told, "1", "{}"));
    QVERIFY(answers(told, "2", "\"tools\":[]"));
}

void TestHolding::aDeniedServerSaysSo()
{
    SessionDriver driver(Admission::Denied);
    driver.client(initialize("0", "qwen-cli-mcp-client-x"));
    driver.client(request("1", "tools/list"));
    driver.client(request("2", "tools/call", R"({"name":"t"})"));
    SessionDriver pending(Admission::Pending);
    pending.client(request("2", "tools/call", R"({"name":"t"})"));

    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{3});
    QVERIFY(answers(told, "1", "\"tools\":[]"));
    QVERIFY(answers(told, "2", "\"isError\":true"));
    QVERIFY(told.back() != pending.clientLines().back());
    QVERIFY(driver.commands<relay::AskForApproval>().empty());
    QCOMPARE(driver.events("denied").size(), std::size_t{1});
}

void TestHolding::aDenialWhileHoldingAnswersWhatWaits()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "@cline/core"));
    driver.client(request("1", "tools/list"));
    driver.takeClientBytes();

    driver.admit(Admission::Denied);

    QVERIFY(answers(driver.clientLines(), "1", "\"tools\":[]"));
    QCOMPARE(driver.ending(), std::string());
    driver.admit(Admission::Approved); // the user thinks again
    QCOMPARE(driver.commands<relay::StartServer>().size(), std::size_t{1});
}

void TestHolding::aClientThatEndsEndsTheSession()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "@cline/core"));
    driver.client(request("1", "tools/list"));
    driver.takeClientBytes();

    driver.clientEnds();

    QVERIFY(answers(driver.clientLines(), "1", "\"tools\":[]"));
    QCOMPARE(driver.ending(), std::string("client-end"));
}

void TestHolding::whatWaitsIsBounded()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "@cline/core"));
    driver.takeClientBytes();

    for (int id = 1; id <= 1500; ++id)
        driver.client(request(std::to_string(id), "tools/list"));

    // A thousand wait; the others are answered at once.
    QCOMPARE(driver.clientLines().size(), std::size_t{500});
    driver.wait(30 * kSecond);
    QCOMPARE(driver.clientLines().size(), std::size_t{1000});
    // Neither does one line fill the memory.
    driver.client(request("\"s\"", "resources/subscribe", "{\"uri\":\"" + std::string(100'000, 'u') + "\"}"));
    QVERIFY(answers(driver.clientLines(), "\"s\"", "error"));
}

void TestHolding::aKnownModernServerIsHeldAsModern()
{
    auto options = SessionDriver::defaultOptions();
    options.isKnownModern = true;
    SessionDriver driver(Admission::Pending, options);

    driver.client(request("0", "server/discover", modernParams()));
    driver.client(request("1", "tools/call", modernParams(R"(,"name":"t")")));

    const auto told = driver.clientLines();
    QVERIFY(answers(told, "0", "2026-07-28"));
    QVERIFY(answers(told, "1", "\"resultType\":\"complete\""));
}

QTEST_APPLESS_MAIN(TestHolding)
#include "tst_holding.moc"
