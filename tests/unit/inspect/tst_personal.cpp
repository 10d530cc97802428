// SPDX-License-Identifier: Apache-2.0
// Personal data in whole messages: where keys say what a number is, and texts that were made to cost time.
#include "core/inspect/inspector.h"
#include "core/jsonrpc/value.h"
#include "tests/unit/inspect/hostile_size.h"

#include <QtTest>
#include <ctime>
#include <string>

using namespace gatehouse;
using namespace gatehouse::inspect;

class TestPersonal : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysSayWhatNumbersAre_data();
    void keysSayWhatNumbersAre();
    void aTakenNumberIsNothingElse();
    void spansAreThoseOfTheLine();
    void confidenceGrowsWithWords();
    void timeGrowsWithTheTextAlone_data();
    void timeGrowsWithTheTextAlone();

private:
    std::vector<Found> inspect(const std::string& line)
    {
        m_line = line;
        const auto parsed = jsonrpc::parseMessage(m_line, {});
        if (!parsed.message)
            return {};
        return m_inspector.inspect(*parsed.message, mcp::Channel::Result).value().found;
    }
    std::vector<Found> inspectText(const std::string& text)
    {
        return inspect(R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":)" +
            jsonrpc::encodeString(text) + "}]}}");
    }
    /// Of the processor, in milliseconds, the best of three: other programs do not count.
    double timeOf(const std::string& text)
    {
        auto best = std::numeric_limits<double>::max();
        for (int i = 0; i < 3; ++i) {
            const auto begin = std::clock();
            inspectText(text);
            best = std::min(best, 1000.0 * double(std::clock() - begin) / CLOCKS_PER_SEC);
        }
        return best;
    }

    std::string m_line; // findings view it
    DetectorSet m_detectors = DetectorSet::standard();
    Inspector m_inspector = Inspector::make(m_detectors).value();
};

void TestPersonal::keysSayWhatNumbersAre_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QByteArray>("rule"); // empty: none
    QTest::newRow("phone as a number")
        << QByteArray(R"("phone":4915112345678)") << QByteArray("phone-number");
    QTest::newRow("the same under another key") << QByteArray(R"("size":4915112345678)") << QByteArray();
    QTest::newRow("phone as a string")
        << QByteArray(R"("mobileNumber":"015112345678")") << QByteArray("phone-number");
    QTest::newRow("card as a number")
        << QByteArray(R"("cardNumber":4539148803436467)") << QByteArray("payment-card");
    QTest::newRow("an id like a card") << QByteArray(R"("id":4539148803436467)") << QByteArray();
    QTest::newRow("social security number") << QByteArray(R"("ssn":536227184)") << QByteArray("id-us-ssn");
    QTest::newRow("count") << QByteArray(R"("count":536227184)") << QByteArray();
    QTest::newRow("date of birth") << QByteArray(R"("birth_date":"1985-07-14")")
                                   << QByteArray("date-of-birth");
    QTest::newRow("date") << QByteArray(R"("created":"1985-07-14")") << QByteArray();
    QTest::newRow("time stamp") << QByteArray(R"("ts":1699999999999)") << QByteArray();
    QTest::newRow("personal number") << QByteArray(R"("pesel":62121556930)") << QByteArray("id-pl");
}

void TestPersonal::keysSayWhatNumbersAre()
{
    QFETCH(QByteArray, member);
    QFETCH(QByteArray, rule);

    const auto found = inspect(
        R"({"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"row":{)" + member.toStdString() + "}}}}");

    const auto told =
        std::ranges::count_if(found, [](const Found& one) { return one.confidence != Confidence::Low; });
    QCOMPARE(told, rule.isEmpty() ? 0 : 1);
    if (!rule.isEmpty())
        QCOMPARE(QByteArray(found[0].rule->id.data(), int(found[0].rule->id.size())), rule);
}

void TestPersonal::aTakenNumberIsNothingElse()
{
    // Its later groups would be a phone number.
    QCOMPARE(inspectText("4539 1488 0343 6467 123").size(), std::size_t{1});
    // Not even where what is behind it begins within.
    QCOMPARE(inspectText("IBAN DE68 2105 0170 0012 3456 78, 06 12 34 56 78").size(), std::size_t{2});
}

void TestPersonal::spansAreThoseOfTheLine()
{
    const auto found = inspectText("Grüße\tan \"mara@posteo.net\" +49 (0)30 1234567.");

    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(m_line.substr(found[0].source.begin, found[0].source.size()), std::string("mara@posteo.net"));
    QCOMPARE(m_line.substr(found[1].source.begin, found[1].source.size()), std::string("+49 (0)30 1234567"));
}

void TestPersonal::confidenceGrowsWithWords()
{
    const auto sureness = [this](const std::string& text) {
        const auto found = inspectText(text);
        return found.size() == 1 ? found[0].confidence : Confidence::Low;
    };
    QCOMPARE(sureness("536-22-7184"), Confidence::Medium);
    QCOMPARE(sureness("SSN 536-22-7184"), Confidence::High);
    QCOMPARE(sureness("4539148803436467"), Confidence::Medium);
    QCOMPARE(sureness("card 4539148803436467"), Confidence::High);
    QCOMPARE(sureness("tax id 46 910 526 787"), Confidence::Medium);
    QCOMPARE(sureness("Steuernummer 46 910 526 787"), Confidence::High);
}

void TestPersonal::timeGrowsWithTheTextAlone_data()
{
    QTest::addColumn<QByteArray>("unit");
    QTest::newRow("digits") << QByteArray("7");
    QTest::newRow("at") << QByteArray("@");
    QTest::newRow("colons") << QByteArray(":");
    QTest::newRow("dots") << QByteArray(".");
    QTest::newRow("dashes") << QByteArray("-");
    QTest::newRow("letters and ats") << QByteArray("a@");
    QTest::newRow("addresses without an end") << QByteArray("a@b.");
    QTest::newRow("groups") << QByteArray("12 ");
    QTest::newRow("bytes of addresses") << QByteArray("1.");
    QTest::newRow("words of addresses") << QByteArray("a:");
    QTest::newRow("pairs with dashes") << QByteArray("1a-");
    QTest::newRow("cards") << QByteArray("4539148803436467 ");
    QTest::newRow("nearly cards") << QByteArray("4539148803436468 ");
    QTest::newRow("words for numbers") << QByteArray("phone card ssn 1234567 ");
    QTest::newRow("countries") << QByteArray("DE68");
}

void TestPersonal::timeGrowsWithTheTextAlone()
{
    QFETCH(QByteArray, unit);
    const auto textOf = [&unit](std::size_t bytes) {
        std::string text;
        while (text.size() < bytes)
            text += unit.toStdString();
        return text;
    };
    constexpr std::size_t kSmall = test::kHostileBytes / 4;

    const auto small = timeOf(textOf(kSmall));
    const auto large = timeOf(textOf(4 * kSmall));

    // Four times as much where it is linear; where it is not sixteen times, and minutes.
    constexpr double kNoise = 200;
    QVERIFY2(large < 10 * small + kNoise, std::to_string(large).c_str());
}

QTEST_APPLESS_MAIN(TestPersonal)
#include "tst_personal.moc"
