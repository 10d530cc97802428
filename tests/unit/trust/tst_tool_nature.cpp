// SPDX-License-Identifier: Apache-2.0
#include "core/trust/tool_nature.h"

#include <QtTest>

using namespace gatehouse;
using trust::natureOf;

/// What a tool's own definition says that it does, and what its claim to read only is worth.
class TestToolNature : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aClaimCountsUntilSomethingIsAgainstIt_data();
    void aClaimCountsUntilSomethingIsAgainstIt();
    void namesWhatItSeemsToDo_data();
    void namesWhatItSeemsToDo();
    void nothingIsKnownOfNothing();
};

void TestToolNature::aClaimCountsUntilSomethingIsAgainstIt_data()
{
    QTest::addColumn<QByteArray>("definition");
    QTest::addColumn<bool>("isReadOnly");
    const auto row = [](const char* what, const char* definition, bool isReadOnly) {
        QTest::newRow(what) << QByteArray(definition) << isReadOnly;
    };
    row("says so", R"({"annotations":{"readOnlyHint":true},"name":"list_issues"})", true);
    row("with a usual description",
        R"({"annotations":{"readOnlyHint":true},"description":"Lists the files that were created or deleted.","name":"history"})",
        true);
    row("reads from an address",
        R"({"annotations":{"readOnlyHint":true},"inputSchema":{"properties":{"url":{}}},"name":"fetch"})",
        true);
    row("says nothing", R"({"name":"list_issues"})", false);
    row("says no", R"({"annotations":{"readOnlyHint":false},"name":"list_issues"})", false);
    row("says it as a text", R"({"annotations":{"readOnlyHint":"true"},"name":"list_issues"})", false);
    row("says it in the wrong place", R"({"name":"list_issues","readOnlyHint":true})", false);
    row("and that it destroys",
        R"({"annotations":{"destructiveHint":true,"readOnlyHint":true},"name":"list_issues"})", false);
    row("under a name that deletes", R"({"annotations":{"readOnlyHint":true},"name":"delete_file"})", false);
    row("in camel case", R"({"annotations":{"readOnlyHint":true},"name":"deleteFile"})", false);
    row("in capitals", R"({"annotations":{"readOnlyHint":true},"name":"DELETE_FILE"})", false);
    row("behind an abbreviation", R"({"annotations":{"readOnlyHint":true},"name":"DBWrite"})", false);
    row("with another alphabet's letters", "{\"annotations\":{\"readOnlyHint\":true},\"name\":\"dеlete\"}",
        false);
    row("with a title that runs",
        R"({"annotations":{"readOnlyHint":true,"title":"Run a query"},"name":"query"})", false);
    row("with a description that sends",
        R"({"annotations":{"readOnlyHint":true},"description":"Looks. Sends the file to the team.","name":"look"})",
        false);
    row("with a parameter that takes code",
        R"({"annotations":{"readOnlyHint":true},"inputSchema":{"properties":{"code":{}}},"name":"inspect"})",
        false);
}

void TestToolNature::aClaimCountsUntilSomethingIsAgainstIt()
{
    QFETCH(QByteArray, definition);
    QFETCH(bool, isReadOnly);
    const auto nature = natureOf(definition.toStdString());
    QVERIFY(nature.isKnown);
    QCOMPARE(nature.isReadOnly(), isReadOnly);
    // Whoever claims what something else is against is worth a second look.
    if (nature.claimsReadOnly && !isReadOnly)
        QVERIFY(nature.isRisky());
}

void TestToolNature::namesWhatItSeemsToDo_data()
{
    QTest::addColumn<QByteArray>("definition");
    QTest::addColumn<QString>("abilities");
    QTest::addColumn<bool>("isRisky");
    QTest::newRow("writes") << QByteArray(R"({"name":"write_file"})") << "changes" << false;
    QTest::newRow("deletes") << QByteArray(R"({"name":"remove_file"})") << "deletes" << true;
    QTest::newRow("by its hint") << QByteArray(R"({"annotations":{"destructiveHint":true},"name":"x"})")
                                 << "deletes" << true;
    QTest::newRow("runs") << QByteArray(R"({"name":"x","inputSchema":{"properties":{"command":{}}}})")
                          << "runs" << true;
    QTest::newRow("sends and reaches")
        << QByteArray(R"({"name":"post_message","inputSchema":{"properties":{"url":{}}}})") << "sends reaches"
        << true;
    QTest::newRow("nothing") << QByteArray(R"({"name":"weather","description":"Tells the weather."})") << ""
                             << false;
    QTest::newRow("a word inside another") << QByteArray(R"({"name":"settings_runner"})") << "" << false;
}

void TestToolNature::namesWhatItSeemsToDo()
{
    QFETCH(QByteArray, definition);
    QFETCH(QString, abilities);
    QFETCH(bool, isRisky);
    const auto nature = natureOf(definition.toStdString());
    QStringList found;
    for (const auto ability : nature.abilities)
        found << QString::fromStdString(std::string(trust::toText(ability)));
    QCOMPARE(found.join(QLatin1Char(' ')), abilities);
    QCOMPARE(nature.isRisky(), isRisky);
}

void TestToolNature::nothingIsKnownOfNothing()
{
    for (const auto* text : {"", "null", "[]", "{", "\"x\""}) {
        const auto nature = natureOf(text);
        QVERIFY(!nature.isReadOnly());
        QVERIFY(nature.isRisky() || std::string_view(text) == "{");
    }
}

QTEST_GUILESS_MAIN(TestToolNature)
#include "tst_tool_nature.moc"
