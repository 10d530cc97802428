// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/clients/tree_properties.h"

#include <yaml-cpp/yaml.h>

// yaml-cpp is the independent reader; what it makes of random files is in tst_yaml_properties.

using namespace gatehouse;
using namespace gatehouse::clients;
using namespace gatehouse::tests;

namespace {

const std::string kOption = "\"--entry=0123456789abcdef\"";
const std::string kWrapper = "\"/h/o \\\"m\\\" e/gatehouse-wrap\"";

const Dialect& yaml()
{
    return *findDialect("yaml");
}

} // namespace

class TestYaml : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void putsTheWrapperInFrontAndTakesItOutAgain_data();
    void putsTheWrapperInFrontAndTakesItOutAgain();
    void leavesWhatItDoesNotUnderstandForCertain_data();
    void leavesWhatItDoesNotUnderstandForCertain();
    void refusesFilesThatItCannotRead_data();
    void refusesFilesThatItCannotRead();
    void readsScalarsAsOthersDo_data();
    void readsScalarsAsOthersDo();
    void readsANoBreakSpaceAsTheSpecificationSays();
    void editsTheLastOfRepeatedKeysAndWarns();
    void takesItsWordsOutOfAnEntryThatItsClientWroteAnew();
};

void TestYaml::putsTheWrapperInFrontAndTakesItOutAgain_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("restored"); ///< from the edited text alone; the record has the bytes
    const auto rowWith = [](const char* name, const std::string& before, const std::string& after,
                             const std::string& restored) {
        QTest::newRow(name) << QByteArray::fromStdString(before) << QByteArray::fromStdString(after)
                            << QByteArray::fromStdString(restored);
    };
    const auto row = [&](const char* name, const std::string& before, const std::string& after) {
        rowWith(name, before, after, before);
    };
    const std::string head = "s:\n  a:\n";

    row("a block list", head + "    command: x # c\n    args:\n      - -y # d\n",
        head + "    command: " + kWrapper + " # c\n    args:\n      - " + kOption +
            "\n      - x\n      - -y # d\n");
    row("a block list as deep as its key", head + "    args:\n    - -y\n    command: 'x'\n",
        head + "    args:\n    - " + kOption + "\n    - 'x'\n    - -y\n    command: " + kWrapper + "\n");
    row("a flow list", head + "    command: x\n    args: [-y,\n      p]\n",
        head + "    command: " + kWrapper + "\n    args: [" + kOption + ", x, -y,\n      p]\n");
    rowWith("a plain text that brackets would cut", head + "    command: a, ${V}\n    args: []\n",
        head + "    command: " + kWrapper + "\n    args: [" + kOption + ", \"a, ${V}\"]\n",
        head + "    command: \"a, ${V}\"\n    args: []\n");
    row("no arguments", head + "    command: ${V:-d}\n    env: {}\n",
        head + "    args:\n    - " + kOption + "\n    - ${V:-d}\n    command: " + kWrapper +
            "\n    env: {}\n");
    row("no arguments, CRLF, no last line end", "s:\r\n  a:\r\n    command: x",
        "s:\r\n  a:\r\n    args:\r\n    - " + kOption + "\r\n    - x\r\n    command: " + kWrapper);
    row("a flow map", "s: {a: {command: x}} # c\n",
        "s: {a: {command: " + kWrapper + ", args: [" + kOption + ", x]}} # c\n");
    row("after a document marker", "---\ns:\n  a: {command: x, args: []}\n...\n",
        "---\ns:\n  a: {command: " + kWrapper + ", args: [" + kOption + ", x]}\n...\n");
}

void TestYaml::putsTheWrapperInFrontAndTakesItOutAgain()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const QByteArray, restored);

    const auto edited = editEntry(yaml(), before.toStdString(), "/s/a");

    QCOMPARE(edited.reason, std::string());
    QCOMPARE(QByteArray::fromStdString(edited.after), after);
    QVERIFY(edited.isUntouchedElsewhere);
    QVERIFY(edited.isReadAlone);
    QCOMPARE(QByteArray::fromStdString(edited.restored), restored);
}

void TestYaml::leavesWhatItDoesNotUnderstandForCertain_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");

    QTest::newRow("anchor above") << QByteArray("s: &s\n  a:\n    command: x\nt: *s")
                                  << QByteArray("it has an anchor (&)");
    QTest::newRow("anchor in it") << QByteArray("s:\n  a:\n    command: &c x")
                                  << QByteArray("it has an anchor (&)");
    QTest::newRow("anchor beside") << QByteArray("s:\n  a:\n    command: x\n    env: &e {}")
                                   << QByteArray("it has an anchor (&)");
    QTest::newRow("alias") << QByteArray("e: &e {K: v}\ns:\n  a:\n    command: x\n    env: *e")
                           << QByteArray("it is written elsewhere (an alias, *)");
    QTest::newRow("tag") << QByteArray("s:\n  a:\n    command: !!str x") << QByteArray("it has a tag (!)");
    QTest::newRow("merge") << QByteArray("d: &d {command: y}\ns:\n  a:\n    <<: *d\n    command: x")
                           << QByteArray("it merges another map (<<)");
    QTest::newRow("block scalar") << QByteArray("s:\n  a:\n    command: >-\n      x")
                                  << QByteArray("its command is written over several lines");
    QTest::newRow("plain over lines") << QByteArray("s:\n  a:\n    command: x\n      y")
                                      << QByteArray("its command is written over several lines");
    QTest::newRow("number") << QByteArray("s:\n  a:\n    command: x\n    args: [1]")
                            << QByteArray("an argument is not a string");
    QTest::newRow("null arguments") << QByteArray("s:\n  a:\n    command: x\n    args:\n")
                                    << QByteArray("its arguments are not an array");
    QTest::newRow("no map") << QByteArray("s:\n  a: x") << QByteArray("it is not a table");
}

void TestYaml::leavesWhatItDoesNotUnderstandForCertain()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, reason);

    QCOMPARE(editEntry(yaml(), text.toStdString(), "/s/a").reason, "entry /s/a: " + reason.toStdString());
    QVERIFY(YAML::Load(text.toStdString()).IsMap());
}

void TestYaml::refusesFilesThatItCannotRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("place");

    QTest::newRow("tab") << QByteArray("s:\n\ta: 1") << QByteArray("line 2 column 1: a tab");
    QTest::newRow("two documents") << QByteArray("a: 1\n---\nb: 2")
                                   << QByteArray("line 2 column 1: a second document");
    QTest::newRow("directive") << QByteArray("%YAML 1.2\n---\na: 1")
                               << QByteArray("line 1 column 1: a directive");
    QTest::newRow("explicit key") << QByteArray("? a\n: 1") << QByteArray("line 1 column 1: a key with ?");
    QTest::newRow("indentation") << QByteArray("a:\n    b: 1\n  c: 2")
                                 << QByteArray("line 3 column 3: this indentation");
    QTest::newRow("open bracket") << QByteArray("a: [1, 2\nb: 3") << QByteArray("line 2");
    QTest::newRow("open string") << QByteArray("a: \"x") << QByteArray("line 1 column 5: this string");
    QTest::newRow("two keys on a line")
        << QByteArray("a: b: c") << QByteArray("line 1 column 4: a second key");
    QTest::newRow("anchored key") << QByteArray("&a b: c") << QByteArray("line 1 column 4: an anchor");
    QTest::newRow("not UTF-8") << QByteArray("a: \xFC") << QByteArray("line 1 column 4: this byte");
}

void TestYaml::refusesFilesThatItCannotRead()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, place);

    const auto opened = yaml().open(text.toStdString(), {});

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, base::ErrorCode::FileDoesNotParse);
    QVERIFY2(opened.error().detail.starts_with(place.toStdString()), opened.error().detail.c_str());
}

void TestYaml::readsScalarsAsOthersDo_data()
{
    QTest::addColumn<QByteArray>("scalar");
    int row = 0;
    for (const auto* scalar :
        {"plain", "'a''b'", "\"\\x41\\u00e9\\t\\/\\e\"", "a:b", "a#b", "-x", "x\n      y\n\n      z",
            "\"a\n      b\n\n      c \\\n      d\"", "'a\n\n      b'", "|\n      a\n       b\n\n      c\n",
            "|-\n      a\n", "|+\n      a\n\n", ">\n      a\n      b\n\n      c\n        d\n      e\n",
            ">-\n      a\n      b\n", "|2\n        a\n", "? x", "a ' \" b"})
        QTest::addRow("%d", row++) << QByteArray(scalar);
}

void TestYaml::readsScalarsAsOthersDo()
{
    QFETCH(const QByteArray, scalar);
    const auto text = "s:\n  a:\n    command: c\n    args:\n    - " + scalar.toStdString();
    const auto opened = yaml().open(text, {});
    if (!opened) { // what it does not read, it says so
        QCOMPARE(scalar, QByteArray("? x"));
        return;
    }

    QCOMPARE((*opened)->find("/s/a", {})->command.at(1), YAML::Load(text)["s"]["a"]["args"][0].Scalar());
}

void TestYaml::readsANoBreakSpaceAsTheSpecificationSays()
{
    // YAML 1.2.2, section 5.7: U+00A0. yaml-cpp 0.7 makes a single byte of it, which is no UTF-8, so it is no
    // oracle here.
    const std::string text = "s:\n  a:\n    command: \"\\_\"";

    QCOMPARE(yaml().open(text, {}).value()->find("/s/a", {})->command.at(0), std::string("\xC2\xA0"));
}

void TestYaml::editsTheLastOfRepeatedKeysAndWarns()
{
    const std::string text = "s:\n  a: {command: x}\n  a: {command: y}\n";
    const auto document = std::move(yaml().open(text, {}).value());

    const auto entries = document->entries({{{"s"}, {}, false, {}}}, {}).value();

    QCOMPARE(entries.size(), std::size_t{1});
    QCOMPARE(entries[0].warnings, (std::vector<std::string>{"duplicate-key"}));
    const auto edited = editEntry(yaml(), text, "/s/a");
    QVERIFY(edited.after.starts_with("s:\n  a: {command: x}\n  a: {command: \"/h"));
    QCOMPARE(edited.restored, text);
}

void TestYaml::takesItsWordsOutOfAnEntryThatItsClientWroteAnew()
{
    const std::string ours = "- --entry=0123456789abcdef\n    - x";
    const std::string wrapper = "/h/o \"m\" e/gatehouse-wrap";
    const auto back = [&](const std::string& text, bool dropsEmptyArguments) {
        const auto document = std::move(yaml().open(text, {}).value());
        return document->unrouted(document->find("/s/a", {}).value(), {}, kTreeRouting, dropsEmptyArguments)
            .value();
    };

    QCOMPARE(back("s:\n  a:\n    args:\n    " + ours + "\n    command: " + wrapper + "\n    new: 1\n", true),
        std::string("command: x\n    new: 1"));
    QCOMPARE(back("s:\n  a:\n    command: " + wrapper + "\n    args:\n    " + ours + "\n    new: 1\n", true),
        std::string("command: x\n    new: 1"));
    QCOMPARE(back("s:\n  a:\n    args:\n    " + ours + "\n    - y\n    command: " + wrapper + "\n", false),
        std::string("args:\n    - y\n    command: x"));
    QVERIFY(back("s:\n  a:\n    args: # c\n    " + ours + "\n    command: " + wrapper + "\n", false)
                .starts_with("args: [] # c\n"));
}

QTEST_APPLESS_MAIN(TestYaml)
#include "tst_yaml.moc"
