// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"

#include <array>
#include <memory>
#include <vector>

namespace gatehouse::inspect {

/// Detectors, in the order of detectors.def, and who of them asks for what. Whose each pattern is stands in
/// the pattern database, which is made while Gatehouse is built.
class DetectorSet {
public:
    explicit DetectorSet(std::vector<std::unique_ptr<const Detector>> detectors);
    /// With the detectors of detectors.def, and behind them `another` where there is one, whose patterns are
    /// not searched for: the database is compiled without it.
    static DetectorSet standard(std::unique_ptr<const Detector> another = nullptr);

    const std::vector<std::unique_ptr<const Detector>>& detectors() const { return m_detectors; }
    /// Those whose onText() is to be called for texts of this channel.
    const std::vector<const Detector*>& textReaders(mcp::Channel channel) const
    {
        return m_textReaders[static_cast<std::size_t>(channel)];
    }
    /// Those whose onWindows() is to be called.
    const std::vector<const Detector*>& windowReaders() const { return m_windowReaders; }

    /// Those whose onMark() is to be called.
    const std::vector<const Detector*>& readersOf(const Sighting& sighting) const
    {
        return sighting.mark == Mark::Number ? m_numberReaders[static_cast<std::size_t>(sighting.kind)]
                                             : m_markReaders[static_cast<std::size_t>(sighting.mark)];
    }

private:
    void addNumberReader(const Detector& detector);

    std::vector<std::unique_ptr<const Detector>> m_detectors;
    std::array<std::vector<const Detector*>, static_cast<std::size_t>(mcp::Channel::Count)> m_textReaders;
    std::vector<const Detector*> m_windowReaders;
    std::array<std::vector<const Detector*>, kMarkCount> m_markReaders; // but of numbers
    std::array<std::vector<const Detector*>, kNumberKinds> m_numberReaders;
};

} // namespace gatehouse::inspect
