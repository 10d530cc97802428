// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/reasons.h"
#include "core/pipeline/rewriter.h"
#include "core/pipeline/stage.h"

#include <algorithm>
#include <limits>
#include <memory>

namespace gatehouse::pipeline {
namespace {

/// What the TypeScript SDK's clients read at most in one message; a message that was below must not be above
/// it because of what Gatehouse wrote into it.
constexpr std::size_t kClientLimit = std::size_t{10} << 20;

class RewriteStage final : public Stage {
public:
    std::string_view id() const override { return "rewrite"; }
    Phase phase() const override { return Phase::Transform; }
    base::Result<void> apply(Passage& passage) const override
    {
        if (passage.verdict() != model::Verdict::Redact)
            return {};
        auto rewritten = Rewriter(passage).run();
        if (!rewritten)
            return base::Error{base::ErrorCode::Internal, "what is withheld is no element of a list"};
        auto& line = *rewritten;
        if (line.size() > std::max(passage.message.line.size(), kClientLimit)) {
            passage.raise(model::Verdict::Block, reasons::kRedactionTooLong);
            return {};
        }
        // Nothing that was written here may be read in another way than what came.
        constexpr auto kAnyDepth = std::numeric_limits<std::size_t>::max(); // the message's was checked
        const jsonrpc::Limits limits{line.size(), kAnyDepth, 0};
        if (const auto parsed = jsonrpc::parseMessage(line, limits); !parsed.message)
            return parsed.refusal.error;
        passage.rewritten = std::move(line);
        return {};
    }
};

} // namespace

std::unique_ptr<Stage> makeRewriteStage();
std::unique_ptr<Stage> makeRewriteStage()
{
    return std::make_unique<RewriteStage>();
}

} // namespace gatehouse::pipeline
