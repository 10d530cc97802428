// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/classifier/model.h"
#include "tests/eval/train/examples.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace gatehouse::eval {

inline constexpr std::size_t kNoFold = ~std::size_t{0};

/// What a model that has not seen an example's source says of it.
struct Score {
    std::size_t fold = kNoFold; ///< of own sentences, which are not measured, none
    inspect::Scores all{};      ///< the best of all windows
    inspect::Scores
        chosen{}; ///< of the windows that the cues choose, as in the wrapper; of no window kNoScore
    inspect::Scores placed{}; ///< of an attack that was put between ordinary texts; kNoScore where it was not
};
inline constexpr float kNoScore = -1e9F;
inline constexpr inspect::Scores kNoScores{kNoScore, kNoScore};

/// The best of the windows' scores; of no window kNoScores.
inspect::Scores bestScores(const inspect::Model& model, const std::vector<std::string_view>& windows);

/// Shares of ordinary items that are taken for attacks at which something is told, and acted on.
inline constexpr double kActShare = 0.001;
/// A tool that is left out is missed at once: no ordinary definition of the corpus may score as much.
constexpr double actShare(inspect::ScoreGroup group)
{
    return group == inspect::ScoreGroup::Definition ? 0 : kActShare;
}
/// Definitions are few, and are told of once.
constexpr double annotateShare(inspect::ScoreGroup group)
{
    return group == inspect::ScoreGroup::Definition ? 0.01 : 0.005;
}

/// The scores of chosen windows, one of which `share` of the ordinary examples of the group reach: each head
/// as much of it. `without`: a fold that does not count.
inspect::Scores thresholdsAt(const std::vector<Example>& examples, const std::vector<Score>& scores,
    inspect::ScoreGroup group, double share, std::size_t without = kNoFold);

/// How much of a share each head may take for attacks. Both together act on no more than plain ordinary items
/// allow, though half of what thresholds are set by are documents about attacks.
constexpr double shareOfHead(std::size_t head, double share)
{
    return head == 1 && share <= kActShare ? share * 0.3 : share;
}

inline constexpr std::array<double, 4> kShares{kActShare, 0.005, 0.007, 0.01};

/// How examples score beside thresholds for kShares that were set on other sources.
class Measurements {
public:
    using Thresholds = std::array<inspect::Scores, kShares.size()>;
    void add(const Example& example, const Score& score, const Thresholds& thresholds);
    std::string tables() const; ///< Markdown

private:
    /// Items, and how many of them reach each threshold.
    struct Row {
        std::size_t items = 0;
        std::array<std::size_t, kShares.size()> reached{};
        void add(const inspect::Scores& scores, const Thresholds& thresholds);
        std::string text(const std::string& name) const;
    };
    using Rows = std::map<std::string, Row>;
    static std::string table(const std::string& title, const Rows& rows);
    void addAttack(const Example& example, const Score& score, const Thresholds& thresholds);
    void addOrdinary(const Example& example, const Score& score, const Thresholds& thresholds);

    Rows m_sums;
    Rows m_attacksBySource;
    Rows m_attacksByClass;
    Rows m_ordinaryBySource;
};

} // namespace gatehouse::eval
