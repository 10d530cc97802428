// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_context.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detectors/phrase_words.h"
#include "core/inspect/detectors/word_index.h"
#include "core/inspect/detectors/word_walk.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

constexpr auto kTopicWords = std::to_array<std::string_view>({
#define GATEHOUSE_TOPIC(name, words) words,
#include "core/inspect/detectors/phrase_topics.def"
#undef GATEHOUSE_TOPIC
});
constexpr WordIndex<countListedWords(kTopicWords)> kTopicIndex{kTopicWords};
constexpr auto kTopics = kTopicIndex.view();

/// Part of an address, which says nothing about the text that it stands in.
bool isInAddress(std::string_view text, Span word)
{
    const auto isJoin = [](char c) { return c == '@' || c == '/' || c == '.' || c == ':' || c == '-'; };
    const bool isJoinedBefore = word.begin > 1 && isJoin(text[word.begin - 1]) && text[word.begin - 2] > ' ';
    const bool isJoinedBehind =
        word.end + 1 < text.size() && isJoin(text[word.end]) && text[word.end + 1] > ' ';
    return isJoinedBefore || isJoinedBehind;
}

/// Names in code say what text is about part by part: prompt_injection.
Topics topicsOf(std::string_view word)
{
    Topics topics;
    const FoldedWord folded(word);
    for (auto rest = folded.text(); !rest.empty();) {
        const auto part = rest.substr(0, rest.find('_'));
        for (const auto& known : kTopics.beginningAs(part)) {
            if (known.is(part, kTopicWords[known.list]))
                topics.add(static_cast<Topic>(known.list));
        }
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    return topics;
}

std::string_view before(std::string_view text, std::size_t at, std::size_t most)
{
    const auto begin = at > most ? at - most : 0;
    return text.substr(begin, at - begin);
}

std::string_view lineBefore(std::string_view text, std::size_t at)
{
    const auto part = before(text, at, kReach);
    return part.substr(part.rfind('\n') == std::string_view::npos ? 0 : part.rfind('\n') + 1);
}

std::string_view lineBehind(std::string_view text, std::size_t at)
{
    const auto part = text.substr(std::min(at, text.size()), kReach);
    return part.substr(0, part.find('\n'));
}

/// `"key": "` in front of a value of JSON; also where JSON stands in a text of JSON (`\"`).
bool endsWithJsonKey(std::string_view text)
{
    while (!text.empty() && (text.back() == '\\' || text.back() == ' '))
        text.remove_suffix(1);
    if (text.empty() || (text.back() != ':' && text.back() != '[' && text.back() != ','))
        return text.empty();
    const bool isValue = text.back() == ':';
    text.remove_suffix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return !isValue || text.ends_with('"');
}

/// `'key': ` in front of a value, as Python prints its dictionaries: many a server's results are such.
bool endsWithPrintedKey(std::string_view text)
{
    return text.substr(0, text.find_last_not_of(' ') + 1).ends_with("':");
}

bool isValueOfKey(std::string_view before, char mark)
{
    return mark == '"' ? endsWithJsonKey(before) : mark == '\'' && endsWithPrintedKey(before);
}

/// The last quote of the kind `mark` that is open at the end of `line`; npos where none is.
std::size_t openQuote(std::string_view line, char mark)
{
    std::size_t open = std::string_view::npos;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != mark)
            continue;
        const bool isApostrophe = mark == '\'' && open == std::string_view::npos && i > 0 &&
            line[i - 1] > ' ' && line[i - 1] != '(' && line[i - 1] != '[' && line[i - 1] != '=' &&
            line[i - 1] != ':';
        if (!isApostrophe)
            open = open == std::string_view::npos ? i : std::string_view::npos;
    }
    return open;
}

bool isInMarks(std::string_view left, std::string_view right, std::string_view open, std::string_view close)
{
    const auto opened = left.rfind(open);
    const auto closed = left.rfind(close);
    return opened != std::string_view::npos &&
        (closed == std::string_view::npos || closed < opened || open == close) &&
        right.find(close) != std::string_view::npos;
}

/// A capital letter in the middle of a line, but no title ("Ignore Previous Instructions: an attack"): a
/// sentence that was put there.
bool startsLikeSentence(std::string_view text, Span phrase)
{
    const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!isCapital(text[phrase.begin]) || phrase.size() < 2)
        return false;
    if (isCapital(text[phrase.begin + 1]))
        return true;
    const auto blank = text.substr(phrase.begin, phrase.size()).find(' ');
    return blank == std::string_view::npos || !isCapital(text[phrase.begin + blank + 1]);
}

/// "Every time you hear it, you forget …": a habit, and no order.
bool isToldOfTimes(std::string_view text, std::size_t at)
{
    static constexpr WordSet kTimes("time|times|whenever|sometimes|often|usually|once");
    constexpr int kWords = 14;
    for (int left = kWords; left > 0; --left) {
        const auto word = wordBefore(text, at);
        if (!word)
            return false;
        if (kTimes.hasRaw(text.substr(word->begin, word->size())))
            return true;
        at = word->begin;
    }
    return false;
}

/// Who explains attacks uses more than one such word, and does not begin with an order; who orders something
/// plainly may use one himself.
bool speaksOfAttacks(const Topics& topics, Span phrase, bool isPlainOrder)
{
    constexpr std::size_t kFirstBytes = 16;
    if (!isPlainOrder)
        return topics.discussions() > 0;
    return phrase.begin > kFirstBytes && topics.discussions() > 1;
}

/// "resp.history must …", "the_list must …": a thing of a program, which no model takes for itself.
bool isOfProgram(std::string_view text, Span word)
{
    const auto name = text.substr(word.begin, word.size());
    const bool isMember =
        word.begin > 1 && text[word.begin - 1] == '.' && ascii::isWordByte(text[word.begin - 2]);
    return isMember || name.find('_') != std::string_view::npos;
}

} // namespace

Topics topicsAround(std::string_view text, Span phrase)
{
    Topics topics;
    auto at = phrase.begin > kReach ? phrase.begin - kReach : 0;
    const auto limit = std::min(text.size(), phrase.end + kReach);
    WordWalk walk(text);
    while (const auto word = walk.anyBehind(at, limit)) {
        const bool isOwn = word->begin >= phrase.begin && word->end <= phrase.end;
        const auto raw = text.substr(word->begin, word->size());
        if (!isOwn && (walk.mayHaveUnderscore() || kTopics.mayHold(raw))) {
            const auto found = topicsOf(raw);
            const bool isDiscussed = found.has(Topic::Discussion) && !isInAddress(text, *word);
            topics.add(found, isDiscussed ? Topic::None : Topic::Discussion);
            topics.m_discussions += isDiscussed ? 1 : 0;
        }
        at = word->end;
    }
    return topics;
}

Stance stanceOf(std::string_view text, Span phrase)
{
    static constexpr WordSet kLeads(
        "please|now|then|must|should|and|you|kindly|just|first|immediately|instead|also|"
        "hereby|so|but|shall|important|urgent|attention|bitte|porfavor|pls|simply|"
        "assistant|ai|claude|chatgpt|gpt|agent|need|have|want|system|note|todo|task|"
        "ok|okay|sofort|jetzt|ora|ahora|agora|maintenant|veuillez|"
        "ignore|stop|do|hey|hello|hi|dear|lets|completely|totally|entirely");
    static constexpr WordSet kTold(
        "to|that|which|who|can|could|may|might|would|will|they|it|he|she|we|attackers|attacker|"
        "llms|models|does|did|of|for|from|by|like|saying|says|said|eg|example|includes|contains|"
        "containing|such|phrase|phrases|text|string|where|how|a|an|the|users|people|or");
    static constexpr WordSet kObliged(
        "you|have|need|must|required|instructed|going|want|are|asked|told|remember");
    const auto line = lineBefore(text, phrase.begin);
    const auto last = line.find_last_not_of(" \t*_#>\"'`([{<|~=-\\");
    if (last == std::string_view::npos ||
        std::string_view(".!?:;,)]}/").find(line[last]) != std::string_view::npos)
        return Stance::Ordered;
    const auto word = wordBefore(text, phrase.begin);
    if (!word)
        return Stance::Ordered;
    const FoldedWord lead(text.substr(word->begin, word->size()));
    const auto previous = wordBefore(text, word->begin);
    if (lead.text() == "to" && previous && kObliged.hasRaw(text.substr(previous->begin, previous->size())))
        return Stance::Ordered;
    if (startsLikeSentence(text, phrase))
        return Stance::Ordered;
    if (lead.text() == "you" && isToldOfTimes(text, word->begin))
        return Stance::Told;
    if (lead.text() == "must" && previous && isOfProgram(text, *previous))
        return Stance::Told;
    if (kTold.has(lead.text()))
        return Stance::Told;
    return kLeads.has(lead.text()) ? Stance::Ordered : Stance::Unclear;
}

bool isNegated(std::string_view text, Span phrase)
{
    static constexpr WordSet kNegations(
        "not|never|dont|cannot|cant|wont|without|nicht|niemals|nie|pas|jamais|no|nunca|"
        "non|mai|niet|nooit|avoid|не|nao");
    auto at = phrase.begin;
    for (int i = 0; i < 2; ++i) {
        const auto word = wordBefore(text, at);
        if (!word)
            return false;
        if (kNegations.hasRaw(text.substr(word->begin, word->size())))
            return true;
        at = word->begin;
    }
    return false;
}

bool isQuoted(std::string_view text, Span phrase)
{
    const auto left = lineBefore(text, phrase.begin);
    const auto right = lineBehind(text, phrase.end);
    for (const char mark : {'"', '`', '\''}) {
        const auto open = openQuote(left, mark);
        if (open != std::string_view::npos && right.find(mark) != std::string_view::npos &&
            !isValueOfKey(left.substr(0, open), mark))
            return true;
    }
    return isInMarks(left, right, "\u201C", "\u201D") || isInMarks(left, right, "\u201E", "\u201C") ||
        isInMarks(left, right, "\u2018", "\u2019") || isInMarks(left, right, "\u00AB", "\u00BB") ||
        isInMarks(left, right, "\u300C", "\u300D");
}

bool isListed(std::string_view text, Span phrase)
{
    const auto left = lineBefore(text, phrase.begin);
    const auto first = left.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return false;
    const auto line = left.substr(first);
    const bool isTable = line.starts_with('|');
    const bool isComment = line.starts_with("//") || line.starts_with("# ") || line.starts_with("* ");
    const bool isDiff = line.starts_with("+ ") || line.starts_with("❌") || line.starts_with("✅");
    return isTable || isDiff || (isComment && text.substr(phrase.end, 2) == "\",");
}

Judgement judge(std::string_view text, Span phrase, const Claim& claim, bool isInDefinition)
{
    const auto topics = topicsAround(text, phrase);
    if (claim.needs != Topic::None && !topics.has(claim.needs))
        return {};
    auto score = static_cast<int>(claim.strength);
    if (claim.strength != Strength::Certain &&
        (topics.has(Topic::Secrecy) || (topics.has(Topic::Sending) && topics.has(Topic::Secret)) ||
            (topics.has(Topic::Sending) && topics.has(Topic::Address))))
        ++score;
    const auto stance = claim.mood == Mood::Order ? stanceOf(text, phrase) : Stance::Ordered;
    const bool isShown = isQuoted(text, phrase) || isListed(text, phrase);
    const bool isPlainOrder = claim.strength == Strength::Certain && claim.mood == Mood::Order &&
        stance == Stance::Ordered && !isShown;
    // A definition has no reason to talk about attacks to anybody, unless it is of a tool that finds them.
    const bool isAboutAttacks = speaksOfAttacks(topics, phrase, isPlainOrder) &&
        (!isInDefinition || stance == Stance::Told || isShown);
    const bool isPlain = claim.strength == Strength::Certain && !isAboutAttacks && !isShown;
    score -= int{stance == Stance::Told || (stance == Stance::Unclear && !isPlain)};
    score -= int{isShown} + int{isAboutAttacks};
    if (score <= 0)
        return {};
    constexpr std::array kSteps{Confidence::Low, Confidence::Medium, Confidence::High};
    return {true, kSteps[static_cast<std::size_t>(std::min(score, 3)) - 1]};
}

} // namespace gatehouse::inspect
