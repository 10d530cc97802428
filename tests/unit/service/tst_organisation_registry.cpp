// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/policy/admission.h"
#include "core/policy/grant_clock.h"
#include "core/policy/snapshot.h"
#include "core/service/organisation_registry.h"
#include "tests/unit/service/service_home.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::service;

/// What an organisation's registry approves, forbids and requires, and that a user can only tighten it.
class TestOrganisationRegistry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatItSaysHolds_data();
    void whatItSaysHolds();
    void aUserCanOnlyTighten_data();
    void aUserCanOnlyTighten();
    void whatOthersCanWriteForbidsAndAllowsNothing_data();
    void whatOthersCanWriteForbidsAndAllowsNothing();
    void aBrokenFileMakesNoSnapshot_data();
    void aBrokenFileMakesNoSnapshot();
    void whatWasLearnedOfAnApprovalIsPinned();
    void aChangedFileMakesTheSnapshotStale();
    void whatEndsBeginsWithItsFirstSnapshot();
};

namespace {

/// A home with a folder in the place of /etc/gatehouse.
class Organised {
public:
    Organised()
    {
        m_options = m_home.options();
        m_options.organisationPolicy = m_home.places.home + "/etc/policy.toml";
        m_options.organisationOwner = ::geteuid();
        ::mkdir((m_home.places.home + "/etc").c_str(), 0755);
    }

    std::string path() const { return m_home.places.home + "/etc/registry.json"; }
    std::string folder() const { return m_home.places.home + "/etc"; }
    const ServiceHome& home() const { return m_home; }
    LedgerOptions& options() { return m_options; }
    void write(const std::string& json, mode_t mode = 0644)
    {
        QVERIFY(base::replaceFile(path(), json, mode));
        QCOMPARE(::chmod(path().c_str(), mode), 0);
    }
    std::unique_ptr<Ledger> ledger() const { return std::move(*Ledger::open(m_options)); }
    policy::LaunchAdmission admitted(Ledger& ledger, const model::LaunchIdentity& identity) const
    {
        const auto published = ledger.publishSnapshot();
        if (!published)
            qFatal("%s", published.error().detail.c_str());
        return policy::admit(
            *policy::Snapshot::open(m_home.places.snapshot), identity, {{}, base::SystemClock().now(), {}});
    }

private:
    ServiceHome m_home;
    LedgerOptions m_options;
};

QString stateName(policy::AdmissionState state)
{
    return state == policy::AdmissionState::Approved ? QStringLiteral("approved")
        : state == policy::AdmissionState::Denied    ? QStringLiteral("denied")
                                                     : QStringLiteral("asks");
}

model::LaunchIdentity packageLaunch(const char* name = "server")
{
    auto identity = launch("0123456789abcdef", {"npx", name});
    identity.package = model::PackageRun{"npx", name, "", false, "1.0.0", "cache"};
    return identity;
}

} // namespace

void TestOrganisationRegistry::whatItSaysHolds_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("state");
    const auto row = [](const char* name, const char* json, const char* state) {
        QTest::newRow(name) << QByteArray(json) << QString::fromLatin1(state);
    };
    row("nothing", R"({"v":1,"items":[]})", "asks");
    row("approves it", R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow"}]})", "approved");
    row("in another client",
        R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow","client":"zed"}]})", "asks");
    row("of another scope",
        R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow","scope":"project"}]})", "asks");
    row("until it was over",
        R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow","expiresAt":5}]})", "asks");
    row("forbids it", R"({"v":1,"items":[{"argv":["npx","server"],"decision":"deny"}]})", "denied");
    row("forbids its package", R"({"v":1,"items":[],"forbidPackages":["server"]})", "denied");
    row("forbids another package", R"({"v":1,"items":[],"forbidPackages":["other"]})", "asks");
    row("approves it and forbids its package",
        R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow"}],"forbidPackages":["server"]})",
        "denied");
    row("requires, and it is not listed", R"({"v":1,"require":true,"items":[]})", "denied");
    row("requires, and it is listed",
        R"({"v":1,"require":true,"items":[{"argv":["npx","server"],"decision":"allow"}]})", "approved");
    row("requires, and it is listed for another client",
        R"({"v":1,"require":true,"items":[{"argv":["npx","server"],"decision":"allow","client":"zed"}]})",
        "denied");
}

void TestOrganisationRegistry::whatItSaysHolds()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, state);
    Organised organised;
    organised.write(json.toStdString());
    const auto ledger = organised.ledger();

    QCOMPARE(stateName(organised.admitted(*ledger, packageLaunch()).state), state);
}

void TestOrganisationRegistry::aUserCanOnlyTighten_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("userDenies");
    QTest::addColumn<QString>("state");
    const auto row = [](const char* name, const char* json, bool denies, const char* state) {
        QTest::newRow(name) << QByteArray(json) << denies << QString::fromLatin1(state);
    };
    row("denies what is approved", R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow"}]})", true,
        "denied");
    row("approves what is forbidden", R"({"v":1,"items":[{"argv":["npx","server"],"decision":"deny"}]})",
        false, "denied");
    row("approves a forbidden package", R"({"v":1,"items":[],"forbidPackages":["server"]})", false, "denied");
    row("approves what is not listed", R"({"v":1,"require":true,"items":[]})", false, "denied");
    row("approves what nobody forbids", R"({"v":1,"items":[]})", false, "approved");
}

void TestOrganisationRegistry::aUserCanOnlyTighten()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, userDenies);
    QFETCH(QString, state);
    Organised organised;
    organised.write(json.toStdString());
    const auto ledger = organised.ledger();
    QVERIFY(ledger->decide(
        card(packageLaunch()), {.choice = userDenies ? model::Choice::Deny : model::Choice::Always}));
    QVERIFY(ledger->decidePattern(
        packageLaunch().argv, {.choice = userDenies ? model::Choice::Deny : model::Choice::Always}));

    QCOMPARE(stateName(organised.admitted(*ledger, packageLaunch()).state), state);
    // What is the organisation's stands in no book, so that nobody here can end it.
    for (const auto& held : ledger->decisions().value())
        QVERIFY(!held.id.starts_with(kOrganisationId));
}

void TestOrganisationRegistry::whatOthersCanWriteForbidsAndAllowsNothing_data()
{
    QTest::addColumn<QString>("how");
    for (const auto* how : {"the group", "everybody", "its folder", "another owner"})
        QTest::newRow(how) << QString::fromLatin1(how);
}

void TestOrganisationRegistry::whatOthersCanWriteForbidsAndAllowsNothing()
{
    QFETCH(QString, how);
    Organised organised;
    organised.write(R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow"},)"
                    R"({"argv":["npx","bad"],"decision":"deny"}],"forbidPackages":["evil"]})",
        how == QStringLiteral("the group")       ? 0664
            : how == QStringLiteral("everybody") ? 0646
                                                 : 0644);
    if (how == QStringLiteral("its folder"))
        QCOMPARE(::chmod(organised.folder().c_str(), 0777), 0);
    if (how == QStringLiteral("another owner"))
        organised.options().organisationOwner = ::geteuid() + 1;
    const auto ledger = organised.ledger();

    QCOMPARE(stateName(organised.admitted(*ledger, packageLaunch()).state), QStringLiteral("asks"));
    QCOMPARE(stateName(organised.admitted(*ledger, packageLaunch("bad")).state), QStringLiteral("denied"));
    QCOMPARE(stateName(organised.admitted(*ledger, packageLaunch("evil")).state), QStringLiteral("denied"));
    const auto read =
        readOrganisationRegistry(organised.path(), organised.options().organisationOwner).value();
    QVERIFY(!read.registry.isTrusted);
    QVERIFY(read.registry.why.find("ignored") != std::string::npos);
}

void TestOrganisationRegistry::aBrokenFileMakesNoSnapshot_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray(R"({"v":1,"items":[)");
    QTest::newRow("another version") << QByteArray(R"({"v":9,"items":[]})");
    QTest::newRow("a member that nobody knows") << QByteArray(R"({"v":1,"items":[],"requires":true})");
    QTest::newRow("twice") << QByteArray(
        R"({"v":1,"items":[{"argv":["x"],"decision":"allow"},{"argv":["x"],"decision":"deny"}]})");
    QTest::newRow("too large") << QByteArray(9 << 20, ' ');
}

void TestOrganisationRegistry::aBrokenFileMakesNoSnapshot()
{
    QFETCH(QByteArray, json);
    Organised organised;
    organised.write(json.toStdString());
    const auto ledger = organised.ledger();

    const auto published = ledger->publishSnapshot();

    QVERIFY(!published);
    QCOMPARE(published.error().code, base::ErrorCode::PolicyInvalid);
    QVERIFY2(published.error().detail.find(organised.path()) != std::string::npos,
        published.error().detail.c_str());
}

void TestOrganisationRegistry::whatWasLearnedOfAnApprovalIsPinned()
{
    Organised organised;
    organised.write(R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow"}]})");
    const auto ledger = organised.ledger();
    const auto first = organised.admitted(*ledger, packageLaunch());
    QVERIFY(first.learnsIdentity);
    auto writer = organised.home().wrapperJournal("one");
    writer.append(lifeCycle("session-start", startOf(packageLaunch())));
    writer.append(lifeCycle("learned",
        nlohmann::json{{"decision", first.decisionId}, {"digest", trust::identityDigest(packageLaunch())},
            {"identity", nlohmann::json::parse(ipc::identityToJson(packageLaunch()))}}
            .dump()));
    QVERIFY(writer.flush());
    QVERIFY(ledger->foldAll());

    const auto again = organised.admitted(*ledger, packageLaunch());
    QVERIFY(again.state == policy::AdmissionState::Approved && !again.learnsIdentity);
    auto upgraded = packageLaunch();
    upgraded.executable.hash = base::sha256("other");
    QCOMPARE(stateName(organised.admitted(*ledger, upgraded).state), QStringLiteral("asks"));
}

void TestOrganisationRegistry::aChangedFileMakesTheSnapshotStale()
{
    Organised organised;
    const auto ledger = organised.ledger();
    QVERIFY(ledger->publishSnapshot());
    const auto isFresh = [&] {
        return policy::isFresh(*policy::Snapshot::open(organised.home().places.snapshot));
    };
    QVERIFY(isFresh());
    organised.write(R"({"v":1,"require":true,"items":[]})");
    QVERIFY(!isFresh());
    QVERIFY(ledger->publishSnapshot());
    QVERIFY(isFresh());
    // Wrappers take the last of the files for the organisation's policy.
    const auto sources = policy::Snapshot::open(organised.home().places.snapshot)->sources();
    QVERIFY(sources.back().path.ends_with("/etc/policy.toml"));
    QCOMPARE(::unlink(organised.path().c_str()), 0);
    QVERIFY(!isFresh());
}

void TestOrganisationRegistry::whatEndsBeginsWithItsFirstSnapshot()
{
    Organised organised;
    const auto until = base::SystemClock().now() + 3'600'000;
    const auto write = [&](base::UnixMilliseconds end, const std::string& more) {
        organised.write(R"({"v":1,"items":[{"argv":["npx","server"],"decision":"allow","expiresAt":)" +
            std::to_string(end) + "}" + more + "]}");
    };
    const auto folder = policy::grantsFolder(organised.home().places);
    const auto marks = [&] { return policy::grantMarks(folder); };
    const auto ledger = organised.ledger();
    write(until, "");
    QVERIFY(ledger->publishSnapshot());
    QCOMPARE(marks().size(), std::size_t{1});
    const TableProcesses processes;
    QVERIFY(ledger->foldAll() && ledger->endExpired(processes));
    QCOMPARE(marks().size(), std::size_t{1}); // it stands in no book

    // Taken away it does not come back with the next snapshot, but with another end.
    policy::forgetGrant(folder, marks()[0]);
    write(until, R"(,{"argv":["npx","other"],"decision":"deny"})");
    QVERIFY(ledger->publishSnapshot());
    QVERIFY(marks().empty());
    write(until + 1000, "");
    QVERIFY(ledger->publishSnapshot());
    QCOMPARE(marks().size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestOrganisationRegistry)
#include "tst_organisation_registry.moc"
