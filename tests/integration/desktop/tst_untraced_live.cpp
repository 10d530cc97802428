// SPDX-License-Identifier: Apache-2.0
#include "core/service/approval_queue.h"
#include "core/service/catalog_service.h"
#include "core/service/gatehouse.h"
#include "core/trust/launch_resolver.h"
#include "tests/integration/npx_home.h"

#include <QtTest>

#include <filesystem>

using namespace gatehouse;
using namespace gatehouse::integration;

/// The desktop shows what the wrapper alone can know: that a package was fetched and is found nowhere.
class TestUntracedLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSecondQuestionIsShownAndItsAnswerLetsTheServerSpeak();
};

namespace {

/// The one card that waits, where a wrapper waits for it.
std::optional<model::ApprovalCard> liveCard(service::Gatehouse& gatehouse)
{
    const auto cards = gatehouse.approvals().cards();
    const bool isLive = cards.size() == 1 && cards.front().waiting == 1;
    return isLive ? std::optional(cards.front()) : std::nullopt;
}

} // namespace

void TestUntracedLive::theSecondQuestionIsShownAndItsAnswerLetsTheServerSpeak()
{
    NpxHome home;
    home.write("fetch", "exec " + fakeServer()[0] + "\n");
    auto opened = service::Gatehouse::open({home.places(), "desktop", {}, {}, wrapProgram()});
    QVERIFY2(opened.hasValue(), opened ? "" : opened.error().detail.c_str());
    auto& gatehouse = **opened;
    auto launch = home.launch();
    launch.program = home.places().installedWrapper;
    std::filesystem::create_directories(base::folderOf(launch.program));
    std::filesystem::copy_file(
        wrapProgram(), launch.program, std::filesystem::copy_options::overwrite_existing);
    WrapProcess wrap(launch);
    QVERIFY(wrap.send(initialize(1) + "\n"));
    QVERIFY(QTest::qWaitFor([&] { return liveCard(gatehouse).has_value(); }, 20'000));
    const auto first = *liveCard(gatehouse);
    QVERIFY(first.identity.isUnknown(model::unknowns::kPackageNotHere));

    gatehouse.approvals().decide(first.id, model::Choice::Always, model::AnsweredBy::Pointer);
    QVERIFY(
        QTest::qWaitFor([&] { return liveCard(gatehouse) && liveCard(gatehouse)->id != first.id; }, 20'000));

    const auto second = *liveCard(gatehouse);
    QCOMPARE(second.id, trust::cardId(model::asUntraced(first.identity)));
    QVERIFY(second.identity.isUnknown(model::unknowns::kPackageElsewhere));
    gatehouse.approvals().decide(second.id, model::Choice::Always, model::AnsweredBy::Pointer);
    QVERIFY(QTest::qWaitFor([&] { return !home.events("approved").empty(); }, 20'000));
    QVERIFY(QTest::qWaitFor([&] { return gatehouse.approvals().cards().isEmpty(); }, 20'000));
    QVERIFY(QTest::qWaitFor(
        [&] {
            return !home.events("handshake-replayed").empty() || has(wrap.readLine(50), "\"name\":\"fake\"");
        },
        20'000));
    QVERIFY(has(wrap.ask(request(2, "tools/list")), "\"tools\""));
}

QTEST_GUILESS_MAIN(TestUntracedLive)
#include "tst_untraced_live.moc"
