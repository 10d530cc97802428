// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/model.h"

#include "core/base/hash.h"
#include "core/inspect/classifier/features.h"

#include <algorithm>
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
constexpr std::uint32_t kFormatVersion = 4; // also of how many weights each head has
constexpr std::size_t kHeadBytes =
    Model::kFileBytes - weightCount(0) - weightCount(1); // weights start at a cache line
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
    for (std::size_t head = 0; head < kHeadCount; ++head) {
        if (!std::isfinite(thresholds.annotate[head]) || !std::isfinite(thresholds.act[head]) ||
            thresholds.annotate[head] > thresholds.act[head])
            return false;
    }
    return true;
}

} // namespace

Model Model::view(std::string_view bytes)
{
    Model model;
    model.m_header = headOf(bytes).header;
    const auto* weights = reinterpret_cast<const std::int8_t*>(bytes.data() + kHeadBytes);
    for (std::size_t head = 0; head < kHeadCount; ++head) {
        model.m_weights[head] = weights;
        weights += weightCount(head);
    }
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
    const auto isFinite = [](float value) { return std::isfinite(value); };
    if (!std::ranges::all_of(head.header.scales, isFinite) || !std::isfinite(head.header.worthScoring) ||
        !std::ranges::all_of(head.header.biases, isFinite) || !isOrdered(head.header.thresholds[0]) ||
        !isOrdered(head.header.thresholds[1]))
        return damaged("has no thresholds that can be used; write it again with train_classifier");
    return view(bytes);
}

std::string Model::write(const Header& header, const Weights& weights)
{
    std::string bytes(kHeadBytes, '\0');
    FileHead head{
        kMagic, kFormatVersion, kFeatureVersion, static_cast<std::uint32_t>(kBucketCount), header, {}};
    std::memcpy(bytes.data(), &head, sizeof head);
    for (const auto& ofHead : weights)
        bytes.append(reinterpret_cast<const char*>(ofHead.data()), ofHead.size());
    head.digest = digestOf(bytes);
    std::memcpy(bytes.data(), &head, sizeof head);
    return bytes;
}

} // namespace gatehouse::inspect
