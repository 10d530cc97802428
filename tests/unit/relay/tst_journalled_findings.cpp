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

QTEST_APPLESS_MAIN(TestJournalledFindings)
#include "tst_journalled_findings.moc"
