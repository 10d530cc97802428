// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/policy/once_keys.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <thread>

using namespace gatehouse;

/// The keys that decisions of kind Once hold by.
class TestOnceKeys : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDecisionHoldsWhileItsKeyIsThere();
    void whatIsPutInItsPlaceIsNoKey_data();
    void whatIsPutInItsPlaceIsNoKey();
    void aKeyIsLookedUpByName();
    void ofManyThatUseItUpAtOnceOneSucceeds();
    void aNameThatIsNoIdReachesNoOtherFile();
    void aFolderThatCannotBeWrittenIsSaid();
};

namespace {

struct OnceFolder {
    QTemporaryDir home;
    std::string path = home.path().toStdString() + "/once";
    policy::OnceKey key = policy::newOnceKey();

    OnceFolder()
    {
        if (!policy::keepOnceKey(path, key))
            qFatal("no key");
    }
    std::string file() const { return path + '/' + key.decisionId; }
};

} // namespace

void TestOnceKeys::aDecisionHoldsWhileItsKeyIsThere()
{
    const OnceFolder folder;
    QVERIFY(policy::isOnceOpen(folder.path, folder.key.decisionId));
    QCOMPARE(policy::onceKeyPath(folder.path, folder.key.decisionId), folder.file());

    QVERIFY(QFile::remove(QString::fromStdString(folder.file())));

    QVERIFY(!policy::isOnceOpen(folder.path, folder.key.decisionId));
    QVERIFY(!policy::useUpOnce(folder.path, folder.key.decisionId));
    QVERIFY(!policy::isOnceOpen(folder.path + "/none", folder.key.decisionId));
}

void TestOnceKeys::whatIsPutInItsPlaceIsNoKey_data()
{
    QTest::addColumn<QString>("content");
    QTest::newRow("nothing") << QString();
    QTest::newRow("another key") << QString::fromStdString(policy::newOnceKey().secret);
    QTest::newRow("the decision's name") << QStringLiteral("id");
    QTest::newRow("more than the key") << QStringLiteral("key\n");
    QTest::newRow("a large file") << QString(100'000, QLatin1Char('a'));
}

void TestOnceKeys::whatIsPutInItsPlaceIsNoKey()
{
    QFETCH(QString, content);
    const OnceFolder folder;
    content.replace(QStringLiteral("id"), QString::fromStdString(folder.key.decisionId));
    content.replace(QStringLiteral("key"), QString::fromStdString(folder.key.secret));

    QVERIFY(base::replaceFile(folder.file(), content.toStdString(), 0600).hasValue());

    QVERIFY(!policy::isOnceOpen(folder.path, folder.key.decisionId));
    QVERIFY(!policy::useUpOnce(folder.path, folder.key.decisionId));
}

void TestOnceKeys::aKeyIsLookedUpByName()
{
    const OnceFolder folder;
    for (int at = 0; at < 2000; ++at)
        QVERIFY(base::replaceFile(folder.path + "/0-" + std::to_string(at), "", 0600).hasValue());

    QVERIFY(policy::isOnceOpen(folder.path, folder.key.decisionId));
    QCOMPARE(policy::onceKeys(folder.path), std::vector<std::string>{folder.key.decisionId});
    policy::forgetOnceKey(folder.path, folder.key.decisionId);
    QVERIFY(policy::onceKeys(folder.path).empty());
}

void TestOnceKeys::ofManyThatUseItUpAtOnceOneSucceeds()
{
    for (int round = 0; round < 50; ++round) {
        const OnceFolder folder;
        std::atomic<int> succeeded = 0;
        std::vector<std::thread> threads;
        for (int at = 0; at < 4; ++at)
            threads.emplace_back(
                [&] { succeeded += policy::useUpOnce(folder.path, folder.key.decisionId) ? 1 : 0; });
        for (auto& thread : threads)
            thread.join();

        QCOMPARE(succeeded.load(), 1);
    }
}

void TestOnceKeys::aNameThatIsNoIdReachesNoOtherFile()
{
    const OnceFolder folder;
    const auto other = folder.home.path().toStdString() + "/other";
    QVERIFY(base::replaceFile(other, folder.key.secret, 0600).hasValue());
    for (const auto* const id : {"../other", "", ".", "0123456789abcdef/../../other"}) {
        QVERIFY(!policy::isOnceOpen(folder.path, id));
        QVERIFY(!policy::useUpOnce(folder.path, id));
        QVERIFY(policy::onceKeyPath(folder.path, id).empty());
        policy::forgetOnceKey(folder.path, id);
    }

    QVERIFY(QFile::exists(QString::fromStdString(other)));
}

void TestOnceKeys::aFolderThatCannotBeWrittenIsSaid()
{
    const OnceFolder folder;

    QVERIFY(policy::onceKeyPath(folder.path + "/none", folder.key.decisionId).empty());
    QVERIFY(!policy::keepOnceKey(folder.file() + "/below-a-file", folder.key).hasValue());
}

QTEST_APPLESS_MAIN(TestOnceKeys)
#include "tst_once_keys.moc"
