// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

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

namespace {

bool isOf(const WordSet& words, std::string_view text, Span word)
{
    const auto raw = text.substr(word.begin, word.size());
    if (!words.heads().mayHold(raw))
        return false;
    if (words.hasRaw(raw))
        return true;
    const bool isMailbox = word.end < text.size() && text[word.end] == '@';
    const auto underscore = raw.find('_', 1);
    const bool isIdentifier = underscore != std::string_view::npos && underscore + 1 < raw.size();
    return (isMailbox && words.has("@")) || (isIdentifier && words.has("_"));
}

/// One phrase around a place where some of its words may stand.
class PhraseAt {
public:
    PhraseAt(const PhraseTable& table, std::size_t phrase, std::string_view text, Span place)
        : m_table(table)
        , m_index(phrase)
        , m_phrase(table.phrases[phrase])
        , m_text(text)
        , m_place(place)
    {
    }

    Span place() const { return m_place; }
    /// The elements from `next` on, behind what is known, and its end.
    bool goesOn(std::size_t next)
    {
        for (; next < m_phrase.count; ++next) {
            if (!stepsTo<&wordBehind, &Span::end>(next, m_phrase.elements[next].gap))
                return false;
        }
        return m_phrase.end == 0 || (m_phrase.end == ':' && m_text.substr(m_place.end, 1) == ":") ||
            (m_phrase.end == '.' && !wordBehind(m_text, m_place.end));
    }
    /// The elements before `first`, in front of what is known.
    bool beginsBefore(std::size_t first)
    {
        for (; first > 0; --first) {
            if (!stepsTo<&wordBefore, &Span::begin>(first - 1, m_phrase.elements[first].gap))
                return false;
        }
        return true;
    }
    bool isElement(std::size_t element, Span word) const
    {
        return isOf(m_table.wordsOf(m_index, element), m_text, word);
    }

private:
    /// Goes word by word to one that the element has, past `gap` others at most.
    template <std::optional<Span> (*next)(std::string_view, std::size_t), std::size_t Span::*edge>
    bool stepsTo(std::size_t element, unsigned gap)
    {
        for (unsigned left = gap + 1; left > 0; --left) {
            const auto word = next(m_text, m_place.*edge);
            if (!word)
                return false;
            m_place.*edge = (*word).*edge;
            if (isElement(element, *word))
                return true;
        }
        return false;
    }

    const PhraseTable& m_table;
    std::size_t m_index;
    const Phrase& m_phrase;
    std::string_view m_text;
    Span m_place;
};

/// Where the phrase stands, if the words that were searched for begin at `begin`: a pattern matches their
/// beginning. What stands around is asked first: it is what most places lack.
std::optional<Span> phraseAround(
    const PhraseTable& table, const PhraseAnchor& anchor, std::string_view text, std::size_t begin)
{
    const auto first = wordBehind(text, begin);
    if (!first || first->begin != begin)
        return std::nullopt;
    const bool isPair = table.phrases[anchor.phrase].anchorWords == 2;
    const auto second = isPair ? wordBehind(text, first->end) : std::nullopt;
    if (isPair && !second)
        return std::nullopt;
    PhraseAt phrase(table, anchor.phrase, text, {begin, second ? second->end : first->end});
    const bool isThere = phrase.goesOn(anchor.element + (isPair ? 2U : 1U)) &&
        phrase.beginsBefore(anchor.element) && phrase.isElement(anchor.element, *first) &&
        (!isPair || phrase.isElement(anchor.element + 1U, *second));
    return isThere ? std::optional(phrase.place()) : std::nullopt;
}

} // namespace

void PhraseDetector::onMatch(const Look& look, std::size_t packed, std::size_t end, FindingSink& sink) const
{
    const auto anchor = PhraseAnchor::of(static_cast<std::uint32_t>(packed));
    const auto begin = end - anchor.size;
    if (!isContentChannel(look.field.channel) || !startsWord(look.text, begin))
        return;
    if (const auto place = phraseAround(m_table, anchor, look.text, begin))
        tell(anchor.phrase, look, *place, m_table.rows[anchor.phrase].inContent, sink);
}

void PhraseDetector::onText(const Look& look, FindingSink& sink) const
{
    std::size_t at = 0;
    while (const auto word = anyWordBehind(look.text, at, look.text.size())) {
        at = word->end;
        const auto raw = look.text.substr(word->begin, word->size());
        if (!m_table.firstWords.mayHold(raw))
            continue;
        const FoldedWord folded(raw);
        for (const auto& first : m_table.firstWords.beginningAs(folded.text())) {
            if (!first.is(folded.text(), m_table.firstWordsOf(first.list)))
                continue;
            PhraseAt phrase(m_table, first.list, look.text, *word);
            if (phrase.goesOn(1))
                tell(first.list, look, phrase.place(), m_table.rows[first.list].inDefinition, sink);
        }
    }
}

void PhraseDetector::tell(std::size_t phrase, const Look& look, Span place, int rule, FindingSink& sink) const
{
    if (isNegated(look.text, place))
        return;
    const auto judgement =
        judge(look.text, place, m_table.rows[phrase].claim, isDefinitionChannel(look.field.channel));
    if (judgement.isFinding)
        sink.found(static_cast<std::size_t>(rule), place, judgement.confidence);
}

} // namespace gatehouse::inspect
