// SPDX-License-Identifier: Apache-2.0
#include "core/service/approver.h"
#include "core/service/client_programs.h"

#include "tests/unit/service/service_home.h"

using namespace gatehouse;
using namespace gatehouse::service;

class TestApprover : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPersonsTerminalMayApprove();
    void belowTheClientOfALiveWrapperNobodyMay();
    void aServerMayNotThroughItsKeeper();
    void aWrapperItselfMayNot();
    void aTerminalBesideTheClientMay();
    void theClientBehindAShellIsGuardedToo();
    void anOrphanedWrapperGuardsNotTheWholeSession();
    void withoutATerminalOnlyWhileNothingIsThereToAsk();
    void belowAKnownClientNobodyMayThoughNothingIsGuarded();

private:
    static ApproverFacts facts(const TableProcesses& processes, int pid, bool isDesktopRunning = true)
    {
        static const auto kTable = clients::loadBuiltinClientTable().value();
        return gatherApproverFacts(processes, pid, {"/lib/gatehouse-wrap"}, kTable, isDesktopRunning);
    }
    static bool isRefused(const ApproverFacts& facts)
    {
        const auto verdict = mayApprove(facts);
        return !verdict && verdict.error().code == base::ErrorCode::ApproverRefused;
    }

    /// systemd → terminal → bash → {client → wrapper → keeper → server, gatehouse-cli}
    static TableProcesses desk()
    {
        TableProcesses processes;
        processes.add(10, 1, "/usr/lib/systemd/systemd");
        processes.add(20, 10, "/usr/bin/gnome-terminal");
        processes.add(30, 20, "/usr/bin/bash", true);
        processes.add(40, 30, "/usr/bin/client", true);
        processes.add(50, 40, "/lib/gatehouse-wrap");
        processes.add(51, 50, "/lib/gatehouse-wrap");
        processes.add(60, 51, "/usr/bin/node");
        return processes;
    }
};

void TestApprover::aPersonsTerminalMayApprove()
{
    TableProcesses processes;
    processes.add(30, 1, "/usr/bin/bash", true);
    processes.add(31, 30, "/usr/bin/gatehouse-cli", true);

    QVERIFY(mayApprove(facts(processes, 31)));
}

void TestApprover::belowTheClientOfALiveWrapperNobodyMay()
{
    auto processes = desk();
    processes.add(70, 40, "/usr/bin/sh", true);
    processes.add(71, 70, "/usr/bin/gatehouse-cli", true);

    const auto gathered = facts(processes, 71);

    QVERIFY(isRefused(gathered));
    QCOMPARE(gathered.guardedAncestor->pid, 40);
}

void TestApprover::aServerMayNotThroughItsKeeper()
{
    auto processes = desk();
    processes.rows.erase(50); // the wrapper was killed; its keeper was adopted and still holds the server
    processes.rows[51].parent = 1;
    processes.add(71, 60, "/usr/bin/gatehouse-cli", true);

    QVERIFY(isRefused(facts(processes, 71)));
}

void TestApprover::aWrapperItselfMayNot()
{
    QVERIFY(isRefused(facts(desk(), 50)));
}

void TestApprover::aTerminalBesideTheClientMay()
{
    auto processes = desk();
    processes.add(71, 30, "/usr/bin/gatehouse-cli", true);

    QVERIFY(mayApprove(facts(processes, 71)));
    QCOMPARE(facts(processes, 71).liveWrappers, 1); // the keeper is no session of its own
}

void TestApprover::theClientBehindAShellIsGuardedToo()
{
    auto processes = desk();
    processes.add(45, 40, "/usr/bin/dash", false, {"sh", "-c", "gatehouse-wrap x"});
    processes.rows[50].parent = 45;
    processes.add(71, 40, "/usr/bin/gatehouse-cli", true);

    QVERIFY(isRefused(facts(processes, 71)));
}

void TestApprover::anOrphanedWrapperGuardsNotTheWholeSession()
{
    auto processes = desk();
    processes.rows[50].parent = 10; // the client died; the user's systemd adopted the wrapper
    processes.add(71, 30, "/usr/bin/gatehouse-cli", true);

    QVERIFY(mayApprove(facts(processes, 71)));
}

void TestApprover::withoutATerminalOnlyWhileNothingIsThereToAsk()
{
    TableProcesses alone;
    alone.add(31, 1, "/usr/bin/gatehouse-cli");
    auto besideASession = desk();
    besideASession.add(31, 1, "/usr/bin/gatehouse-cli");

    QVERIFY(mayApprove(facts(alone, 31, false)));
    QVERIFY(isRefused(facts(alone, 31, true)));
    QVERIFY(isRefused(facts(besideASession, 31, false)));
}

void TestApprover::belowAKnownClientNobodyMayThoughNothingIsGuarded()
{
    TableProcesses processes;
    processes.add(20, 1, "/usr/share/code/code");
    processes.add(30, 20, "/usr/bin/bash", true);
    processes.add(31, 30, "/usr/bin/gatehouse-cli", true);
    processes.add(40, 1, "/usr/bin/bash", true);
    processes.add(41, 40, "/usr/share/code/code"); // started from a terminal: the terminal is not below it
    processes.add(42, 40, "/usr/bin/gatehouse-cli", true);

    const auto inside = facts(processes, 31, false);

    QVERIFY(isRefused(inside));
    QCOMPARE(inside.clientAncestor->pid, 20);
    const auto why = mayApprove(inside).error().detail;
    QVERIFY(why.find("Visual Studio Code (process 20") != std::string::npos);
    QVERIFY(why.find("terminal window of your own") != std::string::npos);
    QVERIFY(why.find("answer the card") != std::string::npos);
    QVERIFY(approverFactsToJson(inside).find("/usr/share/code/code") != std::string::npos);
    QVERIFY(mayApprove(facts(processes, 42, false)));
}

QTEST_GUILESS_MAIN(TestApprover)
#include "tst_approver.moc"
