// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/windows.h"
#include "core/inspect/window_selector.h"

#include <QtTest>

using namespace gatehouse::inspect;

namespace {

constexpr std::uint32_t kOne = 1;
constexpr std::uint32_t kOther = 2;
constexpr std::uint32_t kThird = 4;
constexpr std::uint32_t kEnough = kOne | kOther | kThird;

std::vector<Span> placesOf(std::span<const WindowSelector::Window> windows)
{
    std::vector<Span> places;
    for (const auto& window : windows)
        places.push_back(window.place);
    return places;
}

} // namespace

class TestWindowSelector : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void twoKindsOfCuesAreTooFew();
    void aShortTextNeedsOneCue();
    void cuesOfThreeKindsChooseTheWindowsThatHoldAll();
    void cuesOfTwoTextsDoNotAddUp();
    void aLargeMessageGivesItsBestWindows();
    void everyPartOfAMessageHasItsShare();
    void aMessageStartsAnew();
};

void TestWindowSelector::twoKindsOfCuesAreTooFew()
{
    WindowSelector selector;
    selector.startMessage(1000);
    selector.add(0, 1000, 10, kOne);
    selector.add(0, 1000, 20, kOther);
    selector.add(0, 1000, 30, kOne);

    QVERIFY(selector.finishBatch(1000).empty());
}

void TestWindowSelector::aShortTextNeedsOneCue()
{
    WindowSelector selector;
    selector.startMessage(1000);
    selector.add(3, kWindowBytes, 450, kOne);

    const auto chosen = selector.finishBatch(1000);

    QCOMPARE(placesOf(chosen), (std::vector<Span>{{0, kWindowBytes}}));
    QCOMPARE(chosen[0].text, std::size_t{3});
}

void TestWindowSelector::cuesOfThreeKindsChooseTheWindowsThatHoldAll()
{
    WindowSelector selector;
    selector.startMessage(2000);
    selector.add(0, 2000, 250, kOne | kThird); // [240, 480): of windows 0 and 1
    selector.add(0, 2000, 500, kOther);        // [480, 720): of windows 1 and 2
    selector.add(0, 2000, 1999, kEnough);

    // The last window is the one that ends with the text.
    QCOMPARE(placesOf(selector.finishBatch(2000)), (std::vector<Span>{{240, 720}, {1680, 2000}}));
}

void TestWindowSelector::cuesOfTwoTextsDoNotAddUp()
{
    WindowSelector selector;
    selector.startMessage(2000);
    selector.add(0, 500, 500, kOne | kThird);
    selector.add(1, 500, 10, kOther);
    selector.add(2, 500, 10, kOther);
    selector.add(2, 500, 90, kOne | kThird);

    const auto chosen = selector.finishBatch(2000);

    QCOMPARE(chosen.size(), std::size_t{1});
    QCOMPARE(chosen[0].text, std::size_t{2});
    QCOMPARE(chosen[0].place, (Span{0, kWindowBytes}));
}

void TestWindowSelector::aLargeMessageGivesItsBestWindows()
{
    constexpr std::size_t kBytes = 1'000'000;
    WindowSelector selector;
    selector.startMessage(kBytes);
    for (std::size_t end = 100; end < kBytes; end += kWindowStep)
        selector.add(0, kBytes, end, end > 900'000 && end < 900'241 ? 15 : kEnough);

    const auto chosen = selector.finishBatch(kBytes);

    std::size_t bytes = 0;
    bool hasBest = false;
    for (const auto& window : chosen) {
        bytes += window.place.size();
        hasBest = hasBest || (window.place.begin < 900'241 && window.place.end > 900'000);
    }
    QVERIFY(hasBest);
    QVERIFY(bytes <= WindowSelector::kMostBytes);
    QVERIFY(bytes > WindowSelector::kMostBytes - kWindowBytes);
}

void TestWindowSelector::everyPartOfAMessageHasItsShare()
{
    constexpr std::size_t kBatch = 100'000;
    WindowSelector selector;
    selector.startMessage(10 * kBatch);
    std::size_t bytes = 0;
    for (int batch = 0; batch < 10; ++batch) {
        for (std::size_t end = 100; end < kBatch; end += kWindowStep)
            selector.add(0, kBatch, end, kEnough);
        const auto chosen = selector.finishBatch(kBatch);
        QVERIFY2(chosen.size() >= 12, QByteArray::number(batch));
        for (const auto& window : chosen)
            bytes += window.place.size();
    }
    QVERIFY(bytes <= WindowSelector::kMostBytes);
}

void TestWindowSelector::aMessageStartsAnew()
{
    WindowSelector selector;
    for (int i = 0; i < 1000; ++i) {
        selector.startMessage(400);
        selector.add(0, 400, 300, kEnough);
        QCOMPARE(placesOf(selector.finishBatch(400)), (std::vector<Span>{{0, 400}}));
    }
}

QTEST_APPLESS_MAIN(TestWindowSelector)
#include "tst_window_selector.moc"
