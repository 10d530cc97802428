// SPDX-License-Identifier: Apache-2.0
#include "core/service/list_requests.h"
#include "tests/unit/service/list_home.h"

using namespace gatehouse;
using namespace gatehouse::service;
using namespace gatehouse::tests;

namespace {

std::vector<std::string> leftOutIn(const ListHome& home, Ledger& ledger)
{
    const auto standing = listStanding(ledger.database(), home.places, home.etc());
    std::vector<std::string> told;
    for (const auto& one : leftOutOf(standing))
        told.push_back(std::string(base::errorName(one.code)) + ' ' + one.detail);
    return told;
}

bool tells(const std::vector<std::string>& told, const std::string& code, const std::string& file)
{
    return told.size() == 1 && told.front().starts_with(code) && told.front().find(file) != std::string::npos;
}

} // namespace

/// Lists that are there and protect nobody are never passed over in silence.
class TestLeftOutLists : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listsThatHoldAreNotTold();
    void anOrganisationsBrokenListIsTold_data();
    void anOrganisationsBrokenListIsTold();
    void aKeptListThatWasDamagedIsTold();
    void ofSeveralKeysOneIsEnough();
};

void TestLeftOutLists::listsThatHoldAreNotTold()
{
    const ListHome home;
    home.writeBytes(intelligence::toText(home.key.publicKey()), "etc/lists.keys");
    home.write(listOf(1), "etc/lists.bundle");
    const auto ledger = home.listLedger();
    QVERIFY(importList(*ledger, home.write(listOf(2)))); // of the same key, and both hold

    QVERIFY(leftOutIn(home, *ledger).empty());
}

void TestLeftOutLists::anOrganisationsBrokenListIsTold_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<bool>("hasKey");
    QTest::addColumn<QByteArray>("code");
    const ListHome home;
    const auto good = *intelligence::sealBundle(listOf(1), home.key);
    const QByteArray bytes(good.data(), static_cast<qsizetype>(good.size()));
    QTest::newRow("another's") << bytes << true << QByteArray("intelligence-signature");
    QTest::newRow("no list") << QByteArray("to be done") << true << QByteArray("intelligence-format");
    QTest::newRow("empty") << QByteArray("") << true << QByteArray("intelligence-format");
    QTest::newRow("without a key") << bytes << false << QByteArray("intelligence-untrusted-key");
}

void TestLeftOutLists::anOrganisationsBrokenListIsTold()
{
    QFETCH(const QByteArray, list);
    QFETCH(const bool, hasKey);
    QFETCH(const QByteArray, code);
    const ListHome home;
    if (hasKey)
        home.writeBytes(intelligence::toText(home.key.publicKey()), "etc/lists.keys");
    home.writeBytes(list.toStdString(), "etc/lists.bundle");
    const auto ledger = home.listLedger();
    QVERIFY(ledger->publishSnapshot()); // it is no reason to start nothing

    const auto told = leftOutIn(home, *ledger);

    QVERIFY2(tells(told, code.toStdString(), "lists.bundle"), told.empty() ? "" : told.front().c_str());
    home.writeBytes(intelligence::toText(home.key.publicKey()), "etc/lists.keys");
    home.write(listOf(1), "etc/lists.bundle");
    QVERIFY(ledger->publishSnapshot());
    QVERIFY(leftOutIn(home, *ledger).empty());
}

void TestLeftOutLists::aKeptListThatWasDamagedIsTold()
{
    const ListHome home;
    const auto ledger = home.listLedger();
    home.trust(*ledger);
    QVERIFY(importList(*ledger, home.write(listOf(1))));
    const auto kept = home.places.dataFolder + "/lists/" +
        base::toHex(intelligence::idOfKey(home.key.publicKey())) + ".list";
    auto bytes = *base::readFile(kept, intelligence::kMaxBundleBytes);
    bytes.back() = '?';
    QVERIFY(base::replaceFile(kept, bytes, 0600));
    QVERIFY(ledger->publishSnapshot());

    QVERIFY(tells(leftOutIn(home, *ledger), "intelligence-signature", kept));
}

void TestLeftOutLists::ofSeveralKeysOneIsEnough()
{
    const ListHome home;
    home.writeBytes(intelligence::toText(intelligence::makeSecretKey().publicKey()) + "\n" +
            intelligence::toText(home.key.publicKey()) + "\n",
        "etc/lists.keys");
    home.write(listOf(1), "etc/lists.bundle");
    const auto ledger = home.listLedger();
    QVERIFY(ledger->publishSnapshot());

    QVERIFY(leftOutIn(home, *ledger).empty());
}

QTEST_GUILESS_MAIN(TestLeftOutLists)
#include "tst_left_out_lists.moc"
