// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/measure.h"

#include "tests/eval/train/training.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace gatehouse::eval {
namespace {

constexpr std::array<double, 3> kShares{kActShare, 0.005, kAnnotateShare};

using Thresholds = std::array<float, kShares.size()>;

std::string format(const char* pattern, double value)
{
    char text[32];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

/// Items, and how many of them reach each of kShares' thresholds.
struct Row {
    std::size_t items = 0;
    std::array<std::size_t, kShares.size()> reached{};

    void add(float score, const Thresholds& thresholds)
    {
        ++items;
        for (std::size_t i = 0; i < thresholds.size(); ++i)
            reached[i] += score >= thresholds[i] ? 1U : 0U;
    }
    std::string text(const std::string& name) const
    {
        std::string out = "| " + name + " | " + std::to_string(items);
        for (const auto count : reached)
            out += " | " + format("%.1f", 100.0 * static_cast<double>(count) / static_cast<double>(items));
        return out + " |\n";
    }
};

/// The mean of the shares of rows, each of which counts as much.
std::string meanOf(const std::string& name, const std::map<std::string, Row>& rows)
{
    std::string out = "| " + name + " | " + std::to_string(rows.size()) + " sources";
    for (std::size_t i = 0; i < kShares.size(); ++i) {
        double sum = 0;
        for (const auto& [of, row] : rows)
            sum += static_cast<double>(row.reached[i]) / static_cast<double>(row.items);
        out += " | " + format("%.1f", 100.0 * sum / static_cast<double>(rows.size()));
    }
    return out + " |\n";
}

/// More than a third of it in other letters than Latin ones.
bool isOfOtherScript(const Example& example)
{
    std::size_t bytes = 0;
    std::size_t high = 0;
    for (const auto& text : example.texts) {
        bytes += text.size();
        high += static_cast<std::size_t>(
            std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0xC4; }));
    }
    return high * 6 > bytes;
}

std::string sourceOf(const Example& example)
{
    return example.source.starts_with("npm:") ? "npm:*" : example.source;
}

struct Tables {
    std::map<std::string, Row> attacksBySource;
    std::map<std::string, Row> attacksByClass;
    std::map<std::string, Row> ordinaryBySource;
    std::map<std::string, Row> sums;
};

void addAttack(Tables& tables, const Example& example, const Score& score, const Thresholds& thresholds)
{
    tables.attacksBySource[example.kind + " " + sourceOf(example)].add(score.best, thresholds);
    tables.attacksByClass[example.type].add(score.best, thresholds);
    if (!reasonNotToLearnFrom(example.source).empty())
        return;
    tables.sums["attacks"].add(score.best, thresholds);
    tables.sums["attacks, only where cues choose"].add(score.chosen, thresholds);
    if (score.placed != kNoScore)
        tables.sums["attacks inside ordinary text"].add(score.placed, thresholds);
    if (isOfOtherScript(example))
        tables.sums["attacks in other scripts than Latin"].add(score.best, thresholds);
}

void addOrdinary(Tables& tables, const Example& example, const Score& score, const Thresholds& thresholds)
{
    tables.ordinaryBySource[example.kind + " " + example.label + " " + sourceOf(example)].add(
        score.best, thresholds);
    const auto name = "no attack: " + example.kind + " " + example.label;
    tables.sums[name].add(score.best, thresholds);
    tables.sums[name + ", only where cues choose"].add(score.chosen, thresholds);
}

std::string table(const std::string& title, const std::map<std::string, Row>& rows)
{
    std::string out = "\n| " + title + " | items";
    for (const auto share : kShares)
        out += " | at " + format("%.1f %%", 100 * share);
    out += " |\n|---|---|---|---|---|\n";
    for (const auto& [name, row] : rows)
        out += row.text(name);
    return out;
}

} // namespace

float bestScore(const inspect::Model& model, const std::vector<std::string_view>& windows)
{
    auto best = kNoScore;
    for (const auto window : windows)
        best = std::max(best, model.score(window));
    return best;
}

float thresholdAt(const std::vector<Example>& examples, const std::vector<Score>& scores,
    inspect::ScoreGroup group, double share, std::size_t without)
{
    std::vector<float> ordinary;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        if (examples[i].group == group && examples[i].isOrdinary() && scores[i].fold != without)
            ordinary.push_back(scores[i].best);
    }
    if (ordinary.empty())
        return -kNoScore;
    std::ranges::sort(ordinary, std::greater<>());
    // Above the score of the first that is one too many.
    const auto allowed = static_cast<std::size_t>(share * static_cast<double>(ordinary.size()));
    return ordinary[std::min(allowed, ordinary.size() - 1)] + 1e-4F;
}

std::string measured(const std::vector<Example>& examples, const std::vector<Score>& scores)
{
    std::map<std::pair<std::size_t, inspect::ScoreGroup>, Thresholds> thresholds;
    for (std::size_t fold = 0; fold < kFoldCount; ++fold) {
        for (const auto group : {inspect::ScoreGroup::Definition, inspect::ScoreGroup::Content}) {
            auto& of = thresholds[{fold, group}];
            for (std::size_t i = 0; i < kShares.size(); ++i)
                of[i] = thresholdAt(examples, scores, group, kShares[i], fold);
        }
    }
    Tables tables;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const auto& of = thresholds[{scores[i].fold, examples[i].group}];
        (examples[i].isAttack ? addAttack : addOrdinary)(tables, examples[i], scores[i], of);
    }
    return table("percent of all that score as attacks", tables.sums) +
        meanOf("attacks, mean over sources", tables.attacksBySource) +
        table("attacks by source", tables.attacksBySource) +
        table("attacks by class", tables.attacksByClass) +
        table("no attacks, by source", tables.ordinaryBySource);
}

} // namespace gatehouse::eval
