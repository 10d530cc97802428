// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector_set.h"
#include "core/inspect/inspector.h"
#include "core/inspect/pattern_list.h"
#include "core/jsonrpc/value.h"

#include <QtTest>
#include <algorithm>
#include <hs/hs_runtime.h>
#include <set>

using namespace gatehouse;
using namespace gatehouse::inspect;

namespace {

/// The rules that are found where a text stands in the place that a sample says. A detector that judges how a
/// whole window sounds may find what a rule's sample is of, and the other way round: only its own count
/// there.
struct RulesFound {
    QStringList all;
    QStringList own; ///< of the detector whose sample it is
};

RulesFound rulesFoundIn(Inspector& inspector, const Sample& sample, const Detector& asked)
{
    const auto line = R"({"jsonrpc":"2.0","id":1,"result":{"structuredContent":{)" +
        jsonrpc::encodeString(std::string(sample.key)) + ":" + jsonrpc::encodeString(sample.text) + "}}}";
    const auto parsed = jsonrpc::parseMessage(line, {});
    if (!parsed.message)
        return {{QStringLiteral("no message")}, {}};
    RulesFound rules;
    const auto inspection = inspector.inspect(*parsed.message, sample.channel);
    for (const auto& found : inspection->found) {
        const auto rule = QString::fromUtf8(found.rule->id.data(), qsizetype(found.rule->id.size()));
        const bool isOwn = found.detector == &asked;
        if ((isOwn || (!found.detector->readsWindows() && !asked.readsWindows())) &&
            !rules.all.contains(rule))
            rules.all << rule;
        if (isOwn && !rules.own.contains(rule))
            rules.own << rule;
    }
    return rules;
}

} // namespace

class TestDetectors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDatabaseIsOfTheseDetectors();
    void theScratchIsLargeEnoughForEveryDatabase();
    void everyDetectorIsToldOfItsPatterns();
    void everyDetectorIsToldOfItsWords();
    void idsAreUnique();
    void everySampleIsJudgedAsItSays_data();
    void everySampleIsJudgedAsItSays();
    void everyDetectorHasSamplesOfBothKinds();

private:
    DetectorSet m_detectors = DetectorSet::standard();
};

void TestDetectors::theDatabaseIsOfTheseDetectors()
{
    for (std::size_t scope = 0; scope < static_cast<std::size_t>(Scope::Count); ++scope) {
        const auto patterns = patternsOf(m_detectors, static_cast<Scope>(scope));
        QCOMPARE(kPatternDatabases[scope].patterns, patterns.size());
        for (std::size_t i = 0; i < patterns.size(); ++i)
            QVERIFY2(std::ranges::equal(ownersOf(static_cast<Scope>(scope), i), patterns[i].owners),
                patterns[i].expression.c_str());
        QVERIFY(kPatternDatabases[scope].size > 1000);
    }
    QVERIFY(PatternScan::open());
}

/// Vectorscan makes a scratch larger where a database needs more.
void TestDetectors::theScratchIsLargeEnoughForEveryDatabase()
{
    hs_scratch_t* scratch = nullptr;
    std::size_t cloned = 0;
    QCOMPARE(hs_clone_scratch(reinterpret_cast<const hs_scratch_t*>(kScratchImage), &scratch), HS_SUCCESS);
    QCOMPARE(hs_scratch_size(scratch, &cloned), HS_SUCCESS);

    std::size_t needed = 0;
    for (std::size_t scope = 0; scope < static_cast<std::size_t>(Scope::Count); ++scope) {
        const auto* const database = reinterpret_cast<const hs_database_t*>(kPatternDatabases[scope].bytes);
        QCOMPARE(hs_alloc_scratch(database, &scratch), HS_SUCCESS);
    }
    QCOMPARE(hs_scratch_size(scratch, &needed), HS_SUCCESS);
    hs_free_scratch(scratch);

    QCOMPARE(needed, cloned);
}

void TestDetectors::everyDetectorIsToldOfItsPatterns()
{
    const std::size_t all = m_detectors.detectors().size();
    std::vector<std::set<std::uint32_t>> told(all);
    for (std::size_t scope = 0; scope < static_cast<std::size_t>(Scope::Count); ++scope) {
        for (std::size_t i = 0; i < kPatternDatabases[scope].patterns; ++i) {
            for (const auto& owner : ownersOf(static_cast<Scope>(scope), i)) {
                QVERIFY(owner.detector < all);
                told[owner.detector].insert(owner.told);
            }
        }
    }

    for (std::size_t i = 0; i < all; ++i) {
        const auto& detector = *m_detectors.detectors()[i];
        std::set<std::uint32_t> wanted;
        for (std::size_t number = 0; number < detector.patterns().size(); ++number)
            wanted.insert(detector.patterns()[number].told.value_or(static_cast<std::uint32_t>(number)));
        QVERIFY2(told[i] == wanted, std::string(detector.id()).c_str());
    }
}

void TestDetectors::everyDetectorIsToldOfItsWords()
{
    std::size_t count = 0;
    for (std::size_t scope = 0; scope < static_cast<std::size_t>(Scope::Count); ++scope) {
        const auto& table = kWordTables[scope];
        for (const auto& word : wordsOf(m_detectors, static_cast<Scope>(scope))) {
            const auto same = [&](const ListedWord& known) {
                return table.letters.substr(known.begin, known.size) == word.text &&
                    known.isPrefix == word.isPrefix && std::ranges::equal(table.ownersOf(known), word.owners);
            };
            QVERIFY2(std::ranges::any_of(table.words.beginningAs(word.text), same), word.text.c_str());
            QVERIFY(table.words.mayHold(word.text));
            ++count;
        }
        QCOMPARE(std::ranges::count(table.letters, '|'),
            static_cast<std::ptrdiff_t>(wordsOf(m_detectors, static_cast<Scope>(scope)).size()));
    }
    QVERIFY(count > 300);
    QVERIFY(kWordTables[static_cast<std::size_t>(Scope::Content)].letters.empty());
}

void TestDetectors::idsAreUnique()
{
    std::set<std::string_view> ids;
    for (const auto& detector : m_detectors.detectors()) {
        QVERIFY(ids.insert(detector->id()).second);
        for (const auto& rule : detector->rules()) {
            QVERIFY2(ids.insert(rule.id).second, std::string(rule.id).c_str());
            QVERIFY(!rule.sentence.empty());
        }
    }
}

void TestDetectors::everySampleIsJudgedAsItSays_data()
{
    QTest::addColumn<int>("detector");
    QTest::addColumn<int>("sample");
    for (std::size_t i = 0; i < m_detectors.detectors().size(); ++i) {
        const auto& detector = *m_detectors.detectors()[i];
        for (std::size_t k = 0; k < detector.samples().size(); ++k)
            QTest::newRow((std::string(detector.id()) + " " + std::to_string(k)).c_str()) << int(i) << int(k);
    }
}

void TestDetectors::everySampleIsJudgedAsItSays()
{
    QFETCH(int, detector);
    QFETCH(int, sample);
    const auto& asked = *m_detectors.detectors()[std::size_t(detector)];
    const auto& text = asked.samples()[std::size_t(sample)];
    auto inspector = Inspector::make(m_detectors).value();

    const auto found = rulesFoundIn(inspector, text, asked);

    // One text may be wrong in two ways, and two detectors say so; each says one thing. What is harmless is
    // that for all.
    const auto rule = QString::fromUtf8(text.rule.data(), qsizetype(text.rule.size()));
    if (rule.isEmpty())
        QCOMPARE(found.all, QStringList());
    else
        QVERIFY2(found.all.contains(rule), qPrintable(found.all.join(QLatin1Char(' '))));
    QVERIFY2(
        found.own.isEmpty() || found.own == QStringList(rule), qPrintable(found.own.join(QLatin1Char(' '))));
}

void TestDetectors::everyDetectorHasSamplesOfBothKinds()
{
    for (const auto& detector : m_detectors.detectors()) {
        std::set<std::string_view> shown;
        bool hasBenign = false;
        for (const auto& sample : detector->samples()) {
            hasBenign = hasBenign || sample.rule.empty();
            shown.insert(sample.rule);
        }
        QVERIFY2(hasBenign, std::string(detector->id()).c_str());
        QVERIFY2(shown.size() > 1, std::string(detector->id()).c_str());
    }
}

QTEST_APPLESS_MAIN(TestDetectors)
#include "tst_detectors.moc"
