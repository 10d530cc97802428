// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/messages.h"
#include "tests/integration/desktop_peer.h"
#include "tests/integration/scratch_home.h"

#include <QtTest>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace gatehouse::integration;
namespace ipc = gatehouse::ipc;

/// A server that nobody has decided on: never started, answered for, made known, and started at approval.
class TestWrapHolding : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anUnknownServerIsNeverStarted();
    void withoutADesktopTheCommandThatApprovesIsNamedOnce();
    void theJournalHoldsWhatApprovalNeeds();
    void approvalStartsTheServerAndReplaysTheHandshake();
    void aServerThatNeverAnswersTheHandshakeIsKilled();
    void denialIsTold();
    void denialWhileItRunsEndsIt();
    void theDesktopHearsOfIt();
    void anotherLaunchTakesTheFormerCardsPlace();
    void theDesktopMayComeLater();
    void theDesktopMayDieWhileItAsks();
    void theDesktopIsWoken();
    void aProbeMakesNoAlarm();
    void aSocketOfOthersIsNotUsed();
};

namespace {

struct Held {
    explicit Held(std::vector<std::string> arguments = {})
    {
        arguments.push_back("--report=" + home.file("report"));
        command = fakeServer(arguments);
        home.writeSnapshot();
    }

    void start() { wrap.emplace(home.start(command)); }
    bool wasStarted() const { return gatehouse::base::stampOf(home.file("report")).hasValue(); }

    ScratchHome home;
    std::vector<std::string> command;
    std::optional<WrapProcess> wrap;
};

} // namespace

void TestWrapHolding::anUnknownServerIsNeverStarted()
{
    Held held;
    held.start();

    const auto hello = held.wrap->ask(initialize(1));
    const auto called = held.wrap->ask(callTool(2, "echo"));
    held.wrap->closeInput();

    QVERIFY(has(hello, "listChanged"));
    QVERIFY(has(called, "\"isError\":true"));
    QCOMPARE(held.wrap->waitForEnd(), std::optional<int>(0));
    QVERIFY(!held.wasStarted());
    QVERIFY(held.home.events("server-start").empty());
}

void TestWrapHolding::withoutADesktopTheCommandThatApprovesIsNamedOnce()
{
    Held held;
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));
    QVERIFY(held.wrap->ask(callTool(2, "echo")));

    const std::string wanted = "gatehouse-cli approve ";
    QVERIFY(waitUntil([&] { return held.wrap->errors().find(wanted) != std::string::npos; }));
    const auto& text = held.wrap->errors();
    QCOMPARE(text.find(wanted), text.rfind(wanted));
}

void TestWrapHolding::theJournalHoldsWhatApprovalNeeds()
{
    Held held;
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));

    const auto pending = held.home.events("pending");

    QCOMPARE(pending.size(), std::size_t{1});
    QVERIFY(pending[0].details.find("\"card\":\"") != std::string::npos);
    const auto decision = approvedIdentity(pending[0]);
    QCOMPARE(decision.identity->argv, held.command);
    QCOMPARE(decision.identity->executable.path, held.command.front());
}

void TestWrapHolding::approvalStartsTheServerAndReplaysTheHandshake()
{
    Held held;
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));
    QVERIFY(held.wrap->send(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                            "\n"));
    QVERIFY(waitUntil([&] { return !held.home.events("pending").empty(); }));

    held.home.decide({approvedIdentity(held.home.events("pending")[0])});

    const auto changed = held.wrap->readLine();
    QVERIFY2(has(changed, "list_changed"), changed ? changed->c_str() : "nothing");
    QVERIFY(held.wasStarted());
    QVERIFY(held.wrap->send(callTool(2, "echo") + '\n'));
    std::optional<std::string> answer;
    do
        answer = held.wrap->readLine();
    while (has(answer, "list_changed"));
    QVERIFY2(has(answer, R"("id":2,"result")"), answer ? answer->c_str() : "nothing");
    QCOMPARE(held.home.events("approved").size(), std::size_t{1});
    QCOMPARE(held.home.events("server-start").size(), std::size_t{1});
}

void TestWrapHolding::aServerThatNeverAnswersTheHandshakeIsKilled()
{
    Held held({"--never-reads"});
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));
    held.home.decide({approvedPattern(held.command)});
    QVERIFY(waitUntil([&] { return !held.home.events("server-start").empty(); }));

    const auto answer = held.wrap->ask(callTool(2, "echo"));

    QVERIFY2(has(answer, R"("id":2)") && has(answer, "did not answer the handshake in time"),
        answer ? answer->c_str() : "nothing");
    const auto status = held.wrap->waitForEnd();
    QVERIFY(status && WIFEXITED(*status));
    QCOMPARE(WEXITSTATUS(*status), 1);
    const auto end = held.home.events("session-end");
    QCOMPARE(end.size(), std::size_t{1});
    QCOMPARE(end.front().reason, std::string("handshake-timed-out"));
    QCOMPARE(held.home.events("server-exit").size(), std::size_t{1});
}

void TestWrapHolding::denialIsTold()
{
    Held held;
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));

    held.home.decide({deniedPattern(held.command)});

    QVERIFY(waitUntil([&] { return !held.home.events("denied").empty(); }));
    QVERIFY(!held.wasStarted());
}

void TestWrapHolding::denialWhileItRunsEndsIt()
{
    Held held({"--ignores-end"});
    held.home.decide({approvedPattern(held.command)});
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));

    held.home.decide({deniedPattern(held.command)});

    const auto status = held.wrap->waitForEnd();
    QVERIFY(status && WIFEXITED(*status));
    QCOMPARE(WEXITSTATUS(*status), 1);
}

void TestWrapHolding::theDesktopHearsOfIt()
{
    Held held;
    DesktopPeer desktop(held.home.places());
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));

    const auto hello = desktop.next<ipc::Hello>();
    const auto pending = desktop.next<ipc::LaunchPending>();

    QVERIFY(hello && pending);
    QCOMPARE(hello->program, std::string("wrap"));
    QVERIFY(gatehouse::base::stampOf(hello->journal).hasValue());
    QCOMPARE(pending->identity.argv, held.command);
    QCOMPARE(pending->clientName, std::string("integration-test"));
    held.wrap->closeInput();
    const auto withdrawn = desktop.next<ipc::LaunchWithdrawn>();
    QVERIFY(withdrawn);
    QCOMPARE(withdrawn->cardId, pending->cardId);
}

void TestWrapHolding::anotherLaunchTakesTheFormerCardsPlace()
{
    constexpr char kRef[] = "0123456789abcdef";
    Held held;
    DesktopPeer desktop(held.home.places());
    auto start = held.home.start(held.command);
    start.arguments.insert(start.arguments.begin(), std::string("--entry=") + kRef);
    held.wrap.emplace(start);
    QVERIFY(held.wrap->ask(initialize(1)));
    const auto former = desktop.next<ipc::LaunchPending>();
    QVERIFY(former && former->identity.entry.file.empty());

    // The entry becomes known: what waits is that entry's launch now.
    const auto file = held.home.file("mcp.json");
    QVERIFY(gatehouse::base::replaceFile(file, R"({"mcpServers":{"files":{"command":"x"}}})", 0600));
    gatehouse::policy::SnapshotEntry entry;
    entry.ref = kRef;
    entry.location = {"cursor", gatehouse::model::EntryScope::User, file, "/mcpServers/files", "files"};
    held.home.content.entries = {entry};
    held.home.writeSnapshot();

    const auto withdrawn = desktop.next<ipc::LaunchWithdrawn>();
    const auto fresh = desktop.next<ipc::LaunchPending>();
    QVERIFY(withdrawn && fresh);
    QCOMPARE(withdrawn->cardId, former->cardId);
    QVERIFY(fresh->cardId != former->cardId);
    QCOMPARE(fresh->identity.entry.file, file);
    QCOMPARE(fresh->clientName, std::string("integration-test"));
    const auto asked = held.home.events("pending");
    QCOMPARE(asked.size(), std::size_t{2});
    QVERIFY(asked.back().details.find("\"card\":\"" + fresh->cardId + '"') != std::string::npos);
    // Answers name the fresh card from here on.
    const auto answer = held.wrap->ask(callTool(2, "echo"));
    QVERIFY2(has(answer, "approve " + fresh->cardId), answer ? answer->c_str() : "no answer");
    // Its approval starts it, under that card.
    held.home.decide({approvedIdentity(asked.back())});
    QVERIFY(waitUntil([&] { return held.wasStarted(); }));
    QCOMPARE(held.home.events("pending").size(), std::size_t{2});
    const auto approved = held.home.events("approved");
    QCOMPARE(approved.size(), std::size_t{1});
    QVERIFY(approved.front().details.find(fresh->cardId) != std::string::npos);
}

void TestWrapHolding::theDesktopMayComeLater()
{
    Held held;
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));

    DesktopPeer desktop(held.home.places());

    QVERIFY(desktop.next<ipc::Hello>());
    QVERIFY(desktop.next<ipc::LaunchPending>());
}

void TestWrapHolding::theDesktopMayDieWhileItAsks()
{
    Held held;
    auto desktop = std::make_unique<DesktopPeer>(held.home.places());
    held.start();
    QVERIFY(held.wrap->ask(initialize(1)));
    QVERIFY(desktop->next<ipc::LaunchPending>());

    desktop.reset();
    QVERIFY(held.wrap->ask(callTool(2, "echo")));
    desktop = std::make_unique<DesktopPeer>(held.home.places());

    const auto again = desktop->next<ipc::LaunchPending>();
    QVERIFY(again);
    held.home.decide({approvedIdentity(held.home.events("pending")[0])});
    QVERIFY(waitUntil([&] { return held.wasStarted(); }));
}

void TestWrapHolding::theDesktopIsWoken()
{
    Held held;
    const auto woken = held.home.file("woken");
    const auto program = held.home.file("desktop");
    QVERIFY(gatehouse::base::replaceFile(program,
        "#!/bin/sh\n(echo \"$@\"; env) >" + woken + ".new; mv " + woken + ".new " + woken + "\n", 0700));
    QVERIFY(gatehouse::base::replaceFile(held.home.places().stateFolder + "/session-addresses",
        "DISPLAY=:77\nLD_PRELOAD=/evil.so\ndesktop-program=" + program + "\n", 0600));
    auto start = held.home.start(held.command);
    start.environment.push_back("GREETING=client");

    WrapProcess first(start);
    WrapProcess second(start);
    QVERIFY(first.ask(initialize(1)));
    QVERIFY(waitUntil([&] { return gatehouse::base::stampOf(woken).hasValue(); }));
    const auto text = *gatehouse::base::readFile(woken, 1 << 16);
    ::unlink(woken.c_str());
    QVERIFY(second.ask(initialize(1)));

    QVERIFY(text.starts_with("--background\n"));
    QVERIFY(text.find("DISPLAY=:77") != std::string::npos);
    QVERIFY(text.find("LD_PRELOAD") == std::string::npos);
    QVERIFY(text.find("GREETING") == std::string::npos);
    // Once in half a minute over all wrappers.
    QVERIFY(!gatehouse::base::stampOf(woken).hasValue());
}

void TestWrapHolding::aProbeMakesNoAlarm()
{
    Held held;
    DesktopPeer desktop(held.home.places());
    held.start();

    const auto answer = held.wrap->ask(request(1, "server/discover",
        R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"x","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}})"));
    held.wrap->closeInput();
    held.wrap->signal(SIGTERM);

    QVERIFY(has(answer, "-32601"));
    QVERIFY(held.wrap->waitForEnd());
    const auto pending = desktop.next<ipc::LaunchPending>();
    QVERIFY(pending);
    QVERIFY(pending->isProbe);
    QVERIFY(held.wrap->errors().empty());
}

void TestWrapHolding::aSocketOfOthersIsNotUsed()
{
    Held held;
    DesktopPeer desktop(held.home.places());
    QCOMPARE(::chmod(held.home.places().stateFolder.c_str(), 0777), 0);
    auto start = held.home.start(held.command);

    WrapProcess wrap(start);
    const auto answer = wrap.ask(initialize(1));

    // A folder that others can write is no place for a journal either: it fails closed, and says why.
    QVERIFY2(has(answer, "journal-failed"), answer ? answer->c_str() : "no answer");
    QVERIFY(!desktop.next<ipc::Hello>(200));
    QVERIFY(!held.wasStarted());
}

QTEST_APPLESS_MAIN(TestWrapHolding)
#include "tst_wrap_holding.moc"
