// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/base/file.h"
#include "core/store/catalog_store.h"
#include "core/store/definition_store.h"
#include "core/store/pending_store.h"
#include "core/store/registry_store.h"
#include "core/store/session_store.h"
#include "core/store/timeline_store.h"
#include "tests/support/processor_time.h"

using namespace gatehouse;
using namespace gatehouse::store;

class TestJournalIngest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_store = std::make_unique<StoreFixture>(); }
    void aWholeSessionIsFolded();
    void foldingAgainChangesNothing();
    void whatIsAppendedIsFoldedOnce();
    void aBatchFromAnotherPlaceIsIgnored();
    void theRegistryIsRebuiltFromJournalsAlone();
    void aWrapperGrantsNothing();
    void approvedAndDeniedCloseTheCardOfTheirSession();
    void aSessionThatAsksAnewGivesUpItsFormerCard();
    void whatTheDesktopSaysIsAboutManyServers();
    void brokenDetailsAreNotedAndStayInTheTimeline_data();
    void brokenDetailsAreNotedAndStayInTheTimeline();
    void manyEventsAreFoldedQuickly();

private:
    std::unique_ptr<StoreFixture> m_store;
};

void TestJournalIngest::aWholeSessionIsFolded()
{
    auto writer = m_store->journal("s");
    writer.append(lifeCycle("session-start", 1, startOf("ref-d", "d")));
    writer.append(lifeCycle("pending", 2, pendingOf("d")));
    writer.append(lifeCycle("approved", 3));
    writer.append(
        lifeCycle("client", 3, R"({"name":"cursor-vscode","version":"1","protocol":"2025-06-18"})"));
    writer.append(lifeCycle("learned", 4,
        R"({"era":"legacy","version":"2025-06-18","name":"Files","serverVersion":"2",)"
        R"("capabilities":{"tools":{"listChanged":true}}})"));
    writer.append(lifeCycle("tools-listed", 5, R"({"tools":[{"name":"read","sha256":"aa"}]})"));
    writer.append(message(6, "read"));
    auto blocked = message(7, "read");
    blocked.action = model::Action::Block;
    writer.append(blocked);
    writer.append(lifeCycle("session-end", 8));
    QVERIFY(writer.flush().hasValue());

    const auto report = m_store->ingest();

    QCOMPARE(report.events, 9U);
    QVERIFY(report.notes.empty());
    const auto session = SessionStore(m_store->database()).newest({}, {}, 10)->front();
    QCOMPARE(session.serverRef, std::string("ref-d"));
    QCOMPARE(session.client, std::string("cursor-vscode"));
    QCOMPARE(session.startedAt, 1);
    QCOMPARE(session.endedAt, 8);
    QVERIFY(!session.isLive);
    QCOMPARE(session.events, 9U);
    QCOMPARE(session.blocked, 1U);
    CatalogStore catalog(m_store->database());
    QCOMPARE(DefinitionStore(m_store->database()).definitions("ref-d", 100)->front().calls, 2U);
    QCOMPARE(
        catalog.handshake("ref-d").value()->capabilities, std::string(R"({"tools":{"listChanged":true}})"));
    QCOMPARE(catalog.handshake("ref-d").value()->protocolVersion, std::string("2025-06-18"));
    QVERIFY(catalog.servers()->front().location == launch("ref-d").entry);
    QVERIFY(PendingStore(m_store->database()).open()->empty());
    QVERIFY(PendingStore(m_store->database()).find("card-d").value()->identity == launch("ref-d"));
}

void TestJournalIngest::foldingAgainChangesNothing()
{
    aWholeSessionIsFolded();
    // As if the database had forgotten how far it was, which no kill can bring about.
    QVERIFY(
        m_store->database().execute("UPDATE journal SET next_offset = 0, head = zeroblob(32)").hasValue());

    const auto report = m_store->ingest();

    QCOMPARE(report.events, 0U);
    QCOMPARE(DefinitionStore(m_store->database()).definitions("ref-d", 100)->front().calls, 2U);
    QCOMPARE(SessionStore(m_store->database()).newest({}, {}, 10)->front().events, 9U);
    QCOMPARE(TimelineStore(m_store->database()).count().value(), 9);
    QCOMPARE(SessionStore(m_store->database()).newest({}, {}, 10)->front().endedAt, 8);
}

void TestJournalIngest::whatIsAppendedIsFoldedOnce()
{
    auto writer = m_store->journal("s");
    std::uint64_t folded = 0;
    for (int i = 0; i < 20; ++i) {
        writer.append(message(i, "read"));
        QVERIFY(writer.flush().hasValue());
        folded += i % 3 == 0 ? m_store->ingest().events : 0;
    }
    folded += m_store->ingest().events;

    QCOMPARE(folded, 20U);
    const auto state = JournalIngest(m_store->database())
                           .stateOf(writer.path().substr(writer.path().rfind('/') + 1))
                           .value();
    QVERIFY(state->head == writer.head());
    QVERIFY(!state->sealedHead);
    QCOMPARE(state->chainBreak, std::string());
    QCOMPARE(state->nextOffset, base::stampOf(writer.path())->size);
}

void TestJournalIngest::aBatchFromAnotherPlaceIsIgnored()
{
    model::JournalChunk chunk;
    chunk.events = {message(1)};
    chunk.nextOffset = 100;
    JournalIngest ingest(m_store->database());
    QCOMPARE(ingest.apply("j", 0, chunk)->events, 1U);

    QCOMPARE(ingest.apply("j", 0, chunk)->events, 0U);
    QCOMPARE(ingest.apply("j", 50, chunk)->events, 0U);

    QCOMPARE(ingest.stateOf("j").value()->nextOffset, 100U);
    QVERIFY(!ingest.stateOf("k").value());
}

void TestJournalIngest::theRegistryIsRebuiltFromJournalsAlone()
{
    // The command line revokes in an earlier file what the desktop decided in a later one, and a wrapper
    // learns a pattern.
    auto cli = m_store->journal("cli", 1'000);
    cli.append(lifeCycle("session-start", 1, R"({"program":"cli"})"));
    cli.append(lifeCycle("revoked", 50, R"({"decision":"a"})"));
    auto wrap = m_store->journal("wrap", 2'000);
    wrap.append(lifeCycle("session-start", 2, startOf("ref-p", "dp")));
    wrap.append(lifeCycle("learned", 40,
        R"({"card":"c","decision":"p","digest":"dp","identity":)" + ipc::identityToJson(launch("ref-p")) +
            "}"));
    auto desktop = m_store->journal("desktop", 3'000);
    desktop.append(lifeCycle("session-start", 3, R"({"program":"desktop"})"));
    desktop.append(lifeCycle("decision", 10, ipc::decisionToJson(approval("a", "da", 10))));
    desktop.append(lifeCycle("decision", 11, ipc::decisionToJson(approval("b", "db", 11))));
    model::RegistryDecision pattern;
    pattern.id = "p";
    pattern.pattern = launch("").argv;
    pattern.decidedAt = 12;
    desktop.append(lifeCycle("decision", 12, ipc::decisionToJson(pattern)));
    for (auto* const writer : {&cli, &wrap, &desktop})
        QVERIFY(writer->flush().hasValue());
    m_store->ingest();
    const auto before = RegistryStore(m_store->database()).all().value();
    m_store->close();
    QVERIFY(base::replaceFile(m_store->databasePath(), std::string(10'000, 'x'), 0600).hasValue());

    QVERIFY(m_store->open().needsRebuild);
    QVERIFY(m_store->ingest().notes.empty());

    const auto after = RegistryStore(m_store->database()).all().value();
    QVERIFY(after == before);
    QCOMPARE(after.size(), 3U);
    QCOMPARE(after[0].revokedAt, 50);
    QVERIFY(after[1].decision == approval("b", "db", 11));
    QCOMPARE(after[2].decision.identityDigest, std::string("dp"));
}

void TestJournalIngest::aWrapperGrantsNothing()
{
    QVERIFY(RegistryStore(m_store->database()).add(approval("b", "db", 1)).hasValue());
    auto writer = m_store->journal("s");
    writer.append(lifeCycle("session-start", 1, startOf("ref-d", "d")));
    writer.append(lifeCycle("session-start", 1, R"({"program":"desktop"})")); // not the first line
    writer.append(lifeCycle("decision", 2, ipc::decisionToJson(approval("a", "d", 2))));
    writer.append(lifeCycle("revoked", 3, R"({"decision":"b"})"));
    QVERIFY(writer.flush().hasValue());
    auto nameless = m_store->journal("nameless");
    nameless.append(lifeCycle("decision", 2, ipc::decisionToJson(approval("c", "d", 2))));
    QVERIFY(nameless.flush().hasValue());

    const auto report = m_store->ingest();

    QCOMPARE(report.notes.size(), 4U);
    const auto active = RegistryStore(m_store->database()).active(10).value();
    QCOMPARE(active.size(), 1U);
    QCOMPARE(active[0].id, std::string("b"));
}

void TestJournalIngest::approvedAndDeniedCloseTheCardOfTheirSession()
{
    auto first = m_store->journal("one");
    first.append(lifeCycle("session-start", 1, startOf("ref-d", "d")));
    first.append(lifeCycle("pending", 2, pendingOf("d", true)));
    QVERIFY(first.flush().hasValue());
    m_store->ingest();
    PendingStore pending(m_store->database());
    QCOMPARE(pending.open()->size(), 1U);
    QVERIFY(pending.open()->front().isProbe);

    first.append(lifeCycle("denied", 3));
    QVERIFY(first.flush().hasValue());
    m_store->ingest();

    QVERIFY(pending.open()->empty());
}

void TestJournalIngest::aSessionThatAsksAnewGivesUpItsFormerCard()
{
    auto wrap = m_store->journal("one");
    wrap.append(lifeCycle("session-start", 1, startOf("ref-d", "d")));
    wrap.append(lifeCycle("pending", 2, pendingOf("d")));
    QVERIFY(wrap.flush().hasValue());
    m_store->ingest();                                    // the desktop reads what there is, then what comes
    wrap.append(lifeCycle("pending", 2, pendingOf("e"))); // in the same millisecond
    QVERIFY(wrap.flush().hasValue());

    m_store->ingest();

    PendingStore pending(m_store->database());
    QCOMPARE(pending.open()->size(), 1U);
    QCOMPARE(pending.open()->front().id, std::string("card-e"));
    wrap.append(lifeCycle("approved", 3, R"({"card":"card-e"})"));
    QVERIFY(wrap.flush().hasValue());
    m_store->ingest();
    QVERIFY(pending.open()->empty());
    // A session that asks for the former launch later opens its card again.
    auto other = m_store->journal("other");
    other.append(lifeCycle("session-start", 4, startOf("ref-d", "d")));
    other.append(lifeCycle("pending", 5, pendingOf("d")));
    QVERIFY(other.flush().hasValue());
    m_store->ingest();
    QCOMPARE(pending.open()->size(), 1U);
}

void TestJournalIngest::whatTheDesktopSaysIsAboutManyServers()
{
    auto desktop = m_store->journal("desktop", 1'000);
    desktop.append(lifeCycle("session-start", 1, R"({"program":"desktop"})"));
    auto change = lifeCycle("client-file-change", 2, "{}");
    change.server = "files";
    desktop.append(change);
    QVERIFY(desktop.flush().hasValue());

    m_store->ingest();

    const auto events =
        TimelineStore(m_store->database()).page(TimelineOrder::NewestFirst, std::nullopt, 10).value();
    QCOMPARE(events.size(), 2U);
    QVERIFY(events[0].server.empty() && events[1].server.empty());
    QCOMPARE(events[0].event.server, std::string("files"));
}

void TestJournalIngest::brokenDetailsAreNotedAndStayInTheTimeline_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("details");
    QTest::addColumn<int>("notes");
    const auto row = [](const char* name, const char* kind, const char* details, int notes) {
        QTest::newRow(name) << QString::fromUtf8(kind) << QByteArray(details) << notes;
    };
    row("decision without details", "decision", "", 1);
    row("decision that is no decision", "decision", R"({"id":1})", 1);
    row("decision is a list", "decision", "[1,2]", 1);
    row("pending without identity", "pending", R"({"card":"x"})", 1);
    row("pending with a broken identity", "pending", R"({"card":"x","identity":{"v":1}})", 1);
    row("revoked names nothing", "revoked", "{}", 1);
    row("learned names no decision", "learned", R"({"decision":7})", 0);
    row("learned names no launch", "learned", R"({"decision":"p","digest":"d"})", 1);
    row("tools are no list", "tools-listed", R"({"tools":{"a":1}})", 0);
    row("tools of other types", "tools-listed", R"({"tools":[1,"a",{"name":1},null]})", 0);
    row("handshake of other types", "learned", R"({"era":"x","name":[],"capabilities":null})", 0);
    row("client of another type", "client", "[{}]", 0);
    row("start of other types", "session-start", R"({"program":1,"client":"x","identity":[]})", 0);
    row("a kind that is not known", "dance", "true", 0);
    row("approved without a card", "approved", "", 0);
}

void TestJournalIngest::brokenDetailsAreNotedAndStayInTheTimeline()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, details);
    QFETCH(int, notes);
    auto writer = m_store->journal("desktop");
    if (kind != QStringLiteral("session-start"))
        writer.append(lifeCycle("session-start", 1, R"({"program":"desktop"})"));
    writer.append(lifeCycle(kind.toStdString(), 1, details.toStdString()));
    QVERIFY(writer.flush().hasValue());

    const auto report = m_store->ingest();

    QCOMPARE(report.events, writer.nextSequence());
    QCOMPARE(report.notes.size(), std::size_t(notes));
    QVERIFY(RegistryStore(m_store->database()).all()->empty());
    QCOMPARE(TimelineStore(m_store->database()).page(TimelineOrder::NewestFirst, {}, 10)->front().event.kind,
        kind.toStdString());
}

void TestJournalIngest::manyEventsAreFoldedQuickly()
{
    constexpr int kEvents = 100'000;
    auto writer = m_store->journal("s");
    writer.append(lifeCycle("session-start", 0, startOf("r", "d")));
    for (int i = 1; i < kEvents; ++i) {
        writer.append(message(i, "read"));
        if (i % 1000 == 0)
            QVERIFY(writer.flush().hasValue());
    }
    QVERIFY(writer.flush().hasValue());

    const tests::ProcessorTime reading;
    QCOMPARE(journal::readJournal(writer.path(), 0, kEvents)->events.size(), std::size_t(kEvents));
    const auto read = reading.milliseconds();
    const tests::ProcessorTime folding;
    QCOMPARE(m_store->ingest().events, std::uint64_t(kEvents));
    const auto folded = folding.milliseconds();

    qInfo("%.0f events folded in a second of processor time, %.1f times what reading them takes",
        kEvents * 1e3 / folded, folded / read);
    QVERIFY(folded < 20 * read); // it is 1.2 to 5: this only finds blunders
}

QTEST_APPLESS_MAIN(TestJournalIngest)
#include "tst_journal_ingest.moc"
