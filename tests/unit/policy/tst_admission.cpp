// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/policy/admission_samples.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using model::Choice;
using policy::AdmissionState;

namespace {

const policy::OnceOpen kUsedUp = [](const std::string&) { return false; };

} // namespace

class TestAdmission : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingKnownIsUnknown();
    void approvedForAlwaysIsApproved();
    void aChangedIdentityIsUnknownAndShowsWhatChanged();
    void aDenialBeatsEveryApproval();
    void onceAndSessionHoldForTheirClientProcessOnly();
    void onceIsUsedUp();
    void anExpiredApprovalDoesNotHold();
    void aScopedApprovalHoldsForItsClientOnly();
    void aPatternApprovesAndLearns();
    void aPatternDoesNotReachProjectFilesUnlessItSaysSo();
    void aLearnedPatternDoesNotTakeAnotherProgram();
    void aLearnedPatternTakesTheSameProgramInAnotherEntry();
    void aDeniedPatternReachesProjectFilesToo();
    void anUnknownChoiceOpensNothing();
    void aDecisionOnACallIsGoodForThatCallAlone();
    void aDecisionOnTheLaunchSaysNothingOfItsCalls();
    void whatIsKnownToDoHarmNeedsADecisionThatKnewIt_data();
    void whatIsKnownToDoHarmNeedsADecisionThatKnewIt();
    void whatAnOrganisationForbidsNoDecisionAllows();
    void whatRunsIsStoppedByWhatIsKnownSince();
};

void TestAdmission::nothingKnownIsUnknown()
{
    const auto admission = ask({}, sample());

    QCOMPARE(admission.state, AdmissionState::Unknown);
    QCOMPARE(admission.reason, std::string("not-approved"));
    QVERIFY(!admission.approvedBefore);
}

void TestAdmission::approvedForAlwaysIsApproved()
{
    const auto admission = ask({approve(sample())}, sample());

    QCOMPARE(admission.state, AdmissionState::Approved);
    QCOMPARE(admission.decisionId, std::string("approval"));
    QVERIFY(!admission.learnsIdentity);
}

void TestAdmission::aChangedIdentityIsUnknownAndShowsWhatChanged()
{
    auto changed = sample();
    changed.executable.hash = base::sha256("evil");

    const auto admission = ask({approve(sample())}, changed);

    QCOMPARE(admission.state, AdmissionState::Unknown);
    QCOMPARE(admission.reason, std::string("identity-changed"));
    QCOMPARE(admission.changes.size(), std::size_t{1});
    QCOMPARE(admission.changes[0].field, std::string("executable"));
    QVERIFY(admission.approvedBefore.has_value());
}

void TestAdmission::aDenialBeatsEveryApproval()
{
    auto denial = approve(sample(), Choice::Deny);
    denial.isDenied = true;
    denial.id = "denial";

    QCOMPARE(ask({approve(sample()), denial}, sample()).state, AdmissionState::Denied);
    QCOMPARE(ask({denial, approve(sample())}, sample()).state, AdmissionState::Denied);
    QCOMPARE(ask({denial, pattern({"node", "/s.js"})}, sample()).state, AdmissionState::Denied);
}

void TestAdmission::onceAndSessionHoldForTheirClientProcessOnly()
{
    for (const auto choice : {Choice::Once, Choice::Session}) {
        auto decision = approve(sample(), choice);
        decision.clientProcess = kClient;

        QCOMPARE(ask({decision}, sample(), {kClient, 0, {}}).state, AdmissionState::Approved);
        QCOMPARE(ask({decision}, sample(), {kReusedPid, 0, {}}).state, AdmissionState::Unknown);
        QCOMPARE(ask({decision}, sample(), {std::nullopt, 0, {}}).state, AdmissionState::Unknown);
    }
}

void TestAdmission::onceIsUsedUp()
{
    auto decision = approve(sample(), Choice::Once);
    decision.clientProcess = kClient;

    QCOMPARE(ask({decision}, sample(), {kClient, 0, kUsedUp}).state, AdmissionState::Unknown);
}

void TestAdmission::anExpiredApprovalDoesNotHold()
{
    auto decision = approve(sample());
    decision.expiresAt = 100;

    QCOMPARE(ask({decision}, sample(), {{}, 99, {}}).state, AdmissionState::Approved);
    const auto late = ask({decision}, sample(), {{}, 100, {}});
    QCOMPARE(late.state, AdmissionState::Unknown);
    QCOMPARE(late.reason, std::string("expired"));
}

void TestAdmission::aScopedApprovalHoldsForItsClientOnly()
{
    auto decision = pattern({"node", "/s.js"});
    decision.client = "claude-desktop";

    QCOMPARE(ask({decision}, sample()).state, AdmissionState::Unknown);
    decision.client = "cursor";
    QCOMPARE(ask({decision}, sample()).state, AdmissionState::Approved);
    decision.scope = model::EntryScope::Local;
    QCOMPARE(ask({decision}, sample()).state, AdmissionState::Unknown);
}

void TestAdmission::aPatternApprovesAndLearns()
{
    const auto admission = ask({pattern({"node", "/s.js"})}, sample());

    QCOMPARE(admission.state, AdmissionState::Approved);
    QVERIFY(admission.learnsIdentity);
    QCOMPARE(ask({pattern({"node"})}, sample()).state, AdmissionState::Unknown);
    QCOMPARE(ask({pattern({"node", "/s.js", ""})}, sample()).state, AdmissionState::Unknown);
}

void TestAdmission::aPatternDoesNotReachProjectFilesUnlessItSaysSo()
{
    auto project = sample();
    project.entry.scope = model::EntryScope::Project;
    auto decision = pattern({"node", "/s.js"});

    QCOMPARE(ask({decision}, project).state, AdmissionState::Unknown);
    decision.scope = model::EntryScope::Project;
    QCOMPARE(ask({decision}, project).state, AdmissionState::Approved);
}

void TestAdmission::aLearnedPatternDoesNotTakeAnotherProgram()
{
    auto learned = pattern({"node", "/s.js"});
    learned.identity = sample();
    learned.identityDigest = trust::identityDigest(sample());

    QCOMPARE(ask({learned}, sample()).state, AdmissionState::Approved);
    QVERIFY(!ask({learned}, sample()).learnsIdentity);

    auto swapped = sample();
    swapped.executable.hash = base::sha256("evil");
    QCOMPARE(ask({learned}, swapped).state, AdmissionState::Unknown);
    swapped.entryRef = "ref-b";
    swapped.entry.keyPath = "/mcpServers/b";
    QCOMPARE(ask({learned}, swapped).state, AdmissionState::Unknown);
}

void TestAdmission::aLearnedPatternTakesTheSameProgramInAnotherEntry()
{
    auto learned = pattern({"node", "/s.js"});
    learned.identity = sample();
    learned.identityDigest = trust::identityDigest(sample());
    auto elsewhere = sample();
    elsewhere.entryRef = "ref-b";
    elsewhere.entry.client = "vscode";
    elsewhere.environment = {{"PATH", base::sha256("/other")}};

    const auto admission = ask({learned}, elsewhere);

    QCOMPARE(admission.state, AdmissionState::Approved);
    QVERIFY(admission.learnsIdentity);
    elsewhere.environment.push_back({"NODE_OPTIONS", base::sha256("--require evil")});
    QCOMPARE(ask({learned}, elsewhere).state, AdmissionState::Unknown);
}

void TestAdmission::aDeniedPatternReachesProjectFilesToo()
{
    auto project = sample();
    project.entry.scope = model::EntryScope::Project;
    auto denial = pattern({"node", "/s.js"});
    denial.isDenied = true;
    denial.choice = Choice::Deny;

    QCOMPARE(ask({denial, approve(project)}, project).state, AdmissionState::Denied);
}

void TestAdmission::anUnknownChoiceOpensNothing()
{
    QCOMPARE(ask({approve(sample(), Choice::NotNow)}, sample()).state, AdmissionState::Unknown);
    QCOMPARE(ask({approve(sample(), Choice::Deny)}, sample()).state, AdmissionState::Unknown);
}

void TestAdmission::aDecisionOnACallIsGoodForThatCallAlone()
{
    auto call = sample();
    call.call = model::GuardedCall{"tools/call", "write", base::sha256("one"), false, {"why"}, "{}"};
    auto other = call;
    other.call->digest = base::sha256("another");
    auto otherTool = call;
    otherTool.call->tool = "delete";
    const auto once = approve(call, Choice::Once);

    QCOMPARE(ask({once}, call).state, AdmissionState::Approved);
    QCOMPARE(ask({once}, call, {{}, 0, kUsedUp}).state, AdmissionState::Unknown);
    QCOMPARE(ask({once}, other).state, AdmissionState::Unknown);
    QCOMPARE(ask({once}, otherTool).state, AdmissionState::Unknown);
    const auto launch = ask({once}, sample());
    QCOMPARE(launch.state, AdmissionState::Unknown);
    QVERIFY(!launch.approvedBefore);
    // What is shown to people is no part of it, and neither is what the server's files became meanwhile.
    auto shownOtherwise = call;
    shownOtherwise.call->excerpt = "{...}";
    shownOtherwise.call->reasons = {};
    shownOtherwise.executable.hash = base::sha256("upgraded");
    QCOMPARE(ask({once}, shownOtherwise).state, AdmissionState::Approved);
}

void TestAdmission::aDecisionOnTheLaunchSaysNothingOfItsCalls()
{
    auto call = sample();
    call.call = model::GuardedCall{"tools/call", "write", base::sha256("one"), false, {}, {}};

    QCOMPARE(ask({approve(sample()), pattern(sample().argv)}, call).state, AdmissionState::Unknown);
}

void TestAdmission::whatIsKnownToDoHarmNeedsADecisionThatKnewIt_data()
{
    using Ids = QByteArrayList;
    QTest::addColumn<Ids>("despite");
    QTest::addColumn<Ids>("known");
    QTest::addColumn<bool>("isApproved");
    QTest::newRow("nothing is known") << Ids{} << Ids{} << true;
    QTest::newRow("found out since") << Ids{} << Ids{"MAL-1"} << false;
    QTest::newRow("allowed all the same") << Ids{"MAL-1"} << Ids{"MAL-1"} << true;
    QTest::newRow("something else since") << Ids{"MAL-1"} << Ids{"MAL-1", "MAL-2"} << false;
    QTest::newRow("another one") << Ids{"MAL-1"} << Ids{"MAL-2"} << false;
    QTest::newRow("withdrawn since") << Ids{"MAL-1"} << Ids{} << true;
}

void TestAdmission::whatIsKnownToDoHarmNeedsADecisionThatKnewIt()
{
    QFETCH(QByteArrayList, despite);
    QFETCH(QByteArrayList, known);
    QFETCH(bool, isApproved);
    auto byIdentity = approve(sample());
    auto byPattern = pattern(sample().argv);
    policy::LaunchContext context;
    for (const auto& id : known)
        context.knownAgainst.push_back(id.toStdString());
    for (const auto& id : despite) {
        byIdentity.despite.push_back(id.toStdString());
        byPattern.despite.push_back(id.toStdString());
    }

    for (const auto& decision : {byIdentity, byPattern}) {
        const auto admission = ask({decision}, sample(), context);
        QCOMPARE(admission.state, isApproved ? AdmissionState::Approved : AdmissionState::Unknown);
        if (!isApproved)
            QCOMPARE(admission.reason, std::string("known-malicious"));
    }
    // An older decision that knew less does not stand in the way of one that knew.
    auto older = approve(sample());
    older.id = "older";
    QCOMPARE(ask({older, byIdentity}, sample(), context).state,
        isApproved ? AdmissionState::Approved : AdmissionState::Unknown);
}

void TestAdmission::whatAnOrganisationForbidsNoDecisionAllows()
{
    auto decision = approve(sample());
    decision.despite = {"HASH-1"};
    policy::LaunchContext context;
    context.knownAgainst = {"HASH-1"};
    context.isForbidden = true;

    const auto admission = ask({decision}, sample(), context);

    QCOMPARE(admission.state, AdmissionState::Denied);
    QCOMPARE(admission.reason, std::string("forbidden-by-organisation"));
}

void TestAdmission::whatRunsIsStoppedByWhatIsKnownSince()
{
    auto open = sample();
    open.package = model::PackageRun{"npx", "evil", {}, false};
    open.unknown = {std::string(model::unknowns::kPackageNotHere)};
    auto complete = open;
    complete.unknown.clear();
    complete.package->found = "1.0.0";
    policy::SnapshotContent content;
    content.decisions = {approve(open)};
    const auto snapshot = policy::Snapshot::fromBytes(policy::encodeSnapshot(content));
    policy::LaunchContext context;

    QVERIFY(policy::admitsRunning(*snapshot, complete, "approval", context));
    context.knownAgainst = {"MAL-1"};
    QVERIFY(!policy::admitsRunning(*snapshot, complete, "approval", context));
    context.knownAgainst.clear();
    context.isForbidden = true;
    QVERIFY(!policy::admitsRunning(*snapshot, complete, "approval", context));
}

QTEST_APPLESS_MAIN(TestAdmission)
#include "tst_admission.moc"
