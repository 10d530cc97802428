// SPDX-License-Identifier: Apache-2.0
#include "core/trust/pin_file.h"
#include "tests/integration/changing_server.h"

#include <QtTest>

#include <chrono>
#include <filesystem>

using namespace gatehouse;
using namespace gatehouse::integration;

/// What is kept of launches that are gone goes with time; what a returning one would need stays.
class TestWrapPinSweep : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_server = std::make_unique<ChangingServer>(); }
    void whatNobodyHasUsedForHalfAYearGoes();
    void whatTheRegistryKnowsStaysForEver();
    void whatWasUsedThisYearStays();
    void aDamagedFileStays();
    void whatAKillHasLeftGoes();
    void aSessionMarksItsOwnAsUsed();
    void itIsLookedAtOnceADay();
    void withoutASnapshotNothingGoes();

private:
    std::string folder() const { return m_server->home().places().stateFolder + "/pins"; }
    std::string pathOf(const std::string& launch) const
    {
        return folder() + '/' + trust::pinFileName(digestOf(launch), model::DefinitionKind::Tool);
    }
    static std::string digestOf(const std::string& launch) { return base::toHex(base::sha256(launch)); }
    void put(const std::string& path, const std::string& bytes, int daysAgo) const
    {
        if (!base::makePrivateFolder(folder()) || !base::replaceFile(path, bytes, 0600))
            qFatal("cannot write %s", path.c_str());
        std::filesystem::last_write_time(
            path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * daysAgo));
    }
    void putPins(const std::string& launch, int daysAgo) const
    {
        put(pathOf(launch), trust::encodePins({"claude-desktop", "old", "ref"}, {}), daysAgo);
    }
    bool isThere(const std::string& path) const { return base::stampOf(path).hasValue(); }
    void haveASession()
    {
        m_server->firstOf(toolsAnswer(kReadTool));
        m_server->end();
    }

    std::unique_ptr<ChangingServer> m_server;
};

void TestWrapPinSweep::whatNobodyHasUsedForHalfAYearGoes()
{
    putPins("gone", 181);

    haveASession();

    QVERIFY(!isThere(pathOf("gone")));
}

void TestWrapPinSweep::whatTheRegistryKnowsStaysForEver()
{
    putPins("approved", 3000);
    putPins("denied", 3000);
    auto decisions = m_server->home().content.decisions;
    for (const auto* const launch : {"approved", "denied"}) {
        auto decision = approvedPattern({launch});
        decision.identityDigest = digestOf(launch);
        decision.isDenied = std::string_view(launch) == "denied";
        decisions.push_back(decision);
    }
    m_server->home().decide(decisions);

    haveASession();

    QVERIFY(isThere(pathOf("approved")));
    QVERIFY(isThere(pathOf("denied")));
}

void TestWrapPinSweep::whatWasUsedThisYearStays()
{
    putPins("resting", 179);

    haveASession();

    QVERIFY(isThere(pathOf("resting")));
}

void TestWrapPinSweep::aDamagedFileStays()
{
    put(pathOf("damaged"), "nothing", 3000);

    haveASession();

    QVERIFY(isThere(pathOf("damaged")));
}

void TestWrapPinSweep::whatAKillHasLeftGoes()
{
    put(folder() + "/.0123456789abcdef", "half", 2);
    put(folder() + "/.fedcba9876543210", "being written", 0);

    haveASession();

    QVERIFY(!isThere(folder() + "/.0123456789abcdef"));
    QVERIFY(isThere(folder() + "/.fedcba9876543210"));
}

void TestWrapPinSweep::aSessionMarksItsOwnAsUsed()
{
    haveASession();
    std::string own;
    for (const auto& file : std::filesystem::directory_iterator(folder())) {
        if (file.path().native().ends_with("-tool"))
            own = file.path().native();
    }
    QVERIFY(!own.empty());
    const auto longAgo = std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 100);
    std::filesystem::last_write_time(own, longAgo);

    m_server->start();
    m_server->end();

    QVERIFY(std::filesystem::last_write_time(own) > longAgo + std::chrono::hours(24));
}

void TestWrapPinSweep::itIsLookedAtOnceADay()
{
    haveASession();
    putPins("gone", 400);
    m_server->start();
    m_server->end();
    QVERIFY(isThere(pathOf("gone")));

    put(folder() + "/.swept", "", 2);
    m_server->start();
    m_server->end();
    QVERIFY(!isThere(pathOf("gone")));
}

void TestWrapPinSweep::withoutASnapshotNothingGoes()
{
    putPins("gone", 400);
    m_server->firstOf(toolsAnswer(kReadTool));
    std::filesystem::remove(m_server->home().places().snapshot);
    m_server->end();

    QVERIFY(isThere(pathOf("gone")));
}

QTEST_APPLESS_MAIN(TestWrapPinSweep)
#include "tst_wrap_pin_sweep.moc"
