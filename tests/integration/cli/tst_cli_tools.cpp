// SPDX-License-Identifier: Apache-2.0
#include "core/policy/grant_clock.h"
#include "tests/integration/cli/cli_home.h"
#include "tests/integration/cli/waiting_client.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// Decisions on single tools on the command line, without a desktop, and what the real wrapper does about
/// them while its server runs.
class TestCliTools : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aDeniedToolIsGoneWithinASecondAndStaysSo();
    void aToolWhoseNameLooksLikeAnOptionIsDecidedOn();
    void anAskedToolAsksByTheUsualCard();
    void oneClickAllowsWhatReadsOnlyAndAsksForTheRest();
    void aDefinitionThatChangesLosesItsAllow();
    void anAllowEndsWithItsTime();
    void aClockThatWasSetBackGivesNoTimeBack_data();
    void aClockThatWasSetBackGivesNoTimeBack();
    void onlyAPersonLetsMoreThrough();
    void whatCannotBeDecidedIsRefused_data();
    void whatCannotBeDecidedIsRefused();
    void whoDecidedWhatIsShown();

private:
    std::string list() { return m_client->ask(++m_id, "tools/list", "{}"); }
    std::string call(const std::string& tool)
    {
        return m_client->ask(++m_id, "tools/call", R"({"name":")" + tool + R"(","arguments":{}})");
    }
    CliRun tools(const QStringList& more, bool isAtTerminal = true) const
    {
        const auto words = QStringList{QStringLiteral("tools"), QStringLiteral("files")} + more;
        return isAtTerminal ? m_home->runAtTerminal(words) : m_home->run(words);
    }
    static bool isRefused(const std::string& answer, const std::string& why)
    {
        return answer.find("isError") != std::string::npos && answer.find(why) != std::string::npos;
    }

    std::unique_ptr<CliHome> m_home;
    std::unique_ptr<WaitingClient> m_client;
    int m_id = 1;
};

namespace {

constexpr int kSecondMs = 1000;

const std::string kTools =
    R"(tools/list {"tools":[{"name":"read","description":"Reads a file.","annotations":{"readOnlyHint":true}},)"
    R"({"name":"write","description":"Writes a file."},)"
    R"({"name":"delete","description":"Harmless.","annotations":{"readOnlyHint":true}}]})"
    "\n";

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

} // namespace

void TestCliTools::init()
{
    m_client.reset();
    m_home = std::make_unique<CliHome>();
    m_home->write("answers", kTools);
    const auto answers = "--answers=" + m_home->path("answers");
    m_home->declare("files", {FAKE_SERVER_PROGRAM, answers});
    QCOMPARE(m_home->run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(m_home
                 ->run({QStringLiteral("approve"), QStringLiteral("--"), QStringLiteral(FAKE_SERVER_PROGRAM),
                     QString::fromStdString(answers)})
                 .exitCode,
        0);
    m_client = std::make_unique<WaitingClient>(*m_home, "files");
    QVERIFY(m_client->isAnswered());
    QVERIFY(list().find("\"delete\"") != std::string::npos);
}

void TestCliTools::aDeniedToolIsGoneWithinASecondAndStaysSo()
{
    QVERIFY(call("delete").find("isError") == std::string::npos);

    const auto denied = tools(words("set delete deny"));
    QVERIFY2(denied.exitCode == 0, denied.output.c_str());
    QElapsedTimer since;
    since.start();
    const auto isGone = [this] { return isRefused(call("delete"), "the user has denied this tool"); };
    QVERIFY(QTest::qWaitFor(isGone, kSecondMs));
    qInfo("the running server's tool was refused %lld ms after the command had ended", since.elapsed());
    QVERIFY(list().find("\"delete\"") == std::string::npos);
    QVERIFY(isRefused(call("Delete"), "the user has denied this tool"));
    QVERIFY(call("read").find("isError") == std::string::npos);

    // It says something else by now, its program is another, and it is started anew.
    m_home->write("answers",
        R"(tools/list {"tools":[{"name":"delete","description":"New."}]})"
        "\n");
    m_client->startServerAgain();
    QVERIFY(m_client->isAnswered());
    const auto line = list();
    QVERIFY2(line.find("\"delete\"") == std::string::npos, line.c_str());
    QVERIFY(isRefused(call("delete"), "the user has denied this tool"));
    QCOMPARE(m_home->run(words("pending --json")).json()["cards"].size(), std::size_t{0});
}

/// Behind two dashes, as programs usually have it.
void TestCliTools::aToolWhoseNameLooksLikeAnOptionIsDecidedOn()
{
    m_home->write("answers",
        R"(tools/list {"tools":[{"name":"-x","description":"A."},{"name":"--note","description":"B."},{"name":"--","description":"C."},{"name":"look","description":"D."}]})"
        "\n");
    m_client->end();
    m_home->declare("dashes", {FAKE_SERVER_PROGRAM, "--answers=" + m_home->path("answers"), "again"});
    QCOMPARE(m_home->run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(m_home
                 ->run({QStringLiteral("approve"), QStringLiteral("--"), QStringLiteral(FAKE_SERVER_PROGRAM),
                     QString::fromStdString("--answers=" + m_home->path("answers")), QStringLiteral("again")})
                 .exitCode,
        0);
    m_client = std::make_unique<WaitingClient>(*m_home, "dashes");
    QVERIFY(m_client->isAnswered());
    QVERIFY(list().find("\"-x\"") != std::string::npos);

    const auto denied = m_home->runAtTerminal(words("tools dashes set look -- -x --note -- deny"));
    QVERIFY2(denied.exitCode == 0, (denied.output + denied.errors).c_str());

    for (const auto* name : {"-x", "--note", "--", "look"}) {
        const auto isGone = [&] { return isRefused(call(name), "the user has denied this tool"); };
        QVERIFY2(QTest::qWaitFor(isGone, kSecondMs), name);
    }
    QVERIFY(m_home->runAtTerminal(words("tools dashes set -x deny")).exitCode != 0); // an option nobody knows
    QCOMPARE(m_home->runAtTerminal(words("tools dashes -- set -x none")).exitCode, 0);
    const auto isBack = [this] { return call("-x").find("isError") == std::string::npos; };
    QVERIFY(QTest::qWaitFor(isBack, kSecondMs));
}

void TestCliTools::anAskedToolAsksByTheUsualCard()
{
    QCOMPARE(tools(words("set write ask"), false).exitCode, 0); // to tighten needs no person
    std::string refused;
    const auto asks = [&] {
        refused = call("write");
        return isRefused(refused, "gatehouse-cli approve");
    };
    QVERIFY(QTest::qWaitFor(asks, kSecondMs));
    const auto card = m_home->run(words("pending --json")).json()["cards"][0];
    QCOMPARE(card["call"]["tool"].get<std::string>(), std::string("write"));
    const auto id = card["id"].get<std::string>();
    QVERIFY2(refused.find(id) != std::string::npos, refused.c_str());

    QCOMPARE(m_home->runAtTerminal({QStringLiteral("approve"), QString::fromStdString(id)}).exitCode, 0);

    QVERIFY(call("write").find("isError") == std::string::npos);
    QVERIFY(isRefused(call("write"), "gatehouse-cli approve")); // once
}

void TestCliTools::oneClickAllowsWhatReadsOnlyAndAsksForTheRest()
{
    const auto shown = tools(words("--read-only-allow --dry-run"));
    QVERIFY2(shown.output.find("Would be: Allow  read") != std::string::npos, shown.output.c_str());
    QVERIFY(call("write").find("isError") == std::string::npos);

    const auto done = tools(words("--read-only-allow"));
    QVERIFY2(done.exitCode == 0, done.output.c_str());

    const auto asks = [this] { return isRefused(call("write"), "gatehouse-cli approve"); };
    QVERIFY(QTest::qWaitFor(asks, kSecondMs));
    QVERIFY(call("read").find("isError") == std::string::npos);
    // It says that it only reads, under a name that says otherwise.
    QVERIFY(isRefused(call("delete"), "gatehouse-cli approve"));
    QVERIFY(isRefused(call("never_listed"), "gatehouse-cli approve"));
    const auto table = m_home->run(words("tools files --json")).json();
    QCOMPARE(table["tools"][0]["name"].get<std::string>(), std::string("delete"));
    QCOMPARE(table["tools"][0]["claimsReadOnly"].get<bool>(), true);
    QCOMPARE(table["tools"][0]["readOnly"].get<bool>(), false);
    QCOMPARE(table["others"]["decision"].get<std::string>(), std::string("ask"));
}

void TestCliTools::aDefinitionThatChangesLosesItsAllow()
{
    QCOMPARE(tools(words("--read-only-allow")).exitCode, 0);
    m_home->write("answers",
        R"(tools/list {"tools":[{"name":"read","description":"Reads a file, or more.","annotations":{"readOnlyHint":true}}]})"
        "\n");
    list();
    std::string id;
    const auto isAsked = [&] {
        const auto cards = m_home->run(words("pending --json")).json()["cards"];
        if (!cards.empty())
            id = cards[0]["id"].get<std::string>();
        return !id.empty();
    };
    QVERIFY(QTest::qWaitFor(isAsked, 20'000));

    QCOMPARE(m_home->runAtTerminal({QStringLiteral("approve"), QString::fromStdString(id)}).exitCode, 0);

    const auto isBack = [this] { return list().find("or more") != std::string::npos; };
    QVERIFY(QTest::qWaitFor(isBack, kSecondMs));
    QVERIFY(isRefused(call("read"), "gatehouse-cli approve"));
    // Allowed as it is now, it passes.
    QCOMPARE(tools(words("set read allow")).exitCode, 0);
    const auto passes = [this] { return call("read").find("isError") == std::string::npos; };
    QVERIFY(QTest::qWaitFor(passes, kSecondMs));
}

void TestCliTools::anAllowEndsWithItsTime()
{
    QCOMPARE(tools(words("set --others ask"), false).exitCode, 0);
    const auto done = tools(words("set read allow --for 4s"));
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    const auto passes = [this] { return call("read").find("isError") == std::string::npos; };
    QVERIFY(QTest::qWaitFor(passes, kSecondMs));
    const auto shown = m_home->run(words("tools files --json")).json();
    const auto now = QDateTime::currentMSecsSinceEpoch();
    const auto until = shown["tools"][1]["decision"]["expiresAt"].get<qint64>();
    QVERIFY2(until > now && until <= now + 4000, shown.dump().c_str());

    // Nothing is written and no desktop runs: the session itself looks at the clock.
    const auto asks = [this] { return isRefused(call("read"), "gatehouse-cli approve"); };
    QVERIFY(QTest::qWaitFor(asks, static_cast<int>(until - now) + kSecondMs));
    QVERIFY(QDateTime::currentMSecsSinceEpoch() >= until);
}

void TestCliTools::aClockThatWasSetBackGivesNoTimeBack_data()
{
    QTest::addColumn<QString>("harm");
    QTest::newRow("it showed two hours later, and was set back") << QStringLiteral("set back");
    QTest::newRow("the same among ten thousand other files") << QStringLiteral("hidden");
    QTest::newRow("what is known of it was deleted") << QStringLiteral("deleted");
}

/// Between two sessions of the real wrapper.
void TestCliTools::aClockThatWasSetBackGivesNoTimeBack()
{
    QFETCH(QString, harm);
    constexpr base::UnixMilliseconds kTwoHours = 2 * 3'600'000;
    QCOMPARE(tools(words("set --others ask"), false).exitCode, 0);
    QCOMPARE(tools(words("set read allow --for 1h")).exitCode, 0);
    const auto passes = [this] { return call("read").find("isError") == std::string::npos; };
    QVERIFY(QTest::qWaitFor(passes, kSecondMs));
    const auto folder = policy::grantsFolder(m_home->places);
    const auto marks = policy::grantMarks(folder);
    QCOMPARE(marks.size(), std::size_t{1});
    const auto begun = policy::grantMoment(folder, marks[0], 0, std::nullopt).value();

    // Another session goes on by it, and notes how late it is.
    m_client->startServerAgain();
    QVERIFY(m_client->isAnswered());
    QVERIFY(passes());
    QVERIFY(policy::grantMoment(folder, marks[0], 0, std::nullopt).value() > begun);

    m_client->end();
    // As a session leaves it that saw the clock show that.
    QVERIFY(policy::keepGrantMoment(folder, marks[0], begun + kTwoHours, std::nullopt));
    for (int dummy = 0; harm == QStringLiteral("hidden") && dummy < 10'000; ++dummy) {
        QFile file(QString::fromStdString(folder + "/0-" + std::to_string(dummy)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("1\n") == 2);
    }
    if (harm == QStringLiteral("deleted"))
        policy::forgetGrant(folder, marks[0]);
    m_client = std::make_unique<WaitingClient>(*m_home, "files");
    QVERIFY(m_client->isAnswered());
    list();

    QVERIFY(isRefused(call("read"), "gatehouse-cli approve"));
    const auto shown = m_home->run(words("tools files --json")).json();
    QCOMPARE(shown["tools"][1]["does"].get<std::string>(), std::string("ask"));
    // A new allow is a new beginning.
    QCOMPARE(tools(words("set read allow --for 2h")).exitCode, 0);
    QVERIFY(QTest::qWaitFor(passes, kSecondMs));
}

void TestCliTools::onlyAPersonLetsMoreThrough()
{
    QCOMPARE(tools(words("set delete deny"), false).exitCode, 0);
    for (const auto* more : {"set delete allow", "set delete ask", "set delete none", "set read allow"}) {
        const auto refused = tools(words(more), false);
        QVERIFY2(refused.exitCode != 0, refused.output.c_str());
        QVERIFY2(refused.errors.find("no terminal") != std::string::npos, refused.errors.c_str());
    }
    QVERIFY(isRefused(call("delete"), "the user has denied this tool"));
    QVERIFY(!m_home->journalled("approval-refused").empty());
    QCOMPARE(tools(words("set delete none")).exitCode, 0);
    const auto isBack = [this] { return list().find("\"delete\"") != std::string::npos; };
    QVERIFY(QTest::qWaitFor(isBack, kSecondMs));
}

void TestCliTools::whatCannotBeDecidedIsRefused_data()
{
    QTest::addColumn<QStringList>("more");
    for (const auto* more : {"set", "set read", "set read perhaps", "read allow", "set nothing allow",
             "set read deny --for 1h", "set read allow --for soon", "set read allow --for 0m",
             "set read allow --for 99999999d", "--read-only-allow set read allow", "set allow",
             "-- set allow", "set read -- perhaps", "--read-only-allow -- -x"})
        QTest::newRow(more) << words(more);
}

void TestCliTools::whatCannotBeDecidedIsRefused()
{
    QFETCH(QStringList, more);
    const auto run = tools(more);
    QVERIFY2(run.exitCode != 0, run.output.c_str());
    QVERIFY(m_home->journalled("tools-decision").empty());
}

void TestCliTools::whoDecidedWhatIsShown()
{
    QCOMPARE(tools({QStringLiteral("set"), QStringLiteral("write"), QStringLiteral("ask"),
                       QStringLiteral("--note"), QStringLiteral("until the audit")})
                 .exitCode,
        0);
    const auto shown = tools({});
    QVERIFY2(shown.output.find("Ask since") != std::string::npos &&
            shown.output.find("on the command line: until the audit") != std::string::npos,
        shown.output.c_str());
    QVERIFY2(shown.output.find("says that it reads only, but also: delete") != std::string::npos,
        shown.output.c_str());
    const auto row = m_home->run(words("tools files --json")).json()["tools"][2];
    QCOMPARE(row["name"].get<std::string>(), std::string("write"));
    QCOMPARE(row["does"].get<std::string>(), std::string("ask"));
    QCOMPARE(row["decision"]["answeredBy"].get<std::string>(), std::string("command-line"));
    QCOMPARE(row["decision"]["note"].get<std::string>(), std::string("until the audit"));
}

QTEST_GUILESS_MAIN(TestCliTools)
#include "tst_cli_tools.moc"
