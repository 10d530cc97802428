// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/handshake.h"
#include "core/pipeline/reasons.h"
#include "core/pipeline/stage.h"

#include <memory>

namespace gatehouse::pipeline {
namespace {

using model::ToolDecision;

/// Refuses calls of tools that the user has denied, and asks about those that he wants to see. What of a list
/// he does not want the client to see the definitions stage leaves out.
class ToolDecisionStage final : public Stage {
public:
    std::string_view id() const override { return "tool-decision"; }
    Phase phase() const override { return Phase::Decide; }
    base::Result<void> apply(Passage& passage) const override
    {
        const auto& tools = passage.surroundings.memory->tools;
        if (tools.isEmpty() || !passage.isRequest() || passage.direction != model::Direction::ToServer ||
            passage.method.method != mcp::Method::ToolsCall)
            return {};
        // The passage's own name may be cut.
        const auto standing = tools.standing(mcp::calledTool(passage.message));
        if (standing == ToolDecision::Deny)
            deny(passage);
        else if (standing == ToolDecision::Ask && !passage.surroundings.isApproved)
            ask(passage);
        return {};
    }

private:
    static void deny(Passage& passage)
    {
        if (!passage.isBlocked())
            passage.sentence = "the user has denied this tool.";
        passage.raise(model::Verdict::Block, reasons::kToolDenied);
    }

    static void ask(Passage& passage)
    {
        if (passage.verdict() < model::Verdict::Ask)
            passage.sentence = "the user wants to be asked before this tool is used.";
        passage.isAskedByTool = passage.verdict() <= model::Verdict::Ask;
        passage.asksToRestoreOnly = false; // it is this call that is asked about, not the tool
        passage.raise(model::Verdict::Ask, reasons::kToolAsks);
    }
};

} // namespace

std::unique_ptr<Stage> makeToolDecisionStage();
std::unique_ptr<Stage> makeToolDecisionStage()
{
    return std::make_unique<ToolDecisionStage>();
}

} // namespace gatehouse::pipeline
