// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/training.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace gatehouse::eval {
namespace {

constexpr int kEpochs = 8;
constexpr float kFirstRate = 0.4F;
constexpr float kRateLost = 0.8F; // of it until the end
constexpr float kHeaviest = 8;    // a small source's items do not outweigh everything
constexpr float kPlacedWeight = 0.5F;
constexpr std::size_t kLongestPlaced = 400;

/// One run over examples.
class Run {
public:
    Run(inspect::Head head, const std::vector<Example>& all, std::vector<std::size_t> examples,
        std::uint64_t seed)
        : m_all(all)
        , m_examples(std::move(examples))
        , m_random(seed)
        , m_learner(head)
    {
        weigh();
        for (const auto i : m_examples) {
            if (!m_all[i].isAttack && m_all[i].kind != "prompt" && m_all[i].kind != "own")
                m_hosts.push_back(i);
        }
    }

    Weights learn()
    {
        for (int epoch = 0; epoch < kEpochs; ++epoch) {
            shuffle();
            m_rate = kFirstRate * (1 - kRateLost * static_cast<float>(epoch) / kEpochs);
            for (const auto i : m_examples) {
                if (m_all[i].isAttack)
                    learnAttack(m_all[i], m_weights[i], epoch == 0);
                else
                    learnOrdinary(m_all[i], m_weights[i]);
            }
        }
        return m_learner.weights();
    }

private:
    void weigh()
    {
        std::map<std::pair<std::string, bool>, std::size_t> sizes;
        for (const auto i : m_examples)
            ++sizes[{m_all[i].source, m_all[i].isAttack}];
        double sums[2] = {0, 0};
        m_weights.resize(m_all.size());
        for (const auto i : m_examples) {
            const auto size = sizes[{m_all[i].source, m_all[i].isAttack}];
            m_weights[i] = 1.0F / std::sqrt(static_cast<float>(size));
            sums[m_all[i].isAttack ? 1 : 0] += static_cast<double>(m_weights[i]);
        }
        for (const auto i : m_examples) {
            const auto half = static_cast<double>(m_examples.size()) / 2;
            m_weights[i] = std::min(
                m_weights[i] * static_cast<float>(half / sums[m_all[i].isAttack ? 1 : 0]), kHeaviest);
        }
    }

    void shuffle()
    {
        for (std::size_t i = m_examples.size(); i > 1; --i)
            std::swap(m_examples[i - 1], m_examples[m_random.below(i)]);
    }

    std::size_t worstWindow(const Example& example) const
    {
        std::size_t worst = 0;
        for (std::size_t i = 1; i < example.windows.size(); ++i) {
            if (m_learner.score(example.windows[i]) > m_learner.score(example.windows[worst]))
                worst = i;
        }
        return worst;
    }

    void learnAttack(const Example& example, float weight, bool isFirst)
    {
        const auto window = isFirst ? m_random.below(example.windows.size()) : worstWindow(example);
        m_learner.learn(example.windows[window], true, weight, m_rate);
        learnPlaced(example.texts[m_random.below(example.texts.size())], weight * kPlacedWeight);
    }

    /// The attack somewhere in ordinary text, and the same text without it.
    void learnPlaced(std::string_view attack, float weight)
    {
        if (m_hosts.empty())
            return;
        attack = attack.substr(0, kLongestPlaced);
        const auto& hosts = m_all[m_hosts[m_random.below(m_hosts.size())]].texts;
        const std::string_view host = hosts[m_random.below(hosts.size())];
        const auto room = inspect::kWindowBytes - attack.size();
        const auto begin = host.size() > room ? m_random.below(host.size() - room) : 0;
        const auto before = host.substr(begin, m_random.below(room + 1));
        const auto after = host.substr(begin + before.size());
        std::string text(before);
        text += m_random.below(2) == 0 ? '\n' : ' ';
        text += attack;
        text += ' ';
        text += after.substr(0, room - before.size());
        m_learner.learn(bucketsOf(text), true, weight, m_rate);
        m_learner.learn(bucketsOf(host.substr(begin, inspect::kWindowBytes)), false, weight, m_rate);
    }

    void learnOrdinary(const Example& example, float weight)
    {
        constexpr std::size_t kFew = 3;
        if (example.windows.size() <= kFew) {
            for (const auto& window : example.windows)
                m_learner.learn(window, false, weight, m_rate);
            return;
        }
        m_learner.learn(example.windows[worstWindow(example)], false, weight, m_rate);
        m_learner.learn(example.windows[m_random.below(example.windows.size())], false, weight, m_rate);
    }

    const std::vector<Example>& m_all;
    std::vector<std::size_t> m_examples;
    std::vector<std::size_t> m_hosts; // in which attacks are placed
    std::vector<float> m_weights;     // by the numbers of m_all
    Random m_random;
    Learner m_learner;
    float m_rate = 0;
};

} // namespace

std::uint64_t Random::next()
{
    // SplitMix64 (Steele, Lea, Flood 2014).
    m_state += 0x9E3779B97F4A7C15U;
    auto z = m_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

std::size_t foldOf(std::string_view source)
{
    if (source.starts_with(kOwnSource))
        return kFoldCount;
    if (!source.starts_with("npm:")) // names of packages say who made them by themselves
        source = source.substr(0, source.find('-'));
    std::uint32_t hash = 2166136261U;
    for (const char c : source)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return (hash ^ (hash >> 15)) % kFoldCount;
}

Weights train(inspect::Head head, const std::vector<Example>& all, std::vector<std::size_t> examples,
    std::uint64_t seed)
{
    return Run(head, all, std::move(examples), seed).learn();
}

} // namespace gatehouse::eval
