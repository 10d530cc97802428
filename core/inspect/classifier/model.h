// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/inspect/classifier/features.h"
#include "core/mcp/text_walk.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gatehouse::inspect {

/// What a text's channel means to the model. Each has thresholds of its own.
enum class ScoreGroup : std::uint8_t {
    Definition, ///< what a server says of itself and its tools
    Content     ///< what it brings: results, resources, prompts, errors …
};
inline constexpr std::size_t kScoreGroupCount = 2;

/// Nothing where no model reads the text: what is on its way to a server.
std::optional<ScoreGroup> scoreGroupOf(mcp::Channel channel);

/// Two linear models over the same features, each of which knows attacks of another kind.
enum class Head : std::uint8_t {
    Tone, ///< how attacks sound: personas, overrides, commands
    Order ///< what is asked of a model that works for somebody: send this, do not mention that
};
inline constexpr std::size_t kHeadCount = 2;
/// A head has so many weights, in quarters of the buckets: 448 KiB in all.
inline constexpr std::array<std::uint32_t, kHeadCount> kHeadQuarters{4, 3};

constexpr std::size_t weightCount(std::size_t head)
{
    return kBucketCount / 4 * kHeadQuarters[head];
}
/// The place of a bucket's weight. Of four buckets two have one weight where a head has three quarters.
constexpr std::uint32_t weightOf(std::size_t head, std::uint32_t bucket)
{
    return bucket * kHeadQuarters[head] / 4;
}

/// What each head says.
using Scores = std::array<float, kHeadCount>;

/// From which score on a window is told, and acted on: where one head says as much.
struct ScoreThresholds {
    Scores annotate{};
    Scores act{};

    static bool isReached(const Scores& scores, const Scores& thresholds)
    {
        return scores[0] >= thresholds[0] || scores[1] >= thresholds[1];
    }
    bool isTold(const Scores& scores) const { return isReached(scores, annotate); }
    bool isActedOn(const Scores& scores) const { return isReached(scores, act); }
};

/// How much a window sounds as if it gave orders to a model. Views the bytes of a weight file, which
/// tests/eval/train writes and which is part of the program; for any number of threads.
class Model {
public:
    static constexpr std::size_t kFileBytes = 128 + weightCount(0) + weightCount(1);
    using Weights = std::array<std::span<const std::int8_t>, kHeadCount>; ///< weightCount() of each head
    /// What the stems of a part of a window say to Head::Order: far cheaper than score(), and no more than a
    /// reason to ask that. Parts of a window add up.
    struct Glance {
        int sum = 0;
        int count = 0;
        friend Glance operator+(Glance left, Glance right)
        {
            return {left.sum + right.sum, left.count + right.count};
        }
        /// In steps of a weight; comparable between windows of any length.
        float value() const;
    };
    /// As a weight file holds it, apart from the weights.
    struct Header {
        std::array<float, kHeadCount> scales{}; ///< of one step of a weight
        std::array<float, kHeadCount> biases{};
        std::array<ScoreThresholds, kScoreGroupCount> thresholds{};
        float worthScoring = 0; ///< of Glance::value()
    };
    /// The weight file that is part of the program. compile_weights has checked it when that was built.
    static const Model& builtIn();
    /// Fails where the bytes are not a whole, undamaged weight file for these very features. `bytes` outlive
    /// the model.
    static base::Result<Model> read(std::string_view bytes);
    static std::string write(const Header& header, const Weights& weights);

    /// Log-odds, as far as training could tell; linear in the window (kWindowBytes at most), allocates
    /// nothing.
    Scores score(std::string_view window) const;
    /// `part`: kWindowBytes at most. Nothing where it is no prose: code and data are full of marks, and cues
    /// find what is ordered there.
    Glance glance(std::string_view part) const;
    bool isWorthScoring(Glance glance) const { return glance.value() >= m_header.worthScoring; }
    const ScoreThresholds& thresholds(ScoreGroup group) const
    {
        return m_header.thresholds[static_cast<std::size_t>(group)];
    }

private:
    static Model view(std::string_view bytes); ///< of a file that has been checked
    Header m_header;
    std::array<const std::int8_t*, kHeadCount> m_weights{};
};

/// Gives `take` each window of a text and what it says at a glance. Each byte is read once: a window is two
/// parts of kWindowStep bytes.
template <typename Take>
void eachGlance(const Model& model, std::string_view text, Take&& take)
{
    static_assert(kWindowBytes == 2 * kWindowStep);
    auto first = model.glance(text.substr(0, kWindowStep));
    for (std::size_t i = 0; i < windowCount(text.size()); ++i) {
        const auto place = windowAt(i, text.size());
        const auto half = std::min(place.begin + kWindowStep, place.end);
        const auto second = model.glance(text.substr(half, place.end - half));
        take(place, first + second);
        first = second;
    }
}

} // namespace gatehouse::inspect
