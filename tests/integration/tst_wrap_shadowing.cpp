// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/changing_server.h"

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

using namespace gatehouse;
using namespace gatehouse::integration;

namespace {

std::string toolNamed(const std::string& name, const std::string& description)
{
    return R"({"name":")" + name + R"(","description":")" + description + R"(","inputSchema":{}})";
}

/// Two servers of one client, each behind a wrapper of its own.
class TwoServers {
public:
    TwoServers()
    {
        const auto file = m_home.file("client.json");
        std::ofstream(file) << R"({"mcpServers":{"left":{"command":"x"},"right":{"command":"x"}}})";
        for (const auto* const name : {"left", "right"}) {
            policy::SnapshotEntry entry;
            entry.location = {
                "claude-desktop", model::EntryScope::User, file, std::string("/mcpServers/") + name, name};
            entry.ref = model::entryRef(entry.location);
            entry.fileStamp = base::stampOf(file).value();
            m_home.content.entries.push_back(entry);
        }
        std::vector<model::RegistryDecision> decisions;
        for (std::size_t i = 0; i < 2; ++i) {
            auto command = fakeServer({"--answers=" + m_home.file("answers" + std::to_string(i))});
            command.insert(command.begin(), "--entry=" + m_home.content.entries[i].ref);
            m_commands.push_back(command);
            answersAre(i, toolsAnswer(""));
            decisions.push_back(approvalOf(m_home, command));
        }
        m_home.decide(decisions);
    }

    void answersAre(std::size_t server, const std::string& answers) const
    {
        std::ofstream(m_home.file("answers" + std::to_string(server))) << answers << '\n';
    }
    void start(std::size_t server)
    {
        auto& wrap = m_wraps[server] = std::make_unique<WrapProcess>(m_home.start(m_commands[server]));
        if (!wrap->ask(initialize(1)))
            qFatal("the server does not answer");
    }
    /// Both are listed for the first time at one moment, and both have a tool "search".
    void listTheSameName()
    {
        answersAre(0, toolsAnswer(toolNamed("search", "Finds.")));
        answersAre(1, toolsAnswer(toolNamed("search", "Looks.")));
        for (const std::size_t server : {0, 1})
            start(server);
        for (const std::size_t server : {0, 1})
            list(server);
    }
    void end(std::size_t server)
    {
        m_wraps[server]->closeInput();
        if (!m_wraps[server]->waitForEnd())
            qFatal("the wrapper does not end");
    }
    /// The same entry with another command: a launch of its own.
    void upgrade(std::size_t server)
    {
        m_commands[server].emplace_back("--another");
        auto decisions = m_home.content.decisions;
        decisions.push_back(approvalOf(m_home, m_commands[server]));
        m_home.decide(decisions);
    }
    void send(std::size_t server, const std::string& line) const { m_wraps[server]->send(line + '\n'); }
    /// The answer to this id, whatever else comes before it.
    std::string answer(std::size_t server, int id) const
    {
        while (const auto line = m_wraps[server]->readLine()) {
            if (has(line, "\"id\":" + std::to_string(id) + ",") ||
                has(line, "\"id\":" + std::to_string(id) + "}"))
                return *line;
        }
        return {};
    }
    std::string list(std::size_t server)
    {
        const int id = ++m_id;
        send(server, request(id, "tools/list"));
        return answer(server, id);
    }
    std::string call(std::size_t server, const char* tool)
    {
        const int id = ++m_id;
        send(server, callTool(id, tool));
        return answer(server, id);
    }
    /// What was listed up to now was so long ago.
    void letTimePass() const
    {
        const auto folder = m_home.places().stateFolder + "/pins";
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            auto text = base::readFile(file.path().string(), std::size_t{1} << 20).value();
            const auto at = text.find("\"since\":\"");
            if (at == std::string::npos)
                continue;
            text[at + 9] = '0';
            if (!base::replaceFile(file.path().string(), text, 0600))
                qFatal("cannot write pins");
        }
    }
    std::vector<model::SessionEvent> questions() const { return m_home.events("call-pending"); }
    /// What a person decides about each question that is there.
    void allow(const model::SessionEvent& question) { decide({{question, model::Choice::Always}}); }
    void decide(const std::vector<std::pair<model::SessionEvent, model::Choice>>& answers)
    {
        auto decisions = m_home.content.decisions;
        for (const auto& [question, choice] : answers) {
            auto decision = approvedIdentity(question);
            decision.choice = choice;
            decision.isDenied = choice == model::Choice::Deny;
            decisions.push_back(decision);
        }
        m_home.decide(decisions);
    }
    std::string entry(std::size_t server) const { return m_home.content.entries[server].ref; }

private:
    ScratchHome m_home;
    std::vector<std::vector<std::string>> m_commands;
    std::array<std::unique_ptr<WrapProcess>, 2> m_wraps;
    int m_id = 100;
};

} // namespace

/// Tools of one server that could be taken for another's, where neither was there first.
class TestWrapShadowing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoIsThereFirstKeepsItsName();
    void ofTwoAtTheSameMomentNeitherWins_data();
    void ofTwoAtTheSameMomentNeitherWins();
    void whatIsAloneOfTheTwoPassesAllTheSame();
    void theContestHoldsInLaterSessions();
    void whatIsAllowedOfThemIsBack();
    void bothQuestionsNameTheOtherServer();
    void whoWasThereFirstIsNoRival();
    void oneAnswerSettlesBoth();
    void aContestOnTheSecondPageCounts();
    void theSameServerTwiceIsNoContest();
    void whoIsOnlyUpgradedWasThereBefore_data();
    void whoIsOnlyUpgradedWasThereBefore();
};

void TestWrapShadowing::whoIsThereFirstKeepsItsName()
{
    TwoServers servers;
    servers.answersAre(0, toolsAnswer(toolNamed("read_file", "Reads a file.")));
    servers.answersAre(1, toolsAnswer(toolNamed("read_file", "Canary.")));
    servers.start(0);
    QVERIFY(has(servers.list(0), "Reads a file."));
    servers.letTimePass();

    servers.start(1);

    QVERIFY(!has(servers.list(1), "Canary"));
    QTRY_COMPARE(servers.questions().size(), std::size_t{1});
    QVERIFY(has(servers.list(0), "Reads a file."));
}

void TestWrapShadowing::ofTwoAtTheSameMomentNeitherWins_data()
{
    QTest::addColumn<int>("ahead"); // which is asked first, as a machine with many cores would by chance
    for (int round = 0; round < 24; ++round)
        QTest::addRow("round %d", round) << round % 2;
}

void TestWrapShadowing::ofTwoAtTheSameMomentNeitherWins()
{
    QFETCH(int, ahead);
    const auto first = static_cast<std::size_t>(ahead);
    const auto second = 1 - first;
    TwoServers servers;
    servers.answersAre(
        0, toolsAnswer(toolNamed("read_file", "Reads a file.") + ',' + toolNamed("left", "Mine.")));
    servers.answersAre(
        1, toolsAnswer(toolNamed("read-file", "Reads files.") + ',' + toolNamed("right", "Mine.")));
    servers.start(first);
    servers.start(second);

    servers.send(first, request(7, "tools/list"));
    servers.send(second, request(7, "tools/list"));
    const auto firstSeen = servers.answer(first, 7);
    const auto secondSeen = servers.answer(second, 7);

    // At no moment does a model see both.
    QVERIFY(!(has(firstSeen, "Reads") && has(secondSeen, "Reads")));
    // And in the end neither: both are asked about, and cannot be called.
    QTRY_COMPARE(servers.questions().size(), std::size_t{2});
    QTRY_VERIFY(!has(servers.list(first), "Reads"));
    QVERIFY(!has(servers.list(second), "Reads"));
    QVERIFY(has(servers.call(0, "read_file"), "\"isError\":true"));
    QVERIFY(has(servers.call(1, "read-file"), "\"isError\":true"));
    QVERIFY(servers.questions()[0].details != servers.questions()[1].details);
    QCOMPARE(servers.questions().size(), std::size_t{2});
}

void TestWrapShadowing::whatIsAloneOfTheTwoPassesAllTheSame()
{
    TwoServers servers;
    servers.answersAre(0, toolsAnswer(toolNamed("search", "Finds.") + ',' + toolNamed("left", "Mine.")));
    servers.answersAre(1, toolsAnswer(toolNamed("search", "Looks.") + ',' + toolNamed("right", "Mine.")));
    servers.start(0);
    servers.start(1);
    servers.list(0);
    QVERIFY(has(servers.list(1), "\"right\""));
    QTRY_COMPARE(servers.questions().size(), std::size_t{2});

    QVERIFY(has(servers.list(0), "\"left\""));
    QVERIFY(!has(servers.call(0, "left"), "isError"));
}

void TestWrapShadowing::theContestHoldsInLaterSessions()
{
    TwoServers servers;
    servers.listTheSameName();
    QTRY_COMPARE(servers.questions().size(), std::size_t{2});
    servers.end(0);

    servers.start(0);

    // Not even by a client that lists nothing before it calls.
    QVERIFY(has(servers.call(0, "search"), "\"isError\":true"));
    QVERIFY(!has(servers.list(0), "Finds."));
}

void TestWrapShadowing::whatIsAllowedOfThemIsBack()
{
    TwoServers servers;
    servers.listTheSameName();
    QTRY_COMPARE(servers.questions().size(), std::size_t{2});
    const auto questions = servers.questions();
    const auto ofLeft =
        std::ranges::find_if(questions, [](const auto& question) { return has(question.details, "Finds."); });
    QVERIFY(ofLeft != questions.end());

    servers.allow(*ofLeft);

    QTRY_VERIFY(has(servers.list(0), "Finds."));
    QVERIFY(!has(servers.call(0, "search"), "isError"));
    QVERIFY(!has(servers.list(1), "Looks."));
}

/// So that windows can make one question of them; also after the servers were started anew.
void TestWrapShadowing::bothQuestionsNameTheOtherServer()
{
    TwoServers servers;
    servers.listTheSameName();
    QTRY_COMPARE(servers.questions().size(), std::size_t{2});
    const auto rivalsAreNamed = [&] {
        std::set<std::pair<std::string, std::string>> pairs;
        for (const auto& question : servers.questions()) {
            const auto identity = approvedIdentity(question).identity.value();
            pairs.insert({identity.entryRef, identity.call->rivalEntry});
        }
        return pairs ==
            std::set<std::pair<std::string, std::string>>{
                {servers.entry(0), servers.entry(1)}, {servers.entry(1), servers.entry(0)}};
    };
    QVERIFY(rivalsAreNamed());
    for (const std::size_t server : {0, 1}) {
        servers.end(server);
        servers.start(server);
        servers.list(server);
    }
    QTRY_COMPARE(servers.questions().size(), std::size_t{4});
    QVERIFY(rivalsAreNamed());
}

void TestWrapShadowing::whoWasThereFirstIsNoRival()
{
    TwoServers servers;
    servers.answersAre(0, toolsAnswer(toolNamed("search", "Finds.")));
    servers.answersAre(1, toolsAnswer(toolNamed("search", "Canary.")));
    servers.start(0);
    servers.list(0);
    servers.letTimePass();
    servers.start(1);
    servers.list(1);

    QTRY_COMPARE(servers.questions().size(), std::size_t{1});
    QVERIFY(approvedIdentity(servers.questions()[0]).identity->call->rivalEntry.empty());
}

/// What the window's one answer becomes: the one server's tool allowed and the other's denied.
void TestWrapShadowing::oneAnswerSettlesBoth()
{
    TwoServers servers;
    servers.listTheSameName();
    QTRY_COMPARE(servers.questions().size(), std::size_t{2});
    // Until then neither is there.
    QVERIFY(!has(servers.list(0), "Finds.") && !has(servers.list(1), "Looks."));
    std::vector<std::pair<model::SessionEvent, model::Choice>> answers;
    for (const auto& question : servers.questions())
        answers.emplace_back(
            question, has(question.details, "Finds.") ? model::Choice::Always : model::Choice::Deny);

    servers.decide(answers);

    QTRY_VERIFY(has(servers.list(0), "Finds."));
    QVERIFY(!has(servers.call(0, "search"), "isError"));
    QVERIFY(!has(servers.list(1), "Looks."));
    QVERIFY(has(servers.call(1, "search"), "\"isError\":true"));
    // It stays so, and nobody is asked again.
    for (const std::size_t server : {0, 1}) {
        servers.end(server);
        servers.start(server);
    }
    QVERIFY(has(servers.list(0), "Finds."));
    QVERIFY(!has(servers.list(1), "Looks."));
    QCOMPARE(servers.questions().size(), std::size_t{2});
}

void TestWrapShadowing::aContestOnTheSecondPageCounts()
{
    TwoServers servers;
    servers.answersAre(0, "tools/list {\"tools\":[" + toolNamed("left", "Mine.") + "],\"nextCursor\":\"2\"}");
    servers.answersAre(1, toolsAnswer(toolNamed("search", "Looks.")));
    servers.start(0);
    servers.start(1);
    servers.list(0);
    QVERIFY(has(servers.list(1), "Looks."));
    servers.answersAre(0, toolsAnswer(toolNamed("search", "Finds.")));
    servers.send(0, request(50, "tools/list", R"({"cursor":"2"})"));

    QVERIFY(!has(servers.answer(0, 50), "Finds."));
    QTRY_COMPARE(servers.questions().size(), std::size_t{2});
    QTRY_VERIFY(!has(servers.list(1), "Looks."));
}

void TestWrapShadowing::theSameServerTwiceIsNoContest()
{
    TwoServers servers;
    for (std::size_t i = 0; i < 2; ++i)
        servers.answersAre(i, toolsAnswer(toolNamed("search", "Finds.")));
    servers.start(0);
    servers.start(1);
    servers.send(0, request(7, "tools/list"));
    servers.send(1, request(7, "tools/list"));

    QVERIFY(has(servers.answer(0, 7), "Finds."));
    QVERIFY(has(servers.answer(1, 7), "Finds."));
    QCOMPARE(servers.questions().size(), std::size_t{0});
}

void TestWrapShadowing::whoIsOnlyUpgradedWasThereBefore_data()
{
    QTest::addColumn<int>("ahead");
    QTest::newRow("it is first") << 0;
    QTest::newRow("the other is") << 1;
}

void TestWrapShadowing::whoIsOnlyUpgradedWasThereBefore()
{
    QFETCH(int, ahead);
    TwoServers servers;
    servers.answersAre(0, toolsAnswer(toolNamed("search", "Finds.")));
    servers.answersAre(1, toolsAnswer(toolNamed("search", "Canary.")));
    servers.start(0);
    servers.list(0);
    servers.end(0);
    servers.letTimePass();
    servers.upgrade(0);
    servers.start(0);
    servers.start(1);
    servers.list(static_cast<std::size_t>(ahead));

    const auto ofOther = servers.list(1);
    const auto ofKnown = servers.list(0);

    QVERIFY(has(ofKnown, "Finds."));
    QVERIFY(!has(ofOther, "Canary."));
    QTRY_COMPARE(servers.questions().size(), std::size_t{1});
    QVERIFY(has(servers.list(0), "Finds."));
}

QTEST_APPLESS_MAIN(TestWrapShadowing)
#include "tst_wrap_shadowing.moc"
