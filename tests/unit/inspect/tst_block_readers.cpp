// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/block_readers.h"

#include <QtTest>
#include <array>
#include <random>
#include <string>

using namespace gatehouse::inspect;

/// The ways to read blocks say the same of every byte.
class TestBlockReaders : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWideWaySaysWhatThePlainWaySays();
    void theWideWayFindsThePlacesThatThePlainWayFinds();

private:
    /// Every byte comes, and what counts often.
    static std::string randomText(std::mt19937& random, std::size_t size, int round)
    {
        std::string text(size, ' ');
        for (auto& byte : text)
            byte = round % 2 == 0 ? static_cast<char>(random()) : " 019afgzAZ_-./():@%&\\"[random() % 21];
        return text;
    }
};

void TestBlockReaders::theWideWaySaysWhatThePlainWaySays()
{
    const auto plain = plainBlockReaders();
    const auto wide = wideBlockReaders();
    if (wide.readBytes == nullptr)
        return; // this processor has one way alone
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
        const std::size_t count = 1 + random() % ByteBlocks::kTogether;
        const auto text = randomText(random, count * ByteBlocks::kBytes, round);
        TextBlocks texts{};
        TextBlocks textsWide{};
        plain.readText(text.data(), count, texts);
        wide.readText(text.data(), count, textsWide);
        std::array<std::uint64_t, TextBlocks::kTogether> unusual;
        std::array<std::uint64_t, TextBlocks::kTogether> unusualWide;
        plain.findUnusual(texts, count, unusual);
        wide.findUnusual(textsWide, count, unusualWide);

        for (std::size_t i = 0; i < count; ++i) {
            QCOMPARE(textsWide.letters[i + 1], texts.letters[i + 1]);
            QCOMPARE(textsWide.digits[i + 1], texts.digits[i + 1]);
            QCOMPARE(textsWide.marks[i + 1], texts.marks[i + 1]);
            QCOMPARE(unusualWide[i], unusual[i]);
        }
    }
}

void TestBlockReaders::theWideWayFindsThePlacesThatThePlainWayFinds()
{
    const auto plain = plainBlockReaders();
    const auto wide = wideBlockReaders();
    if (wide.readBytes == nullptr)
        return;
    std::mt19937 random(12);
    std::uint64_t carry = 0;
    std::uint64_t carryWide = 0;
    for (int round = 0; round < 500; ++round) {
        const std::size_t count = 1 + random() % ByteBlocks::kTogether;
        const auto text = randomText(random, (count + 2) * ByteBlocks::kBytes, round);
        ByteBlocks blocks;
        ByteBlocks blocksWide;
        plain.readBytes(text.data(), count + 2, blocks, 0);
        wide.readBytes(text.data(), count + 2, blocksWide, 0);
        MarkPlaces places;
        MarkPlaces placesWide;
        plain.findPlaces(blocks, count, carry, places);
        wide.findPlaces(blocksWide, count, carryWide, placesWide);

        QCOMPARE(carryWide, carry);
        for (std::size_t i = 0; i < count + 2; ++i) {
            QCOMPARE(blocksWide.digits[i], blocks.digits[i]);
            QCOMPARE(blocksWide.letters[i], blocks.letters[i]);
            QCOMPARE(blocksWide.capitals[i], blocks.capitals[i]);
            QCOMPARE(blocksWide.separators[i], blocks.separators[i]);
            QCOMPARE(blocksWide.signs[i], blocks.signs[i]);
            QCOMPARE(blocksWide.late[i], blocks.late[i]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            QCOMPARE(placesWide.numbers[i], places.numbers[i]);
            QCOMPARE(placesWide.ats[i], places.ats[i]);
            QCOMPARE(placesWide.colons[i], places.colons[i]);
            QCOMPARE(placesWide.dashes[i], places.dashes[i]);
            QCOMPARE(placesWide.dots[i], places.dots[i]);
        }
    }
}

QTEST_APPLESS_MAIN(TestBlockReaders)
#include "tst_block_readers.moc"
