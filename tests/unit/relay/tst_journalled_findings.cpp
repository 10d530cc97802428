// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/relay/inspected_lines.h"

#include <QtTest>

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
            QVERIFY2(text.find(kToken) == std::string::npos, (event.kind + ": " + text).c_str());
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
    row("an id", request('"' + kToken + '"', "ping", "{}"));
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

QTEST_APPLESS_MAIN(TestJournalledFindings)
#include "tst_journalled_findings.moc"
