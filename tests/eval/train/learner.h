// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/classifier/model.h"
#include "tests/eval/train/examples.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::eval {

/// Weights of one head of the model while they are learnt, in full precision.
struct Weights {
    inspect::Head head;
    std::vector<float> ofBuckets;
    float bias = 0;

    explicit Weights(inspect::Head of);
    /// The weight that a feature's bucket has.
    std::size_t placeOf(std::uint32_t bucket) const
    {
        return inspect::weightOf(static_cast<std::size_t>(head), bucket);
    }
    float score(const Buckets& window) const;
    /// As a weight file holds them: each a multiple of `scale` in eight bits. Few weights are far larger than
    /// all others; those are cut off, so that the others keep their differences.
    std::vector<std::int8_t> quantised(float& scale) const;
};

/// Logistic regression by Adagrad, one window at a time. Gives the same weights for the same calls.
class Learner {
public:
    explicit Learner(inspect::Head head);
    /// `weight`: how much this window counts.
    void learn(const Buckets& window, bool isAttack, float weight, float rate);
    float score(const Buckets& window) const { return m_weights.score(window); }
    const Weights& weights() const { return m_weights; }

private:
    Weights m_weights;
    std::vector<float> m_squares; // sum of the squares of each bucket's gradients
    float m_biasSquares;
};

} // namespace gatehouse::eval
