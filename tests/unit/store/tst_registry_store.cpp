// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/store/store_fixture.h"

#include "core/store/registry_store.h"

using namespace gatehouse;
using namespace gatehouse::store;

class TestRegistryStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<StoreFixture>();
        m_registry = std::make_unique<RegistryStore>(m_store->database());
    }
    void decisionsComeBackWhole();
    void addingTwiceIsHarmlessAndOverwritingIsRefused();
    void aRevokedDecisionHoldsNoMore();
    void theFirstRevocationCountsWhateverTheOrder();
    void aDecisionRunsOut();
    void onceAndSessionEndWithTheirClient();
    void aPatternLearnsTheEarliestLaunchOfItsOwnCommand();
    void anApprovalLearnsThePackageThatWasNotThereYet();
    void anApprovalOfTheFirstFormLearnsTheSecond();
    void anApprovalLearnsFormAfterForm();
    void whateverChangesTheRegistryIsSeenAtTheNextLook();

private:
    std::unique_ptr<StoreFixture> m_store;
    std::unique_ptr<RegistryStore> m_registry;
};

void TestRegistryStore::decisionsComeBackWhole()
{
    auto later = approval("b", "d2", 20);
    later.clientProcess = model::ProcessInfo{7, UINT64_MAX, "/x", {"a"}};
    later.scope = model::EntryScope::Project;
    later.isDenied = true;
    later.choice = model::Choice::Deny;
    QVERIFY(m_registry->add(later).hasValue());
    QVERIFY(m_registry->add(approval("a", "d1", 10)).hasValue());

    const auto active = m_registry->active(100).value();

    QCOMPARE(active.size(), 2U);
    QVERIFY(active[0] == approval("a", "d1", 10));
    QVERIFY(active[1] == later);
    QVERIFY(m_registry->find("b").value()->decision == later);
    QVERIFY(!m_registry->find("c").value());
}

void TestRegistryStore::addingTwiceIsHarmlessAndOverwritingIsRefused()
{
    QVERIFY(m_registry->add(approval("a", "d", 1)).hasValue());
    QVERIFY(m_registry->add(approval("a", "d", 1)).hasValue());

    QCOMPARE(m_registry->add(approval("a", "other", 1)).error().code, base::ErrorCode::InvalidArgument);
    QCOMPARE(m_registry->add(approval("", "d", 1)).error().code, base::ErrorCode::InvalidArgument);

    QCOMPARE(m_registry->all()->size(), 1U);
    QCOMPARE(m_registry->all()->front().decision.identityDigest, std::string("d"));
}

void TestRegistryStore::aRevokedDecisionHoldsNoMore()
{
    QVERIFY(m_registry->add(approval("a", "d", 1)).hasValue());
    QVERIFY(m_registry->revoke("a", 50, "used").hasValue());

    QVERIFY(m_registry->active(10)->empty());
    QCOMPARE(m_registry->all()->front().revokedAt, 50);
    QCOMPARE(m_registry->all()->front().revokedWhy, std::string("used"));
}

void TestRegistryStore::theFirstRevocationCountsWhateverTheOrder()
{
    QVERIFY(m_registry->revoke("a", 60, "expired").hasValue());
    QVERIFY(m_registry->revoke("a", 50, "revoked").hasValue());
    QVERIFY(m_registry->revoke("a", 70, "used").hasValue());
    QVERIFY(m_registry->add(approval("a", "d", 1)).hasValue());

    QVERIFY(m_registry->active(10)->empty());
    QCOMPARE(m_registry->find("a").value()->revokedAt, 50);
    QCOMPARE(m_registry->find("a").value()->revokedWhy, std::string("revoked"));
}

void TestRegistryStore::aDecisionRunsOut()
{
    auto decision = approval("a", "d", 1);
    decision.expiresAt = 100;
    QVERIFY(m_registry->add(decision).hasValue());
    const auto isAlive = [](const model::ProcessInfo&) { return true; };

    QCOMPARE(m_registry->active(99)->size(), 1U);
    QVERIFY(m_registry->active(100)->empty());
    QVERIFY(m_registry->findExpired(99, isAlive)->empty());
    QCOMPARE(m_registry->findExpired(100, isAlive)->front().why, std::string("expired"));
}

void TestRegistryStore::onceAndSessionEndWithTheirClient()
{
    auto once = approval("once", "d", 1);
    once.choice = model::Choice::Once;
    once.clientProcess = model::ProcessInfo{1, 10, {}, {}};
    auto session = approval("session", "d", 2);
    session.choice = model::Choice::Session;
    session.clientProcess = model::ProcessInfo{2, 20, {}, {}};
    auto always = approval("always", "d", 3);
    always.clientProcess = model::ProcessInfo{3, 30, {}, {}};
    for (const auto& decision : {once, session, always})
        QVERIFY(m_registry->add(decision).hasValue());

    const auto expired =
        m_registry->findExpired(10, [](const model::ProcessInfo& process) { return process.pid == 1; })
            .value();

    QCOMPARE(expired.size(), 1U);
    QCOMPARE(expired[0].decisionId, std::string("session"));
    QCOMPARE(expired[0].why, std::string("client-ended"));
    QVERIFY(m_registry->revoke("session", 11, expired[0].why).hasValue());
    QVERIFY(m_registry->findExpired(12, [](const model::ProcessInfo& process) { return process.pid == 1; })
                ->empty());
}

void TestRegistryStore::aPatternLearnsTheEarliestLaunchOfItsOwnCommand()
{
    model::RegistryDecision pattern;
    pattern.id = "p";
    pattern.pattern = {"npx", "server"};
    pattern.decidedAt = 1;
    QVERIFY(m_registry->learn("p", launch("early", {"evil"}), "d0", 2).hasValue());
    QVERIFY(m_registry->learn("p", launch("late"), "d2", 20).hasValue());
    QVERIFY(m_registry->learn("p", launch("first"), "d1", 10).hasValue());
    QVERIFY(m_registry->add(pattern).hasValue());

    const auto stored = m_registry->find("p").value();

    QCOMPARE(stored->decision.identityDigest, std::string("d1"));
    QCOMPARE(stored->decision.identity->entryRef, std::string("first"));
    QCOMPARE(stored->learnedAt, 10);
    QVERIFY(stored->decision.pattern == pattern.pattern);
    // What was decided on an identity is not changed by what a wrapper says it learned.
    QVERIFY(m_registry->add(approval("a", "d", 1)).hasValue());
    QVERIFY(m_registry->learn("a", launch("x"), "dx", 2).hasValue());
    QVERIFY(m_registry->find("a").value()->decision == approval("a", "d", 1));
}

void TestRegistryStore::anApprovalLearnsThePackageThatWasNotThereYet()
{
    auto decided = launch("ref");
    decided.package = model::PackageRun{"npx", "server", "", false};
    decided.unknown = {std::string(model::unknowns::kPackageNotHere)};
    auto fetched = decided;
    fetched.unknown.clear();
    fetched.package->found = "1.0.0";
    auto other = fetched;
    other.argv.emplace_back("--evil");
    auto decision = approval("a", "d", 1);
    decision.identity = decided;
    QVERIFY(m_registry->add(decision).hasValue());
    QVERIFY(m_registry->learn("a", other, "dx", 2).hasValue());

    QVERIFY(m_registry->find("a").value()->decision == decision);
    QVERIFY(m_registry->learn("a", fetched, "d1", 3).hasValue());
    auto upgraded = fetched;
    upgraded.package->found = "2.0.0";
    QVERIFY(m_registry->learn("a", upgraded, "d2", 4).hasValue());

    const auto stored = m_registry->find("a").value();
    QCOMPARE(stored->decision.identityDigest, std::string("d1"));
    QCOMPARE(stored->decision.identity->package->found, std::string("1.0.0"));
    QCOMPARE(stored->learnedAt, 3);
}

void TestRegistryStore::anApprovalOfTheFirstFormLearnsTheSecond()
{
    auto old = launch("ref");
    old.form = 1;
    auto decision = approval("a", "d", 1);
    decision.identity = old;
    auto now = old;
    now.form = 2;
    now.files = {{model::FileRole::Program, {"/usr/bin/env", base::sha256("e"), {}}}};
    QVERIFY(m_registry->add(decision).hasValue());
    QVERIFY(m_registry->learn("a", now, "d2", 2).hasValue());

    QCOMPARE(m_registry->find("a").value()->decision.identityDigest, std::string("d2"));
    decision.id = "b";
    decision.isDenied = true;
    QVERIFY(m_registry->add(decision).hasValue());
    QVERIFY(m_registry->learn("b", now, "d2", 2).hasValue());
    QCOMPARE(m_registry->find("b").value()->decision.identityDigest, std::string("d"));
}

void TestRegistryStore::anApprovalLearnsFormAfterForm()
{
    auto newest = launch("ref");
    newest.form = model::LaunchIdentity::kNewestForm;
    newest.files = {{model::FileRole::Source, {"/p/tools.js", base::sha256("t"), {}}}};
    newest.unknown = {std::string(model::unknowns::kScriptLoads)};
    const auto second = model::withoutSources(newest);
    auto first = second;
    first.form = 1;
    first.unknown.clear();
    auto decision = approval("a", "d", 1);
    decision.identity = first;
    QVERIFY(m_registry->add(decision).hasValue());
    QVERIFY(m_registry->learn("a", second, "d2", 2).hasValue());
    QCOMPARE(m_registry->find("a").value()->decision.identityDigest, std::string("d2"));

    QVERIFY(m_registry->learn("a", newest, "d3", 3).hasValue());
    QCOMPARE(m_registry->find("a").value()->decision.identityDigest, std::string("d3"));
    // The first that completes it is what was meant.
    auto later = newest;
    later.files.front().file.hash = base::sha256("evil");
    QVERIFY(m_registry->learn("a", later, "d4", 4).hasValue());
    QCOMPARE(m_registry->find("a").value()->decision.identityDigest, std::string("d3"));
}

/// What was read is kept, and not for longer than it is true.
void TestRegistryStore::whateverChangesTheRegistryIsSeenAtTheNextLook()
{
    QVERIFY(m_registry->add(approval("a", "d", 1)).hasValue());
    QCOMPARE(m_registry->active(10)->size(), 1U);
    const auto version = m_registry->version().value();
    QCOMPARE(m_registry->version().value(), version);

    // By another program, through a connection of its own.
    auto other = openDatabase(m_store->databasePath(), 3).value();
    RegistryStore theirs(other.database);
    QVERIFY(theirs.add(approval("b", "e", 2)).hasValue());
    QCOMPARE(m_registry->active(10)->size(), 2U);
    QVERIFY(theirs.revoke("a", 3, "revoked").hasValue());
    QCOMPARE(m_registry->active(10)->front().id, std::string("b"));
    QVERIFY(m_registry->version().value() != version);
    // What is undone was never true.
    {
        auto transaction = Transaction::begin(m_store->database()).value();
        QVERIFY(m_registry->revoke("b", 4, "revoked").hasValue());
        QVERIFY(m_registry->active(10)->empty());
    }
    QCOMPARE(m_registry->active(10)->size(), 1U);
    auto expiring = approval("c", "f", 5);
    expiring.expiresAt = 20;
    QVERIFY(m_registry->add(expiring).hasValue());
    QCOMPARE(m_registry->active(19)->size(), 2U);
    QCOMPARE(m_registry->active(20)->size(), 1U);
}

QTEST_APPLESS_MAIN(TestRegistryStore)
#include "tst_registry_store.moc"
