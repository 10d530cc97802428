// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"

#include <array>
#include <memory>
#include <vector>

namespace gatehouse::inspect {

/// Detectors, and which of all their patterns is whose. The order of patterns is that of detectors.def: the
/// program that compiles the database and the one that reads it agree by it.
class DetectorSet {
public:
    explicit DetectorSet(std::vector<std::unique_ptr<const Detector>> detectors);
    /// With the detectors of detectors.def, and behind them `another` where there is one, which has no
    /// patterns: the database is compiled without it.
    static DetectorSet standard(std::unique_ptr<const Detector> another = nullptr);

    struct PatternOwner {
        const Detector* detector;
        std::size_t pattern; ///< index into its patterns()
    };
    /// What is searched for once, for all that want it.
    struct SharedPattern {
        std::vector<PatternOwner> owners;
        const Pattern& pattern() const { return owners.front().detector->patterns()[owners.front().pattern]; }
    };
    const std::vector<std::unique_ptr<const Detector>>& detectors() const { return m_detectors; }
    /// What is searched for in texts of this scope.
    const std::vector<SharedPattern>& patterns(Scope scope) const
    {
        return m_patterns[static_cast<std::size_t>(scope)];
    }
    /// Those whose onText() is to be called.
    const std::vector<const Detector*>& textReaders() const { return m_textReaders; }
    /// Those whose onWindows() is to be called.
    const std::vector<const Detector*>& windowReaders() const { return m_windowReaders; }

    /// Those whose onMark() is to be called.
    const std::vector<const Detector*>& readersOf(Mark mark) const
    {
        return m_markReaders[static_cast<std::size_t>(mark)];
    }

private:
    std::vector<std::unique_ptr<const Detector>> m_detectors;
    std::array<std::vector<SharedPattern>, static_cast<std::size_t>(Scope::Count)> m_patterns;
    std::vector<const Detector*> m_textReaders;
    std::vector<const Detector*> m_windowReaders;
    std::array<std::vector<const Detector*>, kMarkCount> m_markReaders;
};

} // namespace gatehouse::inspect
