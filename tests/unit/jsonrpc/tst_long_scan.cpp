// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/long_scan.h"
#include "core/jsonrpc/scan_bytes.h"
#include "core/jsonrpc/tokens.h"

#include <QtTest>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace gatehouse::jsonrpc;

/// The ways to go over long strings say what a plain loop says.
class TestLongScan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachWayIsThePlainOne_data();
    void eachWayIsThePlainOne();
    void backslashesAtTheEndsOfBlocks_data() { eachWayIsThePlainOne_data(); }
    void backslashesAtTheEndsOfBlocks();
    void charactersAtTheEndsOfBlocks_data() { eachWayIsThePlainOne_data(); }
    void charactersAtTheEndsOfBlocks();
    void theWideWayGoesOverTextOfOtherScripts();
};

namespace {

const char* plainStringEnd(const char* at, const char* end)
{
    while (at < end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return at < end ? at : end;
}

/// One character or frequent escape further; where there is none, `at`.
const char* plainStep(const char* at, const char* end)
{
    const auto* const next = skipEscapedTextBytewise(at, std::min(at + 1, end)) != at
        ? at + 1
        : skipEscapedTextBytewise(at, std::min(at + 2, end));
    if (next != at || at == end || static_cast<unsigned char>(*at) < 0x80)
        return next;
    const auto* const behind = skipUtf8Sequence(at, end);
    return behind != nullptr ? behind : at;
}

const char* plainTextEnd(const char* at, const char* end)
{
    for (const char* next = at; (next = plainStep(at, end)) != at;)
        at = next;
    return at;
}

/// Where skipText() stops too early a plain step follows; where it stops inside of a character or too late,
/// the end is another one.
const char* skipAll(const LongScan& scan, const char* at, const char* end)
{
    for (;;) {
        at = scan.skipText(at, end);
        const auto* const next = plainStep(at, end);
        if (next == at)
            return at;
        at = next;
    }
}

LongScan scan(bool isWide)
{
    return isWide ? wideLongScan() : plainLongScan();
}

void compare(const LongScan& scan, const std::string& text)
{
    const std::string exact(text.data(), text.size()); // ASan sees what is read beyond it
    const char* const begin = exact.data();
    const char* const end = begin + exact.size();
    QCOMPARE(skipAll(scan, begin, end) - begin, plainTextEnd(begin, end) - begin);
    QCOMPARE(scan.findStringEnd(begin, end) - begin, plainStringEnd(begin, end) - begin);
}

} // namespace

void TestLongScan::eachWayIsThePlainOne_data()
{
    QTest::addColumn<bool>("isWide");
    QTest::newRow("plain") << false;
    if (wideLongScan().findStringEnd != nullptr)
        QTest::newRow("wide") << true;
}

void TestLongScan::eachWayIsThePlainOne()
{
    QFETCH(bool, isWide);
    std::minstd_rand engine(20261127); // its numbers are fixed by the standard
    constexpr std::string_view kBytes = "\\\\\\\\\"ntxxnnxxxxxxu\x01\xC3\xA4\xE4\xB8";
    for (std::size_t round = 0; round < 20'000; ++round) {
        // Long ones need few that stop, or their ends are never reached.
        const auto kinds = kBytes.size() - round % 5;
        std::string text(engine() % 400, ' ');
        for (char& byte : text)
            byte = kBytes[(round % 3 == 0 ? 0 : 5) + engine() % (kinds - 5)];
        compare(scan(isWide), text);
    }
}

void TestLongScan::backslashesAtTheEndsOfBlocks()
{
    QFETCH(bool, isWide);
    for (std::size_t place = 50; place < 140; ++place) {
        for (std::size_t length = 1; length < 70; ++length) {
            for (const char next : {'n', '"', '\\', 'u', 'x', '\x01', '\xE9'}) {
                auto text = std::string(place, 'x') + std::string(length, '\\') + next;
                text.append(130, 'n');
                compare(scan(isWide), text + '"' + text);
                compare(scan(isWide), text);
            }
        }
    }
}

void TestLongScan::charactersAtTheEndsOfBlocks()
{
    QFETCH(bool, isWide);
    // Of each length, the borders of what is well-formed, and what is not.
    const std::vector<std::string> kCharacters{"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xE1\x80\x80",
        "\xEC\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF", "\xC1\xBF", "\xC0\x80", "\x80", "\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE1\x80", "\xE1",
        "\xF1\x80\x80", "\xFF", "\xC3\xC3", "\xE1\x80\xC3", "\xC3\x80\x80", "\xE1\x80\x80\x80"};
    for (std::size_t place = 50; place < 140; ++place) {
        for (const auto& first : kCharacters) {
            for (const auto& second : kCharacters) {
                auto text = std::string(place, 'x') + first + second;
                compare(scan(isWide), text);
                text += 'x' + second;
                text.append(70, 'x');
                compare(scan(isWide), text + '"' + text);
            }
        }
    }
}

void TestLongScan::theWideWayGoesOverTextOfOtherScripts()
{
    const auto wide = wideLongScan();
    if (wide.skipText == nullptr)
        return; // this processor has one way alone
    for (const std::string word : {"naïve Größe ", "перемены ", "你好世界", "\\n„Köln“ – 5 €\\t"}) {
        std::string text;
        while (text.size() < 10'000)
            text += word;
        const auto* const stop = wide.skipText(text.data(), text.data() + text.size());
        QVERIFY2(text.data() + text.size() - stop < 70, word.c_str());
    }
}

QTEST_APPLESS_MAIN(TestLongScan)
#include "tst_long_scan.moc"
