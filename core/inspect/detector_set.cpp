// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector_set.h"

namespace gatehouse::inspect {

#define GATEHOUSE_DETECTOR(name) std::unique_ptr<const Detector> make##name##Detector();
#include "core/inspect/detectors.def"
#undef GATEHOUSE_DETECTOR

void Detector::onMatch(const Look&, std::size_t, std::size_t, FindingSink&) const {}

void Detector::onWord(const Look&, std::uint32_t, const ReadWord&, FindingSink&) const {}

void Detector::onText(const Look&, FindingSink&) const {}

void Detector::glance(std::string_view, std::vector<Span>&) const {}

void Detector::onWindows(const Look&, std::span<const Span>, FindingSink&) const {}

bool Detector::onMark(const Look&, const Sighting&, FindingSink&) const
{
    return false;
}

void Detector::onHidden(const Look&, const Hidden&, FindingSink&) const {}

DetectorSet::DetectorSet(std::vector<std::unique_ptr<const Detector>> detectors)
    : m_detectors(std::move(detectors))
{
    for (const auto& detector : m_detectors) {
        for (std::size_t channel = 0; channel < m_textReaders.size(); ++channel) {
            if (detector->readsTextsOf(static_cast<mcp::Channel>(channel)))
                m_textReaders[channel].push_back(detector.get());
        }
        if (detector->readsWindows())
            m_windowReaders.push_back(detector.get());
        for (const auto mark : detector->marks()) {
            if (mark == Mark::Number)
                addNumberReader(*detector);
            else
                m_markReaders[static_cast<std::size_t>(mark)].push_back(detector.get());
        }
    }
}

void DetectorSet::addNumberReader(const Detector& detector)
{
    for (std::size_t kind = 0; kind < kNumberKinds; ++kind) {
        if ((detector.numbers() & bitOf(static_cast<NumberKind>(kind))) != 0)
            m_numberReaders[kind].push_back(&detector);
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
