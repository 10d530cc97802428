// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/learner.h"

#include <algorithm>
#include <cmath>

namespace gatehouse::eval {
namespace {

constexpr float kDecay = 1e-6F;        // of weights, by each window that has their bucket
constexpr float kFirstSquares = 1e-6F; // no division by 0
constexpr float kFirstBiasSquares = 1e-3F;

/// Long windows have more features, and not for that more to say: as Model::score().
float shareOf(std::size_t count)
{
    return 1.0F / std::sqrt(static_cast<float>(count));
}

} // namespace

Weights::Weights(inspect::Head of)
    : head(of)
    , ofBuckets(inspect::weightCount(static_cast<std::size_t>(of)))
{
}

float Weights::score(const Buckets& window) const
{
    const auto count = window.countFor(head);
    if (count == 0)
        return bias;
    float sum = 0;
    window.each(head, [&](std::uint32_t bucket) { sum += ofBuckets[placeOf(bucket)]; });
    return bias + sum * shareOf(count);
}

std::vector<std::int8_t> Weights::quantised(float& scale) const
{
    constexpr float kLargestStep = 127;
    constexpr double kKept = 0.9995; // of the weights that are not 0
    std::vector<float> sizes;
    for (const auto weight : ofBuckets) {
        if (weight != 0)
            sizes.push_back(std::abs(weight));
    }
    std::ranges::sort(sizes);
    const auto largest =
        sizes.empty() ? 1.0F : sizes[static_cast<std::size_t>(kKept * static_cast<double>(sizes.size() - 1))];
    scale = largest / kLargestStep;
    std::vector<std::int8_t> steps;
    steps.reserve(ofBuckets.size());
    for (const auto weight : ofBuckets)
        steps.push_back(
            static_cast<std::int8_t>(std::lround(std::clamp(weight / scale, -kLargestStep, kLargestStep))));
    return steps;
}

Learner::Learner(inspect::Head head)
    : m_weights(head)
    , m_squares(m_weights.ofBuckets.size(), kFirstSquares)
    , m_biasSquares(kFirstBiasSquares)
{
}

void Learner::learn(const Buckets& window, bool isAttack, float weight, float rate)
{
    const auto count = window.countFor(m_weights.head);
    if (count == 0)
        return;
    const auto likelihood = 1.0F / (1.0F + std::exp(-score(window)));
    const auto gradient = weight * (likelihood - (isAttack ? 1.0F : 0.0F));
    const auto share = gradient * shareOf(count);
    window.each(m_weights.head, [&](std::uint32_t bucket) {
        const auto place = m_weights.placeOf(bucket);
        auto& of = m_weights.ofBuckets[place];
        const auto slope = share + kDecay * of;
        m_squares[place] += slope * slope;
        of -= rate * slope / std::sqrt(m_squares[place]);
    });
    m_biasSquares += gradient * gradient;
    m_weights.bias -= rate * gradient / std::sqrt(m_biasSquares);
}

} // namespace gatehouse::eval
