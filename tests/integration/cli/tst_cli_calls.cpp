// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/cli_home.h"
#include "tests/integration/cli/waiting_client.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;
/// A call that asks, without a desktop: refused with the command that allows it, and sent when it is made
/// again.
class TestCliCalls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCallIsListedApprovedAndMadeOnce();
    void aDeniedCallStaysDenied();
    void whatCannotBeSeenIsDrawnInTheLog();

private:
    static std::string paramsWithSecret(const std::string& more);
    static void guard(const CliHome& home)
    {
        home.declare("files", {FAKE_SERVER_PROGRAM});
        QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
        QCOMPARE(
            home.run({QStringLiteral("approve"), QStringLiteral("--"), QStringLiteral(FAKE_SERVER_PROGRAM)})
                .exitCode,
            0);
    }
    static QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
};

std::string TestCliCalls::paramsWithSecret(const std::string& more)
{
    // Written in two parts, so that no scanner of this repository takes it for what it is made to look
    // like.
    return R"({"name":"note","arguments":{"text":")" + more + " ghp_" +
        std::string("q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa") + R"("}})";
}

void TestCliCalls::aCallIsListedApprovedAndMadeOnce()
{
    const CliHome home;
    guard(home);
    WaitingClient client(home, "files");
    QVERIFY(client.isAnswered());

    const auto refused = client.ask(2, "tools/call", paramsWithSecret("first"));
    const auto listed = home.run({QStringLiteral("pending"), QStringLiteral("--json")});
    const auto shown = home.run({QStringLiteral("pending")});

    QCOMPARE(listed.json()["cards"].size(), std::size_t{1});
    const auto card = listed.json()["cards"][0];
    const auto id = card["id"].get<std::string>();
    QVERIFY2(refused.find("gatehouse-cli approve " + id) != std::string::npos, refused.c_str());
    QVERIFY2(refused.find("Do not retry") == std::string::npos, refused.c_str());
    QCOMPARE(card["call"]["tool"].get<std::string>(), std::string("note"));
    QVERIFY2(shown.output.find("q7Rz2LxV9m") == std::string::npos, shown.output.c_str());
    QVERIFY2(shown.output.find("first ‹github-token›") != std::string::npos, shown.output.c_str());

    const auto approved = home.runAtTerminal({QStringLiteral("approve"), text(id)});
    QVERIFY2(approved.exitCode == 0, approved.output.c_str());
    const auto other = client.ask(3, "tools/call", paramsWithSecret("other"));
    QVERIFY2(other.find("isError") != std::string::npos, other.c_str());
    const auto made = client.ask(4, "tools/call", paramsWithSecret("first"));
    QVERIFY2(made.find("isError") == std::string::npos, made.c_str());
    const auto again = client.ask(5, "tools/call", paramsWithSecret("first"));
    QVERIFY2(again.find("isError") != std::string::npos, again.c_str());

    // Of several at once it is good for one.
    const auto approvedAgain = home.runAtTerminal({QStringLiteral("approve"), text(id)});
    QVERIFY2(approvedAgain.exitCode == 0, approvedAgain.output.c_str());
    for (const int one : {6, 7, 8})
        client.send(one, "tools/call", paramsWithSecret("first"));
    int madeAtOnce = 0;
    for (int i = 0; i < 3; ++i)
        madeAtOnce += client.answerTo(6 + i).find("isError") == std::string::npos ? 1 : 0;
    QCOMPARE(madeAtOnce, 1);
}

void TestCliCalls::aDeniedCallStaysDenied()
{
    const CliHome home;
    guard(home);
    WaitingClient client(home, "files");
    QVERIFY(client.isAnswered());
    client.ask(2, "tools/call", paramsWithSecret("first"));
    const auto id = home.run({QStringLiteral("pending"), QStringLiteral("--json")})
                        .json()["cards"][0]["id"]
                        .get<std::string>();

    QCOMPARE(home.run({QStringLiteral("deny"), text(id)}).exitCode, 0);

    const auto denied = client.ask(3, "tools/call", paramsWithSecret("first"));
    QVERIFY2(denied.find("the user has denied this call") != std::string::npos, denied.c_str());
    // The server itself goes on.
    const auto ordinary = client.ask(4, "tools/call", R"({"name":"echo","arguments":{}})");
    QVERIFY2(ordinary.find("isError") == std::string::npos, ordinary.c_str());
}

void TestCliCalls::whatCannotBeSeenIsDrawnInTheLog()
{
    const CliHome home;
    guard(home);
    WaitingClient client(home, "files");
    QVERIFY(client.isAnswered());
    client.ask(2, "tools/call",
        paramsWithSecret("\xE2\x80\xAE\xC2\x9B"
                         "31m"));

    for (const auto& arguments :
        {QStringList{QStringLiteral("log"), QStringLiteral("--json")}, QStringList{QStringLiteral("log")},
            QStringList{QStringLiteral("pending"), QStringLiteral("--json")}}) {
        const auto output = home.run(arguments).output;
        QVERIFY2(output.find("\xE2\x80\xAE") == std::string::npos, output.c_str());
        QVERIFY2(output.find("\xC2\x9B") == std::string::npos, output.c_str());
    }
    QVERIFY(home.run({QStringLiteral("log"), QStringLiteral("--json")}).output.find("u{202E}") !=
        std::string::npos);
}

QTEST_GUILESS_MAIN(TestCliCalls)
#include "tst_cli_calls.moc"
