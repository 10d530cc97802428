// SPDX-License-Identifier: Apache-2.0
// A package that was approved before it was there, and that its runner keeps where nothing here looks.
#include "core/trust/launch_resolver.h"
#include "tests/integration/desktop_peer.h"
#include "tests/integration/npx_home.h"

#include <QtTest>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::integration;

namespace {

using Fields = std::vector<std::string>;

/// Its runner fetches the package to a place of its own, at each start.
class UntracedHome : public NpxHome {
public:
    UntracedHome()
    {
        write("fetch", "touch " + file("ran") + "\nexec " + fakeServer()[0] + "\n");
        m_open = approve(launch());
    }

    const model::RegistryDecision& open() const { return m_open; }

    /// What the user says of the package that nobody can look at.
    model::RegistryDecision answer(model::Choice choice) const
    {
        auto decision = m_open;
        decision.id += "-untraced";
        decision.choice = choice;
        decision.isDenied = choice == model::Choice::Deny;
        decision.identity = model::asUntraced(*m_open.identity);
        decision.identityDigest = trust::identityDigest(*decision.identity);
        return decision;
    }

    /// How often it was asked so, under the id that the answer is given to.
    std::size_t questions() const
    {
        std::size_t count = 0;
        const auto card = trust::cardId(model::asUntraced(*m_open.identity));
        for (const auto& event : events("pending"))
            count += event.reason == "package-untraced" && has(event.details, card) ? 1 : 0;
        return count;
    }

    bool waitForQuestion(std::size_t count = 1) const
    {
        return waitUntil([&] { return questions() == count; });
    }

    bool hasRun() const { return base::stampOf(file("ran")).hasValue(); }

private:
    model::RegistryDecision m_open;
};

bool isOfServer(const std::optional<std::string>& line)
{
    return has(line, "\"name\":\"fake\"");
}

} // namespace

class TestWrapUntraced : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingOfItIsRelayedBeforeItIsAllowed();
    void whatIsAllowedIsNotAskedAgain();
    void aClientThatWasHeldIsServedAsWell();
    void whatIsDeniedNeverStartsAgain();
    void aDenialOfWhatIsFetchedDeniesItWhereverItLies();
    void whoAllowedTheStartMayTakeItBackMeanwhile();
    void aServerThatIsNotAllowedHearsNoMore();
    void onceIsUsedUpByTheStart();
    void aSnapshotThatCannotBeReadDecidesNothing();
    void whatAppearsMeanwhileIsNotRelayed();
    void aClientThatLeavesGetsNothingAndTheQuestionStays();
    void aServerThatEndsMeanwhileIsNotHeard();
    void theDesktopHearsOfIt();
    void whereHomeIsAnotherBothHaveToAllowIt();
    void whatIsFoundLaterIsAnotherLaunch();
    void aPatternThatAllowsTheCommandAllowsIt();
};

void TestWrapUntraced::nothingOfItIsRelayedBeforeItIsAllowed()
{
    UntracedHome home;
    QVERIFY(home.open().identity->isUnknown(model::unknowns::kPackageNotHere));
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion());
    QCOMPARE(wrap.readLine(200), std::nullopt);
    const auto asked = home.identityOfLast("pending");
    QCOMPARE(asked.unknown, std::vector<std::string>{std::string(model::unknowns::kPackageElsewhere)});
    QCOMPARE(home.changed(home.open()), Fields{"unknown"});

    home.decide({home.open(), home.answer(model::Choice::Always)});

    QVERIFY2(isOfServer(wrap.readLine()), wrap.errors().c_str());
    QCOMPARE(home.questions(), std::size_t{1});
    QCOMPARE(home.events("approved").size(), std::size_t{1});
    QVERIFY(has(wrap.ask(request(2, "tools/list")), "\"tools\""));
}

void TestWrapUntraced::whatIsAllowedIsNotAskedAgain()
{
    UntracedHome home;
    home.decide({home.open(), home.answer(model::Choice::Always)});

    QVERIFY2(home.isRelayed(home.launch()), home.lastErrors.c_str());
    // Also where the approval of what was to be fetched is gone.
    home.decide({home.answer(model::Choice::Always)});
    QVERIFY2(home.isRelayed(home.launch()), home.lastErrors.c_str());

    QCOMPARE(home.questions(), std::size_t{0});
}

void TestWrapUntraced::aClientThatWasHeldIsServedAsWell()
{
    UntracedHome home;
    home.decide({});
    WrapProcess wrap(home.launch());
    QVERIFY(has(wrap.ask(initialize(1)), "gatehouse"));

    home.decide({home.open()});
    QVERIFY(home.waitForQuestion());
    home.decide({home.open(), home.answer(model::Choice::Always)});

    QVERIFY(waitUntil([&] { return !home.events("handshake-replayed").empty(); }));
    QVERIFY(has(wrap.ask(request(2, "tools/list")), "\"tools\""));
}

void TestWrapUntraced::whatIsDeniedNeverStartsAgain()
{
    UntracedHome home;
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion());
    QVERIFY(home.hasRun());

    home.decide({home.open(), home.answer(model::Choice::Deny)});

    const auto refused = wrap.readLine();
    QVERIFY(has(refused, "\"error\""));
    QVERIFY(wrap.waitForEnd());
    std::filesystem::remove(home.file("ran"));
    QVERIFY(!home.isRelayed(home.launch()));
    QVERIFY(!home.hasRun());
}

void TestWrapUntraced::aDenialOfWhatIsFetchedDeniesItWhereverItLies()
{
    UntracedHome home;
    auto denied = home.open();
    denied.choice = model::Choice::Deny;
    denied.isDenied = true;
    home.decide({denied, home.answer(model::Choice::Always)});

    QVERIFY(!home.isRelayed(home.launch()));
    QVERIFY(!home.hasRun());

    // Also where the denial comes while the other answer is awaited.
    home.decide({home.open()});
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion());
    denied.id += "-later";
    home.decide({home.open(), denied, home.answer(model::Choice::Always)});
    QVERIFY(has(wrap.readLine(), "\"error\""));
    QVERIFY(wrap.waitForEnd());
}

void TestWrapUntraced::aServerThatIsNotAllowedHearsNoMore()
{
    UntracedHome home;
    home.write("fetch",
        "while read line; do echo \"$line\" >>" + home.file("heard") +
            "; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}'; done\n");
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion());

    QVERIFY(wrap.send(callTool(2, "canary") + "\n"));
    QVERIFY(waitUntil([&] {
        const auto events = home.events("message");
        return std::ranges::any_of(events, [](const auto& event) { return event.tool == "canary"; });
    }));
    home.decide({home.open(), home.answer(model::Choice::Deny)});

    QVERIFY(wrap.waitForEnd());
    const auto heard = base::readFile(home.file("heard"), 65536);
    QVERIFY(heard && has(*heard, "initialize"));
    QVERIFY(!has(*heard, "canary"));
}

void TestWrapUntraced::onceIsUsedUpByTheStart()
{
    UntracedHome home;
    auto once = home.open();
    once.choice = model::Choice::Once;
    once.clientProcess = thisProcess();
    home.decide({once});
    {
        WrapProcess wrap(home.launch());
        QVERIFY(wrap.send(initialize(1) + "\n"));
        QVERIFY(home.waitForQuestion());
    }
    std::filesystem::remove(home.file("ran"));

    QVERIFY(!home.isRelayed(home.launch()));
    QVERIFY(!home.hasRun());
}

void TestWrapUntraced::aSnapshotThatCannotBeReadDecidesNothing()
{
    UntracedHome home;
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion());

    QVERIFY(base::replaceFile(home.places().snapshot, "no snapshot", 0600));
    QCOMPARE(wrap.readLine(500), std::nullopt);
    home.decide({home.open(), home.answer(model::Choice::Always)});

    QVERIFY2(isOfServer(wrap.readLine()), wrap.errors().c_str());
}

void TestWrapUntraced::whatAppearsMeanwhileIsNotRelayed()
{
    UntracedHome home;
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion());

    home.install("1.0.0"); // a decoy that nobody runs
    home.decide({home.open(), home.answer(model::Choice::Always)});

    QVERIFY(!isOfServer(wrap.readAll()));
    QVERIFY(wrap.errors().find("nothing of it was relayed") != std::string::npos);
}

void TestWrapUntraced::whoAllowedTheStartMayTakeItBackMeanwhile()
{
    UntracedHome home;
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion());

    home.decide({});

    QVERIFY(has(wrap.readLine(), "\"error\""));
    QVERIFY(wrap.waitForEnd());
    QCOMPARE(home.events("approval-withdrawn").size(), std::size_t{1});
}

void TestWrapUntraced::aClientThatLeavesGetsNothingAndTheQuestionStays()
{
    UntracedHome home;
    {
        WrapProcess wrap(home.launch());
        QVERIFY(wrap.send(initialize(1) + "\n"));
        QVERIFY(home.waitForQuestion());
        wrap.signal(SIGTERM);
        QVERIFY(!isOfServer(wrap.readAll()));
        QVERIFY(wrap.waitForEnd());
    }
    // A client that closes its end before it reads.
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(home.waitForQuestion(2));
    wrap.closeOutput();
    wrap.closeInput();
    QVERIFY(wrap.waitForEnd());
    QVERIFY(home.events("approved").empty());
}

void TestWrapUntraced::aServerThatEndsMeanwhileIsNotHeard()
{
    UntracedHome home;
    home.write("fetch", "read line\necho '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\n");
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));

    const auto said = wrap.readAll();

    QVERIFY2(!has(said, "evil"), said.c_str());
    QVERIFY(wrap.waitForEnd());
    QCOMPARE(home.questions(), std::size_t{1});
}

void TestWrapUntraced::theDesktopHearsOfIt()
{
    UntracedHome home;
    DesktopPeer desktop(home.places());
    WrapProcess wrap(home.launch());
    QVERIFY(wrap.send(initialize(1) + "\n"));

    const auto asked = desktop.next<ipc::LaunchPending>();

    QVERIFY(asked);
    QCOMPARE(asked->reason, std::string("package-untraced"));
    QVERIFY(!asked->isProbe);
    QCOMPARE(asked->cardId, trust::cardId(model::asUntraced(*home.open().identity)));
    home.decide({home.open(), home.answer(model::Choice::Always)});
    QVERIFY(isOfServer(wrap.readLine()));
    QVERIFY(desktop.next<ipc::LaunchWithdrawn>());
}

void TestWrapUntraced::whereHomeIsAnotherBothHaveToAllowIt()
{
    UntracedHome home;
    ScratchHome account;
    const auto passwd = home.file("passwd");
    home.write(passwd, "me:x:" + std::to_string(::getuid()) + ":0::" + account.places().home + ":/bin/sh\n");
    auto launch = home.launch();
    launch.program = "/usr/bin/unshare";
    const auto command = launch.arguments;
    launch.arguments = {
        "--mount", "/bin/sh", "-c", "mount --bind \"$0\" /etc/passwd && exec \"$@\"", passwd, wrapProgram()};
    launch.arguments.insert(launch.arguments.end(), command.begin(), command.end());
    QVERIFY2(::geteuid() == 0, "/etc/passwd can only be covered by root");
    // Whoever writes the client's file has allowed it in a home of his own; the account's allows the start.
    home.decide({home.open(), home.answer(model::Choice::Always)});
    account.decide({home.open()});
    WrapProcess wrap(launch);
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(!isOfServer(wrap.readLine(2000)));
    QVERIFY(!home.hasRun());

    account.decide({home.open(), home.answer(model::Choice::Always)});

    QVERIFY(waitUntil([&] { return home.hasRun(); }));
}

void TestWrapUntraced::whatIsFoundLaterIsAnotherLaunch()
{
    UntracedHome home;
    home.decide({home.open(), home.answer(model::Choice::Always)});
    std::filesystem::remove(home.file("ran"));
    home.install("6.6.6");

    QVERIFY(!home.isRelayed(home.launch()));

    QVERIFY(!home.hasRun());
    QCOMPARE(home.identityOfLast("pending").package->found, std::string("6.6.6"));
}

void TestWrapUntraced::aPatternThatAllowsTheCommandAllowsIt()
{
    UntracedHome home;
    home.decide({approvedPattern({"npx", "-y", "memory"})});

    QVERIFY2(home.isRelayed(home.launch()), home.lastErrors.c_str());

    // What was learned of it is what it is: found nowhere.
    QVERIFY(home.identityOfLast("learned").isUnknown(model::unknowns::kPackageElsewhere));
}

QTEST_APPLESS_MAIN(TestWrapUntraced)
#include "tst_wrap_untraced.moc"
