// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/eval/train/examples.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::eval {

/// Weights of a linear model while they are learnt, in full precision.
struct Weights {
    std::vector<float> ofBuckets;
    float bias = 0;

    Weights();
    float score(const Buckets& window) const;
    /// As a weight file holds them: each a multiple of `scale` in eight bits. Few weights are far larger than
    /// all others; those are cut off, so that the others keep their differences.
    std::vector<std::int8_t> quantised(float& scale) const;
};

/// Logistic regression by Adagrad, one window at a time. Gives the same weights for the same calls.
class Learner {
public:
    Learner();
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
