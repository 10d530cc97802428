// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/classifier/model.h"
#include "tests/eval/train/examples.h"

#include <string>
#include <vector>

namespace gatehouse::eval {

/// What a model that has not seen an example's source says of it.
struct Score {
    std::size_t fold = 0;
    float best = 0;   ///< of all windows
    float chosen = 0; ///< of the windows that the cues choose; of no window kNoScore
    float placed = 0; ///< of an attack that was put between ordinary texts; kNoScore where it was not
};
inline constexpr float kNoScore = -1e9F;

/// The best of the windows' scores; of no window kNoScore.
float bestScore(const inspect::Model& model, const std::vector<std::string_view>& windows);

/// Shares of ordinary items that are taken for attacks at which something is told, and acted on.
inline constexpr double kAnnotateShare = 0.01;
inline constexpr double kActShare = 0.001;

/// The score that `share` of the ordinary examples of the group reach, of all folds but `without`.
float thresholdAt(const std::vector<Example>& examples, const std::vector<Score>& scores,
    inspect::ScoreGroup group, double share, std::size_t without);
inline constexpr std::size_t kNoFold = ~std::size_t{0};

/// How well models do on sources that they have not seen, with thresholds that were set on other sources
/// again; as tables of Markdown.
std::string measured(const std::vector<Example>& examples, const std::vector<Score>& scores);

} // namespace gatehouse::eval
