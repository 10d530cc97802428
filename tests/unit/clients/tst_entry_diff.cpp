// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_diff.h"
#include "tests/support/client_home.h"

#include <QtTest>

#include <algorithm>
#include <map>
#include <random>

using namespace gatehouse;
using namespace gatehouse::clients;

class TestEntryDiff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesWhatBecameOfEachEntry();
    void whatIsProtectedAndGoneWasDropped();
    void aFileThatDoesNotParseHasDroppedNothing();
    void anUnreadableFileKeepsTheEntriesThatItHad();
    void aNewEntryAsksUnlessItIsOursOrWasGuarded();
    void aQuestionStaysOpenUntilTheEntryIsGuarded();
    void anotherValueOfAVariableIsAChangeAndItsDigestIsNot();
    void wrappingIsNoChangeOfTheEntryItself();
    void noValueOfAVariableStandsInAView();
    void randomEditsAreToldExactly();

private:
    static EntryView entry(const std::string& name, bool isGuarded, const std::string& digest = "d")
    {
        EntryView view;
        view.ref = "ref-" + name;
        view.name = name;
        view.isGuarded = isGuarded;
        view.digest = digest;
        return view;
    }
    static FileView file(std::vector<EntryView> entries)
    {
        FileView view;
        view.entries = std::move(entries);
        return view;
    }
    static std::map<std::string, EntryFate> fates(const std::vector<EntryChange>& changes)
    {
        std::map<std::string, EntryFate> out;
        for (const auto& change : changes)
            out.emplace(change.entry.name, change.what);
        return out;
    }
    static FileView viewIn(const tests::ClientHome& home)
    {
        const auto found = home.discover().files;
        return found.empty() ? FileView() : viewOf(found, {});
    }
    static std::string cursorFile(const std::string& secret)
    {
        return "{\"mcpServers\": {\"notes\": {\"command\": \"npx\", \"args\": [\"-y\", \"notes\"],"
               " \"env\": {\"TOKEN\": \"" +
            secret + "\"}}}}\n";
    }
};

void TestEntryDiff::namesWhatBecameOfEachEntry()
{
    const auto before = file({entry("same", true), entry("unwrapped", true), entry("wrapped", false),
        entry("changed", false), entry("removed", false)});
    const auto after = file({entry("same", true), entry("unwrapped", false), entry("wrapped", true),
        entry("changed", false, "other"), entry("added", false)});

    const std::map<std::string, EntryFate> expected{{"unwrapped", EntryFate::Unwrapped},
        {"wrapped", EntryFate::Wrapped}, {"changed", EntryFate::Changed}, {"added", EntryFate::Added},
        {"removed", EntryFate::Removed}};
    QVERIFY(fates(diffEntries(before, after, {})) == expected);
}

void TestEntryDiff::whatIsProtectedAndGoneWasDropped()
{
    const auto changes = diffEntries(file({entry("a", true)}), file({}), {"ref-a"});

    QCOMPARE(changes.size(), std::size_t{1});
    QVERIFY(changes.front().what == EntryFate::Dropped);
}

void TestEntryDiff::aFileThatDoesNotParseHasDroppedNothing()
{
    auto after = file({});
    after.presence = FileView::Presence::Unreadable;

    QVERIFY(diffEntries(file({entry("a", true)}), after, {"ref-a"}).empty());
}

void TestEntryDiff::anUnreadableFileKeepsTheEntriesThatItHad()
{
    const auto before = file({entry("a", true)});
    auto broken = file({});
    broken.presence = FileView::Presence::Unreadable;

    const auto between = carriedOn(before, broken, {"ref-a"}, false);
    const auto changes = diffEntries(between, file({entry("b", false)}), {"ref-a"});

    const std::map<std::string, EntryFate> expected{{"a", EntryFate::Dropped}, {"b", EntryFate::Added}};
    QVERIFY(fates(changes) == expected);
}

void TestEntryDiff::aNewEntryAsksUnlessItIsOursOrWasGuarded()
{
    const auto now = file({entry("a", false)});

    QVERIFY(carriedOn(file({}), now, {}, false).entries.front().asks);
    QVERIFY(!carriedOn(file({}), now, {}, true).entries.front().asks);
    QVERIFY(!carriedOn(file({}), now, {"ref-a"}, false).entries.front().asks);
    QVERIFY(!carriedOn(file({}), file({entry("a", true)}), {}, false).entries.front().asks);
}

void TestEntryDiff::aQuestionStaysOpenUntilTheEntryIsGuarded()
{
    const auto asked = carriedOn(file({}), file({entry("a", false)}), {}, false);

    const auto changed = carriedOn(asked, file({entry("a", false, "other")}), {}, false);
    const auto guarded = carriedOn(changed, file({entry("a", true)}), {"ref-a"}, true);

    QVERIFY(changed.entries.front().asks);
    QVERIFY(!guarded.entries.front().asks);
}

void TestEntryDiff::anotherValueOfAVariableIsAChangeAndItsDigestIsNot()
{
    const tests::ClientHome home;
    home.write(".cursor/mcp.json", cursorFile("one"));
    const auto before = viewIn(home);
    home.write(".cursor/mcp.json", cursorFile("two"));
    const auto after = viewIn(home);

    QVERIFY(before.entries.front().digest == after.entries.front().digest);
    QVERIFY(fates(diffEntries(before, after, {})).contains("notes"));
}

void TestEntryDiff::wrappingIsNoChangeOfTheEntryItself()
{
    const tests::ClientHome home;
    home.write(".cursor/mcp.json", cursorFile("one"));
    const auto before = viewIn(home);
    home.protect();
    const auto after = viewIn(home);

    QVERIFY(after.entries.front().isGuarded);
    QVERIFY(before.entries.front().digest == after.entries.front().digest);
    QVERIFY(fates(diffEntries(before, after, {})).at("notes") == EntryFate::Wrapped);
}

void TestEntryDiff::noValueOfAVariableStandsInAView()
{
    const tests::ClientHome home;
    home.write(".cursor/mcp.json", cursorFile("hunter2"));
    const auto view = viewIn(home);

    const auto& one = view.entries.front();
    for (const auto& text : {view.path, view.hash, one.ref, one.keyPath, one.name, one.digest, one.valueHash})
        QVERIFY(text.find("hunter2") == std::string::npos);
}

/// Edits at random, told by a model that knows what it did.
void TestEntryDiff::randomEditsAreToldExactly()
{
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        std::map<std::string, EntryView> now;
        FileView last = file({});
        for (int step = 0; step < 20; ++step) {
            auto next = now;
            ActiveRefs active;
            std::map<std::string, EntryFate> expected;
            for (int i = 0; i < 6; ++i) {
                const auto name = std::string(1, static_cast<char>('a' + i));
                const bool isProtected = random() % 2 == 0;
                if (isProtected)
                    active.insert("ref-" + name);
                const auto at = next.find(name);
                switch (random() % 4) {
                case 0:
                    if (at == next.end()) {
                        next.emplace(name, entry(name, random() % 2 == 0, std::to_string(random() % 3)));
                        expected.emplace(name, EntryFate::Added);
                    } else {
                        next.erase(at);
                        expected.emplace(name, isProtected ? EntryFate::Dropped : EntryFate::Removed);
                    }
                    break;
                case 1:
                    if (at != next.end()) {
                        at->second.isGuarded = !at->second.isGuarded;
                        expected.emplace(
                            name, at->second.isGuarded ? EntryFate::Wrapped : EntryFate::Unwrapped);
                    }
                    break;
                case 2:
                    if (at != next.end()) {
                        at->second.digest += "x";
                        expected.emplace(name, EntryFate::Changed);
                    }
                    break;
                default:
                    break;
                }
            }
            auto after = file({});
            for (const auto& [name, view] : next)
                after.entries.push_back(view);
            std::shuffle(after.entries.begin(), after.entries.end(), random);

            QVERIFY2(fates(diffEntries(last, after, active)) == expected, qPrintable(QString::number(seed)));
            QVERIFY(diffEntries(after, after, active).empty());
            now = std::move(next);
            last = after;
        }
    }
}

QTEST_GUILESS_MAIN(TestEntryDiff)
#include "tst_entry_diff.moc"
