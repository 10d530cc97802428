// SPDX-License-Identifier: Apache-2.0
// Vectors are worked out by hand or taken from the standards' own texts; each has a twin with one digit
// wrong.
#include "core/inspect/detectors/check_digits.h"

#include <QtTest>
#include <array>
#include <string>

using namespace gatehouse::inspect;

namespace {

/// True where exactly one last digit makes it right: what every check digit of one digit promises.
template <typename Check>
bool hasOneRightEnd(std::string digits, Check check)
{
    int right = 0;
    for (char last = '0'; last <= '9'; ++last) {
        digits.back() = last;
        right += check(digits) ? 1 : 0;
    }
    return right == 1;
}

/// True where each digit that is changed alone is noticed.
template <typename Check>
bool noticesEachDigit(const std::string& digits, Check check)
{
    for (std::size_t i = 0; i < digits.size(); ++i) {
        auto changed = digits;
        for (char other = '0'; other <= '9'; ++other) {
            changed[i] = other;
            if (other != digits[i] && check(changed))
                return false;
        }
    }
    return check(digits);
}

} // namespace

class TestCheckDigits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void luhn();
    void mod97();
    void iso11And10();
    void verhoeff();
    void ean();
    void weights();
    void days();
};

void TestCheckDigits::luhn()
{
    // 7·2=14→5, 9, 9·2=18→9, 2, 7·2=14→5 … of ISO/IEC 7812-1's example 7992739871 the digit is 3.
    QVERIFY(hasLuhn("79927398713"));
    QVERIFY(!hasLuhn("79927398710"));
    QVERIFY(noticesEachDigit("79927398713", hasLuhn));
    QVERIFY(hasOneRightEnd("4000000000000", hasLuhn));
}

void TestCheckDigits::mod97()
{
    // 123456 mod 97 = 72; with two digits behind it, 98 - (123456·100 mod 97) = 98 - 22 = 76.
    QCOMPARE(remainder97("123456"), 72);
    QCOMPARE(remainder97("12345676"), 1);
    // A letter stands for two digits: A is 10, Z is 35.
    QCOMPARE(remainder97("1A"), 110 % 97);
    QCOMPARE(remainder97("Z0"), 350 % 97);
}

void TestCheckDigits::iso11And10()
{
    // 0: p=10, (10+0)%10=0→10, 20%11=9; 9+d ≡ 1 (mod 10): d=2.
    QVERIFY(hasIso11And10("02"));
    // ISO 7064's example: 0794, check digit 5.
    QVERIFY(hasIso11And10("07945"));
    QVERIFY(noticesEachDigit("07945", hasIso11And10));
    QVERIFY(hasOneRightEnd("12345678900", hasIso11And10));
}

void TestCheckDigits::verhoeff()
{
    // Verhoeff's own example: 236, check digit 3.
    QVERIFY(hasVerhoeff("2363"));
    QVERIFY(noticesEachDigit("2363", hasVerhoeff));
    QVERIFY(hasOneRightEnd("23412341234", hasVerhoeff));
    // Two neighbours that change places are noticed, which Luhn's 09 and 90 are not.
    QVERIFY(hasVerhoeff("092") != hasVerhoeff("902"));
}

void TestCheckDigits::ean()
{
    // 4·1+0·3+0·1+6·3+3·1+8·3+1·1+3·3+3·1+3·3+9·1+3·3 = 89, so 1.
    QVERIFY(hasEan("4006381333931"));
    QVERIFY(noticesEachDigit("4006381333931", hasEan));
}

void TestCheckDigits::weights()
{
    constexpr std::array<int, 3> kWeights{1, 2, -1};
    QCOMPARE(weightedSum("1234", kWeights), 1 + 4 - 3);
}

void TestCheckDigits::days()
{
    QVERIFY(isDay(85, 1, 31));
    QVERIFY(isDay(84, 2, 29));
    QVERIFY(!isDay(85, 2, 29));
    QVERIFY(!isDay(85, 4, 31));
    QVERIFY(!isDay(85, 13, 1));
    QVERIFY(!isDay(85, 0, 1));
    QVERIFY(!isDay(85, 1, 0));
}

QTEST_APPLESS_MAIN(TestCheckDigits)
#include "tst_check_digits.moc"
