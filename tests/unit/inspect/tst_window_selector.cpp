// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/windows.h"
#include "core/inspect/window_selector.h"

#include <QtTest>
#include <bit>

using namespace gatehouse::inspect;

namespace {

// Of each kind of cue as many bits as it has points.
constexpr std::uint32_t kOne = 0b1;
constexpr std::uint32_t kOther = 0b1110;
constexpr std::uint32_t kThird = 0b10000;
constexpr std::uint32_t kEnough = kOne | kOther | kThird;
constexpr std::uint32_t kMore = 0b1111111;
static_assert(std::popcount(kEnough) == WindowSelector::kFewestPoints);

std::vector<std::size_t> textsOf(std::span<const WindowSelector::Window> windows)
{
    std::vector<std::size_t> texts;
    for (const auto& window : windows)
        texts.push_back(window.text);
    return texts;
}

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
    void aKindCountsOnceInAWindow();
    void aShortTextNeedsOneCue();
    void everyShortTextOfASmallMessageIsChosen();
    void ofALargerMessageAShortTextNeedsACue();
    void whatAGlanceFoundNeedsNoCue();
    void aLargeMessageIsNotGlancedAt();
    void enoughPointsChooseTheWindowsThatHoldAll();
    void cuesOfTwoTextsDoNotAddUp();
    void aLargeMessageGivesItsBestWindows();
    void everyPartOfAMessageHasItsShare();
    void aMessageStartsAnew();
};

void TestWindowSelector::aKindCountsOnceInAWindow()
{
    WindowSelector selector;
    selector.startMessage(1000);
    selector.addCue(0, 1000, 10, kOther);
    selector.addCue(0, 1000, 20, kThird);
    selector.addCue(0, 1000, 30, kOther);

    QVERIFY(selector.finishBatch(1000).empty());
}

void TestWindowSelector::aShortTextNeedsOneCue()
{
    WindowSelector selector;
    selector.startMessage(1000);
    selector.addCue(3, kWindowBytes, 450, kOne);

    const auto chosen = selector.finishBatch(1000);

    QCOMPARE(placesOf(chosen), (std::vector<Span>{{0, kWindowBytes}}));
    QCOMPARE(chosen[0].text, std::size_t{3});
}

void TestWindowSelector::everyShortTextOfASmallMessageIsChosen()
{
    WindowSelector selector;
    selector.startMessage(WindowSelector::kSmallMessage);
    selector.addText(0, WindowSelector::kFewestBytes - 1);
    selector.addText(1, WindowSelector::kFewestBytes);
    selector.addText(2, kWindowBytes);
    selector.addText(3, kWindowBytes + 1);
    selector.addCue(2, kWindowBytes, 9, kOne);

    const auto chosen = selector.finishBatch(WindowSelector::kSmallMessage);

    QCOMPARE(textsOf(chosen), (std::vector<std::size_t>{1, 2}));
    QCOMPARE(placesOf(chosen), (std::vector<Span>{{0, WindowSelector::kFewestBytes}, {0, kWindowBytes}}));
}

void TestWindowSelector::whatAGlanceFoundNeedsNoCue()
{
    WindowSelector selector;
    selector.startMessage(WindowSelector::kGlancedMessage);
    QVERIFY(!selector.addText(0, WindowSelector::kFewestBytes - 1));
    QVERIFY(selector.addText(1, 2000));
    selector.addWindow(1, {0, kWindowBytes});
    selector.addWindow(1, {kWindowStep, kWindowStep + kWindowBytes});
    selector.addWindow(1, {3 * kWindowStep, 3 * kWindowStep + kWindowBytes});
    QVERIFY(selector.addText(2, 100));
    selector.addWindow(2, {0, 100});
    selector.addCue(1, 2000, kWindowStep + 1, kEnough); // of windows 0 and 1
    selector.addCue(1, 2000, 1999, kEnough);

    const auto chosen = selector.finishBatch(WindowSelector::kGlancedMessage);

    // Each once, in their order.
    QCOMPARE(textsOf(chosen), (std::vector<std::size_t>{1, 1, 1, 1, 2}));
    QCOMPARE(
        placesOf(chosen), (std::vector<Span>{{0, 480}, {240, 720}, {720, 1200}, {1680, 2000}, {0, 100}}));
    QVERIFY(selector.finishBatch(0).empty());
}

void TestWindowSelector::aLargeMessageIsNotGlancedAt()
{
    WindowSelector selector;
    selector.startMessage(WindowSelector::kGlancedMessage + 1);
    QVERIFY(!selector.addText(0, 2000));
    selector.startMessage(WindowSelector::kSmallMessage);
    QVERIFY(!selector.addText(0, kWindowBytes)); // chosen in any case
    QVERIFY(selector.addText(1, kWindowBytes + 1));
}

void TestWindowSelector::ofALargerMessageAShortTextNeedsACue()
{
    WindowSelector selector;
    selector.startMessage(WindowSelector::kSmallMessage + 1);
    selector.addText(0, 100);
    selector.addText(1, 100);
    selector.addCue(1, 100, 50, kOne);

    QCOMPARE(textsOf(selector.finishBatch(WindowSelector::kSmallMessage + 1)), (std::vector<std::size_t>{1}));
}

void TestWindowSelector::enoughPointsChooseTheWindowsThatHoldAll()
{
    WindowSelector selector;
    selector.startMessage(2000);
    selector.addCue(0, 2000, 250, kOne | kThird); // [240, 480): of windows 0 and 1
    selector.addCue(0, 2000, 500, kOther);        // [480, 720): of windows 1 and 2
    selector.addCue(0, 2000, 1999, kEnough);

    // The last window is the one that ends with the text.
    QCOMPARE(placesOf(selector.finishBatch(2000)), (std::vector<Span>{{240, 720}, {1680, 2000}}));
}

void TestWindowSelector::cuesOfTwoTextsDoNotAddUp()
{
    WindowSelector selector;
    selector.startMessage(2000);
    selector.addCue(0, 500, 500, kOne | kThird);
    selector.addCue(1, 500, 10, kOther);
    selector.addCue(2, 500, 10, kOther);
    selector.addCue(2, 500, 90, kOne | kThird);

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
        selector.addCue(0, kBytes, end, end > 900'000 && end < 900'241 ? kMore : kEnough);

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
            selector.addCue(0, kBatch, end, kEnough);
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
        selector.addCue(0, 400, 300, kEnough);
        QCOMPARE(placesOf(selector.finishBatch(400)), (std::vector<Span>{{0, 400}}));
    }
}

QTEST_APPLESS_MAIN(TestWindowSelector)
#include "tst_window_selector.moc"
