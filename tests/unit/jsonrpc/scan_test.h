// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/scan.h"

#include <QtTest>

#include <random>
#include <string>
#include <string_view>

/// As a reader of JSON finds where a string ends.
inline const char* stringEndStepwise(const char* at, const char* end)
{
    while (at < end && *at != '"')
        at += *at == '\\' ? 2 : 1;
    return at < end ? at : end;
}

/// The fast ways to skip bytes against the plain one: every byte at every place of every length.
class TestScan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyByteAtEveryPlace()
    {
        using namespace gatehouse::jsonrpc;
        for (std::size_t size = 0; size < 40; ++size) {
            for (std::size_t place = 0; place < size; ++place) {
                for (int byte = 0; byte < 256; ++byte) {
                    std::string text(size, 'x'); // ASan sees what is read beyond it
                    text[place] = static_cast<char>(byte);
                    const char* const end = text.data() + text.size();
                    QVERIFY(skipPlainText(text.data(), end) == skipPlainTextBytewise(text.data(), end));
                    QVERIFY(skipEscapedText(text.data(), end) == skipEscapedTextBytewise(text.data(), end));
                    QVERIFY(findStringEnd(text.data(), end) == stringEndStepwise(text.data(), end));
                }
            }
        }
    }
    void theFirstOfManyCounts()
    {
        using namespace gatehouse::jsonrpc;
        std::string text(100, 'x');
        for (std::size_t place = text.size(); place-- > 0;) {
            text[place] = "\"\\\x01\xE9"[place % 4];
            QVERIFY(skipPlainText(text.data(), text.data() + text.size()) == text.data() + place);
        }
    }
    void runsOfBackslashesAcrossBlocks()
    {
        using namespace gatehouse::jsonrpc;
        // Every length of run at every place around the ends of blocks, before everything that it may escape.
        for (std::size_t place = 0; place < 140; ++place) {
            for (std::size_t length = 1; length < 70; ++length) {
                for (const char next : {'n', 't', '"', '\\', 'u', 'r', '/', 'x', '\x01', '\xE9'}) {
                    std::string text(place, 'x');
                    text.append(length, '\\').push_back(next);
                    text.append(70, 'n');
                    const char* const end = text.data() + text.size();
                    QVERIFY(skipEscapedText(text.data(), end) == skipEscapedTextBytewise(text.data(), end));
                    QVERIFY(findStringEnd(text.data(), end) == stringEndStepwise(text.data(), end));
                }
            }
        }
    }
    void textOfFewDifferentBytes()
    {
        using namespace gatehouse::jsonrpc;
        std::minstd_rand engine(20261125); // its numbers are fixed by the standard
        constexpr std::string_view kBytes = "\\\\\\\\\\\\\"ntxxnnu\x01\xC3";
        for (std::size_t round = 0; round < 20'000; ++round) {
            // Long ones need few that stop, or their ends are never reached.
            const auto kinds = round % 2 == 0 ? kBytes.size() : kBytes.size() - 4;
            std::string text(engine() % 300, ' ');
            for (char& byte : text)
                byte = kBytes[engine() % kinds];
            const char* const end = text.data() + text.size();
            QVERIFY(skipEscapedText(text.data(), end) == skipEscapedTextBytewise(text.data(), end));
            QVERIFY(findStringEnd(text.data(), end) == stringEndStepwise(text.data(), end));
        }
    }
};
