// SPDX-License-Identifier: Apache-2.0
#include "core/model/approval.h"
#include "core/model/entry.h"
#include "core/model/rows.h"
#include "core/model/verdict.h"

#include <QtTest>

using namespace gatehouse::model;

class TestEntry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refIsAFunctionOfClientFileAndKey();
    void textsAreReadBack();
    void textsStayAsTheyAreStored();
};

void TestEntry::refIsAFunctionOfClientFileAndKey()
{
    const EntryLocation one{"cursor", EntryScope::User, "/f", "/mcpServers/a", "a"};
    auto other = one;
    other.name = "renamed label";
    other.scope = EntryScope::Project;

    QCOMPARE(entryRef(one).size(), std::size_t{16});
    QCOMPARE(entryRef(one), entryRef(other));
    other.keyPath = "/mcpServers/b";
    QVERIFY(entryRef(one) != entryRef(other));
    const EntryLocation shifted{"cursor", EntryScope::User, "/f/mcpServers", "/a", "a"};
    QVERIFY(entryRef(one) != entryRef(shifted));
}

void TestEntry::textsAreReadBack()
{
    for (const auto scope : {EntryScope::Managed, EntryScope::User, EntryScope::Project, EntryScope::Local,
             EntryScope::Profile, EntryScope::Plugin}) {
        EntryScope read{};
        QVERIFY(fromText(toText(scope), read));
        QCOMPARE(read, scope);
    }
    for (const auto choice : {Choice::Once, Choice::Session, Choice::Always, Choice::Deny, Choice::NotNow}) {
        Choice read{};
        QVERIFY(fromText(toText(choice), read));
        QCOMPARE(read, choice);
    }
    Choice untouched = Choice::Deny;
    QVERIFY(!fromText("allways", untouched));
    QCOMPARE(untouched, Choice::Deny);
}

void TestEntry::textsStayAsTheyAreStored()
{
    QCOMPARE(toText(Action::Drop), std::string_view("drop"));
    QCOMPARE(toText(Verdict::Block), std::string_view("block"));
    QCOMPARE(toText(Direction::ToClient), std::string_view("to-client"));
    QCOMPARE(toText(AnsweredBy::CommandLine), std::string_view("command-line"));
    QCOMPARE(toText(ServerState::SeenNotGuarded), std::string_view("seen-not-guarded"));
}

QTEST_APPLESS_MAIN(TestEntry)
#include "tst_entry.moc"
