// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/clients/tree_properties.h"

#include <array>
#include <random>
#include <yaml-cpp/yaml.h>

// yaml-cpp is the independent reader: what it reads before and after an edit must differ in the edited entry
// alone.

using namespace gatehouse;
using namespace gatehouse::clients;
using namespace gatehouse::tests;

namespace {

constexpr unsigned kSeed = 20261125;
constexpr int kDocuments = 1500;

/// A node as one text that is equal where the nodes are: kinds, tags, order of keys without regard to it.
std::string canonical(const YAML::Node& node)
{
    if (node.IsMap()) {
        std::map<std::string, std::string> members;
        for (const auto& member : node)
            members[canonical(member.first)] += canonical(member.second);
        std::string out = "{";
        for (const auto& [key, value] : members)
            out.append(key).append(":").append(value).append(",");
        return out + "}";
    }
    if (node.IsSequence()) {
        std::string out = "[";
        for (const auto& element : node)
            out += canonical(element) + ",";
        return out + "]";
    }
    return node.IsNull() ? "null" : "<" + node.Scalar() + ">";
}

/// Writes one random file of Goose (a map) or Continue (a list), in the ways that people write YAML.
class Generator {
public:
    explicit Generator(std::mt19937& random)
        : m_random(random)
    {
    }

    std::string file(bool isList, std::vector<std::string>& keyPaths)
    {
        m_end = upTo(3) == 0 ? "\r\n" : "\n";
        std::string out = upTo(4) == 0 ? "# first" + m_end : upTo(4) == 0 ? "---" + m_end : "";
        out += "name: 'it''s' # c" + m_end + "models: &m" + m_end + "  - {name: x, y: [1, \"]\"]}" + m_end +
            "other: *m" + m_end;
        const int count = upTo(4);
        out += count == 0 ? "s: {}" + m_end : (upTo(4) == 0 ? "s: # c" : "s:") + m_end;
        const auto base = isList ? upTo(2) * 2 : 2 + upTo(2);
        for (int i = 0; i < count; ++i) {
            const auto name = oneOf(std::array{"n", "n x", "n~/", "\xC3\xBC"}) + std::to_string(i);
            keyPaths.push_back((isList ? "/s/name=" : "/s/") + escapePointer(name));
            out += comment() + std::string(static_cast<std::size_t>(base), ' ');
            if (isList)
                out += "- " +
                    (upTo(4) == 0 ? flowEntry("name: " + name) + m_end
                                  : blockEntry("name: \"" + name + "\"", base + 2));
            else if (upTo(4) == 0)
                out += name + ": " + flowEntry("") + m_end;
            else
                out += "\"" + name + "\":" + m_end + std::string(static_cast<std::size_t>(base + 2), ' ') +
                    blockEntry("", base + 2);
        }
        out += "last: [a,\n  b]";
        return out + (upTo(2) == 0 ? m_end : "");
    }

private:
    int upTo(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }
    template <std::size_t N>
    std::string oneOf(const std::array<const char*, N>& choices)
    {
        return choices[m_random() % N];
    }
    std::string comment() { return upTo(4) == 0 ? "  # a: [\" '" + m_end : upTo(6) == 0 ? m_end : ""; }
    std::string text(bool isFlow)
    {
        if (!isFlow && upTo(4) == 0)
            return "p" + oneOf(std::array{"a, b", "${V:-d}", "{env", "x]"});
        return oneOf(std::array{"npx", "-y", "'it''s # [x'", "\"\\u00fc \\\" : \"", "\"\"", "a#b", "C:\\x",
            "--a=b", "\"${V:-d}\"", "\xF0\x9F\x98\x80"});
    }
    std::string flowList()
    {
        std::string out = "[";
        const int count = upTo(4);
        for (int i = 0; i < count; ++i)
            out += (i == 0                ? ""
                           : upTo(3) == 0 ? ", # c ]\n     "
                                          : ", ") +
                text(true) + (upTo(3) == 0 ? " " : "");
        return out + (count > 0 && upTo(3) == 0 ? " , " : "") + "]";
    }
    std::string blockList(int indent)
    {
        std::string out;
        const int count = 1 + upTo(3);
        for (int i = 0; i < count; ++i)
            out += m_end + (upTo(5) == 0 ? "# c" + m_end : "") +
                std::string(static_cast<std::size_t>(indent), ' ') + "-  " +
                (upTo(5) == 0 ? "|-" + m_end + std::string(static_cast<std::size_t>(indent + 3), ' ') + "a b"
                              : text(false));
        return out;
    }
    std::vector<std::string> members(const std::string& first, bool isFlow, int indent)
    {
        std::vector<std::string> out{"command: " + text(isFlow)};
        if (out[0] == "command: \"\"")
            out[0] = "command: x";
        if (!first.empty())
            out.push_back(first);
        if (upTo(3) != 0)
            out.push_back(
                "args: " + (isFlow || upTo(2) == 0 ? flowList() : "# c" + blockList(indent + upTo(2) * 2)));
        if (upTo(3) == 0)
            out.emplace_back(isFlow
                    ? "env: {K: v}"
                    : "env: # c" + m_end + std::string(static_cast<std::size_t>(indent + 1), ' ') + "K: v");
        if (upTo(3) == 0)
            out.emplace_back(isFlow ? "x: null" : "x:");
        std::shuffle(out.begin(), out.end(), m_random);
        return out;
    }
    std::string flowEntry(const std::string& first)
    {
        std::string out = "{";
        for (const auto& member : members(first, true, 0))
            out += (out.size() == 1 ? "" : ", ") + member;
        return out + "}";
    }
    std::string blockEntry(const std::string& first, int indent)
    {
        std::string out;
        for (const auto& member : members(first, false, indent)) {
            if (!out.empty())
                out += comment() + std::string(static_cast<std::size_t>(indent), ' ');
            out += member + (upTo(4) == 0 ? " # c" : "") + m_end;
        }
        return out;
    }

    std::mt19937& m_random;
    std::string m_end = "\n";
};

} // namespace

/// Random files, edited and read by another reader.
class TestYamlProperties : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyTheEditedEntryDiffersForAnotherReader_data();
    void onlyTheEditedEntryDiffersForAnotherReader();
};

void TestYamlProperties::onlyTheEditedEntryDiffersForAnotherReader_data()
{
    QTest::addColumn<bool>("isList");
    QTest::newRow("a map") << false;
    QTest::newRow("a list") << true;
}

void TestYamlProperties::onlyTheEditedEntryDiffersForAnotherReader()
{
    QFETCH(const bool, isList);
    std::mt19937 random(kSeed);
    int edits = 0;
    int requoted = 0;
    for (int i = 0; i < kDocuments; ++i) {
        std::vector<std::string> keyPaths;
        const auto text = Generator(random).file(isList, keyPaths);
        for (std::size_t at = 0; at < keyPaths.size(); ++at) {
            const auto edited = editEntry(*findDialect("yaml"), text, keyPaths[at]);
            QVERIFY2(edited.reason.empty(), (edited.reason + "\n" + text).c_str());
            QVERIFY2(
                edited.isUntouchedElsewhere && edited.isReadAlone, (text + "\n---\n" + edited.after).c_str());
            // A command that only quotes can carry among the arguments comes back in quotes; the record has
            // its bytes.
            requoted += edited.restored == text ? 0 : 1;
            QVERIFY2(canonical(YAML::Load(edited.restored)) == canonical(YAML::Load(text)),
                (text + "\n---\n" + edited.after + "\n---\n" + edited.restored).c_str());

            auto expected = YAML::Load(text);
            auto entry = isList ? expected["s"][at] : expected["s"][splitPointer(keyPaths[at])->back()];
            YAML::Node words(YAML::NodeType::Sequence);
            words.push_back(kTreeRouting.option());
            words.push_back(entry["command"].Scalar());
            if (entry["args"]) {
                for (const auto& word : entry["args"])
                    words.push_back(word);
            }
            entry["args"] = words;
            entry["command"] = kTreeRouting.wrapper;
            QVERIFY2(canonical(YAML::Load(edited.after)) == canonical(expected),
                (text + "\n---\n" + edited.after).c_str());
            ++edits;
        }
    }
    QVERIFY(edits > kDocuments);
    QVERIFY2(requoted < edits / 4, qPrintable(QString::number(requoted)));
}

QTEST_APPLESS_MAIN(TestYamlProperties)
#include "tst_yaml_properties.moc"
