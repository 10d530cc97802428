// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/own_texts.h"

#include "tests/eval/train/training.h"

#include <map>
#include <set>

namespace gatehouse::eval {
namespace {

struct Part {
    std::string_view language;
    std::string_view name;
    std::string_view choices;
};

constexpr Part kParts[] = {
#define GATEHOUSE_OWN_PART(language, name, choices) {language, name, choices},
#include "tests/eval/train/own_phrases.def"
#include "tests/eval/train/own_phrases_world.def"
#undef GATEHOUSE_OWN_PART
};

constexpr std::string_view kEnglish = "en";

/// The parts of all languages, and texts made of them.
class Phrases {
public:
    Phrases()
    {
        for (const auto& part : kParts) {
            auto& choices = m_choices[key(part.language, part.name)];
            for (std::string_view rest = part.choices;;) {
                const auto end = rest.find('|');
                choices.push_back(rest.substr(0, end));
                if (end == std::string_view::npos)
                    break;
                rest.remove_prefix(end + 1);
            }
        }
    }

    /// Any text that the part stands for; of the same choices each time.
    std::string make(std::string_view language, std::string_view name, Random& random) const
    {
        const auto& choices = *choicesOf(language, name);
        return filled(language, choices[random.below(choices.size())], random);
    }

private:
    using Choices = std::vector<std::string_view>;

    static std::string key(std::string_view language, std::string_view name)
    {
        return std::string(language) + ' ' + std::string(name);
    }

    const Choices* choicesOf(std::string_view language, std::string_view name) const
    {
        auto found = m_choices.find(key(language, name));
        if (found == m_choices.end())
            found = m_choices.find(key(kEnglish, name));
        return found == m_choices.end() ? nullptr : &found->second;
    }

    /// A brace that names no part stands for itself.
    std::string filled(std::string_view language, std::string_view choice, Random& random) const
    {
        std::string out;
        while (!choice.empty()) {
            const auto open = choice.find('{');
            out += choice.substr(0, open);
            if (open == std::string_view::npos)
                break;
            choice.remove_prefix(open + 1);
            const auto close = choice.find('}');
            const auto name = choice.substr(0, close);
            if (close == std::string_view::npos || choicesOf(language, name) == nullptr) {
                out += '{';
                continue;
            }
            out += make(language, name, random);
            choice.remove_prefix(close + 1);
        }
        return out;
    }

    std::map<std::string, Choices> m_choices;
};

/// How many of each kind are made of a language's parts: the more there are, the more they say together.
struct Amount {
    int results = 0;
    int definitions = 0;
};

constexpr Amount amountOf(std::string_view language)
{
    return language == kEnglish ? Amount{6000, 2000} : Amount{300, 80};
}

/// A sentence begins with a capital as often as not.
void raiseFirst(std::string& text, Random& random)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z' && random.below(2) == 0)
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
}

} // namespace

std::vector<OwnText> ownTexts()
{
    const Phrases phrases;
    Random random(1);
    std::set<std::string> languages;
    for (const auto& part : kParts)
        languages.emplace(part.language);
    std::vector<OwnText> texts;
    const auto add = [&](const std::string& language, int count, bool isAttack, bool isDefinition) {
        const std::string part =
            std::string(isAttack ? "attack" : "plain") + (isDefinition ? "-definition" : "");
        for (int i = 0; i < count; ++i) {
            auto text = phrases.make(language, part, random);
            raiseFirst(text, random);
            texts.push_back({language, isAttack, isDefinition, std::move(text)});
        }
    };
    for (const auto& language : languages) {
        for (const bool isAttack : {true, false}) {
            add(language, amountOf(language).results, isAttack, false);
            add(language, amountOf(language).definitions, isAttack, true);
        }
    }
    return texts;
}

} // namespace gatehouse::eval
