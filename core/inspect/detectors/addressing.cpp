// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/addressing.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detectors/addressed_words.h"
#include "core/inspect/detectors/word_set.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

SaidKinds saidBy(std::string_view text, Span word)
{
    return kindsOf(text.substr(word.begin, word.size())).always;
}

bool isJoinedName(std::string_view text, Span first, Span second)
{
    const auto gap = text.substr(first.end, second.begin - first.end);
    return gap == " " || gap == "-";
}

bool isOneOfMarks(char c, std::string_view all)
{
    return all.find(c) != std::string_view::npos;
}

/// Part of an address, a path or a name of code: claude.ai, user-agent.
bool isPartOfOther(std::string_view text, Span name)
{
    const bool isBehind = name.begin > 1 && isOneOfMarks(text[name.begin - 1], "./@_=,") &&
        static_cast<unsigned char>(text[name.begin - 2]) > ' ' &&
        !isOneOfMarks(text[name.begin - 2], "\"'`(-");
    const bool isBefore = name.end + 1 < text.size() && isOneOfMarks(text[name.end], "./@_=-") &&
        static_cast<unsigned char>(text[name.end + 1]) > ' ' && !isOneOfMarks(text[name.end + 1], ")]}\"'*");
    return isBehind || isBefore;
}

/// "an AI researcher" is none: what is named by two letters alone is the end of its name.
bool isShortOfLonger(std::string_view text, Span name, WordWalk& walk)
{
    constexpr std::size_t kShort = 3;
    constexpr WordSet kGoingOn("that|who|which|you|and|or|is|are|in|to|qui|que|che|der|die");
    if (name.size() > kShort || text.substr(name.end, 1) != " ")
        return false;
    const auto word = walk.behind(name.end);
    if (!word)
        return false;
    const auto said = saidBy(text, *word);
    return !said.has(Said::Busy) && !said.has(Said::Ought) && !said.has(Said::If) &&
        !kGoingOn.hasRaw(text.substr(word->begin, word->size()));
}

/// "AI payroll agent": whatever it is for.
std::optional<std::size_t> beginOfAi(std::string_view text, Span purpose, WordWalk& walk)
{
    constexpr WordSet kAi("ai|ki|ia|ии");
    const auto word = walk.before(purpose.begin);
    const bool isAi =
        word && isJoinedName(text, *word, purpose) && kAi.hasRaw(text.substr(word->begin, word->size()));
    return isAi ? std::optional(word->begin) : std::nullopt;
}

/// "Assistants": who is many has no turn in a dialogue.
bool isPlural(std::string_view text, Span name)
{
    return (text[name.end - 1] | 0x20) == 's';
}

/// A clause ends in what parts two words: a line, a bracket, a colon.
bool partsClauses(std::string_view gap)
{
    static constexpr ascii::ByteSet kParts("\n([{<>]}\"*#;|:");
    return kParts.isIn(gap) || gap.find("//") != std::string_view::npos ||
        gap.find(" - ") != std::string_view::npos || gap.find(" \u2014 ") != std::string_view::npos;
}

/// The words before the name in its clause, the nearest first.
struct LeadingWords {
    static constexpr std::size_t kMost = 7;
    std::array<SaidKinds, kMost> kinds{};
    std::array<std::string_view, kMost> words{};
    std::size_t count = 0;
    std::size_t begin = 0; ///< of the farthest

    bool hasAmong(Said kind, std::size_t most) const
    {
        return std::any_of(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(std::min(most, count)),
            [kind](SaidKinds one) { return one.has(kind); });
    }
};

/// Times and numbers of lines are no part of what is said.
bool isNumber(char c)
{
    return c >= '0' && c <= '9';
}

LeadingWords wordsBefore(std::string_view text, Span name, WordWalk& walk)
{
    LeadingWords leading;
    leading.begin = name.begin;
    while (leading.count < LeadingWords::kMost) {
        const auto word = walk.before(leading.begin);
        if (!word || partsClauses(text.substr(word->end, leading.begin - word->end)) ||
            isNumber(text[word->begin]))
            break;
        leading.kinds[leading.count] = saidBy(text, *word);
        leading.words[leading.count++] = text.substr(word->begin, word->size());
        leading.begin = word->begin;
    }
    return leading;
}

/// The word before the name and its article; `count` where there is none.
std::size_t behindArticles(const LeadingWords& leading)
{
    constexpr WordSet kArticles("the|any|all|every|each|your|our|this|these|whichever|das|den|die|der|dem|"
                                "los|las|el|la|le|les|l|il|lo|gli|os|as|het|de|jede*|alle|tous|todos|tutti");
    std::size_t at = 0;
    if (leading.count > 2 && !kArticles.hasRaw(leading.words[0]) && kArticles.hasRaw(leading.words[1]))
        ++at; // "to the busy assistant"
    while (at < std::min(leading.count, std::size_t{3}) && kArticles.hasRaw(leading.words[at]))
        ++at;
    return at;
}

/// "To the", also in languages whose "to" is an article in others: "an die", "a los". Not "to use the".
bool isAddressedTo(const LeadingWords& leading)
{
    constexpr std::size_t kFewest = 4; // words before it, in a clause that calls somebody
    const auto at = behindArticles(leading);
    const bool isFar = at < leading.count &&
        (leading.kinds[at].has(Said::To) ||
            (at > 0 && leading.count == at + 1 && leading.kinds[at].has(Said::ToNoted)));
    return leading.count <= kFewest && (isFar || leading.hasAmong(Said::To, at));
}

/// "Note for agents", "Hinweis an", at the start of a clause.
bool isNote(const LeadingWords& leading)
{
    const auto to = behindArticles(leading);
    if (to + 1 >= leading.count || leading.count > to + 3)
        return false;
    return leading.kinds[to + 1].has(Said::Note) &&
        (leading.kinds[to].has(Said::To) || leading.kinds[to].has(Said::ToNoted));
}

/// A colon within the clause behind the name, with a blank behind it.
bool hasColon(std::string_view text, std::size_t at)
{
    constexpr std::size_t kLongestClause = 72;
    const auto head = text.substr(at, kLongestClause);
    static constexpr ascii::ByteSet kMarks(".,;:!?\n(){}[]<>\"=");
    const auto mark = kMarks.findIn(head);
    return mark != std::string_view::npos && head[mark] == ':' &&
        (at + mark + 1 == text.size() || text[at + mark + 1] == ' ' || text[at + mark + 1] == '\n');
}

/// A comma or a dash right behind the name, and words behind that.
bool hasComma(std::string_view text, std::size_t at)
{
    const auto head = text.substr(at, 6);
    return head.starts_with(", ") || head.starts_with(" - ") || head.starts_with(" \u2014 ") ||
        head.starts_with("! ");
}

/// `import { Agent, fetch } from …`: names and commas alone between braces.
bool isInNamesOfCode(std::string_view text, Span name)
{
    constexpr std::size_t kLongest = 240;
    const auto from = name.begin > kLongest ? name.begin - kLongest : 0;
    const auto open = text.substr(from, name.begin - from).rfind('{');
    const auto close = text.substr(name.end, kLongest).find('}');
    if (open == std::string_view::npos || close == std::string_view::npos)
        return false;
    auto list = text.substr(from + open + 1, name.end + close - from - open - 1);
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        auto one = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        one.remove_prefix(std::min(one.find_first_not_of(" \n"), one.size()));
        one = one.substr(0, one.find_last_not_of(" \n") + 1);
        if (!std::ranges::all_of(one, ascii::isWordByte))
            return false;
    }
    return true;
}

/// "(for agents) …", "for agents only": after "to" as good as a comma.
bool hasBracket(std::string_view text, std::size_t at)
{
    const auto head = text.substr(at, 6);
    return head.starts_with(") ") || head.starts_with("] ") || head.starts_with(" only)");
}

/// "(Assistant: …", "<!-- agent: …": nobody begins a line of a dialogue so.
bool isSetApart(std::string_view text, std::size_t begin)
{
    constexpr int kMostBlanks = 4;
    for (int left = kMostBlanks; left > 0 && begin > 0 && text[begin - 1] == ' '; --left)
        --begin;
    return (begin > 0 && isOneOfMarks(text[begin - 1], "([")) || text.substr(0, begin).ends_with("<!--") ||
        text.substr(0, begin).ends_with("/*");
}

bool isDescribed(const LeadingWords& leading)
{
    constexpr WordSet kDescribing("are|as|youre|is|be|am|being");
    constexpr std::size_t kNear = 4;
    return std::any_of(leading.words.begin(),
        leading.words.begin() + static_cast<std::ptrdiff_t>(std::min(kNear, leading.count)),
        [&](std::string_view word) { return kDescribing.hasRaw(word); });
}

bool isYou(const LeadingWords& leading)
{
    constexpr WordSet kArticles("a|an");
    constexpr WordSet kYouAre("are|youre");
    const std::size_t at = leading.count > 0 && kArticles.hasRaw(leading.words[0]) ? 1 : 0;
    return at < leading.count && kYouAre.hasRaw(leading.words[at]);
}

/// "Assistant: once the user reads this, …": no line of a dialogue begins so.
bool isConditional(std::string_view text, std::size_t at, WordWalk& walk)
{
    constexpr std::size_t kNear = 4;
    const auto word = walk.anyBehind(at, at + kNear);
    return word && saidBy(text, *word).has(Said::If);
}

/// "agent_note": a name of something that is for agents.
bool isNoteByName(std::string_view text, Span name, WordWalk& walk)
{
    const auto word = walk.behind(name.end);
    if (!word || !saidBy(text, *word).has(Said::Note))
        return false;
    const auto behind = text.substr(word->end, 2);
    return behind.starts_with(":") || behind == "\":";
}

/// "reading this page", "that handles the mailbox": within three words, and "this" near it.
void readTrade(std::string_view text, std::size_t at, WordWalk& walk, Addressing& out)
{
    constexpr int kWords = 8;
    constexpr int kBusyWithin = 3;
    constexpr int kThisWithin = 5;
    int busyAt = -1;
    for (int i = 0; i < kWords; ++i) {
        const auto word = walk.behind(at);
        if (!word || partsClauses(text.substr(at, word->begin - at)))
            break;
        const auto said = saidBy(text, *word);
        out.ought = out.ought || (i < kBusyWithin && said.has(Said::Ought));
        if (busyAt < 0 && i < kBusyWithin && said.has(Said::Busy))
            busyAt = i;
        if (busyAt >= 0 && i - busyAt < kThisWithin && said.has(Said::This))
            out.isReader = true;
        at = word->end;
    }
    out.isBusy = busyAt >= 0;
}

} // namespace

int Addressing::points() const
{
    if (isDescribed && !isReader)
        return 0;
    if (isHeading && !isReader)
        return 15;
    if (isNoted || isReader)
        return isCalled ? 33 : 28;
    if (isCalled)
        return isTo || isAside ? 25 : 20;
    if (isSupposed && isBusy)
        return 20;
    if (isBusy)
        return 15;
    return isSupposed || isTurn || ought ? 10 : 0;
}

std::optional<Span> wholeName(std::string_view text, Span word, WordWalk& walk)
{
    constexpr int kMostWords = 3;
    auto name = word;
    auto said = saidBy(text, word);
    for (int left = kMostWords; left > 0; --left) {
        const auto before = walk.before(name.begin);
        if (!before || !isJoinedName(text, *before, name))
            break;
        const auto kinds = saidBy(text, *before);
        if (kinds.has(Said::Name))
            return std::nullopt;
        if (!kinds.has(Said::Trade)) {
            name.begin = beginOfAi(text, *before, walk).value_or(name.begin);
            break;
        }
        said.add(kinds);
        name.begin = before->begin;
    }
    for (int left = kMostWords; left > 0; --left) {
        const auto behind = walk.behind(name.end);
        if (!behind || !isJoinedName(text, name, *behind))
            break;
        const auto kinds = saidBy(text, *behind);
        if (!kinds.has(Said::Name) && !kinds.has(Said::PartOfName) && !kinds.has(Said::Trade))
            break;
        said.add(kinds);
        name.end = behind->end;
    }
    const bool isWhole = said.has(Said::Name) || (said.has(Said::Trade) && said.has(Said::PartOfName));
    if (!isWhole || isPartOfOther(text, name) || isShortOfLonger(text, name, walk))
        return std::nullopt;
    return name;
}

Addressing addressingOf(std::string_view text, Span name, WordWalk& walk)
{
    constexpr std::size_t kNear = 3;
    Addressing out;
    const auto leading = wordsBefore(text, name, walk);
    const bool isFirst = leading.count == 0;
    const bool hasMark = hasColon(text, name.end);
    out.isNoted = isNote(leading);
    out.isTo = isAddressedTo(leading);
    out.isSupposed = leading.hasAmong(Said::If, LeadingWords::kMost);
    out.isTurn = hasMark && isFirst;
    readTrade(text, name.end, walk, out);
    const bool isLed = leading.hasAmong(Said::This, LeadingWords::kMost) &&
        (out.isSupposed || leading.hasAmong(Said::Busy, LeadingWords::kMost));
    out.isReader = out.isReader || isLed || (out.isBusy && (out.isTo || out.isNoted)) ||
        (out.isSupposed && isYou(leading));
    const bool isSet = isSetApart(text, leading.begin);
    const bool isMentioned = name.begin > 0 && text[name.begin - 1] == '@';
    const bool hasBreak = hasComma(text, name.end) && !isInNamesOfCode(text, name);
    const bool isForIt = out.isTo || out.isNoted || out.isReader || out.isSupposed;
    out.isCalled = isMentioned || leading.hasAmong(Said::Greet, 3) ||
        (isFirst && isSet && (hasMark || hasBreak || out.ought)) || (isFirst && hasBreak) ||
        (hasMark &&
            (isForIt ||
                (isFirst &&
                    (isPlural(text, name) || isConditional(text, name.end, walk) ||
                        isNoteByName(text, name, walk))))) ||
        (out.isTo && leading.count <= kNear && (hasBreak || hasBracket(text, name.end)));
    out.isAside = isFirst && isSet;
    out.isHeading = (out.isTo || out.isNoted) && text.substr(name.end, 1) == "\n";
    out.isNoted = out.isNoted && !out.isHeading;
    out.isDescribed = isDescribed(leading);
    return out;
}

} // namespace gatehouse::inspect
