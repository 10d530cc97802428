// SPDX-License-Identifier: Apache-2.0
#include "core/trust/baseline_codec.h"
#include "tests/support/developer_weeks/player.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::weeks;

/// What would make the unusual usual, or lose what is known.
class TestBaseline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void coldStartIsSilent();
    void aSizeThatGrowsByATenthIsMarked();
    void aSizeThatGrowsOverWeeksIsMarkedByWhatWasFirst();
    void aFolderADayIsMarkedEachDay();
    void noUseMakesASensitivePlaceUsual();
    void whatComesBackOnSeveralDaysBecomesUsual();
    void aManyOnOneDayDoNot();
    void refusedCallsTeachNothing();
    void whatWasRefusedIsToldAgain();
    void failingCallsTeachNoPlace();
    void inventedToolsPushNoneOut_data();
    void inventedToolsPushNoneOut();
    void inventedArgumentsPushNoneOut();
    void memoryIsBounded();
    void clocksThatJumpChangeNothing();
    void aNameInAnotherCaseIsAnotherTool();
    void whatIsWrittenIsRead();
    void noOtherBytesAreRead();
    void anotherKeyIsRefused();
};

namespace {

Call readOf(const std::string& path)
{
    return make("read_text_file", R"({"path":)" + weeks::quoted(path) + "}", 3000);
}

/// A week of reading in ~/src, 40 calls a day.
Player taughtPlayer(int days = 7)
{
    Player player;
    for (int day = 0; day < days; ++day) {
        for (int i = 0; i < 40; ++i) {
            auto call = readOf("/home/dana/src/x" + std::to_string(i) + ".txt");
            call.at = kMonday + day * kDay + 9 * kHour + i * 10 * kMinute;
            player.play(call);
        }
    }
    return player;
}

bool has(const std::vector<trust::Deviation>& found, model::BehaviourRule rule)
{
    return std::any_of(
        found.begin(), found.end(), [rule](const trust::Deviation& one) { return one.rule == rule; });
}

Call onDay(Call call, int day, int minute = 0)
{
    call.at = kMonday + day * kDay + 10 * kHour + minute * kMinute;
    call.startsSession = true;
    return call;
}

} // namespace

void TestBaseline::coldStartIsSilent()
{
    Player player;
    int marks = 0;
    for (int i = 0; i < 200; ++i) {
        auto call = readOf("/home/dana/f" + std::to_string(i) + "/.ssh/x");
        call.tool += std::to_string(i % 9);
        call.at = kMonday + 9 * kHour + i * kMinute;
        marks += player.play(call).empty() ? 0 : 1;
    }
    QCOMPARE(marks, 0);
}

void TestBaseline::aSizeThatGrowsByATenthIsMarked()
{
    auto player = taughtPlayer();
    double bytes = 3000;
    double markedAt = 0;
    for (int i = 0; i < 90 && markedAt == 0; ++i, bytes *= 1.1) {
        auto call = readOf("/home/dana/src/x.txt");
        call.bytesOut = static_cast<std::uint64_t>(bytes);
        const auto found = player.play(onDay(call, 8, i));
        markedAt = has(found, model::BehaviourRule::AnswerSize) ? bytes : 0;
    }
    QVERIFY(markedAt > 0);
    QVERIFY2(markedAt < 128 * 1024, "before it was 64 KB, or soon after");
}

void TestBaseline::aSizeThatGrowsOverWeeksIsMarkedByWhatWasFirst()
{
    // As fast as what is usual moves, and never faster.
    auto player = taughtPlayer();
    double bytes = 3000;
    int growth = 0;
    int size = 0;
    for (int day = 8; day < 80; ++day) {
        for (int i = 0; i < 4; ++i) {
            auto call = readOf("/home/dana/src/x.txt");
            call.bytesOut = static_cast<std::uint64_t>(bytes);
            const auto found = player.play(onDay(call, day, i));
            growth += has(found, model::BehaviourRule::Growth) ? 1 : 0;
            size += has(found, model::BehaviourRule::AnswerSize) ? 1 : 0;
        }
        bytes *= 1.2;
    }
    QCOMPARE(size, 0);
    QVERIFY(growth > 0);
    QVERIFY2(growth < 60, "each step once, not each call");
}

void TestBaseline::aFolderADayIsMarkedEachDay()
{
    auto player = taughtPlayer();
    int marks = 0;
    constexpr int kSteps = 14;
    for (int step = 0; step < kSteps; ++step) {
        const auto folder = "/home/dana/" + std::string(1, static_cast<char>('a' + step)) + "dir/x.txt";
        for (int i = 0; i < 10; ++i)
            marks +=
                has(player.play(onDay(readOf(folder), 8 + step, i)), model::BehaviourRule::Place) ? 1 : 0;
    }
    QCOMPARE(marks, kSteps);
    const auto last = player.play(onDay(readOf("/home/dana/.ssh/id_rsa"), 8 + kSteps));
    QVERIFY(has(last, model::BehaviourRule::SensitivePlace));
}

void TestBaseline::noUseMakesASensitivePlaceUsual()
{
    Player player; // from the first call on
    for (int day = 0; day < 60; ++day) {
        bool isMarked = false;
        for (int i = 0; i < 40; ++i) {
            auto call = readOf(i % 2 == 0 ? "/home/dana/.ssh/config" : "/home/dana/src/x.txt");
            call.at = kMonday + day * kDay + 9 * kHour + i * kMinute;
            call.startsSession = i == 0;
            isMarked = has(player.play(call), model::BehaviourRule::SensitivePlace) || isMarked;
        }
        QCOMPARE(isMarked, day >= 2);
    }
}

void TestBaseline::whatComesBackOnSeveralDaysBecomesUsual()
{
    auto player = taughtPlayer();
    std::vector<int> marks;
    for (int day = 8; day < 14; ++day) {
        int today = 0;
        for (int i = 0; i < 10; ++i)
            today += player.play(onDay(readOf("/home/dana/work/x.txt"), day, i)).empty() ? 0 : 1;
        marks.push_back(today);
    }
    QCOMPARE(marks, (std::vector<int>{1, 1, 1, 0, 0, 0}));
}

void TestBaseline::aManyOnOneDayDoNot()
{
    auto player = taughtPlayer();
    for (int i = 0; i < 500; ++i)
        player.play(onDay(readOf("/home/dana/work/x.txt"), 8, i / 2));

    QVERIFY(has(player.play(onDay(readOf("/home/dana/work/x.txt"), 9)), model::BehaviourRule::Place));
}

void TestBaseline::refusedCallsTeachNothing()
{
    auto player = taughtPlayer();
    const auto before = player.baseline().calls();
    for (int day = 8; day < 30; ++day) {
        for (int i = 0; i < 20; ++i)
            QVERIFY(has(
                player.refuse(onDay(readOf("/home/dana/work/x.txt"), day, i)), model::BehaviourRule::Place));
    }
    QCOMPARE(player.baseline().calls(), before);
    QVERIFY(has(player.play(onDay(readOf("/home/dana/work/x.txt"), 30)), model::BehaviourRule::Place));
}

void TestBaseline::whatWasRefusedIsToldAgain()
{
    auto player = taughtPlayer();
    const auto call = onDay(readOf("/home/dana/work/x.txt"), 8);

    QVERIFY(!player.refuse(call).empty());
    QVERIFY(!player.refuse(call).empty());
    auto again = call;
    again.startsSession = false;
    QVERIFY(!player.play(again).empty());
    QVERIFY(player.play(again).empty()); // it has passed, and has been told
}

void TestBaseline::failingCallsTeachNoPlace()
{
    auto player = taughtPlayer();
    for (int day = 8; day < 20; ++day) {
        for (int i = 0; i < 20; ++i) {
            auto call = readOf("/home/dana/work/x.txt");
            call.isError = true;
            player.play(onDay(call, day, i));
        }
    }
    QVERIFY(has(player.play(onDay(readOf("/home/dana/work/x.txt"), 21)), model::BehaviourRule::Place));
}

void TestBaseline::inventedToolsPushNoneOut_data()
{
    QTest::addColumn<int>("day");
    QTest::newRow("while everything is learned") << 1;
    QTest::newRow("later") << 8;
}

void TestBaseline::inventedToolsPushNoneOut()
{
    QFETCH(int, day);
    auto player = taughtPlayer(day);
    const auto real = player.baseline().tools().front().calls;
    for (int i = 0; i < 5000; ++i)
        player.play(onDay(make("invented_" + std::to_string(i), "{}", 100), day, i / 10));

    QVERIFY(player.baseline().tools().size() <= trust::Baseline::kMaxTools);
    const auto* const kept = player.baseline().tool(player.baseline().tools().front().tool);
    QCOMPARE(std::string(kept->name.view()), std::string("read_text_file"));
    QCOMPARE(kept->calls, real);
    // And a sensitive place is told whatever else was invented.
    for (int later = day + 1; later < day + 3; ++later) {
        for (int i = 0; i < 40; ++i)
            player.play(onDay(readOf("/home/dana/src/x.txt"), later, i));
    }
    QVERIFY(
        has(player.play(onDay(readOf("/home/dana/.ssh/x"), day + 4)), model::BehaviourRule::SensitivePlace));
}

void TestBaseline::inventedArgumentsPushNoneOut()
{
    auto player = taughtPlayer();
    for (int i = 0; i < 2000; ++i) {
        auto call =
            make("read_text_file", R"({"path":"/home/dana/src/x","k)" + std::to_string(i) + "\":1}", 3000);
        player.play(onDay(call, 8, i / 4));
    }
    const auto& tool = player.baseline().tools().front();
    QVERIFY(tool.arguments.size() <= 48);
    QCOMPARE(tool.arguments.usual(), std::size_t{2}); // `path`, and its form
}

void TestBaseline::memoryIsBounded()
{
    Player player;
    Random random(7);
    for (int i = 0; i < 20000; ++i) {
        auto call = make("t" + std::to_string(random.below(500)),
            R"({"k)" + std::to_string(random.below(1000)) + R"(":"/home/dana/)" +
                std::to_string(random.below(1000)) + R"(/x","u":"https://h)" +
                std::to_string(random.below(1000)) + ".example/\"}",
            static_cast<double>(random.next() % 10'000'000));
        call.at = kMonday + i * 5 * kMinute;
        player.play(call);
    }
    QVERIFY(trust::encodeBaseline(player.baseline(), kKey).size() < trust::kMaxBaselineBytes / 2);
    player.restart(); // and what is written is read
}

void TestBaseline::clocksThatJumpChangeNothing()
{
    auto player = taughtPlayer();
    const auto days = player.baseline().days();
    // Far ahead, back again, and before everything.
    for (const auto at :
        {kMonday + 4000 * kDay, kMonday + 8 * kDay, base::UnixMilliseconds{-5}, base::UnixMilliseconds{0}}) {
        auto call = readOf("/home/dana/src/x.txt");
        call.at = at;
        QVERIFY(!has(player.play(call), model::BehaviourRule::Place));
    }
    QVERIFY(player.baseline().days() <= days + 2);
    // Days go on to count, and what is new is told, and becomes usual, as ever.
    std::vector<int> marks;
    for (int day = 9; day < 14; ++day) {
        int today = 0;
        for (int i = 0; i < 10; ++i)
            today +=
                has(player.play(onDay(readOf("/home/dana/work/x.txt"), day, i)), model::BehaviourRule::Place)
                ? 1
                : 0;
        marks.push_back(today);
    }
    QCOMPARE(marks, (std::vector<int>{1, 1, 1, 0, 0}));
}

void TestBaseline::aNameInAnotherCaseIsAnotherTool()
{
    auto player = taughtPlayer();
    auto call = readOf("/home/dana/src/x.txt");
    call.tool = "Read-Text-File";

    const auto found = player.play(onDay(call, 8));

    QVERIFY(has(found, model::BehaviourRule::NewTool));
    QVERIFY(found.front().confidence == model::Confidence::High);
    QVERIFY(found.front().sentence.find("written like read_text_file") != std::string::npos);
}

void TestBaseline::whatIsWrittenIsRead()
{
    Player player;
    for (const auto& call : daysOf(tunedProfiles().front(), 3, 10))
        player.play(call);
    const auto bytes = trust::encodeBaseline(player.baseline(), kKey);

    const auto read = trust::decodeBaseline(bytes, kKey);

    QVERIFY(read);
    QCOMPARE(trust::encodeBaseline(*read, kKey), bytes);
    QCOMPARE(read->calls(), player.baseline().calls());
    QVERIFY2(bytes.size() < 8192, std::to_string(bytes.size()).c_str());
    QVERIFY(bytes.find("lighthouse") == std::string::npos);
    QVERIFY(bytes.find("oldText") == std::string::npos);
}

void TestBaseline::noOtherBytesAreRead()
{
    auto player = taughtPlayer(3);
    const auto bytes = trust::encodeBaseline(player.baseline(), kKey);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        QVERIFY(!trust::decodeBaseline(std::string_view(bytes).substr(0, i), kKey));
        auto changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 0x10);
        QVERIFY(!trust::decodeBaseline(changed, kKey));
    }
    QVERIFY(!trust::decodeBaseline(bytes + "x", kKey));
    // Whoever can make the checksum right has it read, but never out of bounds.
    Random random(11);
    for (int i = 0; i < 3000; ++i) {
        auto changed = bytes.substr(0, bytes.size() - 32);
        for (int k = 0; k < 3; ++k)
            changed[30 + random.below(changed.size() - 30)] = static_cast<char>(random.next());
        if (random.chance(0.3))
            changed.resize(30 + random.below(changed.size() - 30));
        const auto digest = base::sha256(changed);
        changed.append(reinterpret_cast<const char*>(digest.data()), digest.size());
        const auto read = trust::decodeBaseline(changed, kKey);
        if (read)
            Player(*read).play(onDay(readOf("/home/dana/x/y"), 9));
    }
}

void TestBaseline::anotherKeyIsRefused()
{
    const auto bytes = trust::encodeBaseline(taughtPlayer(3).baseline(), kKey);

    const auto read = trust::decodeBaseline(bytes, base::ShortHashKey{9});

    QVERIFY(!read);
    QVERIFY(read.error().code == base::ErrorCode::RecordDamaged);
    QVERIFY(read.error().detail.find("another key") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestBaseline)
#include "tst_baseline.moc"
