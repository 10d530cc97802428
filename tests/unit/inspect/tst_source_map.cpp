// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/latin_letters.h"
#include "core/inspect/source_map.h"

#include <QtTest>

#include <random>
#include <string>
#include <vector>

using namespace gatehouse;
using inspect::SourceMap;
using inspect::Span;

namespace {

/// A source with escapes and Latin letters, a map of it, and what each byte of its copy stands for.
struct Mapped {
    std::string source;
    SourceMap map;
    std::vector<Span> bytes;
};

Mapped mapped(unsigned seed, std::string_view alphabet)
{
    std::mt19937 random(seed);
    Mapped made;
    made.source.assign(random() % 100, 'x'); // what stands before the text
    const auto begin = made.source.size();
    for (auto left = random() % 5000; left > 0; --left)
        made.source += alphabet[random() % alphabet.size()];
    const auto& source = made.source;
    auto step = begin;
    for (auto at = begin; at < source.size();) {
        if (at == begin || at - step > SourceMap::kUnescapedTogether - 2) {
            step = at;
            made.map.unescaped(made.bytes.size(), at);
        }
        const bool isTwo = at + 1 < source.size() &&
            (source[at] == '\\' || inspect::isFoldedLatin(source[at], source[at + 1]));
        const std::size_t size = isTwo ? 2 : 1;
        made.bytes.push_back({at, at + size});
        at += size;
    }
    return made;
}

} // namespace

class TestSourceMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPlaceIsFound_data();
    void everyPlaceIsFound();
    void kindsOfStepsFollowEachOther();
    void whatIsCutIsForgotten();
};

void TestSourceMap::everyPlaceIsFound_data()
{
    QTest::addColumn<QByteArray>("alphabet");
    QTest::newRow("few escapes") << QByteArray("abcdefghijklmnopqrstuvwxyz0123456789\\");
    QTest::newRow("JSON") << QByteArray("abcdefgh\\\"");
    QTest::newRow("backslashes") << QByteArray("\\\\\\a");
    QTest::newRow("Latin letters") << QByteArray("abcdef\xC3\xA4\xC3\xBC\xC3\x9F");
    QTest::newRow("any") << QByteArray("ab\\\xC3\xA4\xC2\xA0\xE2\x80\x9C");
}

void TestSourceMap::everyPlaceIsFound()
{
    QFETCH(QByteArray, alphabet);
    for (unsigned seed = 0; seed < 60; ++seed) {
        auto made = mapped(seed, {alphabet.constData(), static_cast<std::size_t>(alphabet.size())});
        const auto count = made.bytes.size();
        for (std::size_t at = 0; at < count; at += 1 + at % 7) { // as findings come: in their order
            const auto end = std::min(at + 1 + at % 40, count);
            const auto span = made.map.sourceOf({at, end}, made.source);
            QCOMPARE(span, (Span{made.bytes[at].begin, made.bytes[end - 1].end}));
        }
        std::mt19937 random(seed);
        for (int i = 0; i < 200 && count > 0; ++i) {
            const auto at = random() % count;
            QCOMPARE(made.map.sourceOf({at, at + 1}, made.source), made.bytes[at]);
        }
    }
}

void TestSourceMap::kindsOfStepsFollowEachOther()
{
    const std::string source = R"(0123\n56\t89<piece>copied\n)";
    SourceMap map;
    map.unescaped(0, 4);       // \n56\t89
    map.replaced(6, {12, 19}); // <piece>
    map.copied(7, 19);         // copied
    map.unescaped(13, 25);     // \n
    QCOMPARE(map.sourceOf({0, 1}, source), (Span{4, 6}));
    QCOMPARE(map.sourceOf({3, 4}, source), (Span{8, 10}));
    QCOMPARE(map.sourceOf({5, 7}, source), (Span{11, 19}));
    QCOMPARE(map.sourceOf({8, 10}, source), (Span{20, 22}));
    QCOMPARE(map.sourceOf({13, 14}, source), (Span{25, 27}));
    QCOMPARE(map.sourceOf({1, 2}, source), (Span{6, 7})); // back again
}

void TestSourceMap::whatIsCutIsForgotten()
{
    const std::string source = R"(\n\n\n\n....)";
    SourceMap map;
    map.unescaped(0, 0);
    QCOMPARE(map.sourceOf({3, 4}, source), (Span{6, 8}));
    map.cut(0);
    map.unescaped(0, 8);
    QCOMPARE(map.sourceOf({3, 4}, source), (Span{11, 12}));
    map.clear();
    map.unescaped(0, 2);
    QCOMPARE(map.sourceOf({1, 2}, source), (Span{4, 6}));
}

QTEST_APPLESS_MAIN(TestSourceMap)
#include "tst_source_map.moc"
