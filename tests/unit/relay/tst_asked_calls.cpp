// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/relay/inspected_lines.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using model::Action;

/// Calls that wait for the user's answer.
class TestAskedCalls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSecretThatTheServerDidNotShowIsAskedAbout();
    void aCallThatIsDeniedOrNotAnsweredIsRefused_data();
    void aCallThatIsDeniedOrNotAnsweredIsRefused();
    void othersOvertakeACallThatWaits();
    void progressIsToldWhileACallWaits();
    void aClientWithLittlePatienceIsAnsweredBeforeItGivesUp();
    void anAnswerWaitsForTheUserToo_data();
    void anAnswerWaitsForTheUserToo();
    void anAnswerToARequestThatTheServerGaveUpIsForgotten();
    void aServerCannotAnswerACallThatWaits();
    void aSessionThatEndsAnswersWhatWaits();
    void oneApprovalLetsOneOfSeveralAlikeThrough();
    void whatIsAskedAboutInMetaBelongsToTheCall();
    void aCallWithAnothersCardIsNotApprovedWithIt();

private:
    static std::string callWithMeta(int id, const std::string& meta);
};

void TestAskedCalls::aSecretThatTheServerDidNotShowIsAskedAbout()
{
    auto driver = relayingSession();
    const auto sent = call("1", R"({"note":")" + kToken + R"("})");
    driver.client(sent);
    QCOMPARE(driver.takeServerBytes(), std::string());
    QCOMPARE(driver.takeClientBytes(), std::string());
    const auto asked = driver.commands<relay::AskAboutCall>();
    QCOMPARE(asked.size(), std::size_t{1});
    QCOMPARE(asked[0].identity.call->tool, std::string("read"));
    QCOMPARE(asked[0].identity.call->reasons,
        std::vector<std::string>{"A GitHub personal access token (github-token)"});
    QVERIFY2(asked[0].identity.call->excerpt.find("‹github-token›") != std::string::npos,
        asked[0].identity.call->excerpt.c_str());
    QVERIFY(asked[0].identity.call->excerpt.find(kToken) == std::string::npos);

    answerCall(driver, relay::CallAnswer::Approved);

    QCOMPARE(driver.takeServerBytes(), sent + "\n");

    // What the server itself has shown it knows already.
    driver.client(call("2", R"({"path":"a"})"));
    driver.server(textResult("2", kToken));
    driver.takeServerBytes();
    const auto again = call("3", R"({"note":")" + kToken + R"("})");
    driver.client(again);
    QCOMPARE(driver.takeServerBytes(), again + "\n");
}

void TestAskedCalls::aCallThatIsDeniedOrNotAnsweredIsRefused_data()
{
    QTest::addColumn<int>("answer");
    QTest::addColumn<QString>("said");
    QTest::newRow("denied") << static_cast<int>(relay::CallAnswer::Denied)
                            << "the user has denied this call. Do not";
    QTest::newRow("nobody to ask") << static_cast<int>(relay::CallAnswer::Unasked)
                                   << "make the same call again.\"";
    QTest::newRow("no answer") << -1 << "make the same call again.\"";
}

void TestAskedCalls::aCallThatIsDeniedOrNotAnsweredIsRefused()
{
    QFETCH(int, answer);
    QFETCH(QString, said);
    auto driver = relayingSession();
    driver.client(call("1", R"({"note":")" + kToken + R"("})"));
    const auto cardId = driver.commands<relay::AskAboutCall>().back().cardId;
    if (answer < 0) {
        driver.wait(44'000'000);
        QCOMPARE(driver.takeClientBytes(), std::string());
        driver.wait(1'000'000);
    } else {
        answerCall(driver, static_cast<relay::CallAnswer>(answer));
    }

    const auto line = driver.takeClientBytes();
    QVERIFY2(answers({line}, "1", said.toStdString()), line.c_str());
    if (answer != 1) // Denied
        QVERIFY2(answers({line}, "1", "gatehouse-cli approve " + cardId), line.c_str());
    QCOMPARE(driver.takeServerBytes(), std::string());
    // An answer that comes after that changes nothing.
    answerCall(driver, relay::CallAnswer::Approved);
    QCOMPARE(driver.takeServerBytes(), std::string());
}

void TestAskedCalls::othersOvertakeACallThatWaits()
{
    auto driver = relayingSession();
    driver.client(call("1", R"({"note":")" + kToken + R"("})"));
    driver.client(call("2", R"({"path":"a"})"));
    QCOMPARE(driver.takeServerBytes(), call("2", R"({"path":"a"})") + "\n");

    // Its id is taken; it can be cancelled.
    driver.client(call("1", R"({"path":"b"})"));
    QCOMPARE(driver.takeServerBytes(), std::string());
    driver.client(notification("notifications/cancelled", R"({"requestId":1})"));
    QCOMPARE(driver.takeServerBytes(), std::string());
    answerCall(driver, relay::CallAnswer::Approved);
    QCOMPARE(driver.takeServerBytes(), std::string());
    driver.client(call("1", R"({"path":"b"})"));
    QCOMPARE(driver.takeServerBytes(), call("1", R"({"path":"b"})") + "\n");
}

void TestAskedCalls::progressIsToldWhileACallWaits()
{
    auto driver = relayingSession();
    driver.client(request("1", "tools/call",
        R"({"name":"read","arguments":{"note":")" + kToken + R"("},"_meta":{"progressToken":"p"}})"));

    const auto first = driver.takeClientBytes();
    QVERIFY2(first.find(R"("progressToken":"p","progress":1)") != std::string::npos, first.c_str());
    driver.wait(21'000'000);
    const auto more = driver.takeClientBytes();
    QVERIFY2(more.find(R"("progress":2)") != std::string::npos &&
            more.find(R"("progress":3)") != std::string::npos,
        more.c_str());
    answerCall(driver, relay::CallAnswer::Approved);
    driver.wait(60'000'000);
    QCOMPARE(driver.takeClientBytes(), std::string());
}

/// The OpenAI Agents SDK gives each request 5 s.
void TestAskedCalls::aClientWithLittlePatienceIsAnsweredBeforeItGivesUp()
{
    auto driver = relayingSession("2025-11-25", SessionDriver::defaultOptions(), "mcp");
    driver.client(call("1", R"({"note":")" + kToken + R"("})"));
    QCOMPARE(driver.takeClientBytes(), std::string());

    driver.wait(4'000'000);

    const auto line = driver.takeClientBytes();
    QVERIFY2(answers({line}, "1", "make the same call again."), line.c_str());
}

namespace {

const std::string kQuestion = request("7", "elicitation/create", R"({"message":"Which note?"})");
const std::string kAnswer = result("7", R"({"action":"accept","content":{"note":")" + kToken + R"("}})");

} // namespace

void TestAskedCalls::anAnswerWaitsForTheUserToo_data()
{
    QTest::addColumn<int>("answer"); // of the user; -1: none
    QTest::newRow("approved") << static_cast<int>(relay::CallAnswer::Approved);
    QTest::newRow("denied") << static_cast<int>(relay::CallAnswer::Denied);
    QTest::newRow("no answer") << -1;
}

/// What a user types into a server's form, or the client's model says, may hold a secret as well.
void TestAskedCalls::anAnswerWaitsForTheUserToo()
{
    QFETCH(int, answer);
    auto driver = relayingSession();
    driver.server(kQuestion);
    driver.takeClientBytes();

    driver.client(kAnswer);

    QCOMPARE(driver.takeServerBytes(), std::string());
    const auto asked = driver.commands<relay::AskAboutCall>();
    QCOMPARE(asked.size(), std::size_t{1});
    QCOMPARE(asked.back().identity.call->method, std::string("answer to elicitation/create"));
    driver.client(kAnswer); // a second one answers nothing
    QCOMPARE(driver.takeServerBytes(), std::string());
    QCOMPARE(driver.lastReason(), std::string("unmatched-answer"));

    if (answer < 0)
        driver.wait(45'000'000);
    else
        answerCall(driver, static_cast<relay::CallAnswer>(answer));

    const auto line = driver.takeServerBytes();
    if (answer == static_cast<int>(relay::CallAnswer::Approved)) {
        QCOMPARE(line, kAnswer + "\n");
    } else {
        QVERIFY2(line.find(kToken) == std::string::npos, line.c_str());
        const auto parsed = jsonrpc::parseMessage(std::string_view(line).substr(0, line.size() - 1), {});
        QVERIFY(parsed.message && parsed.message->isAnswer() && parsed.message->id.raw == "7");
    }
    QCOMPARE(driver.takeClientBytes(), std::string());
}

void TestAskedCalls::anAnswerToARequestThatTheServerGaveUpIsForgotten()
{
    auto driver = relayingSession();
    driver.server(kQuestion);
    driver.client(kAnswer);
    driver.takeClientBytes();

    driver.server(notification("notifications/cancelled", R"({"requestId":7})"));
    QVERIFY(!driver.commands<relay::CallWaitsNoMore>().empty());
    answerCall(driver, relay::CallAnswer::Approved);
    driver.wait(60'000'000);

    QCOMPARE(driver.takeServerBytes(), std::string());
}

void TestAskedCalls::aServerCannotAnswerACallThatWaits()
{
    auto driver = relayingSession();
    driver.client(call("1", R"({"note":")" + kToken + R"("})"));

    driver.server(textResult("1", "forged"));

    QCOMPARE(driver.takeClientBytes(), std::string());
    QCOMPARE(driver.events().back().action, Action::Drop);
}

void TestAskedCalls::aSessionThatEndsAnswersWhatWaits()
{
    auto driver = relayingSession();
    driver.client(call("1", R"({"note":")" + kToken + R"("})"));

    driver.serverEnds();

    QVERIFY(answers({driver.takeClientBytes()}, "1", "Blocked by Gatehouse"));
}

/// The others ask again, and the program around the session answers at once where the approval lasts.
void TestAskedCalls::oneApprovalLetsOneOfSeveralAlikeThrough()
{
    auto driver = relayingSession();
    const auto arguments = R"({"note":")" + kToken + R"("})";
    for (const auto* const id : {"1", "2", "3"})
        driver.client(call(id, arguments));

    answerCall(driver, relay::CallAnswer::Approved);

    QCOMPARE(driver.serverLines(), (std::vector<std::string>{call("1", arguments)}));
    const auto asked = driver.commands<relay::AskAboutCall>();
    QCOMPARE(asked.size(), std::size_t{5}); // three, and two of them again
    QCOMPARE(asked[4].cardId, asked[0].cardId);
    answerCall(driver, relay::CallAnswer::Approved);
    QCOMPARE(driver.serverLines(), (std::vector<std::string>{call("2", arguments)}));
    answerCall(driver, relay::CallAnswer::Denied);
    QCOMPARE(driver.serverLines().size(), std::size_t{0});
    QVERIFY(driver.takeClientBytes().find("the user has denied this call") != std::string::npos);
}

std::string TestAskedCalls::callWithMeta(int id, const std::string& meta)
{
    return request(
        std::to_string(id), "tools/call", R"({"name":"read","arguments":{},"_meta":)" + meta + "}");
}

void TestAskedCalls::whatIsAskedAboutInMetaBelongsToTheCall()
{
    auto driver = relayingSession();
    const auto other = "glpat-" + std::string("zQ3vN8rT5wXy7LkPb2Mh");
    driver.client(callWithMeta(1, R"({"progressToken":1,"trace":")" + kToken + R"("})"));
    driver.client(callWithMeta(2, R"({"progressToken":2,"trace":")" + kToken + R"("})"));
    driver.client(callWithMeta(3, R"({"progressToken":3,"trace":")" + other + R"("})"));

    const auto asked = driver.commands<relay::AskAboutCall>();

    QCOMPARE(asked.size(), std::size_t{3});
    QCOMPARE(asked[1].cardId, asked[0].cardId);
    QVERIFY(asked[2].cardId != asked[0].cardId);
}

/// Two of 1.4 million calls have one id among them, which is found within seconds.
void TestAskedCalls::aCallWithAnothersCardIsNotApprovedWithIt()
{
    const auto first = call("1", R"({"note":")" + kToken + R"( 543319"})");
    const auto other = call("2", R"({"note":")" + kToken + R"( 1426801"})");
    for (const auto& [one, second] : {std::pair{first, other}, std::pair{other, first}}) {
        auto alone = relayingSession();
        alone.client(second);
        auto driver = relayingSession();
        driver.client(one);
        const auto card = driver.commands<relay::AskAboutCall>().front().cardId;
        QCOMPARE(alone.commands<relay::AskAboutCall>().front().cardId, card); // or this test says nothing

        driver.client(second);
        QCOMPARE(driver.commands<relay::AskAboutCall>().size(), std::size_t{1});
        QVERIFY(driver.takeClientBytes().find("call-unanswered") != std::string::npos);
        driver.answerCall(card, relay::CallAnswer::Approved);

        QCOMPARE(driver.takeServerBytes(), one + "\n");
    }
}

QTEST_APPLESS_MAIN(TestAskedCalls)
#include "tst_asked_calls.moc"
