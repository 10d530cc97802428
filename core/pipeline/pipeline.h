// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/stage.h"

#include <memory>
#include <vector>

namespace gatehouse::pipeline {

/// Runs the stages of all phases, in the phases' order, whatever order they were given in.
/// Verdicts are only raised. A stage that fails, or throws, blocks the message with the reason
/// "internal-error". What is blocked is still classified, so that the journal can say what it was, but
/// neither searched nor transformed.
class Pipeline {
public:
    explicit Pipeline(std::vector<std::unique_ptr<Stage>> stages);
    /// With the stages of stages.def.
    static Pipeline standard();

    void run(Passage& passage) const;

private:
    std::vector<std::unique_ptr<Stage>> m_stages; // by phase
};

} // namespace gatehouse::pipeline
