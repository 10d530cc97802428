// SPDX-License-Identifier: Apache-2.0
#include "tests/support/developer_weeks/player.h"
#include "tests/support/developer_weeks/recorded.h"

#include <QtTest>

#include <map>

using namespace gatehouse;
using namespace gatehouse::weeks;

/// How often the baseline marks what is ordinary, and whether it marks what is not: printed, and held to
/// floors. resources/docs/behaviour.md has the figures.
class TestBehaviourWeeks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFirstWeekHasLessThanOneMarkADay_data();
    void aFirstWeekHasLessThanOneMarkADay();
    void recordedSessionsAreUsualAndWhatIsNotIsMarked_data();
    void recordedSessionsAreUsualAndWhatIsNotIsMarked();
    void anIncidentIsMarkedAtItsFirstCall_data();
    void anIncidentIsMarkedAtItsFirstCall();
};

namespace {

constexpr int kFinalSeeds = 20;
constexpr std::uint64_t kFirstFinalSeed = 9001; // thresholds were chosen with 1 to 40, see TUNING

struct Marks {
    int messages = 0;
    int days = 0;
    std::map<std::string, int> byRule;
};

/// Days on which the server was used count, not those that were free.
Marks marksOf(const Profile& profile, std::uint64_t seed, int fromDay, int days)
{
    Marks marks;
    Player player;
    const auto from = kMonday + fromDay * kDay;
    std::int64_t lastDay = -1;
    for (const auto& call : daysOf(profile, seed, days)) {
        const auto found = player.play(call);
        if (call.at < from)
            continue;
        marks.days += call.at / kDay != std::exchange(lastDay, call.at / kDay) ? 1 : 0;
        marks.messages += found.empty() ? 0 : 1;
        for (const auto& one : found) {
            ++marks.byRule[std::string(model::toText(one.rule))];
            if (qEnvironmentVariableIsSet("SHOW_MARKS"))
                qInfo("%s day %d: %s: %s", profile.name, int((call.at - kMonday) / kDay), call.tool.c_str(),
                    one.sentence.c_str());
        }
    }
    return marks;
}

std::vector<Profile> allProfiles()
{
    auto all = tunedProfiles();
    for (auto& one : heldOutProfiles())
        all.push_back(std::move(one));
    return all;
}

std::vector<Incident> allIncidents()
{
    auto all = tunedIncidents();
    for (auto& one : heldOutIncidents())
        all.push_back(std::move(one));
    return all;
}

std::uint64_t firstSeed()
{
    return qEnvironmentVariableIsSet("TUNING") ? 1 : kFirstFinalSeed;
}

} // namespace

void TestBehaviourWeeks::aFirstWeekHasLessThanOneMarkADay_data()
{
    QTest::addColumn<int>("profile");
    const auto all = allProfiles();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name) << int(i);
}

void TestBehaviourWeeks::aFirstWeekHasLessThanOneMarkADay()
{
    QFETCH(int, profile);
    const auto chosen = allProfiles().at(std::size_t(profile));
    Marks week;
    int worst = 0;
    Marks later;
    for (std::uint64_t seed = firstSeed(); seed < firstSeed() + kFinalSeeds; ++seed) {
        const auto first = marksOf(chosen, seed, 0, 7);
        worst = std::max(worst, first.messages);
        week.messages += first.messages;
        week.days += first.days;
        for (const auto& [rule, count] : first.byRule)
            week.byRule[rule] += count;
        const auto month = marksOf(chosen, seed, 7, 28);
        later.messages += month.messages;
        later.days += month.days;
        for (const auto& [rule, count] : month.byRule)
            later.byRule[rule] += count;
    }
    QString rules;
    for (const auto& [rule, count] : week.byRule)
        rules += QStringLiteral(" %1 %2").arg(QString::fromStdString(rule)).arg(count);
    rules += QStringLiteral(" | later:");
    for (const auto& [rule, count] : later.byRule)
        rules += QStringLiteral(" %1 %2").arg(QString::fromStdString(rule)).arg(count);
    const auto rate = double(week.messages) / week.days;
    const auto laterRate = double(later.messages) / later.days;
    qInfo("%-9s first week %.2f marks a day of use (worst week: %d), weeks 2 to 4 %.2f;%s", chosen.name, rate,
        worst, laterRate, qPrintable(rules));
    QVERIFY(week.days > kFinalSeeds * 4);
    QVERIFY2(rate < 1, "more than one a day");
    QVERIFY2(laterRate < 1, "more than one a day");
    QVERIFY2(worst < 7, "a week of more than one a day");
}

void TestBehaviourWeeks::anIncidentIsMarkedAtItsFirstCall_data()
{
    QTest::addColumn<int>("incident");
    const auto all = allIncidents();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name) << int(i);
}

/// Between the ordinary calls of the second Monday, and, for comparison, of the first Thursday.
void TestBehaviourWeeks::anIncidentIsMarkedAtItsFirstCall()
{
    QFETCH(int, incident);
    const auto chosen = allIncidents().at(std::size_t(incident));
    const auto profiles = allProfiles();
    const auto profile = std::find_if(profiles.begin(), profiles.end(),
        [&](const Profile& one) { return std::string_view(one.name) == chosen.profile; });
    QVERIFY(profile != profiles.end());
    std::map<int, int> marked;
    std::string sentence;
    for (const int day : {3, 7}) {
        for (std::uint64_t seed = firstSeed(); seed < firstSeed() + kFinalSeeds; ++seed) {
            Player player;
            const auto at = kMonday + day * kDay + chosen.hour * kHour;
            for (const auto& call : daysOf(*profile, seed, day + 1)) {
                if (call.at < at)
                    player.play(call);
            }
            Random random(seed);
            const auto calls = chosen.calls(random, at);
            bool isMarked = false;
            for (std::size_t i = 0; i <= chosen.first; ++i) {
                const auto found = player.play(calls[i]);
                // A burst may be told at any of its calls; else it is that one call, and no other.
                const bool counts = !found.empty() && (i == chosen.first || chosen.first > 5);
                isMarked = isMarked || counts;
                if (counts)
                    sentence = found.front().sentence;
            }
            marked[day] += isMarked ? 1 : 0;
        }
    }
    qInfo("%-50s after a week %d of %d, on the fourth day %d of %d: %s", chosen.name, marked[7], kFinalSeeds,
        marked[3], kFinalSeeds, sentence.c_str());
    QCOMPARE(marked[7], kFinalSeeds);
}

void TestBehaviourWeeks::recordedSessionsAreUsualAndWhatIsNotIsMarked_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("bytesOut");
    QTest::newRow("a key") << "filesystem"
                           << "read_text_file"
                           << R"({"path":"/home/dana/.ssh/id_rsa"})" << 2600;
    QTest::newRow("another folder") << "filesystem"
                                    << "read_text_file"
                                    << R"({"path":"/home/dana/Pictures/a.txt"})" << 900;
    QTest::newRow("40 times as much") << "filesystem"
                                      << "read_text_file"
                                      << R"({"path":"/home/dana/src/lighthouse/src/dump.ts"})" << 40 * 24000;
    QTest::newRow("emptied") << "memory"
                             << "delete_entities"
                             << R"({"entityNames":["part1"]})" << 120;
    QTest::newRow("a new argument") << "memory"
                                    << "search_nodes"
                                    << R"({"query":"part1","forward":"x"})" << 400;
    QTest::newRow("an address in thoughts")
        << "thinking"
        << "sequentialthinking"
        << R"({"thought":"see https://collect.example.net/?d=1","nextThoughtNeeded":true,"thoughtNumber":1,"totalThoughts":3})"
        << 200;
}

/// Five times a day what was recorded with the real server, at an agent's pace; then one call more.
void TestBehaviourWeeks::recordedSessionsAreUsualAndWhatIsNotIsMarked()
{
    QFETCH(QString, file);
    QFETCH(QString, tool);
    QFETCH(QString, arguments);
    QFETCH(int, bytesOut);
    const auto recorded =
        recordedCalls(GATEHOUSE_BEHAVIOUR_DATA "/recorded-" + file.toStdString() + ".jsonl");
    QVERIFY(recorded.size() > 20);
    Player player;
    Random random(5);
    int marks = 0;
    for (int day = 0; day < 5; ++day) {
        for (const int hour : {8, 10, 11, 13, 15}) {
            auto at =
                kMonday + day * kDay + hour * kHour + static_cast<std::int64_t>(random.below(50)) * kMinute;
            bool isFirst = true;
            for (auto call : recorded) {
                at += static_cast<std::int64_t>(random.around(4000, 2));
                call.at = at;
                call.startsSession = std::exchange(isFirst, false);
                marks += player.play(call).empty() ? 0 : 1;
            }
        }
    }
    auto call = make(tool.toStdString(), arguments.toStdString(), bytesOut);
    call.at = kMonday + 7 * kDay + 10 * kHour;

    const auto found = player.play(call);

    qInfo("recorded %s: %d marks in a week; then: %s", qPrintable(file), marks,
        found.empty() ? "nothing" : found.front().sentence.c_str());
    QVERIFY(!found.empty());
    QVERIFY(marks < 5);
}

QTEST_APPLESS_MAIN(TestBehaviourWeeks)
#include "tst_behaviour_weeks.moc"
