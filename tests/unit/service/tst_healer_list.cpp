// SPDX-License-Identifier: Apache-2.0
// Continue keeps its servers in a list, where a client or a person can write the same name twice: then nobody
// can say which of them a record means.
#include "tests/unit/service/healer_home.h"

using namespace gatehouse;
using namespace gatehouse::service;
namespace {

constexpr auto kFile = ".continue/config.yaml";
const std::string kHead = "name: mine # kept\nmcpServers:\n";
const std::string kNotes = "  - name: notes\n    command: npx\n    args: [notes]\n";
const std::string kFiles = "  - name: files\n    command: files\n";
const std::string kOtherNotes = "  - name: notes\n    command: other-notes\n";

} // namespace

class TestHealerList : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGuardedElementBesideOneOfItsNameStaysAndComesBackByteForByte();
    void anUnwrappedElementBesideOneOfItsNameIsNotWrittenButAskedAbout();
    void theSecondOfOneNameIsGuardedOnceTheFirstIsGone();
};

void TestHealerList::aGuardedElementBesideOneOfItsNameStaysAndComesBackByteForByte()
{
    const HealerHome home("continue", kFile, kHead + kNotes + kFiles);
    home.healer->look();
    home.protectAll();
    const auto guarded = home.read();
    home.write(guarded + kOtherNotes);

    home.healer->look();

    QCOMPARE(home.read(), guarded + kOtherNotes);
    const clients::Records records(home.home.places.protectionFolder);
    const auto plan = clients::planUnprotect(records, {});
    for (const auto& outcome : clients::applyUnprotect(plan, records, 1, "cli"))
        QVERIFY2(outcome.isDone, outcome.error.detail.c_str());
    QCOMPARE(home.read(), kHead + kNotes + kFiles + kOtherNotes);
}

void TestHealerList::anUnwrappedElementBesideOneOfItsNameIsNotWrittenButAskedAbout()
{
    const HealerHome home("continue", kFile, kHead + kNotes + kFiles);
    home.healer->look();
    home.protectAll();
    home.healer->look();
    const auto rewritten = kHead + kNotes + kFiles + kOtherNotes;
    home.write(rewritten);

    home.healer->look();

    // The one of its own name is guarded again; of two that share one neither is touched.
    const auto now = home.read();
    QVERIFY(now.starts_with(kHead + kNotes));
    QVERIFY(now.ends_with(kOtherNotes));
    QVERIFY(home.isGuarded("files"));
    QVERIFY(!home.isGuarded("notes"));
    QCOMPARE(home.matters(), Words{"new notes"});
    for (const auto& entry : home.found().entries)
        QCOMPARE(entry.reason, std::string(entry.location.name == "notes" ? "not-editable" : ""));
}

void TestHealerList::theSecondOfOneNameIsGuardedOnceTheFirstIsGone()
{
    const HealerHome home("continue", kFile, kHead + kNotes + kFiles);
    home.healer->look();
    home.protectAll();
    home.healer->look();
    home.write(kHead + kFiles + kOtherNotes);

    home.healer->look();

    QVERIFY(home.isGuarded("files"));
    // What it starts is asked about by its wrapper, as of any other command.
    QVERIFY(home.isGuarded("notes"));
}

QTEST_GUILESS_MAIN(TestHealerList)
#include "tst_healer_list.moc"
