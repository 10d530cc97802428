// SPDX-License-Identifier: Apache-2.0
#include "tests/support/client_home.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

const std::string kFile = ".continue/config.yaml";
const std::string kHead = "name: mine\nversion: 0.0.1\nschema: v1\nmcpServers:\n";
const std::string kOne = "  - name: files\n    command: first\n";
const std::string kOther = "  - name: files\n    command: second\n";

} // namespace

/// Clients that keep their servers in a list, where nothing keeps two from having the same name.
class TestListedEntries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void twoOfTheSameNameAreLeftAlone();
    void oneWithoutANameKeepsNoOtherFromBeingGuarded_data();
    void oneWithoutANameKeepsNoOtherFromBeingGuarded();
    void aSecondOneThatCameLaterIsNotMixedUpWithOurs_data();
    void aSecondOneThatCameLaterIsNotMixedUpWithOurs();
};

void TestListedEntries::twoOfTheSameNameAreLeftAlone()
{
    const ClientHome home;
    home.write(kFile, kHead + kOne + kOther);

    const auto found = home.discover();

    QCOMPARE(found.files.size(), std::size_t{1});
    QCOMPARE(found.files[0].entries.size(), std::size_t{1});
    QVERIFY(!found.files[0].entries[0].isGuardable);
    QVERIFY(!found.files[0].entries[0].reason.empty());
    QVERIFY(home.protect().empty());
    QCOMPARE(home.read(kFile), kHead + kOne + kOther);
}

void TestListedEntries::oneWithoutANameKeepsNoOtherFromBeingGuarded_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("file");
    QTest::newRow("YAML") << QString::fromStdString(kFile)
                          << QString::fromStdString(kHead + "  - command: nameless\n" + kOne + "  - {}\n");
    QTest::newRow("TOML") << QStringLiteral(".vibe/config.toml")
                          << QStringLiteral(
                                 "[[mcp_servers]]\ntransport = \"stdio\"\ncommand = \"nameless\"\n\n"
                                 "[[mcp_servers]]\nname = \"files\"\ntransport = \"stdio\"\n"
                                 "command = \"first\"\n\n[[mcp_servers]]\n");
}

void TestListedEntries::oneWithoutANameKeepsNoOtherFromBeingGuarded()
{
    QFETCH(const QString, path);
    QFETCH(const QString, file);
    const ClientHome home;
    home.write(path.toStdString(), file.toStdString());

    const auto done = home.protect();

    QCOMPARE(done.size(), std::size_t{1});
    QVERIFY2(done[0].isDone, done[0].error.detail.c_str());
    QCOMPARE(done[0].location.name, std::string("files"));
    QVERIFY(home.unprotect().at(0).isDone);
    QCOMPARE(home.read(path.toStdString()), file.toStdString());
}

void TestListedEntries::aSecondOneThatCameLaterIsNotMixedUpWithOurs_data()
{
    QTest::addColumn<bool>("isBefore");
    QTest::newRow("before ours") << true;
    QTest::newRow("after ours") << false;
}

void TestListedEntries::aSecondOneThatCameLaterIsNotMixedUpWithOurs()
{
    QFETCH(const bool, isBefore);
    const ClientHome home;
    home.write(kFile, kHead + kOne);
    for (const auto& outcome : home.protect())
        QVERIFY2(outcome.isDone, outcome.error.detail.c_str());
    const auto guarded = home.read(kFile);
    QVERIFY(guarded.starts_with(kHead));
    const auto ours = guarded.substr(kHead.size());
    home.write(kFile, kHead + (isBefore ? kOther + ours : ours + kOther));

    const auto undone = home.unprotect();

    QCOMPARE(undone.size(), std::size_t{1});
    QVERIFY2(undone[0].isDone, undone[0].error.detail.c_str());
    const auto expected = kHead + (isBefore ? kOther + kOne : kOne + kOther);
    QVERIFY2(home.read(kFile) == expected, home.read(kFile).c_str());
}

QTEST_APPLESS_MAIN(TestListedEntries)
#include "tst_listed_entries.moc"
