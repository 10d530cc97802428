// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/addressed_speech.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detectors/addressed_words.h"
#include "core/inspect/detectors/addressing.h"
#include "core/inspect/detectors/phrase_words.h"
#include "core/inspect/detectors/word_set.h"
#include "core/inspect/detectors/word_walk.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kOrderBytes = 420; // a short paragraph
constexpr int kOrderWordsRead = 64;

/// Whether the word may be the verb of an order: at the start of a clause, or behind "and", "please".
bool mayOrder(std::string_view gap, bool isBehindLead)
{
    static constexpr ascii::ByteSet kEnds(".,:;!?()\n-");
    return isBehindLead || kEnds.isIn(gap);
}

bool isMailOrWeb(std::string_view text, Span word)
{
    const auto behind = text.substr(word.end, 3);
    return behind == "://" || (behind.size() > 1 && behind[0] == '@' && behind[1] > ' ');
}

/// What is asked for in the words behind the name.
class OrderReader {
public:
    explicit OrderReader(std::string_view text)
        : m_text(text)
    {
    }

    SaidKinds read(std::size_t at, WordWalk& walk)
    {
        const auto limit = std::min(m_text.size(), at + kOrderBytes);
        bool isBehindLead = true;
        int names = 0;
        for (int i = 0; i < kOrderWordsRead; ++i) {
            const auto word = walk.anyBehind(at, limit);
            if (!word)
                break;
            const auto gap = m_text.substr(at, word->begin - at);
            const auto raw = m_text.substr(word->begin, word->size());
            const auto kinds = kindsOf(raw);
            // The last of many names is the one that is told something; a text of names costs no more so.
            if (kinds.always.has(Said::Name) && ++names > kMostNames)
                break;
            take(*word, raw, kinds, i, mayOrder(gap, isBehindLead));
            isBehindLead = kinds.always.has(Said::Lead);
            at = word->end;
        }
        m_end = at;
        return m_found;
    }
    std::size_t end() const { return m_end; }

private:
    static constexpr int kNegated = 5; // words that a "not" reaches
    static constexpr int kMostNames = 2;

    void take(Span word, std::string_view raw, const WordKinds& kinds, int number, bool isOrder)
    {
        constexpr WordSet kLeave("leave|leaves");
        constexpr WordSet kOut("out");
        auto here = kinds.always;
        if (isOrder)
            here.add(kinds.asOrder);
        if (here.has(Said::Not) || here.has(Said::Skip))
            m_not = number;
        const auto sinceNot = number - m_not;
        const bool isNegated = sinceNot > 0 && sinceNot <= kNegated;
        if (here.has(Said::Tell) && isNegated)
            m_found.add(Said::Conceal);
        if (here.has(Said::Ask) && sinceNot <= kNegated)
            m_found.add(Said::Bypass);
        if (kLeave.hasRaw(raw))
            m_leave = number;
        if (kOut.hasRaw(raw) && number - m_leave <= kNegated)
            m_found.add(Said::Conceal);
        const bool isForbidden = isNegated && sinceNot <= 2;
        for (const auto kind : {Said::Send, Said::Deed, Said::Steer}) {
            if (here.has(kind) && !isForbidden)
                m_found.add(kind);
        }
        for (const auto kind :
            {Said::Data, Said::Hush, Said::Cleared, Said::Always, Said::Before, Said::User}) {
            if (here.has(kind))
                m_found.add(kind);
        }
        if (isMailOrWeb(m_text, word))
            m_found.add(m_found.has(Said::Send) ? Said::SendTo : Said::Address);
    }

    std::string_view m_text;
    SaidKinds m_found;
    std::size_t m_end = 0;
    int m_not = -2 * kNegated;
    int m_leave = -2 * kNegated;
};

/// What each sign is worth, in tenths. Sending something somewhere, and keeping it from the user, are what a
/// text for readers hardly ever asks of a model.
int pointsOf(SaidKinds found)
{
    struct Worth {
        Said kind;
        int points;
    };
    constexpr std::array<Worth, 13> kWorth{{{Said::Send, 10}, {Said::Deed, 10}, {Said::Data, 5},
        {Said::SendTo, 15}, {Said::Address, 5}, {Said::Conceal, 15}, {Said::Hush, 10}, {Said::Bypass, 12},
        {Said::Cleared, 7}, {Said::Steer, 7}, {Said::Always, 3}, {Said::Before, 3}, {Said::User, 5}}};
    int points = 0;
    for (const auto& worth : kWorth)
        points += found.has(worth.kind) ? worth.points : 0;
    const bool isOrder = found.has(Said::Send) || found.has(Said::Deed) || found.has(Said::Steer) ||
        found.has(Said::Conceal) || found.has(Said::Bypass);
    return isOrder ? points : 0;
}

/// Where a text only speaks about a model, what it has to do counts if nobody is to know of it, or be asked.
AddressedSpeech speechOf(const Addressing& addressing, SaidKinds found, Span place)
{
    const bool isHidden = found.has(Said::Conceal) || found.has(Said::Bypass) || found.has(Said::Hush);
    const auto order = pointsOf(found);
    if (order == 0 || (addressing.isWeak() && !isHidden))
        return {};
    const bool isGrave = isHidden || found.has(Said::SendTo) || found.has(Said::Cleared) ||
        (found.has(Said::Data) && (found.has(Said::Send) || found.has(Said::Deed)));
    return {addressing.points() + order, addressing.isWeak(), isGrave, place};
}

AddressedSpeech speechOfLetters(std::string_view text, Span name)
{
    constexpr std::size_t kBefore = 36;
    constexpr std::size_t kNear = 30;
    constexpr std::size_t kLongestCall = 60;
    constexpr std::size_t kBehind = 360;
    const auto from = name.begin > kBefore ? name.begin - kBefore : 0;
    const auto part = text.substr(name.end, kBehind);
    const auto near = kindsOfLetters(text.substr(from, name.end + kNear - from));
    const auto head = part.substr(0, kLongestCall);
    const auto mark = head.find(':');
    const bool hasColon =
        mark != std::string_view::npos && head.substr(0, mark).find("。") == std::string_view::npos;
    Addressing addressing;
    addressing.isReader = near.has(Said::Busy) && (near.has(Said::This) || near.has(Said::Note));
    addressing.isNoted = near.has(Said::Note) && hasColon;
    addressing.isCalled = hasColon && (addressing.isReader || addressing.isNoted);
    addressing.isTurn = hasColon;
    if (addressing.points() == 0)
        return {};
    auto found = kindsOfLetters(part);
    if (found.has(Said::Tell))
        found.add(Said::Conceal);
    if (found.has(Said::Ask))
        found.add(Said::Bypass);
    if (part.find("://") != std::string_view::npos || part.find('@') != std::string_view::npos)
        found.add(found.has(Said::Send) ? Said::SendTo : Said::Address);
    return speechOf(addressing, found, {name.begin, name.end + part.size()});
}

AddressedSpeech speechBehind(std::string_view text, Span name, const Addressing& addressing)
{
    WordWalk walk(text);
    OrderReader reader(text);
    const auto found = reader.read(name.end, walk);
    return speechOf(addressing, found, {name.begin, std::max(name.end, reader.end())});
}

/// "agent_note", "ai_instructions": names in data that say for whom it is.
bool isNameOfNote(std::string_view word)
{
    const auto at = word.find('_');
    if (at == std::string_view::npos)
        return false;
    const auto first = kindsOf(word.substr(0, at)).always;
    return (first.has(Said::Name) || first.has(Said::PartOfName)) &&
        kindsOf(word.substr(at + 1)).always.has(Said::Note);
}

/// The same name many times right before: those have read what follows, and a text that is full of names must
/// not cost more than others.
bool isRepeated(std::string_view text, Span name)
{
    constexpr std::size_t kBefore = 64;
    constexpr int kOften = 3;
    const auto from = name.begin > kBefore ? name.begin - kBefore : 0;
    const auto before = text.substr(from, name.begin - from);
    const auto same = text.substr(name.begin, name.size());
    int count = 0;
    for (auto at = before.find(same); at != std::string_view::npos; at = before.find(same, at + same.size()))
        ++count;
    return count >= kOften;
}

} // namespace

AddressedSpeech speechAt(std::string_view text, Span place, bool isOfLetters)
{
    if (isOfLetters)
        return isRepeated(text, place) ? AddressedSpeech() : speechOfLetters(text, place);
    // Most words that begin like a name are none: asked first.
    const Span word{place.begin, endOfWord(text, place.begin)};
    const auto raw = text.substr(word.begin, word.size());
    if (isNameOfNote(raw)) {
        Addressing note;
        note.isNoted = note.isCalled = true;
        return speechBehind(text, word, note);
    }
    const auto said = kindsOf(raw).always;
    if ((!said.has(Said::Name) && !said.has(Said::PartOfName) && !said.has(Said::Trade)) ||
        isRepeated(text, place))
        return {};
    WordWalk walk(text);
    const auto name = wholeName(text, word, walk);
    if (!name)
        return {};
    const auto addressing = addressingOf(text, *name, walk);
    if (addressing.points() == 0)
        return {};
    return speechBehind(text, *name, addressing);
}

} // namespace gatehouse::inspect
