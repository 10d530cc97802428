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
};

void TestBlockReaders::theWideWaySaysWhatThePlainWaySays()
{
    const auto plain = plainBlockReaders();
    const auto wide = wideBlockReaders();
    if (wide.readBytes == nullptr)
        return; // this processor has one way alone
    std::mt19937 random(11);
    for (int round = 0; round < 500; ++round) {
        const std::size_t count = 1 + random() % kBlocksTogether;
        std::string text(count * ByteBlock::kBytes, ' ');
        for (auto& byte : text) // every byte comes, and what counts often
            byte = round % 2 == 0 ? static_cast<char>(random()) : " 019afgzAZ_-./():@%&\\"[random() % 21];
        std::array<ByteBlock, kBlocksTogether> bytes;
        std::array<ByteBlock, kBlocksTogether> bytesWide;
        std::array<TextBlock, kBlocksTogether> texts;
        std::array<TextBlock, kBlocksTogether> textsWide;
        plain.readBytes(text.data(), count, bytes.data());
        wide.readBytes(text.data(), count, bytesWide.data());
        plain.readText(text.data(), count, texts.data());
        wide.readText(text.data(), count, textsWide.data());

        for (std::size_t i = 0; i < count; ++i) {
            QCOMPARE(bytesWide[i].digits, bytes[i].digits);
            QCOMPARE(bytesWide[i].letters, bytes[i].letters);
            QCOMPARE(bytesWide[i].separators, bytes[i].separators);
            QCOMPARE(bytesWide[i].signs, bytes[i].signs);
            QCOMPARE(bytesWide[i].late, bytes[i].late);
            QCOMPARE(textsWide[i].letters, texts[i].letters);
            QCOMPARE(textsWide[i].digits, texts[i].digits);
            QCOMPARE(textsWide[i].marks, texts[i].marks);
        }
    }
}

QTEST_APPLESS_MAIN(TestBlockReaders)
#include "tst_block_readers.moc"
