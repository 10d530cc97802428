// SPDX-License-Identifier: Apache-2.0
#include "core/service/gatehouse.h"

#include "core/base/file.h"
#include "core/clients/records.h"
#include "core/policy/snapshot.h"
#include "core/service/approval_queue.h"
#include "core/service/catalog_service.h"
#include "core/service/desktop_link.h"
#include "core/service/protection_service.h"
#include "core/service/registry_service.h"
#include "core/service/timeline_service.h"
#include "tests/support/processor_time.h"
#include "tests/unit/service/service_home.h"

#include <QFile>
#include <QSignalSpy>

#include <future>

using namespace gatehouse;
using namespace gatehouse::service;

class TestGatehouse : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void openingPublishesASnapshotAndListens();
    void aSecondOneIsLockedOut();
    void twoHomesHaveTwoOfThem();
    void whatAWrapperWritesBecomesACardAndTimelineRows();
    void aWrapperThatIsNotOursGetsNoCard();
    void aWrapperCannotAnswerACard();
    void anApprovalWithoutATerminalIsRefusedAndJournalled();
    void candidatesComeAndAreApprovedByAPersonOnly();
    void tenThousandAreTakenBackWithinOneAnswer();
    void aSecondStartAsksForAWindow();
    void aRefreshAnswersOnceTheSnapshotIsMade();
    void protectingAndUndoingGoThroughTheJournal();
    void wrappersKnowAnEntryBeforeItsFileChanges();
    void aSnapshotThatCannotBeMadeLeavesTheFileAlone();
    void theCatalogShowsWhatFilesDeclare();

private:
    static std::unique_ptr<Gatehouse> start(const ServiceHome& home)
    {
        auto opened = Gatehouse::open({home.places, "desktop", {}, {}, wrapperIn(home)});
        if (!opened)
            qFatal("%s", opened.error().detail.c_str());
        return std::move(*opened);
    }
    /// A program that the installer takes for a wrapper: it carries the marker.
    static std::string wrapperIn(const ServiceHome& home)
    {
        const auto path = home.places.home + "/built-wrap";
        const std::string bytes = std::string("\x7f"
                                              "ELF gatehouse-wrap version=" GATEHOUSE_VERSION) +
            '\0';
        if (!base::replaceFile(path, bytes, 0755))
            qFatal("no wrapper");
        return path;
    }
    static constexpr int kPatienceMs = 60'000; // how busy a machine is says nothing of a desktop
    template <typename Result>
    static Result wait(std::future<Result>& answer)
    {
        if (!QTest::qWaitFor(
                [&] { return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; },
                2 * kPatienceMs))
            qFatal("no answer");
        return answer.get();
    }
    static base::Result<std::string> ask(
        const ServiceHome& home, const std::string& program, const ipc::Message& message)
    {
        auto answer = std::async(std::launch::async, [=, socket = home.places.socket] {
            auto link = DesktopLink::open(socket, program, kPatienceMs);
            return link ? link->request(message) : base::Result<std::string>(link.error());
        });
        return wait(answer);
    }
    static void declareServer(const ServiceHome& home)
    {
        QVERIFY(base::makePrivateFolder(home.places.home + "/.cursor"));
        QVERIFY(base::replaceFile(home.places.home + "/.cursor/mcp.json",
            "{\n  \"mcpServers\": {\n    \"files\": { \"command\": \"npx\", \"args\": [\"-y\", "
            "\"server@1.0.0\"] }\n  }\n}\n",
            0600));
    }
    static void askInJournal(const ServiceHome& home, const model::LaunchIdentity& identity)
    {
        auto writer = home.wrapperJournal("one");
        writer.append(lifeCycle("session-start", startOf(identity)));
        writer.append(lifeCycle("pending", pendingOf(identity)));
        QVERIFY(writer.flush());
    }
};

void TestGatehouse::openingPublishesASnapshotAndListens()
{
    const ServiceHome home;
    const auto gatehouse = start(home);

    QTRY_VERIFY(policy::Snapshot::open(home.places.snapshot).hasValue());
    QVERIFY(ask(home, "cli", ipc::Refresh{}).hasValue());
    QVERIFY(gatehouse->problems().isEmpty());
}

void TestGatehouse::aSecondOneIsLockedOut()
{
    const ServiceHome home;
    const auto first = start(home);

    const auto second = Gatehouse::open({home.places, "desktop", {}, {}, {}});

    QVERIFY(!second && second.error().code == base::ErrorCode::Locked);
}

void TestGatehouse::twoHomesHaveTwoOfThem()
{
    const ServiceHome one;
    const ServiceHome other;

    const auto first = start(one);
    const auto second = start(other);

    QVERIFY(first->places().home != second->places().home);
}

void TestGatehouse::whatAWrapperWritesBecomesACardAndTimelineRows()
{
    const ServiceHome home;
    const auto gatehouse = start(home);
    QSignalSpy added(&gatehouse->approvals(), &ApprovalQueue::cardAdded);
    QSignalSpy stored(&gatehouse->timeline(), &TimelineService::eventsStored);
    const auto identity = launch("0123456789abcdef");

    askInJournal(home, identity);

    QVERIFY(added.wait());
    QVERIFY(!stored.isEmpty());
    QCOMPARE(gatehouse->approvals().cards().front().id, trust::cardId(identity));
    QVector<model::EventRow> rows;
    gatehouse->timeline().events({}, this, [&](const auto& page) { rows = page.value(); });
    QTRY_VERIFY(rows.size() >= 2);
}

void TestGatehouse::aWrapperThatIsNotOursGetsNoCard()
{
    const ServiceHome home;
    const auto gatehouse = start(home);
    QSignalSpy problems(gatehouse.get(), &Gatehouse::problemsChanged);
    auto link = std::async(std::launch::async, [&] {
        auto opened = DesktopLink::open(home.places.socket, "wrap", 2000);
        // Never answered: it gives up after its two seconds.
        return opened
            ? opened->request(ipc::LaunchPending{"aaaaaaaa", launch("x"), "nice", false, "not-approved"})
            : base::Result<std::string>(opened.error());
    });

    QVERIFY(problems.wait());

    QVERIFY(gatehouse->problems().front().code == base::ErrorCode::PeerNotTrusted);
    QVERIFY(gatehouse->approvals().cards().isEmpty());
    QCOMPARE(gatehouse->liveWrappers(), 1);
}

void TestGatehouse::aWrapperCannotAnswerACard()
{
    const ServiceHome home;
    const auto identity = launch("0123456789abcdef");
    const auto gatehouse = start(home);
    QSignalSpy added(&gatehouse->approvals(), &ApprovalQueue::cardAdded);
    askInJournal(home, identity);
    QVERIFY(added.wait());

    const auto answer = ask(home, "wrap", ipc::AnswerCard{trust::cardId(identity), model::Choice::Always});

    QVERIFY(!answer && answer.error().code == base::ErrorCode::NotConnected);
    QCOMPARE(home.count("decision"), 0);
}

void TestGatehouse::anApprovalWithoutATerminalIsRefusedAndJournalled()
{
    const ServiceHome home;
    const auto identity = launch("0123456789abcdef");
    const auto gatehouse = start(home);
    QSignalSpy added(&gatehouse->approvals(), &ApprovalQueue::cardAdded);
    askInJournal(home, identity);
    QVERIFY(added.wait());

    const auto approved = ask(home, "cli", ipc::AnswerCard{trust::cardId(identity), model::Choice::Always});
    const auto pattern = ask(home, "cli", ipc::ApprovePattern{{"npx"}, {}, {}, false});
    const auto denied = ask(home, "cli", ipc::AnswerCard{trust::cardId(identity), model::Choice::Deny});

    QVERIFY(!approved && approved.error().code == base::ErrorCode::ApproverRefused);
    QVERIFY(!pattern && pattern.error().code == base::ErrorCode::ApproverRefused);
    QVERIFY(denied.hasValue());
    QCOMPARE(home.count("approval-refused"), 2);
    QCOMPARE(home.count("decision"), 1);
}

void TestGatehouse::candidatesComeAndAreApprovedByAPersonOnly()
{
    const ServiceHome home;
    const auto gatehouse = start(home);
    const auto file = home.places.home + "/list.json";
    QVERIFY(base::replaceFile(file,
        R"({"name":"io.x/a","packages":[{"registryType":"npm","identifier":"a","version":"1.0.0"}]})", 0600));
    auto& registry = gatehouse->registry();
    std::optional<ImportPreview> preview;
    registry.preview(
        file, gatehouse.get(), [&](const base::Result<ImportPreview>& looked) { preview = looked.value(); });
    QTRY_VERIFY(preview.has_value());
    QCOMPARE(preview->takes(), std::size_t{1});

    // The test has no terminal: what asks like this may be anything.
    const auto imported = ask(home, "cli", ipc::TakeImport{file, preview->digest});
    QVERIFY(!imported && imported.error().code == base::ErrorCode::ApproverRefused);
    std::size_t kept = 0;
    QSignalSpy changed(&registry, &RegistryService::changed);
    registry.take(file, preview->digest, model::AnsweredBy::Pointer, gatehouse.get(),
        [&](const base::Result<std::size_t>& taken) { kept = taken.value(); });
    QTRY_COMPARE(kept, std::size_t{1});
    QCOMPARE(changed.count(), 1);
    const auto id = preview->candidates.added.front().id;
    const auto approved = ask(home, "cli", ipc::AnswerCandidate{id, false});
    QVERIFY(!approved && approved.error().code == base::ErrorCode::ApproverRefused);
    QCOMPARE(home.count("decision"), 0);
    const auto dismissed = ask(home, "cli", ipc::AnswerCandidate{id, true});
    QVERIFY2(dismissed.hasValue(), dismissed ? "" : dismissed.error().detail.c_str());
    QCOMPARE(home.count("candidates-dismissed"), 1);
}

void TestGatehouse::tenThousandAreTakenBackWithinOneAnswer()
{
    const ServiceHome home;
    {
        std::vector<std::pair<std::vector<std::string>, Answer>> answers;
        for (int i = 0; i < 10'000; ++i)
            answers.push_back({{"npx", "p" + std::to_string(i)}, {.choice = model::Choice::Always}});
        QVERIFY(home.ledger()->decidePatterns(answers));
    }
    const auto gatehouse = start(home);

    const tests::ProcessorTime time;
    const auto answer = ask(home, "cli", ipc::RevokeAll{});

    QVERIFY2(answer.hasValue(), answer ? "" : answer.error().detail.c_str());
    qInfo("%.0f ms of processor time", time.milliseconds());
    // Half of what a command waits.
    QVERIFY(time.milliseconds() < kDesktopAnswerMs / 2.0 * tests::kBuildFactor);
    QCOMPARE(*answer, std::string("10000"));
    QVERIFY(policy::Snapshot::open(home.places.snapshot)->content().decisions.empty());
}

void TestGatehouse::aSecondStartAsksForAWindow()
{
    const ServiceHome home;
    const auto gatehouse = start(home);
    QSignalSpy wanted(gatehouse.get(), &Gatehouse::windowRequested);

    auto asked = std::async(std::launch::async, [&] { return askRunningDesktop(home.places, "timeline"); });

    QVERIFY(wait(asked).hasValue());
    QCOMPARE(wanted.at(0).at(0).value<std::string>(), std::string("timeline"));
}

void TestGatehouse::aRefreshAnswersOnceTheSnapshotIsMade()
{
    const ServiceHome home;
    const auto gatehouse = start(home);
    QVERIFY(base::replaceFile(home.places.configFolder + "/policy.toml", "", 0600));

    QVERIFY(ask(home, "cli", ipc::Refresh{}).hasValue());

    QVERIFY(policy::isFresh(policy::Snapshot::open(home.places.snapshot).value()));
}

void TestGatehouse::protectingAndUndoingGoThroughTheJournal()
{
    const ServiceHome home;
    declareServer(home);
    const auto file = home.places.home + "/.cursor/mcp.json";
    const auto before = base::readFile(file, 10'000).value();
    const auto gatehouse = start(home);
    auto& protection = gatehouse->protection();
    std::optional<ProtectionPlan> plan;
    protection.plan({}, this, [&](const auto& made) { plan = made.value(); });
    QTRY_VERIFY(plan.has_value());
    QCOMPARE(plan->files.size(), std::size_t{1});
    QVERIFY(plan->files.front().unifiedDiff.find("+") != std::string::npos);
    QCOMPARE(base::readFile(file, 10'000).value(), before);

    std::vector<EntryResult> results;
    protection.apply({}, *plan, this, [&](const auto& done) { results = done.value(); });
    QTRY_COMPARE(results.size(), std::size_t{1});

    QVERIFY2(results.front().isDone, results.front().error.detail.c_str());
    QVERIFY(base::readFile(file, 10'000).value().find(home.places.installedWrapper) != std::string::npos);
    QCOMPARE(home.count("client-file-edit"), 1);
    QTRY_VERIFY(policy::Snapshot::open(home.places.snapshot).value().entry(results.front().ref).has_value());

    const auto ref = results.front().ref;
    results.clear();
    protection.undo({ref}, this, [&](const auto& done) { results = done.value(); });
    QTRY_COMPARE(results.size(), std::size_t{1});
    QCOMPARE(base::readFile(file, 10'000).value(), before);
    QCOMPARE(home.count("client-file-edit"), 2);
}

void TestGatehouse::wrappersKnowAnEntryBeforeItsFileChanges()
{
    constexpr int kRounds = 10;
    for (int round = 0; round < kRounds; ++round) {
        const ServiceHome home;
        declareServer(home);
        const auto file = home.places.home + "/.cursor/mcp.json";
        const auto before = base::readFile(file, 10'000).value();
        const auto gatehouse = start(home);
        QVERIFY(ask(home, "cli", ipc::Refresh{}).hasValue());
        // What a client would find that starts the wrapper the moment its file names it.
        auto found = std::async(std::launch::async, [&]() -> std::vector<policy::SnapshotEntry> {
            for (auto bytes = base::readFile(file, 10'000); bytes && *bytes == before;)
                bytes = base::readFile(file, 10'000);
            return policy::Snapshot::open(home.places.snapshot).value().content().entries;
        });

        std::vector<EntryResult> results;
        std::optional<ProtectionPlan> plan;
        gatehouse->protection().plan({}, this, [&](const auto& made) { plan = made.value(); });
        QTRY_VERIFY(plan.has_value());
        gatehouse->protection().apply({}, *plan, this, [&](const auto& done) { results = done.value(); });
        const auto entries = wait(found);
        QTRY_COMPARE(results.size(), std::size_t{1});

        QVERIFY2(results.front().isDone, results.front().error.detail.c_str());
        QCOMPARE(entries.size(), std::size_t{1});
        QCOMPARE(entries.front().ref, results.front().ref);
        QCOMPARE(entries.front().location.client, std::string("cursor"));
        QCOMPARE(entries.front().location.file, file);
    }
}

void TestGatehouse::aSnapshotThatCannotBeMadeLeavesTheFileAlone()
{
    const ServiceHome home;
    declareServer(home);
    const auto file = home.places.home + "/.cursor/mcp.json";
    const auto before = base::readFile(file, 10'000).value();
    const auto gatehouse = start(home);
    QVERIFY(ask(home, "cli", ipc::Refresh{}).hasValue());
    std::optional<ProtectionPlan> plan;
    gatehouse->protection().plan({}, this, [&](const auto& made) { plan = made.value(); });
    QTRY_VERIFY(plan.has_value());
    QVERIFY(base::replaceFile(home.places.configFolder + "/policy.toml", "not toml at all [", 0600));

    std::vector<EntryResult> results;
    gatehouse->protection().apply({}, *plan, this, [&](const auto& done) { results = done.value(); });
    QTRY_COMPARE(results.size(), std::size_t{1});

    QVERIFY(!results.front().isDone);
    QVERIFY(results.front().error.code == base::ErrorCode::PolicyInvalid);
    QVERIFY(results.front().error.detail.find("list for wrappers") != std::string::npos);
    QCOMPARE(base::readFile(file, 10'000).value(), before);
    const auto record = clients::Records(home.places.protectionFolder).load(results.front().ref);
    QVERIFY(record && !record->isActive);
}

void TestGatehouse::theCatalogShowsWhatFilesDeclare()
{
    const ServiceHome home;
    declareServer(home);
    const auto gatehouse = start(home);

    QTRY_COMPARE(gatehouse->catalog().servers().size(), 1);
    const auto row = gatehouse->catalog().servers().front();
    QCOMPARE(row.location.name, std::string("files"));
    QVERIFY(row.state == model::ServerState::Unguarded);
    QCOMPARE(row.line, 3);

    QSignalSpy removed(&gatehouse->catalog(), &CatalogService::serverRemoved);
    QFile::remove(QString::fromStdString(home.places.home + "/.cursor/mcp.json"));
    gatehouse->catalog().refresh();
    QVERIFY(removed.wait());
}

QTEST_GUILESS_MAIN(TestGatehouse)
#include "tst_gatehouse.moc"
