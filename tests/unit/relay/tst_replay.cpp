// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/relay/approved_session.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::test;

namespace {

constexpr std::string_view kDiscoverResult =
    R"({"supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true},"prompts":{}},"resultType":"complete"})";

auto countOf(const Lines& lines, std::string_view text)
{
    return std::count_if(
        lines.begin(), lines.end(), [&](const std::string& line) { return line.find(text) != line.npos; });
}

} // namespace

/// Approval arrives while the client is held: the real server takes over and the client notices nothing but
/// its tools.
class TestReplay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theClientsOwnHandshakeIsReplayed();
    void initializedReachesTheServerOnce();
    void withheldListsGetTheRealAnswer();
    void trafficWaitsForTheHandshake();
    void settingsAndSubscriptionsAreRepeated();
    void listsAreAnnouncedOnceAndOnlyThoseThatExist();
    void nothingIsAnnouncedBeforeTheClientIsReady();
    void missingCapabilitiesStayEmptyAnswers_data();
    void missingCapabilitiesStayEmptyAnswers();
    void otherErrorsOfTheServerPass();
    void serverRequestsDuringTheHandshakeAreAnswered();
    void approvalBeforeInitializeIsNoReplay();
    void aModernSubscriptionIsHandedOver();
};

void TestReplay::theClientsOwnHandshakeIsReplayed()
{
    auto driver = approvedSession();

    const auto said = driver.serverLines();
    QCOMPARE(said.size(), std::size_t{1});
    const auto parsed = jsonrpc::parseMessage(said.front(), {});
    QVERIFY(parsed.message.has_value());
    QCOMPARE(parsed.message->id.raw, std::string_view(kPrivateInit));
    const auto ownLine = initialize("0"); // a message is a view of its line
    const auto own = jsonrpc::parseMessage(ownLine, {});
    QCOMPARE(parsed.message->params->raw(), own.message->params->raw());

    driver.server(initializeResult(kPrivateInit, "2024-11-05"));

    QVERIFY(driver.session().isInitialised());
    QCOMPARE(driver.serverLines(), Lines{R"({"jsonrpc":"2.0","method":"notifications/initialized"})"});
    QVERIFY(!contains(driver.clientLines(), "gatehouse-init"));
    QCOMPARE(driver.events("approved").size(), std::size_t{1});
    QCOMPARE(driver.events("server-start").size(), std::size_t{1});
    QCOMPARE(driver.events("handshake-replayed").front().details, std::string(R"({"version":"2024-11-05"})"));
    QCOMPARE(driver.events("learned").size(), std::size_t{1});
}

void TestReplay::initializedReachesTheServerOnce()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0"));
    driver.admit(Admission::Approved);
    driver.serverStarts();
    driver.server(initializeResult(kPrivateInit));

    driver.client(kInitialized);
    driver.client(kInitialized);

    QCOMPARE(countOf(driver.serverLines(), "notifications/initialized"), 1);
}

void TestReplay::withheldListsGetTheRealAnswer()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", "@cline/core"));
    driver.client(kInitialized);
    driver.takeClientBytes();
    driver.client(request("1", "tools/list"));
    driver.admit(Admission::Approved);
    driver.serverStarts();
    driver.server(initializeResult(kPrivateInit));

    QCOMPARE(driver.serverLines().back(), request("1", "tools/list"));
    driver.takeClientBytes();
    driver.server(result("1", R"({"tools":[{"name":"real"}]})"));
    driver.wait(60 * kSecond);

    QCOMPARE(driver.clientLines(), Lines{result("1", R"({"tools":[{"name":"real"}]})")});
}

void TestReplay::trafficWaitsForTheHandshake()
{
    auto driver = approvedSession();
    driver.takeServerBytes();
    driver.client(request("1", "tools/list"));
    driver.client(request("2", "ping"));
    driver.client(notification("notifications/cancelled", R"({"requestId":2})"));
    QCOMPARE(driver.takeServerBytes(), std::string());

    driver.server(initializeResult(kPrivateInit));

    const auto said = driver.serverLines();
    QCOMPARE(said.back(), request("1", "tools/list"));
    QVERIFY(!contains(said, "ping"));
}

void TestReplay::settingsAndSubscriptionsAreRepeated()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0"));
    driver.client(kInitialized);
    driver.client(request("1", "logging/setLevel", R"({"level":"info"})"));
    driver.client(request("2", "logging/setLevel", R"({"level":"debug"})"));
    driver.client(request("3", "resources/subscribe", R"({"uri":"a:1"})"));
    driver.client(request("4", "resources/subscribe", R"({"uri":"a:2"})"));
    driver.client(request("5", "resources/unsubscribe", R"({"uri":"a:1"})"));
    driver.admit(Admission::Approved);
    driver.serverStarts();
    driver.takeServerBytes();
    driver.takeClientBytes();
    driver.server(initializeResult(kPrivateInit));

    const auto said = driver.serverLines();
    QVERIFY(contains(said, R"("params":{"level":"debug"})"));
    QVERIFY(!contains(said, "info"));
    QVERIFY(contains(said, R"("params":{"uri":"a:2"})"));
    QVERIFY(!contains(said, "a:1"));
    driver.takeClientBytes();
    for (const auto& line : said) {
        const auto parsed = jsonrpc::parseMessage(line, {});
        if (parsed.message->kind == jsonrpc::Message::Kind::Request)
            driver.server(result(parsed.message->id.raw));
    }
    QVERIFY(driver.clientLines().empty());
}

void TestReplay::listsAreAnnouncedOnceAndOnlyThoseThatExist()
{
    auto driver = approvedSession();

    driver.server(initializeResult(kPrivateInit, "2025-11-25", R"({"tools":{},"resources":{}})"));
    driver.client(kInitialized);

    const auto told = driver.clientLines();
    QCOMPARE(countOf(told, "notifications/tools/list_changed"), 1);
    QCOMPARE(countOf(told, "notifications/resources/list_changed"), 1);
    QCOMPARE(countOf(told, "notifications/prompts/list_changed"), 0);
}

void TestReplay::nothingIsAnnouncedBeforeTheClientIsReady()
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0"));
    driver.takeClientBytes();
    driver.admit(Admission::Approved);
    driver.serverStarts();
    driver.server(initializeResult(kPrivateInit));
    QVERIFY(driver.clientLines().empty());

    driver.client(kInitialized);

    QCOMPARE(countOf(driver.clientLines(), "notifications/tools/list_changed"), 1);
}

void TestReplay::missingCapabilitiesStayEmptyAnswers_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("prompts") << QByteArray("prompts/list") << QByteArray("\"prompts\":[]");
    QTest::newRow("resources") << QByteArray("resources/list") << QByteArray("\"resources\":[]");
    QTest::newRow("templates") << QByteArray("resources/templates/list")
                               << QByteArray("\"resourceTemplates\":[]");
    QTest::newRow("level") << QByteArray("logging/setLevel") << QByteArray("\"result\":{}");
    QTest::newRow("completion") << QByteArray("completion/complete") << QByteArray("\"values\":[]");
}

void TestReplay::missingCapabilitiesStayEmptyAnswers()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, answer);
    auto driver = approvedSession();
    driver.server(initializeResult(kPrivateInit, "2025-11-25", R"({"tools":{}})"));
    driver.client(request("7", method.toStdString()));
    driver.takeClientBytes();

    driver.server(errorAnswer("7", -32601));

    const auto told = driver.clientLines();
    QCOMPARE(told.size(), std::size_t{1});
    QVERIFY(answers(told, "7", answer.toStdString()));
    QCOMPARE(driver.lastReason(), std::string("capability-missing"));
}

void TestReplay::otherErrorsOfTheServerPass()
{
    auto driver = approvedSession();
    driver.server(initializeResult(kPrivateInit));
    driver.client(request("7", "prompts/get"));
    driver.client(request("8", "prompts/list"));
    driver.takeClientBytes();

    driver.server(errorAnswer("7", -32601));
    driver.server(errorAnswer("8", -32603));

    QCOMPARE(driver.clientLines(), (Lines{errorAnswer("7", -32601), errorAnswer("8", -32603)}));
}

void TestReplay::serverRequestsDuringTheHandshakeAreAnswered()
{
    auto driver = approvedSession();
    driver.takeServerBytes();

    driver.server(request("1", "ping"));
    QCOMPARE(driver.clientLines(), Lines{request("1", "ping")});
    driver.client(result("1"));

    QCOMPARE(driver.serverLines(), Lines{result("1")});
}

void TestReplay::approvalBeforeInitializeIsNoReplay()
{
    SessionDriver driver(Admission::Pending);
    driver.client(request("9", "server/discover", modernParams()));
    driver.takeClientBytes();
    driver.admit(Admission::Approved);
    driver.serverStarts();

    driver.client(initialize("0"));
    driver.server(initializeResult("0"));

    QCOMPARE(driver.serverLines(), Lines{initialize("0")});
    QCOMPARE(driver.clientLines(), Lines{initializeResult("0")});
}

void TestReplay::aModernSubscriptionIsHandedOver()
{
    SessionDriver driver(Admission::Pending, modernOptions());
    const auto listen =
        request("5", "subscriptions/listen", modernParams(R"(,"notifications":{"toolsListChanged":true})"));
    driver.client(request("0", "server/discover", modernParams()));
    driver.client(listen);
    QVERIFY(contains(driver.clientLines(), "notifications/subscriptions/acknowledged"));
    driver.admit(Admission::Approved);
    driver.serverStarts();
    QVERIFY(contains(driver.serverLines(), "server/discover"));

    driver.server(result(kPrivateInit, kDiscoverResult));

    QCOMPARE(driver.serverLines(), Lines{listen});
    const auto told = driver.clientLines();
    QCOMPARE(countOf(told, "notifications/tools/list_changed"), 1);
    QCOMPARE(countOf(told, "prompts/list_changed"), 0);
    const auto acknowledged = notification("notifications/subscriptions/acknowledged",
        R"({"_meta":{"io.modelcontextprotocol/subscriptionId":5},"notifications":{"toolsListChanged":true}})");
    driver.server(acknowledged);
    QVERIFY(driver.clientLines().empty());
    driver.server(acknowledged); // only the one that the client has had already is swallowed
    QCOMPARE(driver.clientLines(), Lines{acknowledged});
    driver.server(result("5"));
    QCOMPARE(driver.clientLines(), Lines{result("5")});
}

QTEST_APPLESS_MAIN(TestReplay)
#include "tst_replay.moc"
