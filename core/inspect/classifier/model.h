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

/// From which score on a window is told, and acted on.
struct ScoreThresholds {
    float annotate = 0;
    float act = 0;
};

/// The linear model: how much a window sounds as if it gave orders to a model. Views the bytes of a weight
/// file, which tests/eval/train writes and which is part of the program; for any number of threads.
class Model {
public:
    static constexpr std::size_t kFileBytes = 128 + kBucketCount;
    /// As a weight file holds it, apart from the weights.
    struct Header {
        float scale = 0; ///< of one step of a weight
        float bias = 0;
        std::array<ScoreThresholds, kScoreGroupCount> thresholds{};
    };
    /// The weight file that is part of the program. compile_weights has checked it when that was built.
    static const Model& builtIn();
    /// Fails where the bytes are not a whole, undamaged weight file for these very features. `bytes` outlive
    /// the model.
    static base::Result<Model> read(std::string_view bytes);
    /// A weight file. `weights`: one for each bucket.
    static std::string write(const Header& header, std::span<const std::int8_t> weights);

    /// Log-odds, as far as training could tell; linear in the window (kWindowBytes at most), allocates
    /// nothing.
    float score(std::string_view window) const;
    const ScoreThresholds& thresholds(ScoreGroup group) const
    {
        return m_header.thresholds[static_cast<std::size_t>(group)];
    }

private:
    static Model view(std::string_view bytes); ///< of a file that has been checked
    Header m_header;
    const std::int8_t* m_weights = nullptr;
};

} // namespace gatehouse::inspect
