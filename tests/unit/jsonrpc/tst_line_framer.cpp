// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/line_framer.h"
#include "tests/support/processor_time.h"

#include <QtTest>

#include <utility>
#include <vector>

using namespace gatehouse::jsonrpc;

namespace {

struct Seen {
    std::string line;
    bool isTooLong = false;
    std::string tail;
    bool operator==(const Seen&) const = default;
};

void drain(LineFramer& framer, std::vector<Seen>& seen)
{
    while (const auto framed = framer.next())
        seen.push_back({std::string(framed->line), framed->isTooLong, std::string(framed->tail)});
}

/// Feeds `text` in chunks of `size` bytes, each in memory of its own that is gone afterwards.
std::vector<Seen> cut(std::string_view text, std::size_t size, std::size_t limit = 1 << 20)
{
    LineFramer framer(limit);
    std::vector<Seen> seen;
    for (std::size_t at = 0; at < text.size(); at += size) {
        const std::string chunk(text.substr(at, size));
        framer.feed(chunk);
        drain(framer, seen);
    }
    return seen;
}

} // namespace

class TestLineFramer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void chunksDoNotMatter();
    void nonAsciiCutAtEveryByte();
    void linesInsideAChunkAreNotCopied();
    void theBufferOfALineInPiecesMayBeTaken();
    void longLinesGrowBeyondTheirFirstRoom();
    void unterminatedLineIsNeverGiven();
    void limitIsExact();
    void tooLongLineIsReportedTwiceAndSkipped();
    void tooLongLineInPieces();
    void byteByByteIsLinear();
    void emptyLinesAreLines();
};

void TestLineFramer::chunksDoNotMatter()
{
    const std::string text = "one\ntwo\r\n\nthree and more\nrest";
    const auto whole = cut(text, text.size());
    QCOMPARE(whole.size(), std::size_t{4});
    QCOMPARE(whole[1].line, std::string("two\r"));

    for (std::size_t size = 1; size < text.size(); ++size)
        QVERIFY(cut(text, size) == whole);
}

void TestLineFramer::nonAsciiCutAtEveryByte()
{
    const std::string text = "{\"a\":\"é€\xF0\x9F\x98\x80\"}\n{\"b\":\"日本\"}\n";

    for (std::size_t at = 1; at < text.size(); ++at) {
        LineFramer framer(1000);
        std::vector<Seen> seen;
        const auto first = text.substr(0, at);
        const auto second = text.substr(at);
        framer.feed(first);
        drain(framer, seen);
        framer.feed(second);
        drain(framer, seen);

        QCOMPARE(seen.size(), std::size_t{2});
        QCOMPARE(seen[0].line + "\n" + seen[1].line + "\n", text);
    }
}

void TestLineFramer::linesInsideAChunkAreNotCopied()
{
    LineFramer framer(100);
    const std::string chunk = "first\nsecond\nthi";

    framer.feed(chunk);

    QVERIFY(framer.next()->line.data() == chunk.data());
    QVERIFY(framer.next()->line.data() == chunk.data() + 6);
    QVERIFY(!framer.next());
    QCOMPARE(framer.pendingBytes(), std::size_t{3});
}

void TestLineFramer::theBufferOfALineInPiecesMayBeTaken()
{
    LineFramer framer(1 << 20);
    const std::string start(100, 'a');
    framer.feed(start);
    QVERIFY(!framer.next());
    QVERIFY(!framer.givenBuffer());
    framer.feed("bc\nin the chunk\nde");
    const auto pieced = framer.next();
    QVERIFY(pieced && framer.givenBuffer());

    std::string taken;
    taken.swap(*framer.givenBuffer());

    QCOMPARE(taken, start + "bc\n");
    QCOMPARE(pieced->line.data(), std::as_const(taken).data());
    QCOMPARE(pieced->line.size(), taken.size() - 1);
    QCOMPARE(framer.pendingBytes(), std::size_t{0});
    const auto inside = framer.next();
    QVERIFY(inside && inside->line == "in the chunk");
    QVERIFY(!framer.givenBuffer());
    QVERIFY(!framer.next());
    framer.feed("f\n");
    const auto last = framer.next();
    QVERIFY(last && last->line == "def");
}

void TestLineFramer::longLinesGrowBeyondTheirFirstRoom()
{
    // Around each place where the buffer asks for more, and at the limit itself.
    constexpr std::size_t kLimit = std::size_t{40} << 20;
    std::string text;
    for (const std::size_t size :
        {std::size_t{2} << 20, (std::size_t{2} << 20) + 1, std::size_t{17} << 20, kLimit}) {
        text.append(size - 1, static_cast<char>('a' + size % 7));
        text += "z\n";
    }

    const auto seen = cut(text, 65'536, kLimit);

    QCOMPARE(seen.size(), std::size_t{4});
    std::string together;
    for (const auto& line : seen) {
        QVERIFY(!line.isTooLong);
        together += line.line + '\n';
    }
    QVERIFY(together == text);
}

void TestLineFramer::unterminatedLineIsNeverGiven()
{
    LineFramer framer(100);
    std::vector<Seen> seen;

    framer.feed("half");
    drain(framer, seen);
    framer.feed("");
    drain(framer, seen);

    QVERIFY(seen.empty());
    QCOMPARE(framer.pendingBytes(), std::size_t{4});
    framer.feed("\n");
    drain(framer, seen);
    QCOMPARE(seen.at(0).line, std::string("half"));
    QCOMPARE(framer.pendingBytes(), std::size_t{0});
}

void TestLineFramer::limitIsExact()
{
    const std::string fits(50, 'x');
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{200}}) {
        const auto seen = cut(fits + "\n" + fits + "y\nok\n", size, 50);

        QCOMPARE(seen.size(), std::size_t{4});
        QVERIFY(!seen[0].isTooLong);
        QVERIFY(seen[1].isTooLong && seen[1].tail.empty());
        QVERIFY(seen[2].isTooLong);
        QCOMPARE(seen[2].tail, fits + "y");
        QCOMPARE(seen[3].line, std::string("ok"));
    }
}

void TestLineFramer::tooLongLineIsReportedTwiceAndSkipped()
{
    const auto line = "HEAD" + std::string(10'000, 'x') + "TAIL";

    const auto seen = cut(line + "\nnext\n", 20'000, 5000);

    QCOMPARE(seen.size(), std::size_t{3});
    QCOMPARE(seen[0].line, line.substr(0, LineFramer::kEndBytes));
    QCOMPARE(seen[1].line, line.substr(0, LineFramer::kEndBytes));
    QCOMPARE(seen[1].tail, line.substr(line.size() - LineFramer::kEndBytes));
    QCOMPARE(seen[2].line, std::string("next"));
}

void TestLineFramer::tooLongLineInPieces()
{
    const auto line = "HEAD" + std::string(10'000, 'x') + "TAIL";
    const auto expected = cut(line + "\nnext\n", 20'000, 5000);

    for (const std::size_t size : {std::size_t{1}, std::size_t{3}, std::size_t{1000}, std::size_t{1024},
             std::size_t{4999}, std::size_t{9000}}) {
        const auto seen = cut(line + "\nnext\n", size, 5000);

        QCOMPARE(seen.size(), std::size_t{3});
        QVERIFY(seen[1] == expected[1]);
        QVERIFY(seen[2] == expected[2]);
        // What is known when the limit is passed may be less, never other.
        QVERIFY(seen[0].line == expected[0].line && seen[0].tail.empty());
    }
}

void TestLineFramer::byteByByteIsLinear()
{
    const auto perByte = [](std::size_t size) {
        LineFramer framer(std::size_t{64} << 20);
        const gatehouse::tests::ProcessorTime time;
        for (std::size_t i = 0; i < size; ++i) {
            framer.feed("x");
            if (framer.next())
                return -1.0;
        }
        framer.feed("\n");
        const auto framed = framer.next();
        return framed && framed->line.size() == size ? time.milliseconds() * 1e6 / double(size) : -1.0;
    };
    const auto small = perByte(std::size_t{1} << 20);
    const auto large = perByte(std::size_t{32} << 20);

    QVERIFY(small > 0 && large > 0);
    QVERIFY2(large < 8 * small + 100, "a long line costs more for each byte than a short one");
}

void TestLineFramer::emptyLinesAreLines()
{
    const auto seen = cut("\n\r\n\n", 1);

    QCOMPARE(seen.size(), std::size_t{3});
    QCOMPARE(seen[1].line, std::string("\r"));
}

QTEST_APPLESS_MAIN(TestLineFramer)
#include "tst_line_framer.moc"
