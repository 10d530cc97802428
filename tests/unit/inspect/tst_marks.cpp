// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/digit_run.h"
#include "core/inspect/marks.h"
#include "core/inspect/sighting.h"

#include <QtTest>
#include <map>
#include <random>
#include <vector>

using namespace gatehouse::inspect;

namespace {

class Marks final : public MarkSink {
public:
    explicit Marks(std::string_view text) { findMarks(text, *this); }
    void mark(Mark mark, std::size_t at) override { m_places[mark].push_back(at); }
    std::vector<std::size_t> of(Mark mark) { return m_places[mark]; }
    bool isEmpty() const { return m_places.empty(); }

private:
    std::map<Mark, std::vector<std::size_t>> m_places;
};

using Places = std::vector<std::size_t>;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// What marks.h says about the first digit of a word, in plain steps.
bool mayBeNumber(std::string_view from, std::string_view lettersBefore)
{
    const bool isAfterLetters = !lettersBefore.empty();
    const char last = isAfterLetters ? lettersBefore.back() : ' ';
    const bool isCountry = lettersBefore.size() == 2 && lettersBefore[0] >= 'a' && last >= 'a' &&
        (last > 'f' || lettersBefore[0] > 'f');
    const auto first = std::size_t(std::find_if_not(from.begin(), from.end(), isDigit) - from.begin());
    if (isAfterLetters)
        return first >= ((last >= 'A' && last <= 'Z') || isCountry ? 2 : 4);
    if (first < from.size() && isLetter(from[first]) && first < 24)
        return first >= 6;
    int digits = 0;
    for (const char c : from.substr(0, 24)) {
        if (!isDigit(c) && std::string_view(" -./()").find(c) == std::string_view::npos)
            break;
        digits += isDigit(c) ? 1 : 0;
    }
    return digits >= 6;
}

DigitRun runAt(std::string_view text, std::size_t at)
{
    DigitRun run;
    readDigitRun(text, at, wordBeginAt(text, at), run);
    return run;
}

std::string randomText(std::mt19937& random, std::string_view letters, std::size_t size)
{
    std::string text;
    for (std::size_t i = 0; i < size; ++i)
        text += letters[random() % letters.size()];
    return text;
}

} // namespace

class TestMarks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void marksStandWhereTheTextHasThem_data();
    void marksStandWhereTheTextHasThem();
    void firstDigitsAreThoseThatAPlainLoopFinds();
    void ordinaryTextHasNone();
    void runsKeepGroupsAndTheirSigns_data();
    void runsKeepGroupsAndTheirSigns();
    void runsAreBounded();
    void whatIsNoNumberIsNotLookedAt_data();
    void whatIsNoNumberIsNotLookedAt();
};

void TestMarks::marksStandWhereTheTextHasThem_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("mark");
    QTest::addColumn<int>("at"); // in the text
    QTest::newRow("number") << QByteArray("4111111111") << int(Mark::Number) << 0;
    QTest::newRow("groups") << QByteArray("12 34 56 78") << int(Mark::Number) << 0;
    QTest::newRow("behind letters") << QByteArray("RSSMRA85T10A562S") << int(Mark::Number) << 6;
    QTest::newRow("four between letters") << QByteArray("ABCPE1234F") << int(Mark::Number) << 5;
    QTest::newRow("at") << QByteArray("a@b") << int(Mark::At) << 1;
    QTest::newRow("MAC address") << QByteArray("00:1a:2b:3c:4d:5e") << int(Mark::Colons) << 2;
    QTest::newRow("behind a colon") << QByteArray("c: 00:1a:2b") << int(Mark::Colons) << 5;
    QTest::newRow("IPv6") << QByteArray("2001:db8::1") << int(Mark::Colons) << 4;
    QTest::newRow("IPv6 behind a name") << QByteArray("ip:fe80::1") << int(Mark::Colons) << 2;
    QTest::newRow("MAC address behind a name") << QByteArray("x:y:00:1a:2b") << int(Mark::Colons) << 3;
    QTest::newRow("IPv4") << QByteArray("1.2.3.4") << int(Mark::Dots) << 1;
    QTest::newRow("long IPv4") << QByteArray("192.168.100.200") << int(Mark::Dots) << 3;
    QTest::newRow("dashes") << QByteArray("00-1a-2b-3c-4d-5e") << int(Mark::Dashes) << 2;
}

void TestMarks::marksStandWhereTheTextHasThem()
{
    QFETCH(QByteArray, text);
    QFETCH(int, mark);
    QFETCH(int, at);
    // At every place of a block, and across its end.
    for (std::size_t before = 0; before < 200; ++before) {
        const auto all = std::string(before, ' ') + text.toStdString() + std::string(before % 7, ' ');

        auto found = Marks(all).of(Mark(mark));

        // Of groups the later ones too, where enough follow.
        QVERIFY(std::ranges::find(found, before + std::size_t(at)) != found.end());
        if (Mark(mark) != Mark::Number)
            QCOMPARE(found.size(), text.startsWith("c:") ? std::size_t{2} : std::size_t{1});
    }
}

void TestMarks::firstDigitsAreThoseThatAPlainLoopFinds()
{
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
        const auto text =
            randomText(random, round % 2 == 0 ? "0123456789abCDz_ -" : "01aaaaaaaaaaaaaaaaaaab. ", 500);
        Places expected;
        bool isInPrefix = true; // only letters since the word began
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto isFirst = isDigit(text[i]) && isInPrefix;
            isInPrefix = isLetter(text[i]) ? isInPrefix : !isDigit(text[i]);
            auto wordBegin = i;
            while (wordBegin > 0 && isLetter(text[wordBegin - 1]))
                --wordBegin;
            if (isFirst &&
                mayBeNumber(std::string_view(text).substr(i),
                    std::string_view(text).substr(wordBegin, i - wordBegin)))
                expected.push_back(i);
        }

        QCOMPARE(Marks(text).of(Mark::Number), expected);
    }
}

void TestMarks::ordinaryTextHasNone()
{
    QVERIFY(Marks("for (int i = 0; i < 16; ++i) sum += values[i] * 2.5f; // 100 %").isEmpty());
    QVERIFY(Marks("@Override public void run() { x = y @ z; } user @ host").isEmpty());
    QVERIFY(Marks("{\"name\": \"a\", \"size\": 12, \"isOpen\": true} at 12:30 on Monday").isEmpty());
    QVERIFY(Marks("std::vector<std::string> names = list::of(a::x, b::y);").isEmpty());
    QVERIFY(Marks("").isEmpty());
}

void TestMarks::runsKeepGroupsAndTheirSigns_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("digits");
    QTest::addColumn<int>("groups");
    QTest::addColumn<int>("evenGroups");
    QTest::addColumn<int>("end");
    QTest::newRow("one") << QByteArray("123456x") << QByteArray("123456") << 1 << 1 << 6;
    QTest::newRow("dashes") << QByteArray("123-45-6789, 1") << QByteArray("123456789") << 3 << 3 << 11;
    QTest::newRow("mixed") << QByteArray("2024-01-02 030") << QByteArray("20240102030") << 4 << 3 << 14;
    QTest::newRow("parentheses") << QByteArray("49 (0)151 23-4)") << QByteArray("490151234") << 5 << 1 << 14;
    QTest::newRow("two spaces") << QByteArray("123  456") << QByteArray("123") << 1 << 1 << 3;
    QTest::newRow("end of a sentence") << QByteArray("123. 456") << QByteArray("123") << 1 << 1 << 3;
    QTest::newRow("lines") << QByteArray("123\n456") << QByteArray("123") << 1 << 1 << 3;
}

void TestMarks::runsKeepGroupsAndTheirSigns()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, digits);
    QFETCH(int, groups);
    QFETCH(int, evenGroups);
    QFETCH(int, end);

    const auto run = runAt(std::string_view(text.constData(), std::size_t(text.size())), 0);

    QCOMPARE(QByteArray(run.digits.data(), int(run.digitCount)), digits);
    QCOMPARE(int(run.groupCount), groups);
    if (text != "49 (0)151 23-4)")
        QCOMPARE(int(run.evenGroups()), evenGroups);
    QCOMPARE(int(run.end()), end);
    QVERIFY(!run.isLonger);
}

void TestMarks::runsAreBounded()
{
    const auto digits = runAt(std::string(100, '7'), 0);
    QVERIFY(digits.isLonger);
    QCOMPARE(digits.digitCount, DigitRun::kMostDigits);
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "1 ";
    const auto groups = runAt(text, 0);
    QVERIFY(groups.isLonger);
    QCOMPARE(groups.groupCount, DigitRun::kMostGroups);
    const auto word = runAt("RSSMRA85T", 6);
    QCOMPARE(word.wordBegin, std::size_t{0});
}

void TestMarks::whatIsNoNumberIsNotLookedAt_data()
{
    QTest::addColumn<QByteArray>("text"); // its first digit is looked at
    QTest::addColumn<bool>("isOfUse");
    QTest::newRow("number") << QByteArray("id 1234567890") << true;
    QTest::newRow("value in JSON") << QByteArray("\"id\":1234567890") << true;
    QTest::newRow("phone") << QByteArray("+1234567890") << true;
    QTest::newRow("date with a time") << QByteArray("19850714T000000.000000000Z") << true;
    QTest::newRow("long IBAN") << QByteArray("MT84MALT011000012345MTLCAST001S") << true;
    QTest::newRow("letters in front") << QByteArray("X1234567L") << true;
    QTest::newRow("few digits") << QByteArray("12345, 6") << false;
    QTest::newRow("amount of money") << QByteArray("$1234567") << false;
    QTest::newRow("part of a UUID") << QByteArray("abcd-1234567-") << true;
    QTest::newRow("hash") << QByteArray("a1234567890abcdef1234567890abcdef") << false;
    QTest::newRow("hash from a digit on") << QByteArray("1234567a90abcdef1234567890abcdef") << false;
}

void TestMarks::whatIsNoNumberIsNotLookedAt()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isOfUse);
    const auto all = text.toStdString();

    Sighting sighting;
    QCOMPARE(sightingAt(all, Mark::Number, all.find_first_of("0123456789"), sighting), isOfUse);
}

QTEST_APPLESS_MAIN(TestMarks)
#include "tst_marks.moc"
