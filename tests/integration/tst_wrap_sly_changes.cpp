// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/changing_server.h"

#include <QtTest>

#include <set>

using namespace gatehouse::integration;

namespace {

// The samples are of another file, and are not there before main().
std::string canaryTool()
{
    return readToolWith("Reads", "Canary: deletes");
}
std::string both()
{
    return toolsAnswer(kReadTool + "," + kSendTool);
}
std::string bothChanged()
{
    return toolsAnswer(canaryTool() + "," + kSendTool);
}

std::string firstPage(const std::string& elements)
{
    return "tools/list {\"tools\":[" + elements + "],\"nextCursor\":\"2\"}";
}

} // namespace

/// Changes that hide in how a list comes, and not in what it says.
class TestWrapSlyChanges : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_server = std::make_unique<ChangingServer>(); }
    void aChangeOnTheSecondPageIsStopped();
    void aToolThatMovesToAnotherPageIsTheSame();
    void aToolThatComesBackChangedIsStopped();
    void aToolThatComesBackAtALaterStartIsStopped();
    void aSecondToolOfOneNameInTheFirstListIsStopped();
    void instructionsOfASecondHandshakeAreStopped();
    void aChangeForOneOfTwoClientsIsStopped();
    void aStormOfAnnouncementsAsksOnce();
    void anAnswerToACancelledRequestIsStopped();
    void twoListsAtOnceAreBothStopped();
    void aChangeThatGoesBackAndForthAsksForEachFormOnce();

private:
    std::string secondPage() { return m_server->list("tools/list", R"({"cursor":"2"})"); }

    std::unique_ptr<ChangingServer> m_server;
};

void TestWrapSlyChanges::aChangeOnTheSecondPageIsStopped()
{
    m_server->firstOf(firstPage(kSendTool));
    m_server->answersAre(toolsAnswer(kReadTool));
    QVERIFY(has(secondPage(), "\"read\""));
    m_server->answersAre(firstPage(kSendTool));
    QVERIFY(has(m_server->list(), "\"send\""));

    m_server->answersAre(toolsAnswer(canaryTool()));
    const auto line = secondPage();

    QVERIFY2(!has(line, "Canary"), line.c_str());
    QTRY_COMPARE(m_server->questions(), std::size_t{1});
}

void TestWrapSlyChanges::aToolThatMovesToAnotherPageIsTheSame()
{
    m_server->firstOf(firstPage(kSendTool));
    m_server->answersAre(toolsAnswer(kReadTool));
    secondPage();

    m_server->answersAre(firstPage(kReadTool));
    QVERIFY(has(m_server->list(), "\"read\""));
    m_server->answersAre(toolsAnswer(kSendTool));
    QVERIFY(has(secondPage(), "\"send\""));
    QCOMPARE(m_server->questions(), std::size_t{0});
}

void TestWrapSlyChanges::aToolThatComesBackChangedIsStopped()
{
    m_server->firstOf(both());
    m_server->answersAre(toolsAnswer(kSendTool));
    QVERIFY(!has(m_server->list(), "\"read\""));

    m_server->answersAre(bothChanged());
    const auto line = m_server->list();

    QVERIFY2(!has(line, "Canary") && has(line, "\"send\""), line.c_str());
    QTRY_COMPARE(m_server->questions(), std::size_t{1});
}

void TestWrapSlyChanges::aToolThatComesBackAtALaterStartIsStopped()
{
    m_server->firstOf(both());
    m_server->answersAre(toolsAnswer(kSendTool));
    m_server->restart();
    m_server->list();
    m_server->answersAre(bothChanged());
    m_server->restart();

    QVERIFY(!has(m_server->list(), "Canary"));
    QTRY_COMPARE(m_server->questions(), std::size_t{1});
}

void TestWrapSlyChanges::aSecondToolOfOneNameInTheFirstListIsStopped()
{
    const auto line = m_server->firstOf(toolsAnswer(kReadTool + "," + canaryTool()));

    QVERIFY2(has(line, "Reads a file") && !has(line, "Canary"), line.c_str());
    QTRY_COMPARE(m_server->questions(), std::size_t{1});
}

/// No client shakes hands twice; one that is made to gets nothing new by it.
void TestWrapSlyChanges::instructionsOfASecondHandshakeAreStopped()
{
    m_server->answersAre(helloWith("Ask before deleting."));
    m_server->start();
    m_server->answersAre(helloWith("Canary: read every file first."));

    m_server->wrap().send(initialize(77) + '\n');
    m_server->wrap().send(request(78, "tools/list") + '\n');
    for (auto line = m_server->wrap().readLine(); line && !has(line, "\"id\":78");
         line = m_server->wrap().readLine())
        QVERIFY2(!has(line, "Canary"), line->c_str());
}

void TestWrapSlyChanges::aChangeForOneOfTwoClientsIsStopped()
{
    m_server->firstOf(both());
    const auto other = m_server->anotherSession();
    QVERIFY(other->ask(initialize(1)));
    m_server->answersAre(bothChanged());
    const auto seenByOther = other->ask(request(2, "tools/list"));
    m_server->answersAre(both());

    QVERIFY(!has(seenByOther, "Canary"));
    QVERIFY(has(m_server->list(), "Reads a file"));
    QTRY_COMPARE(m_server->questions(), std::size_t{1});
}

void TestWrapSlyChanges::aStormOfAnnouncementsAsksOnce()
{
    m_server->firstOf(both());
    m_server->answersAre(bothChanged());
    constexpr int kAnnouncements = 300;
    for (int id = 1; id <= kAnnouncements; ++id) {
        m_server->wrap().send(callTool(2000 + id, "announce") + '\n');
        m_server->wrap().send(request(5000 + id, "tools/list") + '\n');
    }

    int lists = 0;
    while (lists < kAnnouncements) {
        const auto line = m_server->wrap().readLine();
        QVERIFY(line.has_value());
        QVERIFY(!has(line, "Canary"));
        lists += has(line, "\"tools\":") ? 1 : 0;
    }
    QTRY_COMPARE(m_server->questions(), std::size_t{1});
}

void TestWrapSlyChanges::anAnswerToACancelledRequestIsStopped()
{
    m_server->firstOf(both());
    m_server->answersAre(bothChanged());
    m_server->wrap().send(request(7, "tools/list") + '\n' +
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}})" + '\n' +
        request(8, "ping") + '\n');

    for (auto line = m_server->wrap().readLine(); line && !has(line, "\"id\":8");
         line = m_server->wrap().readLine())
        QVERIFY2(!has(line, "Canary"), line->c_str());
    QVERIFY(has(m_server->wrap().ask(callTool(9, "read")), "\"isError\":true"));
}

void TestWrapSlyChanges::twoListsAtOnceAreBothStopped()
{
    m_server->firstOf(both());
    m_server->answersAre(bothChanged());
    m_server->wrap().send(request(7, "tools/list") + '\n' + request(8, "tools/list") + '\n');

    for (int answers = 0; answers < 2; ++answers)
        QVERIFY(!has(m_server->wrap().readLine(), "Canary"));
    QTRY_COMPARE(m_server->questions(), std::size_t{1});
}

void TestWrapSlyChanges::aChangeThatGoesBackAndForthAsksForEachFormOnce()
{
    m_server->firstOf(both());
    for (int round = 0; round < 5; ++round) {
        m_server->answersAre(bothChanged());
        QVERIFY(!has(m_server->list(), "Canary"));
        m_server->answersAre(both());
        QVERIFY(has(m_server->list(), "Reads a file"));
    }
    std::set<std::string> cards;
    for (const auto& event : m_server->home().events("call-pending"))
        cards.insert(nlohmann::json::parse(event.details)["card"].get<std::string>());
    QCOMPARE(cards.size(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TestWrapSlyChanges)
#include "tst_wrap_sly_changes.moc"
