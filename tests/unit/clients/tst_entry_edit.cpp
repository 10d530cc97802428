// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::clients;

namespace {

constexpr Tolerance kLoose{true, true, true};
const Routing kRouting{"/w", "r"};

std::unique_ptr<Document> open(const std::string& text)
{
    return std::move(findDialect("json")->open(text, kLoose).value());
}

/// The whole text with the entry at /s/a routed, or taken out again.
std::string edited(
    const std::string& text, const EntryShape& shape, bool isUndo, bool dropsEmptyArguments = false)
{
    const auto document = open(text);
    const auto entry = document->find("/s/a", shape).value();
    const auto bytes = isUndo ? document->unrouted(entry, shape, kRouting, dropsEmptyArguments)
                              : document->routed(entry, shape, kRouting);
    if (!bytes)
        return "refused: " + bytes.error().detail;
    return text.substr(0, entry.value.begin) + *bytes + text.substr(entry.value.end);
}

std::string whole(const QByteArray& entry)
{
    return "{\"s\":{\"a\":" + entry.toStdString() + "}}";
}

EntryShape arrayShape()
{
    EntryShape shape;
    shape.form = EntryShape::Form::CommandArray;
    return shape;
}

} // namespace

class TestEntryEdit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void putsTheWrapperInFrontInTheAuthorsStyle_data();
    void putsTheWrapperInFrontInTheAuthorsStyle();
    void leavesWhatIsNoCommandWithArguments_data();
    void leavesWhatIsNoCommandWithArguments();
    void putsTheWrapperInFrontOfACommandArray();
    void editsTheObjectThatANestedCommandIs();
    void findsElementsOfAListByName();
    void leavesElementsThatNobodyCouldTellApart();
    void takesItsWordsOutOfAnEntryThatOthersChanged_data();
    void takesItsWordsOutOfAnEntryThatOthersChanged();
    void leavesAnEntryThatIsNotOursAnyMore_data();
    void leavesAnEntryThatIsNotOursAnyMore();
    void describesWhatTheEntryDeclares();
};

void TestEntryEdit::putsTheWrapperInFrontInTheAuthorsStyle_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");

    QTest::newRow("minified") << QByteArray(R"({"command":"x","args":["-y","p"]})")
                              << QByteArray(R"({"command":"/w","args":["--entry=r","x","-y","p"]})");
    QTest::newRow("spaced") << QByteArray(R"({ "command": "x", "args": [ "-y", "p" ] })")
                            << QByteArray(R"({ "command": "/w", "args": [ "--entry=r", "x", "-y", "p" ] })");
    QTest::newRow("no arguments") << QByteArray(R"({"command":"x"})")
                                  << QByteArray(R"({"command":"/w","args":["--entry=r","x"]})");
    QTest::newRow("no arguments, lines")
        << QByteArray("{\r\n\t\"command\": \"x\", // c\r\n\t\"env\": {},\r\n}")
        << QByteArray("{\r\n\t\"command\": \"/w\",\r\n\t\"args\": [\"--entry=r\", \"x\"], // c\r\n\t\"env\": "
                      "{},\r\n}");
    QTest::newRow("empty arguments") << QByteArray(R"({"command":"x","args":[]})")
                                     << QByteArray(R"({"command":"/w","args":["--entry=r","x"]})");
    QTest::newRow("empty arguments over lines")
        << QByteArray("{\"command\":\t\"x\" ,\n\"args\":[\n\n]\t}")
        << QByteArray("{\"command\":\t\"/w\" ,\n\"args\":[\"--entry=r\", \"x\"\n\n]\t}");
    QTest::newRow("arguments over lines")
        << QByteArray("{\n  \"args\": [\n    \"-y\",\n    \"p\"\n  ],\n  \"command\": \"x\"\n}")
        << QByteArray("{\n  \"args\": [\n    \"--entry=r\",\n    \"x\",\n    \"-y\",\n    \"p\"\n  ],\n  "
                      "\"command\": \"/w\"\n}");
    QTest::newRow("comment first")
        << QByteArray("{\"command\":\"x\",\"args\":[ // why\n \"-y\", ]}")
        << QByteArray("{\"command\":\"/w\",\"args\":[ // why\n \"--entry=r\",\n \"x\",\n \"-y\", ]}");
    QTest::newRow("tokens stay as spelt")
        << QByteArray(R"({"command":"\u0078${V}","args":["\ud83d","\/"]})")
        << QByteArray(R"({"command":"/w","args":["--entry=r","\u0078${V}","\ud83d","\/"]})");
    QTest::newRow("repeated keys")
        << QByteArray(R"({"command":"1","args":["1"],"command":"2","args":["2"]})")
        << QByteArray(R"({"command":"1","args":["1"],"command":"/w","args":["--entry=r","2","2"]})");
    QTest::newRow("words of the wrapper's own")
        << QByteArray(R"({"command":"--","args":["--","--entry=q"]})")
        << QByteArray(R"({"command":"/w","args":["--entry=r","--","--","--entry=q"]})");
}

void TestEntryEdit::putsTheWrapperInFrontInTheAuthorsStyle()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);

    QCOMPARE(edited(whole(before), {}, false), whole(after));
}

void TestEntryEdit::leavesWhatIsNoCommandWithArguments_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QByteArray>("reason");

    QTest::newRow("null") << QByteArray("null") << QByteArray("not-editable");
    QTest::newRow("a string") << QByteArray("\"x\"") << QByteArray("not-editable");
    QTest::newRow("no command") << QByteArray("{\"args\":[\"x\"]}") << QByteArray("no-command");
    QTest::newRow("empty command") << QByteArray("{\"command\":\"\"}") << QByteArray("no-command");
    QTest::newRow("command array") << QByteArray("{\"command\":[\"x\"]}") << QByteArray("not-editable");
    QTest::newRow("arguments string")
        << QByteArray("{\"command\":\"x\",\"args\":\"y\"}") << QByteArray("not-editable");
    QTest::newRow("arguments null") << QByteArray("{\"command\":\"x\",\"args\":null}")
                                    << QByteArray("not-editable");
    QTest::newRow("argument number") << QByteArray("{\"command\":\"x\",\"args\":[1]}")
                                     << QByteArray("not-editable");
    QTest::newRow("url") << QByteArray("{\"url\":\"http://x\"}") << QByteArray("remote");
    QTest::newRow("remote type") << QByteArray("{\"type\":\"sse\",\"command\":\"x\"}")
                                 << QByteArray("remote");
}

void TestEntryEdit::leavesWhatIsNoCommandWithArguments()
{
    QFETCH(const QByteArray, entry);
    QFETCH(const QByteArray, reason);

    const auto text = whole(entry);
    const auto document = open(text);
    const auto found = document->find("/s/a", {}).value();

    QCOMPARE(found.reason, reason.toStdString());
    QCOMPARE(document->routed(found, {}, kRouting).error().code, base::ErrorCode::EntryNotEditable);
}

void TestEntryEdit::putsTheWrapperInFrontOfACommandArray()
{
    const auto shape = arrayShape();
    const auto before = whole(R"({"command": ["x", "-y"], "args": 1})");
    const auto after = whole(R"({"command": ["/w", "--entry=r", "x", "-y"], "args": 1})");

    QCOMPARE(edited(before, shape, false), after);
    QCOMPARE(edited(after, shape, true), before);
    QCOMPARE(open(whole(R"({"command":[]})"))->find("/s/a", shape)->reason, std::string("no-command"));
}

void TestEntryEdit::editsTheObjectThatANestedCommandIs()
{
    EntryShape shape;
    shape.form = EntryShape::Form::NestedCommand;
    const auto before = whole(
        R"({"command": {"path": "/n", "args": ["a"], "env": {"A": "1"}}, "env": {"B": ""}, "args": 1})");
    const auto after = whole(
        R"({"command": {"path": "/w", "args": ["--entry=r", "/n", "a"], "env": {"A": "1"}}, "env": {"B": ""}, "args": 1})");
    const auto bare = whole(R"({"command":{"path":"/n"}})");

    const auto document = open(before);
    const auto entry = document->find("/s/a", shape).value();

    QCOMPARE(entry.command, (std::vector<std::string>{"/n", "a"}));
    QCOMPARE(entry.environmentNames, (std::vector<std::string>{"B", "A"}));
    QCOMPARE(edited(before, shape, false), after);
    QCOMPARE(edited(after, shape, true), before);
    QCOMPARE(document->untouchedPart(entry, shape),
        open(after)->untouchedPart(open(after)->find("/s/a", shape).value(), shape));
    QCOMPARE(edited(bare, shape, false), whole(R"({"command":{"path":"/w","args":["--entry=r","/n"]}})"));
    QCOMPARE(edited(edited(bare, shape, false), shape, true, true), bare);
    // Clients that know this form take the usual one, too.
    QCOMPARE(edited(whole(R"({"command":"x"})"), shape, false),
        whole(R"({"command":"/w","args":["--entry=r","x"]})"));
    QCOMPARE(
        open(whole(R"({"command":{"args":[]}})"))->find("/s/a", shape)->reason, std::string("no-command"));
}

void TestEntryEdit::findsElementsOfAListByName()
{
    const std::vector<ServerContainer> list{{{"s"}, model::EntryScope::Project, false, "name"}};
    const std::string text = R"({"s": [{"name": "a/b", "command": "x"}, {"command": "y", "name": "z=1"}]})";
    const std::string reordered =
        R"({"s": [{"command": "y", "name": "z=1"}, {"name": "a/b", "command": "x"}]})";

    const auto entries = open(text)->entries(list, {}).value();

    QCOMPARE(entries.size(), std::size_t{2});
    QCOMPARE(entries[0].keyPath, std::string("/s/name=a~1b"));
    QCOMPARE(entries[0].name, std::string("a/b"));
    QCOMPARE(entries[0].scope, model::EntryScope::Project);
    QCOMPARE(entries[1].keyPath, std::string("/s/name=z=1"));
    for (const auto& entry : entries) {
        QCOMPARE(entry.reason, std::string());
        const auto found = open(reordered)->find(entry.keyPath, {}).value();
        QCOMPARE(found.name, entry.name);
        QCOMPARE(found.command, entry.command);
    }
    QVERIFY(!open(text)->find("/s/name=q", {}));
    QVERIFY(!open(text)->find("/s/0", {}));
}

void TestEntryEdit::leavesElementsThatNobodyCouldTellApart()
{
    const std::vector<ServerContainer> list{{{"s"}, {}, false, "name"}};
    const auto reasonOf = [&](const std::string& text) {
        return open(text)->entries(list, {}).value().at(0).reason;
    };

    QCOMPARE(reasonOf(R"({"s": [{"name": "a", "command": "x"}, {"name": "a", "command": "y"}]})"),
        std::string("not-editable"));
    QCOMPARE(reasonOf(R"({"s": [{"command": "x"}]})"), std::string("not-editable"));
    QCOMPARE(reasonOf(R"({"s": [{"name": 1, "command": "x"}]})"), std::string("not-editable"));
    QCOMPARE(reasonOf(R"({"s": ["a"]})"), std::string("not-editable"));
    // A client that takes both forms writes a map here.
    QCOMPARE(reasonOf(R"({"s": {"a": {"command": "x"}}})"), std::string());
}

void TestEntryEdit::takesItsWordsOutOfAnEntryThatOthersChanged_data()
{
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<bool>("dropsEmptyArguments");
    QTest::addColumn<QByteArray>("restored");

    QTest::newRow("other indentation")
        << QByteArray("{\n \"command\": \"/w\",\n \"args\": [\n  \"--entry=r\",\n  \"x\",\n  \"-y\"\n ]\n}")
        << false << QByteArray("{\n \"command\": \"x\",\n \"args\": [\n  \"-y\"\n ]\n}");
    QTest::newRow("later edits stay")
        << QByteArray(R"({"command":"/w","args":["--entry=r","x2","-y","new"],"env":{"A":"1"}})") << false
        << QByteArray(R"({"command":"x2","args":["-y","new"],"env":{"A":"1"}})");
    QTest::newRow("arguments were empty")
        << QByteArray("{\"command\":\"/w\",\"args\":[\n \"--entry=r\",\n \"x\"\n]}") << false
        << QByteArray("{\"command\":\"x\",\"args\":[]}");
    QTest::newRow("arguments were not there, last")
        << QByteArray("{\n \"command\": \"/w\",\n \"args\": [\"--entry=r\", \"x\"]\n}") << true
        << QByteArray("{\n \"command\": \"x\"\n}");
    QTest::newRow("arguments were not there, first")
        << QByteArray(R"({"args":["--entry=r","x"],"command":"/w"})") << true
        << QByteArray(R"({"command":"x"})");
    QTest::newRow("arguments were not there, middle")
        << QByteArray(R"({"command": "/w", "args": ["--entry=r", "x"], "env": {}})") << true
        << QByteArray(R"({"command": "x", "env": {}})");
    QTest::newRow("behind a comment")
        << QByteArray("{\"command\":\"/w\", // c\n \"args\":[\"--entry=r\",\"x\"] }") << true
        << QByteArray("{\"command\":\"x\" // c\n  }");
    QTest::newRow("trailing commas") << QByteArray(
                                            "{\"command\":\"/w\",\"args\":[ /*c*/ \"--entry=r\",\"x\",],}")
                                     << false << QByteArray("{\"command\":\"x\",\"args\":[ /*c*/ ],}");
}

void TestEntryEdit::takesItsWordsOutOfAnEntryThatOthersChanged()
{
    QFETCH(const QByteArray, now);
    QFETCH(const bool, dropsEmptyArguments);
    QFETCH(const QByteArray, restored);

    const auto result = edited(whole(now), {}, true, dropsEmptyArguments);

    QCOMPARE(result, whole(restored));
    QVERIFY(findDialect("json")->open(result, kLoose).hasValue());
}

void TestEntryEdit::leavesAnEntryThatIsNotOursAnyMore_data()
{
    QTest::addColumn<QByteArray>("entry");

    QTest::newRow("other command") << QByteArray(R"({"command":"x","args":["--entry=r","x"]})");
    QTest::newRow("other ref") << QByteArray(R"({"command":"/w","args":["--entry=q","x"]})");
    QTest::newRow("no command left") << QByteArray(R"({"command":"/w","args":["--entry=r"]})");
    QTest::newRow("no arguments") << QByteArray(R"({"command":"/w"})");
    QTest::newRow("a number") << QByteArray(R"({"command":"/w","args":["--entry=r",1]})");
    QTest::newRow("a string") << QByteArray("\"/w\"");
}

void TestEntryEdit::leavesAnEntryThatIsNotOursAnyMore()
{
    QFETCH(const QByteArray, entry);

    QVERIFY(edited(whole(entry), {}, true).starts_with("refused: "));
}

void TestEntryEdit::describesWhatTheEntryDeclares()
{
    const auto text = whole(
        R"({"command":"x","args":["\u0041"],"env":{"B":"1","A":null},"cwd":"/","url":"u","command":"y"})");

    const auto entry = open(text)->find("/s/a", {}).value();

    QCOMPARE(entry.kind, EntryText::Kind::Stdio);
    QCOMPARE(entry.command, (std::vector<std::string>{"y", "A"}));
    QCOMPARE(entry.environmentNames, (std::vector<std::string>{"B", "A"}));
    QVERIFY(entry.setsWorkingFolder);
    QCOMPARE(entry.warnings, (std::vector<std::string>{"duplicate-key", "command-and-url"}));
}

QTEST_APPLESS_MAIN(TestEntryEdit)
#include "tst_entry_edit.moc"
