// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/version_order.h"

#include <QtTest>

#include <random>
#include <string>
#include <vector>

using namespace gatehouse::intelligence;

namespace {

using Order = std::optional<std::weak_ordering> (*)(std::string_view, std::string_view);

/// Texts in ascending order; those of one element are equal.
using Ladder = std::vector<std::vector<const char*>>;

/// Semantic Versioning 2.0.0, 11.2 to 11.4, and what npm adds.
const Ladder& semverLadder()
{
    static const Ladder kLadder{{"0.0.0-0"}, {"0.0.0", "0", "0.0"}, {"0.0.1"}, {"0.9.0"}, {"1.0.0-0"},
        {"1.0.0-9"}, {"1.0.0-10"}, {"1.0.0--"}, {"1.0.0-alpha"}, {"1.0.0-alpha.1"}, {"1.0.0-alpha.beta"},
        {"1.0.0-beta"}, {"1.0.0-beta.2"}, {"1.0.0-beta.11"}, {"1.0.0-rc.1"},
        {"1.0.0", "v1.0.0", "=1.0.0", "1.0.0+build", "1.0.0+20130313144700", "1", "1.0"}, {"1.0.1-x"},
        {"1.2.0"}, {"1.10.0"}, {"2.0.0"}, {"2.1.0"}, {"2.1.1"}, {"99999999999999999999999.999999999999.1"},
        {"99999999999999999999999.999999999999.2"}};
    return kLadder;
}

/// PEP 440, "Summary of permitted suffixes and relative ordering", "Examples of compliant version schemes",
/// and the ladder of the `packaging` project's rules for local versions.
const Ladder& pep440Ladder()
{
    static const Ladder kLadder{{"0"}, {"1.dev0", "1.0.dev", "1.0-DEV0"}, {"1.0.dev456"}, {"1.0a1.dev1"},
        {"1.0a1", "1.0-alpha1", "1.0.ALPHA.1", "1.0_a_1"}, {"1.0a2.dev456"}, {"1.0a12.dev456"}, {"1.0a12"},
        {"1.0b1.dev456"}, {"1.0b1", "1.0beta1"}, {"1.0b2"}, {"1.0b2.post345.dev456"}, {"1.0b2.post345"},
        {"1.0rc1.dev456"}, {"1.0rc1", "1.0c1", "1.0pre1", "1.0preview1", "v1.0-rc.1"}, {"1.0rc2"},
        {"1.0", "1", "1.0.0", " 1.0\n", "01.00", "0!1.0"}, {"1.0+abc.5"}, {"1.0+abc.7", "1.0+ABC_7"},
        {"1.0+5"}, {"1.0+5.0"}, {"1.0.post456.dev34"}, {"1.0.post456", "1.0-456", "1.0.rev456", "1.0-r456"},
        {"1.0.15"}, {"1.1.dev1"}, {"1.1"}, {"1.2"}, {"1.10"}, {"2013.10"}, {"1!0.5"}, {"1!1.0"}, {"2!0"}};
    return kLadder;
}

void checkLadder(const Ladder& ladder, Order order)
{
    for (std::size_t i = 0; i < ladder.size(); ++i) {
        for (std::size_t j = 0; j < ladder.size(); ++j) {
            for (const auto* const left : ladder[i]) {
                for (const auto* const right : ladder[j]) {
                    const auto found = order(left, right);
                    QVERIFY2(found && (*found <=> 0) == (i <=> j),
                        (std::string(left) + " against " + right).c_str());
                }
            }
        }
    }
}

std::string randomVersion(std::mt19937& random, bool isPython)
{
    const auto below = [&](std::uint32_t limit) { return random() % limit; };
    const auto number = [&] { return std::to_string(below(3)); };
    std::string text = number() + '.' + number() + '.' + number();
    if (!isPython) {
        static const std::vector<std::string> kTails{"", "-a", "-a.1", "-1", "-0.b", "+x", "-a+b"};
        return text + kTails[below(static_cast<std::uint32_t>(kTails.size()))];
    }
    static const std::vector<std::string> kTails{
        "", "a1", "rc2", ".post1", ".dev3", "a1.dev1", ".post1.dev2", "+x.1", "b0.post1"};
    if (below(4) == 0)
        text = "1!" + text;
    return text + kTails[below(static_cast<std::uint32_t>(kTails.size()))];
}

} // namespace

class TestVersionOrder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void semverIsOrderedAsItsSpecificationSays();
    void pep440IsOrderedAsItsSpecificationSays();
    void whatIsNoVersionComparesWithNothing_data();
    void whatIsNoVersionComparesWithNothing();
    void theOrderIsTotal_data();
    void theOrderIsTotal();
};

void TestVersionOrder::semverIsOrderedAsItsSpecificationSays()
{
    checkLadder(semverLadder(), compareSemver);
}

void TestVersionOrder::pep440IsOrderedAsItsSpecificationSays()
{
    checkLadder(pep440Ladder(), comparePep440);
}

void TestVersionOrder::whatIsNoVersionComparesWithNothing_data()
{
    QTest::addColumn<bool>("isPython");
    QTest::addColumn<QByteArray>("text");
    for (const auto* const text : {"", "latest", "1.2.3.4", "1..2", "1.2.3-", "1.2.3-a..b", "1.2.3-ä",
             "1.2.x", "^1.2.3", "1.2.3+", "-1.0.0"})
        QTest::newRow(qPrintable(QStringLiteral("npm %1").arg(QString::fromUtf8(text))))
            << false << QByteArray(text);
    QTest::newRow("npm, too long") << false << QByteArray(300, '1');
    for (const auto* const text :
        {"", "latest", "1..2", "1.0+", "1.0+a..b", "1.0+ä", "1.0x", "!1", "1.0 beta", "-1"})
        QTest::newRow(qPrintable(QStringLiteral("python %1").arg(QString::fromUtf8(text))))
            << true << QByteArray(text);
    QTest::newRow("python, too long") << true << QByteArray(300, '1');
}

void TestVersionOrder::whatIsNoVersionComparesWithNothing()
{
    QFETCH(bool, isPython);
    QFETCH(QByteArray, text);
    const auto ecosystem = isPython ? Ecosystem::PyPi : Ecosystem::Npm;

    QVERIFY(!compareVersions(ecosystem, text.toStdString(), "1.0.0"));
    QVERIFY(!compareVersions(ecosystem, "1.0.0", text.toStdString()));
}

void TestVersionOrder::theOrderIsTotal_data()
{
    QTest::addColumn<bool>("isPython");
    QTest::newRow("npm") << false;
    QTest::newRow("python") << true;
}

void TestVersionOrder::theOrderIsTotal()
{
    QFETCH(bool, isPython);
    const auto ecosystem = isPython ? Ecosystem::PyPi : Ecosystem::Npm;
    std::mt19937 random(20261127);
    for (int round = 0; round < 20'000; ++round) {
        const auto a = randomVersion(random, isPython);
        const auto b = randomVersion(random, isPython);
        const auto c = randomVersion(random, isPython);
        const auto ab = compareVersions(ecosystem, a, b);
        const auto ba = compareVersions(ecosystem, b, a);
        const auto bc = compareVersions(ecosystem, b, c);
        const auto ac = compareVersions(ecosystem, a, c);
        const auto what = a + ", " + b + ", " + c;
        QVERIFY2(ab && ba && bc && ac, what.c_str());
        QVERIFY2((*ab < 0) == (*ba > 0) && (*ab == 0) == (*ba == 0), what.c_str());
        if (*ab <= 0 && *bc <= 0)
            QVERIFY2(*ac <= 0, what.c_str());
        if (*ab == 0)
            QVERIFY2(*ac == *bc, what.c_str());
    }
}

QTEST_GUILESS_MAIN(TestVersionOrder)
#include "tst_version_order.moc"
