// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/policy/admission_samples.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using model::Choice;
using policy::AdmissionState;

namespace {

model::LaunchIdentity packaged(const std::string& found, const std::string& origin = "cache")
{
    auto identity = sample();
    identity.argv = {"npx", "-y", "p"};
    identity.package = model::PackageRun{"npx", "p", "", false, found, found.empty() ? "" : origin};
    if (found.empty())
        identity.unknown.emplace_back(model::unknowns::kPackageNotHere);
    else
        identity.files = {{model::FileRole::Package, {"/c/p", base::sha256(found), {}}}};
    return identity;
}

/// As Gatehouse 0.1 kept it.
model::LaunchIdentity inFormOne(model::LaunchIdentity identity)
{
    identity.form = 1;
    identity.files.clear();
    identity.unknown.clear();
    if (identity.package)
        identity.package = model::PackageRun{"npx", "p", "", false};
    return identity;
}

model::RegistryDecision denial(const model::LaunchIdentity& identity)
{
    auto decision = approve(identity, Choice::Deny);
    decision.id = "denial";
    decision.isDenied = true;
    return decision;
}

} // namespace

/// Decisions that were made before all of a launch was known: of Gatehouse 0.1, or before its package was
/// there.
class TestPackageAdmission : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anOldApprovalHoldsOnceMoreAndLearns();
    void anOldApprovalDoesNotTakeWhatAProjectBrings();
    void anOldDenialGoesOnDenying();
    void anApprovalBeforeThePackageWasThereDoesNotTakeOneThatIs();
    void aDenialBeforeThePackageWasThereDeniesEveryVersion();
    void anApprovalOfATagTakesOneImageAndLearnsIt();
    void whatRunsStaysApprovedWhileItIsLearned();
    void aPatternDoesNotTakeWhatAProjectBrings();
    void anApprovalOfAScriptAloneHoldsOnceMoreAndLearnsItsFolder();
    void aDenialOfAScriptAloneGoesOnDenying();
    void whatWasAllowedLongAgoHoldsAndSaysLess();
};

void TestPackageAdmission::anOldApprovalHoldsOnceMoreAndLearns()
{
    for (const auto& identity : {packaged("1.0.0"), packaged(""), sample()}) {
        const auto admission = ask({approve(inFormOne(identity))}, identity);

        QCOMPARE(admission.state, AdmissionState::Approved);
        QCOMPARE(admission.decisionId, std::string("approval"));
        QVERIFY(admission.learnsIdentity);
    }
    auto swapped = packaged("1.0.0");
    swapped.executable.hash = base::sha256("evil");
    QCOMPARE(ask({approve(inFormOne(packaged("1.0.0")))}, swapped).state, AdmissionState::Unknown);
}

void TestPackageAdmission::anOldApprovalDoesNotTakeWhatAProjectBrings()
{
    const auto admission = ask({approve(inFormOne(packaged("1.0.0")))}, packaged("1.0.0", "project"));

    QCOMPARE(admission.state, AdmissionState::Unknown);
    QCOMPARE(admission.reason, std::string("identity-changed"));
}

void TestPackageAdmission::anOldDenialGoesOnDenying()
{
    for (const auto& identity : {packaged("1.0.0"), packaged("1.0.0", "project"), sample()})
        QCOMPARE(ask({denial(inFormOne(identity))}, identity).state, AdmissionState::Denied);
}

void TestPackageAdmission::anApprovalBeforeThePackageWasThereDoesNotTakeOneThatIs()
{
    QCOMPARE(ask({approve(packaged(""))}, packaged("")).state, AdmissionState::Approved);

    const auto admission = ask({approve(packaged(""))}, packaged("6.6.6"));

    QCOMPARE(admission.state, AdmissionState::Unknown);
    QCOMPARE(admission.changes.size(), std::size_t{1});
    QCOMPARE(admission.changes[0].field, std::string("package"));
}

void TestPackageAdmission::aDenialBeforeThePackageWasThereDeniesEveryVersion()
{
    QCOMPARE(ask({denial(packaged(""))}, packaged("2.0.0")).state, AdmissionState::Denied);
    QCOMPARE(ask({denial(packaged("1.0.0"))}, packaged("2.0.0")).state, AdmissionState::Unknown);
}

namespace {

/// A container whose tag leads to `image`; empty: the engine did not say.
model::LaunchIdentity tagged(const std::string& image)
{
    auto identity = sample();
    identity.argv = {"docker", "run", "i:1"};
    identity.package = model::PackageRun{"docker", "i", "1", false, image, image.empty() ? "" : "engine"};
    if (image.empty())
        identity.unknown = {
            std::string(model::unknowns::kEngineSilent), std::string(model::unknowns::kImageByTag)};
    return identity;
}

} // namespace

void TestPackageAdmission::anApprovalOfATagTakesOneImageAndLearnsIt()
{
    const auto admission = ask({approve(tagged(""))}, tagged("sha256:a"));
    QCOMPARE(admission.state, AdmissionState::Approved);
    QVERIFY(admission.learnsIdentity);

    // From then on the approval is for that image.
    QCOMPARE(ask({approve(tagged("sha256:a"))}, tagged("sha256:b")).state, AdmissionState::Unknown);
    QCOMPARE(ask({approve(tagged("sha256:a"))}, tagged("")).state, AdmissionState::Unknown);
    QCOMPARE(ask({denial(tagged(""))}, tagged("sha256:a")).state, AdmissionState::Denied);
    auto privileged = tagged("sha256:a");
    privileged.unknown = {std::string(model::unknowns::kContainerUnconfined)};
    QCOMPARE(ask({approve(tagged(""))}, privileged).state, AdmissionState::Unknown);
    auto notHere = tagged("");
    notHere.unknown = {std::string(model::unknowns::kPackageNotHere)};
    QCOMPARE(ask({approve(notHere)}, tagged("sha256:a")).state, AdmissionState::Unknown);
}

void TestPackageAdmission::whatRunsStaysApprovedWhileItIsLearned()
{
    const auto holds = [](const model::LaunchIdentity& decided, const model::LaunchIdentity& running,
                           const std::string& id = "approval") {
        policy::SnapshotContent content;
        content.decisions = {approve(decided)};
        const auto snapshot = policy::Snapshot::fromBytes(policy::encodeSnapshot(content));
        return policy::admitsRunning(*snapshot, running, id, {});
    };

    QVERIFY(holds(packaged(""), packaged("1.0.0")));
    QVERIFY(holds(packaged("1.0.0"), packaged("")));
    QVERIFY(!holds(packaged(""), packaged("1.0.0"), "another"));
    QVERIFY(!holds(packaged("1.0.0"), packaged("2.0.0")));
}

void TestPackageAdmission::aPatternDoesNotTakeWhatAProjectBrings()
{
    auto decision = pattern({"npx", "-y", "p"});

    QCOMPARE(ask({decision}, packaged("1.0.0")).state, AdmissionState::Approved);
    QCOMPARE(ask({decision}, packaged("1.0.0", "project")).state, AdmissionState::Unknown);
    decision.scope = model::EntryScope::User;
    QCOMPARE(ask({decision}, packaged("1.0.0", "project")).state, AdmissionState::Approved);
}

namespace {

model::LaunchIdentity scripted(const std::string& tools)
{
    auto identity = sample();
    identity.form = model::LaunchIdentity::kNewestForm;
    identity.argv = {"node", "/p/server.js"};
    identity.package.reset();
    identity.script = model::HashedFile{"/p/server.js", base::sha256("server"), {}};
    identity.files = {{model::FileRole::Source, {"/p/tools.js", base::sha256(tools), {}}}};
    identity.unknown = {std::string(model::unknowns::kScriptLoads)};
    return identity;
}

} // namespace

void TestPackageAdmission::anApprovalOfAScriptAloneHoldsOnceMoreAndLearnsItsFolder()
{
    const auto now = scripted("good");
    const auto old = model::withoutSources(now);

    const auto admission = ask({approve(old)}, now);
    QCOMPARE(admission.state, AdmissionState::Approved);
    QVERIFY(admission.learnsIdentity);
    QVERIFY(!ask({approve(now)}, now).learnsIdentity);
    // What is known by now counts.
    QCOMPARE(ask({approve(now)}, scripted("evil")).state, AdmissionState::Unknown);
    QCOMPARE(ask({approve(now)}, old).state, AdmissionState::Unknown);
    auto other = now;
    other.script->hash = base::sha256("evil");
    QCOMPARE(ask({approve(old)}, other).state, AdmissionState::Unknown);
}

void TestPackageAdmission::aDenialOfAScriptAloneGoesOnDenying()
{
    const auto now = scripted("good");

    QCOMPARE(ask({denial(model::withoutSources(now))}, now).state, AdmissionState::Denied);
}

/// A developer's own server: allowed after every edit.
void TestPackageAdmission::whatWasAllowedLongAgoHoldsAndSaysLess()
{
    policy::SnapshotContent content;
    for (int day = 0; day < 20; ++day) {
        auto decision = approve(scripted(std::to_string(day)));
        decision.id = "day " + std::to_string(day);
        decision.decidedAt = day;
        content.decisions.push_back(decision);
    }
    const auto snapshot = policy::Snapshot::fromBytes(policy::encodeSnapshot(content));

    for (int day = 0; day < 20; ++day)
        QCOMPARE(policy::admit(*snapshot, scripted(std::to_string(day)), {}).decisionId,
            "day " + std::to_string(day));
    // The newest tells what changed; of the old ones nothing but the digest is good for anything.
    const auto evil = policy::admit(*snapshot, scripted("evil"), {});
    QCOMPARE(evil.state, AdmissionState::Unknown);
    QCOMPARE(evil.changes.size(), std::size_t{1});
    QVERIFY(*evil.approvedBefore == scripted("19"));
    QCOMPARE(snapshot->decisionsForEntry("ref-a").back().identity->files.size(), std::size_t{0});
    auto without = scripted("evil");
    without.files.clear();
    QCOMPARE(policy::admit(*snapshot, without, {}).state, AdmissionState::Unknown);
}

QTEST_APPLESS_MAIN(TestPackageAdmission)
#include "tst_package_admission.moc"
