// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_reader.h"
#include "tests/support/client_home.h"
#include "tests/support/processor_time.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;
using gatehouse::tests::ProcessorTime;

class TestEntryReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesWhatTheEntrySets();
    void saysWhyItCannotRead();
    void entriesOfOneFileCostOneReading();

private:
    static model::EntryLocation at(
        const ClientHome& home, const std::string& name, const std::string& file = ".cursor/mcp.json")
    {
        return {"cursor", model::EntryScope::User, home.path(file), "/mcpServers/" + name, name};
    }
};

void TestEntryReader::namesWhatTheEntrySets()
{
    const ClientHome home;
    home.write(".cursor/mcp.json",
        R"({"mcpServers":{"a":{"command":"x","env":{"K":"v","B":"w"},"cwd":"/y"},"b":{"command":"x"}}})");
    EntryReader reader;

    const auto a = reader.read(at(home, "a"));
    const auto b = reader.read(at(home, "b"));

    QVERIFY(a && b);
    QCOMPARE(a->environmentNames, (std::vector<std::string>{"B", "K"}));
    QVERIFY(a->setsWorkingFolder);
    QVERIFY(b->environmentNames.empty() && !b->setsWorkingFolder);
    QVERIFY(a->stamp == b->stamp);
}

void TestEntryReader::saysWhyItCannotRead()
{
    const ClientHome home;
    home.write(".cursor/mcp.json", R"({"mcpServers":{"a":{"command":"x"}}})");
    home.write("broken.json", R"({"mcpServers":)");
    EntryReader reader;

    QVERIFY(reader.read(at(home, "none")).error().code == base::ErrorCode::EntryNotFound);
    QVERIFY(reader.read(at(home, "a", "broken.json")).error().code == base::ErrorCode::FileDoesNotParse);
    QVERIFY(reader.read(at(home, "b", "broken.json")).error().code == base::ErrorCode::FileDoesNotParse);
    QVERIFY(reader.read(at(home, "a", "missing.json")).error().code == base::ErrorCode::NotFound);
    QVERIFY(reader.read(at(home, "a")).hasValue());
}

/// The snapshot is made anew with every decision, and ~/.claude.json may be 5 MB and declare dozens of
/// servers.
void TestEntryReader::entriesOfOneFileCostOneReading()
{
    constexpr int kEntries = 50;
    const ClientHome home;
    std::string text = R"({"history":[)";
    for (int i = 0; i < 20'000; ++i)
        text += std::string(i > 0 ? "," : "") +
            R"({"display":"some text that somebody once typed","contents":{}})";
    text += R"(],"mcpServers":{)";
    for (int i = 0; i < kEntries; ++i)
        text += std::string(i > 0 ? "," : "") + "\"s" + std::to_string(i) + R"(":{"command":"x"})";
    home.write(".cursor/mcp.json", text + "}}");

    const ProcessorTime once;
    for (int i = 0; i < 5; ++i)
        QVERIFY(readEntry(at(home, "s0")));
    const auto fiveReadings = once.milliseconds();
    const ProcessorTime all;
    EntryReader reader;
    for (int i = 0; i < kEntries; ++i)
        QVERIFY(reader.read(at(home, "s" + std::to_string(i))));

    QVERIFY2(all.milliseconds() < 2 * fiveReadings + 10, "each entry reads the file anew");
}

QTEST_APPLESS_MAIN(TestEntryReader)
#include "tst_entry_reader.moc"
