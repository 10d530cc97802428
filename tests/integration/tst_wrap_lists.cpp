// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/answering_server.h"

#include "core/base/file.h"
#include "core/intelligence/table.h"

#include <QDir>
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace gatehouse;
using namespace gatehouse::integration;

namespace {

/// An approved server that is started from an installed npm package.
class PackageHome {
public:
    PackageHome()
    {
        const auto folder = m_home.file("node_modules/evil");
        std::filesystem::create_directories(folder);
        std::ofstream(folder + "/package.json") << R"({"name":"evil","version":"1.0.0","bin":"run"})";
        const auto answers = m_home.file("answers");
        std::ofstream(answers) << "tool " << textResult("hello") << '\n';
        std::string line;
        for (const auto& word : fakeServer({"--answers=" + answers}))
            line += " '" + word + "'";
        m_script = folder + "/run";
        std::ofstream(m_script) << "#!/bin/sh\nexec" << line << '\n';
        std::filesystem::permissions(m_script, std::filesystem::perms::owner_all);
        m_approval = approvalOf(m_home, {m_script});
        m_home.decide({m_approval});
    }

    /// As the desktop does it: first the table, then the snapshot that names it.
    void publish(const intelligence::BundleContent& content, bool isOrganisation = false)
    {
        intelligence::TableInput input;
        input.isOrganisation = isOrganisation;
        input.content = content;
        const auto bytes = intelligence::encodeTable({input});
        m_home.content.knownTable = intelligence::tableName(bytes);
        const auto path = intelligence::tablePath(m_home.places().stateFolder, m_home.content.knownTable);
        QDir().mkpath(QString::fromStdString(base::folderOf(path)));
        QVERIFY(base::replaceFile(path, bytes, 0600));
        replace();
    }
    void replace()
    {
        ++m_home.content.generation;
        m_home.writeSnapshot();
    }
    void allowDespite(std::vector<std::string> ids)
    {
        m_approval.despite = std::move(ids);
        m_home.decide({m_approval});
        replace();
    }
    std::unique_ptr<WrapProcess> start() const
    {
        return std::make_unique<WrapProcess>(m_home.start({m_script}));
    }
    bool hasStarted() const { return !m_home.events("server-start").empty(); }
    /// Some line of this kind has this reason.
    bool saw(const std::string& kind, const std::string& reason) const
    {
        const auto events = m_home.events(kind);
        return std::ranges::any_of(events, [&](const auto& event) { return event.reason == reason; });
    }
    bool hasFound(const std::string& rule) const
    {
        const auto events = m_home.events("message");
        return std::ranges::any_of(events, [&](const auto& event) {
            return std::ranges::any_of(
                event.findings, [&](const auto& finding) { return finding.detectorId == rule; });
        });
    }
    std::size_t count(const std::string& kind) const { return m_home.events(kind).size(); }
    model::LaunchIdentity identity() const { return *m_approval.identity; }
    ScratchHome& home() { return m_home; }

private:
    ScratchHome m_home;
    std::string m_script;
    model::RegistryDecision m_approval;
};

intelligence::BundleContent maliciousVersions(std::vector<std::string> versions)
{
    intelligence::BundleContent content;
    content.head.title = "Test list";
    intelligence::Advisory advisory;
    advisory.id = "MAL-1";
    advisory.package = "evil";
    advisory.summary = "takes tokens";
    advisory.versions = std::move(versions);
    content.advisories = {advisory};
    return content;
}

intelligence::BundleContent deniedHash(const base::Sha256& hash)
{
    intelligence::BundleContent content;
    content.hashes = {{hash, "HASH-1", "a dropper"}};
    return content;
}

} // namespace

/// What imported lists stop does not start, with no desktop there, and does not go on running.
class TestWrapLists : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anApprovedPackageThatIsKnownToDoHarmDoesNotStart();
    void anotherVersionStarts();
    void aRunningServerIsStoppedWithinASecond();
    void whoKnewMayLetItRun();
    void aDeniedFileDoesNotStart_data();
    void aDeniedFileDoesNotStart();
    void aPatternOfAListIsPointedOutInWhatRunsAlready();
    void listsThatCannotBeReadCloseAndDoNotStopWhatRuns();
};

void TestWrapLists::anApprovedPackageThatIsKnownToDoHarmDoesNotStart()
{
    PackageHome home;
    home.publish(maliciousVersions({"1.0.0"}));
    const auto wrap = home.start();

    QVERIFY(wrap->ask(initialize(1))); // held: the wrapper answers in the server's place
    QVERIFY(waitUntil([&] { return home.saw("pending", "known-malicious"); }));
    QVERIFY(!home.hasStarted());
}

void TestWrapLists::anotherVersionStarts()
{
    PackageHome home;
    home.publish(maliciousVersions({"1.0.1"}));
    const auto wrap = home.start();

    QVERIFY(wrap->ask(initialize(1)));
    QVERIFY(has(wrap->ask(call(2, "tool", "{}")), "hello"));
}

void TestWrapLists::aRunningServerIsStoppedWithinASecond()
{
    PackageHome home;
    const auto wrap = home.start();
    QVERIFY(wrap->ask(initialize(1)));
    QVERIFY(has(wrap->ask(call(2, "tool", "{}")), "hello"));

    QElapsedTimer timer;
    timer.start();
    home.publish(maliciousVersions({"1.0.0"}));

    QVERIFY(waitUntil([&] { return home.count("approval-withdrawn") == 1; }));
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    const auto line = wrap->ask(call(3, "tool", "{}"));
    QVERIFY2(!has(line, "hello"), line ? line->c_str() : "");
}

void TestWrapLists::whoKnewMayLetItRun()
{
    PackageHome home;
    home.publish(maliciousVersions({"1.0.0"}));
    home.allowDespite({"MAL-1"});
    const auto wrap = home.start();
    QVERIFY(wrap->ask(initialize(1)));
    QVERIFY(has(wrap->ask(call(2, "tool", "{}")), "hello"));

    // What is found out afterwards was not known.
    auto more = maliciousVersions({"1.0.0"});
    more.advisories.push_back(more.advisories.front());
    more.advisories.back().id = "MAL-2";
    home.publish(more);

    QVERIFY(waitUntil([&] { return home.count("approval-withdrawn") == 1; }));
}

void TestWrapLists::aDeniedFileDoesNotStart_data()
{
    QTest::addColumn<bool>("isOrganisation");
    QTest::addColumn<bool>("starts"); // though a decision names it
    QTest::newRow("of a list of the user's") << false << true;
    QTest::newRow("of the organisation's") << true << false;
}

void TestWrapLists::aDeniedFileDoesNotStart()
{
    QFETCH(bool, isOrganisation);
    QFETCH(bool, starts);
    PackageHome home;
    QVERIFY(home.identity().script);
    home.publish(deniedHash(home.identity().script->hash), isOrganisation);
    {
        const auto wrap = home.start();
        wrap->ask(initialize(1));
        QVERIFY(!home.hasStarted());
    }

    home.allowDespite({"HASH-1"});
    const auto wrap = home.start();
    wrap->ask(initialize(1));

    QCOMPARE(home.hasStarted(), starts);
}

void TestWrapLists::aPatternOfAListIsPointedOutInWhatRunsAlready()
{
    PackageHome home;
    const auto wrap = home.start();
    QVERIFY(wrap->ask(initialize(1)));
    QVERIFY(has(wrap->ask(call(2, "tool", "{}")), "hello"));
    QVERIFY(!home.hasFound("list-greeting"));

    policy::DataClass rule;
    rule.name = "list-greeting";
    rule.pattern = "hell[o]";
    home.home().content.settings.classes = {rule};
    home.replace();
    QVERIFY(waitUntil([&] { return home.count("policy-changed") == 1; }));

    QVERIFY(has(wrap->ask(call(3, "tool", "{}")), "hello")); // told, not stopped
    QVERIFY(home.hasFound("list-greeting"));
}

void TestWrapLists::listsThatCannotBeReadCloseAndDoNotStopWhatRuns()
{
    PackageHome home;
    const auto running = home.start();
    QVERIFY(running->ask(initialize(1)));
    home.home().content.knownTable = "0123456789abcdef0123456789abcdef";
    home.replace();

    const auto wrap = home.start();
    QVERIFY(wrap->ask(initialize(1)));

    QVERIFY(waitUntil([&] { return home.saw("pending", "intelligence-damaged"); }));
    QVERIFY(has(running->ask(call(2, "tool", "{}")), "hello"));
}

QTEST_GUILESS_MAIN(TestWrapLists)
#include "tst_wrap_lists.moc"
