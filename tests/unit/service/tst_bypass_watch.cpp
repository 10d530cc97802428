// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_reader.h"
#include "core/service/bypass_watch.h"
#include "core/service/own_journal.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <iterator>

using namespace gatehouse;
using namespace gatehouse::service;

namespace {

/// A client and, where wanted, a server below it. Every look may take its time.
class OneClient final : public BypassProcesses {
public:
    std::vector<int> numbers() const override
    {
        QThread::msleep(delay);
        return serverStart > 0 ? std::vector<int>{10, 12} : std::vector<int>{10};
    }
    std::vector<ProcessNode> nodes() const override
    {
        std::vector<ProcessNode> all{{10, 1, 100}};
        if (serverStart > 0)
            all.push_back({12, 10, serverStart});
        return all;
    }
    std::optional<model::ProcessInfo> process(int pid) const override
    {
        if (pid == 10)
            return model::ProcessInfo{10, 100, "/opt/cursor/cursor", {"cursor"}};
        return model::ProcessInfo{12, serverStart, "/usr/bin/my-server", {"my-server", "--token=secret"}};
    }
    bool speaksOverPipes(int) const override { return true; }

    std::atomic<unsigned> serverStart = 0; ///< 0: none runs
    std::atomic<unsigned> delay = 0;
};

} // namespace

class TestBypassWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsAndJournalsAProcessOnce();
    void neverHoldsUpTheEventLoop();

private:
    struct Desk {
        QTemporaryDir folder;
        std::string journalFolder = folder.path().toStdString();
        OneClient processes;
        std::shared_ptr<OwnJournal> journal = std::make_shared<OwnJournal>(journalFolder, "desktop");
        BypassWatch watch{{{}, journal, [] { return std::vector<model::ServerRow>{declared()}; }, &processes},
            std::chrono::hours(1)};
        QSignalSpy changed{&watch, &BypassWatch::changed};

        std::vector<model::SessionEvent> journalled() const
        {
            std::vector<model::SessionEvent> events;
            const auto paths = journal::listJournals(journalFolder);
            for (const auto& path : *paths) {
                const auto chunk = journal::readJournal(path, 0, 1000);
                std::ranges::copy_if(chunk->events, std::back_inserter(events),
                    [](const model::SessionEvent& event) { return event.kind == "running-unguarded"; });
            }
            return events;
        }
    };
    static model::ServerRow declared()
    {
        model::ServerRow row;
        row.ref = "a";
        row.location.client = "cursor";
        row.location.name = "files";
        row.command = {"my-server", "--token=secret"};
        row.isGuarded = true;
        return row;
    }
};

void TestBypassWatch::tellsAndJournalsAProcessOnce()
{
    Desk desk;
    desk.processes.serverStart = 200;
    for (int looks = 1; looks <= 3; ++looks) {
        desk.watch.look();
        QTRY_VERIFY(!desk.watch.isLooking());
    }
    QCOMPARE(desk.changed.count(), 1);
    QCOMPARE(desk.journalled().size(), std::size_t{1});

    desk.processes.serverStart = 0; // it ends
    desk.watch.look();
    QTRY_COMPARE(desk.changed.count(), 2);
    desk.processes.serverStart = 300; // and another one has its number
    desk.watch.look();
    QTRY_COMPARE(desk.changed.count(), 3);

    const auto events = desk.journalled();
    QCOMPARE(events.size(), std::size_t{2});
    QCOMPARE(events.front().server, std::string("files"));
    QCOMPARE(events.front().reason, std::string("past-the-wrapper"));
    QVERIFY(events.front().details.find("secret") == std::string::npos);
}

void TestBypassWatch::neverHoldsUpTheEventLoop()
{
    constexpr int kLookMilliseconds = 400;
    Desk desk;
    desk.processes.serverStart = 200;
    desk.processes.delay = kLookMilliseconds;
    QElapsedTimer clock;
    clock.start();

    desk.watch.look();
    desk.watch.look(); // one at a time: the second is none
    const auto held = clock.elapsed();
    QTRY_COMPARE(desk.changed.count(), 1);

    QVERIFY2(held < kLookMilliseconds, std::to_string(held).c_str());
    QVERIFY(clock.elapsed() >= kLookMilliseconds);
}

QTEST_GUILESS_MAIN(TestBypassWatch)
#include "tst_bypass_watch.moc"
