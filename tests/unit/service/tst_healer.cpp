// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/service/healer_home.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace gatehouse;
using namespace gatehouse::service;

/// A process that looks like Cursor, for as long as this lives.
class RunningClient {
public:
    RunningClient()
    {
        const auto program = m_programs.filePath(QStringLiteral("cursor"));
        QVERIFY(QFile::copy(QStringLiteral("/bin/sleep"), program));
        m_process.start(program, {QStringLiteral("60")});
        QVERIFY(m_process.waitForStarted());
    }
    ~RunningClient()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QTemporaryDir m_programs;
    QProcess m_process;
};

class TestHealer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsThereAtTheFirstLookAsksNothing();
    void ourOwnWriteIsNobodyElses();
    void anUnwrappedFileIsGuardedAgainAndSaysWhy();
    void aNewServerAsksAndIsNotWrapped();
    void theClientThatRanIsNamed();
    void theRecordNamesTheClientThatRan();
    void aTruncatedFileHasDroppedNothing();
    void aFileThatIsGoneAndComesBackIsTheSameFile();
    void whatHappenedWhileNobodyLookedShowsAtTheNextStart();
    void aRecordWithoutItsWriteIsMadeGood();
    void aDryLookWritesNothing();
    void changesThatTouchNoServerAreGathered();
    void noValueOfAVariableIsJournalled();
};

void TestHealer::whatIsThereAtTheFirstLookAsksNothing()
{
    const HealerHome home;

    const auto report = home.healer->look();

    QVERIFY(report.problems.empty());
    QCOMPARE(home.reasons(), Words{"first-seen"});
    QVERIFY(home.matters().empty());
    // It may have come between the catalog's look and the watch: who shows it has to look again.
    QVERIFY(report.entriesChanged);
    const auto again = home.healer->look();
    QCOMPARE(home.reasons().size(), std::size_t{1}); // nothing changed
    QVERIFY(!again.entriesChanged);
}

void TestHealer::ourOwnWriteIsNobodyElses()
{
    const HealerHome home;
    home.healer->look();
    home.protectAll();

    home.healer->look();

    QCOMPARE(home.reasons(), (Words{"first-seen", "by-gatehouse"}));
    QVERIFY(home.matters().empty());
}

void TestHealer::anUnwrappedFileIsGuardedAgainAndSaysWhy()
{
    const HealerHome home;
    home.healer->look();
    home.protectAll();
    home.healer->look();
    const auto guarded = home.read();
    home.write(HealerHome::kTwo);

    const auto report = home.healer->look();

    QCOMPARE(report.results.size(), std::size_t{2});
    QCOMPARE(home.read(), guarded);
    QCOMPARE(home.reasons(), (Words{"first-seen", "by-gatehouse", "by-another", "by-gatehouse"}));
    QCOMPARE(home.home.count("client-file-edit"), 2);
    QVERIFY(home.matters().empty());
}

void TestHealer::aNewServerAsksAndIsNotWrapped()
{
    const HealerHome home;
    home.healer->look();
    home.protectAll();
    home.healer->look();
    auto text = home.read();
    text.insert(text.rfind("\n  }"), ",\n    \"new\": { \"command\": \"new\" }");
    home.write(text);

    const auto report = home.healer->look();

    QVERIFY(report.results.empty());
    QCOMPARE(home.read(), text);
    QCOMPARE(home.matters(), Words{"new new"});
}

void TestHealer::theClientThatRanIsNamed()
{
    const HealerHome home;
    home.healer->look();
    const auto added = [&home](const std::string& name) {
        auto text = home.read();
        text.insert(text.rfind("\n  }"), ",\n    \"" + name + "\": { \"command\": \"new\" }");
        home.write(text);
        return home.healer->look().changes.at(0).running;
    };
    QCOMPARE(added("first"), std::string());

    const RunningClient client;

    QCOMPARE(added("second"), std::string("Cursor"));
}

void TestHealer::theRecordNamesTheClientThatRan()
{
    const HealerHome home;
    home.healer->look();
    home.protectAll();
    home.healer->look();
    const auto unwrapped = [&home] {
        home.write(HealerHome::kTwo);
        home.healer->look();
        return home.authors("notes", clients::kChangedOutside);
    };

    const auto byNobodyKnown = unwrapped();
    const RunningClient client;
    const auto byCursor = unwrapped();

    QCOMPARE(byNobodyKnown, Words{clients::kByUnknown});
    QCOMPARE(byCursor, (Words{clients::kByUnknown, "client:cursor"}));
    QCOMPARE(home.authors("notes", clients::kProtectedAgain), (Words{"desktop", "desktop"}));
}

void TestHealer::aTruncatedFileHasDroppedNothing()
{
    const HealerHome home;
    home.protectAll();
    home.healer->look();
    const auto guarded = home.read();
    for (const auto& broken : {std::string(), std::string("{ \"mcpServers\": {")}) {
        home.write(broken);
        home.healer->look();
        QVERIFY(home.matters().empty());
        QCOMPARE(home.reasons().back(), std::string("unreadable"));
        QCOMPARE(home.read(), broken);
    }

    home.write(guarded);
    home.healer->look();

    QVERIFY(home.matters().empty());
    QCOMPARE(home.reasons().back(), std::string("by-another"));
}

void TestHealer::aFileThatIsGoneAndComesBackIsTheSameFile()
{
    const HealerHome home;
    home.protectAll();
    home.healer->look();
    QVERIFY(QFile::remove(QString::fromStdString(home.file)));
    home.healer->look();
    QCOMPARE(home.reasons().back(), std::string("missing"));
    QVERIFY(home.matters().empty());

    home.write("{\"mcpServers\": {\"files\": {\"command\": \"files\"}}}\n");
    home.healer->look();

    QVERIFY(home.isGuarded("files")); // unwrapped by whoever made the file anew
    QCOMPARE(home.matters(), Words{"dropped notes"});
}

void TestHealer::whatHappenedWhileNobodyLookedShowsAtTheNextStart()
{
    HealerHome home;
    home.protectAll();
    home.healer->look();
    home.healer.reset();
    home.write("{\"mcpServers\": {\"files\": {\"command\": \"files\"}, \"new\": {\"command\": \"new\"}}}\n");

    home.start();
    const auto report = home.healer->look();

    QCOMPARE(home.matters(), (Words{"dropped notes", "new new"}));
    QVERIFY(home.isGuarded("files"));
    QVERIFY(!home.isGuarded("new"));
    std::vector<std::string> fates;
    for (const auto& change : report.changes.front().changes)
        fates.push_back(std::string(clients::toText(change.what)) + ' ' + change.entry.name);
    std::ranges::sort(fates);
    QCOMPARE(fates, (Words{"added new", "dropped notes", "unwrapped files"}));
}

/// A kill between the record and the file leaves a record that says "ours" and a file that is not.
void TestHealer::aRecordWithoutItsWriteIsMadeGood()
{
    HealerHome home;
    home.healer->look();
    home.protectAll();
    home.healer.reset();
    home.write(HealerHome::kTwo);

    home.start();
    home.healer->look();

    QVERIFY(home.isGuarded("notes") && home.isGuarded("files"));
}

void TestHealer::aDryLookWritesNothing()
{
    HealerHome home;
    home.protectAll();
    home.healer->look();
    home.write(HealerHome::kTwo);
    const auto lines = home.home.journalled().size();

    home.start(true);
    const auto report = home.healer->look();

    QCOMPARE(report.results.size(), std::size_t{2});
    QCOMPARE(home.read(), std::string(HealerHome::kTwo));
    home.journal.reset();
    QCOMPARE(home.home.count("client-file-change"), 1);
    QVERIFY(home.home.journalled().size() <= lines + 1); // the end of the run before
}

void TestHealer::changesThatTouchNoServerAreGathered()
{
    const HealerHome home;
    home.healer->look();
    for (int i = 0; i < 20; ++i) {
        home.write(std::string(HealerHome::kTwo) + std::string(static_cast<std::size_t>(i + 1), '\n'));
        home.healer->look();
    }
    QCOMPARE(home.reasons().size(), std::size_t{1});

    home.write("{}\n");
    home.healer->look();

    QCOMPARE(home.reasons().size(), std::size_t{2});
    QVERIFY(home.details().find("\"times\":21") != std::string::npos);
}

void TestHealer::noValueOfAVariableIsJournalled()
{
    const HealerHome home;
    home.healer->look();
    home.write("{\"mcpServers\": {\"new\": {\"command\": \"new\", \"args\": [\"hunter1\"], \"env\": "
               "{\"KEY\": \"hunter2\"}}}}\n");
    home.healer->look();

    for (const auto& event : home.home.journalled())
        QVERIFY(event.details.find("hunter") == std::string::npos);
    QVERIFY(home.details().find("\"added\"") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestHealer)
#include "tst_healer.moc"
