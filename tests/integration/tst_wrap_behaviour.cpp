// SPDX-License-Identifier: Apache-2.0
#include "core/learning/baseline_files.h"
#include "core/trust/behaviour_watch.h"
#include "tests/integration/answering_server.h"

#include <QtTest>

#include <csignal>
#include <fstream>

using namespace gatehouse;
using namespace gatehouse::integration;

/// The real wrapper learns what calls of a server are like, keeps it through a kill, marks what deviates, and
/// goes no further than the policy says.
class TestWrapBehaviour : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aColdStartIsSilentAndLearns();
    void aKillTakesNothingThatWasKept();
    void whatDeviatesStandsInTheJournalWithItsSentence();
    void whatDeviatesPassesUnlessAPolicySaysMore();
    void aPolicyBoundsWhatHappens_data();
    void aPolicyBoundsWhatHappens();
    void whatIsRefusedTeachesNothing();
    void aResetHoldsForARunningSession();
    void twoSessionsLearnTogether();
    void damageIsSaidAndLearningBeginsAnew_data();
    void damageIsSaidAndLearningBeginsAnew();
    void aFolderThatCannotBeWrittenStopsNothing();
    void whatCannotBeKeptIsSaidOnceAndStopsNothing();
    void noValueOfACallIsKept();

private:
    std::unique_ptr<WrapProcess> start()
    {
        return m_server->startWith("read_file " + textResult("fine") + "\nsend " + textResult("sent"));
    }
    std::string stateFolder() const { return m_server->home().places().stateFolder; }
    learning::BaselineFiles files() const { return learning::BaselineFiles::open(stateFolder()).value(); }
    std::string onlyName() const;
    trust::Baseline baseline() const { return files().load(onlyName()).value(); }
    std::string path(const std::string& below) const { return m_server->home().places().home + below; }
    std::string readCall(int id, const std::string& below) const;
    /// A week of reading in ~/src, as earlier sessions would have left it.
    void teachAWeek();
    std::vector<model::SessionEvent> marked() const;
    void writePolicy(const std::string& toml) const;

    std::unique_ptr<AnsweringServer> m_server;
};

void TestWrapBehaviour::init()
{
    m_server = std::make_unique<AnsweringServer>();
}

std::string TestWrapBehaviour::readCall(int id, const std::string& below) const
{
    return call(id, "read_file", R"({"path":")" + path(below) + "\"}");
}

std::string TestWrapBehaviour::onlyName() const
{
    const auto names = files().names();
    if (names.size() != 1)
        qFatal("%zu baselines", names.size());
    return names.front();
}

void TestWrapBehaviour::teachAWeek()
{
    {
        const auto wrap = start();
        wrap->ask(readCall(2, "/src/a.txt"));
        wrap->closeInput();
        QVERIFY(wrap->waitForEnd());
    }
    const auto kept = files();
    const auto known = baseline();
    trust::BehaviourWatch watch;
    watch.begin(m_server->home().places().home, kept.key(), known);
    constexpr base::UnixMilliseconds kDay = 86'400'000;
    auto at = base::SystemClock().now() - 8 * kDay;
    for (int i = 0; i < 140; ++i) {
        at += kDay / 20;
        watch.setTime(at, at * 1000);
        static_cast<void>(watch.onCall("read_file", R"({"path":")" + path("/src/a.txt") + "\"}", 120));
        const auto ticket = watch.onAdmitted(true);
        static_cast<void>(watch.onAnswer(ticket, 90, false));
        watch.onSettled(ticket, true, true);
    }
    QVERIFY(kept.learn(onlyName(), known, watch.lessons(), true));
    QVERIFY(!baseline().isLearning());
}

std::vector<model::SessionEvent> TestWrapBehaviour::marked() const
{
    auto events = m_server->home().events("message");
    std::erase_if(events, [](const model::SessionEvent& event) {
        return event.details.find("deviations") == std::string::npos;
    });
    return events;
}

void TestWrapBehaviour::writePolicy(const std::string& toml) const
{
    const auto& home = m_server->home();
    const auto folder = home.places().configFolder;
    QVERIFY(base::makePrivateFolder(folder));
    const auto changes = home.events("policy-changed").size();
    std::ofstream(folder + "/policy.toml.new") << toml;
    QCOMPARE(std::rename((folder + "/policy.toml.new").c_str(), (folder + "/policy.toml").c_str()), 0);
    QVERIFY(waitUntil([&] { return home.events("policy-changed").size() > changes; }));
}

void TestWrapBehaviour::aColdStartIsSilentAndLearns()
{
    const auto wrap = start();
    for (int i = 2; i < 90; ++i)
        QVERIFY(wrap->ask(readCall(i, i % 7 == 0 ? "/.ssh/known" + std::to_string(i) : "/src/a.txt")));
    wrap->closeInput();
    QVERIFY(wrap->waitForEnd());

    QVERIFY(marked().empty());
    QCOMPARE(baseline().tools().size(), std::size_t{1});
    QCOMPARE(baseline().days(), trust::ActiveDay(1));
    // What inspection itself has held back taught nothing.
    QVERIFY(baseline().calls() >= 70);
}

void TestWrapBehaviour::aKillTakesNothingThatWasKept()
{
    const auto wrap = start();
    for (int i = 2; i < 12; ++i)
        wrap->ask(readCall(i, "/src/a.txt"));
    QVERIFY(waitUntil([&] { return !files().names().empty() && baseline().calls() >= 10; }));
    wrap->ask(readCall(20, "/src/b.txt")); // not kept yet
    wrap->signal(SIGKILL);
    QVERIFY(wrap->waitForEnd());
    // What a kill may leave of a file that was not written to its end.
    std::ofstream(files().pathOf(onlyName() + ".gatehouse-0123456789ab")) << "half";
    QCOMPARE(baseline().calls(), 10U);

    const auto next = start();
    next->ask(readCall(2, "/src/a.txt"));
    next->closeInput();
    QVERIFY(next->waitForEnd());

    QCOMPARE(baseline().calls(), 11U);
    QVERIFY(m_server->home().events("behaviour-unreadable").empty());
}

void TestWrapBehaviour::whatDeviatesStandsInTheJournalWithItsSentence()
{
    teachAWeek();
    const auto wrap = start();

    wrap->ask(readCall(2, "/src/c.txt"));
    QVERIFY(marked().empty());
    wrap->ask(readCall(3, "/Pictures/scan.txt"));

    QCOMPARE(marked().size(), std::size_t{1});
    const auto event = marked().front();
    QVERIFY2(has(event.details, R"("sentence":"first time outside ~/src")"), event.details.c_str());
    QVERIFY(has(event.details, R"("rule":"behaviour-place")"));
    QCOMPARE(event.action, model::Action::Flag);
    QCOMPARE(event.reason, std::string("behaviour-place"));
    QCOMPARE(event.findings.size(), std::size_t{1});
    QCOMPARE(event.findings.front().pointer, std::string("/params/arguments/path"));

    wrap->signal(SIGKILL);
    QVERIFY(wrap->waitForEnd());
    const auto next = start();
    next->ask(call(2, "send", R"({"to":"x"})"));
    QCOMPARE(marked().size(), std::size_t{2});
    // Journals of one second come in any order.
    const auto both = marked();
    const auto sent = std::find_if(
        both.begin(), both.end(), [](const model::SessionEvent& one) { return one.tool == "send"; });
    QVERIFY(sent != both.end());
    QVERIFY2(has(sent->details, "never used before, in 14"), sent->details.c_str());
}

void TestWrapBehaviour::whatDeviatesPassesUnlessAPolicySaysMore()
{
    teachAWeek();
    const auto wrap = start();

    const auto line = readCall(3, "/Pictures/scan.txt");
    QVERIFY(has(wrap->ask(line), "fine"));

    QVERIFY(has(m_server->logged(), "/Pictures/scan.txt"));
}

void TestWrapBehaviour::aPolicyBoundsWhatHappens_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<bool>("passes");
    QTest::addColumn<bool>("isMarked");
    QTest::newRow("off") << "off" << true << false;
    QTest::newRow("flag") << "flag" << true << true;
    QTest::newRow("ask") << "ask" << false << true;
    QTest::newRow("block") << "block" << false << true;
}

void TestWrapBehaviour::aPolicyBoundsWhatHappens()
{
    QFETCH(QString, action);
    QFETCH(bool, passes);
    QFETCH(bool, isMarked);
    teachAWeek();
    const auto wrap = start();
    if (action != QStringLiteral("flag")) // the default; saying it again is no change
        writePolicy("[inspect.behaviour]\naction = \"" + action.toStdString() + "\"\nfrom = \"medium\"\n");

    // Twice: what was refused is no less new the second time.
    for (int i = 3; i < 5; ++i) {
        const auto line = wrap->ask(readCall(i, "/Pictures/scan.txt"));
        QCOMPARE(has(line, "fine"), passes);
        if (!passes)
            QVERIFY2(has(line, "first time outside ~/src"), line->c_str());
    }
    QCOMPARE(!marked().empty(), isMarked);
    QVERIFY(has(wrap->ask(readCall(9, "/src/c.txt")), "fine"));
}

void TestWrapBehaviour::whatIsRefusedTeachesNothing()
{
    teachAWeek();
    const auto before = baseline().calls();
    const auto wrap = start();
    writePolicy(
        "[inspect.behaviour]\naction = \"block\"\n\n[inspect.rules.behaviour-place]\nfrom = \"medium\"\n");
    for (int i = 3; i < 60; ++i)
        wrap->ask(readCall(i, "/Pictures/scan.txt"));
    wrap->ask(readCall(90, "/src/c.txt"));
    wrap->closeInput();
    QVERIFY(wrap->waitForEnd());

    QCOMPARE(baseline().calls(), before + 1);
    QCOMPARE(baseline().places().usual(), std::size_t{1});
    QCOMPARE(baseline().places().size(), std::size_t{1});
}

void TestWrapBehaviour::aResetHoldsForARunningSession()
{
    teachAWeek();
    const auto wrap = start();
    wrap->ask(readCall(2, "/src/c.txt"));

    QVERIFY(files().reset(onlyName()));

    QVERIFY(waitUntil([&] { return m_server->home().events("behaviour-reset").size() == 1; }));
    wrap->ask(readCall(3, "/Pictures/scan.txt"));
    wrap->closeInput();
    QVERIFY(wrap->waitForEnd());
    QVERIFY(marked().empty());
    QCOMPARE(baseline().calls(), 1U);
    QCOMPARE(m_server->home().events("behaviour-reset").size(), std::size_t{1});
}

void TestWrapBehaviour::twoSessionsLearnTogether()
{
    const auto one = start();
    const auto another = std::make_unique<WrapProcess>(m_server->home().start(fakeServer(
        {"--answers=" + m_server->home().file("answers"), "--log=" + m_server->home().file("log")})));
    QVERIFY(another->ask(initialize(1)));
    for (int i = 2; i < 22; ++i) {
        one->ask(readCall(i, "/src/a.txt"));
        another->ask(readCall(i, "/src/b.txt"));
    }
    for (const auto& wrap : {one.get(), another.get()}) {
        wrap->closeInput();
        QVERIFY(wrap->waitForEnd());
    }

    QCOMPARE(baseline().calls(), 40U);
}

void TestWrapBehaviour::damageIsSaidAndLearningBeginsAnew_data()
{
    QTest::addColumn<QString>("what");
    for (const auto* const what : {"cut", "empty", "changed", "foreign", "key"})
        QTest::newRow(what) << what;
}

void TestWrapBehaviour::damageIsSaidAndLearningBeginsAnew()
{
    QFETCH(QString, what);
    teachAWeek();
    const auto name = onlyName();
    auto file = files().pathOf(name);
    auto bytes = base::readFile(file, trust::kMaxBaselineBytes).value();
    if (what == QStringLiteral("cut"))
        bytes.resize(bytes.size() / 2);
    else if (what == QStringLiteral("empty"))
        bytes.clear();
    else if (what == QStringLiteral("changed"))
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    else if (what == QStringLiteral("foreign"))
        bytes = trust::encodeBaseline(baseline(), base::ShortHashKey{1, 2, 3});
    if (what == QStringLiteral("key")) {
        file = files().pathOf("key");
        bytes = "no key";
    }
    QVERIFY(base::replaceFile(file, bytes, 0600));

    const auto wrap = start();
    QVERIFY(has(wrap->ask(readCall(3, "/Pictures/scan.txt")), "fine"));
    wrap->closeInput();
    QVERIFY(wrap->waitForEnd());

    const auto said = m_server->home().events("behaviour-unreadable");
    QCOMPARE(said.size(), std::size_t{1});
    QCOMPARE(said.front().reason, std::string("record-damaged"));
    QVERIFY(has(wrap->errors(), "learned anew"));
    QVERIFY(marked().empty());
    QCOMPARE(baseline().calls(), 1U);
}

void TestWrapBehaviour::aFolderThatCannotBeWrittenStopsNothing()
{
    // Not even root gets through: a file stands where the folder would be.
    QVERIFY(base::makePrivateFolder(stateFolder()));
    std::ofstream(stateFolder() + "/behaviour") << "in the way";
    const auto wrap = start();

    QVERIFY(has(wrap->ask(readCall(3, "/src/a.txt")), "fine"));

    QCOMPARE(m_server->home().events("behaviour-unreadable").size(), std::size_t{1});
}

void TestWrapBehaviour::whatCannotBeKeptIsSaidOnceAndStopsNothing()
{
    const auto wrap = start();
    const auto folder = stateFolder() + "/behaviour";
    QCOMPARE(std::rename(folder.c_str(), (folder + ".gone").c_str()), 0);
    std::ofstream(folder) << "in the way";

    QVERIFY(has(wrap->ask(readCall(3, "/src/a.txt")), "fine"));
    QVERIFY(waitUntil([&] { return m_server->home().events("behaviour-not-kept").size() == 1; }));
    QVERIFY(has(wrap->ask(readCall(4, "/src/a.txt")), "fine"));
    wrap->closeInput();
    QVERIFY(wrap->waitForEnd());

    QCOMPARE(m_server->home().events("behaviour-not-kept").size(), std::size_t{1});
    QVERIFY(has(wrap->errors(), "cannot be kept"));
}

void TestWrapBehaviour::noValueOfACallIsKept()
{
    const auto wrap = start();
    for (int i = 2; i < 40; ++i)
        wrap->ask(call(i, "read_file",
            R"({"path":")" + path("/src/canaryfolder/canaryfile.txt") +
                R"(","canarykey":"canaryvalue","url":"https://canaryhost.example/"})"));
    wrap->closeInput();
    QVERIFY(wrap->waitForEnd());

    const auto bytes = base::readFile(files().pathOf(onlyName()), trust::kMaxBaselineBytes).value();
    QVERIFY(bytes.find("canary") == std::string::npos);
    QVERIFY(bytes.find("~/src") != std::string::npos); // the one thing that sentences name
    QVERIFY(bytes.size() < 4096);
}

QTEST_GUILESS_MAIN(TestWrapBehaviour)
#include "tst_wrap_behaviour.moc"
