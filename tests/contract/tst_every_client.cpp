// SPDX-License-Identifier: Apache-2.0
#include "tests/contract/client_cases.h"

#include <map>
#include <set>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using namespace gatehouse::tests;

namespace {

/// A path that begins with a variable without a default: there is such a file only where the user has set it.
bool needsAVariable(const std::string& path)
{
    return path.starts_with("${") && path.find(":-") > path.find('}');
}

/// True where a test on this system can put a file in the location's place; Windows paths have drives.
bool canBeTriedHere(const ClientLocation& location)
{
    const auto isTriable = [](const std::vector<std::string>& paths) {
        return std::any_of(
            paths.begin(), paths.end(), [](const std::string& path) { return !needsAVariable(path); });
    };
    return !location.projectPaths.empty() || isTriable(location.paths.onLinux) ||
        isTriable(location.paths.onMac);
}

/// The files of unreadable/ are no JSON. Nothing at all is a document of TOML and of YAML, and YAML quotes
/// with ' as well.
bool isReadableAs(const QString& file, const std::string& place)
{
    const bool isYaml = place.ends_with(".yaml") || place.ends_with(".yml");
    const bool isEmpty = file == QStringLiteral("empty.json") || file == QStringLiteral("white-space.json");
    return (isEmpty && (isYaml || place.ends_with(".toml"))) ||
        (isYaml && file == QStringLiteral("single-quotes.json"));
}

struct stat statusOf(const std::string& path)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
        qFatal("no such file: %s", path.c_str());
    return status;
}

} // namespace

class TestEveryClient : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyClientOfTheTableHasACase();
    void everyLocationOfTheTableThatIsEditedHasACase();

    void findsTheServersAndTheirReasons_data() { addCases(CaseSet::EveryPlace); }
    void findsTheServersAndTheirReasons();
    void protectThenUnprotectGivesTheSameBytes_data() { addCases(CaseSet::EveryPlace); }
    void protectThenUnprotectGivesTheSameBytes();
    void undoingOneByOneGivesTheSameBytes_data() { addCases(CaseSet::EveryFixture); }
    void undoingOneByOneGivesTheSameBytes();
    void twiceIsOnce_data() { addCases(CaseSet::EveryFixture); }
    void twiceIsOnce();
    void keepsModeAttributesLinkAndEverythingElse_data() { addCases(CaseSet::EveryFixture); }
    void keepsModeAttributesLinkAndEverythingElse();
    void restoresEntriesOfAFileThatItsClientWroteAnew_data() { addCases(CaseSet::StrictFixtures); }
    void restoresEntriesOfAFileThatItsClientWroteAnew();
    void leavesWhatDoesNotParse_data();
    void leavesWhatDoesNotParse();
};

void TestEveryClient::everyClientOfTheTableHasACase()
{
    std::set<std::string> covered;
    for (const auto& one : cases())
        covered.insert(one["client"].get<std::string>());

    const auto table = loadBuiltinClientTable().value();
    for (const auto& client : table)
        QVERIFY2(covered.contains(client.id), client.id.c_str());
}

void TestEveryClient::everyLocationOfTheTableThatIsEditedHasACase()
{
    std::set<std::string> covered;
    for (const auto& one : cases()) {
        const CaseHome home(one);
        const auto found = home.discover({home.path("work")});
        for (const auto& file : found.files)
            covered.insert(file.client + "/" + file.locationId);
    }

    const auto table = loadBuiltinClientTable().value();
    for (const auto& client : table) {
        for (const auto& location : client.locations) {
            const auto name = client.id + "/" + location.id;
            QVERIFY2(covered.contains(name) || !location.notGuarded.empty() || !canBeTriedHere(location),
                name.c_str());
        }
    }
}

void TestEveryClient::findsTheServersAndTheirReasons()
{
    const auto& one = currentCase();
    const CaseHome home(one);

    const auto found = home.discover({home.path("work")});

    QVERIFY(found.isComplete);
    QCOMPARE(found.files.size(), std::size_t{1});
    const auto& file = found.files[0];
    QCOMPARE(file.client, one["client"].get<std::string>());
    QVERIFY2(!file.problem, file.problem ? file.problem->detail.c_str() : "");
    std::vector<std::string> guarded;
    std::map<std::string, std::string> seen;
    for (const auto& entry : file.entries) {
        if (entry.isGuardable)
            guarded.push_back(entry.location.name);
        else
            seen[entry.location.name] = entry.reason;
        QCOMPARE(entry.line >= 1, !entry.location.keyPath.empty()); // what cannot be read has no lines
    }
    QCOMPARE(guarded, one["guarded"].get<std::vector<std::string>>());
    QCOMPARE(seen, (one["seen"].get<std::map<std::string, std::string>>()));
}

void TestEveryClient::protectThenUnprotectGivesTheSameBytes()
{
    const auto& one = currentCase();
    const CaseHome home(one);

    const auto outcomes = home.protectAll();

    QCOMPARE(outcomes.size(), one["guarded"].size());
    for (const auto& outcome : outcomes)
        QVERIFY2(outcome.isDone, outcome.error.detail.c_str());
    QCOMPARE(home.now() == home.original, outcomes.empty());
    for (const auto& outcome : home.unprotect())
        QCOMPARE(outcome.how, std::string("byte-for-byte"));
    QCOMPARE(home.now(), home.original);
}

void TestEveryClient::undoingOneByOneGivesTheSameBytes()
{
    const CaseHome home(currentCase());

    for (const auto& outcome : home.protectAll()) {
        const auto undone = home.unprotect({outcome.ref});
        QCOMPARE(undone.size(), std::size_t{1});
        QVERIFY2(undone[0].isDone, undone[0].error.detail.c_str());
    }

    QCOMPARE(home.now(), home.original);
}

void TestEveryClient::twiceIsOnce()
{
    const CaseHome home(currentCase());
    const auto first = home.protectAll().size();
    const auto once = home.now();

    QVERIFY(home.protectAll().empty());
    const auto plan = home.plan({home.path("work")});

    QCOMPARE(home.now(), once);
    QCOMPARE(plan.alreadyProtected.size(), first);
    QVERIFY(plan.files.empty());
}

void TestEveryClient::keepsModeAttributesLinkAndEverythingElse()
{
    const CaseHome home(currentCase());
    const auto link = home.path(home.name);
    const auto target = home.write("dotfiles/real", home.original);
    QCOMPARE(::chmod(target.c_str(), 0640), 0);
    const bool hasAttributes = ::setxattr(target.c_str(), "user.note", "kept", 4, 0) == 0;
    QCOMPARE(::unlink(link.c_str()), 0);
    QCOMPARE(::symlink(target.c_str(), link.c_str()), 0);
    const auto lines = QByteArray::fromStdString(home.original).count('\n');

    for (const auto& outcome : home.protectAll())
        QVERIFY2(outcome.isDone, outcome.error.detail.c_str());

    QVERIFY(S_ISLNK(statusOf(link).st_mode));
    QCOMPARE(statusOf(target).st_mode & 07777U, 0640U);
    char value[8]{};
    QVERIFY(!hasAttributes || ::getxattr(target.c_str(), "user.note", value, sizeof(value)) == 4);
    const auto now = QByteArray::fromStdString(home.now());
    QVERIFY(now.count('\n') >= lines);
    QCOMPARE(now.count('\r') > 0, home.original.find('\r') != std::string::npos);
    QCOMPARE(
        QDir(QString::fromStdString(home.path("dotfiles"))).entryList(QDir::Files | QDir::Hidden).size(), 1);
    for (const auto& outcome : home.unprotect())
        QVERIFY2(outcome.isDone, outcome.error.detail.c_str());
    QCOMPARE(home.now(), home.original);
    QVERIFY(S_ISLNK(statusOf(link).st_mode));
}

void TestEveryClient::restoresEntriesOfAFileThatItsClientWroteAnew()
{
    const CaseHome home(currentCase());
    home.protectAll();
    auto json = Json::parse(home.now());
    json["userID"] = "new";
    home.write(home.name, json.dump(3));

    for (const auto& outcome : home.unprotect()) {
        QVERIFY2(outcome.isDone, outcome.error.detail.c_str());
        QVERIFY(outcome.how == "entry" || outcome.how == "byte-for-byte");
    }

    auto expected = Json::parse(home.original);
    expected["userID"] = "new";
    QCOMPARE(Json::parse(home.now()), expected);
}

void TestEveryClient::leavesWhatDoesNotParse_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("place");
    QTest::addColumn<int>("system");
    std::map<std::string, int> places;
    std::set<std::string> fixtures;
    for (const auto& one : cases()) {
        // One place for each fixture: the others are more paths of the same location.
        if (!one["guarded"].empty() && fixtures.insert(one["file"].get<std::string>()).second)
            places.emplace(one["place"].get<std::string>(), static_cast<int>(systemOf(one)));
    }
    const QDir folder(QStringLiteral(GATEHOUSE_CLIENT_DATA "/unreadable"));
    for (const auto& file : folder.entryList(QDir::Files)) {
        for (const auto& [place, system] : places) {
            if (isReadableAs(file, place))
                continue;
            QTest::addRow("%s as %s", qPrintable(file), place.c_str())
                << file << QString::fromStdString(place) << system;
        }
    }
}

void TestEveryClient::leavesWhatDoesNotParse()
{
    QFETCH(const QString, file);
    QFETCH(const QString, place);
    QFETCH(const int, system);
    ClientHome home;
    home.system = static_cast<System>(system);
    const auto bytes = dataFile("unreadable/" + file.toStdString());
    const auto path = home.write(place.toStdString(), bytes);
    const auto stamp = base::stampOf(path).value();

    const auto plan = home.plan({home.path("work")});

    QVERIFY(plan.files.empty());
    QCOMPARE(plan.refused.size(), std::size_t{1});
    QCOMPARE(plan.refused[0].reason.code, base::ErrorCode::FileDoesNotParse);
    QVERIFY(plan.refused[0].reason.detail.find(": line ") != std::string::npos);
    QVERIFY(home.protect({home.path("work")}).empty());
    QVERIFY(base::stampOf(path).value() == stamp);
    QCOMPARE(home.read(place.toStdString()), bytes);
}

QTEST_APPLESS_MAIN(TestEveryClient)
#include "tst_every_client.moc"
