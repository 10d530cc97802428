// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/measure.h"

#include <algorithm>
#include <functional>

namespace gatehouse::eval {
namespace {

std::string format(const char* pattern, double value)
{
    char text[32];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
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

/// The score of one head that `share` of the ordinary examples of the group reach.
float thresholdOf(std::size_t head, const std::vector<Example>& examples, const std::vector<Score>& scores,
    inspect::ScoreGroup group, double share, std::size_t without)
{
    std::vector<float> ordinary;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        if (examples[i].group == group && examples[i].isOrdinary() && scores[i].fold != kNoFold &&
            scores[i].fold != without)
            ordinary.push_back(scores[i].chosen[head]);
    }
    if (ordinary.empty())
        return -kNoScore;
    std::ranges::sort(ordinary, std::greater<>());
    // Above the score of the first that is one too many.
    const auto allowed = static_cast<std::size_t>(share * static_cast<double>(ordinary.size()));
    return ordinary[std::min(allowed, ordinary.size() - 1)] + 1e-4F;
}

} // namespace

inspect::Scores bestScores(const inspect::Model& model, const std::vector<std::string_view>& windows)
{
    auto best = kNoScores;
    for (const auto window : windows) {
        const auto scores = model.score(window);
        for (std::size_t head = 0; head < best.size(); ++head)
            best[head] = std::max(best[head], scores[head]);
    }
    return best;
}

inspect::Scores thresholdsAt(const std::vector<Example>& examples, const std::vector<Score>& scores,
    inspect::ScoreGroup group, double share, std::size_t without)
{
    inspect::Scores thresholds{};
    for (std::size_t head = 0; head < thresholds.size(); ++head)
        thresholds[head] = thresholdOf(head, examples, scores, group, shareOfHead(head, share), without);
    return thresholds;
}

void Measurements::Row::add(const inspect::Scores& scores, const Thresholds& thresholds)
{
    ++items;
    for (std::size_t i = 0; i < thresholds.size(); ++i)
        reached[i] += inspect::ScoreThresholds::isReached(scores, thresholds[i]) ? 1U : 0U;
}

std::string Measurements::Row::text(const std::string& name) const
{
    std::string out = "| " + name + " | " + std::to_string(items);
    for (const auto count : reached)
        out += " | " + format("%.1f", 100.0 * static_cast<double>(count) / static_cast<double>(items));
    return out + " |\n";
}

void Measurements::add(const Example& example, const Score& score, const Thresholds& thresholds)
{
    if (example.isAttack)
        addAttack(example, score, thresholds);
    else
        addOrdinary(example, score, thresholds);
}

void Measurements::addAttack(const Example& example, const Score& score, const Thresholds& thresholds)
{
    m_attacksBySource[example.kind + " " + sourceOf(example)].add(score.chosen, thresholds);
    m_attacksByClass[example.type].add(score.chosen, thresholds);
    if (!reasonNotToLearnFrom(example.source).empty())
        return;
    m_sums["attacks"].add(score.chosen, thresholds);
    m_sums["attacks, if the model saw all windows"].add(score.all, thresholds);
    if (score.placed != kNoScores)
        m_sums["attacks inside ordinary text, if the model saw all windows"].add(score.placed, thresholds);
    if (isOfOtherScript(example))
        m_sums["attacks in other scripts than Latin"].add(score.chosen, thresholds);
}

void Measurements::addOrdinary(const Example& example, const Score& score, const Thresholds& thresholds)
{
    m_ordinaryBySource[example.kind + " " + example.label + " " + sourceOf(example)].add(
        score.chosen, thresholds);
    m_sums["no attack: " + example.kind + " " + example.label].add(score.chosen, thresholds);
    if (example.isOrdinary())
        m_sums["no attack: all by which thresholds are set"].add(score.chosen, thresholds);
}

std::string Measurements::table(const std::string& title, const Rows& rows)
{
    std::string out = "\n| " + title + " | items";
    std::string line = "|---|---";
    for (const auto share : kShares) {
        out += " | at " + format("%.1f %%", 100 * share);
        line += "|---";
    }
    out += " |\n" + line + "|\n";
    for (const auto& [name, row] : rows)
        out += row.text(name);
    return out;
}

std::string Measurements::tables() const
{
    std::string mean =
        "| attacks, mean over sources | " + std::to_string(m_attacksBySource.size()) + " sources";
    for (std::size_t i = 0; i < kShares.size(); ++i) {
        double sum = 0;
        for (const auto& [of, row] : m_attacksBySource)
            sum += static_cast<double>(row.reached[i]) / static_cast<double>(row.items);
        mean += " | " + format("%.1f", 100.0 * sum / static_cast<double>(m_attacksBySource.size()));
    }
    return table("percent of all that score as attacks", m_sums) + mean + " |\n" +
        table("attacks by source", m_attacksBySource) + table("attacks by class", m_attacksByClass) +
        table("no attacks, by source", m_ordinaryBySource);
}

} // namespace gatehouse::eval
