// SPDX-License-Identifier: Apache-2.0
#include "core/base/utf8.h"
#include "core/mcp/handshake.h"
#include "core/pipeline/stage.h"

#include <memory>

namespace gatehouse::pipeline {
namespace {

constexpr std::size_t kMaxToolBytes = 128; // what a journal line holds

class ClassifyStage final : public Stage {
public:
    std::string_view id() const override { return "classify"; }
    Phase phase() const override { return Phase::Classify; }
    base::Result<void> apply(Passage& passage) const override
    {
        if (const auto* request = passage.surroundings.answered) {
            passage.surface = passage.method.answer;
            passage.tool = request->tool;
            return {};
        }
        passage.surface = passage.method.request;
        if (passage.method.method == mcp::Method::ToolsCall)
            passage.tool = base::truncateUtf8(mcp::calledTool(passage.message), kMaxToolBytes);
        return {};
    }
};

} // namespace

std::unique_ptr<Stage> makeClassifyStage();
std::unique_ptr<Stage> makeClassifyStage()
{
    return std::make_unique<ClassifyStage>();
}

} // namespace gatehouse::pipeline
