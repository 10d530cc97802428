// SPDX-License-Identifier: Apache-2.0
#include "core/relay/session.h"
#include "tests/unit/relay/session_lines.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using relay::Admission;

/// What the journal hears of a session that is relayed, and of the lists in it.
class TestToldLists : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eventsSayWhatHappened();
    void theToolsThatAServerListsAreJournalledByDigest();
    void aListOfAnyLengthIsToldInLinesOfBoundedSize();
};

void TestToldLists::eventsSayWhatHappened()
{
    auto driver = relayingSession();
    const auto call = request("7", "tools/call", R"({"name":"read_file","arguments":{"path":"/secret"}})");
    driver.client(call);
    driver.wait(2500);
    driver.server(result("7"));

    const auto& events = driver.events();
    const auto& sent = events[events.size() - 2];
    QCOMPARE(sent.kind, std::string("message"));
    QCOMPARE(sent.direction.value(), model::Direction::ToServer);
    QCOMPARE(sent.method, std::string("tools/call"));
    QCOMPARE(sent.id, std::string("7"));
    QCOMPARE(sent.tool, std::string("read_file"));
    QCOMPARE(sent.server, std::string("files"));
    QCOMPARE(sent.action, model::Action::Pass);
    QCOMPARE(sent.bytes, std::uint64_t(call.size()));
    QVERIFY(sent.shape.find("secret") == std::string::npos && !sent.shape.empty());
    const auto& answered = events.back();
    QCOMPARE(answered.method, std::string("tools/call"));
    QCOMPARE(answered.tool, std::string("read_file"));
    QCOMPARE(answered.microseconds, std::int64_t{2500});
    QCOMPARE(driver.events("client").size(), std::size_t{1});
    QVERIFY(driver.events("client").front().details.find("claude-code") != std::string::npos);
    QCOMPARE(driver.events("learned").size(), std::size_t{1});
}

void TestToldLists::theToolsThatAServerListsAreJournalledByDigest()
{
    auto driver = relayingSession();
    const auto listed = [&](const std::string& id, const std::string& answer) {
        driver.client(request(id, "tools/list"));
        driver.server(result(id, answer));
        std::vector<std::string> details;
        for (const auto& event : driver.events("definitions-listed")) {
            if (event.details.find("\"kind\":\"tool\"") != std::string::npos)
                details.push_back(event.details);
        }
        return details;
    };
    const std::string only = R"({"tools":[{"name":"a","description":"hostile text"}]})";
    const std::string page = R"({"tools":[{"name":"a","description":"hostile text"}],"nextCursor":"x"})";

    const auto first = listed("1", only);

    QCOMPARE(first.size(), std::size_t{1});
    QVERIFY(first[0].find("\"name\":\"a\"") != std::string::npos);
    QVERIFY(first[0].find("\"last\":true") != std::string::npos);
    QVERIFY(first[0].find("hostile") == std::string::npos);
    QCOMPARE(listed("2", only).size(), std::size_t{1}); // the same again is no news
    const auto more = listed("3", page);
    QCOMPARE(more.size(), std::size_t{2});
    QVERIFY(more[1].find("\"last\":false") != std::string::npos);
    QCOMPARE(listed("4", page).size(), std::size_t{3}); // of a part it cannot be said
    const auto changed = listed("5", R"({"tools":[{"name":"a","description":"other text"}]})");
    QCOMPARE(changed.size(), std::size_t{4});
    QVERIFY(changed[3].find("\"standing\":\"suspended\",\"changes\":[\"text\"]") != std::string::npos ||
        changed[3].find("\"standing\":\"suspended\",\"changes\":[\"wording\"]") != std::string::npos);
}

void TestToldLists::aListOfAnyLengthIsToldInLinesOfBoundedSize()
{
    auto driver = relayingSession();
    std::string tools;
    for (int at = 0; at < 5000; ++at)
        tools += (at == 0 ? "" : ",") + std::string(R"({"name":")") + std::to_string(at) +
            (at != 0 ? std::string(" and a name of ordinary length") : std::string(R"(\u202e\u0007)")) +
            "\"}";
    driver.client(request("1", "tools/list"));

    driver.server(result("1", "{\"tools\":[" + tools + "]}"));

    std::size_t lines = 0;
    for (const auto& event : driver.events("definitions-listed")) {
        QVERIFY(event.details.size() < 500'000);
        if (event.details.find("\"kind\":\"tool\"") == std::string::npos)
            continue;
        ++lines;
        QVERIFY(event.details.find("\"omitted\":904,\"last\":false}") != std::string::npos);
    }
    QCOMPARE(lines, std::size_t{9}); // 4096 of them, 500 in a line
}

QTEST_APPLESS_MAIN(TestToldLists)
#include "tst_told_lists.moc"
