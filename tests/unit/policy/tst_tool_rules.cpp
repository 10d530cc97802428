// SPDX-License-Identifier: Apache-2.0
#include "core/policy/snapshot_rows.h"
#include "core/policy/tool_rules.h"
#include "core/trust/launch_resolver.h"

#include <QtTest>

using namespace gatehouse;
using model::ToolDecision;

/// What of the books' decisions on tools holds for one launch at one moment.
class TestToolRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatHoldsForALaunch_data();
    void whatHoldsForALaunch();
    void theCommandIsTheWordsAndTheEntryAlone();
    void theNextMomentAtWhichAnAllowRunsOut();
    void amongTenThousandOnlyItsOwnAreRead();
    void aDamagedRowDenies();
};

namespace {

model::LaunchIdentity launch(const char* entryRef = "e", const char* word = "server.js")
{
    model::LaunchIdentity identity;
    identity.entryRef = entryRef;
    identity.entry = {"cursor", model::EntryScope::User, "/f", "/mcpServers/x", "x"};
    identity.argv = {"node", word};
    return identity;
}

policy::Snapshot snapshotWith(std::vector<model::ServerToolRules> rules)
{
    policy::SnapshotContent content;
    content.toolRules = std::move(rules);
    return std::move(*policy::Snapshot::fromBytes(policy::encodeSnapshot(content)));
}

} // namespace

void TestToolRules::whatHoldsForALaunch_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("decided");
    QTest::addColumn<qint64>("expiresAt");
    QTest::addColumn<bool>("isSameCommand");
    QTest::addColumn<QString>("holds"); // empty: nothing
    QTest::newRow("allowed") << "t"
                             << "allow" << qint64(0) << true << "allow";
    QTest::newRow("allowed until later") << "t"
                                         << "allow" << qint64(1001) << true << "allow";
    QTest::newRow("allowed until now") << "t"
                                       << "allow" << qint64(1000) << true << "ask";
    QTest::newRow("allowed for another command") << "t"
                                                 << "allow" << qint64(0) << false << "ask";
    QTest::newRow("asks") << "t"
                          << "ask" << qint64(0) << true << "ask";
    QTest::newRow("asks for another command") << "t"
                                              << "ask" << qint64(0) << false << "ask";
    QTest::newRow("denied") << "t"
                            << "deny" << qint64(0) << true << "deny";
    QTest::newRow("denied for another command") << "t"
                                                << "deny" << qint64(0) << false << "deny";
    QTest::newRow("all others allowed") << ""
                                        << "allow" << qint64(0) << true << "allow";
    QTest::newRow("all others allowed for another command") << ""
                                                            << "allow" << qint64(0) << false << "";
    QTest::newRow("all others ask for another command") << ""
                                                        << "ask" << qint64(0) << false << "ask";
}

void TestToolRules::whatHoldsForALaunch()
{
    QFETCH(QString, tool);
    QFETCH(QString, decided);
    QFETCH(qint64, expiresAt);
    QFETCH(bool, isSameCommand);
    QFETCH(QString, holds);
    ToolDecision decision{};
    QVERIFY(model::fromText(decided.toStdString(), decision));
    const auto command = trust::commandDigest(isSameCommand ? launch() : launch("e", "other.js"));
    const auto snapshot =
        snapshotWith({{"e", command, {{tool.toStdString(), decision, base::sha256("d"), expiresAt}}}});

    const auto held = policy::heldToolRules(snapshot, launch(), 1000);

    QCOMPARE(held.rules.size(), std::size_t{holds.isEmpty() ? 0U : 1U});
    if (!holds.isEmpty())
        QCOMPARE(std::string(model::toText(held.rules[0].decision)), holds.toStdString());
    QVERIFY(policy::heldToolRules(snapshot, launch("another"), 1000).rules.empty());
}

void TestToolRules::theCommandIsTheWordsAndTheEntryAlone()
{
    auto upgraded = launch();
    upgraded.executable = {"/usr/bin/node", base::sha256("new"), {}};
    upgraded.package = model::PackageRun{"npx", "p", "", false, "2.0", "cache"};
    QCOMPARE(trust::commandDigest(upgraded), trust::commandDigest(launch()));
    QVERIFY(trust::commandDigest(launch("e", "x")) != trust::commandDigest(launch()));
    auto elsewhere = launch();
    elsewhere.entry.file = "/g";
    QVERIFY(trust::commandDigest(elsewhere) != trust::commandDigest(launch()));
}

void TestToolRules::theNextMomentAtWhichAnAllowRunsOut()
{
    const auto command = trust::commandDigest(launch());
    const auto snapshot = snapshotWith({{"e", command,
        {{"a", ToolDecision::Allow, {}, 3000}, {"b", ToolDecision::Allow, {}, 2000},
            {"c", ToolDecision::Allow, {}, 0}}}});

    QCOMPARE(policy::heldToolRules(snapshot, launch(), 1000).nextExpiry, 2000);
    QCOMPARE(policy::heldToolRules(snapshot, launch(), 2000).nextExpiry, 3000);
    QCOMPARE(policy::heldToolRules(snapshot, launch(), 3000).nextExpiry, 0);
}

void TestToolRules::amongTenThousandOnlyItsOwnAreRead()
{
    std::vector<model::ServerToolRules> servers;
    for (int server = 0; server < 500; ++server) {
        model::ServerToolRules rules{"ref" + std::to_string(server), trust::commandDigest(launch()), {}};
        for (int tool = 0; tool < 20; ++tool)
            rules.rules.push_back({"a_tool_of_usual_length_" + std::to_string(tool), ToolDecision::Allow,
                base::sha256("d"), 0});
        servers.push_back(rules);
    }
    servers.push_back({"ref250", base::sha256("another"), {{"x", ToolDecision::Deny, {}, 0}}});
    policy::SnapshotContent content;
    content.toolRules = servers;
    const auto bytes = policy::encodeSnapshot(content);
    // What every wrapper's start reads once, whole, for its checksum: half a millisecond at most.
    QVERIFY2(bytes.size() < 900'000, std::to_string(bytes.size()).c_str());
    const auto snapshot = policy::Snapshot::fromBytes(bytes);

    const auto held = policy::heldToolRules(*snapshot, launch("ref250"), 1);

    QCOMPARE(held.rules.size(), std::size_t{21});
    QVERIFY(policy::heldToolRules(*snapshot, launch("ref9999"), 1).rules.empty());
}

void TestToolRules::aDamagedRowDenies()
{
    policy::ByteWriter out;
    policy::write(out, model::ServerToolRules{"e", {}, {{"tool", ToolDecision::Allow, {}, 0}}});
    const auto bytes = out.take();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        policy::ByteReader in(std::string_view(bytes).substr(0, length));
        const auto rules = policy::readToolRules(in);
        QCOMPARE(rules.rules.size(), std::size_t{1});
        QVERIFY(rules.rules[0].tool.empty() && rules.rules[0].decision == ToolDecision::Deny);
    }
}

QTEST_GUILESS_MAIN(TestToolRules)
#include "tst_tool_rules.moc"
