// SPDX-License-Identifier: Apache-2.0
#include "core/trust/client_order.h"
#include "tests/support/developer_weeks/weeks.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::weeks;
using trust::ClientOrder;
using trust::ClientStep;

/// Which server of a client follows which: what is marked, and how seldom what is ordinary is. Prints the
/// rates; resources/docs/behaviour.md has them.
class TestClientOrder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstDaysAreSilent();
    void whatNeverFollowedIsMarkedAtOnceAndOnceADay();
    void aStepInBetweenHidesNothing();
    void whatComesBackBecomesUsual();
    void callsInARowAreOne();
    void whatIsHoursAgoIsNotFollowed();
    void manyNamesTakeNoMoreRoom();
    void ordinaryWeeksHaveFarLessThanOneMarkADay_data();
    void ordinaryWeeksHaveFarLessThanOneMarkADay();
    void anExfiltrationIsMarkedAtTheCallThatSends();
};

namespace {

constexpr std::uint64_t kOrderSeeds = 20;

/// Secrets are read for the database; mail is read, noted and sent; code is read and committed.
class Office {
public:
    explicit Office(std::uint64_t seed)
        : m_random(seed)
    {
    }

    /// A day's work, in the order of time.
    std::vector<ClientStep> day(int number)
    {
        std::vector<ClientStep> steps;
        m_at = kMonday + number * kDay + 8 * kHour;
        while (m_at < kMonday + number * kDay + 18 * kHour) {
            episode(steps);
            m_at += static_cast<std::int64_t>(m_random.around(18, 2)) * kMinute;
        }
        return steps;
    }
    std::vector<ClientStep> exfiltration(int number, bool hasStepsBetween)
    {
        m_at = kMonday + number * kDay + 19 * kHour;
        std::vector<ClientStep> steps;
        add(steps, "vault", "read_secret");
        if (hasStepsBetween) {
            add(steps, "vault", "list_secrets");
            add(steps, "notes", "add");
        }
        add(steps, "mail", "send");
        return steps;
    }

private:
    void add(std::vector<ClientStep>& steps, const char* server, const char* tool)
    {
        m_at += static_cast<std::int64_t>(m_random.around(9, 2)) * kSecond;
        steps.push_back({std::string("ref-") + server, server, tool, m_at});
    }
    void episode(std::vector<ClientStep>& steps)
    {
        const auto what = m_random.below(10);
        const auto many = 5 + m_random.below(6);
        if (what < 3) {
            add(steps, "vault", "read_secret");
            for (std::size_t i = 0; i < many; ++i)
                add(steps, "database", m_random.chance(0.8) ? "query" : "describe");
        } else if (what < 6) {
            for (std::size_t i = 0; i < many; ++i)
                add(steps, "mail", i % 3 == 0 ? "list" : "read");
            add(steps, "notes", "add");
            add(steps, "mail", "send");
            for (std::size_t i = 0; i < 4; ++i)
                add(steps, "mail", "archive");
        } else {
            for (std::size_t i = 0; i < many; ++i)
                add(steps, "files", m_random.chance(0.7) ? "read" : "write");
            add(steps, "git", "diff");
            add(steps, "git", "commit");
        }
    }

    Random m_random;
    std::int64_t m_at = 0;
};

bool isWorkday(int day)
{
    return day % 7 < 5;
}

/// All servers of one developer's client, by the profiles that the single server's weeks are made of.
std::vector<ClientStep> developer(std::uint64_t seed, int days)
{
    std::vector<ClientStep> steps;
    auto profiles = tunedProfiles();
    for (auto& one : heldOutProfiles())
        profiles.push_back(std::move(one));
    for (std::size_t i = 0; i < profiles.size(); ++i) {
        for (const auto& call : daysOf(profiles[i], seed * 100 + i, days))
            steps.push_back({std::string("ref-") + profiles[i].name, profiles[i].name, call.tool, call.at});
    }
    std::ranges::stable_sort(steps, {}, &ClientStep::at);
    return steps;
}

std::vector<ClientStep> officeWeeks(std::uint64_t seed, int days)
{
    Office office(seed);
    std::vector<ClientStep> steps;
    for (int day = 0; day < days; ++day) {
        if (isWorkday(day))
            std::ranges::copy(office.day(day), std::back_inserter(steps));
    }
    return steps;
}

/// Days of work in which a client used these servers in one way alone: `pairs` of server and tool each day.
ClientOrder taught(int days, int rounds = 12)
{
    ClientOrder order;
    for (int day = 0; day < days; ++day) {
        auto at = kMonday + day * kDay + 8 * kHour;
        for (int round = 0; round < rounds; ++round) {
            for (const auto& [server, tool] :
                {std::pair("vault", "read_secret"), std::pair("database", "query"),
                    std::pair("database", "query"), std::pair("database", "query"),
                    std::pair("database", "query"), std::pair("database", "query")})
                order.see({server, server, tool, at += 10 * kSecond});
            at += kHour / 4;
            for (const auto& [server, tool] : {std::pair("notes", "add"), std::pair("mail", "send")})
                order.see({server, server, tool, at += 10 * kSecond});
            at += kHour / 4;
        }
    }
    return order;
}

ClientStep stepOf(const char* server, const char* tool, int day, std::int64_t seconds)
{
    return {server, server, tool, kMonday + day * kDay + 20 * kHour + seconds * kSecond};
}

} // namespace

void TestClientOrder::theFirstDaysAreSilent()
{
    auto order = taught(3);
    order.see(stepOf("vault", "read_secret", 2, 0));

    QVERIFY(!order.see(stepOf("mail", "send", 2, 10)));
}

void TestClientOrder::whatNeverFollowedIsMarkedAtOnceAndOnceADay()
{
    auto order = taught(8);
    order.see(stepOf("vault", "read_secret", 7, 0));

    const auto found = order.see(stepOf("mail", "send", 7, 10));

    QVERIFY(found);
    QCOMPARE(found->before.server, std::string("vault"));
    QVERIFY2(found->sentence.starts_with("never followed read_secret of vault before, where chance alone"),
        found->sentence.c_str());
    QVERIFY(found->expected >= 12);
    order.see(stepOf("vault", "read_secret", 7, 3600));
    QVERIFY(!order.see(stepOf("mail", "send", 7, 3610)));
    order.see(stepOf("vault", "read_secret", 8, 0));
    QVERIFY(order.see(stepOf("mail", "send", 8, 10)));
}

void TestClientOrder::aStepInBetweenHidesNothing()
{
    auto order = taught(8);
    order.see(stepOf("vault", "read_secret", 7, 0));
    order.see(stepOf("notes", "add", 7, 5));
    order.see(stepOf("thinking", "think", 7, 7));

    const auto found = order.see(stepOf("mail", "send", 7, 10));

    QVERIFY(found);
    QCOMPARE(found->before.server, std::string("vault"));
}

void TestClientOrder::whatComesBackBecomesUsual()
{
    auto order = taught(8);
    int marks = 0;
    for (int day = 8; day < 16; ++day) {
        for (int round = 0; round < 3; ++round) {
            order.see(stepOf("vault", "read_secret", day, round * 3600));
            marks += order.see(stepOf("mail", "send", day, round * 3600 + 10)) ? 1 : 0;
        }
    }
    QCOMPARE(marks, 3); // a day each, and on the third it is usual
}

void TestClientOrder::callsInARowAreOne()
{
    ClientOrder order;
    for (int i = 0; i < 1000; ++i)
        order.see({"a", "a", "read", kMonday + i * kSecond});
    QCOMPARE(order.crossings(), 0U);
    order.see({"b", "b", "send", kMonday + 1001 * kSecond});
    QCOMPARE(order.crossings(), 1U);
}

void TestClientOrder::whatIsHoursAgoIsNotFollowed()
{
    auto order = taught(8);
    order.see(stepOf("vault", "read_secret", 7, 0));
    order.see(stepOf("notes", "add", 7, 3600));

    QVERIFY(!order.see(stepOf("mail", "send", 7, 3610)));
}

void TestClientOrder::manyNamesTakeNoMoreRoom()
{
    auto order = taught(8);
    for (int i = 0; i < 300; ++i) {
        const auto name = "invented" + std::to_string(i);
        order.see({name, name, "tool", kMonday + 7 * kDay + 19 * kHour + i * kSecond});
    }
    // What was known goes on being so.
    order.see(stepOf("vault", "read_secret", 9, 0));
    QVERIFY(order.see(stepOf("mail", "send", 9, 10)));
    QVERIFY(sizeof(ClientOrder) < 4096);
}

void TestClientOrder::ordinaryWeeksHaveFarLessThanOneMarkADay_data()
{
    QTest::addColumn<bool>("isOffice");
    QTest::newRow("a developer with nine servers") << false;
    QTest::newRow("an office with a vault and mail") << true;
}

void TestClientOrder::ordinaryWeeksHaveFarLessThanOneMarkADay()
{
    QFETCH(bool, isOffice);
    constexpr int kDays = 28;
    int marks = 0;
    int days = 0;
    int worst = 0;
    for (std::uint64_t seed = 1001; seed <= 1000 + kOrderSeeds; ++seed) {
        ClientOrder order;
        int ofSeed = 0;
        for (const auto& step : isOffice ? officeWeeks(seed, kDays) : developer(seed, kDays)) {
            const auto found = order.see(step);
            ofSeed += found ? 1 : 0;
            if (found && qEnvironmentVariableIsSet("SHOW_MARKS"))
                qInfo("%s of %s: %s", step.tool.c_str(), step.server.c_str(), found->sentence.c_str());
        }
        marks += ofSeed;
        days += order.days();
        worst = std::max(worst, ofSeed);
    }
    const auto rate = double(marks) / days;
    qInfo("%.3f marks a day of use in four weeks (worst client: %d in %d days)", rate, worst,
        days / int(kOrderSeeds));
    QVERIFY(days > int(kOrderSeeds) * 15);
    QVERIFY2(rate < 0.1, qPrintable(QString::number(rate)));
}

void TestClientOrder::anExfiltrationIsMarkedAtTheCallThatSends()
{
    int marked = 0;
    int all = 0;
    for (std::uint64_t seed = 2001; seed <= 2000 + kOrderSeeds; ++seed) {
        for (const bool hasStepsBetween : {false, true}) {
            ClientOrder order;
            Office office(seed);
            for (int day = 0; day < 12; ++day) {
                for (const auto& step : isWorkday(day) ? office.day(day) : std::vector<ClientStep>())
                    order.see(step);
            }
            ++all;
            for (const auto& step : office.exfiltration(11, hasStepsBetween)) {
                const auto found = order.see(step);
                marked += found && step.tool == "send" && found->before.server == "vault" ? 1 : 0;
            }
        }
    }
    qInfo("%d of %d marked at the call that sends, after two weeks", marked, all);
    QCOMPARE(marked, all);
}

QTEST_APPLESS_MAIN(TestClientOrder)
#include "tst_client_order.moc"
