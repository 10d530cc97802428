// SPDX-License-Identifier: Apache-2.0
#include "core/policy/admission.h"
#include "core/service/candidate_book.h"
#include "core/service/command_requests.h"
#include "core/service/registry_exchange.h"
#include "core/service/server_candidates.h"
#include "core/store/candidate_store.h"
#include "tests/unit/service/service_home.h"

using namespace gatehouse;
using namespace gatehouse::service;

/// Servers that imported lists tell of: kept, shown, approved by a person or dismissed, and opening nothing
/// by themselves.
class TestCandidates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aListIsKeptAndOpensNothing();
    void importedAgainItIsNotDoubled();
    void approvingOpensExactlyItsCommand_data();
    void approvingOpensExactlyItsCommand();
    void approvedTwiceIsOneDecision();
    void whatCannotBeUsedCannotBeApproved_data();
    void whatCannotBeUsedCannotBeApproved();
    void whatIsDeniedHereCannotBeApproved();
    void revokedItIsACandidateAgain();
    void dismissedItStaysAway();
    void noMoreAreKeptThanFit();
    void theJournalsAloneBringThemBack_data();
    void theJournalsAloneBringThemBack();
    void aWrappersJournalBringsNone();
    void linesOfStrangersAreReadAsFarAsTheyCanBe_data();
    void linesOfStrangersAreReadAsFarAsTheyCanBe();
};

namespace {

std::string listed(const std::string& name, const std::string& package)
{
    return R"({"name":")" + name + R"(","description":"d","packages":[)" + package + "]}";
}

std::string npm(const std::string& name)
{
    return R"({"registryType":"npm","identifier":")" + name + R"(","version":"1.0.0"})";
}

std::vector<model::Candidate> read(const std::string& json)
{
    auto candidates = readServerCandidates(json, "list.json", 5);
    if (!candidates)
        qFatal("%s", candidates.error().detail.c_str());
    return std::move(*candidates);
}

std::vector<CandidateStanding> kept(Ledger& ledger)
{
    return readCandidates(ledger.database(), ledger.decisions().value()).value();
}

bool isAdmitted(const ServiceHome& home, Ledger& ledger, const std::vector<std::string>& argv)
{
    if (const auto published = ledger.publishSnapshot(); !published)
        qFatal("%s", published.error().detail.c_str());
    const auto snapshot = policy::Snapshot::open(home.places.snapshot);
    return policy::admit(*snapshot, launch("0123456789abcdef", argv), {{}, base::SystemClock().now(), {}})
               .state == policy::AdmissionState::Approved;
}

} // namespace

void TestCandidates::aListIsKeptAndOpensNothing()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto news = keepCandidates(
        *ledger, read("[" + listed("io.example/a", npm("a")) + "," + listed("io.example/far", "") + "]"));

    QVERIFY2(news.hasValue(), news ? "" : news.error().detail.c_str());
    QCOMPARE(news->added.size(), std::size_t{2});
    const auto candidates = kept(*ledger);
    QCOMPARE(candidates.size(), std::size_t{2});
    QVERIFY(candidates[0].isOpen());
    QCOMPARE(candidates[0].candidate.argv, (std::vector<std::string>{"npx", "-y", "a@1.0.0"}));
    QCOMPARE(candidates[0].candidate.source, std::string("list.json"));
    QCOMPARE(candidates[1].candidate.why, std::string("remote"));
    QVERIFY(!candidates[1].isUsable());
    QCOMPARE(home.count("candidates"), 1);
    QCOMPARE(home.count("decision"), 0);
    QVERIFY(!isAdmitted(home, *ledger, {"npx", "-y", "a@1.0.0"}));
}

void TestCandidates::importedAgainItIsNotDoubled()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto list = "[" + listed("io.example/a", npm("a")) + "," + listed("io.example/a", npm("a")) + "]";
    QCOMPARE(read(list).size(), std::size_t{1});
    QVERIFY(keepCandidates(*ledger, read(list)));

    const auto again = keepCandidates(*ledger, read("[" + listed("io.example/a", npm("a")) + "]"));

    QVERIFY(again->added.empty());
    QCOMPARE(again->known, std::size_t{1});
    QCOMPARE(kept(*ledger).size(), std::size_t{1});
    QCOMPARE(home.count("candidates"), 1);
}

void TestCandidates::approvingOpensExactlyItsCommand_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<bool>("opens");
    const QStringList own{QStringLiteral("npx"), QStringLiteral("-y"), QStringLiteral("a@1.0.0")};
    QTest::newRow("its own") << own << true;
    QTest::newRow("a word more") << own + QStringList{QStringLiteral("--x")} << false;
    QTest::newRow("another version") << QStringList{QStringLiteral("npx"), QStringLiteral("-y"),
                                            QStringLiteral("a@1.0.1")}
                                     << false;
    QTest::newRow("the runner alone") << QStringList{QStringLiteral("npx")} << false;
}

void TestCandidates::approvingOpensExactlyItsCommand()
{
    QFETCH(QStringList, argv);
    QFETCH(bool, opens);
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(keepCandidates(*ledger, read(listed("io.example/a", npm("a")))));

    QVERIFY(approveCandidate(*ledger, kept(*ledger)[0].candidate.id, model::AnsweredBy::Pointer));

    std::vector<std::string> words;
    for (const auto& word : argv)
        words.push_back(word.toStdString());
    QCOMPARE(isAdmitted(home, *ledger, words), opens);
    QVERIFY(kept(*ledger)[0].isApproved);
    const auto decision = ledger->decisions().value()[0];
    QVERIFY(decision.answeredBy == model::AnsweredBy::Pointer);
    QCOMPARE(decision.note, std::string("from a list: io.example/a"));
}

void TestCandidates::approvedTwiceIsOneDecision()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(keepCandidates(*ledger, read(listed("io.example/a", npm("a")))));
    const auto id = kept(*ledger)[0].candidate.id;
    const auto first = approveCandidate(*ledger, id, model::AnsweredBy::Pointer);
    QCOMPARE(approveCandidate(*ledger, id, model::AnsweredBy::CommandLine).value(), first.value());
    QCOMPARE(home.count("decision"), 1);
}

void TestCandidates::whatCannotBeUsedCannotBeApproved_data()
{
    QTest::addColumn<QByteArray>("package");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* name, const char* package, const char* why) {
        QTest::newRow(name) << QByteArray(package) << QString::fromLatin1(why);
    };
    row("a remote only", "", "remote");
    row("an unknown kind", R"({"registryType":"mcpb","identifier":"b","version":"1"})", "unknown-kind");
    row("no kind", R"({"identifier":"b","version":"1"})", "unknown-kind");
    row("no version", R"({"registryType":"npm","identifier":"b"})", "no-version");
    row("another transport",
        R"({"registryType":"npm","identifier":"b","version":"1","transport":{"type":"streamable-http"}})",
        "not-stdio");
    row("a value to fill in",
        R"({"registryType":"npm","identifier":"b","version":"1","packageArguments":[{"type":"positional"}]})",
        "open-values");
    row("a name that is an option", R"({"registryType":"npm","identifier":"-e","version":"1"})",
        "no-plain-name");
    row("letters that turn the line round",
        "{\"registryType\":\"npm\",\"identifier\":\"b\",\"version\":\"1\",\"packageArguments\":"
        "[{\"type\":\"positional\",\"value\":\"a\\u202egpj.x\"}]}",
        "hidden-characters");
    row("another program by an option of the runner",
        R"({"registryType":"npm","identifier":"b","version":"1","runtimeArguments":[{"type":"named","name":"--node-options","value":"--require=/tmp/x.js"}]})",
        "runner-options");
    row("the whole disk in a container",
        R"({"registryType":"oci","identifier":"b","version":"1","runtimeArguments":[{"type":"named","name":"-v","value":"/:/host"}]})",
        "runner-options");
    row("a line end",
        R"({"registryType":"npm","identifier":"b","version":"1","packageArguments":[{"type":"positional","value":"a\nb"}]})",
        "hidden-characters");
}

void TestCandidates::whatCannotBeUsedCannotBeApproved()
{
    QFETCH(QByteArray, package);
    QFETCH(QString, why);
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(keepCandidates(*ledger, read(listed("io.example/x", package.toStdString()))));
    const auto one = kept(*ledger)[0];
    QCOMPARE(QString::fromStdString(one.candidate.why), why);
    QVERIFY(one.candidate.argv.empty());

    const auto approved = approveCandidate(*ledger, one.candidate.id, model::AnsweredBy::Pointer);

    QCOMPARE(approved.error().code, base::ErrorCode::InvalidArgument);
    QCOMPARE(home.count("decision"), 0);
}

void TestCandidates::whatIsDeniedHereCannotBeApproved()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const std::vector<std::string> argv{"npx", "-y", "a@1.0.0"};
    QVERIFY(keepCandidates(*ledger, read(listed("io.example/a", npm("a")))));
    // By a card, for one entry: the same words.
    QVERIFY(ledger->decide(card(launch("0123456789abcdef", argv)), {.choice = model::Choice::Deny}));
    QVERIFY(kept(*ledger)[0].isDenied);
    QCOMPARE(
        approveCandidate(*ledger, kept(*ledger)[0].candidate.id, model::AnsweredBy::Pointer).error().code,
        base::ErrorCode::InvalidArgument);
    QVERIFY(!isAdmitted(home, *ledger, argv));
}

void TestCandidates::revokedItIsACandidateAgain()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    QVERIFY(keepCandidates(*ledger, read(listed("io.example/a", npm("a")))));
    const auto decision =
        approveCandidate(*ledger, kept(*ledger)[0].candidate.id, model::AnsweredBy::Pointer);
    QVERIFY(ledger->revoke(*decision, model::AnsweredBy::Pointer, "revoked"));
    QVERIFY(kept(*ledger)[0].isOpen());
    QVERIFY(!isAdmitted(home, *ledger, {"npx", "-y", "a@1.0.0"}));
}

void TestCandidates::dismissedItStaysAway()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto list = read(listed("io.example/a", npm("a")));
    QVERIFY(keepCandidates(*ledger, list));
    QVERIFY(dismissCandidates(*ledger, {list[0].id}, model::AnsweredBy::Pointer));
    QVERIFY(kept(*ledger).empty());
    QVERIFY(keepCandidates(*ledger, list)->added.empty());
    QVERIFY(kept(*ledger).empty());
    QCOMPARE(approveCandidate(*ledger, list[0].id, model::AnsweredBy::Pointer).error().code,
        base::ErrorCode::NotFound);
    // One that is not there: then none of them is.
    QCOMPARE(dismissCandidates(*ledger, {"0123456789abcdef"}, model::AnsweredBy::Pointer).error().code,
        base::ErrorCode::NotFound);
}

void TestCandidates::noMoreAreKeptThanFit()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    const auto many = [](const std::string& prefix, int count) {
        std::string list = "[";
        for (int i = 0; i < count; ++i)
            list += (i == 0 ? "" : ",") + listed(prefix + std::to_string(i), npm("p" + std::to_string(i)));
        return read(list + "]");
    };
    QCOMPARE(keepCandidates(*ledger, many("a", 4900))->added.size(), std::size_t{4900});

    const auto refused = keepCandidates(*ledger, many("b", 101));

    QCOMPARE(refused.error().code, base::ErrorCode::TooLarge);
    QCOMPARE(kept(*ledger).size(), std::size_t{4900});
    QVERIFY(keepCandidates(*ledger, many("c", 100)));
    QCOMPARE(kept(*ledger).size(), store::CandidateStore::kMaxKept);
    // Past the writer's own limit: a journal that was put together by somebody else.
    QVERIFY(store::CandidateStore(ledger->database()).add(many("d", 50)));
    QCOMPARE(kept(*ledger).size(), store::CandidateStore::kMaxKept);
}

void TestCandidates::theJournalsAloneBringThemBack_data()
{
    QTest::addColumn<bool>("isDismissed");
    QTest::newRow("kept") << false;
    QTest::newRow("dismissed") << true;
}

void TestCandidates::theJournalsAloneBringThemBack()
{
    QFETCH(bool, isDismissed);
    const ServiceHome home;
    std::vector<CandidateStanding> before;
    {
        const auto ledger = home.ledger();
        QVERIFY(keepCandidates(
            *ledger, read("[" + listed("io.example/a", npm("a")) + "," + listed("io.example/b", "") + "]")));
        if (isDismissed)
            QVERIFY(
                dismissCandidates(*ledger, {kept(*ledger)[0].candidate.id}, model::AnsweredBy::CommandLine));
        before = kept(*ledger);
    }
    QCOMPARE(before.size(), isDismissed ? std::size_t{1} : std::size_t{2});
    for (const auto* suffix : {"", "-wal", "-shm"})
        QFile::remove(QString::fromStdString(home.places.database + suffix));

    const auto ledger = home.ledger();
    QVERIFY(ledger->foldAll());

    QVERIFY(kept(*ledger) == before);
}

void TestCandidates::aWrappersJournalBringsNone()
{
    const ServiceHome home;
    const auto ledger = home.ledger();
    auto writer = home.wrapperJournal("one");
    writer.append(lifeCycle("session-start", startOf(launch("0123456789abcdef"))));
    writer.append(lifeCycle("candidates", store::candidatesToJson(read(listed("io.example/a", npm("a"))))));
    QVERIFY(writer.flush());
    const auto report = ledger->foldAll();
    QVERIFY(kept(*ledger).empty());
    QVERIFY(!report->problems.empty());
}

void TestCandidates::linesOfStrangersAreReadAsFarAsTheyCanBe_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("count");
    const auto good = QByteArray::fromStdString(
        R"({"id":"0123456789abcdef","name":"a","description":"","argv":["x"],"why":"","source":"s","firstSeen":1})");
    QTest::newRow("none") << QByteArray() << 0;
    QTest::newRow("no list") << QByteArray(R"({"candidates":7})") << 0;
    QTest::newRow("a number") << QByteArray("7") << 0;
    QTest::newRow("one, and what is none") << QByteArray("{\"candidates\":[7,{}," + good + "]}") << 1;
    QTest::newRow("deep") << QByteArray(100'000, '[') << 0;
}

void TestCandidates::linesOfStrangersAreReadAsFarAsTheyCanBe()
{
    QFETCH(QByteArray, json);
    QFETCH(int, count);
    QCOMPARE(store::candidatesFromJson(json.toStdString()).size(), static_cast<std::size_t>(count));
    QVERIFY(store::dismissedFromJson(json.toStdString()).empty());
}

QTEST_GUILESS_MAIN(TestCandidates)
#include "tst_candidates.moc"
