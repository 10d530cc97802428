// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/assess.h"
#include "core/policy/admission.h"
#include "core/service/dependency_look.h"
#include "core/service/known_words.h"
#include "core/service/list_requests.h"
#include "tests/unit/service/list_home.h"

#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::service;
using namespace gatehouse::tests;

namespace {

constexpr char kEvilLock[] = R"({"packages":{"node_modules/evil":{"version":"1.0.0"}}})";
constexpr char kGoodLock[] = R"({"packages":{"node_modules/good":{"version":"1.0.0"}}})";

/// A home with a server of somebody's own: a script, with a lock beside it.
struct ProjectHome : ListHome {
    ProjectHome() { QDir().mkpath(QString::fromStdString(places.home + "/project/build")); }

    model::LaunchIdentity scriptLaunch() const
    {
        auto identity = launch("0123456789abcdef", {"node", "server.js"});
        identity.entry.name = "notes";
        identity.script = model::HashedFile{places.home + "/project/build/server.js", base::sha256("x"), {}};
        return identity;
    }
    std::string lock(const std::string& text, const std::string& name = "package-lock.json") const
    {
        return writeBytes(text, "project/" + name);
    }
    /// True where wrappers are told that the launch may start.
    bool isAllowed(const model::LaunchIdentity& identity) const
    {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        return policy::admit(*snapshot, identity, {}).state == policy::AdmissionState::Approved;
    }
};

std::vector<model::KnownIssue> known(
    const ProjectHome& home, Ledger& ledger, const model::LaunchIdentity& identity)
{
    const auto table = openKnownTable(home.places);
    return dependencyIssues(ledger.database(), *table, identity).value();
}

} // namespace

/// What lists say of what a server depends on.
class TestDependencies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void locksAreFoundWhereTheyLie_data();
    void locksAreFoundWhereTheyLie();
    void whatARunnerDependsOnIsNotAsked();
    void aDependencyThatDoesHarmStopsWhatWasAllowed();
    void aLockIsReadAgainWhenItChanges();
    void anImportSaysWhichServersDependOnIt();
    void faultsOfDependenciesAreToldAndCostLittle();
    void noCrowdOfFaultsHidesWhatDoesHarm();
    void whatIsNoLockIsSaidAndStopsNothing_data();
    void whatIsNoLockIsSaidAndStopsNothing();
    void nothingHidesBehindManyLocks();
    void whatRunsItselfIsToldOnce();
    void theNextProgramReadsNoLockInWhichNothingWasFound();
};

void TestDependencies::locksAreFoundWhereTheyLie_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("how");
    QTest::newRow("beside a script") << QByteArray("project/package-lock.json") << QByteArray("script");
    QTest::newRow("of what was installed")
        << QByteArray("project/node_modules/.package-lock.json") << QByteArray("script");
    QTest::newRow("beside a python script") << QByteArray("project/uv.lock") << QByteArray("script");
    for (const auto* const name : {"yarn.lock", "pnpm-lock.yaml", "bun.lock"})
        QTest::newRow(name) << QByteArray("project/") + name << QByteArray("script");
    QTest::newRow("of npx's copy") << QByteArray("npx/package-lock.json") << QByteArray("lock");
    QTest::newRow("of an environment") << QByteArray("project/poetry.lock") << QByteArray("environment");
    QTest::newRow("in the folder that it is started in")
        << QByteArray("folder/requirements.txt") << QByteArray("folder");
    QTest::newRow("in the folder that uv is told") << QByteArray("folder/uv.lock") << QByteArray("directory");
    QTest::newRow("beside what is installed")
        << QByteArray("site-packages/evil-1.0.0.dist-info/RECORD") << QByteArray("record");
}

void TestDependencies::locksAreFoundWhereTheyLie()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, how);
    const ProjectHome home;
    const auto path = home.places.home + '/' + file.toStdString();
    QDir().mkpath(QString::fromStdString(base::folderOf(path)));
    home.writeBytes("x", file.toStdString());
    auto identity = how == "script" ? home.scriptLaunch() : launch("0123456789abcdef", {"x"});
    if (how == "lock" || how == "record")
        identity.files = {{model::FileRole::Lock, {path, {}, {}}}};
    if (how == "environment")
        identity.files = {
            {model::FileRole::Settings, {home.places.home + "/project/.venv/pyvenv.cfg", {}, {}}}};
    if (how == "folder")
        identity.workingFolder = home.places.home + "/folder";
    if (how == "directory")
        identity.argv = {"uv", "run", "--directory", home.places.home + "/folder", "server.py"};

    const auto locks = locksOf(identity);

    QCOMPARE(locks.size(), std::size_t{1});
    QCOMPARE(locks.front(), how == "record" ? base::folderOf(base::folderOf(path)) : path);
}

void TestDependencies::whatARunnerDependsOnIsNotAsked()
{
    const ProjectHome home;
    home.lock(kEvilLock);
    auto identity = home.scriptLaunch(); // as npx is: a script with a lock of its own
    identity.package = model::PackageRun{"npx", "good", "1.0.0", true};
    QVERIFY(locksOf(identity).empty());
}

void TestDependencies::aDependencyThatDoesHarmStopsWhatWasAllowed()
{
    const ProjectHome home;
    const auto lock = home.lock(kEvilLock);
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(ledger->decide(card(home.scriptLaunch()), {.choice = model::Choice::Always}));
    QVERIFY(ledger->publishSnapshot());
    QVERIFY(home.isAllowed(home.scriptLaunch()));

    QVERIFY(importList(*ledger, home.write(listOf(1))));

    QVERIFY(!home.isAllowed(home.scriptLaunch())); // so that what runs is stopped, too
    const auto asked = ledger->explain(card(home.scriptLaunch())).value();
    QVERIFY(asked);
    QCOMPARE(asked->known.size(), std::size_t{1});
    QCOMPARE(asked->known.front().lock, lock);
    QVERIFY(
        knownSentence(asked->known.front())
            .starts_with("The dependency npm evil 1.0.0 (named in " + lock + ") was published to do harm"));
    QVERIFY(!mayAllowDespite(*asked, {}));

    // Decided again by somebody who knows, it is allowed, against exactly that.
    const auto decision = ledger->decide(*asked, {.choice = model::Choice::Always});
    QCOMPARE(decision->despite, (std::vector<std::string>{"MAL-1"}));
    QVERIFY(ledger->publishSnapshot());
    QVERIFY(home.isAllowed(home.scriptLaunch()));
}

void TestDependencies::aLockIsReadAgainWhenItChanges()
{
    const ProjectHome home;
    home.lock(kGoodLock);
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));
    QVERIFY(known(home, *ledger, home.scriptLaunch()).empty());

    home.lock(kEvilLock);
    QCOMPARE(known(home, *ledger, home.scriptLaunch()).size(), std::size_t{1});
    QVERIFY(QFile::remove(QString::fromStdString(home.places.home + "/project/package-lock.json")));
    QVERIFY(known(home, *ledger, home.scriptLaunch()).empty());
}

void TestDependencies::anImportSaysWhichServersDependOnIt()
{
    const ProjectHome home;
    home.lock(kEvilLock);
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(ledger->decide(card(home.scriptLaunch()), {.choice = model::Choice::Always}));

    const auto preview = checkList(*ledger, home.write(listOf(1)));

    QVERIFY(preview);
    QCOMPARE(preview->stops, (std::vector<std::string>{"notes"}));
}

void TestDependencies::faultsOfDependenciesAreToldAndCostLittle()
{
    const ProjectHome home;
    home.lock(
        "[[package]]\nname = \"fault-1\"\nversion = \"1.0\"\n[[package]]\nname = \"fault-2\"\nversion = "
        "\"1.0\"\n",
        "uv.lock");
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    auto list = listOf(1);
    for (const std::string name : {"fault-1", "fault-2"}) {
        auto advisory = list.advisories.front();
        advisory.id = "GHSA-" + name;
        advisory.package = name;
        advisory.ecosystem = intelligence::Ecosystem::PyPi;
        advisory.severity = model::AdvisorySeverity::Critical;
        list.advisories.push_back(advisory);
    }
    QVERIFY(ledger->decide(card(home.scriptLaunch()), {.choice = model::Choice::Always}));
    QVERIFY(importList(*ledger, home.write(list)));

    QCOMPARE(known(home, *ledger, home.scriptLaunch()).size(), std::size_t{2});
    QVERIFY(home.isAllowed(home.scriptLaunch()));
    const auto score = ledger->reputations()->servers.at("0123456789abcdef");
    const auto part =
        std::ranges::find(score.parts, model::ReputationReason::Dependencies, &model::ReputationPart::reason);
    QVERIFY(part != score.parts.end());
    QCOMPARE(part->points, -2);
    QCOMPARE(part->names.size(), std::size_t{2});
}

void TestDependencies::noCrowdOfFaultsHidesWhatDoesHarm()
{
    const ProjectHome home;
    std::string lock = R"({"packages":{"node_modules/evil":{"version":"1.0.0"})";
    auto list = listOf(1);
    for (int at = 0; at < 2000; ++at) {
        const auto name = "a" + std::to_string(at); // before "evil"
        lock += ",\"node_modules/" + name + R"(":{"version":"1.0.0"})";
        list.advisories.push_back(list.advisories.front());
        list.advisories.back().id = "GHSA-" + name;
        list.advisories.back().package = name;
    }
    home.lock(lock + "}}");
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(list)));

    const auto issues = known(home, *ledger, home.scriptLaunch());

    QCOMPARE(issues.size(), intelligence::kMaxDependencyIssues);
    QCOMPARE(issues.front().id, std::string("MAL-1"));
    const auto told = knownRemarks(issues); // nor in what a person reads
    QCOMPARE(told.size(), std::size_t{5});
    QVERIFY(told.front().isDanger);
    QCOMPARE(std::ranges::count(told, true, &KnownRemark::isDanger), 1);
    QCOMPARE(told.back().sentence, std::string("60 more known faults of dependencies."));
}

void TestDependencies::whatIsNoLockIsSaidAndStopsNothing_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("another text") << QByteArray("text") << QByteArray("file-does-not-parse");
    QTest::newRow("a pipe that nobody writes to") << QByteArray("pipe") << QByteArray("io-failed");
    QTest::newRow("a folder") << QByteArray("folder") << QByteArray("io-failed");
    QTest::newRow("a device without end") << QByteArray("/dev/zero") << QByteArray("io-failed");
    QTest::newRow("a link to another file") << QByteArray("/etc/passwd") << QByteArray("file-does-not-parse");
    QTest::newRow("a link to itself") << QByteArray("package-lock.json") << QByteArray();
}

void TestDependencies::whatIsNoLockIsSaidAndStopsNothing()
{
    QFETCH(const QByteArray, what);
    QFETCH(const QByteArray, why);
    const ProjectHome home;
    const auto path = home.places.home + "/project/package-lock.json";
    if (what == "text")
        home.lock("{}");
    else if (what == "pipe")
        QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
    else if (what == "folder")
        QVERIFY(QDir().mkpath(QString::fromStdString(path)));
    else
        QCOMPARE(::symlink(what.constData(), path.c_str()), 0);
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(ledger->decide(card(home.scriptLaunch()), {.choice = model::Choice::Always}));
    QVERIFY(importList(*ledger, home.write(listOf(1))));

    const auto issues = known(home, *ledger, home.scriptLaunch());

    QCOMPARE(issues.size(), why.isEmpty() ? std::size_t{0} : std::size_t{1});
    if (!why.isEmpty()) {
        QCOMPARE(issues.front().kind, model::KnownIssue::Kind::UnreadLock);
        QCOMPARE(issues.front().id, why.toStdString());
        QVERIFY(!isKnownDanger(issues.front()));
    }
    QVERIFY(home.isAllowed(home.scriptLaunch()));
}

void TestDependencies::nothingHidesBehindManyLocks()
{
    const ProjectHome home;
    for (const std::string folder : {"build/", ""})
        for (const std::string name :
            {"package-lock.json", "npm-shrinkwrap.json", "uv.lock", "poetry.lock", "requirements.txt"})
            home.lock(name.ends_with("json") ? kGoodLock : "", folder + name);
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));

    const auto issues = known(home, *ledger, home.scriptLaunch());

    QCOMPARE(issues.size(), std::size_t{1});
    QCOMPARE(issues.front().kind, model::KnownIssue::Kind::UnreadLock);
    QCOMPARE(issues.front().id, std::string("too-large"));
}

void TestDependencies::whatRunsItselfIsToldOnce()
{
    const ProjectHome home;
    const auto lock = home.lock(kEvilLock);
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));
    auto identity = evilLaunch();
    identity.files = {{model::FileRole::Lock, {lock, {}, {}}}}; // npx's lock names the package, too

    const auto issues = knownOf(ledger->database(), *openKnownTable(home.places), identity).value();

    QCOMPARE(issues.size(), std::size_t{1});
    QVERIFY(issues.front().lock.empty());
}

void TestDependencies::theNextProgramReadsNoLockInWhichNothingWasFound()
{
    const ProjectHome home;
    const auto lock = home.lock(kGoodLock);
    const auto kept = home.places.stateFolder + "/locks";
    {
        const auto ledger = home.listLedger();
        home.trust(*ledger);
        QVERIFY(importList(*ledger, home.write(listOf(1))));
        QVERIFY(ledger->decide(card(home.scriptLaunch()), {.choice = model::Choice::Always}));
        QVERIFY(ledger->publishSnapshot());
        QVERIFY(home.isAllowed(home.scriptLaunch()));
    }
    auto text = base::readFile(kept, 1 << 20).value();
    QVERIFY(text.find(lock) != std::string::npos);

    // It is believed by its stamp: here, that of a lock which does harm and was never read.
    home.lock(kEvilLock);
    const auto stamp = base::stampOf(lock).value();
    const auto head = text.substr(0, text.find('\n') + 1);
    const auto line = std::to_string(stamp.device) + ' ' + std::to_string(stamp.inode) + ' ' +
        std::to_string(stamp.size) + ' ' + std::to_string(stamp.modifiedNs) + ' ' +
        std::to_string(stamp.changedNs) + ' ' + lock + '\n';
    QVERIFY(base::replaceFile(kept, head + "no line\n1 2 3\n" + line, 0600));
    QVERIFY(home.listLedger("cli")->publishSnapshot());
    QVERIFY(home.isAllowed(home.scriptLaunch()));
    // Not where it was kept by others, of other lists, and not once the lock changes.
    QVERIFY(base::replaceFile(kept, "other 0.0.1\n" + line, 0600));
    QVERIFY(home.listLedger("cli")->publishSnapshot());
    QVERIFY(!home.isAllowed(home.scriptLaunch()));
    QVERIFY(base::readFile(kept, 1 << 20).value().find(lock) == std::string::npos);
    QVERIFY(base::replaceFile(kept, head + line, 0600));
    home.lock(kEvilLock);
    QVERIFY(home.listLedger("cli")->publishSnapshot());
    QVERIFY(!home.isAllowed(home.scriptLaunch()));
}

QTEST_GUILESS_MAIN(TestDependencies)
#include "tst_dependencies.moc"
