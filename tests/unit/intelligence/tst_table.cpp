// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/assess.h"
#include "core/intelligence/imitation.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::intelligence;
using Issue = model::KnownIssue;

namespace {

Advisory advisoryOf(
    const char* id, const char* package, VersionRange range, Ecosystem ecosystem = Ecosystem::Npm)
{
    Advisory advisory;
    advisory.id = id;
    advisory.ecosystem = ecosystem;
    advisory.package = package;
    advisory.summary = "what it does";
    if (!range.empty())
        advisory.ranges.push_back(std::move(range));
    return advisory;
}

const VersionRange kAll{{RangeEvent::Kind::Introduced, "0"}};
const VersionRange kBefore2{{RangeEvent::Kind::Introduced, "0"}, {RangeEvent::Kind::Fixed, "2.0.0"}};

TableInput sampleInput(bool isOrganisation = false)
{
    TableInput input;
    input.isOrganisation = isOrganisation;
    input.content.head.title = "Sample";
    auto& advisories = input.content.advisories;
    advisories.push_back(advisoryOf("MAL-1", "evil", kAll));
    advisories.push_back(advisoryOf("MAL-2", "taken-over", {}));
    advisories.back().versions = {"1.0.1"};
    advisories.push_back(advisoryOf("GHSA-low", "faulty", kBefore2));
    advisories.back().severity = model::AdvisorySeverity::Low;
    advisories.push_back(advisoryOf("GHSA-bad", "faulty", kBefore2));
    advisories.back().severity = model::AdvisorySeverity::Critical;
    advisories.push_back(advisoryOf("MAL-3", "pyevil", kAll, Ecosystem::PyPi));
    input.content.hashes.push_back({base::sha256("dropper"), "HASH-1", "a dropper"});
    input.content.names = {{Ecosystem::Npm, "@modelcontextprotocol/server-memory"},
        {Ecosystem::Npm, "lodash"}, {Ecosystem::Npm, "cross-env"}, {Ecosystem::PyPi, "requests"}};
    return input;
}

Table tableOf(const std::vector<TableInput>& inputs)
{
    return std::move(*Table::fromBytes(encodeTable(inputs)));
}

model::LaunchIdentity launch(
    const char* runner, const char* name, const char* version, const char* found = "")
{
    model::LaunchIdentity identity;
    identity.executable = {"/usr/bin/node", base::sha256("node"), {}};
    identity.package = model::PackageRun{runner, name, version, *version != 0, found};
    return identity;
}

QByteArray idsOf(const std::vector<Issue>& issues)
{
    QByteArrayList ids;
    for (const auto& issue : issues)
        ids.append(
            QByteArray::fromStdString(issue.id) + (issue.stops() ? "!" : "") + (issue.isCertain ? "" : "?"));
    return ids.join(' ');
}

} // namespace

class TestTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsKnownOfALaunchIsFound_data();
    void whatIsKnownOfALaunchIsFound();
    void adeniedHashIsFoundWhereverItRuns();
    void onlyAnOrganisationsDenialIsFinal();
    void anAdvisoryOfTwoListsIsOne();
    void aDamagedRowIsNoAnswer();
    void nothingOfADamagedTableIsReadOutside();
    void manyPackagesAreToldApart();
    void namesThatImitateAreTold_data();
    void namesThatImitateAreTold();
};

void TestTable::whatIsKnownOfALaunchIsFound_data()
{
    QTest::addColumn<QByteArrayList>("package"); // runner, name, version as written, version found
    QTest::addColumn<QByteArray>("ids");
    const auto row = [](const char* title, const QByteArrayList& package, const char* ids) {
        QTest::newRow(title) << package << QByteArray(ids);
    };
    row("nothing", {"npx", "fine", "1.0.0", ""}, "");
    row("malicious in every version", {"npx", "evil", "", ""}, "MAL-1!");
    row("malicious in this version", {"npx", "taken-over", "1.0.1", ""}, "MAL-2!");
    row("malicious in another version", {"npx", "taken-over", "1.0.2", ""}, "");
    row("malicious, version not known", {"npx", "taken-over", "", ""}, "MAL-2?");
    row("what lies here counts, not what is written", {"npx", "taken-over", "^1.0.0", "1.0.1"}, "MAL-2!");
    row("vulnerable, worst first", {"npx", "faulty", "1.5.0", ""}, "GHSA-bad GHSA-low");
    row("fixed", {"npx", "faulty", "2.0.0", ""}, "");
    row("a name of the other ecosystem", {"npx", "pyevil", "1.0", ""}, "");
    row("python, another spelling", {"uvx", "PyEvil[cli]", "1.0", ""}, "MAL-3!");
    row("an alias of npm", {"npx", "fine", "npm:evil@1.0.0", ""}, "MAL-1!");
    row("an alias of a scoped one", {"npx", "fine", "npm:@scope/evil@1.0.0", ""}, "");
    row("an image", {"docker", "evil", "1.0.0", ""}, "");
}

void TestTable::whatIsKnownOfALaunchIsFound()
{
    QFETCH(QByteArrayList, package);
    QFETCH(QByteArray, ids);
    const auto table = tableOf({sampleInput()});
    const auto identity = launch(
        package[0].constData(), package[1].constData(), package[2].constData(), package[3].constData());

    const auto all = allIssues(table, identity);
    const auto stopping = stoppingIssues(table, identity);

    QVERIFY(all && stopping);
    QCOMPARE(idsOf(*all), ids);
    QCOMPARE(stopping->empty(), !ids.contains('!'));
}

void TestTable::adeniedHashIsFoundWhereverItRuns()
{
    const auto table = tableOf({sampleInput()});
    const model::HashedFile bad{"/tmp/x", base::sha256("dropper"), {}};
    auto asProgram = launch("npx", "fine", "1.0.0");
    asProgram.executable = bad;
    auto asScript = launch("npx", "fine", "1.0.0");
    asScript.script = bad;
    auto asFile = launch("npx", "fine", "1.0.0");
    asFile.package.reset();
    asFile.files.push_back({model::FileRole::Loaded, bad});

    for (const auto& identity : {asProgram, asScript, asFile}) {
        const auto found = stoppingIssues(table, identity);
        QVERIFY(found);
        QCOMPARE(idsOf(*found), QByteArray("HASH-1!"));
        QCOMPARE(found->front().subject, std::string("/tmp/x"));
    }
}

void TestTable::onlyAnOrganisationsDenialIsFinal()
{
    for (const bool isOrganisation : {false, true}) {
        const auto table = tableOf({sampleInput(isOrganisation)});
        auto identity = launch("npx", "evil", "1.0.0");
        identity.executable.hash = base::sha256("dropper");

        const auto found = stoppingIssues(table, identity);

        QCOMPARE(idsOf(*found), QByteArray("HASH-1! MAL-1!"));
        QCOMPARE(found->at(0).isFinal, isOrganisation);
        QVERIFY(!found->at(1).isFinal); // what a list says of a name may be wrong
    }
}

void TestTable::anAdvisoryOfTwoListsIsOne()
{
    auto identity = launch("npx", "evil", "1.0.0");
    identity.executable.hash = base::sha256("dropper");

    const auto found = allIssues(tableOf({sampleInput(), sampleInput(true)}), identity);

    QCOMPARE(idsOf(*found), QByteArray("HASH-1! MAL-1!"));
    QVERIFY(found->front().isFinal);
}

void TestTable::aDamagedRowIsNoAnswer()
{
    const auto bytes = encodeTable({sampleInput()});
    const auto at = bytes.find("MAL-1");
    QVERIFY(at != std::string::npos);
    auto damaged = bytes;
    damaged[at] = 'X';

    const auto table = Table::fromBytes(damaged);

    QVERIFY(table);
    const auto found = stoppingIssues(*table, launch("npx", "evil", ""));
    QVERIFY(!found);
    QCOMPARE(found.error().code, base::ErrorCode::IntelligenceDamaged);
    QVERIFY(stoppingIssues(*table, launch("npx", "fine", "")));
}

void TestTable::nothingOfADamagedTableIsReadOutside()
{
    const auto bytes = encodeTable({sampleInput()});
    const auto identity = launch("npx", "evil", "");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        if (const auto table = Table::fromBytes(bytes.substr(0, size)))
            static_cast<void>(allIssues(*table, identity));
    }
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto flipped = bytes;
        flipped[at] = static_cast<char>(~flipped[at]);
        if (const auto table = Table::fromBytes(flipped))
            static_cast<void>(allIssues(*table, identity));
    }
    QVERIFY(Table::fromBytes(bytes));
}

void TestTable::manyPackagesAreToldApart()
{
    TableInput input;
    for (int at = 0; at < 20'000; ++at)
        input.content.advisories.push_back(
            advisoryOf(("MAL-" + std::to_string(at)).c_str(), ("p" + std::to_string(at)).c_str(), kAll));
    const auto table = tableOf({input});
    for (int at = 0; at < 20'000; at += 97) {
        const auto found = table.advisoriesOf(Ecosystem::Npm, "p" + std::to_string(at));
        QCOMPARE(found->size(), 1U);
        QCOMPARE(found->front().advisory.id, "MAL-" + std::to_string(at));
    }
    QVERIFY(table.advisoriesOf(Ecosystem::PyPi, "p7")->empty());
    QVERIFY(table.advisoriesOf(Ecosystem::Npm, "p20000")->empty());
}

void TestTable::namesThatImitateAreTold_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("of");
    const auto row = [](const char* name, const char* of) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(of);
    };
    row("lodash", "");
    row("l0dash", "lodash");
    row("1odash", "lodash");
    row("lodas", ""); // five letters differ from others by one all the time
    row("lodahs", "lodash");
    row("lodassh", "lodash");
    row("loadsh", "lodash");
    row("lo-dash", "lodash");
    row("crossenv", "cross-env");
    row("cross.env", "cross-env");
    row("env-cross", "cross-env");
    row("cross-envs", "cross-env");
    row("lodash-es", "");
    row("lodash4", "");
    row("@me/lodash", "");
    row("@modelcontextprotocol/server-memory", "");
    row("@modelcontextprotocol/server-files", "");
    row("modelcontextprotocol-server-memory", "@modelcontextprotocol/server-memory");
    row("@modelcontextprotoco1/server-memory", "@modelcontextprotocol/server-memory");
    row("@model-context-protocol/server-memory", "@modelcontextprotocol/server-memory");
    row("@modelcontextprotocols/server-memory", "@modelcontextprotocol/server-memory");
    row("@someone/server-memory", "");
    row("server-memory", "@modelcontextprotocol/server-memory");
    row("requests", ""); // known to PyPI alone
    row("l\xD0\xBE"
        "dash",
        "lodash");                      // a Cyrillic letter
    row("lod\xCE\xB1sh", "lodash");     // a Greek one that looks a little otherwise
    row("\xEF\xBD\x8Codash", "lodash"); // a wide one
    row("lo\xE2\x80\x8B"
        "dash",
        "lodash");                  // with something in it that draws nothing
    row("lod\xC3\xA1sh", "lodash"); // an accent is another letter
    row("l\xD0\xBE"
        "d\xD0\xB0sh",
        "lodash");
    row("\xD1\x81r\xD0\xBEss_env", "cross-env"); // together with another trick
    row("@modelcontextpr\xD0\xBEtocol/server-memory", "@modelcontextprotocol/server-memory");
    row("\xE6\xBC\xA2\xE5\xAD\x97", ""); // another language imitates nobody
    row("lodash\xFF\xFE\xFF", "");       // nor does what is no text
}

void TestTable::namesThatImitateAreTold()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, of);
    const auto imitation =
        NameIndex(sampleInput().content.names).imitationOf(Ecosystem::Npm, name.toStdString());
    QCOMPARE(imitation ? imitation->of : std::string(), of.toStdString());
}

QTEST_GUILESS_MAIN(TestTable)
#include "tst_table.moc"
