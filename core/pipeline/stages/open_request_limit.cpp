// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/reasons.h"
#include "core/pipeline/stage.h"

#include <memory>

namespace gatehouse::pipeline {
namespace {

class OpenRequestLimitStage final : public Stage {
public:
    std::string_view id() const override { return "open-request-limit"; }
    Phase phase() const override { return Phase::Limits; }
    base::Result<void> apply(Passage& passage) const override
    {
        if (passage.isRequest() && passage.surroundings.openRequests >= passage.surroundings.maxOpenRequests)
            passage.raise(model::Verdict::Block, reasons::kTooManyOpen);
        return {};
    }
};

} // namespace

std::unique_ptr<Stage> makeOpenRequestLimitStage();
std::unique_ptr<Stage> makeOpenRequestLimitStage()
{
    return std::make_unique<OpenRequestLimitStage>();
}

} // namespace gatehouse::pipeline
