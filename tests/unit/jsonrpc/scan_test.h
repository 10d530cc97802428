// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/scan.h"

#include <QtTest>

#include <string>

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
                    QVERIFY(findQuoteOrBackslash(text.data(), end) == findQuoteOrBackslashBytewise(text.data(), end));
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
};
