// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pipeline.h"

#include "core/pipeline/reasons.h"

#include <algorithm>
#include <utility>

namespace gatehouse::pipeline {

#define GATEHOUSE_STAGE(name) std::unique_ptr<Stage> make##name##Stage();
#include "core/pipeline/stages.def"
#undef GATEHOUSE_STAGE

namespace {

/// False where the stage failed. Nothing that a stage does may let a message slip through by leaving the
/// loop.
bool apply(const Stage& stage, Passage& passage)
{
    try {
        return stage.apply(passage).hasValue();
    } catch (...) {
        return false;
    }
}

} // namespace

Pipeline::Pipeline(std::vector<std::unique_ptr<Stage>> stages)
    : m_stages(std::move(stages))
{
    std::stable_sort(m_stages.begin(), m_stages.end(),
        [](const auto& left, const auto& right) { return left->phase() < right->phase(); });
}

Pipeline Pipeline::standard()
{
    std::vector<std::unique_ptr<Stage>> stages;
#define GATEHOUSE_STAGE(name) stages.push_back(make##name##Stage());
#include "core/pipeline/stages.def"
#undef GATEHOUSE_STAGE
    return Pipeline(std::move(stages));
}

void Pipeline::run(Passage& passage) const
{
    for (const auto& stage : m_stages) {
        if (passage.isBlocked() && stage->phase() > Phase::Classify)
            return;
        if (!apply(*stage, passage))
            passage.raise(model::Verdict::Block, reasons::kInternalError);
    }
}

} // namespace gatehouse::pipeline
