// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/reasons.h"
#include "core/pipeline/stage.h"

#include <memory>

namespace gatehouse::pipeline {
namespace {

/// A method that the protocol knows may only be sent by the peer that it is for, and as the kind of message
/// that it is: a tools/call without an id would run without an answer that could be looked at. Unknown
/// methods pass: they are extensions.
class DirectionStage final : public Stage {
public:
    std::string_view id() const override { return "direction"; }
    Phase phase() const override { return Phase::Limits; }
    base::Result<void> apply(Passage& passage) const override
    {
        if (passage.isAnswer())
            return {};
        const bool isToClient = passage.direction == model::Direction::ToClient;
        if (isToClient && passage.isRequest() && passage.surroundings.era == mcp::Era::Modern)
            passage.raise(model::Verdict::Block, reasons::kServerRequestOnModern);
        if (passage.method.method == mcp::Method::Unknown)
            return {};
        if (!passage.method.mayBeSentBy(isToClient ? mcp::Sender::Server : mcp::Sender::Client))
            passage.raise(model::Verdict::Block, reasons::kWrongDirection);
        if (passage.method.isRequest() != passage.isRequest())
            passage.raise(model::Verdict::Block, reasons::kWrongKind);
        return {};
    }
};

} // namespace

std::unique_ptr<Stage> makeDirectionStage();
std::unique_ptr<Stage> makeDirectionStage()
{
    return std::make_unique<DirectionStage>();
}

} // namespace gatehouse::pipeline
