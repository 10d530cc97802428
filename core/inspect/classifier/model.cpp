// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/model.h"

#include "core/base/hash.h"
#include "core/inspect/classifier/features.h"

#include <cmath>
#include <cstring>
#include <string>

namespace gatehouse::inspect {
namespace {

/// The start of a weight file; little-endian like all that follows.
struct FileHead {
    std::array<char, 8> magic;
    std::uint32_t formatVersion;
    std::uint32_t featureVersion;
    std::uint32_t bucketCount;
    Model::Header header;
    std::array<unsigned char, 32> digest; ///< SHA-256 of the file with this member all 0
};

constexpr std::array<char, 8> kMagic{'G', 'H', 's', 'c', 'o', 'r', 'e', '\n'};
constexpr std::uint32_t kFormatVersion = 1;
constexpr std::size_t kHeadBytes = Model::kFileBytes - kBucketCount; // weights start at a cache line
static_assert(sizeof(FileHead) <= kHeadBytes && kHeadBytes % 64 == 0);

FileHead headOf(std::string_view bytes)
{
    FileHead head;
    std::memcpy(&head, bytes.data(), sizeof head);
    return head;
}

base::Sha256 digestOf(std::string_view bytes)
{
    auto head = headOf(bytes);
    head.digest = {};
    base::Sha256Stream stream;
    stream.update({reinterpret_cast<const char*>(&head), sizeof head});
    stream.update(bytes.substr(sizeof head));
    return stream.finish();
}

base::Error damaged(const std::string& reason)
{
    return {base::ErrorCode::InvalidArgument, "the weight file of the model " + reason};
}

bool isOrdered(const ScoreThresholds& thresholds)
{
    return std::isfinite(thresholds.annotate) && std::isfinite(thresholds.act) &&
        thresholds.annotate <= thresholds.act;
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

Model Model::view(std::string_view bytes)
{
    Model model;
    model.m_header = headOf(bytes).header;
    model.m_weights = reinterpret_cast<const std::int8_t*>(bytes.data() + kHeadBytes);
    return model;
}

base::Result<Model> Model::read(std::string_view bytes)
{
    if (bytes.size() < kHeadBytes)
        return damaged("is cut short; write it again with train_classifier");
    const auto head = headOf(bytes);
    if (head.magic != kMagic || head.formatVersion != kFormatVersion)
        return damaged("is of another format; write it again with train_classifier");
    if (head.featureVersion != kFeatureVersion || head.bucketCount != kBucketCount)
        return damaged("was trained with other features; write it again with train_classifier");
    if (bytes.size() != kFileBytes)
        return damaged(
            "has " + std::to_string(bytes.size()) + " bytes instead of " + std::to_string(kFileBytes));
    if (digestOf(bytes) != head.digest)
        return damaged("is damaged (its checksum is of other bytes); fetch it again");
    if (!std::isfinite(head.header.scale) || !std::isfinite(head.header.bias) ||
        !isOrdered(head.header.thresholds[0]) || !isOrdered(head.header.thresholds[1]))
        return damaged("has no thresholds that can be used; write it again with train_classifier");
    return view(bytes);
}

std::string Model::write(const Header& header, std::span<const std::int8_t> weights)
{
    std::string bytes(kHeadBytes, '\0');
    FileHead head{
        kMagic, kFormatVersion, kFeatureVersion, static_cast<std::uint32_t>(kBucketCount), header, {}};
    std::memcpy(bytes.data(), &head, sizeof head);
    bytes.append(reinterpret_cast<const char*>(weights.data()), weights.size());
    head.digest = digestOf(bytes);
    std::memcpy(bytes.data(), &head, sizeof head);
    return bytes;
}

float Model::score(std::string_view window) const
{
    int sum = 0;
    int count = 0;
    readFeatures(window, [&](std::uint32_t bucket, bool isNew) {
        sum += isNew ? m_weights[bucket] : 0;
        count += isNew ? 1 : 0;
    });
    if (count == 0)
        return m_header.bias;
    // Long windows have more features, and not for that more to say.
    return m_header.bias + m_header.scale * static_cast<float>(sum) / std::sqrt(static_cast<float>(count));
}

} // namespace gatehouse::inspect
