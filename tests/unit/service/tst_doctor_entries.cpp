// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/client_environment.h"
#include "core/service/doctor/client_knowledge.h"
#include "core/service/doctor/entry_text.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::service;

/// What the doctor reads in an entry's text and knows of clients.
class TestDoctorEntries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void entriesTellTheirVariables();
    void defaultsStandInForEmptyVariables();
    void clientsSayHowLongTheyWait();
    void everyTerminalClientIsOfTheTable();
    void entriesTellTheirTexts();
};

void TestDoctorEntries::entriesTellTheirVariables()
{
    VariableForms forms;
    forms.braces = true;
    forms.envColon = true;
    constexpr std::string_view kEntry =
        R"({"args":["${env:TOKEN}","${workspace Folder}","$PLAIN","${A_KEY}","${A_KEY}","${B:-x}","${input:id}","${}"]})";

    QCOMPARE(variablesUsed(kEntry, forms), (std::vector<std::string>{"TOKEN", "A_KEY"}));
    QVERIFY(variablesUsed(kEntry, {}).empty());
    forms.dollar = true;
    QCOMPARE(variablesUsed(kEntry, forms), (std::vector<std::string>{"TOKEN", "PLAIN", "A_KEY"}));
    QCOMPARE(filledIn("a${A_KEY}b$c${NONE}.", forms, {{"A_KEY", "1"}, {"c", "$A_KEY"}}),
        std::string("a1b$A_KEY."));
}

void TestDoctorEntries::defaultsStandInForEmptyVariables()
{
    VariableForms forms;
    forms.bracesDefault = true;

    QVERIFY(variablesUsed("${A:-x}", forms).empty());
    QCOMPARE(filledIn("${A:-x}/${B:-y}/${C:-}${D", forms, {{"A", ""}, {"B", "b"}}), std::string("x/b/${D"));
}

void TestDoctorEntries::clientsSayHowLongTheyWait()
{
    clients::Client client;
    client.id = "c";
    client.timeouts.startSeconds = 30;
    client.timeouts.entryKey = "timeout";
    client.timeouts.variable = "C_TIMEOUT";
    clients::ClientTable table{client};

    QCOMPARE(waitsSeconds(table, "c", "{}", {}), 30);
    QCOMPARE(waitsSeconds(table, "c", R"({"timeout": 5000})", {{"C_TIMEOUT", "9000"}}), 5);
    QCOMPARE(waitsSeconds(table, "c", "{}", {{"C_TIMEOUT", "9000"}}), 9);
    QCOMPARE(waitsSeconds(table, "c", R"({"timeout": "soon"})", {{"C_TIMEOUT", "x"}}), 30);
    QCOMPARE(waitsSeconds(table, "other", "{}", {}), 0);
    table.front().timeouts.entryUnit = clients::Timeouts::Unit::Seconds;
    QCOMPARE(waitsSeconds(table, "c", "timeout = 90\n", {}), 90);
}

void TestDoctorEntries::everyTerminalClientIsOfTheTable()
{
    const auto table = clients::loadBuiltinClientTable().value();
    for (const auto id : terminalClients())
        QVERIFY2(clients::findClient(table, id) != nullptr, std::string(id).c_str());
}

void TestDoctorEntries::entriesTellTheirTexts()
{
    QCOMPARE(textOf("{\"env\":{\"MY_KEY\":\"no\",\"KEY\":\"a\\\"b\"}}", "KEY"),
        std::optional<std::string>("a\"b"));
    QCOMPARE(textOf("KEY = ''\n", "KEY"), std::optional<std::string>(""));
    QCOMPARE(textOf("env = { KEY = \"v\" }", "KEY"), std::optional<std::string>("v"));
    QCOMPARE(textOf("env:\n  KEY: plain text # why\n", "KEY"), std::optional<std::string>("plain text"));
    QVERIFY(!textOf(R"({"env":{"MY_KEY":"no"}})", "KEY"));
    QVERIFY(!textOf(R"({"args":["KEY"]})", "KEY"));
    QVERIFY(!textOf(R"({"KEY":{"a":1}})", "KEY"));
    QVERIFY(!textOf("\"KEY\": \"open", "KEY"));
}

QTEST_APPLESS_MAIN(TestDoctorEntries)
#include "tst_doctor_entries.moc"
