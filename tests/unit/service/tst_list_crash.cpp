// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/assess.h"
#include "core/service/list_files.h"
#include "tests/support/killed_at_call.h"
#include "tests/unit/service/list_home.h"

#include <csignal>
#include <fcntl.h>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

using namespace gatehouse;
using namespace gatehouse::service;
using namespace gatehouse::tests;

namespace {

/// With so many advisories; 2,000 are some 400 KB.
intelligence::BundleContent longList(std::uint64_t sequence, std::size_t advisories)
{
    auto content = listOf(sequence);
    while (content.advisories.size() < advisories) {
        content.advisories.push_back(content.advisories.front());
        content.advisories.back().id = "MAL-" + std::to_string(content.advisories.size());
        content.advisories.back().package = "evil-" + std::to_string(content.advisories.size());
    }
    return content;
}

/// A home in which list number 1 holds, with nobody at work.
struct CrashHome : ListHome {
    explicit CrashHome(std::size_t advisoriesOfEach)
        : advisories(advisoriesOfEach)
    {
        const auto ledger = listLedger();
        trust(*ledger);
        if (!importList(*ledger, writeList(1)))
            qFatal("not taken");
    }
    std::string writeList(int number) const
    {
        return write(longList(static_cast<std::uint64_t>(number), advisories), "next");
    }
    /// The number of the list that holds, if it holds as a whole; -1 where it does not.
    int numberThatHolds() const
    {
        const auto ledger = listLedger();
        if (!ledger->publishSnapshot())
            return -1;
        const auto table = openKnownTable(places);
        if (!table || table->sources().size() != 1)
            return -1;
        const auto source = table->sources().front();
        const auto issues = intelligence::stoppingIssues(*table, evilLaunch());
        const bool isWhole = source.advisories == advisories && source.hashes == 1 && source.rules == 1 &&
            issues && issues->size() == 1;
        return isWhole ? static_cast<int>(source.head.sequence) : -1;
    }

    std::size_t advisories;
};

/// In a process of its own; its exit code.
int inChild(const std::function<int()>& work)
{
    const auto child = ::fork();
    if (child == 0)
        ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Down to the last block of the disk.
void fill(const std::string& path)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
    const std::string block(std::size_t{32} << 10, 'x');
    for (auto size = block.size(); size > 0; size /= 2) {
        while (::write(file, block.data(), size) == static_cast<ssize_t>(size)) {
        }
    }
    ::close(file);
}

} // namespace

/// What becomes of an import that cannot be finished: the list before it, or the new one, as a whole.
class TestListCrash : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void killedAtAnySystemCallTheOldOrTheNewListHolds();
    void whereNothingCanBeWrittenTheOldListHolds_data();
    void whereNothingCanBeWrittenTheOldListHolds();
    void onAFullDiskTheOldListHolds();
};

void TestListCrash::killedAtAnySystemCallTheOldOrTheNewListHolds()
{
    const CrashHome home(50);
    constexpr int kStep = 61; // odd: kills before calls and behind them
    int old = 0;
    int fresh = 0;
    int number = 1;
    for (int calls = 3;; calls += kStep) {
        const auto path = home.writeList(number + 1);
        const bool wasKilled = killAfter(calls, [&home, &path] {
            const auto ledger = home.listLedger();
            static_cast<void>(importList(*ledger, path));
        });
        const int holds = home.numberThatHolds();
        QVERIFY2(holds == number || holds == number + 1, qPrintable(QString::number(calls)));
        if (!wasKilled) {
            QCOMPARE(holds, number + 1);
            break;
        }
        ++(holds == number ? old : fresh);
        // Whatever was left behind keeps nobody from taking it.
        const auto taken = importList(*home.listLedger(), path);
        QVERIFY2(taken, taken ? "" : taken.error().detail.c_str());
        number = home.numberThatHolds();
    }
    QVERIFY2(old > 5 && fresh > 0, qPrintable(QStringLiteral("%1 old, %2 new").arg(old).arg(fresh)));
}

void TestListCrash::whereNothingCanBeWrittenTheOldListHolds_data()
{
    QTest::addColumn<int>("limit");
    QTest::newRow("not a byte") << 0;
    QTest::newRow("not the journal's line") << 100;
    QTest::newRow("not the database") << (64 << 10);
    QTest::newRow("not the list") << (256 << 10);
}

void TestListCrash::whereNothingCanBeWrittenTheOldListHolds()
{
    QFETCH(const int, limit);
    const CrashHome home(2000);
    const auto path = home.writeList(2);

    const int outcome = inChild([&home, &path, limit] {
        const auto ledger = home.listLedger();
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit low{static_cast<rlim_t>(limit), static_cast<rlim_t>(limit)};
        if (::setrlimit(RLIMIT_FSIZE, &low) != 0)
            return 3;
        const auto taken = importList(*ledger, path);
        return taken ? 1 : (taken.error().detail.empty() ? 2 : 0);
    });

    QCOMPARE(outcome, 0);
    QCOMPARE(home.numberThatHolds(), 1);
    QVERIFY(importList(*home.listLedger(), path));
    QCOMPARE(home.numberThatHolds(), 2);
}

void TestListCrash::onAFullDiskTheOldListHolds()
{
    constexpr int kNoNamespace = 9;
    const auto work = [] {
        const QTemporaryDir folder;
        const auto user = "0 " + std::to_string(::geteuid()) + " 1";
        const auto group = "0 " + std::to_string(::getegid()) + " 1";
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 ||
            !base::writeAll(::open("/proc/self/setgroups", O_WRONLY), "deny") ||
            !base::writeAll(::open("/proc/self/uid_map", O_WRONLY), user) ||
            !base::writeAll(::open("/proc/self/gid_map", O_WRONLY), group) ||
            ::mount("none", folder.path().toLocal8Bit().constData(), "tmpfs", 0, "size=12m,mode=0700") != 0)
            return kNoNamespace;
        qputenv("TMPDIR", folder.path().toLocal8Bit()); // where the next home is made
        const CrashHome home(2000);
        const auto path = home.writeList(2);
        const auto filler = home.places.home + "/filler";
        fill(filler);
        bool wasTaken = false;
        if (const auto opened = Ledger::open(home.options()))
            wasTaken = importList(**opened, path).hasValue();
        ::unlink(filler.c_str());
        if (wasTaken || home.numberThatHolds() != 1)
            return wasTaken ? 1 : 2;
        const bool isTakenNow = importList(*home.listLedger(), path).hasValue();
        return isTakenNow && home.numberThatHolds() == 2 ? 0 : 4;
    };

    const int outcome = inChild(work);

    // Where the system gives no user namespaces, whereNothingCanBeWrittenTheOldListHolds stands for this one.
    if (outcome == kNoNamespace)
        qInfo("no user namespace here: the full disk was not tried");
    else
        QCOMPARE(outcome, 0);
}

QTEST_GUILESS_MAIN(TestListCrash)
#include "tst_list_crash.moc"
