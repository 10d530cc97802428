// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/answering_server.h"

#include <QtTest>

#include <fstream>

using namespace gatehouse;
using namespace gatehouse::integration;

namespace {

// Written in two parts, so that no scanner of this repository takes it for what it is made to look like.
const std::string kToken = "ghp_" + std::string("q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa");

/// A server of an entry, under a policy that lets those that are trusted much show secrets.
class TrustedHome {
public:
    TrustedHome()
    {
        const auto file = m_home.file("client.json");
        std::ofstream(file) << R"({"mcpServers":{"files":{"command":"x"}}})";
        policy::SnapshotEntry entry;
        entry.location = {"claude-desktop", model::EntryScope::User, file, "/mcpServers/files", "files"};
        entry.ref = model::entryRef(entry.location);
        entry.fileStamp = base::stampOf(file).value();
        m_home.content.entries = {entry};
        policy::InspectionRule rule;
        rule.trust = model::TrustLevel::High;
        rule.family = model::Family::Secret;
        rule.treatment = model::Treatment::Off;
        m_home.content.settings.inspection = {{{rule}, false}};

        const auto answers = m_home.file("answers");
        std::ofstream(answers) << "tool " << textResult("KEY=" + kToken) << '\n';
        m_arguments = fakeServer({"--answers=" + answers});
        m_arguments.insert(m_arguments.begin(), "--entry=" + entry.ref);
        m_home.decide({approvalOf(m_home, m_arguments)});
    }

    void trust(model::TrustLevel level)
    {
        m_home.content.entries.front().trust = level;
        ++m_home.content.generation;
        m_home.writeSnapshot();
    }
    std::unique_ptr<WrapProcess> start()
    {
        auto wrap = std::make_unique<WrapProcess>(m_home.start(m_arguments));
        if (!wrap->ask(initialize(1)))
            qFatal("the server does not answer");
        return wrap;
    }
    /// How often the running wrapper has taken note of another level.
    std::size_t changes() const { return m_home.events("trust-changed").size(); }

private:
    ScratchHome m_home;
    std::vector<std::string> m_arguments;
};

} // namespace

/// Policies may name how far a server is trusted; what the snapshot says of it counts, from one message to
/// the next.
class TestWrapTrust : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTableForALevelHoldsForServersOfThatLevel_data();
    void aTableForALevelHoldsForServersOfThatLevel();
    void aLevelThatChangesHoldsFromTheNextMessageOn();
};

void TestWrapTrust::aTableForALevelHoldsForServersOfThatLevel_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<bool>("passes");
    QTest::newRow("low") << int(model::TrustLevel::Low) << false;
    QTest::newRow("normal") << int(model::TrustLevel::Normal) << false;
    QTest::newRow("high") << int(model::TrustLevel::High) << true;
}

void TestWrapTrust::aTableForALevelHoldsForServersOfThatLevel()
{
    QFETCH(int, level);
    QFETCH(bool, passes);
    TrustedHome home;
    home.trust(model::TrustLevel(level));
    const auto wrap = home.start();

    const auto line = wrap->ask(call(2, "tool", "{}"));

    QVERIFY(line);
    QCOMPARE(line->find(kToken) != std::string::npos, passes);
}

void TestWrapTrust::aLevelThatChangesHoldsFromTheNextMessageOn()
{
    TrustedHome home;
    home.trust(model::TrustLevel::High);
    const auto wrap = home.start();
    QVERIFY(has(wrap->ask(call(2, "tool", "{}")), kToken));

    home.trust(model::TrustLevel::Normal);
    QVERIFY(waitUntil([&] { return home.changes() == 1; }));
    const auto line = wrap->ask(call(3, "tool", "{}"));
    QVERIFY(line);
    QVERIFY2(line->find(kToken) == std::string::npos, line->c_str());

    home.trust(model::TrustLevel::High);
    QVERIFY(waitUntil([&] { return home.changes() == 2; }));
    QVERIFY(has(wrap->ask(call(4, "tool", "{}")), kToken));
}

QTEST_GUILESS_MAIN(TestWrapTrust)
#include "tst_wrap_trust.moc"
