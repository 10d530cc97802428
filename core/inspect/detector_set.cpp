// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector_set.h"

#include <string>
#include <unordered_map>

namespace gatehouse::inspect {

#define GATEHOUSE_DETECTOR(name) std::unique_ptr<const Detector> make##name##Detector();
#include "core/inspect/detectors.def"
#undef GATEHOUSE_DETECTOR

void Detector::onMatch(const Look&, std::size_t, std::size_t, FindingSink&) const {}

void Detector::onText(const Look&, FindingSink&) const {}

void Detector::onWindows(const Look&, std::span<const Span>, FindingSink&) const {}

bool Detector::onMark(const Look&, const Sighting&, FindingSink&) const
{
    return false;
}

void Detector::onHidden(const Look&, const Hidden&, FindingSink&) const {}

namespace {

/// Numbers of patterns that have been seen, by what they say.
using Known = std::unordered_map<std::string, std::size_t>;

/// Where any of its rules can find something; everywhere for one that has none.
Scopes scopesOfRules(const Detector& detector)
{
    Scopes scopes = 0;
    for (const auto& rule : detector.rules())
        scopes |= scopesOf(rule.family);
    return scopes == 0 ? kEverywhere : scopes;
}

/// One expression is searched for once, however many want it: what follows a match costs more than searching.
void share(
    std::vector<DetectorSet::SharedPattern>& patterns, Known& known, const DetectorSet::PatternOwner& owner)
{
    const auto& pattern = owner.detector->patterns()[owner.pattern];
    const auto [entry, isNew] =
        known.emplace(pattern.expression + (pattern.ignoresCase ? "/i" : "/"), patterns.size());
    if (isNew)
        patterns.emplace_back();
    patterns[entry->second].owners.push_back(owner);
}

} // namespace

DetectorSet::DetectorSet(std::vector<std::unique_ptr<const Detector>> detectors)
    : m_detectors(std::move(detectors))
{
    std::array<Known, static_cast<std::size_t>(Scope::Count)> known;
    for (const auto& detector : m_detectors) {
        const auto scopes = scopesOfRules(*detector);
        for (std::size_t i = 0; i < detector->patterns().size(); ++i) {
            for (std::size_t k = 0; k < m_patterns.size(); ++k) {
                if ((scopes & detector->patterns()[i].scopes & (1U << k)) != 0)
                    share(m_patterns[k], known[k], {detector.get(), i});
            }
        }
        if (detector->readsTexts())
            m_textReaders.push_back(detector.get());
        if (detector->readsWindows())
            m_windowReaders.push_back(detector.get());
        for (const auto mark : detector->marks())
            m_markReaders[static_cast<std::size_t>(mark)].push_back(detector.get());
    }
}

DetectorSet DetectorSet::standard(std::unique_ptr<const Detector> another)
{
    std::vector<std::unique_ptr<const Detector>> detectors;
#define GATEHOUSE_DETECTOR(name) detectors.push_back(make##name##Detector());
#include "core/inspect/detectors.def"
#undef GATEHOUSE_DETECTOR
    if (another)
        detectors.push_back(std::move(another));
    return DetectorSet(std::move(detectors));
}

} // namespace gatehouse::inspect
