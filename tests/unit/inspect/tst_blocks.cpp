// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/byte_blocks.h"
#include "core/inspect/classifier/fold_block.h"
#include "core/inspect/copy_block.h"
#include "core/inspect/detectors/walk_block.h"
#include "core/inspect/digit_block.h"
#include "core/inspect/text_block.h"
#include "core/inspect/word_block.h"

#include <QtTest>

#include <random>
#include <string>

using namespace gatehouse::inspect;

/// What is read sixteen bytes at a time is what each byte says by itself.
class TestBlocks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lanesAnswerForEveryByte();
    void bytesOfMarks();
    void bytesOfCopies();
    void bytesOfEncodedText();
    void bytesOfWords();
    void bytesOfNumbers();
    void foldsInPlace();
};

namespace {

constexpr int kRounds = 2000;
using Byte = unsigned char;

/// 64 of them: any, or of ASCII in every second round.
std::string randomBytes(std::mt19937& random, int round)
{
    std::string bytes(64, '\0');
    for (auto& byte : bytes)
        byte = static_cast<char>(random() % (round % 2 == 0 ? 256 : 128));
    return bytes;
}

template <typename Is>
std::uint64_t bitsWhere(std::string_view bytes, Is is)
{
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bits |= std::uint64_t{is(bytes[i])} << i;
    return bits;
}

bool isHigh(char c)
{
    return static_cast<Byte>(c) >= 0x80;
}

bool isBlank(char c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

bool isWordLetter(char c)
{
    return ascii::isLetterOrDigit(c) || c == '_' || c == '\'';
}

} // namespace

void TestBlocks::lanesAnswerForEveryByte()
{
    for (int value = 0; value < 256; ++value) {
        const auto c = static_cast<char>(value);
        const std::string bytes(ByteLanes::kBytes, c);
        const ByteLanes lanes(bytes.data());
        const auto all = [](bool is) { return is ? 0xFFFFU : 0U; };
        QCOMPARE(lanes.bits(), all(value >= 0x80));
        QCOMPARE(lanes.is('q').bits(), all(c == 'q'));
        QCOMPARE(lanes.isControlOrHigh().bits(), all(value < 0x20 || value >= 0x80));
        QCOMPARE(lanes.isWithin('0', 10).bits(), all(c >= '0' && c <= '9'));
        QCOMPARE(lanes.isWithin('\0', 1).bits(), all(value == 0));
        QCOMPARE(lanes.small().is('z').bits(), all(c == 'Z' || c == 'z'));
        QCOMPARE(
            lanes.isWithin('a', 26).without(lanes.is('e')).bits(), all(c >= 'a' && c <= 'z' && c != 'e'));
        QCOMPARE((lanes.isWithin('a', 26) & lanes.isWithin('x', 9)).bits(), all(c >= 'x' && c <= 'z'));
    }
}

void TestBlocks::bytesOfMarks()
{
    std::mt19937 random(1);
    for (int round = 0; round < kRounds; ++round) {
        const auto bytes = randomBytes(random, round);
        ByteBlocks blocks;
        blocks.read(1, bytes.data());
        QCOMPARE(blocks.digits[1], bitsWhere(bytes, ascii::isDigit));
        QCOMPARE(blocks.letters[1], bitsWhere(bytes, [](char c) { return ascii::isLetter(c) || c == '_'; }));
        QCOMPARE(blocks.capitals[1], bitsWhere(bytes, [](char c) { return c >= 'A' && c <= 'Z'; }));
        QCOMPARE(blocks.separators[1], bitsWhere(bytes, isDigitSeparator));
        QCOMPARE(blocks.signs[1], bitsWhere(bytes, [](char c) { return c == ':' || c == '@'; }));
    }
}

void TestBlocks::bytesOfCopies()
{
    std::mt19937 random(2);
    for (int round = 0; round < kRounds; ++round) {
        const auto bytes = randomBytes(random, round);
        const CopyBlock block(bytes.data());
        QCOMPARE(block.backslashes, bitsWhere(bytes, [](char c) { return c == '\\'; }));
        QCOMPARE(block.blanks, bitsWhere(bytes, isBlank));
        QCOMPARE(block.others, bitsWhere(bytes, [](char c) {
            return !isBlank(c) && (static_cast<Byte>(c) < 0x20 || static_cast<Byte>(c) >= 0x7F);
        }));
    }
}

void TestBlocks::bytesOfEncodedText()
{
    std::mt19937 random(3);
    for (int round = 0; round < kRounds; ++round) {
        const auto bytes = randomBytes(random, round);
        const TextBlock block(bytes.data());
        QCOMPARE(block.letters, bitsWhere(bytes, ascii::isLetter));
        QCOMPARE(block.digits, bitsWhere(bytes, ascii::isDigit));
        QCOMPARE(block.marks, bitsWhere(bytes, [](char c) { return c == '%' || c == '&' || c == '\\'; }));
        const LateLetters late(bytes.data());
        QCOMPARE(late.small, bitsWhere(bytes, [](char c) { return c >= 'g' && c <= 'z'; }));
        QCOMPARE(late.capital, bitsWhere(bytes, [](char c) { return c >= 'G' && c <= 'Z'; }));
    }
}

void TestBlocks::bytesOfWords()
{
    std::mt19937 random(4);
    for (int round = 0; round < kRounds; ++round) {
        const auto bytes = randomBytes(random, round);
        const auto ofWindow = std::string_view(bytes).substr(0, WordBlock::kBytes);
        const WordBlock window(bytes.data());
        QCOMPARE(window.letters, bitsWhere(ofWindow, ascii::isLetter));
        QCOMPARE(window.capitals, bitsWhere(ofWindow, [](char c) { return c >= 'A' && c <= 'Z'; }));
        QCOMPARE(window.others, bitsWhere(ofWindow, isHigh));
        QCOMPARE(window.digits, bitsWhere(ofWindow, ascii::isDigit));
        const auto ofWalk = std::string_view(bytes).substr(0, WalkBlock::kBytes);
        const WalkBlock walk(bytes.data());
        QCOMPARE(walk.letters, bitsWhere(ofWalk, isWordLetter));
        QCOMPARE(walk.underscores, bitsWhere(ofWalk, [](char c) { return c == '_'; }));
        QCOMPARE(walk.high, bitsWhere(ofWalk, isHigh));
    }
}

void TestBlocks::bytesOfNumbers()
{
    std::mt19937 random(5);
    for (int round = 0; round < kRounds; ++round) {
        const auto bytes = randomBytes(random, round);
        const auto digits = bitsWhere(bytes, ascii::isDigit);
        const auto separators = bitsWhere(bytes, isDigitSeparator);
        QCOMPARE(DigitBlock::read<64>(bytes.data()).digits, digits);
        QCOMPARE(DigitBlock::read<64>(bytes.data()).separators, separators);
        QCOMPARE(DigitBlock::read<16>(bytes.data()).digits, digits & 0xFFFF);
        QCOMPARE(DigitBlock::read<16>(bytes.data()).separators, separators & 0xFFFF);
    }
}

void TestBlocks::foldsInPlace()
{
    std::mt19937 random(6);
    for (int round = 0; round < kRounds; ++round) {
        const auto bytes = randomBytes(random, round);
        auto folded = bytes;
        const auto block = foldBlock(folded.data());
        QCOMPARE(block.words, bitsWhere(bytes, [](char c) { return isWordLetter(c) || isHigh(c); }));
        QCOMPARE(block.blanks, bitsWhere(bytes, [](char c) { return static_cast<Byte>(c) <= ' '; }));
        QCOMPARE(block.digits, bitsWhere(bytes, ascii::isDigit));
        QCOMPARE(block.high, bitsWhere(bytes, isHigh));
        for (std::size_t i = 0; i < bytes.size(); ++i)
            QCOMPARE(folded[i], ascii::isDigit(bytes[i]) ? '0' : ascii::toLower(bytes[i]));
    }
}

QTEST_APPLESS_MAIN(TestBlocks)
#include "tst_blocks.moc"
