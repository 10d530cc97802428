// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/relay/inspected_lines.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::test;
using model::Action;

/// What the journal keeps of messages that were looked into.
class TestJournalledFindings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theJournalSaysWhatAndWhereButNotTheValue();
    void whatWasNotInspectedLeavesNoExcerpt();
    void excerptsEndBeforeTheyFillTheJournal();
    void aSecretInANameIsNotKept_data();
    void aSecretInANameIsNotKept();
    void aDefinitionWithASecretForANameIsTheSameAgain();
    void aSecretForAnIdGoesBackAsItCame_data();
    void aSecretForAnIdGoesBackAsItCame();
    void aSecretForTheIdOfAServersQuestionGoesBackAsItCame();
    void nobodysIdIsKeptWhereNobodyLooked_data();
    void nobodysIdIsKeptWhereNobodyLooked();
    void ordinaryIdsAreKeptAsTheyAre_data();
    void ordinaryIdsAreKeptAsTheyAre();

private:
    static void verifyNothingIsKept(const SessionDriver& driver);
};

void TestJournalledFindings::theJournalSaysWhatAndWhereButNotTheValue()
{
    auto driver = relayingSession();
    driver.client(call("1", R"({"path":"a"})"));

    driver.server(textResult("1", kToken));

    const auto& event = driver.events().back();
    QCOMPARE(event.action, Action::Redact);
    QCOMPARE(event.reason, std::string("github-token"));
    QCOMPARE(event.findings.size(), std::size_t{1});
    QCOMPARE(event.findings[0].pointer, std::string("/result/content/0/text"));
    QCOMPARE(event.findings[0].length, kToken.size());
}

void TestJournalledFindings::whatWasNotInspectedLeavesNoExcerpt()
{
    auto options = SessionDriver::defaultOptions();
    options.excerptBytes = 100;
    auto driver = relayingSession("2025-11-25", options);

    driver.client(call("1", R"({"path":"a"})"));
    QCOMPARE(driver.events().back().excerpt, std::string(R"({"name":"read","arguments":{"path":"a"}})"));
    // A secret on the edge is replaced as a whole.
    driver.server(textResult("1", std::string(40, '.') + kToken));
    QVERIFY2(driver.events().back().excerpt.find("ghp_") == std::string::npos,
        driver.events().back().excerpt.c_str());
    // The wrong direction: refused before anybody looked into it.
    driver.server(request("9", "tools/call", R"({"name":")" + kToken + R"("})"));
    QCOMPARE(driver.events().back().action, Action::Block);
    QCOMPARE(driver.events().back().excerpt, std::string());
}

void TestJournalledFindings::excerptsEndBeforeTheyFillTheJournal()
{
    auto options = SessionDriver::defaultOptions();
    options.excerptBytes = 100;
    options.allExcerptBytes = 1000;
    auto driver = relayingSession("2025-11-25", options);
    std::size_t kept = 0;
    for (int i = 0; i < 100; ++i) {
        driver.client(call(std::to_string(i + 1), R"({"path":"a"})"));
        kept += driver.events().back().excerpt.size();
    }

    QVERIFY(kept > 500 && kept < 1100);
    QCOMPARE(driver.events().back().excerpt, std::string());
    QCOMPARE(driver.events().back().action, Action::Pass);
}

void TestJournalledFindings::verifyNothingIsKept(const SessionDriver& driver)
{
    for (const auto& event : driver.events()) {
        for (const auto& text :
            {event.method, event.id, event.tool, event.shape, event.excerpt, event.details, event.reason})
            QVERIFY2(text.find(kToken.substr(4, 6)) == std::string::npos, (event.kind + ": " + text).c_str());
        QVERIFY(event.method.size() <= 128 && event.id.size() <= 64);
    }
    for (const auto& kept : driver.commands<relay::KeepPins>())
        QVERIFY2(kept.bytes.find(kToken) == std::string::npos, kept.bytes.c_str());
    for (const auto& question : driver.commands<relay::AskAboutCall>()) {
        const auto& asked = *question.identity.call;
        QVERIFY(asked.tool.find(kToken) == std::string::npos);
        QVERIFY(asked.excerpt.find(kToken) == std::string::npos);
    }
}

void TestJournalledFindings::aSecretInANameIsNotKept_data()
{
    QTest::addColumn<QString>("line");
    const auto row = [](const char* name, const std::string& line) {
        QTest::newRow(name) << QString::fromStdString(line);
    };
    row("a tool", call("1", "{}", kToken));
    row("a long tool", call("1", "{}", std::string(110, 'y') + " " + kToken));
    row("a prompt", request("1", "prompts/get", R"({"name":")" + kToken + R"("})"));
    row("a method", request("1", "x/" + kToken, "{}"));
    row("a method that is cut in it", request("1", std::string(110, '.') + ' ' + kToken, "{}"));
    row("a method that grows",
        request("1", "4111111111111111/" + std::string(110, '.') + ' ' + kToken, "{}"));
    row("an id", request('"' + kToken + '"', "ping", "{}"));
    row("an id that is cut in it", request('"' + std::string(50, '.') + ' ' + kToken + '"', "ping", "{}"));
    row("an id, an escape", request("\"\\u0067hp_" + kToken.substr(4) + '"', "ping", "{}"));
}

void TestJournalledFindings::aSecretInANameIsNotKept()
{
    QFETCH(QString, line);
    auto driver = relayingSession();

    driver.client(line.toStdString());

    QVERIFY(!driver.events().back().findings.empty());
    verifyNothingIsKept(driver);
    if (!driver.commands<relay::AskAboutCall>().empty() && line.contains(QStringLiteral("\"name\""))) {
        answerCall(driver, relay::CallAnswer::Denied);
        verifyNothingIsKept(driver);
    }
}

/// An address with a key in it is what real templates have.
void TestJournalledFindings::aDefinitionWithASecretForANameIsTheSameAgain()
{
    auto driver = relayingSession();
    const auto list = [&](const std::string& id, const std::string& description) {
        driver.client(request(id, "resources/templates/list", "{}"));
        driver.takeClientBytes();
        driver.server(result(id,
            R"({"resourceTemplates":[{"uriTemplate":"https://a.example/{x}?key=)" + kToken +
                R"(","name":"a","description":")" + description + "\"}]}"));
        return driver.takeClientBytes();
    };
    QVERIFY(list("1", "One").find("One") != std::string::npos);

    QVERIFY(list("2", "One").find("One") != std::string::npos);
    QVERIFY(list("3", "Another").find("Another") == std::string::npos);

    verifyNothingIsKept(driver);
    QCOMPARE(driver.commands<relay::AskAboutCall>().size(), std::size_t{1});
    QVERIFY(driver.commands<relay::AskAboutCall>().front().identity.call->tool.find("‹github-token›") !=
        std::string::npos);
}

void TestJournalledFindings::aSecretForAnIdGoesBackAsItCame_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<model::Treatment>("treatment");
    const auto plain = QString::fromStdString('"' + kToken + '"');
    QTest::newRow("it is told") << plain << model::Treatment::Flag;
    QTest::newRow("it would be redacted") << plain << model::Treatment::Redact;
    QTest::newRow("it is blocked") << plain << model::Treatment::Block;
    QTest::newRow("it is asked about") << plain << model::Treatment::Ask;
    QTest::newRow("it is long") << QString::fromStdString('"' + std::string(60, '.') + ' ' + kToken + '"')
                                << model::Treatment::Flag;
    QTest::newRow("an escape") << QString::fromStdString("\"\\u0067hp_" + kToken.substr(4) + '"')
                               << model::Treatment::Flag;
}

/// Whoever asked knows it by that, and by nothing else.
void TestJournalledFindings::aSecretForAnIdGoesBackAsItCame()
{
    QFETCH(QString, id);
    QFETCH(model::Treatment, treatment);
    auto driver = relayingSession("2025-11-25", withRules({familyRule(model::Family::Secret, treatment)}));
    driver.takeClientBytes();
    const auto idRaw = id.toStdString();

    driver.client(call(idRaw, R"({"path":"a"})"));
    if (!driver.commands<relay::AskAboutCall>().empty())
        answerCall(driver, relay::CallAnswer::Denied);
    const auto reached = driver.takeServerBytes();
    if (!reached.empty()) {
        QVERIFY(reached.find(idRaw) != std::string::npos);
        driver.server(textResult('"' + kToken + '"', "ok"));
        driver.server(textResult(idRaw, "ok")); // matches nothing the second time
    }

    const auto answer = driver.takeClientBytes();
    const bool isAsWritten = answer.find("\"id\":" + idRaw) != std::string::npos ||
        answer.find("\"id\":\"" + kToken + '"') != std::string::npos;
    QVERIFY2(isAsWritten, answer.c_str());
    verifyNothingIsKept(driver);
    // Request and answer can be told to belong together.
    const auto messages = driver.events("message");
    QVERIFY(std::ranges::count(messages, messages.back().id, &model::SessionEvent::id) >= 2 ||
        treatment == model::Treatment::Block); // one event is all
    for (const auto& event : driver.events())
        QVERIFY2(event.id.find(kToken.substr(4, 12)) == std::string::npos, event.id.c_str());
}

void TestJournalledFindings::aSecretForTheIdOfAServersQuestionGoesBackAsItCame()
{
    auto driver = relayingSession();
    driver.server(request('"' + kToken + '"', "ping", "{}"));
    QVERIFY(driver.takeClientBytes().find(kToken) != std::string::npos);
    driver.takeServerBytes();

    driver.client(result('"' + kToken + '"', "{}"));
    if (!driver.commands<relay::AskAboutCall>().empty())
        answerCall(driver, relay::CallAnswer::Denied);

    QVERIFY(driver.takeServerBytes().find("\"id\":\"" + kToken + '"') != std::string::npos);
    verifyNothingIsKept(driver);
}

void TestJournalledFindings::nobodysIdIsKeptWhereNobodyLooked_data()
{
    QTest::addColumn<bool>("isOfServer");
    QTest::addColumn<QString>("line");
    const auto row = [](const char* name, bool isOfServer, const std::string& line) {
        QTest::newRow(name) << isOfServer << QString::fromStdString(line);
    };
    const auto id = '"' + kToken + '"';
    row("an answer to nothing", true, result(id, "{}"));
    row("an answer of the client's to nothing", false, result(id, "{}"));
    row("a line that reads in two ways", false,
        R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"ping","method":"pong"})");
    row("one of the server's", true, R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{},"result":{}})");
    row("the wrong direction", true, request(id, "tools/call", R"({"name":"a"})"));
}

void TestJournalledFindings::nobodysIdIsKeptWhereNobodyLooked()
{
    QFETCH(bool, isOfServer);
    QFETCH(QString, line);
    auto driver = relayingSession();
    const auto before = driver.events().size();

    if (isOfServer)
        driver.server(line.toStdString());
    else
        driver.client(line.toStdString());

    QVERIFY(driver.events().size() > before);
    QVERIFY2(driver.events().back().id.starts_with("‹id #"), driver.events().back().id.c_str());
    verifyNothingIsKept(driver);
}

void TestJournalledFindings::ordinaryIdsAreKeptAsTheyAre_data()
{
    QTest::addColumn<QString>("id");
    for (const auto* id :
        {"7", "-1", "1764273600000", "\"a\"", "\"req-000042\"", "\"3f2504e0-4f89-11d3-9a0c-0305e82c3301\""})
        QTest::newRow(id) << QString::fromUtf8(id);
}

void TestJournalledFindings::ordinaryIdsAreKeptAsTheyAre()
{
    QFETCH(QString, id);
    auto driver = relayingSession();

    driver.client(call(id.toStdString(), "{}"));
    driver.server(textResult(id.toStdString(), "ok"));

    const auto messages = driver.events("message");
    QCOMPARE(QString::fromStdString(messages.back().id), id);
    QCOMPARE(messages[messages.size() - 2].id, messages.back().id);
}

QTEST_APPLESS_MAIN(TestJournalledFindings)
#include "tst_journalled_findings.moc"
