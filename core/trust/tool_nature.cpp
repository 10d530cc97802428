// SPDX-License-Identifier: Apache-2.0
#include "core/trust/tool_nature.h"

#include "core/jsonrpc/value.h"
#include "core/model/names.h"
#include "core/trust/schema_change.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace gatehouse::trust {
namespace {

using jsonrpc::Value;

constexpr std::array<std::string_view, kToolAbilities> kAbilityTexts{
    "changes", "deletes", "runs", "sends", "reaches"};
constexpr std::size_t kReadOfDescription = 400; // what a tool does stands at the start
constexpr std::size_t kMaxDoubts = 4;
/// Parameters by these names take what is executed, whatever the tool is called.
constexpr std::array<std::string_view, 8> kCodeParameters{
    "code", "command", "cmd", "script", "shell", "javascript", "expression", "program"};

struct ToolWord {
    std::string_view word;
    ToolAbility ability;
};
constexpr std::array kToolWords{
#define GATEHOUSE_TOOL_WORD(word, ability) ToolWord{word, ToolAbility::ability},
#include "core/trust/tool_words.def"
#undef GATEHOUSE_TOOL_WORD
};

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

/// Words of a name in any spelling, in lower case: delete_file, deleteFile, "Delete file", HTTPGet.
std::vector<std::string> wordsOfName(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool isLetter = isUpper(c) || isLower(c);
        const bool begins = isUpper(c) && i > 0 &&
            (isLower(text[i - 1]) || (i + 1 < text.size() && isUpper(text[i - 1]) && isLower(text[i + 1])));
        if ((!isLetter || begins) && !word.empty())
            words.push_back(std::exchange(word, {}));
        if (isLetter)
            word.push_back(isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (!word.empty())
        words.push_back(std::move(word));
    return words;
}

std::optional<ToolAbility> abilityOf(std::string_view word)
{
    const auto found = std::find_if(
        kToolWords.begin(), kToolWords.end(), [&](const ToolWord& one) { return one.word == word; });
    return found == kToolWords.end() ? std::nullopt : std::optional(found->ability);
}

std::string textOfMember(const Members& members, const std::string& key)
{
    const auto found = members.find(key);
    return found == members.end() ? std::string() : found->second.string().value_or("");
}

bool isTrue(const Members& members, const std::string& key)
{
    const auto found = members.find(key);
    return found != members.end() && found->second.raw() == "true";
}

/// Collects what is said in one place after the other.
class NatureReader {
public:
    explicit NatureReader(ToolNature& nature)
        : m_nature(nature)
    {
    }

    /// Every word of a name or a title counts.
    void readName(std::string_view name)
    {
        for (const auto& word : wordsOfName(name))
            note(word);
    }

    /// Of prose only what a sentence begins with: "Deletes a file", not "a file that nobody may delete".
    void readProse(std::string_view prose)
    {
        prose = prose.substr(0, kReadOfDescription);
        while (!prose.empty()) {
            const auto end = prose.find_first_of(".;:\n");
            const auto words = wordsOfName(prose.substr(0, end));
            for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 2); ++i)
                note(words[i]);
            prose.remove_prefix(end == std::string_view::npos ? prose.size() : end + 1);
        }
    }

    void readParameters(const Members& parameters)
    {
        for (const auto& [name, schema] : parameters) {
            for (const auto& word : wordsOfName(name)) {
                if (std::find(kCodeParameters.begin(), kCodeParameters.end(), word) != kCodeParameters.end())
                    add(ToolAbility::Runs, word);
                else if (word == "url" || word == "uri" || word == "host")
                    add(ToolAbility::Reaches, word);
            }
        }
    }

    void add(ToolAbility ability, const std::string& word)
    {
        m_abilities.insert(ability);
        // To look something up at an address changes nothing there.
        if (ability == ToolAbility::Reaches)
            return;
        auto& doubts = m_nature.doubts;
        if (doubts.size() < kMaxDoubts && std::find(doubts.begin(), doubts.end(), word) == doubts.end())
            doubts.push_back(word);
    }

    void finish() { m_nature.abilities.assign(m_abilities.begin(), m_abilities.end()); }

private:
    void note(const std::string& word)
    {
        if (const auto ability = abilityOf(word))
            add(*ability, word);
    }

    ToolNature& m_nature;
    std::set<ToolAbility> m_abilities;
};

} // namespace

std::string_view toText(ToolAbility ability)
{
    return model::textOf(kAbilityTexts, ability);
}

bool ToolNature::isRisky() const
{
    const auto has = [this](ToolAbility ability) {
        return std::find(abilities.begin(), abilities.end(), ability) != abilities.end();
    };
    return !isKnown || claimsDestructive || has(ToolAbility::Deletes) || has(ToolAbility::Runs) ||
        has(ToolAbility::Sends) || (claimsReadOnly && !doubts.empty());
}

ToolNature natureOf(std::string_view canonical)
{
    ToolNature nature;
    const Value definition(canonical);
    if (!definition.isObject())
        return nature;
    nature.isKnown = true;
    const auto members = membersOf(definition);
    const auto annotations = membersOf(definition.find("annotations"));
    nature.claimsReadOnly = isTrue(annotations, "readOnlyHint");
    nature.claimsDestructive = isTrue(annotations, "destructiveHint");
    NatureReader reader(nature);
    const auto name = textOfMember(members, "name");
    reader.readName(name);
    // Letters of another alphabet would hide the words from this.
    if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        nature.doubts.emplace_back("letters of another alphabet in its name");
    reader.readName(textOfMember(members, "title"));
    reader.readName(textOfMember(annotations, "title"));
    reader.readProse(textOfMember(members, "description"));
    const auto schema = definition.find("inputSchema");
    if (schema && schema->isObject())
        reader.readParameters(membersOf(schema->find("properties")));
    if (nature.claimsDestructive)
        reader.add(ToolAbility::Deletes, "destructiveHint");
    reader.finish();
    return nature;
}

} // namespace gatehouse::trust
