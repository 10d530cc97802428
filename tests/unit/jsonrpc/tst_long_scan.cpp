// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/long_scan.h"
#include "core/jsonrpc/scan_bytes.h"

#include <QtTest>

#include <random>
#include <string>
#include <string_view>

using namespace gatehouse::jsonrpc;

/// The ways to go over long strings say what a plain loop says.
class TestLongScan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachWayIsThePlainOne_data();
    void eachWayIsThePlainOne();
    void backslashesAtTheEndsOfBlocks_data() { eachWayIsThePlainOne_data(); }
    void backslashesAtTheEndsOfBlocks();
};

namespace {

const char* plainStringEnd(const char* at, const char* end)
{
    while (at < end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return at < end ? at : end;
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
    QCOMPARE(scan.skipEscapedText(begin, end) - begin, skipEscapedTextBytewise(begin, end) - begin);
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
    constexpr std::string_view kBytes = "\\\\\\\\\"ntxxnnxxxxxxu\x01\xC3";
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

QTEST_APPLESS_MAIN(TestLongScan)
#include "tst_long_scan.moc"
