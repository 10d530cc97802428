// SPDX-License-Identifier: Apache-2.0
#include "core/clients/unified_diff.h"
#include "tests/support/client_home.h"
#include "tests/support/unified_patch.h"

#include <QtTest>

#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

// Generated files (fixed seed) against nlohmann/json as an independent reader.

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;
using gatehouse::tests::patched;
using Json = nlohmann::ordered_json;

namespace {

constexpr unsigned kSeed = 20261122;
constexpr int kDocuments = 400;
constexpr int kWrittenEach = 20; ///< to the disk, which has to be waited for

/// Writes one random document twice: as a client's author might (white space, comments, trailing commas), and
/// plainly.
class Generator {
public:
    Generator(std::mt19937& random, bool isLoose)
        : m_random(random)
        , m_isLoose(isLoose)
    {
    }

    std::string file()
    {
        std::string servers = "{";
        const int count = upTo(5);
        for (int i = 0; i < count; ++i)
            servers += (i == 0 ? "" : ",") + space() + "\"" + std::to_string(i) + name() + "\"" + space() +
                ":" + space() + entry() + space();
        servers += trailing(count) + "}";
        const auto other = "\"other\"" + space() + ":" + value(3);
        const auto mine = "\"mcpServers\"" + space() + ":" + space() + servers;
        const bool isFirst = upTo(2) == 0;
        return space() + "{" + space() + (isFirst ? mine : other) + space() + "," + space() +
            (isFirst ? other : mine) + space() + trailing(1) + "}" + (upTo(2) == 0 ? space() : "");
    }

private:
    int upTo(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }

    template <std::size_t N>
    std::string oneOf(const std::array<const char*, N>& choices)
    {
        return choices[m_random() % N];
    }

    std::string space()
    {
        if (m_isLoose && upTo(6) == 0)
            return oneOf(std::array{"/* c, \"]} */", " // c } ]\n", "/**/", "//\r\n"});
        return oneOf(std::array{"", "", " ", "\n", "\r\n\t", "  "});
    }

    std::string trailing(int count) { return m_isLoose && count > 0 && upTo(3) == 0 ? "," + space() : ""; }

    std::string name()
    {
        return oneOf(std::array{"", "a", "--", "/b~", "\\n", "\xC3\xBC", "\\u00fc", "__proto__", "."});
    }

    std::string text()
    {
        return "\"" +
            oneOf(std::array{"", "npx", "-y", "--entry=x", "${V:-d}", "a b", "\\\"", "\\\\",
                "\xF0\x9F\x98\x80", "\\ud83d\\ude00", "//", "/*"}) +
            "\"";
    }

    std::string value(int depth)
    {
        switch (upTo(depth == 0 ? 3 : 5)) {
        case 0:
            return text();
        case 1:
            return oneOf(std::array{"1", "-0.50", "1e3", "true", "null"});
        case 2:
            return "{" + space() + "}";
        case 3:
            return "[" + space() + value(depth - 1) + space() + trailing(1) + "]";
        default:
            return "{" + space() + "\"k\":" + space() + value(depth - 1) + space() + trailing(1) + "}";
        }
    }

    std::string arguments()
    {
        std::string out = "[" + space();
        const int count = upTo(4);
        for (int i = 0; i < count; ++i)
            out += (i == 0 ? "" : "," + space()) + text() + space();
        return out + trailing(count) + "]";
    }

    std::string entry()
    {
        std::vector<std::string> members{
            "\"command\"" + space() + ":" + space() + "\"c" + oneOf(std::array{"", "\\u0041", " x"}) + "\""};
        if (upTo(3) != 0)
            members.push_back("\"args\":" + space() + arguments());
        if (upTo(3) == 0)
            members.push_back("\"env\":" + space() + "{\"K\":" + text() + "}");
        if (upTo(3) == 0)
            members.push_back("\"x\":" + value(2));
        std::shuffle(members.begin(), members.end(), m_random);
        std::string out = "{" + space();
        for (const auto& member : members)
            out += (&member == &members.front() ? "" : "," + space()) + member + space();
        return out + trailing(1) + "}";
    }

    std::mt19937& m_random;
    bool m_isLoose;
};

/// The text without comments and trailing commas, by a way of its own.
std::string plain(const std::string& text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') {
            const auto begin = at;
            while (text[++at] != '"')
                at += text[at] == '\\' ? 1 : 0;
            out += text.substr(begin, at - begin + 1);
        } else if (text.compare(at, 2, "//") == 0) {
            at = text.find('\n', at);
        } else if (text.compare(at, 2, "/*") == 0) {
            at = text.find("*/", at + 2) + 1;
        } else if (std::string_view(" \n\r\t").find(text[at]) == std::string_view::npos) {
            if ((text[at] == '}' || text[at] == ']') && out.back() == ',')
                out.pop_back();
            out.push_back(text[at]);
        }
    }
    return out;
}

} // namespace

class TestEditProperties : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyTheEditedEntriesDifferAndUndoingGivesTheSameBytes_data();
    void onlyTheEditedEntriesDifferAndUndoingGivesTheSameBytes();
};

void TestEditProperties::onlyTheEditedEntriesDifferAndUndoingGivesTheSameBytes_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("isLoose");
    QTest::newRow("strict") << QStringLiteral(".claude.json") << false;
    QTest::newRow("with comments") << QStringLiteral(".cursor/mcp.json") << true;
}

void TestEditProperties::onlyTheEditedEntriesDifferAndUndoingGivesTheSameBytes()
{
    QFETCH(const QString, place);
    QFETCH(const bool, isLoose);
    const auto name = place.toStdString();
    std::mt19937 random(kSeed);
    const ClientHome home;
    int edited = 0;
    for (int i = 0; i < kDocuments; ++i) {
        const auto text = Generator(random, isLoose).file();
        home.write(name, text);
        auto expected = Json::parse(plain(text));

        const auto plan = home.plan();
        QVERIFY2(plan.refused.empty(), text.c_str());
        if (plan.files.empty())
            continue;
        const auto& file = plan.files[0];

        for (const auto& edit : file.entries) {
            auto& entry = expected["mcpServers"][edit.location.name];
            Json arguments{"--entry=" + edit.ref, entry["command"]};
            if (entry.contains("args"))
                arguments.insert(arguments.end(), entry["args"].begin(), entry["args"].end());
            entry["args"] = arguments;
            entry["command"] = home.options.wrapper;
            ++edited;
        }
        // Compared without regard to the order of keys, since args may have been added.
        QVERIFY2(nlohmann::json::parse(plain(file.after.bytes())) == nlohmann::json::parse(expected.dump()),
            text.c_str());
        QCOMPARE(patched(text, file.diff), file.after.bytes());
        if (i % kWrittenEach != 0)
            continue;
        for (const auto& outcome : applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli"))
            QVERIFY2(outcome.isDone, outcome.error.detail.c_str());
        QCOMPARE(home.read(name), file.after.bytes());
        home.unprotect();
        QCOMPARE(home.read(name), text);
    }
    QVERIFY(edited > kDocuments);
}

QTEST_APPLESS_MAIN(TestEditProperties)
#include "tst_edit_properties.moc"
