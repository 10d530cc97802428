// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"
#include "core/inspect/detectors/percent.h"
#include "core/inspect/inspector.h"
#include "core/jsonrpc/value.h"
#include "tests/unit/inspect/hostile_size.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::inspect;

class TestArgumentText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesSayWhatValuesAreFor_data();
    void namesSayWhatValuesAreFor();
    void wordsOfACommandEndWithIt();
    void percentSignsAreDecodedAsOftenAsTheyAreEncoded();
    void hostileArgumentsStayLinear_data();
    void hostileArgumentsStayLinear();
};

void TestArgumentText::namesSayWhatValuesAreFor_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* key, ArgumentKind kind) {
        QTest::newRow(key) << QByteArray(key) << int(kind);
    };
    row("\"path\"", ArgumentKind::Path);
    row("\"filePath\"", ArgumentKind::Path);
    row("\"source_files\"", ArgumentKind::Path);
    row("\"file_content\"", ArgumentKind::Content);
    row("\"fileContentURL\"", ArgumentKind::Address);
    row("\"base_url\"", ArgumentKind::Address);
    row("\"branchName\"", ArgumentKind::Name);
    row("\"command\"", ArgumentKind::Command);
    row("\"sql_query\"", ArgumentKind::Query);
    row("\"k\"", ArgumentKind::Other);
    row("\"\"", ArgumentKind::Other);
    row("", ArgumentKind::Other);
    row("\"___\"", ArgumentKind::Other);
}

void TestArgumentText::namesSayWhatValuesAreFor()
{
    QFETCH(QByteArray, key);
    QFETCH(int, kind);

    QCOMPARE(int(argumentKind(key.toStdString())), kind);
}

void TestArgumentText::wordsOfACommandEndWithIt()
{
    const auto words = shellWords("tar -x 'a b' \"c;d\" e; rm f");

    QCOMPARE(words.size(), std::size_t{5});
    QCOMPARE(std::string(words[2]), std::string("a b"));
    QCOMPARE(std::string(words[3]), std::string("c;d"));
    QVERIFY(shellWords("").empty());
    QVERIFY(shellWords("'open").size() == 1);
}

void TestArgumentText::percentSignsAreDecodedAsOftenAsTheyAreEncoded()
{
    QCOMPARE(percentDecoded("a%2fb"), std::string("a/b"));
    QCOMPARE(percentDecoded("%25252e%252E"), std::string(".."));
    QCOMPARE(percentDecoded("%c0%ae%c1%9c%u2215"), std::string(".\\/"));
    QCOMPARE(percentDecoded("100% of %zz and %2"), std::string("100% of %zz and %2"));
}

void TestArgumentText::hostileArgumentsStayLinear_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("unit");
    for (const char* key : {"path", "command", "k"}) {
        for (const char* unit : {"curl ", "rm -rf ", "../", "{{", "' or ", "http://", "mkfifo ", "| sh ",
                 "%2e%2e%2f", "$(", "exec(", "& };", ".env", "chmod -R ", "\n"})
            QTest::addRow("%s %s", key, unit) << QByteArray(key) << QByteArray(unit);
    }
}

/// One megabyte of beginnings, as one text and as many: what looks far ahead at each would need minutes, and
/// the test's time limit is shorter.
void TestArgumentText::hostileArgumentsStayLinear()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, unit);
    const auto detectors = DetectorSet::standard();
    auto inspector = Inspector::make(detectors).value();
    const auto token = [](const QByteArray& text) { return jsonrpc::encodeString(text.toStdString()); };
    std::string values;
    for (int i = 0; i < test::kHostileBytes >> 13; ++i)
        values += token(unit.repeated(4000 / int(unit.size()))) + ",";
    const auto line = R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{)" +
        token(key) + ":[" + values + token(unit.repeated(test::kHostileBytes / 2 / int(unit.size()))) +
        "]}}}";
    const auto parsed = jsonrpc::parseMessage(line, {});
    QVERIFY(parsed.message);

    QVERIFY(inspector.inspect(*parsed.message, mcp::Channel::Arguments));
}

QTEST_APPLESS_MAIN(TestArgumentText)
#include "tst_argument_text.moc"
