// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"

#include "core/clients/record_json.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

const std::string kState = ".claude.json";
const std::string kEntry = R"({"command":"a"})";
const std::string kFile = R"({"mcpServers":{"a":)" + kEntry + "}}";

std::string hashOf(std::string_view bytes)
{
    return base::toHex(base::sha256(bytes));
}

std::vector<std::string> whatIn(const Record& record)
{
    std::vector<std::string> words;
    for (const auto& event : record.history)
        words.push_back(event.what);
    return words;
}

/// A home with one protected entry.
struct Protected {
    Protected()
    {
        home.write(kState, kFile);
        ref = home.plan().files.at(0).entries.at(0).ref;
        if (!home.protect().at(0).isDone)
            qFatal("not protected");
    }

    Record record() const { return home.records.load(ref).value(); }

    ClientHome home;
    std::string ref;
};

} // namespace

class TestRecordHistory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatTheEntryWasAndWhatItIs();
    void tellsOfAnEntryThatAnotherProgramChanged();
    void tellsOfAnEntryThatAnotherProgramTookOut();
    void tellsOfAChangeOnce();
    void anEntryThatIsNotOursMayBeChangedByAnybody();
    void readsRecordsThatAreOlder();
    void keepsTheLastEvents();
    void namesAuthors();
};

void TestRecordHistory::saysWhatTheEntryWasAndWhatItIs()
{
    const Protected entry;
    const auto after = entry.home.read(kState);
    const auto ours = entry.record().protectedEntry;

    QVERIFY(entry.home.unprotect().at(0).isDone);

    const auto history = entry.record().history;
    QCOMPARE(history.size(), std::size_t{2});
    QVERIFY(ours != kEntry);
    QVERIFY((history[0] ==
        RecordEvent{"protected", ClientHome::kNow, "cli", hashOf(kFile), hashOf(after), kEntry, ours}));
    QVERIFY((history[1] ==
        RecordEvent{"byte-for-byte", ClientHome::kNow, "cli", hashOf(after), hashOf(kFile), ours, kEntry}));
}

void TestRecordHistory::tellsOfAnEntryThatAnotherProgramChanged()
{
    const Protected entry;
    const auto ours = entry.record().protectedEntry;
    const auto changed = ours.substr(0, ours.size() - 1) + R"(,"timeout":5})";
    const auto file = R"({"mcpServers":{"a":)" + changed + "}}";
    const auto before = entry.home.read(kState);
    entry.home.write(kState, file);

    QVERIFY(entry.home.unprotect().at(0).isDone);

    const auto record = entry.record();
    QCOMPARE(whatIn(record), (std::vector<std::string>{"protected", kChangedOutside, "entry"}));
    QVERIFY((record.history[1] ==
        RecordEvent{
            kChangedOutside, ClientHome::kNow, kByUnknown, hashOf(before), hashOf(file), ours, changed}));
    QCOMPARE(record.history[2].originalEntry, changed);
    QVERIFY(entry.home.read(kState).find(record.history[2].newEntry) != std::string::npos);
}

void TestRecordHistory::tellsOfAnEntryThatAnotherProgramTookOut()
{
    const Protected entry;
    entry.home.write(kState, R"({"mcpServers":{}})");

    (void)entry.home.unprotect();

    const auto record = entry.record();
    QCOMPARE(whatIn(record), (std::vector<std::string>{"protected", kChangedOutside, "gone"}));
    QVERIFY(!record.history[1].originalEntry.empty());
    QVERIFY(record.history[1].newEntry.empty());
    QVERIFY(record.history[2].newEntry.empty());
}

void TestRecordHistory::tellsOfAChangeOnce()
{
    const Protected entry;
    auto record = entry.record();
    const auto look = [&](std::string_view now, const char* hash) {
        return changedOutside(record, now, hash, 1, byClient("cursor"));
    };

    QVERIFY(!look(record.protectedEntry, "h1"));
    const auto first = look("x", "h2");
    QVERIFY(first.has_value());
    QCOMPARE(first->by, std::string("client:cursor"));
    QCOMPARE(first->fileHashBefore, record.fileHashAfter);
    remember(record, *first);

    QVERIFY(!look("x", "h2"));
    const auto second = look("y", "h3");
    QVERIFY(second.has_value());
    QCOMPARE(second->originalEntry, std::string("x"));
    QCOMPARE(second->fileHashBefore, std::string("h2"));
}

void TestRecordHistory::anEntryThatIsNotOursMayBeChangedByAnybody()
{
    const Protected entry;
    QVERIFY(entry.home.unprotect().at(0).isDone);

    QVERIFY(!changedOutside(entry.record(), "x", "h", 1));
}

void TestRecordHistory::readsRecordsThatAreOlder()
{
    const Protected entry;
    auto json = nlohmann::ordered_json::parse(recordToJson(entry.record()).value());
    json["history"][0].erase("newEntry");

    const auto record = recordFromJson(json.dump());

    QVERIFY2(record.hasValue(), record ? "" : record.error().detail.c_str());
    QCOMPARE(record->history[0].originalEntry, kEntry);
    QVERIFY(record->history[0].newEntry.empty());
}

void TestRecordHistory::keepsTheLastEvents()
{
    Record record;
    for (std::size_t i = 0; i < kMaxHistory + 3; ++i)
        remember(record,
            {.what = std::to_string(i),
                .by = {},
                .fileHashBefore = {},
                .fileHashAfter = {},
                .originalEntry = {}});

    QCOMPARE(record.history.size(), kMaxHistory);
    QCOMPARE(record.history.front().what, std::string("3"));
    QCOMPARE(record.history.back().what, std::to_string(kMaxHistory + 2));
}

void TestRecordHistory::namesAuthors()
{
    QCOMPARE(byClient("cursor"), std::string("client:cursor"));
}

QTEST_APPLESS_MAIN(TestRecordHistory)
#include "tst_record_history.moc"
