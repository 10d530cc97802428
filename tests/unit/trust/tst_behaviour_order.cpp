// SPDX-License-Identifier: Apache-2.0
#include "tests/support/developer_weeks/player.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::weeks;

/// Which tool follows which.
class TestBehaviourOrder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void orderIsComparedWithWhatChanceWouldGive();
    void aToolThatSaysItDestroysIsSureOutOfItsOrder_data();
    void aToolThatSaysItDestroysIsSureOutOfItsOrder();
};

namespace {

bool holdsRule(const std::vector<trust::Deviation>& found, model::BehaviourRule rule)
{
    return std::ranges::find(found, rule, &trust::Deviation::rule) != found.end();
}

Call onTenthDay(Call call, int minute = 0)
{
    call.at = kMonday + 10 * kDay + 10 * kHour + minute * kMinute;
    call.startsSession = true;
    return call;
}

} // namespace

void TestBehaviourOrder::orderIsComparedWithWhatChanceWouldGive()
{
    Player player;
    for (int day = 0; day < 9; ++day) {
        for (int i = 0; i < 60; ++i) {
            // A secret is read, then used; mails are written after lists of them.
            const char* const tools[]{"read_secret", "use_secret", "list_mails", "send_mail"};
            auto call = make(tools[i % 4], "{}", 200);
            call.at = kMonday + day * kDay + 9 * kHour + i * 5 * kMinute;
            player.play(call);
        }
    }
    player.play(onTenthDay(make("read_secret", "{}", 200)));
    auto next = onTenthDay(make("send_mail", "{}", 200), 1);
    next.startsSession = false;

    const auto found = player.play(next);

    QVERIFY(holdsRule(found, model::BehaviourRule::Order));
    QVERIFY2(found.front().sentence.starts_with("never followed read_secret before"),
        found.front().sentence.c_str());
}

void TestBehaviourOrder::aToolThatSaysItDestroysIsSureOutOfItsOrder_data()
{
    QTest::addColumn<bool>("isDestructive");
    QTest::newRow("it does") << true;
    QTest::newRow("it does not") << false;
}

void TestBehaviourOrder::aToolThatSaysItDestroysIsSureOutOfItsOrder()
{
    QFETCH(bool, isDestructive);
    Player player;
    for (int day = 0; day < 9; ++day) {
        for (int i = 0; i < 20; ++i) {
            const char* const tools[]{"read_page", "next_page", "list_tables", "drop_table"};
            auto call = make(tools[i % 4], "{}", 200);
            call.at = kMonday + day * kDay + 9 * kHour + i * 5 * kMinute;
            player.play(call);
        }
    }
    player.play(onTenthDay(make("read_page", "{}", 200)));
    player.watch().noteTool("drop_table", true);
    player.watch().noteTool("drop_table", isDestructive); // as it is listed last
    auto next = onTenthDay(make("drop_table", "{}", 200), 1);
    next.startsSession = false;

    const auto found = player.play(next);

    QVERIFY(holdsRule(found, model::BehaviourRule::Order));
    const auto& order = *std::ranges::find(found, model::BehaviourRule::Order, &trust::Deviation::rule);
    QCOMPARE(order.confidence == model::Confidence::High, isDestructive);
    QCOMPARE(order.sentence.ends_with("it says of itself that it destroys"), isDestructive);
}

QTEST_APPLESS_MAIN(TestBehaviourOrder)
#include "tst_behaviour_order.moc"
