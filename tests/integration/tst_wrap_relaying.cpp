// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/scratch_home.h"

#include <QtTest>

#include <sys/wait.h>

using namespace gatehouse::integration;

/// Bytes between a client and an approved server.
class TestWrapRelaying : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytesReachTheServerUnchanged_data();
    void bytesReachTheServerUnchanged();
    void aServerMayWriteByteByByte();
    void twoMessagesInOneWriteAreTwo();
    void aMessageWithoutItsNewlineIsNoMessage();
    void aServerThatDiesInsideAMessageAnswersWithAnError();
    void aLineOfSixtyFourMebibytesPasses();
    void aLineOverTheLimitIsRefusedAndTheSessionGoesOn();
    void aFloodOfNotificationsArrivesWhole();
    void fiftyMegabytesOfErrorsPassThrough();
    void everyLineIsJournalled();
};

namespace {

constexpr std::size_t kLimit = std::size_t{64} << 20;

ScratchHome approvedHome(const std::vector<std::string>& command)
{
    ScratchHome home;
    home.decide({approvedPattern(command)});
    return home;
}

} // namespace

void TestWrapRelaying::bytesReachTheServerUnchanged_data()
{
    QTest::addColumn<bool>("usesSockets");
    QTest::addColumn<bool>("isBytewise");
    QTest::newRow("pipes") << false << false;
    QTest::newRow("sockets, as node makes them") << true << false;
    QTest::newRow("a byte per write") << false << true;
}

void TestWrapRelaying::bytesReachTheServerUnchanged()
{
    QFETCH(bool, usesSockets);
    QFETCH(bool, isBytewise);
    ScratchHome home;
    const auto log = home.file("log");
    const auto command = fakeServer({"--log=" + log});
    home.decide({approvedPattern(command)});
    auto start = home.start(command);
    start.usesSockets = usesSockets;
    // Spaces, long integers, escapes and non-ASCII that a re-encoder would change.
    const std::string sent = initialize(1) + "\n" +
        R"({ "jsonrpc" : "2.0", "id":12345678901234567890, "method":"tools/call","params":{"name":"echo","arguments":{"a":1.0,"b":"\u00e9\ud800","ü":"日本"}}})" +
        "\r\n";

    WrapProcess wrap(start);
    if (isBytewise) {
        for (const char byte : sent)
            QVERIFY(wrap.send({&byte, 1}));
    } else {
        QVERIFY(wrap.send(sent));
    }

    QVERIFY(wrap.readLine());
    const auto answer = wrap.readLine();
    QVERIFY(answer);
    QVERIFY2(answer->find("12345678901234567890") != std::string::npos, answer->c_str());
    wrap.closeInput();
    QCOMPARE(wrap.waitForEnd(), std::optional<int>(0));
    QCOMPARE(gatehouse::base::readFile(log, kLimit).value(), sent);
}

void TestWrapRelaying::aServerMayWriteByteByByte()
{
    const auto command = fakeServer({"--bytewise"});
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));

    const auto first = wrap.ask(initialize(1));
    const auto second = wrap.ask(callTool(2, "big", 5000));

    QVERIFY(first && first->starts_with(R"({"jsonrpc":"2.0","id":1,)"));
    QVERIFY(second);
    QCOMPARE(second->size(),
        std::string(R"({"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":""}]}})").size() +
            5000);
}

void TestWrapRelaying::twoMessagesInOneWriteAreTwo()
{
    const auto command = fakeServer({"--pairwise"});
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));

    QVERIFY(wrap.send(initialize(1) + "\n" + callTool(2, "echo") + "\n"));

    const auto first = wrap.readLine();
    const auto second = wrap.readLine();
    QVERIFY(first && first->find(R"("id":1)") != std::string::npos);
    QVERIFY(second && second->find(R"("id":2)") != std::string::npos);
}

void TestWrapRelaying::aMessageWithoutItsNewlineIsNoMessage()
{
    const auto command = fakeServer();
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    const auto answer = wrap.ask(callTool(2, "unfinished"));

    QVERIFY(answer);
    QVERIFY2(answer->find(R"("id":2)") != std::string::npos, answer->c_str());
    QVERIFY2(answer->find("isError") != std::string::npos || answer->find("error") != std::string::npos,
        answer->c_str());
    QCOMPARE(wrap.waitForEnd(), std::optional<int>(0));
}

void TestWrapRelaying::aServerThatDiesInsideAMessageAnswersWithAnError()
{
    const auto command = fakeServer();
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    const auto answer = wrap.ask(callTool(2, "half"));

    QVERIFY(answer);
    QVERIFY2(answer->find(R"("id":2)") != std::string::npos, answer->c_str());
    QVERIFY2(answer->find(R"("te)") == std::string::npos || answer->ends_with('}'), answer->c_str());
    const auto status = wrap.waitForEnd();
    QVERIFY(status);
    QCOMPARE(WEXITSTATUS(*status), 3);
    QCOMPARE(home.events("server-exit").size(), std::size_t{1});
}

void TestWrapRelaying::aLineOfSixtyFourMebibytesPasses()
{
    const auto command = fakeServer();
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    const std::string head =
        R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"text":")";
    const std::string tail = R"("}}})";
    const auto line = head + std::string(kLimit - head.size() - tail.size(), 'a') + tail;

    QVERIFY(wrap.send(line + '\n', 60'000));
    const auto answer = wrap.readLine(60'000);

    QVERIFY(answer);
    QVERIFY2(answer->find(std::to_string(kLimit)) != std::string::npos, answer->substr(0, 200).c_str());
}

void TestWrapRelaying::aLineOverTheLimitIsRefusedAndTheSessionGoesOn()
{
    ScratchHome home;
    const auto log = home.file("log");
    const auto command = fakeServer({"--log=" + log});
    home.content.settings.maxLineBytes = 100'000;
    home.decide({approvedPattern(command)});
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    const auto refused = wrap.ask(
        R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"text":")" +
        std::string(200'000, 'a') + R"("}}})");
    const auto answered = wrap.ask(callTool(3, "echo"));

    QVERIFY(refused && refused->find("\"error\"") != std::string::npos);
    QVERIFY(answered && answered->find(R"("id":3,"result")") != std::string::npos);
    QVERIFY(gatehouse::base::readFile(log, kLimit)->find("aaaa") == std::string::npos);
}

void TestWrapRelaying::aFloodOfNotificationsArrivesWhole()
{
    constexpr int kCount = 100'000;
    const auto command = fakeServer();
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));

    QVERIFY(wrap.send(callTool(2, "flood", kCount) + '\n'));

    for (int i = 0; i < kCount; ++i) {
        const auto line = wrap.readLine();
        QVERIFY(line);
        QVERIFY2(line->ends_with("\"data\":" + std::to_string(i) + "}}"), line->c_str());
    }
    const auto answer = wrap.readLine();
    QVERIFY(answer && answer->find(R"("id":2)") != std::string::npos);
}

void TestWrapRelaying::fiftyMegabytesOfErrorsPassThrough()
{
    constexpr std::size_t kBytes = 50'000'000;
    const auto command = fakeServer({"--stderr=" + std::to_string(kBytes)});
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));

    const auto answer = wrap.ask(initialize(1));

    QVERIFY(answer);
    wrap.closeInput();
    QCOMPARE(wrap.waitForEnd(), std::optional<int>(0));
    QCOMPARE(wrap.errorBytes(), kBytes);
}

void TestWrapRelaying::everyLineIsJournalled()
{
    const auto command = fakeServer();
    const auto home = approvedHome(command);
    WrapProcess wrap(home.start(command));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(wrap.ask(callTool(2, "echo")));

    // Before the bytes leave: who has the answer finds its line.
    const auto messages = home.events("message");

    QCOMPARE(messages.size(), std::size_t{4});
    QCOMPARE(messages[3].method, std::string("tools/call"));
    QVERIFY(messages[3].microseconds >= 0);
    wrap.closeInput();
    QVERIFY(wrap.waitForEnd());
    QCOMPARE(home.events().front().kind, std::string("session-start"));
    QCOMPARE(home.events().back().kind, std::string("session-end"));
}

QTEST_APPLESS_MAIN(TestWrapRelaying)
#include "tst_wrap_relaying.moc"
