// SPDX-License-Identifier: Apache-2.0
#include "core/clients/file_text.h"
#include "core/clients/records.h"
#include "core/clients/wrapper_install.h"
#include "tests/unit/service/healer_home.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::service;

/// From one look to the written file, with other programs at work in between.
class TestProtectionRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesWhatItPlanned();
    void leavesAFileThatWasWrittenSinceTheLook_data();
    void leavesAFileThatWasWrittenSinceTheLook();
    void theWrapperAndTheSnapshotAreThereBeforeTheFileNamesIt();
    void aWrapperThatCannotBePutLeavesTheFile();

private:
    static ProtectorOptions options(const HealerHome& home)
    {
        return {home.home.places, home.wrapper, "cli", home.journal, {}, {},
            std::make_shared<clients::KnownTexts>()};
    }
};

void TestProtectionRun::writesWhatItPlanned()
{
    const HealerHome home;
    auto run = Protector(options(home)).begin().value();
    QCOMPARE(run.discovery().servers.size(), 2);

    const auto plan = run.plan({}).value();
    const auto results = run.apply().value();

    QCOMPARE(plan.files.size(), std::size_t{1});
    QCOMPARE(results.size(), std::size_t{2});
    QVERIFY(results[0].isDone && results[1].isDone);
    QVERIFY(home.isGuarded("notes") && home.isGuarded("files"));
}

void TestProtectionRun::leavesAFileThatWasWrittenSinceTheLook_data()
{
    QTest::addColumn<bool>("isPlanned");
    QTest::newRow("before the plan") << false;
    QTest::newRow("behind the plan") << true;
}

void TestProtectionRun::leavesAFileThatWasWrittenSinceTheLook()
{
    QFETCH(bool, isPlanned);
    const HealerHome home;
    auto run = Protector(options(home)).begin().value();
    const auto other = std::string(HealerHome::kTwo) + "\n";
    if (!isPlanned)
        home.write(other);
    const auto plan = run.plan({});
    QVERIFY(plan.hasValue());
    if (isPlanned)
        home.write(other);

    const auto results = run.apply().value();

    // What was written before the plan is planned for; what came later is nobody's to write over.
    QCOMPARE(results.at(0).isDone, !isPlanned);
    if (isPlanned) {
        QCOMPARE(results.at(0).error.code, base::ErrorCode::Changed);
        QCOMPARE(home.read(), other);
    } else {
        QVERIFY(home.read().ends_with("}\n\n"));
    }
}

void TestProtectionRun::theWrapperAndTheSnapshotAreThereBeforeTheFileNamesIt()
{
    const HealerHome home;
    auto how = options(home);
    const auto records = clients::Records(how.places.protectionFolder);
    bool isPublished = false;
    how.publish = [&]() -> base::Result<void> {
        isPublished = home.read() == HealerHome::kTwo && records.refs()->size() == 2;
        return {};
    };
    auto run = Protector(how).begin().value();
    QVERIFY(run.plan({})->installsWrapper);

    QVERIFY(run.apply().hasValue());

    QVERIFY(isPublished);
    QVERIFY(clients::planWrapperInstall(home.wrapper, how.places)->isCurrent);
}

void TestProtectionRun::aWrapperThatCannotBePutLeavesTheFile()
{
    const HealerHome home;
    const auto how = options(home);
    auto run = Protector(how).begin().value();
    QVERIFY(run.plan({})->installsWrapper);
    // A file where its folder would be.
    const auto folder = how.places.installedWrapper.substr(0, how.places.installedWrapper.rfind('/'));
    QVERIFY(base::makePrivateFolder(folder.substr(0, folder.rfind('/'))));
    QVERIFY(base::replaceFile(folder, "x", 0600));

    const auto results = run.apply();

    QVERIFY(!results.hasValue());
    QCOMPARE(home.read(), std::string(HealerHome::kTwo));
    QVERIFY(!home.isGuarded("notes"));
}

QTEST_GUILESS_MAIN(TestProtectionRun)
#include "tst_protection_run.moc"
