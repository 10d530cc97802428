// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/reasons.h"
#include "core/pipeline/stage.h"

#include <memory>

namespace gatehouse::pipeline {
namespace {

class InspectStage final : public Stage {
public:
    std::string_view id() const override { return "inspect"; }
    Phase phase() const override { return Phase::Detect; }
    base::Result<void> apply(Passage& passage) const override
    {
        auto* const memory = passage.surroundings.memory;
        if (memory == nullptr)
            return base::Error{base::ErrorCode::InvalidArgument, "nothing to inspect with"};
        if (!memory->inspector)
            return memory->inspector.error();
        auto inspection =
            memory->inspector->inspect(passage.message, mcp::channelOf(passage.method, passage.isAnswer()));
        if (!inspection)
            return inspection.error();
        passage.found = std::move(inspection->found);
        passage.isInspected = !inspection->isCutShort;
        // What was not told any more may be the one thing that matters.
        if (inspection->isCutShort)
            passage.raise(model::Verdict::Block, reasons::kTooManyFindings);
        return {};
    }
};

} // namespace

std::unique_ptr<Stage> makeInspectStage();
std::unique_ptr<Stage> makeInspectStage()
{
    return std::make_unique<InspectStage>();
}

} // namespace gatehouse::pipeline
