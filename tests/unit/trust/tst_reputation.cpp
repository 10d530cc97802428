// SPDX-License-Identifier: Apache-2.0
#include "core/trust/reputation.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::trust;
using model::Family;
using model::ReputationReason;
using model::TrustLevel;

namespace {

constexpr std::int64_t kDay = 24LL * 60 * 60 * 1000;
constexpr base::UnixMilliseconds kNow = 1'800'000'000'000;

model::LaunchIdentity package(const char* name, bool isPinned)
{
    model::LaunchIdentity identity;
    identity.package = model::PackageRun{"npx", name, isPinned ? "1.2.3" : "", isPinned};
    return identity;
}

/// A pinned package, approved a month ago and used on most days since.
ServerEvidence known()
{
    ServerEvidence evidence;
    evidence.identity = package("server", true);
    evidence.firstSeen = kNow - 30 * kDay;
    evidence.sessions = 60;
    evidence.days = 20;
    evidence.calls = 900;
    evidence.isApproved = true;
    return evidence;
}

int pointsFor(const model::Reputation& reputation, ReputationReason reason)
{
    int points = 0;
    for (const auto& part : reputation.parts)
        points += part.reason == reason ? part.points : 0;
    return points;
}

} // namespace

class TestReputation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatNothingIsKnownOfIsInTheMiddle();
    void theScoreIsTheSumOfItsParts();
    void whereItComesFromCounts();
    void trustTakesDaysAndNotCalls();
    void incidentsCost_data();
    void incidentsCost();
    void changedDefinitionsCost();
    void aDenialOutweighsAnApproval();
    void whatListsSayCosts();
    void toolsThatOverstepCost();
    void aToolFollowsItsServer();
    void aClientIsWorthWhatItsWeakestServerIs();
    void nothingThatAServerDoesInADayMakesItTrustedMuch();
};

void TestReputation::whatNothingIsKnownOfIsInTheMiddle()
{
    const auto reputation = reputationOf(ServerEvidence{}, kNow);
    QCOMPARE(reputation, model::Reputation());
    QCOMPARE(reputation.score, 50);
    QCOMPARE(reputation.level, TrustLevel::Normal);
}

void TestReputation::theScoreIsTheSumOfItsParts()
{
    auto evidence = known();
    evidence.incidents = {{Family::Secret, 3}, {Family::Injection, 2}};
    evidence.revocations = 1;
    const auto reputation = reputationOf(evidence, kNow);
    int sum = model::kUnknownReputation;
    for (const auto& part : reputation.parts)
        sum += part.points;
    QCOMPARE(reputation.score, sum);
    QCOMPARE(reputation.parts.size(), std::size_t{7});

    evidence.incidents = {{Family::Poisoning, 100}, {Family::Elicitation, 100}, {Family::Sampling, 100}};
    QCOMPARE(reputationOf(evidence, kNow).score, 0); // cut
}

void TestReputation::whereItComesFromCounts()
{
    ServerEvidence evidence;
    evidence.identity = package("server", true);
    const auto pinned = reputationOf(evidence, kNow).score;
    evidence.identity = package("server", false);
    const auto unpinned = reputationOf(evidence, kNow).score;
    evidence.identity = package("", false);
    const auto hidden = reputationOf(evidence, kNow).score;
    evidence.identity = model::LaunchIdentity();
    const auto program = reputationOf(evidence, kNow).score;

    QCOMPARE(program, pinned);
    QVERIFY(pinned > 50 && unpinned < 50 && hidden < unpinned);
}

void TestReputation::trustTakesDaysAndNotCalls()
{
    ServerEvidence evidence;
    evidence.firstSeen = kNow - kDay / 2;
    evidence.sessions = 5000;
    evidence.days = 1;
    evidence.calls = 1'000'000;
    const auto busy = reputationOf(evidence, kNow);
    QCOMPARE(pointsFor(busy, ReputationReason::Age), 0);
    QCOMPARE(pointsFor(busy, ReputationReason::Use), 2);

    evidence.firstSeen = kNow - 400 * kDay;
    evidence.days = 300;
    evidence.calls = 300;
    const auto old = reputationOf(evidence, kNow);
    QCOMPARE(pointsFor(old, ReputationReason::Age), 10);
    QCOMPARE(pointsFor(old, ReputationReason::Use), 10);
    // Known for long, but never called: no use.
    evidence.calls = 0;
    QCOMPARE(pointsFor(reputationOf(evidence, kNow), ReputationReason::Use), 0);
    // A clock that was put back gives nothing.
    evidence.firstSeen = kNow + kDay;
    QCOMPARE(pointsFor(reputationOf(evidence, kNow), ReputationReason::Age), 0);
}

void TestReputation::incidentsCost_data()
{
    QTest::addColumn<int>("family");
    QTest::addColumn<int>("messages");
    QTest::addColumn<int>("points");
    const auto row = [](const char* name, Family family, int messages, int points) {
        QTest::newRow(name) << int(family) << messages << points;
    };
    row("one poisoned list", Family::Poisoning, 1, -20);
    row("many poisoned lists", Family::Poisoning, 1000, -50);
    row("one question that fishes", Family::Elicitation, 1, -15);
    row("an injection, likely a page's", Family::Injection, 1, -2);
    row("a thousand injections", Family::Injection, 1000, -12);
    row("secrets shown", Family::Secret, 3, -3);
    row("personal data is no fault", Family::Personal, 50, 0);
    row("nothing was acted on", Family::Poisoning, 0, 0);
}

void TestReputation::incidentsCost()
{
    QFETCH(int, family);
    QFETCH(int, messages);
    QFETCH(int, points);
    ServerEvidence evidence;
    evidence.incidents = {{Family(family), static_cast<std::uint64_t>(messages)}};
    const auto reputation = reputationOf(evidence, kNow);
    QCOMPARE(pointsFor(reputation, ReputationReason::Incidents), points);
    QCOMPARE(reputation.score, std::max(0, 50 + points));
}

void TestReputation::changedDefinitionsCost()
{
    ServerEvidence evidence;
    evidence.openChanges = 2;
    QCOMPARE(reputationOf(evidence, kNow).score, 46);
    evidence.openChanges = 500;
    QCOMPARE(reputationOf(evidence, kNow).score, 44);
    evidence.refusedChanges = 1;
    QCOMPARE(reputationOf(evidence, kNow).score, 34);
    QCOMPARE(reputationOf(evidence, kNow).level, TrustLevel::Low);
    evidence.refusedChanges = 1000;
    QCOMPARE(reputationOf(evidence, kNow).score, 14);
}

void TestReputation::aDenialOutweighsAnApproval()
{
    auto evidence = known();
    QCOMPARE(reputationOf(evidence, kNow).level, TrustLevel::High);
    evidence.isDenied = true;
    QVERIFY(reputationOf(evidence, kNow).level != TrustLevel::High);
    ServerEvidence denied;
    denied.isDenied = true;
    QCOMPARE(reputationOf(denied, kNow).level, TrustLevel::Low);
}

void TestReputation::nothingThatAServerDoesInADayMakesItTrustedMuch()
{
    ServerEvidence evidence;
    evidence.identity = model::LaunchIdentity();
    evidence.firstSeen = kNow - kDay + 1;
    evidence.sessions = 1'000'000;
    evidence.days = 2; // around midnight
    evidence.calls = 1'000'000'000;
    evidence.isApproved = false;
    QCOMPARE(reputationOf(evidence, kNow).level, TrustLevel::Normal);
}

void TestReputation::whatListsSayCosts()
{
    const auto issue = [](const char* id, model::KnownIssue::Kind kind, model::AdvisorySeverity severity) {
        model::KnownIssue one;
        one.id = id;
        one.kind = kind;
        one.severity = severity;
        return one;
    };
    using Kind = model::KnownIssue::Kind;
    using Severity = model::AdvisorySeverity;
    auto evidence = known();
    evidence.known = {issue("GHSA-1", Kind::Vulnerability, Severity::Critical)};
    auto reputation = reputationOf(evidence, kNow);
    QCOMPARE(pointsFor(reputation, ReputationReason::Vulnerabilities), -20);

    // One of a version that is not known costs half, and all of them have a bound.
    evidence.known.front().isCertain = false;
    QCOMPARE(pointsFor(reputationOf(evidence, kNow), ReputationReason::Vulnerabilities), -10);
    evidence.known.assign(20, issue("GHSA-1", Kind::Vulnerability, Severity::High));
    reputation = reputationOf(evidence, kNow);
    QCOMPARE(pointsFor(reputation, ReputationReason::Vulnerabilities), -40);
    QCOMPARE(reputation.parts.front().names.size() + reputation.parts.back().names.size(), std::size_t{8});

    evidence.known = {issue("lodash", Kind::Imitation, Severity::High)};
    QCOMPARE(pointsFor(reputationOf(evidence, kNow), ReputationReason::Imitation), -25);

    evidence.known = {issue("MAL-1", Kind::Malicious, Severity::Unknown)};
    reputation = reputationOf(evidence, kNow);
    QCOMPARE(reputation.score, 0);
    QCOMPARE(reputation.level, TrustLevel::Low);
    QCOMPARE(reputation.parts.front().reason, ReputationReason::Malicious);
    // One that may be malicious is no proof.
    evidence.known.front().isCertain = false;
    QVERIFY(reputationOf(evidence, kNow).score > 0);
}

void TestReputation::toolsThatOverstepCost()
{
    auto evidence = known();
    const auto before = reputationOf(evidence, kNow).score;
    evidence.overstepped = 2;
    QCOMPARE(pointsFor(reputationOf(evidence, kNow), ReputationReason::Overstepped), -10);
    evidence.overstepped = 1000;
    QCOMPARE(pointsFor(reputationOf(evidence, kNow), ReputationReason::Overstepped), -15);
    QVERIFY(reputationOf(evidence, kNow).score <= before);
}

void TestReputation::aToolFollowsItsServer()
{
    ToolEvidence evidence;
    evidence.serverScore = 90;
    QCOMPARE(reputationOf(evidence, kNow).score, 70);
    evidence.serverScore = 0;
    QCOMPARE(reputationOf(evidence, kNow).score, 25);
    evidence.serverScore = 50;
    evidence.oversteps = 3;
    evidence.refusedChanges = 1;
    const auto reputation = reputationOf(evidence, kNow);
    QCOMPARE(pointsFor(reputation, ReputationReason::Overstepped), -15);
    QCOMPARE(reputation.score, 25);
}

void TestReputation::aClientIsWorthWhatItsWeakestServerIs()
{
    ClientEvidence evidence;
    QCOMPARE(reputationOf(evidence, kNow), model::Reputation());
    evidence.weakestScore = 10;
    evidence.weakestName = "notes";
    const auto reputation = reputationOf(evidence, kNow);
    QCOMPARE(reputation.score, 30);
    QCOMPARE(reputation.parts.front().names, (std::vector<std::string>{"notes"}));
}

QTEST_APPLESS_MAIN(TestReputation)
#include "tst_reputation.moc"
