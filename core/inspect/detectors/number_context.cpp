// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/number_context.h"

#include "core/inspect/detectors/number_words.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kBytesBehind = 24;

constexpr bool endsClause(char c)
{
    return (c >= '0' && c <= '9') || c == '\n' || c == ',' || c == ';' || c == ':' || c == '"';
}

/// To the end of the clause: what comes then is about something else. In JSON that is at once.
std::string_view textBehind(std::string_view text, std::size_t begin)
{
    const auto rest = text.substr(begin, kBytesBehind);
    const auto* const end = std::ranges::find_if(rest, endsClause);
    return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

NumberTopics topicsOfKey(const Look& look)
{
    if (look.field.key.empty())
        return {};
    const auto topics = [&] { return topicsIn(look.field.key.substr(0, kMostWordBytes)).bits(); };
    if (look.wordsOfKey == nullptr)
        return NumberTopics(topics());
    if (!*look.wordsOfKey)
        *look.wordsOfKey = topics();
    return NumberTopics(**look.wordsOfKey);
}

/// `begin`: of the number.
NumberTopics topicsInFront(const Look& look, const Sighting& sighting, std::size_t begin)
{
    if (!sighting.wordsInFront) {
        auto topics = topicsBefore(look.text, begin);
        topics.add(topicsOfKey(look));
        sighting.wordsInFront = topics.bits();
    }
    return NumberTopics(*sighting.wordsInFront);
}

} // namespace

NumberTopics topicsNear(const Look& look, const Sighting& sighting, Span place)
{
    const auto begin = sighting.mark == Mark::Number ? sighting.number.wordBegin : place.begin;
    const auto front = topicsInFront(look, sighting, begin);
    if (!front.isEmpty())
        return front;
    return topicsIn(textBehind(look.text, place.end));
}

NumberTopics topicsPossible(const Look& look, const Sighting& sighting, std::size_t end)
{
    const auto front = topicsInFront(look, sighting, sighting.number.wordBegin);
    const bool isClause = end == look.text.size() || endsClause(look.text[end]);
    return front.isEmpty() && !isClause ? NumberTopics::all() : front;
}

} // namespace gatehouse::inspect
