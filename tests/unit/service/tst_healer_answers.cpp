// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/service/healer_home.h"

#include <QFile>

using namespace gatehouse;
using namespace gatehouse::service;

class TestHealerAnswers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aServerThatIsLeftUnguardedAsksNoMore();
    void aDroppedServerIsOfferedAndPutBack();
    void aForgottenServerIsOfferedNoMore();
    void aServerWithARecordThatIsThereCannotBeForgotten();
    void aClientThatFightsIsTold();
    void resumingAfterAFightGuardsAgain();
    void aFightOutlastsARestart();
    void anEntryThatNeedsAConsentAsksInsteadOfBeingWrapped();
};

void TestHealerAnswers::aServerThatIsLeftUnguardedAsksNoMore()
{
    HealerHome home;
    home.healer->look();
    home.write("{\"mcpServers\": {\"new\": {\"command\": \"new\"}}}\n");
    home.healer->look();
    QCOMPARE(home.matters(), Words{"new new"});

    QVERIFY(home.healer->leave(home.refOf("new")));
    home.start();
    home.healer->look();

    QVERIFY(home.matters().empty());
    QCOMPARE(home.reasons().back(), std::string("left-unguarded"));
}

void TestHealerAnswers::aDroppedServerIsOfferedAndPutBack()
{
    const HealerHome home;
    home.healer->look();
    home.protectAll();
    home.healer->look();
    home.write("{\n  \"mcpServers\": {}\n}\n");
    home.healer->look();
    QCOMPARE(home.matters(), (Words{"dropped files", "dropped notes"}));
    QCOMPARE(home.read(), std::string("{\n  \"mcpServers\": {}\n}\n"));

    const auto results = home.healer->putBack({home.refOf("notes")});

    QVERIFY(results && results->front().isDone);
    QVERIFY(home.isGuarded("notes"));
    QCOMPARE(home.matters(), Words{"dropped files"});
    QCOMPARE(home.reasons().back(), std::string("by-gatehouse"));
}

void TestHealerAnswers::aForgottenServerIsOfferedNoMore()
{
    HealerHome home;
    home.healer->look();
    home.protectAll();
    home.write("{}\n");
    home.healer->look();

    QVERIFY(home.healer->forget(home.refOf("notes")));
    QCOMPARE(home.matters(), Words{"dropped files"});
    home.start();
    home.healer->look();

    QCOMPARE(home.matters(), Words{"dropped files"});
    QCOMPARE(home.read(), std::string("{}\n"));
}

void TestHealerAnswers::aServerWithARecordThatIsThereCannotBeForgotten()
{
    const HealerHome home;
    home.protectAll();
    home.healer->look();
    const auto before = home.read();

    const auto refs = clients::Records(home.home.places.protectionFolder).refs().value();
    QVERIFY(!home.healer->forget(refs.front()));

    QCOMPARE(home.read(), before);
}

void TestHealerAnswers::aClientThatFightsIsTold()
{
    const HealerHome home;
    home.protectAll();
    home.healer->look();
    for (int i = 0; i < 3; ++i) {
        home.write(HealerHome::kTwo);
        home.healer->look();
        QVERIFY(home.isGuarded("notes"));
    }

    home.write(HealerHome::kTwo);
    home.healer->look();
    home.healer->look();

    QCOMPARE(home.read(), std::string(HealerHome::kTwo));
    QCOMPARE(home.matters(), Words{"fight "});
    QCOMPARE(std::ranges::count(home.reasons(), "fight"), 1);
}

void TestHealerAnswers::resumingAfterAFightGuardsAgain()
{
    const HealerHome home;
    home.protectAll();
    home.healer->look();
    for (int i = 0; i < 4; ++i) {
        home.write(HealerHome::kTwo);
        home.healer->look();
    }
    QVERIFY(!home.isGuarded("notes"));

    QVERIFY(home.healer->resume(home.file));

    QVERIFY(home.isGuarded("notes"));
    QVERIFY(home.matters().empty());
    QVERIFY(!home.healer->resume(home.file));
}

void TestHealerAnswers::aFightOutlastsARestart()
{
    HealerHome home;
    home.protectAll();
    home.healer->look();
    for (int i = 0; i < 3; ++i) {
        home.write(HealerHome::kTwo);
        home.healer->look();
        home.start(); // who is started anew each time does not fight for ever
    }
    home.write(HealerHome::kTwo);
    home.healer->look();
    home.start();
    home.healer->look();

    QCOMPARE(home.matters(), Words{"fight "});
    QCOMPARE(home.read(), std::string(HealerHome::kTwo));
}

void TestHealerAnswers::anEntryThatNeedsAConsentAsksInsteadOfBeingWrapped()
{
    const HealerHome home;
    home.protectAll();
    home.healer->look();
    const std::string dangerous =
        "{\"mcpServers\": {\"files\": {\"command\": \"files\", \"env\": {\"LD_PRELOAD\": \"/tmp/x.so\"}}}}\n";
    home.write(dangerous);

    home.healer->look();
    QCOMPARE(home.read(), dangerous);
    QCOMPARE(home.matters(), (Words{"dropped notes", "new files"}));
    QVERIFY(home.healer->leave(home.refOf("files")));
    home.healer->look();

    QCOMPARE(home.matters(), Words{"dropped notes"});
    QCOMPARE(home.read(), dangerous);
}

QTEST_GUILESS_MAIN(TestHealerAnswers)
#include "tst_healer_answers.moc"
