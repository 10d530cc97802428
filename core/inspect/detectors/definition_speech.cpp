// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/definition_speech.h"

#include "core/inspect/detectors/phrase_words.h"

namespace gatehouse::inspect {
namespace {

constexpr WordSet kAddresses(
    "must|always|never|please|also|first|before|after|whenever|important|ensure|remember|immediately|"
    "assistant|ai|llm|otherwise|secretly|silently|quietly|covertly");

bool isAddress(std::string_view text, Span word)
{
    return kAddresses.hasRaw(text.substr(word.begin, word.size()));
}

} // namespace

bool isAddressed(std::string_view text, Span order)
{
    auto at = order.begin;
    while (const auto word = anyWordBehind(text, at, order.end)) {
        if (isAddress(text, *word))
            return true;
        at = word->end;
    }
    constexpr int kWordsBefore = 12;
    at = order.begin;
    for (int left = kWordsBefore; left > 0; --left) {
        const auto word = wordBefore(text, at);
        if (!word)
            return false;
        if (isAddress(text, *word))
            return true;
        at = word->begin;
    }
    return false;
}

} // namespace gatehouse::inspect
