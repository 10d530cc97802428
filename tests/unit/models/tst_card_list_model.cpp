// SPDX-License-Identifier: Apache-2.0
#include "ui/models/card_list_model.h"
#include "ui/models/card_summary.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using models::CardClass;
using models::CardListModel;

namespace {

model::ApprovalCard cardOf(const std::string& id, std::vector<std::string> argv = {"/usr/bin/files"})
{
    model::ApprovalCard card;
    card.id = id;
    card.identity.entry.name = "files";
    card.identity.entryRef = "0011223344556677";
    card.identity.argv = std::move(argv);
    card.waiting = 1;
    return card;
}

} // namespace

class TestCardListModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void upsertOfAKnownCardChangesItsRowOnly();
    void removeTakesTheRow();
    void aCallThatItsToolAsksForSaysSo();
    void probesAndInboxItemsOpenNoWindow();
    void classesTellWhatRuns_data();
    void classesTellWhatRuns();
    void changedLaunchIsOfItsOwnClass();
    void whatListsSayComesFirst();
    void hostileNamesAreMadeVisible();
};

void TestCardListModel::upsertOfAKnownCardChangesItsRowOnly()
{
    CardListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.upsert(cardOf("aaaaaaaa"));
    model.upsert(cardOf("bbbbbbbb"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);

    auto card = cardOf("aaaaaaaa");
    card.clientName = "claude-code";
    model.upsert(card);
    model.upsert(card);

    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.cardAt(0)->clientName, "claude-code");
}

void TestCardListModel::removeTakesTheRow()
{
    CardListModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCards({cardOf("aaaaaaaa"), cardOf("bbbbbbbb")});

    model.remove("aaaaaaaa");
    model.remove("no-such-card");

    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.cardAt(0)->id, "bbbbbbbb");
    QVERIFY(model.find("aaaaaaaa") == nullptr);
}

void TestCardListModel::probesAndInboxItemsOpenNoWindow()
{
    CardListModel model;
    auto probe = cardOf("aaaaaaaa");
    probe.isProbe = true;
    auto kept = cardOf("bbbbbbbb");
    kept.waiting = 0;

    model.setCards({probe, kept, cardOf("cccccccc")});

    QCOMPARE(model.urgentCount(), 1);
    QVERIFY(model.index(2).data(CardListModel::AsksForAWindowRole).toBool());
}

void TestCardListModel::classesTellWhatRuns_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<bool>("isDangerous");
    QTest::newRow("program") << QStringList{QStringLiteral("/usr/bin/files"), QStringLiteral("-c")} << false;
    QTest::newRow("script") << QStringList{QStringLiteral("node"), QStringLiteral("server.js"),
                                   QStringLiteral("-e")}
                            << false;
    QTest::newRow("sh -c") << QStringList{QStringLiteral("/bin/sh"), QStringLiteral("-c"),
                                  QStringLiteral("id")}
                           << true;
    QTest::newRow("bash -lc") << QStringList{QStringLiteral("bash"), QStringLiteral("-lc"),
                                     QStringLiteral("id")}
                              << true;
    QTest::newRow("bash --norc -c") << QStringList{QStringLiteral("bash"), QStringLiteral("--norc"),
                                           QStringLiteral("-c"), QStringLiteral("id")}
                                    << true;
    QTest::newRow("python3.11 -c") << QStringList{QStringLiteral("python3.11"), QStringLiteral("-c"),
                                          QStringLiteral("x")}
                                   << true;
    QTest::newRow("node --eval=") << QStringList{QStringLiteral("node"), QStringLiteral("--eval=x"),
                                         QStringLiteral("y")}
                                  << true;
    QTest::newRow("env sh -c") << QStringList{QStringLiteral("/usr/bin/env"), QStringLiteral("sh"),
                                      QStringLiteral("-c"), QStringLiteral("id")}
                               << true;
    QTest::newRow("shellcheck") << QStringList{QStringLiteral("shellcheck"), QStringLiteral("-c"),
                                       QStringLiteral("x")}
                                << false;
}

void TestCardListModel::classesTellWhatRuns()
{
    QFETCH(const QStringList, argv);
    QFETCH(const bool, isDangerous);
    std::vector<std::string> words;
    for (const auto& word : argv)
        words.push_back(word.toStdString());

    const auto card = cardOf("aaaaaaaa", words);

    QCOMPARE(models::cardClass(card) == CardClass::Dangerous, isDangerous);
    QCOMPARE(models::risksOf(card).isEmpty(), !isDangerous);
}

void TestCardListModel::changedLaunchIsOfItsOwnClass()
{
    auto card = cardOf("aaaaaaaa");
    QCOMPARE(models::cardClass(card), CardClass::NewServer);

    card.approvedBefore = card.identity;
    QCOMPARE(models::cardClass(card), CardClass::Changed);

    card.identity.environmentNames = {"NODE_OPTIONS"};
    QCOMPARE(models::cardClass(card), CardClass::Dangerous);

    card.identity.environmentNames = {"GITHUB_TOKEN"};
    card.identity.package = model::PackageRun{"npx", "@acme/fs", "", false};
    QCOMPARE(models::cardClass(card), CardClass::Dangerous);
}

void TestCardListModel::whatListsSayComesFirst()
{
    auto card = cardOf("aaaaaaaa", {"/bin/sh", "-c", "id"});
    model::KnownIssue malicious;
    malicious.kind = model::KnownIssue::Kind::Malicious;
    malicious.id = "MAL-1";
    malicious.subject = "npm ev\xe2\x80\xaeil 1.0.0";
    malicious.coversEverything = true;
    model::KnownIssue fault;
    fault.id = "GHSA-1";
    fault.subject = "npm evil 1.0.0";
    fault.fixed = "1.0.1";
    fault.severity = model::AdvisorySeverity::Low;
    card.known = {malicious, fault};

    const auto risks = models::risksOf(card);

    QCOMPARE(models::cardClass(card), CardClass::Dangerous);
    QVERIFY(risks.front().contains(QStringLiteral("MAL-1")));
    QVERIFY(risks.front().contains(QStringLiteral("of every version")));
    QVERIFY(!risks.front().contains(QChar(0x202E)));
    QVERIFY(models::whyAsked(card).contains(QStringLiteral("does harm")));
    const auto remarks = models::remarksOfLists(card);
    QCOMPARE(remarks.size(), 1);
    QVERIFY(remarks.front().contains(QStringLiteral("Fixed in 1.0.1")));

    // A fault alone makes no red card, a bad one does.
    card = cardOf("aaaaaaaa");
    card.known = {fault};
    QCOMPARE(models::cardClass(card), CardClass::NewServer);
    card.known.front().severity = model::AdvisorySeverity::Critical;
    QCOMPARE(models::cardClass(card), CardClass::Dangerous);
}

void TestCardListModel::hostileNamesAreMadeVisible()
{
    auto card = cardOf("aaaaaaaa");
    card.identity.entry.name = "fi\xe2\x80\xaeles\n<b>x</b>" + std::string(500, 'y');

    const auto title = models::cardTitle(card);

    QVERIFY(title.contains(QStringLiteral("fi⟨U+202E⟩les␊<b>x</b>")));
    QVERIFY(title.contains(QStringLiteral("more")));
    QVERIFY(title.size() < 120);
}

void TestCardListModel::aCallThatItsToolAsksForSaysSo()
{
    auto card = cardOf("aaaaaaaa");
    card.identity.call.emplace().reasons = {"You wanted to see each call of this tool (tool-asks)"};
    QVERIFY(models::whyAsked(card).startsWith(QStringLiteral("You wanted to see each call")));
    card.identity.call->reasons.push_back("A GitHub token (github-token)");
    QVERIFY(models::whyAsked(card).contains(QStringLiteral("what your policy asks about")));
}

QTEST_GUILESS_MAIN(TestCardListModel)
#include "tst_card_list_model.moc"
