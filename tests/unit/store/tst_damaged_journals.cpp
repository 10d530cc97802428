// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/base/file.h"
#include "core/store/catalog_store.h"
#include "core/store/definition_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"
#include "core/store/session_store.h"
#include "core/store/timeline_store.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::store;

/// Journals that were changed, cut, exchanged, or whose reader was killed.
class TestDamagedJournals : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_store = std::make_unique<StoreFixture>(); }
    void anEndedSessionIsSealed();
    void aChangedJournalIsNotedAndReadOn();
    void aJournalThatShrankIsNotedAndTheOthersAreRead();
    void garbageInTheFolderHurtsNobody();
    void theLimitIsKeptAndGoneOnFrom();
    void aKillInTheMiddleLosesAndDoublesNothing();

private:
    std::unique_ptr<StoreFixture> m_store;
};

void TestDamagedJournals::anEndedSessionIsSealed()
{
    auto writer = m_store->journal("s");
    writer.append(message(1));
    writer.append(lifeCycle("session-end", 2));
    QVERIFY(writer.flush().hasValue());
    m_store->ingest();

    const auto state = JournalIngest(m_store->database()).states()->front();

    QVERIFY(state.sealedHead == writer.head());
    QVERIFY(!journal::verifyJournal(writer.path(), state.sealedHead)->brokenAtLine);
    // Its last line taken away, nothing but the sealed head tells.
    const auto bytes = base::readFile(writer.path(), 1 << 20).value();
    QVERIFY(base::replaceFile(writer.path(), bytes.substr(0, bytes.find('\n') + 1), 0600).hasValue());
    QVERIFY(journal::verifyJournal(writer.path(), state.sealedHead)->brokenAtLine);
}

void TestDamagedJournals::aChangedJournalIsNotedAndReadOn()
{
    auto writer = m_store->journal("s");
    writer.append(message(1));
    QVERIFY(writer.flush().hasValue());
    m_store->ingest();
    auto bytes = base::readFile(writer.path(), 1 << 20).value();
    writer.append(message(2));
    writer.append(message(3));
    QVERIFY(writer.flush().hasValue());
    auto changed = base::readFile(writer.path(), 1 << 20).value();
    // The line that was folded is left, the next one goes.
    const auto secondEnd = changed.find('\n', bytes.size());
    changed.erase(bytes.size(), secondEnd + 1 - bytes.size());
    QVERIFY(base::replaceFile(writer.path(), changed, 0600).hasValue());

    const auto report = m_store->ingest();

    QCOMPARE(report.events, 1U);
    QCOMPARE(report.notes.size(), 1U);
    QVERIFY(!JournalIngest(m_store->database()).states()->front().chainBreak.empty());
    QVERIFY(m_store->ingest().notes.empty());
}

void TestDamagedJournals::aJournalThatShrankIsNotedAndTheOthersAreRead()
{
    auto first = m_store->journal("a", 1'000);
    first.append(message(1));
    QVERIFY(first.flush().hasValue());
    m_store->ingest();
    QVERIFY(base::replaceFile(first.path(), "", 0600).hasValue());
    auto second = m_store->journal("b", 2'000);
    second.append(message(2));
    QVERIFY(second.flush().hasValue());

    const auto report = m_store->ingest();

    QCOMPARE(report.events, 1U);
    QCOMPARE(report.notes.size(), 1U);
    QVERIFY(!JournalIngest(m_store->database()).states()->front().chainBreak.empty());
    QCOMPARE(TimelineStore(m_store->database()).count().value(), 2);
}

void TestDamagedJournals::garbageInTheFolderHurtsNobody()
{
    auto good = m_store->journal("good", 5'000);
    good.append(message(1));
    QVERIFY(good.flush().hasValue());
    const auto folder = m_store->journalFolder();
    QVERIFY(base::replaceFile(folder + "/00000000T000000Z-g.jsonl", std::string("\0\xFF\n{}\n[[[", 9), 0600)
                .hasValue());
    QVERIFY(
        base::replaceFile(folder + "/00000000T000000Z-n.jsonl", std::string(1 << 20, '\n'), 0600).hasValue());
    QVERIFY(base::replaceFile(folder + "/00000000T000000Z-x.jsonl", "", 0000).hasValue());

    const auto report = m_store->ingest();

    QCOMPARE(report.events, 1U);
    QVERIFY(!report.notes.empty());
    QCOMPARE(m_store->ingest().events, 0U);
    QVERIFY(JournalIngest(m_store->database()).states()->front().damagedLines > 0);
}

void TestDamagedJournals::theLimitIsKeptAndGoneOnFrom()
{
    for (const auto* const name : {"a", "b"}) {
        auto writer = m_store->journal(name);
        for (int i = 0; i < 700; ++i)
            writer.append(message(i));
        QVERIFY(writer.flush().hasValue());
    }
    JournalIngest ingest(m_store->database());

    std::uint64_t events = 0;
    int calls = 0;
    for (bool isMore = true; isMore; ++calls) {
        const auto report = ingest.ingestFolder(m_store->journalFolder(), StoreFixture::files(), 600).value();
        QVERIFY(report.events <= 600);
        events += report.events;
        isMore = report.isMore;
    }

    QCOMPARE(events, 1400U);
    QVERIFY(calls >= 3);
}

void TestDamagedJournals::aKillInTheMiddleLosesAndDoublesNothing()
{
    constexpr int kEvents = 20'000;
    auto writer = m_store->journal("s");
    writer.append(lifeCycle("session-start", 0, startOf("r", "d")));
    for (int i = 1; i < kEvents; ++i)
        writer.append(message(i, "read"));
    QVERIFY(writer.flush().hasValue());
    m_store->close();
    int kills = 0;
    for (int attempt = 0; attempt < 8; ++attempt) {
        int begun[2];
        QCOMPARE(::pipe(begun), 0);
        const auto child = ::fork();
        if (child == 0) {
            auto opened = openDatabase(m_store->databasePath(), 1).value();
            const JournalFiles told{
                &journal::listJournals, [&](const std::string& path, std::uint64_t offset, std::size_t most) {
                    if (!base::writeAll(begun[1], "x"))
                        ::_exit(1);
                    return journal::readJournal(path, offset, most);
                }};
            ::_exit(JournalIngest(opened.database).ingestFolder(m_store->journalFolder(), told) ? 0 : 1);
        }
        ::close(begun[1]);
        // Some batches in, then at whatever it is doing.
        char byte = 0;
        for (int batch = 0; batch < 3 + attempt && ::read(begun[0], &byte, 1) == 1; ++batch) {
        }
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(begun[0]);
        kills += WIFSIGNALED(status) ? 1 : 0;
    }
    QVERIFY(kills > 0);

    QVERIFY(!m_store->open().notice);
    m_store->ingest();

    QCOMPARE(TimelineStore(m_store->database()).count().value(), kEvents);
    QCOMPARE(SessionStore(m_store->database()).newest({}, {}, 1)->front().events, std::uint64_t(kEvents));
    QCOMPARE(DefinitionStore(m_store->database()).definitions("r", 100)->front().calls,
        std::uint64_t(kEvents - 1));
    const auto state = JournalIngest(m_store->database()).states()->front();
    QVERIFY(state.head == writer.head());
    QCOMPARE(state.chainBreak, std::string());
}

QTEST_APPLESS_MAIN(TestDamagedJournals)
#include "tst_damaged_journals.moc"
