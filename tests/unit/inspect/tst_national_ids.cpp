// SPDX-License-Identifier: Apache-2.0
// The numbers were made at random and their check digits worked out by another program, which follows the
// authorities' definitions and shares nothing with the code under test.
#include "core/inspect/detectors/id_shape.h"
#include "core/inspect/detectors/national_checks.h"

#include <QtTest>
#include <map>
#include <random>
#include <string>

using namespace gatehouse::inspect;
using namespace gatehouse::inspect::national;

namespace {

struct NationalCase {
    const char* name;
    std::string id;
    bool (*check)(std::string_view);
};

const NationalCase kCases[] = {
    {"GermanTax", "46910526787", &isGermanTax},
    {"GermanSocialSecurity", "65060754I718", &isGermanSocialSecurity},
    {"GermanHealth", "G384344110", &isGermanHealth},
    {"French", "285077529106067", &isFrench},
    {"French2A", "185072A16132031", &isFrench},
    {"SpanishDni", "59186537Q", &isSpanishDni},
    {"SpanishNie", "Y3744647P", &isSpanishNie},
    {"Italian", "LNDMRA85T50F205H", &isItalian},
    {"Dutch", "156608340", &isDutch},
    {"Belgian", "75012343965", &isBelgian},
    {"Belgian2000", "04061204838", &isBelgian},
    {"Swedish", "6101012075", &isSwedish},
    {"Norwegian", "28049208024", &isNorwegian},
    {"Finnish", "271067431N", &isFinnish},
    {"Icelandic", "2403694279", &isIcelandic},
    {"Polish", "62121556930", &isPolish},
    {"Polish2000", "04261245819", &isPolish},
    {"Portuguese", "222730099", &isPortuguese},
    {"Swiss", "7566902528330", &isSwiss},
    {"Austrian", "6835070784", &isAustrian},
    {"Irish", "7861872C", &isIrish},
    {"IrishA", "6072666BA", &isIrish},
    {"Romanian", "2970109408384", &isRomanian},
    {"Bulgarian", "7305125600", &isBulgarian},
    {"Czech", "8552146559", &isCzech},
    {"Croatian", "43927333627", &isCroatian},
    {"Greek", "22026897540", &isGreek},
    {"Baltic", "47209046264", &isBaltic},
    {"RussianInsurance", "08164976701", &isRussianInsurance},
    {"RussianTax", "059102435190", &isRussianTax},
    {"Turkish", "36423915676", &isTurkish},
    {"Israeli", "343220869", &isIsraeli},
    {"SouthAfrican", "5104223913083", &isSouthAfrican},
    {"BrazilianPerson", "13255240778", &isBrazilianPerson},
    {"BrazilianFirm", "71155576000176", &isBrazilianFirm},
    {"Mexican", "LIMR850714MDFNRR06", &isMexican},
    {"Argentine", "27513822354", &isArgentine},
    {"Chilean", "952740989", &isChilean},
    {"ChileanK", "12398935K", &isChilean},
    {"Canadian", "554453407", &isCanadian},
    {"AustralianTax", "978821385", &isAustralianTax},
    {"AustralianMedicare", "3690298631", &isAustralianMedicare},
    {"IndianAadhaar", "716777145144", &isIndianAadhaar},
    {"Chinese", "110105198507146789", &isChinese},
    {"ChineseX", "31010519850714932X", &isChinese},
    {"Korean", "8507142266023", &isKorean},
    {"Japanese", "779510256546", &isJapanese},
    {"Taiwanese", "G216884593", &isTaiwanese},
    {"Thai", "3653044254310", &isThai},
    {"SingaporeS", "S4427136B", &isSingaporean},
    {"SingaporeG", "G2275322W", &isSingaporean},
    {"UkHealth", "1975612574", &isUkHealth},
};

} // namespace

class TestNationalIds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRightNumberIsTaken_data();
    void aRightNumberIsTaken();
    void aChangedCheckDigitIsNot_data() { aRightNumberIsTaken_data(); }
    void aChangedCheckDigitIsNot();
    void chanceSeldomPasses_data() { aRightNumberIsTaken_data(); }
    void chanceSeldomPasses();
    void partsThatAreNotGivenOutAreRefused();
    void shapesTakeAllSignsOrNone();
    void shapesTellByTheBeginning();
};

void TestNationalIds::aRightNumberIsTaken_data()
{
    QTest::addColumn<int>("row");
    for (int i = 0; i < int(std::size(kCases)); ++i)
        QTest::newRow(kCases[i].name) << i;
}

void TestNationalIds::aRightNumberIsTaken()
{
    QFETCH(int, row);
    QVERIFY(kCases[row].check(kCases[row].id));
}

void TestNationalIds::aChangedCheckDigitIsNot()
{
    QFETCH(int, row);
    const auto& one = kCases[row];
    // Those whose check digit is not the last, or is none.
    const std::map<std::string, std::size_t> elsewhere{
        {"Austrian", 3}, {"Icelandic", 8}, {"IrishA", 7}, {"AustralianMedicare", 8}, {"Korean", 6}};
    const auto place = elsewhere.find(one.name);
    const auto at = place == elsewhere.end() ? one.id.size() - 1 : place->second;
    const bool isLetter = one.id[at] > '9';
    int taken = 0;
    for (char other = isLetter ? 'A' : '0'; other <= (isLetter ? 'Z' : '9'); ++other) {
        auto changed = one.id;
        changed[at] = other;
        taken += one.check(changed) ? 1 : 0;
    }
    // Korea's check digit is none any more: eight of ten kinds are given out.
    QCOMPARE(taken, one.name == std::string("Korean") ? 8 : 1);
}

void TestNationalIds::chanceSeldomPasses()
{
    QFETCH(int, row);
    const auto& one = kCases[row];
    std::mt19937 random(3);
    int taken = 0;
    for (int i = 0; i < 10'000; ++i) {
        auto id = one.id;
        for (auto& c : id)
            c = static_cast<char>(c > '9' ? 'A' + random() % 26 : '0' + random() % 10);
        taken += one.check(id) ? 1 : 0;
    }
    QVERIFY2(taken <= 1'300, std::to_string(taken).c_str());
}

void TestNationalIds::partsThatAreNotGivenOutAreRefused()
{
    QVERIFY(isUsSocialSecurity("536227184"));
    for (const auto* const id :
        {"000227184", "666227184", "936227184", "536007184", "536220000", "078051120", "111111111"})
        QVERIFY2(!isUsSocialSecurity(id), id);
    QVERIFY(isUsTaxpayer("912784415"));
    QVERIFY(!isUsTaxpayer("912894415"));
    QVERIFY(!isUsTaxpayer("912934415"));
    QVERIFY(isUkInsurance("AB416273C"));
    for (const auto* const id : {"DB416273C", "AO416273C", "GB416273C", "AB416273E"})
        QVERIFY2(!isUkInsurance(id), id);
    QVERIFY(isDanish("1407852345"));
    QVERIFY(!isDanish("3202852345"));
    QVERIFY(isMalaysian("850714145223"));
    QVERIFY(!isMalaysian("851314145223"));
    QVERIFY(!isMalaysian("850714005223"));
    QVERIFY(isIndianPan("ABCPE4321F"));
    QVERIFY(!isIndianPan("ABCDE4321F"));
    // Dates that there cannot be, with check digits that fit.
    QVERIFY(!isGreek("32026897548") && !isGreek("32026897540"));
}

void TestNationalIds::shapesTakeAllSignsOrNone()
{
    const IdShape shape("999-99-9999");
    const auto grouped = shape.match("536-22-7184", 0, 3);
    QVERIFY(grouped && grouped->isGrouped);
    QCOMPARE(grouped->id(), std::string_view("536227184"));
    QVERIFY(shape.match("536 22 7184", 0, 3)->hasSpaces);
    QVERIFY(!shape.match("536227184", 0, 9)->isGrouped);
    QVERIFY(!shape.match("536-227184", 0, 3));
    QVERIFY(!shape.match("536-22 7184", 0, 3));
    QVERIFY(!shape.match("536-22-718", 0, 3));
    const IdShape nie("A-9999999-A");
    QCOMPARE(nie.match("y-3744647-p", 2, 7)->id(), std::string_view("Y3744647P"));
    QCOMPARE(nie.match("Y3744647P", 1, 7)->place.begin, std::size_t{0});
    QVERIFY(!nie.match("3744647P", 0, 7));
    QVERIFY(IdShape("999999+999X").match("271067-431N", 0, 6));
    QVERIFY(!IdShape("999999+999X").match("271067/431N", 0, 6));
}

void TestNationalIds::shapesTellByTheBeginning()
{
    constexpr bool kGoesOn = true;
    const IdShape shape("999-99-9999");
    QVERIFY(shape.mayBePlain(0, 9, !kGoesOn) && !shape.mayBePlain(0, 3, kGoesOn));
    QVERIFY(!shape.mayBePlain(1, 9, kGoesOn));
    QVERIFY(shape.mayHaveGroup(0, 3) && !shape.mayHaveGroup(0, 9));
    QVERIFY(shape.mayHaveGroup(2, 4) && !shape.mayHaveGroup(2, 0));
    QVERIFY(shape.mayHaveGroup(3, 0) && shape.mayHaveGroup(3, 7)); // what follows is none of it
    const IdShape plain("99999999999");
    QVERIFY(plain.mayBePlain(0, 11, !kGoesOn) && !plain.mayHaveGroup(0, 11));
    const IdShape lettered("A-9999999-A");
    QVERIFY(lettered.mayBePlain(1, 7, kGoesOn) && !lettered.mayBePlain(1, 7, !kGoesOn));
    QVERIFY(lettered.mayHaveGroup(0, 7) && lettered.mayHaveGroup(1, 0));
    QCOMPARE(lettered.lettersTouching(), std::size_t{0});
    const IdShape open("99.999.999-X");
    QVERIFY(open.mayBePlain(0, 8, kGoesOn) && !open.mayBePlain(0, 8, !kGoesOn));
    QVERIFY(open.mayBePlain(0, 9, !kGoesOn) && !open.mayBePlain(0, 7, kGoesOn));
    QVERIFY(open.mayHaveGroup(3, 0) && open.mayHaveGroup(3, 1) && !open.mayHaveGroup(1, 2));
}

QTEST_APPLESS_MAIN(TestNationalIds)
#include "tst_national_ids.moc"
