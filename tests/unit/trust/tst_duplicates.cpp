// SPDX-License-Identifier: Apache-2.0
#include "core/trust/duplicates.h"

#include <QtTest>

using namespace gatehouse;
using trust::DeclaredLaunch;

/// Which launches start the same server.
class TestDuplicates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void launchesAreAlikeOrNot_data();
    void launchesAreAlikeOrNot();
    void manyAlikeAreToldInPart();
};

namespace {

enum class Like { No, Same, OtherVersion };

} // namespace

void TestDuplicates::launchesAreAlikeOrNot_data()
{
    QTest::addColumn<DeclaredLaunch>("left");
    QTest::addColumn<DeclaredLaunch>("right");
    QTest::addColumn<int>("like");
    const auto row = [](const char* name, DeclaredLaunch left, DeclaredLaunch right, Like like) {
        QTest::newRow(name) << std::move(left) << std::move(right) << static_cast<int>(like);
    };
    row("the same command", {{"node", "/s.js"}}, {{"node", "/s.js"}}, Like::Same);
    row("another script", {{"node", "/s.js"}}, {{"node", "/t.js"}}, Like::No);
    row("two words are not one", {{"s", "a b"}}, {{"s", "a", "b"}}, Like::No);
    row("no command", {{}}, {{}}, Like::No);
    row("the same address", {{}, {}, "a"}, {{}, {}, "a"}, Like::Same);
    row("another address", {{}, {}, "a"}, {{}, {}, "b"}, Like::No);
    row("an address and a command", {{}, {}, "a"}, {{"a"}, {}, {}}, Like::No);
    row("the runner's options", {{"npx", "-y", "x@1.0.0"}}, {{"/opt/npx", "x@1.0.0"}}, Like::Same);
    row("another runner of the same store", {{"npx", "x@1.0.0"}}, {{"bunx", "x@1.0.0"}}, Like::Same);
    row("other arguments", {{"npx", "x@1.0.0", "/a"}}, {{"npx", "x@1.0.0", "/b"}}, Like::No);
    row("another version", {{"npx", "x@1.0.0", "/a"}}, {{"npx", "x@2.0.0", "/b"}}, Like::OtherVersion);
    row("pinned and not", {{"npx", "x@1.0.0"}}, {{"npx", "x"}}, Like::OtherVersion);
    row("not pinned, but found", {{"npx", "x@1.0.0"}}, {{"npx", "x"}, "1.0.0"}, Like::Same);
    row("found is what counts", {{"npx", "x@latest"}, "1.0.0"}, {{"npx", "x@latest"}, "1.1.0"},
        Like::OtherVersion);
    row("another package", {{"npx", "x"}}, {{"npx", "y"}}, Like::No);
    row("the name in another store", {{"npx", "x"}}, {{"uvx", "x"}}, Like::No);
    row("uvx and pipx", {{"uvx", "x==1.0"}}, {{"pipx", "run", "x==1.0"}}, Like::Same);
    row("an image with other mounts", {{"docker", "run", "-v", "/a:/a", "i:1"}},
        {{"docker", "run", "-v", "/b:/b", "i:1"}}, Like::No);
    row("an image with another tag", {{"docker", "run", "i:1"}}, {{"docker", "run", "i:2"}},
        Like::OtherVersion);
}

void TestDuplicates::launchesAreAlikeOrNot()
{
    QFETCH(const DeclaredLaunch, left);
    QFETCH(const DeclaredLaunch, right);
    QFETCH(const int, like);

    const auto found = trust::likeLaunches({left, right});

    using trust::LikeLaunch;
    const auto expected = [like](std::size_t other) {
        return like == static_cast<int>(Like::No)
            ? std::vector<LikeLaunch>()
            : std::vector<LikeLaunch>{{other, like == static_cast<int>(Like::OtherVersion)}};
    };
    QVERIFY(found[0] == expected(1));
    QVERIFY(found[1] == expected(0)); // it is mutual
}

void TestDuplicates::manyAlikeAreToldInPart()
{
    const std::vector<DeclaredLaunch> launches(5000, {{"npx", "x"}, {}});

    const auto found = trust::likeLaunches(launches);

    for (const auto& like : found)
        QCOMPARE(like.size(), trust::kMaxLikeLaunches);
}

QTEST_APPLESS_MAIN(TestDuplicates)
#include "tst_duplicates.moc"
