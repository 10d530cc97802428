// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/eval/train/measure.h"
#include "tests/eval/train/training.h"

#include <string>
#include <vector>

namespace gatehouse::eval {

/// What training gives.
struct Trained {
    std::string weightFile;
    std::string report; ///< Markdown
};

/// Trains one model for each fold, on the sources of all others; measures each on the sources that it has not
/// seen; sets the thresholds by what they say of those; and makes the mean of these models the one that is
/// written. The same examples give the same bytes.
Trained trainModel(const std::vector<Example>& examples);

} // namespace gatehouse::eval
