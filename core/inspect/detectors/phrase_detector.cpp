// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

#include "core/inspect/detectors/definition_speech.h"
#include "core/inspect/detectors/word_walk.h"

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

/// One phrase around a place where some of its words may stand.
class PhraseAt {
public:
    PhraseAt(
        const PhraseTable& table, std::size_t phrase, std::string_view text, const WordWalk& walk, Span place)
        : m_table(table)
        , m_index(phrase)
        , m_phrase(table.phrases[phrase])
        , m_text(text)
        , m_walk(walk)
        , m_place(place)
    {
    }

    Span place() const { return m_place; }
    /// The elements from `next` on, behind what is known, and its end.
    bool goesOn(std::size_t next)
    {
        for (; next < m_phrase.count; ++next) {
            if (!hasBehind(next))
                return false;
        }
        return m_phrase.end == 0 || (m_phrase.end == ':' && m_text.substr(m_place.end, 1) == ":") ||
            (m_phrase.end == '.' && !m_walk.behind(m_place.end));
    }
    /// Where words of the element `first`, and of the next if two were searched for, begin at the place: a
    /// pattern matches their beginning. What most places lack is asked first: words around, on the side where
    /// fewer others may stand between.
    bool isAround(const PhraseAnchor& anchor)
    {
        const std::size_t first = anchor.element;
        const std::size_t next = first + m_phrase.anchorWords;
        const bool isShortBefore = first > 0 && next < m_phrase.count && next == first + 1 &&
            m_phrase.elements[first].gap < m_phrase.elements[next].gap;
        const auto begin = m_place.begin;
        if (isShortBefore && !beginsBefore(first))
            return false;
        // One word is known to be there up to where the match ends; of two it may end before.
        const Span word{begin, endOfWord(m_text, next == first + 1 ? begin + anchor.size : begin)};
        m_place.end = word.end;
        return (next == first + 1 || hasBehind(first + 1)) && goesOn(next) &&
            (isShortBefore || beginsBefore(first)) && isElement(first, word);
    }

private:
    /// The element next behind what is known.
    bool hasBehind(std::size_t element)
    {
        const auto& words = m_phrase.elements[element];
        // Where that word has to be the next, its first letters tell before its end is looked for.
        if (words.gap == 0 && m_text.substr(m_place.end, 1) == " " &&
            !words.heads.mayHold(m_text.substr(m_place.end + 1)))
            return false;
        return stepsTo<&WordWalk::behind, &Span::end>(element, m_phrase.elements[element].gap);
    }
    /// The elements before `first`, in front of what is known.
    bool beginsBefore(std::size_t first)
    {
        for (; first > 0; --first) {
            if (!stepsTo<&WordWalk::before, &Span::begin>(first - 1, m_phrase.elements[first].gap))
                return false;
        }
        return true;
    }
    /// Goes word by word to one that the element has, past `gap` others at most.
    template <auto next, auto edge>
    bool stepsTo(std::size_t element, unsigned gap)
    {
        for (unsigned left = gap + 1; left > 0; --left) {
            const auto word = (m_walk.*next)(m_place.*edge);
            if (!word)
                return false;
            m_place.*edge = (*word).*edge;
            if (isElement(element, *word))
                return true;
        }
        return false;
    }
    bool isElement(std::size_t element, Span word) const
    {
        const auto raw = m_text.substr(word.begin, word.size());
        const auto& words = m_phrase.elements[element];
        if (!words.heads.mayHold(raw))
            return false;
        const auto list = PhraseTable::listOf(m_index, element);
        return (words.hasMailbox && isMailbox(word)) || (words.hasName && isName(raw)) ||
            m_table.words.find(list, FoldedWord(raw).text(), m_table.wordsOf(m_index, element).written());
    }
    bool isMailbox(Span word) const { return word.end < m_text.size() && m_text[word.end] == '@'; }
    static bool isName(std::string_view word)
    {
        const auto underscore = word.find('_', 1);
        return underscore != std::string_view::npos && underscore + 1 < word.size();
    }

    const PhraseTable& m_table;
    std::size_t m_index;
    const Phrase& m_phrase;
    std::string_view m_text;
    WordWalk m_walk;
    Span m_place;
};

} // namespace

void PhraseDetector::onMatch(const Look& look, std::size_t packed, std::size_t end, FindingSink& sink) const
{
    const auto anchor = PhraseAnchor::of(static_cast<std::uint32_t>(packed));
    const auto begin = end - anchor.size;
    if (!isContentChannel(look.field.channel) || !startsWord(look.text, begin))
        return;
    PhraseAt phrase(m_table, anchor.phrase, look.text, WordWalk(look.text), {begin, begin});
    if (phrase.isAround(anchor))
        tell(anchor.phrase, look, phrase.place(), m_table.rows[anchor.phrase].inContent, sink);
}

void PhraseDetector::onWord(
    const Look& look, std::uint32_t phrase, const ReadWord& word, FindingSink& sink) const
{
    PhraseAt at(m_table, phrase, look.text, word.walk, word.place);
    if (at.goesOn(1))
        tell(phrase, look, at.place(), m_table.rows[phrase].inDefinition, sink);
}

void PhraseDetector::tell(std::size_t phrase, const Look& look, Span place, int rule, FindingSink& sink) const
{
    if (isNegated(look.text, place))
        return;
    const auto& claim = m_table.rows[phrase].claim;
    const bool isIn = isDefinitionChannel(look.field.channel);
    auto judgement = judge(look.text, place, claim, isIn);
    // What a tool asks of the model beside being used is no description any more. Rules of less severity
    // (which tool to prefer) are about what honest ones say, too.
    const bool isGrave = isIn && claim.mood == Mood::Order && claim.strength == Strength::Likely &&
        rules()[static_cast<std::size_t>(rule)].severity == Severity::High;
    if (isGrave && judgement.confidence == Confidence::Medium && isAddressed(look.text, place))
        judgement.confidence = Confidence::High;
    if (judgement.isFinding)
        sink.found(static_cast<std::size_t>(rule), place, judgement.confidence);
}

} // namespace gatehouse::inspect
