// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

#include "core/inspect/detectors/token_text.h"
#include "core/inspect/detectors/word_rates.h"

#include <algorithm>

namespace gatehouse::inspect {

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
        const auto& phrase = m_phrases.back();
        Scopes scopes = 0;
        if (row.inDefinition != kNoRule)
            scopes |= bitOf(Scope::Definition);
        if (row.inContent != kNoRule)
            scopes |= bitOf(Scope::Content) | bitOf(Scope::Question);
        for (const auto& entry : phrase.elements[phrase.anchor].words.entries()) {
            for (const auto& form : writtenForms(entry.text))
                addAnchor(form, entry.isPrefix, scopes, m_phrases.size() - 1);
        }
    }
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
        if (word.starts_with('>')) {
            gap = word[1] - '0';
            continue;
        }
        if (word == "." || word == ":") {
            phrase.end = word.front();
            continue;
        }
        if (word.starts_with('!'))
            word.remove_prefix(1);
        std::string spelled(word);
        std::ranges::replace(spelled, '+', ' ');
        phrase.elements.push_back({WordSet(spelled), gap});
        gap = 0;
    }
    phrase.anchor = rarest(phrase.elements);
    return phrase;
}

/// What texts are searched for: each match costs as much as searching some hundred bytes.
std::size_t PhraseDetector::rarest(const std::vector<Element>& elements)
{
    // Several words at once are found only by searching for them.
    const auto several = std::ranges::find_if(elements, [](const Element& element) {
        return std::ranges::any_of(element.words.entries(),
            [](const auto& entry) { return entry.text.find(' ') != std::string::npos; });
    });
    if (several != elements.end())
        return static_cast<std::size_t>(several - elements.begin());
    std::size_t found = 0;
    for (std::size_t i = 1; i < elements.size(); ++i) {
        if (rateOf(elements[i].words) < rateOf(elements[found].words))
            found = i;
    }
    return found;
}

void PhraseDetector::addAnchor(std::string_view word, bool isPrefix, Scopes scopes, std::size_t phrase)
{
    const Pattern pattern{quoted(word), true, scopes};
    for (std::size_t i = 0; i < m_patterns.size(); ++i) {
        if (m_patterns[i].expression == pattern.expression && m_anchors[i].isPrefix == isPrefix) {
            m_anchors[i].phrases.push_back(phrase);
            m_patterns[i].scopes |= scopes;
            return;
        }
    }
    m_patterns.push_back(pattern);
    m_anchors.push_back({word.size(), isPrefix, {phrase}});
}

std::optional<Span> PhraseDetector::matchAt(const Phrase& phrase, std::string_view text, Span anchor)
{
    const auto isOf = [text](const Element& element, Span word) {
        const bool isMailbox = word.end < text.size() && text[word.end] == '@';
        const bool isIdentifier = text.substr(word.begin, word.size()).find('_', 1) < word.size() - 1;
        return element.words.find(FoldedWord(text.substr(word.begin, word.size())).text()) != nullptr ||
            (isMailbox && element.words.find("@") != nullptr) ||
            (isIdentifier && element.words.find("_") != nullptr);
    };
    auto place = anchor;
    for (auto i = phrase.anchor + 1; i < phrase.elements.size(); ++i) {
        bool isThere = false;
        for (int gap = phrase.elements[i].gap; gap >= 0 && !isThere; --gap) {
            const auto word = wordBehind(text, place.end);
            if (!word)
                return std::nullopt;
            place.end = word->end;
            isThere = isOf(phrase.elements[i], *word);
        }
        if (!isThere)
            return std::nullopt;
    }
    const bool isEnded = phrase.end == 0 || (phrase.end == ':' && text.substr(place.end, 1) == ":") ||
        (phrase.end == '.' && !wordBehind(text, place.end));
    if (!isEnded)
        return std::nullopt;
    for (auto i = phrase.anchor; i > 0; --i) {
        bool isThere = false;
        for (int gap = phrase.elements[i].gap; gap >= 0 && !isThere; --gap) {
            const auto word = wordBefore(text, place.begin);
            if (!word)
                return std::nullopt;
            place.begin = word->begin;
            isThere = isOf(phrase.elements[i - 1], *word);
        }
        if (!isThere)
            return std::nullopt;
    }
    return place;
}

void PhraseDetector::onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const
{
    const auto& anchor = m_anchors[pattern];
    const bool isIn = isDefinitionChannel(look.field.channel);
    if (!isIn && !isContentChannel(look.field.channel))
        return;
    const Span word{end - anchor.bytes, end};
    if (!startsWord(look.text, word.begin) || (!anchor.isPrefix && !endsWord(look.text, end)))
        return;
    for (const auto index : anchor.phrases) {
        const auto& phrase = m_phrases[index];
        const auto rule = isIn ? phrase.row->inDefinition : phrase.row->inContent;
        if (rule == kNoRule)
            continue;
        auto whole = word;
        while (whole.end < look.text.size() && whole.end - word.begin < kReach &&
            !endsWord(look.text, whole.end))
            ++whole.end;
        const auto place = matchAt(phrase, look.text, whole);
        if (!place || isNegated(look.text, *place))
            continue;
        const auto judgement = judge(look.text, *place, phrase.row->claim, isIn);
        if (judgement.isFinding)
            sink.found(static_cast<std::size_t>(rule), *place, judgement.confidence);
    }
}

} // namespace gatehouse::inspect
