// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/model.h"

#include "core/inspect/classifier/features.h"

#include <cmath>

namespace gatehouse::inspect {

std::optional<ScoreGroup> scoreGroupOf(mcp::Channel channel)
{
    switch (channel) {
    case mcp::Channel::ServerInfo:
    case mcp::Channel::Instructions:
    case mcp::Channel::ToolDefinition:
    case mcp::Channel::PromptDefinition:
    case mcp::Channel::ResourceDefinition:
        return ScoreGroup::Definition;
    case mcp::Channel::Other:
    case mcp::Channel::Result:
    case mcp::Channel::Error:
    case mcp::Channel::Prompt:
    case mcp::Channel::Resource:
    case mcp::Channel::Completion:
    case mcp::Channel::Sampling:
    case mcp::Channel::Elicitation:
    case mcp::Channel::Log:
    case mcp::Channel::Progress:
    case mcp::Channel::Status:
        return ScoreGroup::Content;
    case mcp::Channel::ClientInfo:
    case mcp::Channel::Arguments:
    case mcp::Channel::ClientAnswer:
    case mcp::Channel::Count:
        return std::nullopt;
    }
    return std::nullopt;
}

Scores Model::score(std::string_view window) const
{
    std::array<int, kHeadCount> sums{};
    std::array<int, kHeadCount> counts{};
    readFeatures(window, [&](std::uint32_t bucket, bool isNew, FeatureKind kind) {
        const bool isOfBoth = isNew && kind == FeatureKind::Words;
        sums[0] += isOfBoth ? m_weights[0][weightOf(0, bucket)] : 0;
        sums[1] += isNew ? m_weights[1][weightOf(1, bucket)] : 0;
        counts[0] += isOfBoth ? 1 : 0;
        counts[1] += isNew ? 1 : 0;
    });
    auto scores = m_header.biases;
    // Long windows have more features, and not for that more to say.
    for (std::size_t head = 0; head < kHeadCount; ++head) {
        if (counts[head] != 0)
            scores[head] += m_header.scales[head] * static_cast<float>(sums[head]) /
                std::sqrt(static_cast<float>(counts[head]));
    }
    return scores;
}

} // namespace gatehouse::inspect
