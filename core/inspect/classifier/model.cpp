// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/model.h"

#include "core/inspect/classifier/features.h"

#include <cmath>
#include <limits>

namespace gatehouse::inspect {
namespace {

/// Has few marks for its size. What is not ASCII is counted as letters.
bool isProse(std::string_view text)
{
    constexpr std::size_t kBytesForOneMark = 8;
    constexpr auto kMarks = [] {
        std::array<std::uint8_t, 256> marks{};
        for (const char mark : std::string_view("!\"#$%&()*+/:;<=>?@[\\]^_`{|}~"))
            marks[static_cast<unsigned char>(mark)] = 1;
        return marks;
    }();
    std::size_t marks = 0;
    for (const char byte : text)
        marks += kMarks[static_cast<unsigned char>(byte)];
    return marks * kBytesForOneMark <= text.size();
}

} // namespace

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

float Model::Glance::value() const
{
    // Few words say much by chance: a short text needs more of them than a page's window.
    constexpr float kUnseen = 16;
    return count == 0 ? std::numeric_limits<float>::lowest()
                      : static_cast<float>(sum) / std::sqrt(static_cast<float>(count) + kUnseen);
}

Model::Glance Model::glance(std::string_view part) const
{
    constexpr auto kOrder = static_cast<std::size_t>(Head::Order);
    Glance glance;
    if (!isProse(part))
        return glance;
    const FoldedText text(part.substr(0, kWindowBytes));
    std::array<std::uint64_t, 4> seen{}; // of 256: that some words are taken for others does no harm
    for (std::size_t i = 0; i < text.wordCount(); ++i) {
        const auto word = text.word(i);
        const auto stemBytes = stemSize(word.front());
        if (word.size() <= stemBytes)
            continue; // short words are in all texts
        const auto bucket = FeatureHash::bucket(stemHash(word));
        auto& bits = seen[bucket / 64 % seen.size()];
        const auto bit = std::uint64_t{1} << (bucket % 64);
        if ((bits & bit) != 0)
            continue; // rows of a table say the same again and again
        bits |= bit;
        glance.sum += m_weights[kOrder][weightOf(kOrder, bucket)];
        ++glance.count;
    }
    return glance;
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
