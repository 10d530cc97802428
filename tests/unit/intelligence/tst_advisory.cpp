// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/advisory.h"
#include "core/intelligence/advisory_json.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::intelligence;
using Kind = RangeEvent::Kind;

namespace {

base::Result<std::vector<Advisory>> fromText(const std::string& text)
{
    const auto json = ipc::parseStrict(text);
    if (!json)
        return json.error();
    return advisoriesFromOsv(*json);
}

/// "i0 f1.2.3 l2.0": introduced, fixed, last affected.
VersionRange rangeOf(const char* words)
{
    VersionRange range;
    for (const auto& word : QByteArray(words).split(' ')) {
        const auto kind =
            word[0] == 'i' ? Kind::Introduced : (word[0] == 'f' ? Kind::Fixed : Kind::LastAffected);
        range.push_back({kind, word.mid(1).toStdString()});
    }
    return range;
}

std::string documentWith(const std::string& affected, const std::string& more = {})
{
    return R"({"id":"GHSA-x","summary":"a fault","affected":[)" + affected + "]" + more + "}";
}

const char* const kNpmAffected =
    R"({"package":{"ecosystem":"npm","name":"left-pad"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.3"}]}]})";

} // namespace

class TestAdvisory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rangesAreEvaluatedAsOsvSays_data();
    void rangesAreEvaluatedAsOsvSays();
    void listedVersionsCountBesidesRanges();
    void anUnknownVersionMayBeAffected();
    void theNextFixedVersionIsNamed();
    void cvssScoresAreThoseOfTheSpecification_data();
    void cvssScoresAreThoseOfTheSpecification();
    void cvss4ScoresAreThoseOfTheSpecification_data();
    void cvss4ScoresAreThoseOfTheSpecification();
    void anOsvDocumentIsRead();
    void whatSaysNothingIsLeftOut_data();
    void whatSaysNothingIsLeftOut();
    void whatIsNotAsItMustBeIsRefused_data();
    void whatIsNotAsItMustBeIsRefused();
    void whatIsWrittenIsReadAgain();
    void namesHaveOneSpelling_data();
    void namesHaveOneSpelling();
};

void TestAdvisory::rangesAreEvaluatedAsOsvSays_data()
{
    QTest::addColumn<bool>("isPython");
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("affected");
    const auto row = [](const char* name, bool isPython, const char* range, const char* version,
                         Affected affected) {
        QTest::newRow(name) << isPython << QByteArray(range) << QByteArray(version)
                            << static_cast<int>(affected);
    };
    row("before the fix", false, "i0 f1.2.3", "1.2.2", Affected::Yes);
    row("the fix", false, "i0 f1.2.3", "1.2.3", Affected::No);
    row("a pre-release of the fix is before it", false, "i0 f1.2.3", "1.2.3-rc.1", Affected::Yes);
    row("before it was introduced", false, "i1.0.0 f1.2.3", "0.9.0", Affected::No);
    row("as introduced", false, "i1.0.0 f1.2.3", "1.0.0", Affected::Yes);
    row("a pre-release of the first one", false, "i1.0.0 f1.2.3", "1.0.0-alpha", Affected::No);
    row("0 comes before every pre-release", false, "i0 f1.0.0", "0.0.0-0", Affected::Yes);
    row("never fixed", false, "i1.0.0", "77.0.0", Affected::Yes);
    row("the last affected", false, "i0 l1.5.0", "1.5.0", Affected::Yes);
    row("behind the last affected", false, "i0 l1.5.0", "1.5.1", Affected::No);
    row("introduced again", false, "i0 f1.0.0 i2.0.0 f2.1.0", "2.0.5", Affected::Yes);
    row("between two", false, "i0 f1.0.0 i2.0.0 f2.1.0", "1.5.0", Affected::No);
    row("the order of events does not count", false, "f2.1.0 i2.0.0 f1.0.0 i0", "2.0.5", Affected::Yes);
    row("nor here", false, "f2.1.0 i2.0.0 f1.0.0 i0", "1.0.5", Affected::No);
    row("a version that is none", false, "i1.0.0 f1.2.3", "nightly", Affected::Maybe);
    row("an event that is none", false, "i0 fsoon", "1.0.0", Affected::Maybe);
    row("python, development release", true, "i0 f2.0", "2.0.dev1", Affected::Yes);
    row("python, post release of the fix", true, "i0 f2.0", "2.0.post1", Affected::No);
    row("python, epoch", true, "i0 f2.0", "1!0.1", Affected::No);
    row("python, local version of the last", true, "i0 l1.0", "1.0+local", Affected::No);
    row("python, other spelling", true, "i1.0.0rc1 f2", "1.0-RC.1", Affected::Yes);
}

void TestAdvisory::rangesAreEvaluatedAsOsvSays()
{
    QFETCH(bool, isPython);
    QFETCH(QByteArray, range);
    QFETCH(QByteArray, version);
    QFETCH(int, affected);
    Advisory advisory;
    advisory.ecosystem = isPython ? Ecosystem::PyPi : Ecosystem::Npm;
    advisory.ranges = {rangeOf(range.constData())};

    QCOMPARE(static_cast<int>(affects(advisory, version.toStdString())), affected);
}

void TestAdvisory::listedVersionsCountBesidesRanges()
{
    Advisory advisory;
    advisory.ecosystem = Ecosystem::PyPi;
    advisory.ranges = {rangeOf("i5.0 f6.0")};
    advisory.versions = {"1.0", "weird"};

    QCOMPARE(affects(advisory, "1.0.0"), Affected::Yes);
    QCOMPARE(affects(advisory, "5.5"), Affected::Yes);
    QCOMPARE(affects(advisory, "2.0"), Affected::No);
    QCOMPARE(affects(advisory, "weird"), Affected::Yes);
}

void TestAdvisory::anUnknownVersionMayBeAffected()
{
    Advisory advisory;
    advisory.ranges = {rangeOf("i0 f1.0.0")};
    QCOMPARE(affects(advisory, ""), Affected::Maybe);

    advisory.ranges = {rangeOf("i0")};
    QCOMPARE(affects(advisory, ""), Affected::Yes);
    QVERIFY(coversEverything(advisory));

    // Of a malicious package without a version every one is; another advisory without one says nothing.
    advisory.ranges.clear();
    QCOMPARE(affects(advisory, "1.0.0"), Affected::No);
    advisory.id = "MAL-2026-1";
    QCOMPARE(affects(advisory, ""), Affected::Yes);
}

void TestAdvisory::theNextFixedVersionIsNamed()
{
    Advisory advisory;
    advisory.ranges = {rangeOf("i0 f1.0.0"), rangeOf("i2.0.0 f2.1.0"), rangeOf("i3.0.0 f3.0.1")};

    QCOMPARE(fixedVersion(advisory, "2.0.0"), std::string("2.1.0"));
    QCOMPARE(fixedVersion(advisory, "0.5.0"), std::string("1.0.0"));
    QCOMPARE(fixedVersion(advisory, "9.0.0"), std::string());
    QCOMPARE(fixedVersion(advisory, ""), std::string("1.0.0"));
}

void TestAdvisory::cvssScoresAreThoseOfTheSpecification_data()
{
    QTest::addColumn<QByteArray>("vector");
    QTest::addColumn<int>("tenths"); // as FIRST's own calculator gives them; -1: none
    QTest::newRow("critical") << QByteArray("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") << 98;
    QTest::newRow("ten") << QByteArray("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H") << 100;
    QTest::newRow("cross-site scripting") << QByteArray("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N") << 61;
    QTest::newRow("denial of service") << QByteArray("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H") << 75;
    QTest::newRow("local, low") << QByteArray("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N") << 18;
    QTest::newRow("physical") << QByteArray("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H") << 68;
    QTest::newRow("privileges weigh otherwise where the scope changes")
        << QByteArray("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H") << 99;
    QTest::newRow("no impact") << QByteArray("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N") << 0;
    QTest::newRow("metrics in another order")
        << QByteArray("CVSS:3.1/S:U/C:H/I:H/A:H/AV:N/AC:L/PR:N/UI:N/E:P") << 98;
    QTest::newRow("version 4") << QByteArray(
                                      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N")
                               << -1;
    QTest::newRow("a metric is missing") << QByteArray("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H") << -1;
    QTest::newRow("none") << QByteArray("high") << -1;
}

void TestAdvisory::cvssScoresAreThoseOfTheSpecification()
{
    QFETCH(QByteArray, vector);
    QFETCH(int, tenths);
    QCOMPARE(cvssBaseScore(vector.toStdString()).value_or(-1), tenths);
}

void TestAdvisory::cvss4ScoresAreThoseOfTheSpecification_data()
{
    QTest::addColumn<QByteArray>("vector");
    QTest::addColumn<int>("tenths"); // as a calculator gives them that is not ours; -1: none
    QTest::addColumn<model::AdvisorySeverity>("severity");
    using Severity = model::AdvisorySeverity;
    const auto row = [](const char* name, const char* vector, int tenths, Severity severity) {
        QTest::newRow(name) << QByteArray(vector) << tenths << severity;
    };
    row("critical", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93,
        Severity::Critical);
    row("ten", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100, Severity::Critical);
    row("between classes", "CVSS:4.0/AV:L/AC:L/AT:P/PR:H/UI:A/VC:L/VI:L/VA:H/SC:H/SI:N/SA:H", 59,
        Severity::Medium);
    row("nobody exploits it", "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:N/SC:H/SI:N/SA:N/E:U/CR:M/IR:L",
        65, Severity::Medium);
    row("two ways down", "CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:N/VC:H/VI:L/VA:N/SC:L/SI:H/SA:H", 72,
        Severity::High);
    row("changed by its surroundings",
        "CVSS:4.0/AV:A/AC:L/AT:N/PR:H/UI:P/VC:H/VI:H/VA:L/SC:L/SI:N/SA:N/MAV:P/MVC:N/CR:L/IR:M/AR:M/E:X", 34,
        Severity::Low);
    row("low", "CVSS:4.0/AV:A/AC:H/AT:P/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:L/SA:H/E:U/CR:M/IR:L", 12,
        Severity::Low);
    row("a half", "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:L/SC:L/SI:H/SA:N", 94, Severity::Critical);
    row("no impact", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0, Severity::Low);
    row("what is only told changes nothing",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:Red/AU:Y", 93, Severity::Critical);
    row("a metric is missing", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N", -1,
        Severity::Unknown);
    row("a value is none", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:R/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", -1,
        Severity::Unknown);
    row("of the base, safety is none", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:?/SI:N/SA:N", -1,
        Severity::Unknown);
    row("of another version", "CVSS:4.1/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", -1,
        Severity::Unknown);
}

void TestAdvisory::cvss4ScoresAreThoseOfTheSpecification()
{
    QFETCH(QByteArray, vector);
    QFETCH(int, tenths);
    QFETCH(model::AdvisorySeverity, severity);
    QCOMPARE(cvss4Score(vector.toStdString()).value_or(-1), tenths);
    QCOMPARE(severityOfCvss(vector.toStdString()), severity);
}

void TestAdvisory::anOsvDocumentIsRead()
{
    const auto read = fromText(documentWith(std::string(kNpmAffected) +
            R"(,{"package":{"ecosystem":"PyPI","name":"Left_Pad"},"versions":["1.0"]},{"package":{"ecosystem":"Go","name":"x"},"versions":["1"]})",
        R"(,"aliases":["CVE-1"],"details":"long","unknown_member":{"x":[1]},"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}])"));

    QVERIFY2(read, read ? "" : read.error().detail.c_str());
    QCOMPARE(read->size(), 2U);
    const auto& npm = read->at(0);
    QCOMPARE(npm.package, std::string("left-pad"));
    QCOMPARE(npm.severity, model::AdvisorySeverity::Critical);
    QCOMPARE(npm.aliases, (std::vector<std::string>{"CVE-1"}));
    QCOMPARE(affects(npm, "1.2.2"), Affected::Yes);
    QCOMPARE(read->at(1).package, std::string("left-pad"));
    QCOMPARE(read->at(1).ecosystem, Ecosystem::PyPi);
}

void TestAdvisory::whatSaysNothingIsLeftOut_data()
{
    QTest::addColumn<QByteArray>("document");
    const auto row = [](const char* name, const std::string& document) {
        QTest::newRow(name) << QByteArray::fromStdString(document);
    };
    row("withdrawn", documentWith(kNpmAffected, R"(,"withdrawn":"2026-01-01T00:00:00Z")"));
    row("of another ecosystem",
        documentWith(R"({"package":{"ecosystem":"crates.io","name":"x"},"versions":["1"]})"));
    row("about commits alone",
        documentWith(
            R"({"package":{"ecosystem":"npm","name":"x"},"ranges":[{"type":"GIT","events":[{"introduced":"0"}]}]})"));
    row("about nothing", documentWith(""));
}

void TestAdvisory::whatSaysNothingIsLeftOut()
{
    QFETCH(QByteArray, document);
    const auto read = fromText(document.toStdString());
    QVERIFY2(read, read ? "" : read.error().detail.c_str());
    QVERIFY(read->empty());
}

void TestAdvisory::whatIsNotAsItMustBeIsRefused_data()
{
    QTest::addColumn<QByteArray>("document");
    const auto row = [](const char* name, const std::string& document) {
        QTest::newRow(name) << QByteArray::fromStdString(document);
    };
    row("no object", "[]");
    row("no id", R"({"affected":[]})");
    row("an id that could be anything", R"({"id":"a b\u202e","affected":[]})");
    row("affected of another type", R"({"id":"x","affected":{}})");
    row("an element that is no object", documentWith("7"));
    row("a name of another type",
        documentWith(R"({"package":{"ecosystem":"npm","name":7},"versions":["1"]})"));
    row("no name", documentWith(R"({"package":{"ecosystem":"npm","name":""},"versions":["1"]})"));
    row("versions of another type",
        documentWith(R"({"package":{"ecosystem":"npm","name":"x"},"versions":[1]})"));
    row("an event of no kind",
        documentWith(
            R"({"package":{"ecosystem":"npm","name":"x"},"ranges":[{"type":"SEMVER","events":[{"begins":"0"}]}]})"));
    row("an event of two",
        documentWith(
            R"({"package":{"ecosystem":"npm","name":"x"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0","fixed":"1"}]}]})"));
    row("a range without events",
        documentWith(
            R"({"package":{"ecosystem":"npm","name":"x"},"ranges":[{"type":"SEMVER","events":[]}]})"));
    row("a member twice", R"({"id":"x","id":"y","affected":[]})");
    row("withdrawn of another type", documentWith(kNpmAffected, R"(,"withdrawn":false)"));
}

void TestAdvisory::whatIsNotAsItMustBeIsRefused()
{
    QFETCH(QByteArray, document);
    QVERIFY(!fromText(document.toStdString()));
}

void TestAdvisory::whatIsWrittenIsReadAgain()
{
    const auto read = fromText(documentWith(
        std::string(kNpmAffected) + R"(,{"package":{"ecosystem":"PyPI","name":"x"},"versions":["1.0","2"]})",
        R"(,"aliases":["CVE-1"],"database_specific":{"severity":"MODERATE"})"));
    QVERIFY(read);

    const auto again = advisoriesFromOsv(osvOf(*read));

    QVERIFY2(again, again ? "" : again.error().detail.c_str());
    QVERIFY(*again == *read);
    QCOMPARE(again->front().severity, model::AdvisorySeverity::Medium);
}

void TestAdvisory::namesHaveOneSpelling_data()
{
    QTest::addColumn<bool>("isPython");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("normalised");
    QTest::newRow("PEP 503") << true << QByteArray("Friendly-._.Bard") << QByteArray("friendly-bard");
    QTest::newRow("extras are no part of it") << true << QByteArray("mcp[cli]") << QByteArray("mcp");
    QTest::newRow("npm's case counts") << false << QByteArray("JSONStream") << QByteArray("JSONStream");
    QTest::newRow("npm's separators count") << false << QByteArray("@x/a_b.c") << QByteArray("@x/a_b.c");
}

void TestAdvisory::namesHaveOneSpelling()
{
    QFETCH(bool, isPython);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, normalised);
    QCOMPARE(normalisedName(isPython ? Ecosystem::PyPi : Ecosystem::Npm, name.toStdString()),
        normalised.toStdString());
}

QTEST_GUILESS_MAIN(TestAdvisory)
#include "tst_advisory.moc"
