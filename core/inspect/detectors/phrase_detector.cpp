// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

#include "core/inspect/detectors/token_text.h"
#include "core/inspect/detectors/word_rates.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

// Definitions are read word by word.
constexpr Scopes kSearched = bitOf(Scope::Content) | bitOf(Scope::Question);

} // namespace

bool isDefinitionChannel(mcp::Channel channel)
{
    using mcp::Channel;
    return channel == Channel::ToolDefinition || channel == Channel::PromptDefinition ||
        channel == Channel::ResourceDefinition || channel == Channel::Instructions ||
        channel == Channel::ServerInfo;
}

bool isContentChannel(mcp::Channel channel)
{
    using mcp::Channel;
    const bool isFromClient =
        channel == Channel::Arguments || channel == Channel::ClientAnswer || channel == Channel::ClientInfo;
    return !isFromClient && !isDefinitionChannel(channel);
}

PhraseDetector::PhraseDetector(std::span<const PhraseRow> rows)
{
    for (const auto& row : rows) {
        m_phrases.push_back(parse(row));
        if (row.inContent != kNoRule)
            addAnchors(m_phrases.size() - 1);
        if (row.inDefinition != kNoRule)
            addFirstWords(m_phrases.size() - 1);
    }
    makePatterns();
}

PhraseDetector::Phrase PhraseDetector::parse(const PhraseRow& row)
{
    Phrase phrase;
    phrase.row = &row;
    auto written = row.words;
    int gap = 0;
    while (!written.empty()) {
        auto word = written.substr(0, written.find(' '));
        written.remove_prefix(std::min(written.size(), word.size() + 1));
        if (word == "." || word == ":") {
            phrase.end = word.front();
        } else if (word.starts_with('>')) {
            gap = word[1] - '0';
        } else {
            addElements(phrase, word, gap);
            gap = 0;
        }
    }
    if (row.words.find('!') == std::string_view::npos) {
        phrase.anchor = rarest(phrase.elements);
        phrase.anchorWords = 1;
    }
    return phrase;
}

std::size_t PhraseDetector::rarest(const std::vector<Element>& elements)
{
    std::size_t found = 0;
    for (std::size_t i = 1; i < elements.size(); ++i) {
        if (rateOf(elements[i].words) < rateOf(elements[found].words))
            found = i;
    }
    return found;
}

void PhraseDetector::addElements(Phrase& phrase, std::string_view word, int gap)
{
    const bool isAnchor = word.starts_with('!');
    word.remove_prefix(isAnchor ? 1 : 0);
    const auto pair = word.find('&');
    if (isAnchor) {
        phrase.anchor = phrase.elements.size();
        phrase.anchorWords = pair == std::string_view::npos ? 1 : 2;
    }
    phrase.elements.push_back({WordSet(word.substr(0, pair)), gap});
    if (pair != std::string_view::npos)
        phrase.elements.push_back({WordSet(word.substr(pair + 1)), 0});
}

void PhraseDetector::addAnchors(std::size_t index)
{
    const auto& phrase = m_phrases[index];
    for (const auto& entry : phrase.elements[phrase.anchor].words.entries()) {
        if (phrase.anchorWords == 1) {
            for (const auto& form : writtenForms(entry.written))
                m_anchors.push_back({form, {index}});
            continue;
        }
        for (const auto& next : phrase.elements[phrase.anchor + 1].words.entries())
            m_anchors.push_back({entry.written + " " + next.written, {index}});
    }
}

/// One pattern for all that begin alike: "instruction" for "instructions" too.
void PhraseDetector::makePatterns()
{
    std::ranges::sort(m_anchors, {}, &Anchor::text);
    std::vector<Anchor> merged;
    for (auto& anchor : m_anchors) {
        if (merged.empty() || !anchor.text.starts_with(merged.back().text)) {
            merged.push_back(std::move(anchor));
            m_patterns.push_back({quoted(merged.back().text), true, kSearched});
            continue;
        }
        auto& phrases = merged.back().phrases;
        if (std::ranges::find(phrases, anchor.phrases.front()) == phrases.end())
            phrases.push_back(anchor.phrases.front());
    }
    m_anchors = std::move(merged);
}

/// Where the words that are searched for stand, if they are the phrase's: a pattern matches their beginning.
std::optional<Span> PhraseDetector::anchorAt(const Phrase& phrase, std::string_view text, std::size_t begin)
{
    auto word = wordBehind(text, begin);
    if (!word || word->begin != begin || !isOf(phrase.elements[phrase.anchor], text, *word))
        return std::nullopt;
    if (phrase.anchorWords == 2) {
        word = wordBehind(text, word->end);
        if (!word || !isOf(phrase.elements[phrase.anchor + 1], text, *word))
            return std::nullopt;
    }
    return Span{begin, word->end};
}

void PhraseDetector::addFirstWords(std::size_t index)
{
    for (const auto& entry : m_phrases[index].elements.front().words.entries()) {
        if (!entry.text.empty())
            m_firstWords[static_cast<unsigned char>(entry.text.front())].push_back(
                {entry.text, entry.isPrefix, index});
    }
}

bool PhraseDetector::isOf(const Element& element, std::string_view text, Span word)
{
    const auto raw = text.substr(word.begin, word.size());
    const bool isMailbox = word.end < text.size() && text[word.end] == '@';
    const auto underscore = raw.find('_', 1);
    const bool isIdentifier = underscore != std::string_view::npos && underscore + 1 < raw.size();
    return element.words.find(FoldedWord(raw).text()) != nullptr ||
        (isMailbox && element.words.find("@") != nullptr) ||
        (isIdentifier && element.words.find("_") != nullptr);
}

std::optional<Span> PhraseDetector::matchAt(
    const Phrase& phrase, std::string_view text, Span place, std::size_t first, std::size_t last)
{
    for (auto i = last; i < phrase.elements.size(); ++i) {
        bool isThere = false;
        for (int gap = phrase.elements[i].gap; gap >= 0 && !isThere; --gap) {
            const auto word = wordBehind(text, place.end);
            if (!word)
                return std::nullopt;
            place.end = word->end;
            isThere = isOf(phrase.elements[i], text, *word);
        }
        if (!isThere)
            return std::nullopt;
    }
    const bool isEnded = phrase.end == 0 || (phrase.end == ':' && text.substr(place.end, 1) == ":") ||
        (phrase.end == '.' && !wordBehind(text, place.end));
    if (!isEnded)
        return std::nullopt;
    for (auto i = first; i > 0; --i) {
        bool isThere = false;
        for (int gap = phrase.elements[i].gap; gap >= 0 && !isThere; --gap) {
            const auto word = wordBefore(text, place.begin);
            if (!word)
                return std::nullopt;
            place.begin = word->begin;
            isThere = isOf(phrase.elements[i - 1], text, *word);
        }
        if (!isThere)
            return std::nullopt;
    }
    return place;
}

void PhraseDetector::onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const
{
    if (!isContentChannel(look.field.channel))
        return;
    const auto& anchor = m_anchors[pattern];
    const auto begin = end - anchor.text.size();
    if (!startsWord(look.text, begin))
        return;
    for (const auto index : anchor.phrases) {
        const auto& phrase = m_phrases[index];
        const auto words = anchorAt(phrase, look.text, begin);
        const auto place = words
            ? matchAt(phrase, look.text, *words, phrase.anchor, phrase.anchor + phrase.anchorWords)
            : std::nullopt;
        if (place)
            tell(phrase, look, *place, phrase.row->inContent, sink);
    }
}

void PhraseDetector::onText(const Look& look, FindingSink& sink) const
{
    if (!readsWordsOf(look.field.channel))
        return;
    std::size_t at = 0;
    while (const auto word = anyWordBehind(look.text, at, look.text.size())) {
        at = word->end;
        const FoldedWord folded(look.text.substr(word->begin, word->size()));
        if (folded.text().empty())
            continue;
        for (const auto& first : m_firstWords[static_cast<unsigned char>(folded.text().front())]) {
            if (first.isPrefix ? !folded.text().starts_with(first.text) : folded.text() != first.text)
                continue;
            const auto& phrase = m_phrases[first.phrase];
            if (const auto place = matchAt(phrase, look.text, *word, 0, 1))
                tell(phrase, look, *place, phrase.row->inDefinition, sink);
        }
    }
}

void PhraseDetector::tell(const Phrase& phrase, const Look& look, Span place, int rule, FindingSink& sink)
{
    if (isNegated(look.text, place))
        return;
    const auto judgement =
        judge(look.text, place, phrase.row->claim, isDefinitionChannel(look.field.channel));
    if (judgement.isFinding)
        sink.found(static_cast<std::size_t>(rule), place, judgement.confidence);
}

} // namespace gatehouse::inspect
