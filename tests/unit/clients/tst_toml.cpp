// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/clients/tree_properties.h"

#include <array>
#include <random>
#include <toml++/toml.h>

// toml++ is the independent reader: what it reads before and after an edit must differ in the edited entry
// alone.

using namespace gatehouse;
using namespace gatehouse::clients;
using namespace gatehouse::tests;

namespace {

constexpr unsigned kSeed = 20261125;
constexpr int kDocuments = 1500;
const std::string kOption = "\"--entry=0123456789abcdef\"";
const std::string kWrapper = R"("/h/o \"m\" e/gatehouse-wrap")";

const Dialect& tomlDialect()
{
    return *findDialect("toml");
}

/// Writes one random file of Codex, with everything that TOML allows in the places that are edited.
class Generator {
public:
    explicit Generator(std::mt19937& random)
        : m_random(random)
    {
    }

    std::string file(std::vector<std::string>& keyPaths)
    {
        m_end = upTo(2) == 0 ? "\r\n" : "\n";
        std::string out = oneOf(std::array{"", "\xEF\xBB\xBF", "", "# first"});
        if (out == "# first")
            out += m_end;
        out += "model = 'x' # c" + m_end + "size = 1_000" + m_end;
        if (upTo(3) == 0) {
            out += "mcp_servers.inline = " + inlineEntry() + m_end;
            keyPaths.emplace_back("/mcp_servers/inline");
            return out + "[z]" + m_end + "when = 1979-05-27 07:32:00" + (upTo(2) == 0 ? m_end : "");
        }
        const int count = upTo(4);
        for (int i = 0; i < count; ++i) {
            const auto bare = oneOf(std::array{"n", "n x", "n~/", "\xC3\xBC"}) + std::to_string(i);
            out += comment() + "[ mcp_servers . \"" + bare + "\" ] # [x]" + m_end;
            keyPaths.push_back("/mcp_servers/" + escapePointer(bare));
            out += section();
            if (upTo(3) == 0)
                out += "[mcp_servers.\"" + bare + "\".env]" + m_end + "K = " + text() + m_end;
        }
        out += "[tui]" + m_end + "x = { command = 'no', args = [ ] }";
        return out + (upTo(2) == 0 ? m_end : "");
    }

private:
    int upTo(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }
    template <std::size_t N>
    std::string oneOf(const std::array<const char*, N>& choices)
    {
        return choices[m_random() % N];
    }
    std::string comment() { return upTo(3) == 0 ? "# a = [\" ' {" + m_end : ""; }
    std::string blank() { return oneOf(std::array{"", " ", "\t", "  "}); }
    std::string space()
    {
        return upTo(4) == 0 ? " # ]\"" + m_end + "\t" : upTo(4) == 0 ? m_end + "  " : blank();
    }

    std::string text()
    {
        return oneOf(std::array{"\"npx\"", "'C:\\a'", "\"\"", "''", "\"\\u00fc \\\" ] #\"", "\"${V:-d}\"",
            "\"\"\"a\"\"\"\"\"", "'''it's\nso'''", "\"\"\"\nx \\\n   y\"\"\"", "\"\xF0\x9F\x98\x80\""});
    }
    std::string arguments(bool isInline)
    {
        const auto gap = [&] { return isInline ? blank() : space(); };
        std::string out = "[" + gap();
        const int count = upTo(4);
        for (int i = 0; i < count; ++i)
            out += (i == 0 ? "" : "," + gap()) + text() + gap();
        return out + (count > 0 && upTo(3) == 0 ? "," + gap() : "") + "]";
    }
    std::vector<std::string> members(bool isInline)
    {
        std::vector<std::string> out{
            "command" + blank() + "=" + blank() + oneOf(std::array{"\"npx\"", "'C:\\a'", "\"\"\"a b\"\"\""})};
        if (upTo(3) != 0)
            out.push_back(oneOf(std::array{"args", "\"args\""}) + " = " + arguments(isInline));
        if (upTo(3) == 0)
            out.emplace_back("enabled = false");
        if (upTo(3) == 0)
            out.emplace_back("x.y = 20.0");
        std::shuffle(out.begin(), out.end(), m_random);
        return out;
    }
    std::string inlineEntry()
    {
        std::string out = "{" + blank();
        for (const auto& member : members(true))
            out += (out.size() < 4 && out.find('=') == std::string::npos ? "" : "," + blank()) + member +
                blank();
        return out + "}";
    }
    std::string section()
    {
        std::string out;
        for (const auto& member : members(false))
            out += comment() + blank() + member + blank() + (upTo(4) == 0 ? "# c" : "") + m_end +
                (upTo(5) == 0 ? m_end : "");
        return out;
    }

    std::mt19937& m_random;
    std::string m_end = "\n";
};

} // namespace

class TestToml : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void putsTheWrapperInFrontAndTakesItOutAgain_data();
    void putsTheWrapperInFrontAndTakesItOutAgain();
    void leavesWhatItDoesNotUnderstandForCertain_data();
    void leavesWhatItDoesNotUnderstandForCertain();
    void refusesWhatItsClientsRefuse_data();
    void refusesWhatItsClientsRefuse();
    void tellsTheAddressOfARemoteEntry();
    void namesTheElementsOfAnArrayOfTables();
    void takesItsWordsOutOfATableThatOthersChanged();
    void onlyTheEditedEntryDiffersForAnotherReader();
};

void TestToml::putsTheWrapperInFrontAndTakesItOutAgain_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char* name, const std::string& before, const std::string& after) {
        QTest::newRow(name) << QByteArray::fromStdString(before) << QByteArray::fromStdString(after);
    };
    const std::string head = "[s.a]\n";

    row("a table", head + "command = 'x'\nargs = [\"-y\"]\n",
        head + "command = " + kWrapper + "\nargs = [" + kOption + ", 'x', \"-y\"]\n");
    row("no arguments", head + "\tcommand='x' # c\n",
        head + "\targs=[" + kOption + ", 'x']\n\tcommand=" + kWrapper + " # c\n");
    row("no arguments, CRLF, no last line end", "[s.a]\r\ncommand = 'x'",
        "[s.a]\r\nargs = [" + kOption + ", 'x']\r\ncommand = " + kWrapper);
    row("empty arguments", head + "args = [ # c\n]\ncommand = 'x'",
        head + "args = [" + kOption + ", 'x' # c\n]\ncommand = " + kWrapper);
    row("a line for each", head + "command = 'x'\nargs = [\n  '-y', # yes\n]\n",
        head + "command = " + kWrapper + "\nargs = [\n  " + kOption + ",\n  'x',\n  '-y', # yes\n]\n");
    row("an inline table", "s.a = { command = 'x' }",
        "s.a = { command = " + kWrapper + ", args = [" + kOption + ", 'x'] }");
    row("an inline table in a table", "[s]\na = {args=[],command='x'} # c\nb = 1\n",
        "[s]\na = {args=[" + kOption + ", 'x'],command=" + kWrapper + "} # c\nb = 1\n");
    row("a table's table behind it", head + "command = 'x'\n[s.a.env]\nK = ''\n",
        head + "args = [" + kOption + ", 'x']\ncommand = " + kWrapper + "\n[s.a.env]\nK = ''\n");
    row("a string over lines", head + "command = '''x'''\nargs = [\"\"\"\n1\"\"\"]\n",
        head + "command = " + kWrapper + "\nargs = [" + kOption + ", '''x''', \"\"\"\n1\"\"\"]\n");
    row("a dotted key beside", head + "command = 'x'\nargs = []\nenv.K = '1'\n",
        head + "command = " + kWrapper + "\nargs = [" + kOption + ", 'x']\nenv.K = '1'\n");
}

void TestToml::putsTheWrapperInFrontAndTakesItOutAgain()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);

    const auto edited = editEntry(tomlDialect(), before.toStdString(), "/s/a");

    QCOMPARE(edited.reason, std::string());
    QCOMPARE(QByteArray::fromStdString(edited.after), after);
    QVERIFY(edited.isUntouchedElsewhere);
    QVERIFY(edited.isReadAlone);
    QCOMPARE(QByteArray::fromStdString(edited.restored), before);
}

void TestToml::leavesWhatItDoesNotUnderstandForCertain_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");

    QTest::newRow("pieces") << QByteArray("s.a.command = 'x'\ns.a.args = []")
                            << QByteArray("dotted keys define it piece by piece");
    QTest::newRow("pieces in a table")
        << QByteArray("[s]\na.command = 'x'") << QByteArray("dotted keys define it piece by piece");
    QTest::newRow("number") << QByteArray("[s.a]\ncommand = 'x'\nargs = [1]")
                            << QByteArray("an argument is not a string");
    QTest::newRow("arguments string")
        << QByteArray("[s.a]\ncommand = 'x'\nargs = '1'") << QByteArray("its arguments are not an array");
    QTest::newRow("command array") << QByteArray("[s.a]\ncommand = ['x']")
                                   << QByteArray("its command is not a string");
    QTest::newRow("only env") << QByteArray("[s.a.env]\nK = ''") << QByteArray("it has no command");
    QTest::newRow("remote") << QByteArray("[s.a]\nurl = 'x'") << QByteArray("it is a remote server");
    QTest::newRow("no table") << QByteArray("s.a = 1") << QByteArray("it is not a table");
}

void TestToml::leavesWhatItDoesNotUnderstandForCertain()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, reason);

    QCOMPARE(
        editEntry(tomlDialect(), text.toStdString(), "/s/a").reason, "entry /s/a: " + reason.toStdString());
    QVERIFY(toml::parse(text.toStdString()).contains("s"));
}

void TestToml::refusesWhatItsClientsRefuse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("place");

    QTest::newRow("key twice") << QByteArray("a = 1\n\"a\" = 2") << QByteArray("line 2 column 1: this key");
    QTest::newRow("table twice") << QByteArray("[a]\n[a]") << QByteArray("line 2 column 1: this table");
    QTest::newRow("inline table, extended")
        << QByteArray("a = {}\n[a.b]") << QByteArray("line 2 column 2: this table");
    QTest::newRow("dotted into a table")
        << QByteArray("[a.b]\n[a]\nb.c = 1") << QByteArray("line 3 column 1: this table");
    QTest::newRow("table and array") << QByteArray("[[a]]\n[a]") << QByteArray("line 2 column 1: this table");
    QTest::newRow("no value") << QByteArray("a =") << QByteArray("line 1 column 4: expected a value");
    QTest::newRow("two on a line") << QByteArray("a = 1 b = 2")
                                   << QByteArray("line 1 column 7: expected the end");
    QTest::newRow("open string") << QByteArray("a = \"x\n\"") << QByteArray("line 1 column 6: this string");
    QTest::newRow("escape") << QByteArray("a = \"\\x\"") << QByteArray("line 1 column 6: no such escape");
    QTest::newRow("surrogate") << QByteArray("a = \"\\ud800\"")
                               << QByteArray("line 1 column 6: no such character");
    QTest::newRow("not UTF-8") << QByteArray("a = '\xFC'") << QByteArray("line 1 column 6: this byte");
    QTest::newRow("control") << QByteArray("a = 1 # \x01") << QByteArray("line 1 column 9: this byte");
    QTest::newRow("lone CR") << QByteArray("a = 1\rb = 2") << QByteArray("line 1 column 6: this byte");
    QTest::newRow("comma first") << QByteArray("a = [,1]") << QByteArray("line 1 column 6: expected a value");
}

void TestToml::refusesWhatItsClientsRefuse()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, place);

    const auto opened = tomlDialect().open(text.toStdString(), {});

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, base::ErrorCode::FileDoesNotParse);
    QVERIFY2(opened.error().detail.starts_with(place.toStdString()), opened.error().detail.c_str());
    QVERIFY_EXCEPTION_THROWN(toml::parse(text.toStdString()), toml::parse_error);
}

void TestToml::tellsTheAddressOfARemoteEntry()
{
    const std::string text = "[s.a]\nurl = 'https://x/mcp'\n[s.b]\ncommand = 'x'\nurl = 'https://x/mcp'\n";
    const auto document = std::move(tomlDialect().open(text, {}).value());

    QCOMPARE(document->find("/s/a", {})->address, std::string("https://x/mcp"));
    QVERIFY(document->find("/s/b", {})->address.empty()); // it is started here
}

void TestToml::namesTheElementsOfAnArrayOfTables()
{
    const std::string text =
        "[[s]]\nname = 'a'\ncommand = 'x'\n[s.env]\nK = ''\n[[s]]\ncommand = 'y'\nname = 'b/c'\n";
    const auto document = std::move(tomlDialect().open(text, {}).value());

    const auto entries = document->entries({{{"s"}, {}, false, "name"}}, {}).value();

    QCOMPARE(entries.size(), std::size_t{2});
    QCOMPARE(entries[0].keyPath, std::string("/s/name=a"));
    QCOMPARE(entries[0].environmentNames, (std::vector<std::string>{"K"}));
    QCOMPARE(entries[1].keyPath, std::string("/s/name=b~1c"));
    QCOMPARE(entries[1].command, (std::vector<std::string>{"y"}));
    QCOMPARE(editEntry(tomlDialect(), text, "/s/name=b~1c").restored, text);
}

void TestToml::takesItsWordsOutOfATableThatOthersChanged()
{
    const std::string before = "[s.a]\nnew = 1\nargs = [\n  # theirs\n  " + kOption +
        ", 'x',\n  'more']\ncommand = " + kWrapper + "\n";
    const auto document = std::move(tomlDialect().open(before, {}).value());
    const auto entry = document->find("/s/a", {}).value();

    const auto back = document->unrouted(entry, {}, kTreeRouting, true);

    QVERIFY(back.hasValue());
    QCOMPARE(*back, std::string("new = 1\nargs = [\n  # theirs\n  'more']\ncommand = 'x'"));
    const auto other =
        std::move(tomlDialect().open("[s.a]\ncommand = 'q'\nargs = [" + kOption + ", 'x']", {}).value());
    QVERIFY(!other->unrouted(other->find("/s/a", {}).value(), {}, kTreeRouting, true));
}

void TestToml::onlyTheEditedEntryDiffersForAnotherReader()
{
    std::mt19937 random(kSeed);
    int edits = 0;
    for (int i = 0; i < kDocuments; ++i) {
        std::vector<std::string> keyPaths;
        const auto text = Generator(random).file(keyPaths);
        for (const auto& keyPath : keyPaths) {
            auto expected = toml::parse(text);
            const auto edited = editEntry(tomlDialect(), text, keyPath);
            QVERIFY2(edited.reason.empty(), (edited.reason + "\n" + text).c_str());
            QVERIFY2(
                edited.isUntouchedElsewhere && edited.isReadAlone, (text + "\n---\n" + edited.after).c_str());
            QVERIFY2(edited.restored == text, (text + "\n---\n" + edited.restored).c_str());

            auto& entry = *(*expected["mcp_servers"].as_table())[splitPointer(keyPath)->back()].as_table();
            toml::array words{kTreeRouting.option(), entry["command"].value<std::string>().value()};
            if (const auto* old = entry["args"].as_array()) {
                for (const auto& word : *old)
                    words.push_back(word.value<std::string>().value());
            }
            entry.insert_or_assign("args", words);
            entry.insert_or_assign("command", kTreeRouting.wrapper);
            QVERIFY2(toml::parse(edited.after) == expected, (text + "\n---\n" + edited.after).c_str());
            ++edits;
        }
    }
    QVERIFY(edits > kDocuments);
}

QTEST_APPLESS_MAIN(TestToml)
#include "tst_toml.moc"
