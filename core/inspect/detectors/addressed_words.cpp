// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/addressed_words.h"

#include "core/inspect/detectors/phrase_words.h"
#include "core/inspect/detectors/word_index.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::inspect {
namespace {

struct OrderWords {
    Said kind;
    std::string_view words;
};

constexpr auto kOrderWords = std::to_array<OrderWords>({
#define GATEHOUSE_ORDER_WORDS(kind, words) {Said::kind, words},
#include "core/inspect/detectors/addressed_order_words.def"
#undef GATEHOUSE_ORDER_WORDS
});

constexpr auto kOrderLists = [] {
    std::array<std::string_view, kOrderWords.size()> lists;
    for (std::size_t i = 0; i < lists.size(); ++i)
        lists[i] = kOrderWords[i].words;
    return lists;
}();
constexpr WordIndex<countListedWords(kOrderLists)> kOrderIndex{kOrderLists};
constexpr auto kWordKinds = kOrderIndex.view();

constexpr auto kOrderLetters = std::to_array<OrderWords>({
#define GATEHOUSE_ORDER_LETTERS(kind, letters) {Said::kind, letters},
#include "core/inspect/detectors/addressed_order_letters.def"
#undef GATEHOUSE_ORDER_LETTERS
});

/// "assistants" is found where "assistant" is.
std::vector<NameAnchor> withoutLonger(std::vector<NameAnchor> anchors)
{
    std::ranges::stable_sort(anchors, {}, &NameAnchor::text);
    const auto isLonger = [](const NameAnchor& shorter, const NameAnchor& longer) {
        return longer.text.starts_with(shorter.text) && longer.size == longer.text.size();
    };
    std::vector<NameAnchor> out;
    for (auto& anchor : anchors) {
        if (out.empty() || !isLonger(out.back(), anchor))
            out.push_back(std::move(anchor));
    }
    return out;
}

} // namespace

WordKinds kindsOf(std::string_view raw)
{
    WordKinds kinds;
    if (!kWordKinds.mayHold(raw))
        return kinds;
    const FoldedWord folded(raw);
    const auto start = folded.start();
    for (const auto& known : kWordKinds.beginningAs(folded.text())) {
        if (!known.mayBe(start) || !known.is(folded.text(), kOrderLists[known.list]))
            continue;
        const auto kind = kOrderWords[known.list].kind;
        (known.isWeak ? kinds.asOrder : kinds.always).add(kind);
    }
    return kinds;
}

SaidKinds kindsOfLetters(std::string_view part)
{
    SaidKinds kinds;
    for (const auto& list : kOrderLetters) {
        for (auto rest = list.words; !rest.empty() && !kinds.has(list.kind);) {
            if (part.find(WordSet::takeEntry(rest).text) != std::string_view::npos)
                kinds.add(list.kind);
        }
    }
    return kinds;
}

std::vector<NameAnchor> addressedNames()
{
    // What is no name alone is searched for together with what makes it one, what is short with what is
    // before.
    constexpr std::string_view kTogether =
        "language model|modele de langage|modeles de langage|modelo de lenguaje|modelos de lenguaje|"
        "modelo de linguagem|modelos de linguagem|modello linguistico|modelli linguistici|model jezykowy|"
        "modelu jezykowego|языковая модель|языковои модели|языковых моделеи|yapay zeka|ai model|ai reader|"
        "ai tool|ai system|ai helper|ai coding|ai reviewer|ai analyst|ai moderator|ai editor|ai pair|grader "
        "ai|"
        "ai operator|ai_instruction|ai_note|ai_hint|code generator|automated reader|screening "
        "system|co-pilot|artificial intelligence|intelligence "
        "artificielle|"
        "inteligencia artificial|intelligenza artificiale|kunstliche intelligenz|kunstmatige intelligentie|"
        "sztuczna inteligencja|искусственныи интеллект";
    constexpr std::string_view kBehindOthers =
        "to ai|the ai|an ai|for ai|any ai|your ai|all ai|hey ai|die ki|an ki|eine ki|l'ia|la ia|una ia|para "
        "a ia|pela ia|"
        "liebe ki|chere ia|querida ia|cara ia|hey model|dear model|any model|every model|to the model|for "
        "the model|an das modell|das auswertende modell";
    std::vector<NameAnchor> anchors;
    const auto addForms = [&anchors](std::string_view word, std::size_t lead) {
        for (const auto& form : writtenForms(asSearched(word)))
            anchors.push_back({form, static_cast<std::uint8_t>(form.size() - lead), false});
    };
    for (const auto& list : kOrderWords) {
        for (auto rest = list.kind == Said::Name ? list.words : std::string_view(); !rest.empty();)
            addForms(WordSet::takeEntry(rest).text, 0);
    }
    for (auto rest = kTogether; !rest.empty();)
        addForms(WordSet::takeEntry(rest).text, 0);
    for (auto rest = kBehindOthers; !rest.empty();) {
        const auto text = WordSet::takeEntry(rest).text;
        addForms(text, text.find_last_of(" '") + 1);
    }
    for (const auto& list : kOrderLetters) {
        for (auto rest = list.kind == Said::Name ? list.words : std::string_view(); !rest.empty();) {
            const auto text = asSearched(WordSet::takeEntry(rest).text);
            anchors.push_back({text, static_cast<std::uint8_t>(text.size()), true});
        }
    }
    return withoutLonger(std::move(anchors));
}

} // namespace gatehouse::inspect
