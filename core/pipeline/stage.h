// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/pipeline/passage.h"

#include <string_view>

namespace gatehouse::pipeline {

/// The fixed order in which every message is looked at; nothing configures it.
enum class Phase {
    Limits,    ///< what may not be here at all
    Classify,  ///< method, surface, tool
    Detect,    ///< findings, nothing else
    Decide,    ///< a verdict from findings, never from values
    Transform, ///< the only phase that may write
};

/// One step of a phase. Holds no state of a session: everything that it may know is in the passage.
/// A stage that fails returns the error; the message is then blocked.
class Stage {
public:
    virtual ~Stage() = default;
    /// Stable kebab-case name; never reuse one.
    virtual std::string_view id() const = 0;
    virtual Phase phase() const = 0;
    virtual base::Result<void> apply(Passage& passage) const = 0;
};

} // namespace gatehouse::pipeline
