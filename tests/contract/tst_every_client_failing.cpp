// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/client_cases.h"
#include "tests/support/killed_at_call.h"

#include <csignal>
#include <sys/resource.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using namespace gatehouse::tests;

namespace {

/// While it lives, every write fails as on a full disk; root's, too.
class NothingCanBeWritten {
public:
    NothingCanBeWritten()
    {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit none{0, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NothingCanBeWritten()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        ::signal(SIGXFSZ, SIG_DFL);
    }
    NothingCanBeWritten(const NothingCanBeWritten&) = delete;
    NothingCanBeWritten& operator=(const NothingCanBeWritten&) = delete;

private:
    rlimit m_before{};
};

} // namespace

/// What is left of every client's file when the write fails, is killed, or another program writes at the same
/// time.
class TestEveryClientFailing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFailedWriteLeavesTheFileAndSaysSo_data() { addCases(CaseSet::EveryFixture); }
    void aFailedWriteLeavesTheFileAndSaysSo();
    void killedAtAnySystemCallItLeavesTheOldOrTheNewFile_data() { addCases(CaseSet::EveryFormat); }
    void killedAtAnySystemCallItLeavesTheOldOrTheNewFile();
    void killedWhileItUndoesItLeavesTheOldOrTheNewFile_data() { addCases(CaseSet::EveryFormat); }
    void killedWhileItUndoesItLeavesTheOldOrTheNewFile();
    void aConcurrentWriterIsNeverOverwritten_data() { addCases(CaseSet::EveryFixture); }
    void aConcurrentWriterIsNeverOverwritten();
};

void TestEveryClientFailing::aFailedWriteLeavesTheFileAndSaysSo()
{
    const CaseHome home(currentCase());
    const auto plan = home.plan({home.path("work")});
    const auto stamp = base::stampOf(home.path(home.name)).value();
    std::vector<EditOutcome> outcomes;

    {
        const NothingCanBeWritten full;
        outcomes = applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli");
    }

    QCOMPARE(outcomes.size(), currentCase()["guarded"].size());
    for (const auto& outcome : outcomes) {
        QVERIFY(!outcome.isDone);
        QVERIFY(!outcome.error.detail.empty());
    }
    QVERIFY(base::stampOf(home.path(home.name)).value() == stamp);
    QCOMPARE(home.now(), home.original);
    QCOMPARE(home.protectAll().size(), outcomes.size()); // nothing stands in the way of the next attempt
}

void TestEveryClientFailing::killedAtAnySystemCallItLeavesTheOldOrTheNewFile()
{
    const auto& one = currentCase();
    if (one["guarded"].empty())
        return; // nothing is written
    int newFiles = 0;
    int kills = 0;
    for (;; ++kills) {
        const CaseHome home(one);
        const auto plan = home.plan({home.path("work")});
        QCOMPARE(plan.files.size(), std::size_t{1});
        if (!killAfter(
                kills + 1, [&] { applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli"); }))
            break;

        const bool isNew = home.now() == plan.files[0].after;
        QVERIFY2(isNew || home.now() == home.original, home.now().c_str());
        newFiles += isNew ? 1 : 0;
        // Whatever is left over, undoing gives the old file.
        home.unprotect();
        QCOMPARE(home.now(), home.original);
    }
    QVERIFY(kills > 50);
    QVERIFY(newFiles > 0 && newFiles < kills);
}

void TestEveryClientFailing::killedWhileItUndoesItLeavesTheOldOrTheNewFile()
{
    const auto& one = currentCase();
    if (one["guarded"].empty())
        return;
    int oldFiles = 0;
    int kills = 0;
    for (;; ++kills) {
        const CaseHome home(one);
        home.protectAll();
        const auto guarded = home.now();
        if (!killAfter(kills + 1, [&] { home.unprotect(); }))
            break;

        const bool isOld = home.now() == home.original;
        QVERIFY2(isOld || home.now() == guarded, home.now().c_str());
        oldFiles += isOld ? 1 : 0;
        home.unprotect();
        QCOMPARE(home.now(), home.original);
    }
    QVERIFY(oldFiles > 0 && oldFiles < kills);
}

void TestEveryClientFailing::aConcurrentWriterIsNeverOverwritten()
{
    const CaseHome home(currentCase());
    const auto plan = home.plan({home.path("work")});
    const auto theirs = home.original + "\n";
    home.write(home.name, theirs);

    const auto outcomes = applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli");

    QCOMPARE(outcomes.size(), currentCase()["guarded"].size());
    for (const auto& outcome : outcomes)
        QCOMPARE(outcome.error.code, base::ErrorCode::Changed);
    QCOMPARE(home.now(), theirs);
}

QTEST_APPLESS_MAIN(TestEveryClientFailing)
#include "tst_every_client_failing.moc"
