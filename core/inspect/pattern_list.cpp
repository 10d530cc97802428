// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/pattern_list.h"

#include <unordered_map>

namespace gatehouse::inspect {
namespace {

/// Where any of its rules can find something; everywhere for one that has none.
Scopes scopesOfRules(const Detector& detector)
{
    Scopes scopes = 0;
    for (const auto& rule : detector.rules())
        scopes |= scopesOf(rule.family);
    return scopes == 0 ? kEverywhere : scopes;
}

} // namespace

/// One expression is searched for once, however many want it: what follows a match costs more than searching.
std::vector<SharedPattern> patternsOf(const DetectorSet& detectors, Scope scope)
{
    std::vector<SharedPattern> shared;
    std::unordered_map<std::string, std::size_t> known; // by what they say
    for (std::size_t number = 0; number < detectors.detectors().size(); ++number) {
        const auto& detector = *detectors.detectors()[number];
        const auto patterns = detector.patterns();
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            const auto& pattern = patterns[i];
            if ((scopesOfRules(detector) & pattern.scopes & bitOf(scope)) == 0)
                continue;
            const auto [entry, isNew] =
                known.emplace(pattern.expression + (pattern.ignoresCase ? "/i" : "/"), shared.size());
            if (isNew)
                shared.push_back({pattern.expression, pattern.ignoresCase, {}});
            shared[entry->second].owners.push_back(
                {pattern.told.value_or(static_cast<std::uint32_t>(i)), static_cast<std::uint16_t>(number)});
        }
    }
    return shared;
}

std::vector<SharedWord> wordsOf(const DetectorSet& detectors, Scope scope)
{
    std::vector<SharedWord> shared;
    std::unordered_map<std::string, std::size_t> known; // by what they say
    for (std::size_t number = 0; number < detectors.detectors().size(); ++number) {
        for (const auto& word : detectors.detectors()[number]->words(scope)) {
            const auto [entry, isNew] = known.emplace(word.text + (word.isPrefix ? "*" : ""), shared.size());
            if (isNew)
                shared.push_back({word.text, word.isPrefix, {}});
            shared[entry->second].owners.push_back({word.told, static_cast<std::uint16_t>(number)});
        }
    }
    return shared;
}

} // namespace gatehouse::inspect
