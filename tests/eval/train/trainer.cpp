// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/trainer.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace gatehouse::eval {
namespace {

using HeadWeights = std::vector<Weights>; ///< of each head

/// How large a part of what servers bring the model scores without a cue.
constexpr double kGlancedShare = 0.05;

/// What so large a part of the windows of ordinary texts reaches at a glance.
float worthScoring(const inspect::Model& model, const std::vector<Example>& examples)
{
    std::vector<float> values;
    for (const auto& example : examples) {
        if (!example.isOrdinary() || !example.isGlancedAt() || example.kind == "prompt")
            continue;
        for (const auto& text : example.texts)
            inspect::eachGlance(model, text, [&](const inspect::Span&, const inspect::Model::Glance& glance) {
                values.push_back(glance.value());
            });
    }
    if (values.empty())
        return 0;
    const auto rank = static_cast<std::ptrdiff_t>(kGlancedShare * static_cast<double>(values.size()));
    std::nth_element(values.begin(), values.begin() + rank, values.end(), std::greater<>());
    return values[static_cast<std::size_t>(rank)];
}

/// The windows of the example that the model would be shown in the wrapper.
std::vector<std::string_view> shownWindows(const Example& example, const inspect::Model& model)
{
    std::vector<std::string_view> windows(example.chosen.begin(), example.chosen.end());
    if (!example.isGlancedAt())
        return windows;
    for (const std::string_view text : example.texts) {
        if (text.size() <= inspect::kWindowBytes &&
            example.messageBytes <= inspect::WindowSelector::kSmallMessage)
            continue; // shown in any case
        inspect::eachGlance(
            model, text, [&](const inspect::Span& place, const inspect::Model::Glance& glance) {
                const auto window = text.substr(place.begin, place.size());
                if (model.isWorthScoring(glance) &&
                    std::ranges::find(example.chosen, window) == example.chosen.end())
                    windows.push_back(window);
            });
    }
    return windows;
}

std::string fileOf(const HeadWeights& weights, const std::vector<Example>& examples,
    const std::array<inspect::ScoreThresholds, inspect::kScoreGroupCount>& thresholds)
{
    inspect::Model::Header header;
    std::array<std::vector<std::int8_t>, inspect::kHeadCount> steps;
    for (std::size_t head = 0; head < steps.size(); ++head) {
        steps[head] = weights[head].quantised(header.scales[head]);
        header.biases[head] = weights[head].bias;
    }
    header.thresholds = thresholds;
    const auto file = inspect::Model::write(header, {steps[0], steps[1]});
    header.worthScoring = worthScoring(inspect::Model::read(file).value(), examples);
    return inspect::Model::write(header, {steps[0], steps[1]});
}

/// The mean of models is one.
class Mean {
public:
    explicit Mean(inspect::Head head)
        : m_sum(head)
    {
    }
    void add(const Weights& weights)
    {
        for (std::size_t i = 0; i < m_sum.ofBuckets.size(); ++i)
            m_sum.ofBuckets[i] += weights.ofBuckets[i];
        m_sum.bias += weights.bias;
        ++m_count;
    }
    Weights weights() const
    {
        auto mean = m_sum;
        for (auto& weight : mean.ofBuckets)
            weight /= m_count;
        mean.bias /= m_count;
        return mean;
    }

private:
    Weights m_sum;
    float m_count = 0;
};

/// Tone is learnt from attacks of the corpora, which are jailbreaks and overrides for the most part, orders
/// from texts of our own. Each knows what is harmless.
bool isOfOtherHead(inspect::Head head, const Example& example)
{
    if (head == inspect::Head::Tone)
        return example.source.starts_with(kMadeSource) || example.source.starts_with(kWrittenSource);
    return example.isAttack && !example.source.starts_with(kOwnSource);
}

std::vector<std::size_t> examplesToLearn(
    inspect::Head head, const std::vector<Example>& examples, std::size_t without, std::size_t andWithout)
{
    std::vector<std::size_t> learnt;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const auto fold = foldOf(examples[i].source);
        if (isOfOtherHead(head, examples[i]))
            continue;
        if (fold != without && fold != andWithout && reasonNotToLearnFrom(examples[i].source).empty())
            learnt.push_back(i);
    }
    return learnt;
}

/// The attack between two pieces of an ordinary text of the same fold.
std::string placed(const std::string& attack, const std::string& host, Random& random)
{
    constexpr std::size_t kAround = 600;
    const auto at = random.below(host.size() + 1);
    const auto begin = at > kAround ? at - kAround : 0;
    return host.substr(begin, at - begin) + "\n" + attack + "\n" + host.substr(at, kAround);
}

/// Scores all examples of a fold by the model that has not seen it.
void scoreFold(const std::vector<Example>& examples, std::size_t fold, const inspect::Model& model,
    std::vector<Score>& scores)
{
    constexpr std::size_t kLongestPlaced = 600;
    Random random(fold);
    std::vector<std::size_t> hosts;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const auto& example = examples[i];
        if (foldOf(example.source) == fold && !example.isAttack && example.kind != "prompt")
            hosts.push_back(i);
    }
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const auto& example = examples[i];
        if (foldOf(example.source) != fold)
            continue;
        std::vector<std::string_view> windows;
        for (const auto& text : example.texts) {
            const auto of = windowsOf(text);
            windows.insert(windows.end(), of.begin(), of.end());
        }
        scores[i] = {
            fold, bestScores(model, windows), bestScores(model, shownWindows(example, model)), kNoScores};
        const auto& first = example.texts.front();
        if (example.isAttack && example.kind != "tool_def" && first.size() <= kLongestPlaced &&
            !hosts.empty()) {
            const auto text =
                placed(first, examples[hosts[random.below(hosts.size())]].texts.front(), random);
            scores[i].placed = bestScores(model, windowsOf(text));
        }
    }
}

std::string sourcesOfFolds(const std::vector<Example>& examples)
{
    std::map<std::size_t, std::set<std::string>> folds;
    std::string excluded;
    for (const auto& example : examples) {
        if (foldOf(example.source) < kFoldCount)
            folds[foldOf(example.source)].insert(example.source);
    }
    std::string out = "Sources that are held out together:\n\n";
    for (const auto& [fold, sources] : folds) {
        out += std::to_string(fold + 1) + ". ";
        for (const auto& source : sources) {
            out += source + (source == *sources.rbegin() ? "\n" : ", ");
            if (const auto why = reasonNotToLearnFrom(source); !why.empty())
                excluded += "- " + source + ": " + std::string(why) + "\n";
        }
    }
    return excluded.empty() ? out : out + "\nNot learnt from:\n\n" + excluded;
}

/// How much of ordinary texts the model is shown, in percent of their bytes.
std::string chosenShare(const std::vector<Example>& examples, const inspect::Model& model)
{
    std::map<std::string, std::pair<double, double>> bytes;
    for (const auto& example : examples) {
        if (example.isAttack || foldOf(example.source) == kFoldCount)
            continue;
        auto& [chosen, all] = bytes[example.kind + " " + example.label];
        for (const auto window : shownWindows(example, model))
            chosen += static_cast<double>(window.size());
        for (const auto& text : example.texts)
            all += static_cast<double>(text.size());
    }
    std::string out = "\n| ordinary texts | bytes shown to the model, in percent of all |\n|---|---|\n";
    for (const auto& [name, of] : bytes)
        out += "| " + name + " | " + std::to_string(static_cast<int>(100 * of.first / of.second)) + " |\n";
    return out;
}

/// One model for each fold but `without`, which has seen neither; their mean, and what they say of the folds
/// that they have not seen.
HeadWeights trainOnAllBut(
    const std::vector<Example>& examples, std::size_t without, std::vector<Score>& scores)
{
    constexpr std::array kHeads{inspect::Head::Tone, inspect::Head::Order};
    std::vector<Mean> means(kHeads.begin(), kHeads.end());
    for (std::size_t fold = 0; fold < kFoldCount; ++fold) {
        if (fold == without)
            continue;
        const auto seed = std::min(fold, without) * kFoldCount + std::max(fold, without) % kFoldCount;
        HeadWeights weights;
        for (const auto head : kHeads)
            weights.push_back(train(head, examples, examplesToLearn(head, examples, fold, without), seed));
        const auto file = fileOf(weights, examples, {});
        scoreFold(examples, fold, inspect::Model::read(file).value(), scores);
        for (std::size_t head = 0; head < means.size(); ++head)
            means[head].add(weights[head]);
    }
    HeadWeights mean;
    for (const auto& of : means)
        mean.push_back(of.weights());
    return mean;
}

/// All of training, as often as there are folds: each time without one of them, which is then measured.
std::string measure(const std::vector<Example>& examples)
{
    Measurements measurements;
    for (std::size_t fold = 0; fold < kFoldCount; ++fold) {
        std::vector<Score> scores(examples.size());
        const auto weights = trainOnAllBut(examples, fold, scores);
        const auto file = fileOf(weights, examples, {});
        scoreFold(examples, fold, inspect::Model::read(file).value(), scores);
        std::array<Measurements::Thresholds, inspect::kScoreGroupCount> thresholds{};
        for (std::size_t group = 0; group < thresholds.size(); ++group) {
            const auto of = static_cast<inspect::ScoreGroup>(group);
            for (std::size_t i = 0; i < kShares.size(); ++i) {
                const auto share = i == 0 ? actShare(of) : kShares[i];
                thresholds[group][i] = thresholdsAt(examples, scores, of, share, fold);
            }
        }
        for (std::size_t i = 0; i < examples.size(); ++i) {
            if (foldOf(examples[i].source) == fold)
                measurements.add(
                    examples[i], scores[i], thresholds[static_cast<std::size_t>(examples[i].group)]);
        }
    }
    return measurements.tables();
}

} // namespace

Trained trainModel(const std::vector<Example>& examples)
{
    std::vector<Score> scores(examples.size());
    const auto weights = trainOnAllBut(examples, kNoFold, scores);
    std::array<inspect::ScoreThresholds, inspect::kScoreGroupCount> thresholds{};
    for (std::size_t i = 0; i < inspect::kScoreGroupCount; ++i) {
        const auto group = static_cast<inspect::ScoreGroup>(i);
        thresholds[i] = {thresholdsAt(examples, scores, group, annotateShare(group)),
            thresholdsAt(examples, scores, group, actShare(group))};
    }
    auto file = fileOf(weights, examples, thresholds);
    const auto share = chosenShare(examples, inspect::Model::read(file).value());
    return {std::move(file), sourcesOfFolds(examples) + measure(examples) + share};
}

} // namespace gatehouse::eval
