// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/gram_filter.h"

#include <QtTest>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace gatehouse::inspect;

namespace {

std::vector<std::uint16_t> placesBy(GramFilter filterGrams, const std::vector<std::uint64_t>& filter,
    const std::string& letters, std::size_t bytes)
{
    constexpr std::uint16_t kUntouched = 0xFFFF;
    const auto room = (bytes + 1) / kStep + kPlacesBeyond;
    std::vector<std::uint16_t> places(room + 1, kUntouched);
    const auto count = filterGrams(filter.data(), letters.data(), bytes, places.data());
    if (count > room || places.back() != kUntouched)
        return {kUntouched}; // wrote beyond its room
    places.resize(count);
    return places;
}

} // namespace

/// The ways to filter grams say the same, and what the filter says.
class TestGramFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allWaysFindTheSame_data();
    void allWaysFindTheSame();
};

void TestGramFilter::allWaysFindTheSame_data()
{
    QTest::addColumn<int>("known"); // grams of a hundred that pass
    for (const int known : {0, 1, 10, 50, 100})
        QTest::addRow("%d of 100", known) << known;
}

void TestGramFilter::allWaysFindTheSame()
{
    QFETCH(int, known);
    const auto byEight = filterGramsByEight();
    std::mt19937 random(5);
    for (int round = 0; round < 400; ++round) {
        const auto bytes = random() % 300;
        std::string letters(bytes + kGramBytes, ' ');
        for (auto& letter : letters)
            letter = static_cast<char>((random() % 2 == 0 ? 'a' : 'A') + random() % 26);
        std::vector<std::uint64_t> filter(kFilterWords);
        for (std::size_t at = 0; at < bytes; at += kStep) {
            const auto bit = filterBitOf(hashOf(foldedGramAt(letters.data() + at)));
            if (static_cast<int>(random() % 100) < known)
                filter[bit / 64] |= std::uint64_t{1} << bit % 64;
        }
        std::vector<std::uint16_t> expected;
        for (std::size_t at = 0; at < bytes; at += kStep) {
            const auto bit = filterBitOf(hashOf(foldedGramAt(letters.data() + at)));
            if ((filter[bit / 64] >> bit % 64 & 1) != 0)
                expected.push_back(static_cast<std::uint16_t>(at));
        }

        QCOMPARE(placesBy(filterGramsOneByOne, filter, letters, bytes), expected);
        if (byEight != nullptr) // else this processor has no such way
            QCOMPARE(placesBy(byEight, filter, letters, bytes), expected);
    }
}

QTEST_APPLESS_MAIN(TestGramFilter)
#include "tst_gram_filter.moc"
